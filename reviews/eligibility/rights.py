"""Who holds which right, who writes a text, and who has still to decide on it."""

from django.contrib.auth import get_user_model

from articles.models import Revision
from articles.users import User, holders_of
from reviews.models import Assignment

__all__ = ["holders_of", "waiting_on", "writers_of"]

WRITE = "articles.write_article"
REVIEW = "reviews.review_revision"
ASSIGN = "reviews.assign_reviewer"
PUBLISH = "reviews.publish_revision"
CHECK = "reviews.check_credential"
STRIKE = "reviews.strike_approval"


def writers_of(revision: Revision) -> list[User]:
    """Those who write the article, by their accounts that are active."""
    users = get_user_model().objects
    return list(users.filter(articles=revision.article_id, is_active=True))


def waiting_on(revision: Revision) -> list[User]:
    """Those who were asked and have still to decide, by name."""
    waiting = Assignment.objects.waiting().filter(revision=revision)
    found = waiting.select_related("reviewer").order_by("reviewer__name")
    return [assignment.reviewer for assignment in found]
