"""Separation of duties: who wrote a text may not approve it."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from articles import sealing
from articles.models import Contribution, Person, Revision
from articles.models.articles import State
from articles.users import User
from reviews.models import Assignment, Event

REVIEWED = (State.APPROVED,)


def has_written(user: User, revision: Revision) -> bool:
    """Whether the user wrote or edited the text since its last approval, or stands as its author."""
    return user.pk in writers_of(revision)


def has_conflict(user: User, revision: Revision) -> bool:
    """Whether the user ever declared a conflict of interest on this article."""
    return user.pk in conflicted_on(revision)


def writers_of(revision: Revision) -> set[int]:
    """The users who wrote or edited the text since its last approval, or stand as its authors."""
    return {*_authors(revision).union(_contributors(revision)), *_sealed_authors(revision)}


def conflicted_on(revision: Revision) -> set[int]:
    """The users who ever declared a conflict of interest on the article."""
    return set(_conflicted(revision))


def barred_from(revision: Revision) -> set[int]:
    """The users who may not review the text, for either reason."""
    found = _authors(revision).union(_contributors(revision), _conflicted(revision))
    return {*found, *_sealed_authors(revision)}


def person_of(user: User) -> Person | None:
    return Person.objects.filter(user=user).first()


def _authors(revision: Revision) -> QuerySet[Any]:
    bylines = revision.article.bylines.exclude(person__user=None)
    return bylines.order_by().values_list("person__user", flat=True)


def _contributors(revision: Revision) -> QuerySet[Any]:
    written = Contribution.objects.filter(revision__in=_since_last_approval(revision))
    return written.order_by().values_list("user", flat=True)


def _conflicted(revision: Revision) -> QuerySet[Any]:
    declared = Assignment.objects.filter(revision__article=revision.article_id, has_conflict=True)
    return declared.order_by().values_list("reviewer", flat=True)


def _sealed_authors(revision: Revision) -> list[int]:
    """The users whom the sealed text names as its authors, whatever became of the bylines since."""
    if not revision.is_sealed or sealing.digest(revision.sealed) != revision.digest:
        return []
    slugs = [byline.slug for byline in sealing.read(revision.sealed).bylines]
    named = Person.objects.filter(slug__in=slugs).exclude(user=None)
    return [user for user in named.values_list("user", flat=True) if user is not None]


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
