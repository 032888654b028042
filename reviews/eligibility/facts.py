"""What the rule who may review looks at, loaded: as many queries for many as for one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils import timezone

from articles.models import Byline, Contribution, Person, Revision
from articles.models.articles import State
from articles.sealing import seal
from articles.users import User
from reviews.eligibility.rights import holders_of
from reviews.eligibility.rules import Ancestor, Reviewer, Text
from reviews.models import Assignment, Credential, Event, Invitation, Round, Signers

CONTRIBUTED, AUTHOR, CONFLICTED, ASKED = "contributed", "author", "conflicted", "asked"
APPROVED: Final = (State.APPROVED,)


def signers_of(revision: Revision, terms: Round | None) -> Signers:
    """Who signs the text, as its round has it; of an article nobody needs to look there."""
    if revision.article.about and terms is not None:
        return Signers(terms.signers)
    return Signers.of(revision.article)


def person_of(user: User) -> Person | None:
    return Person.objects.filter(user=user).first()


def reviewers_of(users: QuerySet[User], right: str, today: date) -> list[Reviewer]:
    """The users with what counts of them where the right is asked for: two queries."""
    held = defaultdict(list)
    valid = Credential.objects.valid_on(today).filter(
        person__user__in=users.order_by().values("pk")
    )
    for credential in valid.select_related("person", "specialty"):
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
    """What counts of one text: one query for a first text, two for a later one."""
    return texts_of([revision], signers)[0]


def texts_of(revisions: Sequence[Revision], signers: Signers) -> list[Text]:
    """What counts of each, in the same order. All are signed by the same."""
    lineages = _Lineages(revisions)
    found = _people(revisions)
    return [
        Text(
            signers,
            lineage := lineages.of(revision),
            {each.revision: frozenset(found[CONTRIBUTED, each.revision]) for each in lineage},
            frozenset(found[AUTHOR, revision.article_id]),
            _sealed_authors(revision),
            frozenset(found[CONFLICTED, revision.article_id]),
            frozenset(found[ASKED, revision.pk]),
        )
        for revision in revisions
    ]


def _people(revisions: Iterable[Revision]) -> defaultdict[tuple[str, int], set[int]]:
    """The users by what they are to which revision or article."""
    articles = {revision.article_id for revision in revisions}
    assigned = Assignment.objects.filter(revision__article__in=articles)
    rows: tuple[QuerySet[Any], ...] = (
        Byline.objects.filter(article__in=articles, person__user__isnull=False)
        .order_by()
        .values_list("article", "person__user", Value(AUTHOR)),
        Contribution.objects.filter(revision__article__in=articles)
        .order_by()
        .values_list("revision", "user", Value(CONTRIBUTED)),
        assigned.filter(has_conflict=True)
        .order_by()
        .values_list("revision__article", "reviewer", Value(CONFLICTED)),
        assigned.filter(revision__in=[revision.pk for revision in revisions])
        .counting_as_asked()
        .order_by()
        .values_list("revision", "reviewer", Value(ASKED)),
    )
    found = defaultdict(set)
    for of, user, what in rows[0].union(*rows[1:]):
        found[what, of].add(user)
    return found


def _sealed_authors(revision: Revision) -> frozenset[str]:
    """Whom the sealed text names as its authors, whatever became of the bylines since."""
    if not revision.is_sealed or seal.digest(revision.sealed) != revision.digest:
        return frozenset()
    return frozenset(byline.slug for byline in seal.read(revision.sealed).bylines)


class _Lineages:
    """From each of the texts back to the first of its article."""

    def __init__(self, revisions: Iterable[Revision]) -> None:
        grown = {each.article_id for each in revisions if each.based_on_id is not None}
        self._parents: dict[int, int | None] = {}
        self._approved: set[int] = set()
        if grown:
            self._load(grown)

    def _load(self, articles: set[int]) -> None:
        approvals = Event.objects.filter(revision=OuterRef("pk"), target__in=APPROVED)
        found = Revision.objects.filter(article__in=articles).annotate(approved=Exists(approvals))
        for pk, parent, approved in found.values_list("pk", "based_on", "approved"):
            self._parents[pk] = parent
            if approved:
                self._approved.add(pk)

    def of(self, revision: Revision) -> tuple[Ancestor, ...]:
        line = [revision.pk]
        while (parent := self._parents.get(line[-1])) is not None:
            line.append(parent)
        return tuple(Ancestor(pk, pk in self._approved) for pk in line)
