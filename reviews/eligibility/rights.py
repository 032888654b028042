"""Who holds which right, who writes a text, and who has still to decide on it."""

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from articles.models import Revision
from articles.search.prepared import Prepared
from articles.users import User, holders_of
from reviews.models import Assignment

__all__ = ["holders_of", "holding", "waiting_on", "writers_of"]

WRITE = "articles.write_article"
REVIEW = "reviews.review_revision"
ASSIGN = "reviews.assign_reviewer"
PUBLISH = "reviews.publish_revision"
CHECK = "reviews.check_credential"
STRIKE = "reviews.strike_approval"


def writers_of(revision: Revision) -> list[User]:
    """Those who write the article, by their accounts that are active."""
    return _writers_of(revision.article_id)


def waiting_on(revision: Revision) -> list[User]:
    """Those who were asked and have still to decide, by name."""
    return [assignment.reviewer for assignment in _waiting_on(revision.pk)]


@Prepared
def _waiting_on(revision: int) -> QuerySet[Assignment]:
    waiting = Assignment.objects.waiting().filter(revision=revision)
    return waiting.select_related("reviewer").order_by("reviewer__name")


@Prepared
def _writers_of(article: int) -> QuerySet[User]:
    return get_user_model().objects.filter(articles=article, is_active=True)


@Prepared
def holding(right: str) -> QuerySet[User]:
    """Those who hold it, by name."""
    return holders_of(right)
