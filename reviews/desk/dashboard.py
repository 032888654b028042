"""What waits for a reviewer, what waits for others, and what was done lately."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from articles.models import Revision, Thread
from articles.models.articles import UNSEALED, State
from articles.users import User
from reviews.humans import Sameness, sameness_of
from reviews.models import Approval, Assignment, Credential
from reviews.reviewing.discussion import hidden_from
from reviews.reviewing.progress import Progress, progress

SHOWN = 25
LATELY = 10
ENDS_SOON = timedelta(days=60)
WITH_ITS_WRITER = (State.CHANGES_REQUESTED, State.RECALLED)


@dataclass(frozen=True)
class Section:
    """A list as far as a page shows it, and how many more there are."""

    rows: list[Any]
    total: int

    @property
    def hidden(self) -> int:
        return self.total - len(self.rows)


@dataclass(frozen=True)
class Waiting:
    """A text that waits for the reviewer."""

    assignment: Assignment
    progress: Progress
    must_fix: int

    @property
    def revision(self) -> Revision:
        return self.assignment.revision

    @property
    def is_rereview(self) -> bool:
        return self.revision.state == State.PUBLISHED


@dataclass(frozen=True)
class Elsewhere:
    """A text that the reviewer has dealt with, and what it waits for now."""

    revision: Revision
    waits_for: str
    is_stuck: bool = False


def waiting_for(user: User, today: date) -> Section:
    """Texts that the user is asked to review and has not decided on, the earliest due first."""
    found = asked_of(user)
    rows = (
        found.select_related("revision__article__topic", "revision__round")
        .defer("revision__body", "revision__sealed")
        .prefetch_related(_asked("revision__assignments"), "revision__approvals")
        .annotate(must_fix=Coalesce(_open_must_fix(user), 0))
        .order_by("due_on", "pk")[:SHOWN]
    )
    known = sameness_of(row.revision for row in rows)
    return _section(
        [Waiting(row, progress(row.revision, today, known), row.must_fix) for row in rows],
        found,
        SHOWN,
    )


def asked_of(user: User) -> QuerySet[Assignment]:
    """The assignments that wait for the user."""
    return Assignment.objects.waiting().of(user)


def waiting_for_others(user: User, today: date) -> Section:
    """Texts that the user has dealt with and that somebody else must move, oldest first."""
    found = _with_others(user)
    rows = (
        found.select_related("article__topic", "round")
        .defer("body", "sealed")
        .prefetch_related(_asked("assignments"), "approvals")
        .order_by("sealed_at", "pk")[:SHOWN]
    )
    known = sameness_of(rows)
    return _section([_elsewhere(revision, today, known) for revision in rows], found, SHOWN)


def ending_credentials(user: User, today: date) -> list[Credential]:
    """The user's own that end within 60 days: said before a statement is written in vain."""
    held = Credential.objects.valid_on(today).filter(person__user=user)
    return list(held.filter(expires_on__lte=today + ENDS_SOON).order_by("expires_on", "pk"))


def done_lately(user: User) -> Section:
    """The user's decisions on texts that wait for nobody any more, newest first."""
    found = Approval.objects.filter(reviewer=user).exclude(revision__in=_with_others(user))
    rows = found.select_related("revision").defer("revision__body", "revision__sealed")
    return _section(list(rows.order_by("-signed_at", "-pk")[:LATELY]), found, LATELY)


def _section(rows: list[Any], found: QuerySet[Any], shown: int) -> Section:
    """The rows of a page; the rest is counted only where there can be one."""
    return Section(rows, found.count() if len(rows) == shown else len(rows))


def _asked(path: str) -> "Prefetch[Any]":
    return Prefetch(path, Assignment.objects.select_related("reviewer"))


def _with_others(user: User) -> QuerySet[Revision]:
    # from the reviewer's own rows, so that what waits for everybody else costs nothing
    signed = Q(pk__in=Approval.objects.filter(reviewer=user).values("revision"))
    asked = Q(pk__in=Assignment.objects.standing().of(user).values("revision"))
    later = Revision.objects.filter(
        article=OuterRef("article"), number__gt=OuterRef("number")
    ).exclude(state__in=UNSEALED)
    on_its_way = Q(signed, state__in=(State.IN_REVIEW, State.APPROVED, State.SCHEDULED))
    sent_back = Q(asked, ~Exists(later), state__in=WITH_ITS_WRITER)
    return Revision.objects.filter(on_its_way | sent_back)


def _elsewhere(revision: Revision, today: date, known: Sameness) -> Elsewhere:
    if revision.state == State.IN_REVIEW:
        how = progress(revision, today, known)
        return Elsewhere(revision, how.status, bool(how.stuck))
    if revision.state == State.APPROVED:
        return Elsewhere(revision, _("An editor, to publish it."))
    if revision.state == State.SCHEDULED:
        return Elsewhere(revision, _("The time that an editor has set."))
    return Elsewhere(revision, _("Its writer, for the next text."))


def _open_must_fix(user: User) -> Subquery:
    """How many stand against the text of an assignment, those of earlier rounds too, and none that is kept
    from the user.
    """
    shown = Thread.objects.blocking().exclude(pk__in=hidden_from(user).values("pk"))
    standing = shown.filter(
        revision__article=OuterRef("revision__article"),
        revision__number__lte=OuterRef("revision__number"),
    )
    one_group = standing.order_by().values("revision__article")
    return Subquery(one_group.annotate(count=Count("pk")).values("count"))
