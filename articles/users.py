"""The type of a signed-in user, and who holds which right. The model is `settings.AUTH_USER_MODEL` and lives
above this package: only the type checker looks up there."""

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from cms.models import User as User
else:
    User = AbstractUser


def holders_of(codename: str) -> QuerySet[User]:
    """Active users with a permission by group or by themselves. Superusers are not everybody."""
    granted = Q(groups__permissions__codename=codename) | Q(user_permissions__codename=codename)
    return get_user_model().objects.filter(granted, is_active=True).distinct().order_by("name")
