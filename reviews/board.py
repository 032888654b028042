"""The editors' board: every article by the state of its current text, what is stuck, what is owed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import (
    Count,
    DateField,
    DateTimeField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.models import Article, Revision
from articles.models.articles import OPEN, State
from reviews import history
from reviews.badge import Badge, badges
from reviews.dashboard import Section
from reviews.models import Approval, Assignment, Debt, Event
from reviews.progress import Progress, progress

SHOWN = 20
ENDED = (
    State.CHANGES_REQUESTED,
    State.RECALLED,
    State.REJECTED,
    State.WITHDRAWN,
    State.RETRACTED,
)
GROUPS = (State.IN_REVIEW, State.APPROVED, State.SCHEDULED, State.DRAFT, *ENDED[:3])
PUBLIC = (State.PUBLISHED, *ENDED[3:])
PARTS = ("article__topic", "round", "created_by")


@dataclass(frozen=True)
class Row:
    """One text on the board: since when it is where it is, who holds it, what keeps it."""

    revision: Revision
    since: datetime
    now: datetime
    progress: Progress | None
    badge: Badge | None
    writers: str

    @property
    def days(self) -> int:
        return (self.now - self.since).days

    @property
    def holder(self) -> str:
        """Who must act next; "" where nobody must."""
        if self.progress is not None:
            waiting = history.names(each.reviewer for each in self.progress.waiting)
            return waiting if waiting and not self.progress.stuck else "an editor"
        if self.revision.state == State.APPROVED:
            return "an editor"
        if self.revision.state == State.SCHEDULED:
            return "an editor" if self.stuck else "the schedule"
        return "" if self.revision.state in PUBLIC else self.writers

    @property
    def stuck(self) -> str:
        """Why nothing will happen unless an editor acts, or ""."""
        if self.progress is not None:
            return self.progress.stuck
        publish_at = self.revision.publish_at
        if self.revision.state == State.SCHEDULED and publish_at and publish_at < self.now:
            return "Its time has passed and it was not published: look at the worker."
        return ""

    @property
    def due_on(self) -> date | None:
        if self.progress is not None:
            return self.progress.due_on
        return self.badge.due_on if self.badge else None


@dataclass(frozen=True)
class Group:
    state: State
    section: Section

    @property
    def stuck(self) -> int:
        return sum(bool(row.stuck) for row in self.section.rows)

    @property
    def late(self) -> int:
        return sum(bool(row.progress and row.progress.late) for row in self.section.rows)


def groups(states: tuple[State, ...], now: datetime) -> list[Group]:
    """The groups that have something in them, each cut to what one page shows."""
    totals = dict(current().order_by().values_list("state").annotate(Count("pk")))
    chosen = [pk for state in states if state in totals for pk in _first(state)]
    by_state: dict[str, list[Row]] = {state: [] for state in states}
    for row in rows(chosen, now):
        by_state[row.revision.state].append(row)
    return [
        Group(state, Section(by_state[state], totals[state])) for state in states if state in totals
    ]


def rows(pks: list[int], now: datetime) -> list[Row]:
    """The rows of these texts in the order given, in a constant number of queries."""
    found = current().filter(pk__in=pks).select_related(*PARTS).annotate(since=_since())
    found = found.prefetch_related("assignments__reviewer", "approvals", "article__writers")
    revisions = {revision.pk: revision for revision in found}
    shown = [revisions[pk] for pk in pks if pk in revisions]
    today = timezone.localdate(now)
    standing = badges([each for each in shown if each.state == State.PUBLISHED], today)
    return [
        Row(
            revision=revision,
            since=revision.since,
            now=now,
            progress=progress(revision, today) if revision.state == State.IN_REVIEW else None,
            badge=standing.get(revision.pk),
            writers=history.names(revision.article.writers.all()),
        )
        for revision in shown
    ]


def current() -> QuerySet[Revision]:
    """Of each article the open text and the published one, or else how its last one ended."""
    later = Revision.objects.filter(
        article=OuterRef("article"), number__gt=OuterRef("number")
    ).exclude(state=State.DISCARDED)
    ended = Q(~Exists(later), state__in=ENDED)
    return Revision.objects.filter(Q(state__in=(*OPEN, State.PUBLISHED)) | ended)


def ordered(state: State) -> QuerySet[Revision]:
    """The texts of one group: in review those nobody holds first, then by due date; the published
    newest first; the scheduled by their time; elsewhere the longest waiting first.
    """
    found = current().filter(state=state)
    if state == State.IN_REVIEW:
        return found.annotate(due=_next_due()).order_by(
            F("due").asc(nulls_first=True), "sealed_at", "pk"
        )
    if state == State.SCHEDULED:
        return found.order_by("publish_at", "pk")
    if state in PUBLIC:
        return found.order_by("-published_at", "-pk")
    return found.annotate(since=_since()).order_by("since", "pk")


def debts(today: date) -> Section:
    """Reviews owed for texts that readers see now without one, the earliest due first."""
    live = Revision.objects.published().filter(article=OuterRef("revision__article"))
    found = Debt.objects.outstanding().filter(Exists(live))
    listed = found.select_related("revision__article__topic").prefetch_related(
        "revision__assignments__reviewer"
    )
    return Section(list(listed.order_by("due_on", "pk")[:SHOWN]), found.count())


def articles_without_a_text() -> int:
    """How many articles the board does not show: everything of theirs was discarded."""
    return Article.objects.exclude(Exists(current().filter(article=OuterRef("pk")))).count()


def _first(state: State) -> list[int]:
    return list(ordered(state).values_list("pk", flat=True)[:SHOWN])


def _since() -> Coalesce:
    """When the text came into its state: its last event that moved it, else when it was started."""
    moved = Event.objects.filter(revision=OuterRef("pk"), target=OuterRef("state"))
    last = moved.exclude(source=F("target")).order_by("-number").values("at")[:1]
    return Coalesce(Subquery(last, output_field=DateTimeField()), "created_at")


def _next_due() -> Subquery:
    signed = Approval.objects.filter(revision=OuterRef("revision"), reviewer=OuterRef("reviewer"))
    waiting = Assignment.objects.standing().filter(revision=OuterRef("pk")).exclude(Exists(signed))
    earliest = waiting.order_by().values("revision").annotate(due=Min("due_on")).values("due")
    return Subquery(earliest, output_field=DateField())
