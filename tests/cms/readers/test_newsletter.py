"""The newsletter: nobody has it who did not confirm, everybody has each issue once, one click ends it."""

import re
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core import mail as outbox
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import Revision
from cms.models import Delivery, Issue, Subscriber
from cms.readers import issues, newsletter
from cms.readers.forgetting import forget
from cms.templatetags.newsletters import newsletters_failed
from reviews.models import Notification
from reviews.notifications.mail import STOPPED
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.reviews.workflow.test_races import race
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

MONDAY = datetime(2031, 3, 10, 8, 0, tzinfo=timezone.get_default_timezone())
FAILED = "/reviews/inbox/failed/"
NONE = "None. Every message was mailed"


def run_queue() -> None:
    """What the worker does; its command closes the connection that the test stands on."""
    for queued in DBTaskResult.objects.ready():
        queued.task.call(*queued.task_result.args)
        queued.delete()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@shared
def subscriber() -> Subscriber:
    return newsletter.subscribe("reader@example.org", MONDAY - timedelta(days=30))


def published_at(moment: datetime, title: str) -> Revision:
    """A text that was published then; by the clock of the database, which no test can turn back."""
    made = factories.published(title=title)
    Revision.objects.filter(pk=made.pk).update(published_at=moment)
    return made


# --- signing up and ending -----------------------------------------------------------------------


def test_nobody_is_subscribed_before_the_link_and_the_button(client, committed):
    with committed():
        answer = client.post("/newsletter/", {"address": "Reader@Example.org"})
    run_queue()
    [message] = outbox.outbox
    link = re.search(r"http://127\.0\.0\.1:8000(/newsletter/confirm/\S+)", message.body).group(1)
    opened = client.get(link)

    assert "Open its link within two days" in client.get(answer["Location"]).content.decode()
    assert message.to == ["reader@example.org"]
    assert "Yes, send it" in opened.content.decode()
    assert not Subscriber.objects.exists()
    for _ in range(2):
        assert "You have the newsletter" in client.post(link).content.decode()
    assert Subscriber.objects.get().address == "reader@example.org"
    assert forget(timezone.now() + timedelta(days=3)) == 1
    assert not Notification.objects.filter(address="reader@example.org").exists()


def test_a_forged_or_old_link_subscribes_nobody(client, monkeypatch):
    newsletter.ask("reader@example.org", timezone.now())
    link = Notification.objects.get().path

    forged = client.post(link.replace("/confirm/", "/confirm/x"))
    in_time = client.get(link)
    monkeypatch.setattr(newsletter, "GOOD_FOR", timedelta(seconds=-1))
    late = client.post(link)

    assert (forged.status_code, in_time.status_code, late.status_code) == (410, 200, 410)
    assert "Ask for another" in late.content.decode()
    assert not Subscriber.objects.exists()


def test_each_has_the_news_of_the_language_in_which_it_was_confirmed(client, committed):
    for prefix in ("", "/es"):
        with committed():
            client.post(f"{prefix}/newsletter/", {"address": f"reader{prefix[1:]}@example.org"})
    run_queue()
    for asked in outbox.outbox:
        link = re.search(r"http://127\.0\.0\.1:8000(\S*/newsletter/confirm/\S+)", asked.body).group(
            1
        )
        client.post(link)
    Subscriber.objects.update(confirmed_at=MONDAY - timedelta(days=30))
    for language, title in {"en": "Rest", "es": "Reposo"}.items():
        made = factories.published(title=title, language=language)
        Revision.objects.filter(pk=made.pk).update(published_at=MONDAY - timedelta(days=1))

    with committed():
        issues.make_due(MONDAY)
        issues.hand_over_due(MONDAY)
    run_queue()

    english, spanish = outbox.outbox[2:]
    assert [each.subject for each in outbox.outbox] == [
        "Please confirm: our newsletter",
        "Confirme, por favor: nuestro boletín",
        "Plain Evidence: what is new this week",
        "Plain Evidence: las novedades de esta semana",
    ]
    assert "Rest\n" in english.body
    assert "Reposo\n" in spanish.body
    assert "Rest\n" not in spanish.body
    assert "http://127.0.0.1:8000/es/newsletter/stop/" in spanish.body


def test_a_strangers_mailbox_gets_three_mails_a_day_at_most_and_the_page_does_not_say_so():
    answers = [
        Client(REMOTE_ADDR=f"203.0.113.{number}").post("/newsletter/", {"address": "a@b.example"})
        for number in range(5)
    ]

    assert {answer.status_code for answer in answers} == {303}
    assert Notification.objects.filter(address="a@b.example").count() == 3


