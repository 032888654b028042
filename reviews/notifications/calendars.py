"""Due dates for a calendar: one file for a review, one private address for all of a reviewer.

Titles and days only: a calendar is often shared, and what a text says is not for everybody yet.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from articles.users import User
from reviews.models import Assignment, Invitation, Preferences

SALT = "reviews.calendar"


def of(assignments: Iterable[Assignment]) -> bytes:
    """An iCalendar file (RFC 5545) with a whole day for each."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//Reviews//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Reviews due: %(site)s") % {"site": settings.SITE_NAME})
    for assignment in assignments:
        calendar.add_component(_entry(assignment))
    return bytes(calendar.to_ical())


def address_of(user: User) -> str:
    """The private path of the user's calendar, until they change it."""
    wishes = Preferences.objects.filter(user=user).first()
    version = wishes.calendar_version if wishes else 0
    token = signing.dumps([user.pk, version], salt=SALT)
    return reverse("calendar", args=[token])


def change_address(user: User) -> None:
    """From now on the address before opens nothing."""
    wishes, _created = Preferences.objects.get_or_create(user=user)
    wishes.calendar_version += 1
    wishes.save(update_fields=["calendar_version"])


def feed(token: str) -> bytes | None:
    """The open reviews of whom the token names; None for one that is forged or no longer good.

    A closed account has none, and a guest none of a text to which their invitation is over.
    """
    try:
        pk, version = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    user = get_user_model().objects.filter(pk=pk, is_active=True).first()
    wishes = Preferences.objects.filter(user=pk).first()
    if user is None or version != (wishes.calendar_version if wishes else 0):
        return None
    waiting = Assignment.objects.waiting().filter(reviewer=user)
    if user.is_guest:
        standing = Invitation.objects.standing(timezone.now()).filter(user=user)
        waiting = waiting.filter(revision__in=standing.values("revision"))
    return of(waiting.select_related("revision"))


def _entry(assignment: Assignment) -> Event:
    event = Event()
    event.add("uid", f"review-{assignment.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", _utc(assignment.assigned_at))
    event.add("dtstart", assignment.due_on)
    event.add("dtend", assignment.due_on + timedelta(days=1))
    title = {"title": assignment.revision.title}
    event.add("summary", _("Review due: %(title)s") % title)
    event.add("url", settings.SITE_URL + reverse("review", args=[assignment.revision_id]))
    event.add("transp", "TRANSPARENT")
    return event


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
