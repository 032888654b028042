"""What the rule who may review looks at, loaded: as many queries for many as for one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from articles.models import Byline, Contribution, Person, Revision
from articles.models.articles import ONCE_PUBLIC, State
from articles.sealing import seal
from articles.users import User
from reviews.eligibility.rights import holders_of
from reviews.eligibility.rules import Contributed, Reviewed, Reviewer, Text
from reviews.humans import NOBODY, Mark, Sameness, marks, sameness
from reviews.models import (
    Approval,
    Assignment,
    ChangeKind,
    Credential,
    Event,
    Invitation,
    Round,
    Signers,
)

CONTRIBUTED, AUTHOR, CONFLICTED, ASKED = "contributed", "author", "conflicted", "asked"
NAMED: Final = "named"
PUBLISHER: Final = "publisher"


# an event that leads there, from elsewhere
PUBLISHING: Final = (State.SCHEDULED, State.PUBLISHED)


def signers_of(revision: Revision, terms: Round | None) -> Signers:
    """Who signs the text, as its round has it; of an article nobody needs to look there."""
    if revision.article.about and terms is not None:
        return Signers(terms.signers)
    return Signers.of(revision.article)


def person_of(user: User) -> Person | None:
    return Person.objects.filter(user=user).first()


def reviewers_of(users: QuerySet[User], right: str, today: date) -> list[Reviewer]:
    """The users with what counts of them where the right is asked for: three queries."""
    held = defaultdict(list)
    valid = Credential.objects.valid_on(today).filter(
        person__user__in=users.order_by().values("pk")
    )
    for credential in valid.select_related("person", "specialty", "current_check"):
        held[credential.person.user_id].append(credential)
    is_holder = Exists(holders_of(right).order_by().filter(pk=OuterRef("pk")))
    people = list(users.select_related("person").annotate(is_holder=is_holder))
    invited_to = invitations_of(people, timezone.now())
    return [
        Reviewer(
            user,
            frozenset({right}) if user.is_holder else frozenset(),
            getattr(user, "person", None),
            tuple(held[user.pk]),
            invited_to.get(user.pk),
        )
        for user in people
    ]


def invitations_of(users: Iterable[User], now: datetime) -> dict[int, frozenset[int]]:
    """The guests among users, each with the texts to which an invitation of theirs is open.

    Where none is a guest, nothing is asked.
    """
    found: dict[int, set[int]] = {user.pk: set() for user in users if user.is_guest}
    if found:
        standing = Invitation.objects.standing(now).filter(user__in=found)
        for user, revision in standing.values_list("user", "revision"):
            found[user].add(revision)
    return {user: frozenset(texts) for user, texts in found.items()}


def reviewer_of(user: User, right: str, today: date) -> Reviewer:
    return reviewers_of(get_user_model().objects.filter(pk=user.pk), right, today)[0]


def text_of(revision: Revision, signers: Signers) -> Text:
    """What counts of one text: two queries for a first text, three for a later one."""
    return texts_of([revision], signers)[0]


def texts_of(revisions: Sequence[Revision], signers: Signers) -> list[Text]:
    """What counts of each, in the same order. All are signed by the same."""
    lineages = _Lineages(revisions)
    facts = _Involved(revisions, lineages.articles, sameness())
    return [
        Text(
            revision.pk,
            signers,
            facts.contributed(revision.article_id, revision.number)
            + facts.contributed(*lineages.translated(revision), of_original=True),
            lineages.reviewed_before(revision),
            facts.people(AUTHOR, revision.article_id) | facts.sealed_authors(revision),
            facts.people(CONFLICTED, revision.article_id),
            facts.people(ASKED, revision.pk),
            facts.people(PUBLISHER, revision.pk),
        )
        for revision in revisions
    ]


class _Involved:
    """Who is what to which article or text: one query for all."""

    def __init__(self, revisions: Sequence[Revision], articles: set[int], same: Sameness) -> None:
        self._same = same
        self._slugs = {each.pk: _sealed_slugs(each) for each in revisions}
        self._found: defaultdict[tuple[str, int, int], set[Mark]] = defaultdict(set)
        self._profiles: dict[str, frozenset[Mark]] = {}
        first, *others = self._rows(revisions, articles)
        for what, of, number, account, profile, slug in first.union(*others):
            self._found[what, of, number] |= marks(account, profile)
            if what == NAMED:
                self._profiles[slug] = marks(account, profile)

    def people(self, what: str, of: int) -> frozenset[Mark]:
        return self._same.closed(self._found[what, of, 0])

    def contributed(
        self, article: int, number: int, *, of_original: bool = False
    ) -> tuple[Contributed, ...]:
        """Those to the article's texts up to one."""
        return tuple(
            Contributed(at, self._same.closed(by), of_original)
            for (what, of, at), by in self._found.items()
            if (what, of) == (CONTRIBUTED, article) and at <= number
        )

    def sealed_authors(self, revision: Revision) -> frozenset[Mark]:
        """Whom the sealed text names as its authors, whatever became of the bylines since."""
        named = (self._profiles.get(slug, NOBODY) for slug in self._slugs[revision.pk])
        return self._same.closed(NOBODY.union(*named))

    def _rows(
        self, revisions: Sequence[Revision], articles: set[int]
    ) -> Iterator[QuerySet[Any, Any]]:
        """(what, of which, number of the text, account, profile, slug)."""
        own = {revision.article_id for revision in revisions}
        contributions = Contribution.objects.filter(revision__article__in=articles)
        assigned = Assignment.objects.filter(revision__article__in=own)
        asked = assigned.filter(revision__in=[each.pk for each in revisions]).counting_as_asked()
        named = Person.objects.filter(slug__in=set().union(*self._slugs.values()))
        text = ("revision__article", "revision__number")
        yield _rows(CONTRIBUTED, contributions, *text, "user", "user__person")
        yield _rows(CONTRIBUTED, contributions, *text, "user", "person")
        bylines = Byline.objects.filter(article__in=own)
        yield _rows(AUTHOR, bylines, "article", Value(0), "person__user", "person")
        conflicted = assigned.filter(has_conflict=True)
        reviewer = ("reviewer", "reviewer__person")
        yield _rows(CONFLICTED, conflicted, "revision__article", Value(0), *reviewer)
        yield _rows(ASKED, asked, "revision", Value(0), *reviewer)
        published = Event.objects.filter(
            revision__in=[each.pk for each in revisions], target__in=PUBLISHING
        ).exclude(Q(actor=None) | Q(source=F("target")))
        yield _rows(PUBLISHER, published, "revision", Value(0), "actor", "actor__person")
        yield _rows(NAMED, named, "pk", Value(0), "user", "pk", slug=F("slug"))


