"""The editors' board: every article by the state of its current text, what is stuck, what is owed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, Protocol

from django.db.models import (
    Count,
    DateField,
    DateTimeField,
    Exists,
    F,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Window,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Revision
from articles.models.articles import OPEN, State
from reviews import phrases
from reviews.approval.badge import Badge, badges
from reviews.desk.dashboard import Section
from reviews.humans import sameness_of
from reviews.models import Approval, Assignment, Debt, Event
from reviews.reviewing.progress import Progress, progress

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


class Choice(Protocol):
    """Which texts the board is to show."""

    @property
    def is_narrow(self) -> bool: ...

    def narrow(self, found: QuerySet[Revision]) -> QuerySet[Revision]: ...


class _Everything:
    is_narrow = False

    def narrow(self, found: QuerySet[Revision]) -> QuerySet[Revision]:
        return found


EVERYTHING: Final[Choice] = _Everything()


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
            waiting = phrases.names(each.reviewer for each in self.progress.able)
            return waiting if waiting and not self.progress.stuck else _("an editor")
        if self.revision.state == State.APPROVED:
            return _("an editor")
        if self.revision.state == State.SCHEDULED:
            return _("an editor") if self.stuck else _("the schedule")
        return "" if self.revision.state in PUBLIC else self.writers

    @property
    def stuck(self) -> str:
        """Why nothing will happen unless an editor acts, or ""."""
        if self.progress is not None:
            return self.progress.stuck
        publish_at = self.revision.publish_at
        if self.revision.state == State.SCHEDULED and publish_at and publish_at < self.now:
            return _("Its time has passed and it was not published: look at the worker.")
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


def groups(states: tuple[State, ...], now: datetime, choice: Choice = EVERYTHING) -> list[Group]:
    """The groups that have something in them, each cut to what one page shows."""
    totals = {state: count for state, count in _totals(choice).items() if state in states}
    by_state: dict[str, list[Row]] = {state: [] for state in states}
    for row in _rows(_first([state for state in states if state in totals], choice), now):
        by_state[row.revision.state].append(row)
    for state in states:
        by_state[state].sort(key=lambda row: _place(row.revision))
    return [
        Group(state, Section(by_state[state], totals[state])) for state in states if state in totals
    ]


def rows(pks: list[int], now: datetime) -> list[Row]:
    """The rows of these texts in the order given, in a constant number of queries."""
    found = {row.revision.pk: row for row in _rows(current().filter(pk__in=pks), now)}
    return [found[pk] for pk in pks if pk in found]


def _rows(found: QuerySet[Revision], now: datetime) -> list[Row]:
    """A row for each; what is shown of it, and by what it is put into its place."""
    asked = Prefetch("assignments", Assignment.objects.select_related("reviewer"))
    parts = found.select_related(*PARTS).defer("body")  # a badge looks at the seal
    parts = parts.annotate(since=_since(), due=_next_due())
    shown = list(parts.prefetch_related(asked, "approvals", "article__writers"))
    today = timezone.localdate(now)
    known = sameness_of(each for each in shown if each.state == State.IN_REVIEW)
    standing = badges([each for each in shown if each.state == State.PUBLISHED], today)
    return [
        Row(
            revision=revision,
            since=revision.since,
            now=now,
            progress=progress(revision, today, known)
            if revision.state == State.IN_REVIEW
            else None,
            badge=standing.get(revision.pk),
            writers=phrases.names(revision.article.writers.all()),
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


def ordered(state: State, choice: Choice = EVERYTHING) -> QuerySet[Revision]:
    """The texts of one group: in review those nobody holds first, then by due date; the published
    newest first; the scheduled by their time; elsewhere the longest waiting first.
    """
    found = choice.narrow(_in_state(state))
    if state == State.IN_REVIEW:
        return found.annotate(due=_next_due()).order_by(
            F("due").asc(nulls_first=True), "sealed_at", "pk"
        )
    if state == State.SCHEDULED:
        return found.order_by("publish_at", "pk")
    if state in PUBLIC:
        return found.order_by("-published_at", "-pk")
    return found.annotate(since=_since()).order_by("since", "pk")


def debts(today: date, choice: Choice = EVERYTHING) -> Section:
    """Reviews owed for texts that readers see now without one, the earliest due first."""
    live = Revision.objects.published().filter(article=OuterRef("revision__article"))
    found = Debt.objects.outstanding().filter(Exists(live))
    if choice.is_narrow:
        found = found.filter(revision__in=choice.narrow(Revision.objects.all()))
    asked = Prefetch("revision__assignments", Assignment.objects.select_related("reviewer"))
    listed = found.select_related("revision__article__topic").prefetch_related(asked)
    counted: QuerySet[Any] = listed.annotate(total=Window(Count("pk"))).order_by("due_on", "pk")
    rows = list(counted[:SHOWN])
    return Section(rows, rows[0].total if rows else 0)


def articles_without_a_text() -> int:
    """How many articles the board does not show: everything of theirs was discarded."""
    texts = Revision.objects.filter(article=OuterRef("article"))
    discarded = Revision.objects.filter(
        ~Exists(texts.exclude(state=State.DISCARDED)), state=State.DISCARDED
    )
    # one text of each, rather than DISTINCT articles, for which a database reads every text
    return discarded.filter(~Exists(texts.filter(number__lt=OuterRef("number")))).count()


def _first(states: list[State], choice: Choice) -> QuerySet[Revision]:
    """What a page shows of each state, in one query."""
    if not states:
        return Revision.objects.none()
    # a union, because for one condition with OR a database reads every text
    first, *others = (_first_of(state, choice) for state in states)
    return Revision.objects.filter(pk__in=first.union(*others, all=True)).order_by()


def _first_of(state: State, choice: Choice) -> QuerySet[Revision, tuple[int]]:
    shown: Any = (
        _first_in_review(choice)
        if state == State.IN_REVIEW
        else ordered(state, choice).values("pk")[:SHOWN]
    )
    return Revision.objects.order_by().filter(pk__in=shown).values_list("pk")


def _first_in_review(choice: Choice) -> list[int]:
    """As `ordered`, by two indexes and as few rows as it takes: those nobody holds, then by due date."""
    waiting, texts = _waiting(), choice.narrow(_in_state(State.IN_REVIEW))
    held = Exists(waiting.filter(revision=OuterRef("pk")))
    free = texts.filter(~held).order_by("sealed_at", "pk")
    found = dict.fromkeys(free.values_list("pk", flat=True)[:SHOWN])
    if len(found) == SHOWN:
        return list(found)
    due = waiting.filter(revision__state=State.IN_REVIEW)
    if choice.is_narrow:
        due = due.filter(revision__in=texts.values("pk"))
    by_due = due.order_by("due_on", "revision__sealed_at", "revision")
    for pk in by_due.values_list("revision", flat=True).iterator(chunk_size=SHOWN):
        found.setdefault(pk)
        if len(found) == SHOWN:
            break
    return list(found)


def _place(revision: Any) -> tuple[Any, ...]:
    """By what `ordered` orders, of one row."""
    pk, first = revision.pk, datetime.min.replace(tzinfo=UTC)
    if revision.state == State.IN_REVIEW:
        return (revision.due or date.min, revision.sealed_at, pk)
    if revision.state == State.SCHEDULED:
        return (revision.publish_at, pk)
    if revision.state in PUBLIC:
        return (-(revision.published_at or first).timestamp(), -pk)
    return (revision.since, pk)


def _in_state(state: State) -> QuerySet[Revision]:
    """`current` of one state; where every text of it is, without asking what came later."""
    return (current() if state in ENDED else Revision.objects).filter(state=state)


def _totals(choice: Choice) -> dict[str, int]:
    """How many there are of each; a union, so that its first part needs an index only."""
    standing = Revision.objects.filter(state__in=(*OPEN, State.PUBLISHED))
    ended = current().filter(state__in=ENDED)
    first, second = (
        choice.narrow(texts).order_by().values_list("state").annotate(Count("pk"))
        for texts in (standing, ended)
    )
    return dict(first.union(second, all=True))


def _since() -> Coalesce:
    """When the text came into its state: its last event that moved it, else when it was started."""
    moved = Event.objects.filter(revision=OuterRef("pk"), target=OuterRef("state"))
    last = moved.exclude(source=F("target")).order_by("-number").values("at")[:1]
    return Coalesce(Subquery(last, output_field=DateTimeField()), "created_at")


def _waiting() -> QuerySet[Assignment]:
    """Of texts in review: who has neither declined nor decided."""
    signed = Approval.objects.standing().filter(
        revision=OuterRef("revision"), reviewer=OuterRef("reviewer")
    )
    return Assignment.objects.standing().exclude(Exists(signed))


def _next_due() -> Subquery:
    waiting = _waiting().filter(revision=OuterRef("pk"))
    earliest = waiting.order_by().values("revision").annotate(due=Min("due_on")).values("due")
    return Subquery(earliest, output_field=DateField())
