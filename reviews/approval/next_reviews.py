"""When the review of a public text is due again: the one writer of `NextReview`."""

from datetime import date

from django.utils import timezone

from articles.models import Revision
from reviews.approval.badge import badge
from reviews.models import NextReview


def keep_up(article: int, today: date) -> None:
    """Write down when the review of an article's published text is due again, where it has one."""
    live = Revision.objects.published().filter(article=article).first()
    shown = badge(live, today) if live else None
    if live is None or shown is None or shown.due_on is None:
        NextReview.objects.filter(article=article).delete()
        return
    dates = {"revision": live, "reviewed_on": shown.reviewed_on, "due_on": shown.due_on}
    NextReview.objects.update_or_create(article_id=article, defaults=dates)


def queue_all() -> None:
    """Queue the texts of a site that is older than the queue."""
    unqueued = Revision.objects.published().filter(article__next_review=None)
    signed = unqueued.filter(article__revisions__approvals__isnull=False).distinct()
    for article in list(signed.values_list("article", flat=True)):
        keep_up(article, timezone.localdate())
