"""Separation of duties: who wrote a text may not approve it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Value

from articles.models import Contribution, Person, Revision
from articles.models.articles import State
from articles.sealing import seal
from articles.users import User
from reviews.models import Assignment, Event

REVIEWED = (State.APPROVED,)
WROTE, CONFLICTED = "wrote", "conflicted"


@dataclass(frozen=True)
class Excluded:
    """The users who may not review a text, by reason: those who wrote or edited it since its last
    approval or stand as its authors; those who ever declared a conflict of interest on the article.
    """

    writers: frozenset[int]
    conflicted: frozenset[int]

    @property
    def everybody(self) -> frozenset[int]:
        return self.writers | self.conflicted


def excluded_from(revision: Revision) -> Excluded:
    """Who may not review the text: one query for a first text, two for a later one."""
    found: dict[str, set[int]] = {WROTE: set(), CONFLICTED: set()}
    wrote = (_authors(revision), _sealed_authors(revision), _contributors(revision))
    rows = _conflicted(revision).values_list("reviewer", Value(CONFLICTED))
    for user, why in rows.union(*wrote):
        found[why].add(user)
    return Excluded(frozenset(found[WROTE]), frozenset(found[CONFLICTED]))


def person_of(user: User) -> Person | None:
    return Person.objects.filter(user=user).first()


def _authors(revision: Revision) -> QuerySet[Any]:
    bylines = revision.article.bylines.exclude(person__user=None)
    return bylines.order_by().values_list("person__user", Value(WROTE))


def _contributors(revision: Revision) -> QuerySet[Any]:
    written = Contribution.objects.filter(revision__in=_since_last_approval(revision))
    return written.order_by().values_list("user", Value(WROTE))


def _conflicted(revision: Revision) -> QuerySet[Any]:
    declared = Assignment.objects.filter(revision__article=revision.article_id, has_conflict=True)
    return declared.order_by()


def _sealed_authors(revision: Revision) -> QuerySet[Any]:
    """The users whom the sealed text names as its authors, whatever became of the bylines since."""
    slugs = []
    if revision.is_sealed and seal.digest(revision.sealed) == revision.digest:
        slugs = [byline.slug for byline in seal.read(revision.sealed).bylines]
    named = Person.objects.filter(slug__in=slugs).exclude(user=None)
    return named.order_by().values_list("user", Value(WROTE))


def _since_last_approval(revision: Revision) -> list[int]:
    """The revision and those it grew from, back to (not including) the last approved one."""
    if revision.based_on_id is None:
        return [revision.pk]
    approvals = Event.objects.filter(revision=OuterRef("pk"), target__in=REVIEWED)
    texts = Revision.objects.filter(article=revision.article_id)
    rows = texts.annotate(is_approved=Exists(approvals)).values_list(
        "pk", "based_on", "is_approved"
    )
    parents = {pk: (parent, is_approved) for pk, parent, is_approved in rows}
    line = [revision.pk]
    while (parent := parents[line[-1]][0]) is not None and not parents[parent][1]:
        line.append(parent)
    return line