def test_the_longest_address_that_is_taken_fits_its_link_and_a_longer_one_is_refused(client):
    longest = f"{'a' * 60}@{'b' * 60}.{'c' * 20}.example"
    assert len(longest) == newsletter.LONGEST

    assert client.post("/newsletter/", {"address": longest}).status_code == 303
    assert client.post("/newsletter/", {"address": f"a{longest}"}).status_code == 422
    assert client.post("/es/newsletter/", {"address": longest}).status_code == 303
    assert all(len(notification.path) <= 300 for notification in Notification.objects.all())


def test_one_click_ends_it_without_cookie_or_token_and_looking_does_not(subscriber):
    address, program = f"/newsletter/stop/{subscriber.key}/", Client(enforce_csrf_checks=True)

    looked = program.get(address)
    assert "Stop the newsletter?" in looked.content.decode()
    assert Subscriber.objects.exists()
    answer = program.post(address, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert "Your address is erased" in answer.content.decode()
    assert not Subscriber.objects.exists()
    assert program.post(address).status_code == 200


def test_an_editor_takes_off_who_asks_for_it(subscriber, sign_in):
    desk = sign_in(factories.editor())

    page = desk.get("/readers/newsletter/").content.decode()
    desk.post("/readers/newsletter/", {"address": "READER@example.org"})

    assert "1 reader has it" in page
    assert not Subscriber.objects.exists()


# --- the issue of a week -------------------------------------------------------------------------


def test_an_issue_says_what_is_new_to_each_once_in_text_and_html(subscriber, committed, settings):
    settings.SITE_URL = "https://www.example.org"
    newsletter.subscribe("other@example.org", MONDAY - timedelta(days=1))
    published_at(MONDAY - timedelta(days=15), "Long ago")
    new = published_at(MONDAY - timedelta(days=3), "Rest & naps")
    published_at(MONDAY + timedelta(minutes=1), "Too late")

    for moment in (MONDAY - timedelta(seconds=1), MONDAY, MONDAY + timedelta(hours=3)):
        with committed():
            issues.make_due(moment)
            issues.hand_over_due(moment)
        run_queue()

    assert Issue.objects.filter(week=MONDAY.date()).count() == 1
    assert sorted(message.to[0] for message in outbox.outbox) == [
        "other@example.org",
        "reader@example.org",
    ]
    message = next(each for each in outbox.outbox if each.to == ["reader@example.org"])
    stop = f"https://www.example.org/newsletter/stop/{subscriber.key}/"
    [(html, kind)] = message.alternatives
    assert kind == "text/html"
    for form in (message.body, html):
        assert f"https://www.example.org/articles/{new.article.slug}/" in form
        assert stop in form
        assert "Long ago" not in form
        assert "Too late" not in form
    assert "Rest & naps\nNew. What is known." in message.body
    assert "<h2>Rest &amp; naps</h2>" in html
    assert message.extra_headers["List-Unsubscribe"] == f"<{stop}>"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_delivery_that_one_worker_has_is_left_by_another(subscriber):
    published_at(MONDAY - timedelta(days=3), "Rest")
    issues.make_due(MONDAY)
    delivery = Delivery.objects.get()

    sent = [issues.send(delivery.pk, MONDAY) for _ in range(2)]

    assert sent == [True, False]
    assert len(outbox.outbox) == 1
    assert issues.hand_over_due(MONDAY + timedelta(days=1)) == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_and_two_clocks_at_once_mail_an_issue_once():
    newsletter.subscribe("reader@example.org", MONDAY - timedelta(days=30))
    published_at(MONDAY - timedelta(days=3), "Rest")

    made = race(*[lambda: issues.make_due(MONDAY)] * 2)
    pk = Delivery.objects.get().pk
    sent = race(*[lambda: issues.send(pk, MONDAY)] * 2)

    assert {type(each) for each in made} == {Issue, type(None)}
    assert sorted(sent) == [False, True]
    assert len(outbox.outbox) == 1


def test_what_fails_is_tried_again_and_then_given_up(subscriber, settings):
    settings.EMAIL_BACKEND = "tests.reviews.notifications.test_mail.Refusing"
    published_at(MONDAY - timedelta(days=3), "Rest")
    issues.make_due(MONDAY)
    now, waits = MONDAY, []
    for _ in range(6):
        assert issues.hand_over_due(now) == 1
        assert issues.send(Delivery.objects.get().pk, now) is False
        delivery = Delivery.objects.get()
        waits.append((delivery.send_at - now).total_seconds() // 60)
        now = max(delivery.send_at, now)

    assert waits == [1, 5, 30, 120, 480, 0]
    assert delivery.mail == "failed"
    assert issues.hand_over_due(now + timedelta(days=9)) == 0


def test_what_a_stopped_worker_had_claimed_is_sent_in_the_end(subscriber):
    published_at(MONDAY - timedelta(days=3), "Rest")
    issues.make_due(MONDAY)
    Delivery.objects.update(mail="sending", send_at=MONDAY, tries=1)

    assert issues.hand_over_due(MONDAY) == 0
    assert issues.hand_over_due(MONDAY + timedelta(minutes=1)) == 1
    assert issues.send(Delivery.objects.get().pk, MONDAY + timedelta(minutes=1)) is True


def test_weeks_without_news_and_texts_taken_back_meanwhile_are_not_mailed(subscriber):
    issues.make_due(MONDAY)
    assert not Delivery.objects.exists()

    taken_back = published_at(MONDAY + timedelta(days=3), "Rest")
    issues.make_due(MONDAY + timedelta(days=7))
    delivery = Delivery.objects.get()
    perform("retract", Revision.objects.get(pk=taken_back.pk), factories.editor(), Inputs("No."))

    assert issues.send(delivery.pk, MONDAY + timedelta(days=7)) is False
    assert outbox.outbox == []
    assert not Delivery.objects.exists()


def test_an_issue_that_was_missed_is_made_late_with_all_that_came_since_the_last(subscriber):
    issues.make_due(MONDAY)
    published_at(MONDAY + timedelta(days=1), "Rest")
    published_at(MONDAY + timedelta(days=9), "Naps")

    issue = issues.make_due(MONDAY + timedelta(days=15, hours=5))

    assert issue.week == MONDAY.date() + timedelta(days=14)
    assert [each.title for each in issues.news_of(issue)] == ["Naps", "Rest"]
    assert Delivery.objects.count() == 1


def test_the_clock_does_all_of_it(subscriber, committed, travel):
    travel(365 * 6)
    now = timezone.localtime(timezone.now())
    published_at(now - timedelta(days=now.weekday() + 2), "Rest")
    said = StringIO()

    with committed():
        call_command("run_due", stdout=said)
        call_command("run_due", stdout=said)

    assert "Newsletters handed to the worker: 1\n" in said.getvalue()
    assert said.getvalue().count("Newsletters") == 1
    assert Delivery.objects.count() == 1


@shared
def failed(subscriber) -> Delivery:
    issue = Issue.objects.create(week=MONDAY, since=MONDAY - issues.WEEK, until=MONDAY)
    now = timezone.now()
    return Delivery.objects.create(
        issue=issue, subscriber=subscriber, send_at=now, mail="failed", tries=6, error="No <b>."
    )


def test_one_that_failed_stands_where_editors_see_the_mails_that_failed_for_a_month(
    failed, sign_in
):
    editor = sign_in(factories.editor())

    page = editor.get(FAILED).text
    Delivery.objects.update(send_at=timezone.now() - timedelta(days=31))
    later = editor.get(FAILED).text

    assert "reader@example.org" in page
    assert "No &lt;b&gt;." in page
    assert "given up" in page
    assert "Those of the last 30 days." in page
    assert NONE not in page
    assert NONE in later
    assert "reader@example.org" not in later


def test_who_does_not_publish_sees_no_address_of_a_reader(failed, sign_in):
    user = factories.user()
    user.user_permissions.add(Permission.objects.get(codename="assign_reviewer"))

    page = sign_in(user).get(FAILED).text

    assert NONE in page
    assert "reader@example.org" not in page


def test_of_many_that_failed_the_latest_are_read_and_all_are_counted(
    failed, django_assert_max_num_queries
):
    readers = Subscriber.objects.bulk_create(
        Subscriber(address=f"{number}@example.org", key=str(number), confirmed_at=MONDAY)
        for number in range(60)
    )
    later = timezone.now() + timedelta(minutes=5)
    Delivery.objects.bulk_create(
        Delivery(issue=failed.issue, subscriber=each, send_at=later, error="Later.")
        for each in readers
    )
    editor = factories.editor()
    editor.has_perm("reviews.publish_revision")  # asked once

    with django_assert_max_num_queries(2):
        found = newsletters_failed(editor)
        said = render_to_string(
            "reviews/notifications/_newsletters_failed.html", {"newsletters": found}
        )

    assert said.count("Later.") == 50
    assert "61 in all" in said


def test_why_one_failed_is_said_in_the_language_of_the_page(failed, sign_in):
    Delivery.objects.update(error=STOPPED)

    page = sign_in(factories.editor(language="es")).get(FAILED).text

    assert "El proceso de tareas se detuvo mientras enviaba esto." in page
