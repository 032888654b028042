"""Telling people: one row for each person and message, in the transaction that it tells of.

The rows are the inbox, the record of who was told, and the queue of the mail (`reviews.notifications.mail`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.models import Thread
from articles.users import User
from reviews import phrases
from reviews.models import Assignment, Event, Notification, Preferences
from reviews.notifications import mail

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SUBJECT_LENGTH = 300
KEPT = timedelta(days=365)
AT_ONCE = 1_000


@dataclass(frozen=True)
class Message:
    """What one person is told. `occasion` and `for_day` name it: nobody is told of it twice."""

    kind: Notification.Kind
    occasion: str
    for_day: date
    subject: str
    text: str
    path: str
    event: Event | None = None
    assignment: Assignment | None = None
    thread: Thread | None = None
    sender: User | None = None


@dataclass(frozen=True)
class Request:
    """What those are told whom a transition asks to review: by whom, what, until which day."""

    subject: "StrOrPromise"
    text: "StrOrPromise"

    def to_review(self, event: Event, asked: Assignment) -> tuple[str, str]:
        """Subject and text for one of them."""
        words = {
            "name": event.who,
            "title": event.revision.title,
            "day": phrases.day(asked.due_on.isoformat()),
        }
        return str(self.subject) % words, str(self.text) % words


@dataclass(frozen=True)
class Announcement:
    """How a transition is told: `request` to those whom it asks to review, else its description.

    `is_of_review` says that it is about the review of whoever is told.
    """

    describe: Callable[[dict[str, Any]], str]
    request: Request | None = None
    is_of_review: bool = False


def tell_of_event(
    event: Event, people: Sequence[User], announcement: Announcement
) -> list[Notification]:
    """Tell each of a transition that is being made. Call it inside its transaction."""
    asked = {each.reviewer_id: each for each in event.revision.assignments.all()} if people else {}
    return tell(people, lambda person: _about(event, asked.get(person.pk), announcement), event.at)


def tell(
    people: Sequence[User], message_for: Callable[[User], Message], now: datetime
) -> list[Notification]:
    """Tell each person something that is new by its nature; mail goes once it is committed."""
    notifications = Notification.objects.bulk_create(_composed(people, message_for, now))
    mail.send_on_commit(notifications)
    return notifications


def tell_once(
    people: Sequence[User], message_for: Callable[[User], Message], now: datetime
) -> list[Notification]:
    """Tell those who were not told of this occasion for this day before; return their notifications.

    The database decides (`a_person_is_told_once_of_an_occasion`), so that two clocks at once tell
    each person once.
    """
    told = []
    for notification in _composed(people, message_for, now):
        unique = {
            name: getattr(notification, name) for name in ("recipient", "occasion", "for_day")
        }
        kept, is_new = Notification.objects.get_or_create(
            **unique, defaults=_columns(notification, unique)
        )
        told += [kept] if is_new else []
    mail.send_on_commit(told)
    return told


def tell_address(name: str, address: str, message: Message, now: datetime) -> Notification:
    """Tell whoever reads the mail of an address, by mail alone: a guest, or the owner of an account that
    somebody else may be in.
    """
    notification = _row(message, now)
    notification.name, notification.address, notification.send_at = name, address, now + mail.GRACE
    notification.save()
    mail.send_on_commit([notification])
    return notification


def tell_at(person: User, address: str, message: Message, now: datetime) -> None:
    """Tell somebody of a change to who they are here: in the inbox, and by mail to an address.

    The address is that of before the change, whatever becomes of the account, and no preference
    silences it (OWASP ASVS 2.5.5: users are told of changes to their authentication details).
    """
    kept = _row(message, now)
    kept.recipient, kept.name, kept.send_at = person, str(person), now
    kept.mail = Notification.Mail.NONE
    kept.save()
    if address:
        tell_address(str(person), address, message, now)


def tell_signer(event: Event, deed: str) -> Notification | None:
    """Tell whoever has signed that they did, at once and whatever they chose: it may not have been they.

    21 CFR 11.300 asks for a way by which unauthorised use comes to light at once.
    """
    signer = event.actor
    if signer is None:
        return None
    with mail.in_language_of(signer):
        return tell_address(str(signer), signer.email, _signed(event, signer, deed), event.at)


def forget_old(now: datetime) -> int:
    """Delete, a thousand at a time, what was read a year ago and proves nothing; return how many.

    What tells of an event or of a review stays: it is evidence of who was told. So does every
    reminder, since what was told once is never told again.
    """
    old = Notification.objects.filter(event=None, read_at__lt=now - KEPT).exclude(
        kind=Notification.Kind.REMINDER
    )
    settled = old.filter(assignment=None).exclude(
        mail__in=(Notification.Mail.WAITING, Notification.Mail.SENDING)
    )
    pks = list(settled.order_by("read_at").values_list("pk", flat=True)[:AT_ONCE])
    return Notification.objects.filter(pk__in=pks).delete()[0]


def _composed(
    people: Sequence[User], message_for: Callable[[User], Message], now: datetime
) -> list[Notification]:
    wishes = {each.user_id: each for each in Preferences.objects.filter(user__in=people)}
    return [
        _addressed(_written(message_for, person, now), wishes.get(person.pk) or Preferences())
        for person in people
    ]


def _written(message_for: Callable[[User], Message], person: User, now: datetime) -> Notification:
    """What the person is told, in the language that they read the desks in."""
    with mail.in_language_of(person):
        notification = _row(message_for(person), now)
    notification.recipient, notification.name = person, str(person)
    return notification


def _row(message: Message, now: datetime) -> Notification:
    return Notification(
        kind=message.kind,
        occasion=message.occasion,
        for_day=message.for_day,
        event=message.event,
        assignment=message.assignment,
        thread=message.thread,
        sender=message.sender,
        subject=message.subject[:SUBJECT_LENGTH],
        text=message.text,
        path=message.path,
        created_at=now,
    )


def _addressed(notification: Notification, wishes: Preferences) -> Notification:
    choice = wishes.choice(notification.kind)
    notification.is_digest = choice == Preferences.Choice.DAILY
    notification.mail = (
        Notification.Mail.NONE if choice == Preferences.Choice.NEVER else Notification.Mail.WAITING
    )
    if notification.is_digest:
        notification.send_at = wishes.next_digest(timezone.localtime(notification.created_at))
    else:
        notification.send_at = notification.created_at + mail.GRACE
    return notification


def _columns(notification: Notification, unique: Iterable[str]) -> dict[str, object]:
    """The other columns of an unsaved row."""
    names = {field.attname for field in Notification._meta.concrete_fields}
    return {name: getattr(notification, name) for name in names - {"id", "recipient_id", *unique}}


# --- in words ----------------------------------------------------------------------------------


def _about(event: Event, asked: Assignment | None, announcement: Announcement) -> Message:
    request = announcement.request if asked is not None else None
    if asked is not None and request is not None:
        subject, text = request.to_review(event, asked)
    else:
        subject, text = _telling(event, announcement.describe(event.details))
    is_of_review = request is not None or announcement.is_of_review
    address = reverse("timeline", args=[event.article_id])
    if asked is not None:
        is_gone = asked.answer == asked.Answer.RELEASED
        address = reverse("dashboard") if is_gone else reverse("review", args=[event.revision_id])
    return Message(
        kind=Notification.Kind.ASSIGNED if is_of_review else Notification.Kind.DECISION,
        occasion=f"event {event.pk}",
        for_day=timezone.localdate(event.at),
        subject=subject,
        text="\n\n".join(filter(None, [text, event.comment])),
        path=address,
        event=event,
        assignment=asked,
        sender=event.actor,
    )


def _signed(event: Event, signer: User, deed: str) -> Message:
    words = {
        "title": event.revision.title,
        "deed": deed,
        "at": date_format(timezone.localtime(event.at), "DATETIME_FORMAT"),
        "contact": settings.DEFAULT_FROM_EMAIL,
    }
    text = _(
        "You signed “%(title)s” at %(at)s: %(deed)s.\n\n"
        "Was it not you? Then somebody else uses your account: write to %(contact)s at once."
    )
    return Message(
        kind=Notification.Kind.ACCOUNT,
        occasion=f"signature of event {event.pk}",
        for_day=timezone.localdate(event.at),
        subject=_("You signed: %(title)s") % words,
        text=text % words,
        path=reverse("review", args=[event.revision_id]),
        sender=signer,  # and no `event`: whom that tells stands in its record, the signer is not among them
    )


def _telling(event: Event, description: str) -> tuple[str, str]:
    """Subject and text for everybody else."""
    title, said = event.revision.title, f"{event.who} {description}"
    return f"{title}: {said}", f"{said}: “{title}”."
