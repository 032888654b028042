"""The reviews that are overdue, spread over the weeks of a quarter: by who may look again and how busy.

Nothing of it is stored: it is reckoned anew from what is overdue and who is asked, whenever it is looked at.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final

from django.db.models import QuerySet

from articles.models import Revision
from reviews.eligibility.facts import reviewers
from reviews.models import Approval, Assignment, NextReview, Signers

WEEKS: Final = 13
A_WEEK: Final = timedelta(weeks=1)
NOBODY: Final = 0  # who is to be found yet, by the key that no account has


@dataclass(frozen=True)
class Overdue:
    """A text whose review is overdue, and who may look at it again, by their keys."""

    text: int
    able: tuple[int, ...]


@dataclass(frozen=True)
class Slot:
    """A text with whom it is proposed to, and in which week, counted from 0."""

    text: int
    reviewer: int
    week: int


def spread(texts: Sequence[Overdue], busy: Mapping[int, Sequence[int]], weeks: int) -> list[Slot]:
    """Give each text to the least busy of those who may look again, and each reviewer as few in each week
    as it takes; whoever comes first in `texts` is never later than what the same reviewer gets after.

    `busy`: how many reviews each has to give in each week already.
    """
    load = Counter({reviewer: sum(taken) for reviewer, taken in busy.items()})
    given: dict[int, list[int]] = defaultdict(list)
    for each in texts:
        reviewer = min(each.able, key=lambda able: load[able], default=NOBODY)
        load[reviewer] += 1
        given[reviewer].append(each.text)
    return [
        Slot(text, reviewer, week)
        for reviewer, mine in given.items()
        for text, week in zip(mine, _weeks(len(mine), busy.get(reviewer, ()), weeks), strict=False)
    ]


def at_most(count: int, taken: Sequence[int], weeks: int) -> int:
    """How many reviews a week has for somebody, with those that they have to give already."""
    return max(1, -(-(count + sum(taken)) // weeks))


def _weeks(count: int, taken: Sequence[int], weeks: int) -> Iterator[int]:
    """The week of each of so many, the earliest first, in what room the weeks have."""
    most = at_most(count, taken, weeks)
    for week in range(weeks):
        already = taken[week] if week < len(taken) else 0
        yield from [week] * max(0, most - already)


@dataclass(frozen=True)
class Row:
    """A text of the plan as a page shows it."""

    text: Any
    reviewer: Any

    @property
    def revision(self) -> Revision:
        found: Revision = self.text.revision
        return found


@dataclass(frozen=True)
class Week:
    """`first` is the Monday; who is asked in it is asked for its Sunday."""

    first: date
    rows: tuple[Row, ...]

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)


@dataclass(frozen=True)
class Share:
    """What a reviewer has to do already, what the plan adds, and how many that makes in a week at most."""

    reviewer: Any
    waiting: int
    planned: int
    weekly: int


@dataclass(frozen=True)
class Plan:
    weeks: tuple[Week, ...]
    shares: tuple[Share, ...]
    total: int
    asked: int


def plan(overdue: QuerySet[NextReview], today: date, weeks: int = WEEKS) -> Plan:
    """Of what is overdue and nobody is asked for, in as many queries for many as for few."""
    monday = today + timedelta(days=-today.weekday() % 7)  # nobody is asked for a week that ends
    waiting = Assignment.objects.waiting()
    due = overdue.filter(due_on__lt=today)
    free = due.exclude(revision__in=waiting.values("revision"))
    rows = list(free.select_related("article__topic", "revision").order_by("due_on", "pk"))
    people = {each.user.pk: each.user for each in _credentialed(today)}
    busy = _busy(waiting, monday, weeks)
    able = _able(rows, people)
    slots = spread([Overdue(row.pk, able[row.pk]) for row in rows], busy, weeks)
    by_key = {row.pk: row for row in rows}
    return Plan(
        tuple(_by_week(slots, by_key, people, monday)),
        tuple(_shares(slots, busy, people, weeks)),
        len(rows),
        due.count() - len(rows),
    )


def _credentialed(today: date) -> list[Any]:
    right = Signers.REVIEWERS.right
    return [each for each in reviewers(right, today) if each.credentials]


def _busy(waiting: QuerySet[Assignment], monday: date, weeks: int) -> dict[int, list[int]]:
    """By reviewer, how many reviews fall due in each week; what is late falls in the first."""
    found: dict[int, list[int]] = {}
    for reviewer, due_on in waiting.values_list("reviewer", "due_on"):
        week = max(0, (due_on - monday).days // 7)
        if week < weeks:
            found.setdefault(reviewer, [0] * weeks)[week] += 1
    return found


def _able(rows: Sequence[NextReview], people: Mapping[int, Any]) -> dict[int, tuple[int, ...]]:
    """By row: those who signed the text, else those who signed others under its topic. An editor is asked
    nothing here: whether somebody may look at a text is asked when they are asked to."""
    favour = Approval.objects.standing().filter(
        verdict=Approval.Verdict.APPROVE, reviewer__in=people
    )
    pairs = favour.order_by().values_list(
        "revision__article", "revision__article__topic", "reviewer"
    )
    by_article, by_topic = defaultdict(set), defaultdict(set)
    for article, topic, reviewer in pairs.distinct():
        by_article[article].add(reviewer)
        by_topic[topic].add(reviewer)
    return {
        row.pk: tuple(sorted(by_article[row.article_id] or by_topic[row.article.topic_id]))
        for row in rows
    }


def _by_week(
    slots: Iterable[Slot], rows: Mapping[int, NextReview], people: Mapping[int, Any], monday: date
) -> Iterator[Week]:
    place = {row: at for at, row in enumerate(rows)}
    ordered = sorted(slots, key=lambda slot: (slot.week, place[slot.text]))
    for week, those in groupby(ordered, key=lambda slot: slot.week):
        shown = tuple(Row(rows[each.text], people.get(each.reviewer)) for each in those)
        yield Week(monday + week * A_WEEK, shown)


def _shares(
    slots: Iterable[Slot],
    busy: Mapping[int, Sequence[int]],
    people: Mapping[int, Any],
    weeks: int,
) -> Iterator[Share]:
    planned = Counter(slot.reviewer for slot in slots)
    for reviewer in sorted(planned, key=lambda pk: (pk == NOBODY, str(people.get(pk, "")))):
        taken = busy.get(reviewer, ())
        most = at_most(planned[reviewer], taken, weeks)
        yield Share(people.get(reviewer), sum(taken), planned[reviewer], most)
