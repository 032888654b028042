"""Reviews that are due again: the queue, and the one writer of what it rests on."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from articles.models import Revision
from articles.users import User
from reviews.approval.badge import badge
from reviews.eligibility.visibility import is_editor
from reviews.models import Assignment, NextReview

AHEAD = timedelta(days=90)


def keep_up(article: int, today: date) -> None:
    """Write down when the review of an article's published text is due again, where it has one."""
    live = Revision.objects.published().filter(article=article).first()
    shown = badge(live, today) if live else None
    if live is None or shown is None or shown.due_on is None:
        NextReview.objects.filter(article=article).delete()
        return
    dates = {"revision": live, "reviewed_on": shown.reviewed_on, "due_on": shown.due_on}
    NextReview.objects.update_or_create(article_id=article, defaults=dates)


def queue(user: User, today: date) -> QuerySet[NextReview]:
    """What is overdue or due within three months, the earliest first: an editor sees all of it, a
    reviewer the texts that they were asked to review.
    """
    found = NextReview.objects.filter(due_on__lte=today + AHEAD).order_by("due_on", "pk")
    if is_editor(user):
        return found
    theirs = Assignment.objects.standing().filter(revision=OuterRef("revision"), reviewer=user)
    return found.filter(Exists(theirs))


def with_parts(found: QuerySet[NextReview]) -> QuerySet[NextReview]:
    """What a page shows of each: the text, its topic, and who is asked to look at it again."""
    asked = Prefetch(
        "revision__assignments",
        Assignment.objects.waiting().select_related("reviewer"),
        to_attr="asked",
    )
    return found.select_related("revision", "article__topic").prefetch_related(asked)
