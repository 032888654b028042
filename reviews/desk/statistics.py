"""Figures of the editors: what the record says of speed, delay and debt. Every table is a few queries.

A figure rests on rows of the record alone and names what it counts, so that nobody has to trust it.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.models import Revision
from articles.models.articles import OPEN, State
from reviews.models import Assignment, Credential, Debt, Event, NextReview, Round
from reviews.workflow.transitions import names_of

LATELY = timedelta(days=365)
AHEAD = timedelta(days=90)
SHOWN = 100
Cell = str | int | float


@dataclass(frozen=True)
class Table:
    """A figure as a page and a file show it. `bar` is the column whose numbers are drawn, -1: none."""

    slug: str
    title: str
    about: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    bar: int = -1

    @property
    def most(self) -> float:
        return max((float(row[self.bar]) for row in self.rows), default=0) or 1

    @property
    def shown(self) -> list[list[tuple[str, Cell]]]:
        """The first rows, each cell beside the head of its column."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows[:SHOWN]]

    @property
    def hidden(self) -> int:
        return max(0, len(self.rows) - SHOWN)


def tables(now: datetime) -> list[Table]:
    """All of them, in the order of the page."""
    return [each(now) for each in TABLES.values()]


def table(slug: str, now: datetime) -> Table | None:
    """One of them, None where there is none of that name."""
    return TABLES[slug](now) if slug in TABLES else None


def time_in_states(now: datetime) -> Table:
    """From the event that brought a text into a state to the one that took it out."""
    moves: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    found = Event.objects.filter(at__gte=now - LATELY).order_by("revision", "number")
    for revision, source, target, at in found.values_list("revision", "source", "target", "at"):
        if source != target:
            moves[revision].append((target, at))
    spent: dict[str, list[float]] = defaultdict(list)
    for steps in moves.values():
        for (state, since), (_next, until) in pairwise(steps):
            spent[state].append(_days(until - since))
    there = Revision.objects.filter(state__in=OPEN).order_by().values_list("state")
    now_in = dict(there.annotate(Count("pk")))
    rows = [
        (
            str(state.label),
            now_in.get(state, 0),
            len(days),
            round(median(days), 1),
            round(max(days), 1),
        )
        for state in (State.IN_REVIEW, State.APPROVED, State.SCHEDULED)
        if (days := spent.get(state) or [0.0])
    ]
    return Table(
        "states",
        _("Time in each state"),
        _(
            "Days from coming into a state to leaving it, of texts that did both in the last 365 days."
        ),
        (_("State"), _("Texts there now"), _("Left it"), _("Median days"), _("Longest")),
        tuple(rows),
        bar=3,
    )


def first_response(now: datetime) -> Table:
    """By month of submission: from it to the first answer or decision of any reviewer."""
    lately = Event.objects.filter(at__gte=now - LATELY).order_by()
    responses = names_of(lambda row: row.is_response)
    answers = lately.filter(transition__in=responses).values_list("revision").annotate(Min("at"))
    first = dict(answers)  # one reading of all, rather than one for each text
    submissions = lately.filter(transition__in=names_of(lambda row: row.submits))
    submitted = submissions.order_by("at").values_list("revision", "at")
    waits: dict[str, list[float]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    for revision, at in submitted:
        local = timezone.localtime(at)
        month = f"{local.year}-{local.month:02}"
        counts[month] += 1
        if revision in first:
            waits[month].append(_days(first[revision] - at))
    rows = tuple(
        (month, count, len(days := waits[month]), round(median(days), 1) if days else 0)
        for month, count in counts.items()
    )
    return Table(
        "first-response",
        _("First response"),
        _(
            "Days from submission to the first answer or decision of a reviewer, by month of submission."
        ),
        (_("Month"), _("Submitted"), _("Answered"), _("Median days")),
        rows,
        bar=3,
    )


def rounds(now: datetime) -> Table:
    """How many rounds the texts needed that were published in the last year."""
    published = Round.objects.filter(revision__published_at__gte=now - LATELY)
    counted = published.order_by("number").values_list("number").annotate(Count("pk"))
    return Table(
        "rounds",
        _("Rounds until publication"),
        _("Of texts that were published in the last 365 days."),
        (_("Rounds"), _("Texts")),
        tuple(counted),
        bar=1,
    )


def overdue(now: datetime) -> Table:
    """Of each reviewer: how many reviews wait, how many of them are late, how late the latest is."""
    today = timezone.localdate(now)
    of_each = Assignment.objects.waiting().order_by().values("reviewer")
    counted = of_each.annotate(
        count=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)), first=Min("due_on")
    )
    rows: list[tuple[str, int, int, int]] = [
        (name, count, late, max(0, (today - first).days))
        for name, count, late, first in counted.values_list(
            "reviewer__name", "count", "late", "first"
        )
    ]
    rows.sort(key=lambda row: (-row[2], -row[3], row[0]))
    return Table(
        "overdue",
        _("Overdue by reviewer"),
        _("Reviews that wait, and how many of them are past their due date."),
        (_("Reviewer"), _("Waiting"), _("Overdue"), _("Days, the latest")),
        tuple(rows),
        bar=2,
    )


def debts(now: datetime) -> Table:
    """Publications without review whose review is still owed."""
    live = Revision.objects.published().filter(article=OuterRef("revision__article"))
    found = Debt.objects.outstanding().filter(Exists(live)).order_by("incurred_at")
    today = timezone.localdate(now)
    rows = tuple(
        (title, int(_days(now - incurred_at)), due_on.isoformat(), max(0, (today - due_on).days))
        for title, incurred_at, due_on in found.values_list(
            "revision__title", "incurred_at", "due_on"
        )
    )
    return Table(
        "debts",
        _("Age of debts"),
        _("Texts that readers see without a review that is owed, the oldest first."),
        (_("Article"), _("Days old"), _("Due"), _("Days late")),
        rows,
        bar=1,
    )


def expiring(now: datetime) -> Table:
    """Credentials and reviews that end within ninety days; what has ended already comes first."""
    today = timezone.localdate(now)
    last = Credential.objects.filter(expires_on__lte=today + AHEAD, person__user__is_active=True)
    again = NextReview.objects.filter(due_on__lte=today + AHEAD)
    of_people = last.values_list("expires_on", Value("Credential"), "person__name", "title")
    of_texts = again.values_list("due_on", Value("Review"), "revision__title", Value(""))
    ends: list[Any] = sorted(of_people.order_by().union(of_texts.order_by(), all=True))
    kinds = {"Credential": _("Credential"), "Review": pgettext("kind of what ends", "Review")}
    rows = tuple(
        (kinds[kind], ": ".join(filter(None, [who, what])), day.isoformat(), (day - today).days)
        for day, kind, who, what in ends
    )
    return Table(
        "expiring",
        _("Ending within 90 days"),
        _("Credentials of reviewers, and reviews of published texts. Below zero: ended already."),
        (_("Kind"), _("What"), _("Ends"), _("Days left")),
        rows,
    )


TABLES: dict[str, Callable[[datetime], Table]] = {
    "states": time_in_states,
    "first-response": first_response,
    "rounds": rounds,
    "overdue": overdue,
    "debts": debts,
    "expiring": expiring,
}


def _days(span: timedelta) -> float:
    return span.total_seconds() / 86_400
