"""The mail of notifications: one message for each person, by the worker, claimed before it is sent.

A worker claims rows with one conditional update, so that two never send the same. It can die after
the mail server took the message and before the row says so; the row is then claimed again, and that
one message goes out twice. Both copies carry the same `Message-ID`, by which most mailboxes show one.
"""

import logging
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_noop, ngettext
from django_tasks import task

from articles.identity import identity, site_name
from articles.languages import active, default
from articles.users import User
from reviews.models import Invitation, Notification
from reviews.notifications import calendars

logger = logging.getLogger(__name__)

GRACE = timedelta(minutes=10)  # what the worker has not done by then is handed to it again
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
STOPPED = gettext_noop("The worker stopped while it was sending this.")


def in_language_of(person: User | None, otherwise: str = "") -> AbstractContextManager[None]:
    """What is written inside is for this person to read; `otherwise` is for whoever has no account."""
    chosen = person.language if person else otherwise
    return translation.override(chosen or default())


def send_on_commit(notifications: Iterable[Notification]) -> None:
    """Hand those that go singly to the worker once the transaction is through."""
    for notification in notifications:
        if notification.mail == Notification.Mail.WAITING and not notification.is_digest:
            transaction.on_commit(partial(deliver.enqueue, [notification.pk]))


def hand_over_due(now: datetime) -> int:
    """Hand to the worker what is due: digests, second tries, what was lost; return how many mails."""
    _release_stopped(now)
    due = Notification.objects.filter(mail=Notification.Mail.WAITING, send_at__lte=now)
    mails: dict[object, list[int]] = {}
    for pk, recipient, is_digest in due.order_by("pk").values_list("pk", "recipient", "is_digest"):
        mails.setdefault(("digest", recipient) if is_digest else pk, []).append(pk)
    return sum(_hand_over(pks, now) for pks in mails.values())


@task()
def deliver(pks: list[int]) -> None:
    """Send one message about these notifications of one person; those that another worker has are left."""
    send(pks, timezone.now())


def send(pks: Sequence[int], now: datetime) -> bool:
    """Claim, send, record. Returns whether a message went out; never raises for a failed one."""
    claim = uuid4()
    mine = Notification.objects.filter(claim=claim, mail=Notification.Mail.SENDING)
    waiting = Notification.objects.filter(pk__in=pks, mail=Notification.Mail.WAITING)
    if not waiting.update(
        mail=Notification.Mail.SENDING, claim=claim, send_at=now + GRACE, tries=F("tries") + 1
    ):
        return False
    notifications = list(
        mine.select_related("recipient", "sender", "assignment__revision").order_by("pk")
    )
    try:
        compose(notifications).send()
    except (
        Exception
    ) as error:  # whatever the server or the network says: it is kept and tried again
        logger.warning("Mail of notifications %s failed", pks, exc_info=True)
        _put_off(notifications, f"{type(error).__name__}: {error}", now)
        return False
    mine.update(mail=Notification.Mail.SENT, sent_at=now, error="")
    return True


def try_again(notification: Notification, now: datetime) -> None:
    """Start over with a mail that failed."""
    troubled = Notification.objects.troubled().filter(pk=notification.pk)
    if troubled.update(
        mail=Notification.Mail.WAITING, tries=0, send_at=now + GRACE, is_digest=False
    ):
        transaction.on_commit(partial(deliver.enqueue, [notification.pk]))


def compose(notifications: Sequence[Notification]) -> EmailMultiAlternatives:
    """One message, text and HTML, about one notification or about all of a digest, for its reader."""
    first = notifications[0]
    with in_language_of(first.recipient, "" if first.recipient else _language_of(first)):
        return _composed(notifications)


def _language_of(notification: Notification) -> str:
    """To a reader we write in the language of the page that the mail is about, to a guest in that of
    the text to review, and about an account in that of its owner.
    """
    if notification.kind == Notification.Kind.ACCOUNT:
        return notification.sender.language if notification.sender else ""
    if notification.kind != Notification.Kind.ASSIGNED:
        return translation.get_language_from_path(notification.path) or ""
    asked = Invitation.objects.filter(email=notification.address).select_related("revision")
    return asked[0].revision.language if asked else ""


def _composed(notifications: Sequence[Notification]) -> EmailMultiAlternatives:
    first = notifications[0]
    preferences = settings.SITE_URL + reverse("preferences") if first.recipient else ""
    context = {
        "notifications": notifications,
        "name": first.name,
        "is_digest": first.is_digest,
        "language": active(),
        "site_url": settings.SITE_URL,
        "site_name": site_name(),
        "identity": identity(),
        "preferences": preferences,
    }
    headers = {
        "Message-ID": f"<notice-{'-'.join(str(each.pk) for each in notifications[:8])}@{_host()}>",
        "Auto-Submitted": "auto-generated",
    }
    if preferences:
        headers["List-Unsubscribe"] = f"<{preferences}>"
    elif stop := _stop(first):
        headers["List-Unsubscribe"] = f"<{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        subject=_subject(notifications),
        body=render_to_string("reviews/notifications/mail.txt", context),
        to=[first.mail_address],
        headers=headers,
    )
    message.attach_alternative(
        render_to_string("reviews/notifications/mail.html", context), "text/html"
    )
    for notification in notifications:
        if notification.kind == Notification.Kind.ASSIGNED and notification.assignment:
            message.attach(
                "review-due.ics", calendars.of([notification.assignment]), "text/calendar"
            )
    return message


def _stop(notification: Notification) -> str:
    """The page by which a reader ends such mails, with one click (RFC 8058): a letter that can be ended
    says it in its last line; "" where it does not."""
    last = notification.text.rstrip().rpartition("\n")[2]
    return last if last.startswith(settings.SITE_URL) and "/stop/" in last else ""


def _subject(notifications: Sequence[Notification]) -> str:
    if not notifications[0].is_digest:
        return " ".join(notifications[0].subject.split())  # a header is one line
    return ngettext(
        "%(site)s: %(count)d message since your last digest",
        "%(site)s: %(count)d messages since your last digest",
        len(notifications),
    ) % {"site": site_name(), "count": len(notifications)}


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def _hand_over(pks: list[int], now: datetime) -> int:
    """One mail to the worker, unless another clock was a moment earlier."""
    due = Notification.objects.filter(pk__in=pks, mail=Notification.Mail.WAITING, send_at__lte=now)
    if not due.update(send_at=now + GRACE):
        return 0
    transaction.on_commit(partial(deliver.enqueue, pks))
    return 1


def _put_off(notifications: Sequence[Notification], error: str, now: datetime) -> None:
    for notification in notifications:
        tries = notification.tries
        is_last = tries > len(BACKOFF)
        Notification.objects.filter(
            pk=notification.pk, claim=notification.claim, mail=Notification.Mail.SENDING
        ).update(
            mail=Notification.Mail.FAILED if is_last else Notification.Mail.WAITING,
            send_at=now if is_last else now + BACKOFF[tries - 1],
            error=error,
        )


def _release_stopped(now: datetime) -> None:
    stopped = Notification.objects.filter(mail=Notification.Mail.SENDING, send_at__lte=now)
    for notification in stopped:
        _put_off([notification], STOPPED, now)
