"""Accounts are given by an administrator; nobody signs up. What each may do is asked in one query."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles.security_log import note
from articles.users import User
from cms.accounts.networks import network


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def clean_password(self, password: str, user: User | None = None) -> str:
        """A guest signs in by the codes of their invitation alone, whose end then ends everything."""
        if user is not None and user.is_guest:
            raise ValidationError(_("Guests have no password: open the link of your invitation."))
        return str(super().clean_password(password, user))

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        if not user.is_guest:
            super().send_password_reset_mail(user, email, context)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            note("sign-in refused: too many tries", network=network(request))
            raise


class Rights(AuthenticationBackend):  # type: ignore[misc]
    """Django's own, but a person's rights and those of her roles come together."""

    def get_all_permissions(self, user_obj: User, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        kept: dict[str, set[str]] = user_obj.__dict__  # where Django's own keeps it
        if "_perm_cache" not in kept:
            kept["_perm_cache"] = self._rights_of(user_obj)
        return kept["_perm_cache"]

    def _rights_of(self, user: User) -> set[str]:
        found = Permission.objects.order_by()
        if not user.is_superuser:
            found = found.filter(Q(user=user) | Q(group__user=user))
        return {
            f"{app}.{name}"
            for app, name in found.values_list("content_type__app_label", "codename")
        }
