"""Due dates for a calendar: one file for a review, one private address for all of a reviewer.

Titles and days only: a calendar is often shared, and what a text says is not for everybody yet.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from articles.identity import site_name
from articles.users import User
from reviews.models import Assignment, Preferences

SALT = "reviews.calendar"


def of(assignments: Iterable[Assignment]) -> bytes:
    """An iCalendar file (RFC 5545) with a whole day for each."""
    name = _("Reviews due: %(site)s") % {"site": site_name()}
    return document(name, map(_entry, assignments))


def document(name: str, entries: Iterable[Event]) -> bytes:
    """An iCalendar file of that name."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{site_name()}//Reviews//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def address_of(user: User, address: str = "calendar") -> str:
    """The private path of the user's calendar of that address, until they change it."""
    wishes = Preferences.objects.filter(user=user).first()
    version = wishes.calendar_version if wishes else 0
    token = signing.dumps([user.pk, version], salt=SALT)
    return reverse(address, args=[token])


def change_address(user: User) -> None:
    """From now on the address before opens nothing."""
    wishes, _created = Preferences.objects.get_or_create(user=user)
    wishes.calendar_version += 1
    wishes.save(update_fields=["calendar_version"])


def feed(user: User) -> bytes:
    """The open reviews of a user: of a guest none to which their invitation is over, nor of anybody
    who reviews no more."""
    waiting = Assignment.objects.none()
    if user.has_perm("reviews.review_revision"):
        waiting = Assignment.objects.waiting().of(user)
    return of(waiting.select_related("revision"))


def user_of(token: str) -> User | None:
    """Whom a token names; None where it is forged or no longer good, or the account is closed."""
    try:
        pk, version = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    user = get_user_model().objects.filter(pk=pk, is_active=True).first()
    wishes = Preferences.objects.filter(user=pk).first()
    return user if version == (wishes.calendar_version if wishes else 0) else None


def entry(name: str, when: date | datetime, summary: str, path: str, stamp: datetime) -> Event:
    """A day, or a time, that keeps nobody busy; `name` tells it from all others of the site."""
    event = Event()
    event.add("uid", f"{name}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", _utc(stamp))
    event.add("dtstart", _utc(when) if isinstance(when, datetime) else when)
    if not isinstance(when, datetime):
        event.add("dtend", when + timedelta(days=1))
    event.add("summary", summary)
    event.add("url", settings.SITE_URL + path)
    event.add("transp", "TRANSPARENT")
    return event


def _entry(assignment: Assignment) -> Event:
    return entry(
        f"review-{assignment.pk}",
        assignment.due_on,
        _("Review due: %(title)s") % {"title": assignment.revision.title},
        reverse("review", args=[assignment.revision_id]),
        assignment.assigned_at,
    )


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
