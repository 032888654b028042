"""Reviews that are due again: the queue, over what `reviews.approval.next_reviews` keeps."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from articles.users import User
from reviews.eligibility.visibility import is_editor
from reviews.models import Assignment, NextReview

AHEAD = timedelta(days=90)


def queue(user: User, today: date) -> QuerySet[NextReview]:
    """What is overdue or due within three months, the earliest first: an editor sees all of it, a
    reviewer the texts that they were asked to review.
    """
    found = NextReview.objects.filter(due_on__lte=today + AHEAD).order_by("due_on", "pk")
    if is_editor(user):
        return found
    theirs = Assignment.objects.standing().of(user).filter(revision=OuterRef("revision"))
    return found.filter(Exists(theirs))


def with_parts(found: QuerySet[NextReview]) -> QuerySet[NextReview]:
    """What a page shows of each: the text, its topic, and who is asked to look at it again."""
    asked = Prefetch(
        "revision__assignments",
        Assignment.objects.waiting().select_related("reviewer"),
        to_attr="asked",
    )
    return found.select_related("revision", "article__topic").prefetch_related(asked)
