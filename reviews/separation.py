"""Separation of duties: who wrote a text may not approve it."""

from articles.models import Contribution, Person, Revision
from articles.models.articles import State
from articles.users import User
from reviews.models import Assignment, Event

REVIEWED = (State.APPROVED,)


def has_written(user: User, revision: Revision) -> bool:
    """Whether the user wrote or edited the text since its last approval, or stands as its author."""
    if revision.article.bylines.filter(person__user=user).exists():
        return True
    return Contribution.objects.filter(
        user=user, revision__in=_since_last_approval(revision)
    ).exists()


def has_conflict(user: User, revision: Revision) -> bool:
    """Whether the user ever declared a conflict of interest on this article."""
    return Assignment.objects.filter(
        reviewer=user, revision__article=revision.article_id, has_conflict=True
    ).exists()


def person_of(user: User) -> Person | None:
    return Person.objects.filter(user=user).first()


def _since_last_approval(revision: Revision) -> list[int]:
    """The revision and those it grew from, back to (not including) the last approved one."""
    parents = dict(
        Revision.objects.filter(article=revision.article_id).values_list("pk", "based_on")
    )
    approved = set(
        Event.objects.filter(article=revision.article_id, target__in=REVIEWED).values_list(
            "revision", flat=True
        )
    )
    line = [revision.pk]
    while (parent := parents.get(line[-1])) is not None and parent not in approved:
        line.append(parent)
    return line
