"""The first day of a site: `manage.py start`, the steps, what is suggested, and the first article."""

import io
import tomllib
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from articles.models import Disclaimer, Topic
from cms.configuration import defaults
from cms.configuration.first_steps import steps
from cms.models import User
from reviews.models import AccountChange, Amendment, Policy
from tests import factories
from tests.cms.configuration.conftest import said

pytestmark = pytest.mark.django_db

GIVEN = {
    "name": "Clear Health",
    "address": "https://health.example.org",
    "sender": "editors@example.org",
    "person": "Dana Whitlock",
    "email": "dana@example.org",
    "language": "en",
    "also": "Editors, writers",
    "by_link": True,
}


@pytest.fixture
def start(settings, tmp_path, monkeypatch):
    settings.SITE_FILE = tmp_path / "site.toml"
    settings.STATIC_ROOT = tmp_path / "static"
    monkeypatch.setattr("cms.management.commands.start._is_migrated", lambda: True)

    def call(**changed) -> str:
        out = io.StringIO()
        call_command("start", stdout=out, **{**GIVEN, **changed})
        return out.getvalue()

    return call


def test_it_writes_the_site_down_and_makes_its_first_administrator(start, settings):
    told = start()

    stated = tomllib.loads(Path(settings.SITE_FILE).read_text())
    assert stated == {
        "SITE_NAME": "Clear Health",
        "SITE_URL": "https://health.example.org",
        "DEFAULT_FROM_EMAIL": "editors@example.org",
    }
    user = User.objects.get()
    roles = set(user.groups.values_list("name", flat=True))
    assert roles == {"Administrators", "Editors", "Writers"}
    assert (user.is_staff, user.person.name) == (True, "Dana Whitlock")
    assert not AccountChange.objects.exists()
    assert "https://health.example.org/account/password/reset/key/" in told
    assert "https://health.example.org/desk/configuration/" in told
    assert set(Amendment.objects.values_list("actor", flat=True)) == {None}


def test_a_local_address_follows_the_port(start, settings):
    told = start(address="http://127.0.0.1:8205")

    assert "SITE_URL" not in tomllib.loads(Path(settings.SITE_FILE).read_text())
    assert "PORT=8205 .venv/bin/python manage.py serve" in told


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"address": "health.example.org"}, "--address: Begin with https://"),
        ({"email": "dana"}, "--email: That is no e-mail address."),
        ({"language": "fr"}, "--language: It is one of en, es."),
        ({"also": "Kings"}, "--also: “Kings” is none of Writers, Reviewers, Editors."),
    ],
)
def test_what_cannot_stand_is_said_and_nothing_is_written(start, settings, wrong, why):
    with pytest.raises(CommandError, match=why.replace(".", r"\.")):
        start(**wrong)

    assert not Path(settings.SITE_FILE).exists()
    assert not User.objects.exists()


def test_it_begins_no_site_twice(start):
    factories.user("Administrators")

    with pytest.raises(CommandError, match="This site has people already"):
        start()


def test_an_administrator_of_an_empty_site_is_led_to_its_steps(client, administrator):
    assert client.get(reverse("start")).headers["Location"] == reverse("configuration")

    factories.draft()
    both = factories.user("Administrators", "Editors", is_staff=True)
    client.force_login(both)

    assert client.get(reverse("start")).headers["Location"] == reverse("board")


def test_the_steps_say_what_is_missing_and_what_is_done(client, settings):
    settings.SITE_URL, settings.EMAIL_HOST = "https://health.example.org", "mail.example.org"

    before = {step.label: step.is_done for step in steps()}
    defaults.take(["pain"], ["general"], User.objects.get())
    factories.reviewer()
    factories.editor()
    factories.draft(topic=Topic.objects.get(slug="pain"))
    after = {step.label: step.is_done for step in steps()}

    assert before == {
        "Name, address and mail": True,
        "Topics": False,
        "Policies": False,
        "Checklists": True,
        "Disclaimers": False,
        "People": False,
        "The first article": False,
    }
    assert all(after.values())
    assert "All that a review needs is there." in said(client.get(reverse("configuration")))


def test_a_reviewer_whose_credential_nobody_looked_up_is_not_counted(client):
    factories.user("Reviewers")

    page = said(client.get(reverse("configuration")))

    assert "Reviewers: 1, of whom 0 have a credential that counts." in page
    assert "A credential counts once somebody who neither entered it nor invited them" in page


def test_whose_account_is_held_for_its_first_day_is_said(client):
    new = factories.user("Reviewers", name="Rita Hall")
    AccountChange.objects.create(
        user=new, kind=AccountChange.Kind.PASSWORD, changed_at=timezone.now()
    )

    page = said(client.get(reverse("configuration")))

    assert "an editor who had no part in it confirms the account: Rita Hall." in page
    assert reverse("account_changes") in client.get(reverse("configuration")).content.decode()


def test_what_is_suggested_is_taken_by_acts_and_offered_once(client, administrator):
    address = reverse("configuration_defaults")

    client.post(address, {"topics": ["pain", "medicines"], "disclaimers": ["emergency"]})

    assert {each.slug for each in Topic.objects.for_articles()} == {"pain", "medicines"}
    approvals = dict(Policy.objects.values_list("topic__slug", "approvals"))
    assert (approvals["pain"], approvals["medicines"]) == (1, 2)
    assert Policy.objects.get(topic__slug="pain").checklist.slug == "article"
    assert {each.language for each in Disclaimer.objects.get().wordings.all()} == {"en", "es"}
    assert set(Amendment.objects.values_list("actor", flat=True)) == {administrator.pk}
    assert "pain" not in {each.slug for each in defaults.topics_to_suggest()}
    again = client.post(address, {"topics": ["pain"]})
    assert again.status_code == 422


def test_with_nothing_ticked_nothing_is_said_to_be_added(client, administrator):
    answer = client.post(reverse("configuration_defaults"), follow=True)

    assert "Nothing is ticked yet" in answer.content.decode()
    assert not Topic.objects.for_articles().exists()


def test_the_database_is_there_before_a_password_is_asked_for(start, monkeypatch):
    done: list[str] = []
    command = "cms.management.commands.start"

    def ask(_question: str) -> str:
        done.append("password")
        return "plain-evidence-7"

    monkeypatch.setattr(f"{command}.call_command", lambda name, **_options: done.append(name))
    monkeypatch.setattr(f"{command}.getpass", ask)

    start(by_link=False)

    assert done == ["migrate", "collectstatic", "password", "password"]
    assert User.objects.get().check_password("plain-evidence-7")
