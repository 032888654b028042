"""The badge: what a public page may say about review. Computed from stored facts, never stored."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from django.db.models import QuerySet

from articles.models import Revision
from articles.models.articles import ONCE_PUBLIC
from articles.sealing import seal
from articles.search.prepared import Prepared
from reviews import phrases
from reviews.approval import quorum
from reviews.approval.sources import Question, cites_noticed, questions
from reviews.humans import Sameness, sameness_for
from reviews.models import Approval, Round


class Standing(StrEnum):
    REVIEWED = "reviewed"
    OVERDUE = "overdue"
    CHANGED = "changed"
    QUESTIONED = "questioned"  # a source fell, and by the policy of its topic the badge with it
    UNREVIEWED = "unreviewed"


@dataclass(frozen=True)
class Reviewer:
    """Somebody who signed, as the signature keeps it."""

    name: str
    post_nominals: str
    slug: str
    specialties: tuple[str, ...]
    interests: str
    signed_on: date | None = None

    @property
    def titled_name(self) -> str:
        return ", ".join(filter(None, [self.name, self.post_nominals]))

    @property
    def fields(self) -> str:
        """Their specialties, in the language of the page."""
        return ", ".join(map(phrases.specialty, self.specialties))


@dataclass(frozen=True)
class StruckSignature:
    """A signature on the text that counts no more, with the reason that readers see."""

    name: str
    on: date
    ground: str
    reason: str


@dataclass(frozen=True)
class Badge:
    """`is_shown` is true only while the review holds (invariant 7).

    `reviewers` looked at the whole text, on `reviewed_on` or since; `changes_by` signed only what
    changed after them, and are never named as if they had reviewed the rest.
    """

    standing: Standing
    reviewers: tuple[Reviewer, ...] = ()
    changes_by: tuple[Reviewer, ...] = ()
    reviewed_on: date | None = None
    due_on: date | None = None
    struck: tuple[StruckSignature, ...] = ()
    question: Question | None = None

    @property
    def is_shown(self) -> bool:
        return self.standing == Standing.REVIEWED

    @property
    def specialties(self) -> str:
        """Those of the reviewers named, “Pain medicine, Pharmacy”, in the language of the page."""
        names = {name for who in self.reviewers for name in who.specialties}
        return ", ".join(sorted(map(phrases.specialty, names)))

    @property
    def signers(self) -> tuple[Reviewer, ...]:
        """All who are named, where there is more than one: each signed on a day of their own."""
        named = (*self.reviewers, *self.changes_by)
        return named if len(named) > 1 else ()


@dataclass(frozen=True)
class History:
    """The facts about one article that a badge rests on: its once public texts and who signed them.

    `parents` leads from a text to the one it was based on, by way of those that were never public;
    `known` says which of those who signed are one human being; `questions`, which texts rest on a source that
    fell.
    """

    revisions: dict[int, Revision] = field(default_factory=dict)
    rounds: dict[int, Round] = field(default_factory=dict)
    approvals: defaultdict[int, list[Approval]] = field(default_factory=lambda: defaultdict(list))
    parents: dict[int, int | None] = field(default_factory=dict)
    known: Sameness = field(default_factory=Sameness)
    questions: dict[int, Question] = field(default_factory=dict)


@dataclass(frozen=True)
class Review:
    """A complete review: the day since which all of the text is reviewed, and who signed what."""

    on: date
    whole: list[Approval]
    changes: list[Approval]


def badge(revision: Revision, today: date) -> Badge:
    """The badge of one revision as of a day."""
    return badges([revision], today)[revision.pk]


def badges(revisions: Sequence[Revision], today: date) -> dict[int, Badge]:
    """The badges of many revisions, by primary key, in a constant number of queries."""
    found = histories({revision.article_id for revision in revisions})
    return {
        revision.pk: compute(revision, found[revision.article_id], today) for revision in revisions
    }


def foreseen(revision: Revision, today: date) -> Badge:
    """The badge that a text would have if it were published today as it is; its own where it is."""
    history = histories({revision.article_id})[revision.article_id]
    if revision.pk in history.revisions:
        return compute(revision, history, today)
    terms = Round.objects.filter(revision=revision).first() if revision.is_sealed else None
    if terms is not None:
        history.rounds[revision.pk] = terms
        history = replace(history, known=sameness_for(history.rounds.values()))
        signed = Approval.objects.filter(revision=revision).select_related("person")
        history.approvals[revision.pk].extend(signed)
        _add_parents({revision.article_id: history}, {revision.article_id})
    public = copy(revision)
    public.state = Revision.State.PUBLISHED
    return compute(public, history, today)


def compute(revision: Revision, history: History, today: date) -> Badge:
    """Decide what may be said. Pure: facts in, badge out."""
    review = _review(revision, history)
    if review is None or revision.state != Revision.State.PUBLISHED:
        return _without_review(revision, history)
    question, struck = history.questions.get(revision.pk), _struck(revision, history)
    if question and question.takes_badge:
        return Badge(Standing.QUESTIONED, reviewed_on=review.on, struck=struck, question=question)
    due_on = add_months(review.on, history.rounds[revision.pk].interval_months)
    return Badge(
        standing=Standing.REVIEWED if today <= due_on else Standing.OVERDUE,
        reviewers=_reviewers(review.whole),
        changes_by=_reviewers(_by_others(review.changes, review.whole)),
        reviewed_on=review.on,
        due_on=due_on,
        struck=struck,
        question=question,
    )


def signatures(revision: Revision, history: History) -> list[Approval]:
    """The approvals that complete the review of one text; none where they do not complete it."""
    terms = history.rounds.get(revision.pk)
    approvals = history.approvals.get(revision.pk, [])
    if terms is None or seal.digest(revision.sealed) != revision.digest:
        return []
    counted = quorum.counting(approvals, revision.digest)
    return [] if quorum.lack(terms, counted, history.known) else counted


def is_built_on_review(revision: Revision) -> bool:
    """Whether the text that readers saw before is reviewed as a whole, so that changes may do now."""
    if revision.number == 1:
        return False
    found = histories({revision.article_id})
    if not found[revision.article_id].revisions:
        return False
    _add_parents(found, {revision.article_id})
    return _review_before(revision, found[revision.article_id]) is not None


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def histories(article_ids: set[int]) -> defaultdict[int, History]:
    """The facts about many articles, by primary key: two queries, one more where changes were signed, and
    one where several must sign; four more where a text cites a work that a notice is about.
    """
    found: defaultdict[int, History] = defaultdict(History)
    articles: dict[int, int] = {}
    noticed = []
    for revision in _public_texts(article_ids):
        if revision.state == Revision.State.PUBLISHED and getattr(revision, "cites_noticed", False):
            noticed.append(revision)
        articles[revision.pk] = revision.article_id
        history = found[revision.article_id]
        history.revisions[revision.pk] = revision
        if hasattr(revision, "round"):
            history.rounds[revision.pk] = revision.round
    of_changes = set()
    for approval in _approvals(article_ids) if articles else ():
        # an approval of a text that is not public, or not yet in the answer above, counts for nothing
        if (article := articles.get(approval.revision_id)) is not None:
            found[article].approvals[approval.revision_id].append(approval)
            if approval.scope == Approval.Scope.CHANGES:
                of_changes.add(article)
    _add_parents(found, of_changes)
    known = sameness_for(terms for each in found.values() for terms in each.rounds.values())
    asked = questions(noticed)
    return defaultdict(
        History, {pk: replace(each, known=known, questions=asked) for pk, each in found.items()}
    )


@Prepared
def _public_texts(article_ids: Iterable[int]) -> QuerySet[Revision]:
    revisions = Revision.objects.filter(article__in=article_ids, state__in=ONCE_PUBLIC)
    revisions = revisions.annotate(cites_noticed=cites_noticed())
    return revisions.select_related("article", "round", "change")


@Prepared
def _approvals(article_ids: Iterable[int]) -> QuerySet[Approval]:
    return Approval.objects.filter(revision__article__in=article_ids).select_related("person")


def _add_parents(found: dict[int, History], article_ids: set[int]) -> None:
    if not article_ids:
        return
    lines = Revision.objects.filter(article__in=article_ids)
    for article_id, pk, parent in lines.values_list("article", "pk", "based_on"):
        found[article_id].parents[pk] = parent


def _review(revision: Revision, history: History) -> Review | None:
    """The review of the whole text, or None where the text is not what was approved.

    Where the approvals cover only the changes, the rest was reviewed when the text before was.
    """
    signed = signatures(revision, history)
    if not signed:
        return None
    terms, full = history.rounds[revision.pk], quorum.of_the_whole(signed)
    # what was asked of all of them a moment ago is asked again only of fewer
    if len(full) == len(signed) or not quorum.lack(terms, full, history.known):
        day = quorum.complete_since(terms, full, history.known)
        return Review(day, _since(day, full), _of_changes(signed))
    earlier = _review_before(revision, history)
    return earlier and Review(earlier.on, earlier.whole, [*earlier.changes, *signed])


def _review_before(revision: Revision, history: History) -> Review | None:
    """The review that a text builds on. A retracted one lends nothing: its review missed the fault."""
    before = _public_text_before(revision, history)
    if before is None or before.state == Revision.State.RETRACTED:
        return None
    return _review(before, history)


def _since(day: date, approvals: list[Approval]) -> list[Approval]:
    """Who makes up the review of that day: a signature that it renews is history."""
    return [approval for approval in approvals if approval.signed_on >= day]


def _by_others(approvals: list[Approval], than: list[Approval]) -> list[Approval]:
    people = {approval.person_id for approval in than}
    return [approval for approval in approvals if approval.person_id not in people]


def _of_changes(signed: list[Approval]) -> list[Approval]:
    return [approval for approval in signed if approval.scope == Approval.Scope.CHANGES]


def _public_text_before(revision: Revision, history: History) -> Revision | None:
    """The last text that readers saw before this one was started."""
    pk = revision.based_on_id
    while pk is not None and pk not in history.revisions:
        pk = history.parents.get(pk)
    return None if pk is None else history.revisions[pk]


def _without_review(revision: Revision, history: History) -> Badge:
    days = [
        review.on
        for earlier in history.revisions.values()
        if earlier.number < revision.number and (review := _review(earlier, history))
    ]
    struck = _struck(revision, history)
    if not days:
        return Badge(Standing.UNREVIEWED, struck=struck)
    return Badge(Standing.CHANGED, reviewed_on=max(days), struck=struck)


def _struck(revision: Revision, history: History) -> tuple[StruckSignature, ...]:
    """Approvals of this very text that were struck."""
    return tuple(
        StruckSignature(
            each.titled_name,
            each.strike.struck_on,
            each.strike.get_ground_display(),
            each.strike.reason,
        )
        for each in history.approvals.get(revision.pk, [])
        if each.is_struck and each.verdict == Approval.Verdict.APPROVE
    )


def _reviewers(approvals: Iterable[Approval]) -> tuple[Reviewer, ...]:
    """Each person once, as the latest signature has it."""
    by_person = {approval.person_id: approval for approval in approvals}
    return tuple(
        Reviewer(
            approval.name,
            approval.post_nominals,
            approval.person.slug,
            tuple(sorted(approval.specialties)),
            approval.interests,
            approval.signed_on,
        )
        for approval in by_person.values()
    )
