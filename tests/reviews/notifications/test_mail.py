"""The mail of notifications: what it says, what becomes of it, and that two workers never both send it."""

import email
import sqlite3
from contextlib import closing
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from icalendar import Calendar

from reviews import phrases
from reviews.models import Assignment, Notification, Preferences
from reviews.notifications import mail, notifications
from reviews.workflow.perform import perform
from tests import factories
from tests.worlds import shared

pytestmark = pytest.mark.django_db


class Refusing(EmailBackend):
    """A mail server that knows nobody."""

    def send_messages(self, messages):
        raise SMTPRecipientsRefused({"user@example.org": (550, b"No such user")})


def run_queue() -> None:
    """What the worker does; its command closes the connection that the test stands on."""
    for queued in DBTaskResult.objects.ready():
        queued.task.call(*queued.task_result.args)
        queued.delete()


@pytest.fixture
def refusing(settings):
    settings.EMAIL_BACKEND = "tests.reviews.notifications.test_mail.Refusing"


@shared
def revision():
    return factories.assigned(
        factories.draft(title="Kratom & pain"),
        to=factories.reviewer(name="Dr Ada Byron", email="ada@example.org"),
        by=factories.editor(name="Tomas Okafor"),
    )


@shared
def notification(revision) -> Notification:
    return Notification.objects.get(kind="assigned")


def test_a_transition_tells_exactly_those_whom_its_event_names():
    """Invariant 15, with the rows: one for each name."""
    writer, doctor = factories.writer(name="Mara"), factories.reviewer(name="Dr Ada Byron")
    factories.editor(name="Tomas")
    revision = factories.assigned(factories.draft(writer), to=doctor)

    event = perform("approve", revision, doctor, factories.SIGNED)

    assert sorted(event.notifications.values_list("name", flat=True)) == event.notified
    assert {"Mara", "Tomas"} <= set(event.notified)


def test_what_an_assignment_says(notification, settings):
    settings.SITE_URL = "https://www.example.org"
    by = phrases.day(notification.assignment.due_on.isoformat())

    mail.send([notification.pk], timezone.now())

    [message] = outbox.outbox
    assert message.to == ["ada@example.org"]
    assert message.subject == f"Please review by {by}: Kratom & pain"
    assert message.body == (
        "Dear Dr Ada Byron,\n\n"
        f"Tomas Okafor asks you to review “Kratom & pain” by {by}.\n\n"
        f"https://www.example.org/reviews/{notification.assignment.revision_id}/\n\n"
        "-- \n"
        "Plain Evidence\n"
        "Choose what is mailed to you: https://www.example.org/reviews/inbox/mail/\n"
    )
    [(html, kind)] = message.alternatives
    assert kind == "text/html"
    assert "<p>Tomas Okafor asks you to review “Kratom &amp; pain”" in html
    assert (
        html.count(f'href="https://www.example.org/reviews/{notification.assignment.revision_id}/"')
        == 1
    )
    assert "<img" not in html
    assert message.extra_headers == {
        "Message-ID": f"<notice-{notification.pk}@www.example.org>",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": "<https://www.example.org/reviews/inbox/mail/>",
    }
    parsed = email.message_from_bytes(message.message().as_bytes())
    assert [part.get_content_type() for part in parsed.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]


def test_the_file_of_an_assignment_names_its_day_and_title_and_nothing_else(notification):
    mail.send([notification.pk], timezone.now())

    [(name, content, kind)] = outbox.outbox[0].attachments
    [entry] = Calendar.from_ical(content).walk("VEVENT")
    assert (name, kind) == ("review-due.ics", "text/calendar")
    assert entry["SUMMARY"] == "Review due: Kratom & pain"
    assert entry.decoded("DTSTART") == notification.assignment.due_on
    assert entry.decoded("DTEND") == notification.assignment.due_on + timedelta(days=1)
    assert "DESCRIPTION" not in entry


def test_the_worker_sends_what_was_committed(
    revision, django_capture_on_commit_callbacks, settings
):
    doctor = Assignment.objects.get().reviewer
    with django_capture_on_commit_callbacks(execute=True):
        event = perform("approve", revision, doctor, factories.SIGNED)
    assert outbox.outbox == []

    run_queue()

    assert (
        len(outbox.outbox) == len(event.notified) + 1 == 3
    )  # and the signer hears of the signature
    assert set(event.notifications.values_list("mail", flat=True)) == {"sent"}


