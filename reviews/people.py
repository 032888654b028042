"""Who holds which right, and who is to be told what."""

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from articles.models import Revision
from articles.users import User
from reviews.models import Assignment


def holders_of(codename: str) -> QuerySet[User]:
    """Active users with a permission by group or by themselves. Superusers are not everybody."""
    granted = Q(groups__permissions__codename=codename) | Q(user_permissions__codename=codename)
    return get_user_model().objects.filter(granted, is_active=True).distinct().order_by("name")


def editors(revision: Revision) -> QuerySet[User]:
    return holders_of("publish_revision")


def writers(revision: Revision) -> QuerySet[User]:
    return get_user_model().objects.filter(articles=revision.article_id, is_active=True)


def reviewers(revision: Revision) -> QuerySet[User]:
    """Those who are asked to review this text and have not declined."""
    standing = Assignment.objects.standing().filter(revision=revision)
    return get_user_model().objects.filter(assignments__in=standing, is_active=True).distinct()
