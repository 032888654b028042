"""What stands in the calendar of a desk: reviews that are due, publications, reviews that are due again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any, Final

from django.db.models import QuerySet, TextChoices
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from icalendar import Event

from articles.models import Revision
from articles.models.articles import ONCE_PUBLIC, State
from articles.users import User
from reviews.eligibility.visibility import is_editor, visible_to
from reviews.models import Assignment, Debt, NextReview
from reviews.notifications import calendars

A_DAY: Final = timedelta(days=1)


class Kind(TextChoices):
    REVIEW = "review", _("Review due")
    OWED = "owed", _("Review owed")
    AGAIN = "again", _("Due for review again")
    PUBLICATION = "publication", _("Publication")


@dataclass(frozen=True)
class Entry:
    """Something on a day. `who` is the reviewer that is asked; `at` the time of a publication."""

    day: date
    kind: Kind
    revision: Revision
    who: str = ""
    who_key: int = 0
    at: datetime | None = None

    @property
    def path(self) -> str:
        return reverse("review", args=[self.revision.pk])

    def for_calendar(self) -> Event:
        """As a calendar program has it. It keeps its name when its day changes."""
        who = f" ({self.who})" if self.who else ""
        name = f"{self.kind.value}-{self.revision.pk}-{self.who_key}"
        stamp = self.revision.sealed_at or self.revision.created_at
        said = f"{self.kind.label}: {self.revision.title}{who}"
        return calendars.entry(name, self.at or self.day, said, self.path, stamp)


def entries(user: User, first: date, last: date) -> list[Entry]:
    """From a day to another, of the texts that the user may see: an editor's all, a reviewer's those that
    they are asked for, a writer's their own. In five queries, in the order of days.
    """
    found = chain(*(source(user, first, last) for source in (_reviews, _owed, _again, _published)))
    return sorted(
        found, key=lambda each: (each.day, each.kind, each.revision.title, each.revision.pk)
    )


def by_day(found: Iterable[Entry]) -> dict[date, list[Entry]]:
    days: dict[date, list[Entry]] = defaultdict(list)
    for each in found:
        days[each.day].append(each)
    return days


def _reviews(user: User, first: date, last: date) -> Iterator[Entry]:
    waiting = _seen(Assignment.objects.waiting(), user).filter(due_on__range=(first, last))
    for each in waiting.select_related("revision", "reviewer"):
        yield Entry(each.due_on, Kind.REVIEW, each.revision, str(each.reviewer), each.reviewer_id)


def _owed(user: User, first: date, last: date) -> Iterator[Entry]:
    owed = _seen(Debt.objects.outstanding(), user).filter(due_on__range=(first, last))
    for each in owed.select_related("revision"):
        yield Entry(each.due_on, Kind.OWED, each.revision)


def _again(user: User, first: date, last: date) -> Iterator[Entry]:
    again = _seen(NextReview.objects.all(), user).filter(due_on__range=(first, last))
    for each in again.select_related("revision"):
        yield Entry(each.due_on, Kind.AGAIN, each.revision)


def _published(user: User, first: date, last: date) -> Iterator[Entry]:
    """Those that were, and those to come by their schedule."""
    begin, end = (
        timezone.make_aware(datetime.combine(day, time.min)) for day in (first, last + A_DAY)
    )
    scheduled = Revision.objects.filter(state=State.SCHEDULED)
    public = Revision.objects.filter(state__in=ONCE_PUBLIC)
    ahead = scheduled.filter(publish_at__gte=begin, publish_at__lt=end)
    past = public.filter(published_at__gte=begin, published_at__lt=end)
    for each in chain(_readable(ahead, user), _readable(past, user)):
        at = each.publish_at if each.state == State.SCHEDULED else each.published_at
        if at is not None:
            yield Entry(timezone.localdate(at), Kind.PUBLICATION, each, at=at)


def _readable(texts: QuerySet[Revision], user: User) -> QuerySet[Revision]:
    seen = texts if is_editor(user) else texts.filter(pk__in=visible_to(user).values("pk"))
    return seen.defer("body", "sealed")


def _seen(found: QuerySet[Any], user: User) -> QuerySet[Any]:
    if is_editor(user):
        return found
    return found.filter(revision__in=visible_to(user).values("pk"))