def test_a_message_that_was_sent_is_not_sent_again(notification):
    now = timezone.now()
    Notification.objects.exclude(pk=notification.pk).delete()

    assert mail.send([notification.pk], now) is True
    assert mail.send([notification.pk], now) is False
    assert mail.hand_over_due(now + timedelta(days=9)) == 0

    assert len(outbox.outbox) == 1
    notification.refresh_from_db()
    assert (notification.mail, notification.sent_at, notification.tries) == ("sent", now, 1)


def test_one_that_fails_is_tried_again_later_and_later_and_then_given_up(notification, refusing):
    Notification.objects.exclude(pk=notification.pk).delete()
    now, waits = timezone.now(), []
    for _ in range(6):
        mail.send([notification.pk], now)
        notification.refresh_from_db()
        waits.append(notification.send_at - now)
        assert notification.has_mail_trouble
        if notification.mail == "waiting":
            assert mail.hand_over_due(notification.send_at - timedelta(seconds=1)) == 0
            now = notification.send_at
            assert mail.hand_over_due(now) == 1

    assert [int(wait.total_seconds() // 60) for wait in waits] == [1, 5, 30, 120, 480, 0]
    assert (notification.mail, notification.tries) == ("failed", 6)
    assert notification.error == (
        "SMTPRecipientsRefused: {'user@example.org': (550, b'No such user')}"
    )
    assert mail.hand_over_due(now + timedelta(days=9)) == 0


def test_a_failed_mail_is_seen_by_the_editors_with_its_reason_and_sent_again(
    notification, settings, sign_in, django_capture_on_commit_callbacks
):
    backend, settings.EMAIL_BACKEND = (
        settings.EMAIL_BACKEND,
        "tests.reviews.notifications.test_mail.Refusing",
    )
    mail.send([notification.pk], timezone.now())
    settings.EMAIL_BACKEND = backend
    client = sign_in(factories.editor())

    listed = client.get("/reviews/inbox/failed/").content.decode()
    timeline = client.get(f"/desk/articles/{notification.event.article_id}/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/reviews/inbox/failed/{notification.pk}/again/")
    run_queue()

    assert "Dr Ada Byron <small>ada@example.org</small>" in listed
    assert "SMTPRecipientsRefused" in listed
    assert "The mail did not reach Dr Ada Byron" in timeline
    assert [message.to for message in outbox.outbox] == [["ada@example.org"]]
    assert "None. Every message was mailed" in client.get("/reviews/inbox/failed/").content.decode()


def test_what_a_stopped_worker_had_claimed_is_sent_in_the_end(notification, monkeypatch):
    """It died while it was sending: nobody knows whether the server took the message."""
    now = timezone.now()
    Notification.objects.exclude(pk=notification.pk).delete()
    with monkeypatch.context() as patched:
        patched.setattr("tests.reviews.notifications.test_mail.EmailBackend.send_messages", _die)
        with pytest.raises(SystemExit):
            mail.send([notification.pk], now)

    assert mail.hand_over_due(now + timedelta(minutes=9)) == 0
    assert mail.hand_over_due(now + mail.GRACE) == 0  # put off by a minute, as any that failed
    assert mail.hand_over_due(now + mail.GRACE + timedelta(minutes=1)) == 1
    assert mail.send([notification.pk], now + timedelta(minutes=12)) is True
    assert outbox.outbox[0].extra_headers["Message-ID"].startswith(f"<notice-{notification.pk}@")


def _die(*args):
    raise SystemExit


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("begins", ["before it is claimed", "once it is sent"])
def test_a_database_that_is_locked_too_long_loses_no_mail(monkeypatch, begins):
    """Another writer holds SQLite's one lock for longer than a connection waits, and lets go again."""
    factories.assigned(factories.draft(), to=factories.reviewer(email="ada@example.org"))
    pk = Notification.objects.get(kind="assigned").pk
    Notification.objects.exclude(pk=pk).delete()
    DBTaskResult.objects.all().delete()  # the clock alone hands it over
    now = timezone.now()
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        _locks(other, begins, monkeypatch)
        connection.cursor().execute("PRAGMA busy_timeout = 10")
        with pytest.raises(OperationalError, match="locked"):
            mail.deliver.call([pk])
        other.execute("ROLLBACK")
    monkeypatch.undo()

    for minutes in (11, 12):  # what was claimed is put off by a minute first
        mail.hand_over_due(now + timedelta(minutes=minutes))
    run_queue()

    assert Notification.objects.get(pk=pk).mail == Notification.Mail.SENT
    kept = {message.extra_headers["Message-ID"] for message in outbox.outbox}
    assert len(kept) == 1  # the second copy of what was sent is known as one
    connection.close()  # its patience was cut


def _locks(other: sqlite3.Connection, begins: str, monkeypatch) -> None:
    if begins == "before it is claimed":
        other.execute("BEGIN IMMEDIATE")
        return

    def send_and_lock(*args):
        other.execute("BEGIN IMMEDIATE")
        return sent(*args)

    sent = EmailBackend.send_messages
    monkeypatch.setattr(EmailBackend, "send_messages", send_and_lock)


def test_what_the_worker_never_heard_of_is_handed_to_it_again(notification):
    """The process died between the commit and the queue."""
    Notification.objects.exclude(pk=notification.pk).delete()

    assert mail.hand_over_due(notification.send_at - timedelta(seconds=1)) == 0
    assert mail.hand_over_due(notification.send_at) == 1
    assert mail.hand_over_due(notification.send_at) == 0


# --- the digest --------------------------------------------------------------------------------


def test_a_digest_is_one_message_with_everything_since_the_last(revision, settings):
    editor = factories.editor(name="Editor", email="editor@example.org")
    Preferences.objects.create(user=editor, decision="daily", digest_hour=7)
    at_noon = timezone.localtime().replace(hour=12, minute=0)
    doctor = Assignment.objects.get().reviewer
    perform("accept", revision, doctor, factories.SIGNED, now=at_noon)
    perform("approve", revision, doctor, factories.SIGNED, now=at_noon + timedelta(hours=1))
    Notification.objects.exclude(recipient=editor).delete()
    at_seven = (at_noon + timedelta(days=1)).replace(hour=7)

    assert mail.hand_over_due(at_seven - timedelta(minutes=1)) == 0
    assert mail.hand_over_due(at_seven) == 1
    mail.send(list(Notification.objects.values_list("pk", flat=True)), at_seven)

    [message] = outbox.outbox
    assert message.subject == "Plain Evidence: 2 messages since your last digest"
    assert message.body.count("http://127.0.0.1:8000/desk/articles/") == 2
    assert "Kratom & pain: Dr Ada Byron accepted the review" in message.body
    assert "Kratom & pain: Dr Ada Byron approved it" in message.body
    assert mail.hand_over_due(at_seven + timedelta(days=1)) == 0


def test_the_hour_of_the_digest_is_that_of_the_site(settings):
    settings.TIME_ZONE = "Europe/Oslo"
    wishes = Preferences(digest_hour=7)
    early = timezone.localtime(timezone.now()).replace(hour=6, minute=59)

    assert wishes.next_digest(early) == early.replace(hour=7, minute=0, second=0, microsecond=0)
    assert wishes.next_digest(early.replace(hour=7, minute=0)).day != early.day


def test_who_wants_no_mail_of_decisions_has_them_in_the_inbox(revision):
    editor = factories.editor()
    Preferences.objects.create(user=editor, decision="never")

    perform("accept", revision, Assignment.objects.get().reviewer, factories.SIGNED)

    notification = Notification.objects.get(recipient=editor)
    assert notification.mail == "none"
    assert mail.send([notification.pk], timezone.now()) is False


def test_a_notification_is_told_once(notification):
    message = notifications.Message(
        notification.kind,
        notification.occasion,
        notification.for_day,
        "Again",
        "Again",
        notification.path,
    )

    assert (
        notifications.tell_once([notification.recipient], lambda person: message, timezone.now())
        == []
    )


def test_an_event_that_is_rolled_back_tells_nobody(revision, django_capture_on_commit_callbacks):
    before = Notification.objects.count()

    with django_capture_on_commit_callbacks() as kept, transaction.atomic():
        perform("accept", revision, Assignment.objects.get().reviewer, factories.SIGNED)
        assert Notification.objects.count() > before
        transaction.set_rollback(True)

    assert (Notification.objects.count(), kept) == (before, [])


def test_a_title_of_several_lines_breaks_no_header(revision):
    notification = Notification.objects.get(kind="assigned")
    notification.subject = "One\nBcc: all@example.org"

    assert mail.compose([notification]).message()["Subject"] == "One Bcc: all@example.org"


def test_submitting_again_asks_the_reviewers_again_by_name_and_day():
    doctor = factories.reviewer(name="Dr Ada Byron")
    first = factories.assigned(factories.draft(title="Kratom"), to=doctor)
    perform("request_changes", first, doctor, factories.SIGNED)
    second = factories.next_draft(first.article, "<p>Rest may help.</p>")

    perform("submit", second, factories.author_of(second))

    notification = Notification.objects.filter(recipient=doctor).latest("pk")
    assert notification.kind == "assigned"
    assert notification.subject.startswith("Please review again by ")
