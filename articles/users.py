"""The type of a signed-in user. The model is `settings.AUTH_USER_MODEL` and lives above this package:
only the type checker looks up there."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractUser

if TYPE_CHECKING:
    from cms.models import User as User
else:
    User = AbstractUser
