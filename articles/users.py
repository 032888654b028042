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
    return _active(_granted(codename)).distinct().order_by("name")


def able_to(codename: str) -> QuerySet[User]:
    """Those whom the site lets do what a permission stands for, as `has_perm` has it: superusers too."""
    return _active(_granted(codename) | Q(is_superuser=True)).distinct().order_by()


def _granted(codename: str) -> Q:
    return Q(groups__permissions__codename=codename) | Q(user_permissions__codename=codename)


def _active(found: Q) -> QuerySet[User]:
    return get_user_model().objects.filter(found, is_active=True)
