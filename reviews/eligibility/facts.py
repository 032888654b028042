"""What the rule who may review looks at, loaded: as many queries for many as for one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from articles.models import Byline, Contribution, Person, Revision
from articles.models.articles import ONCE_PUBLIC, State
from articles.sealing import seal
from articles.search.prepared import Prepared
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


def reviewers(right: str, today: date) -> list[Reviewer]:
    """All who hold the right, with what counts of them where it is asked for: three queries."""
    return _reviewers(_holders(right), _credentials_of_holders(right, today), right)


def _reviewers(people: list[User], valid: list[Credential], right: str) -> list[Reviewer]:
    held = defaultdict(list)
    for credential in valid:
        held[credential.person.user_id].append(credential)
    invited_to = invitations_of(people, timezone.now())
    return [
        Reviewer(
            user,
            frozenset({right}) if user.is_holder else frozenset(),  # type: ignore[attr-defined]
            getattr(user, "person", None),
            tuple(held[user.pk]),
            invited_to.get(user.pk),
        )
        for user in people
    ]


def _with_profiles(users: QuerySet[User], right: str) -> QuerySet[User]:
    is_holder = Exists(holders_of(right).order_by().filter(pk=OuterRef("pk")))
    return users.select_related("person").annotate(is_holder=is_holder)


def _credentials(users: QuerySet[User], today: date) -> QuerySet[Credential]:
    valid = Credential.objects.valid_on(today).filter(
        person__user__in=users.order_by().values("pk")
    )
    return valid.select_related("person", "specialty", "current_check")


@Prepared
def _holders(right: str) -> QuerySet[User]:
    return _with_profiles(holders_of(right), right)


@Prepared
def _credentials_of_holders(right: str, today: date) -> QuerySet[Credential]:
    return _credentials(holders_of(right), today)


@Prepared
def _account(pk: int, right: str) -> QuerySet[User]:
    return _with_profiles(get_user_model().objects.filter(pk=pk), right)


@Prepared
def credentials_of(account: int, today: date) -> QuerySet[Credential]:
    """Those that are valid today."""
    return _credentials(get_user_model().objects.filter(pk=account), today)


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
    people, valid = _account(user.pk, right), credentials_of(user.pk, today)
    return _reviewers(people, valid, right)[0]


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
        own = {revision.article_id for revision in revisions}
        slugs = set().union(*self._slugs.values())
        self._found: defaultdict[tuple[str, int, int], set[Mark]] = defaultdict(set)
        self._profiles: dict[str, frozenset[Mark]] = {}
        rows = _involved([each.pk for each in revisions], own, articles, slugs)
        for what, of, number, account, profile, slug in rows:
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


@Prepared
def _involved(
    texts: Iterable[int], own: Iterable[int], articles: Iterable[int], slugs: Iterable[str]
) -> QuerySet[Any, Any]:
    """(what, of which, number of the text, account, profile, slug): `own` are the articles of the texts,
    `articles` those with what they were translated from, `slugs` those of sealed authors.
    """
    contributions = Contribution.objects.filter(revision__article__in=articles)
    bylines = Byline.objects.filter(article__in=own)
    conflicted = Assignment.objects.filter(revision__article__in=own, has_conflict=True)
    asked = Assignment.objects.filter(revision__in=texts).counting_as_asked()
    published = Event.objects.filter(revision__in=texts, target__in=PUBLISHING)
    published = published.exclude(Q(actor=None) | Q(source=F("target")))
    named = Person.objects.filter(slug__in=slugs)
    text, reviewer = ("revision__article", "revision__number"), ("reviewer", "reviewer__person")
    return _rows(CONTRIBUTED, contributions, *text, "user", "user__person").union(
        _rows(CONTRIBUTED, contributions, *text, "user", "person"),
        _rows(AUTHOR, bylines, "article", Value(0), "person__user", "person"),
        _rows(CONFLICTED, conflicted, "revision__article", Value(0), *reviewer),
        _rows(ASKED, asked, "revision", Value(0), *reviewer),
        _rows(PUBLISHER, published, "revision", Value(0), "actor", "actor__person"),
        _rows(NAMED, named, "pk", Value(0), "user", "pk", slug=F("slug")),
    )


def _rows(
    what: str, found: QuerySet[Any], of: str, number: Any, *who: str, slug: Any = None
) -> QuerySet[Any, Any]:
    return found.order_by().values_list(Value(what), of, number, *who, slug or Value(""))


def _sealed_slugs(revision: Revision) -> frozenset[str]:
    if not revision.is_sealed or seal.digest(revision.sealed) != revision.digest:
        return frozenset()
    return frozenset(byline.slug for byline in seal.read(revision.sealed).bylines)


@Prepared
def _lines(articles: Iterable[int]) -> QuerySet[Any, Any]:
    approved = Approval.objects.filter(revision=OuterRef("pk"), verdict=Approval.Verdict.APPROVE)
    found = Revision.objects.filter(article__in=articles).annotate(is_approved=Exists(approved))
    return found.order_by().values(
        "pk", "number", "state", "based_on", "is_approved", "round__change",
        "translated_from__article", "translated_from__number",
    )  # fmt: skip


class _Lineages:
    """From each of the texts back to the one that readers saw before: no query for a first text."""

    def __init__(self, revisions: Iterable[Revision]) -> None:
        self.articles = {each.article_id for each in revisions}
        self._texts: dict[int, Any] = {}
        grown = {
            each.article_id for each in revisions if each.based_on_id or each.translated_from_id
        }
        if grown:
            self._texts = {row["pk"]: row for row in _lines(grown)}
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
