"""Who holds which right, who writes a text, and who has still to decide on it."""

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from articles.models import Revision
from articles.users import User
from reviews.models import Assignment

WRITE = "articles.write_article"
REVIEW = "reviews.review_revision"
ASSIGN = "reviews.assign_reviewer"
PUBLISH = "reviews.publish_revision"
CHECK = "reviews.check_credential"
STRIKE = "reviews.strike_approval"


def holders_of(codename: str) -> QuerySet[User]:
    """Active users with a permission by group or by themselves. Superusers are not everybody."""
    granted = Q(groups__permissions__codename=codename) | Q(user_permissions__codename=codename)
    return get_user_model().objects.filter(granted, is_active=True).distinct().order_by("name")


def writers_of(revision: Revision) -> list[User]:
    """Those who write the article, by their accounts that are active."""
    users = get_user_model().objects
    return list(users.filter(articles=revision.article_id, is_active=True))


def waiting_on(revision: Revision) -> list[User]:
    """Those who were asked and have still to decide, by name."""
    waiting = Assignment.objects.waiting().filter(revision=revision)
    found = waiting.select_related("reviewer").order_by("reviewer__name")
    return [assignment.reviewer for assignment in found]
