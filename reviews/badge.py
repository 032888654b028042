"""The badge: what a public page may say about review. Computed from stored facts, never stored."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from articles import sealing
from articles.models import Revision
from articles.models.articles import ONCE_PUBLIC
from reviews import quorum
from reviews.models import Approval, Round


class Standing(StrEnum):
    REVIEWED = "reviewed"
    OVERDUE = "overdue"
    CHANGED = "changed"
    UNREVIEWED = "unreviewed"


@dataclass(frozen=True)
class Reviewer:
    """Somebody who signed, as the signature keeps it."""

    name: str
    post_nominals: str
    slug: str
    specialties: tuple[str, ...]
    interests: str

    @property
    def titled_name(self) -> str:
        return ", ".join(filter(None, [self.name, self.post_nominals]))


@dataclass(frozen=True)
class Badge:
    """`reviewers` are named and `is_shown` is true only while the review holds (invariant 7)."""

    standing: Standing
    reviewers: tuple[Reviewer, ...] = ()
    reviewed_on: date | None = None
    due_on: date | None = None

    @property
    def is_shown(self) -> bool:
        return self.standing == Standing.REVIEWED


@dataclass(frozen=True)
class History:
    """The facts about one article that a badge rests on: its once public texts and who signed them."""

    revisions: dict[int, Revision]
    rounds: dict[int, Round]
    approvals: dict[int, list[Approval]]


def badge(revision: Revision, today: date) -> Badge:
    """The badge of one revision as of a day."""
    return badges([revision], today)[revision.pk]


def badges(revisions: Sequence[Revision], today: date) -> dict[int, Badge]:
    """The badges of many revisions, by primary key, in two queries however many they are."""
    histories = _histories({revision.article_id for revision in revisions})
    return {
        revision.pk: compute(revision, histories[revision.article_id], today)
        for revision in revisions
    }


def compute(revision: Revision, history: History, today: date) -> Badge:
    """Decide what may be said. Pure: facts in, badge out."""
    reviewed_on = _reviewed_on(revision, history)
    if reviewed_on is None or revision.state != Revision.State.PUBLISHED:
        return _without_review(revision, history)
    terms = history.rounds[revision.pk]
    due_on = add_months(reviewed_on, terms.interval_months)
    return Badge(
        standing=Standing.REVIEWED if today <= due_on else Standing.OVERDUE,
        reviewers=_reviewers(quorum.counting(history.approvals[revision.pk], revision.digest)),
        reviewed_on=reviewed_on,
        due_on=due_on,
    )


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _reviewed_on(revision: Revision, history: History) -> date | None:
    """When the whole text was last reviewed, or None where the text is not what was approved.

    Where the approvals cover only the changes, the whole was reviewed when the text before was.
    """
    terms = history.rounds.get(revision.pk)
    approvals = history.approvals.get(revision.pk, [])
    if terms is None or sealing.digest(revision.sealed) != revision.digest:
        return None
    if quorum.shortfall(terms, approvals, revision.digest):
        return None
    day = quorum.reviewed_on(terms, approvals, revision.digest)
    before = history.revisions.get(revision.based_on_id or 0)
    if day is None and before is not None:
        return _reviewed_on(before, history)
    return day


def _without_review(revision: Revision, history: History) -> Badge:
    days = [
        day
        for earlier in history.revisions.values()
        if earlier.number < revision.number and (day := _reviewed_on(earlier, history))
    ]
    if not days:
        return Badge(Standing.UNREVIEWED)
    return Badge(Standing.CHANGED, reviewed_on=max(days))


def _reviewers(approvals: Iterable[Approval]) -> tuple[Reviewer, ...]:
    by_person = {approval.person_id: approval for approval in approvals}
    return tuple(
        Reviewer(
            approval.name,
            approval.post_nominals,
            approval.person.slug,
            tuple(sorted(approval.specialties)),
            approval.interests,
        )
        for approval in by_person.values()
    )


def _histories(article_ids: set[int]) -> defaultdict[int, History]:
    histories: defaultdict[int, History] = defaultdict(lambda: History({}, {}, defaultdict(list)))
    revisions = Revision.objects.filter(article__in=article_ids, state__in=ONCE_PUBLIC)
    for revision in revisions.select_related("round"):
        history = histories[revision.article_id]
        history.revisions[revision.pk] = revision
        if hasattr(revision, "round"):
            history.rounds[revision.pk] = revision.round
    approvals = Approval.objects.filter(
        revision__article__in=article_ids, revision__state__in=ONCE_PUBLIC
    )
    for approval in approvals.select_related("person", "revision"):
        histories[approval.revision.article_id].approvals[approval.revision_id].append(approval)
    return histories
