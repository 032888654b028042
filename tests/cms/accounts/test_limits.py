"""Wrong passwords: whoever guesses waits longer and longer, and locks nobody out."""

from importlib import import_module

import pytest
from django.conf import settings
from django.core import mail as outbox
from django.core.cache import caches
from django.test import Client
from django_tasks_db.models import DBTaskResult

from cms.accounts import limits
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
OFFICE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


def work() -> None:
    """What the worker does of what waits."""
    for waiting in DBTaskResult.objects.ready().order_by("enqueued_at"):
        waiting.task.call(*waiting.args_kwargs["args"], **waiting.args_kwargs["kwargs"])
        waiting.delete()


def tries(user, password: str = "wrong", of: str = ELSEWHERE, client: Client | None = None) -> bool:
    client = client or Client()
    entered = {"login": user.email, "password": password}
    client.post("/account/login/", entered, REMOTE_ADDR=of)
    return "_auth_user_id" in client.session


@pytest.fixture
def later(monkeypatch):
    """Let minutes pass."""
    passed = [0.0]
    clock = import_module("time").time
    monkeypatch.setattr(limits.time, "time", lambda: clock() + passed[0])

    def minutes(count: float) -> None:
        passed[0] += 60 * count

    return minutes


def test_ten_wrong_passwords_from_elsewhere_lock_nobody_out():
    doctor = factories.reviewer()

    for _ in range(10):
        tries(doctor)

    assert tries(doctor, factories.PASSWORD, OFFICE)


def test_from_there_even_the_right_one_waits_and_each_wrong_one_doubles_the_wait(later):
    doctor = factories.reviewer()
    for _ in range(5):
        assert not tries(doctor)

    assert not tries(doctor, factories.PASSWORD)
    later(1.1)
    assert not tries(doctor)
    later(1.1)
    assert not tries(doctor, factories.PASSWORD)
    later(1)
    assert tries(doctor, factories.PASSWORD)
    assert not tries(doctor)
    assert tries(doctor, factories.PASSWORD)  # what was wrong before is forgotten


def test_the_page_says_how_long_and_that_a_link_was_mailed():
    doctor = factories.reviewer()
    for _ in range(5):
        tries(doctor)

    page = Client().post(
        "/account/login/",
        {"login": doctor.email, "password": factories.PASSWORD},
        REMOTE_ADDR=ELSEWHERE,
    )

    assert "Try again in 1 minute, or open the link that we have mailed" in page.text


def test_the_owner_is_mailed_once_a_link_that_lets_them_in_from_there(later):
    doctor = factories.reviewer()
    for _ in range(3):
        for _ in range(6):
            tries(doctor)
        later(70)
    work()
    [letter] = outbox.outbox
    link = next(word for word in letter.body.split() if "/way-in/" in word)
    assert link.startswith(f"{settings.SITE_URL}/account/way-in/")
    for _ in range(6):
        tries(doctor)

    owner, path = Client(), link.removeprefix(settings.SITE_URL)
    owner.get(path)
    assert not tries(
        doctor, factories.PASSWORD, client=owner
    )  # a program that looks at mails opens it
    owner.post(path)
    assert tries(doctor, factories.PASSWORD, client=owner)
    assert Client().get(path).status_code == 410  # used


def test_a_link_is_ten_tries_long_and_good_for_its_account_alone():
    doctor, other = factories.reviewer(), factories.reviewer()
    thief = Client()
    thief.post(f"/account/way-in/{limits.link_token(doctor)}/")
    for _ in range(10):
        tries(doctor, client=thief)

    assert not tries(doctor, factories.PASSWORD, client=thief)
    for _ in range(5):
        tries(other)
    assert not tries(other, factories.PASSWORD, client=thief)


@pytest.mark.parametrize(
    ("office", "tomorrow"),
    [(OFFICE, OFFICE), ("2001:db8:1:2::5", "2001:db8:1:2::9"), (f"::ffff:{OFFICE}", OFFICE)],
)
def test_guesses_from_everywhere_close_the_account_to_networks_that_it_does_not_know(
    office, tomorrow
):
    doctor = factories.reviewer()
    assert tries(doctor, factories.PASSWORD, office)
    for number in range(limits.FROM_EVERYWHERE):
        tries(doctor, of=f"203.0.113.{number}")

    assert not tries(doctor, factories.PASSWORD, ELSEWHERE)
    assert tries(doctor, factories.PASSWORD, tomorrow)


def test_addresses_of_ipv4_within_ipv6_are_told_apart():
    doctor = factories.reviewer()
    for _ in range(limits.FREE):
        tries(doctor, of=f"::ffff:{ELSEWHERE}")

    assert not tries(doctor, factories.PASSWORD, f"::ffff:{ELSEWHERE}")
    assert tries(doctor, factories.PASSWORD, f"::ffff:{OFFICE}")


def test_who_came_past_one_of_two_proxies_is_refused_and_no_error_of_ours(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    sent = {"login": factories.writer().email, "password": "wrong"}

    answer = Client().post("/account/login/", sent, HTTP_X_FORWARDED_FOR=OFFICE)

    assert answer.status_code == 403


def test_counts_are_where_every_process_finds_them():
    assert type(caches["default"]).__name__ == "DatabaseCache"
    assert type(caches["memory"]).__name__ == "LocMemCache"