def _rows(
    what: str, found: QuerySet[Any], of: str, number: Any, *who: str, slug: Any = None
) -> QuerySet[Any, Any]:
    return found.order_by().values_list(Value(what), of, number, *who, slug or Value(""))


def _sealed_slugs(revision: Revision) -> frozenset[str]:
    if not revision.is_sealed or seal.digest(revision.sealed) != revision.digest:
        return frozenset()
    return frozenset(byline.slug for byline in seal.read(revision.sealed).bylines)


class _Lineages:
    """From each of the texts back to the one that readers saw before: no query for a first text."""

    def __init__(self, revisions: Iterable[Revision]) -> None:
        self.articles = {each.article_id for each in revisions}
        self._texts: dict[int, Any] = {}
        grown = {
            each.article_id for each in revisions if each.based_on_id or each.translated_from_id
        }
        if grown:
            approved = Approval.objects.filter(
                revision=OuterRef("pk"), verdict=Approval.Verdict.APPROVE
            )
            found = Revision.objects.filter(article__in=grown).annotate(
                is_approved=Exists(approved)
            )
            rows = found.order_by().values(
                "pk", "number", "state", "based_on", "is_approved", "round__change",
                "translated_from__article", "translated_from__number",
            )  # fmt: skip
            self._texts = {row["pk"]: row for row in rows}
            originals = (row["translated_from__article"] for row in self._texts.values())
            self.articles |= {pk for pk in originals if pk is not None}

    def translated(self, revision: Revision) -> tuple[int, int]:
        """The original's article and the number of its text; (0, 0) of what is no translation."""
        row = self._texts.get(revision.pk, {})
        return row.get("translated_from__article") or 0, row.get("translated_from__number") or 0

    def reviewed_before(self, revision: Revision) -> Reviewed | None:
        """What a signature for the changes alone builds on. Whether its review holds, the guard of the
        scope asks when it comes to signing.
        """
        row = self._texts.get(revision.pk)
        if row is None or row["round__change"] == ChangeKind.EDITION:
            return None
        before = self._texts.get(row["based_on"])
        while before is not None and before["state"] not in ONCE_PUBLIC:
            before = self._texts.get(before["based_on"])
        if before is None or before["state"] == State.RETRACTED or not before["is_approved"]:
            return None
        return Reviewed(before["number"], before["translated_from__number"] or 0)
