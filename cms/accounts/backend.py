"""Accounts are given by an administrator; nobody signs up. What each may do is asked in one query."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.search.prepared import Prepared
from articles.security_log import note
from articles.users import User
from cms.accounts import limits
from cms.accounts.letters import send_password_link
from cms.accounts.networks import network
from cms.addresses import unmapped


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """As its caller has it: a socket for both kinds of addresses writes those of IPv4 within IPv6, where
        all of them would count as one network. Who came past a proxy of ours is refused, not an error."""
        try:
            return unmapped(str(super().get_client_ip(request)))
        except ImproperlyConfigured as error:
            raise PermissionDenied from error

    def clean_password(self, password: str, user: User | None = None) -> str:
        """A guest signs in by the codes of their invitation alone, whose end then ends everything."""
        if user is not None and user.is_guest:
            raise ValidationError(_("Guests have no password: open the link of your invitation."))
        return str(super().clean_password(password, user))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        if seconds := limits.wait(request, _email(credentials)):
            note("sign-in refused: too many tries", network=network(request))
            minutes = -(-seconds // 60)
            said = ngettext(
                "Too many wrong passwords from your network. Try again in %(count)d minute, or open "
                "the link that we have mailed to the owner of the account.",
                "Too many wrong passwords from your network. Try again in %(count)d minutes, or open "
                "the link that we have mailed to the owner of the account.",
                minutes,
            )
            raise ValidationError(said % {"count": minutes})
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:  # of the network, whatever the account
            note("sign-in refused: too many tries", network=network(request))
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        limits.failed(request, _email(credentials))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            limits.succeeded(request, _email(credentials))
        return user

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        send_password_link.enqueue(user.pk)


def _email(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email", "")).strip().lower()


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
        return {f"{app}.{name}" for app, name in _rights(None if user.is_superuser else user.pk)}

    def get_user(self, user_id: int) -> User | None:
        found = next(iter(_accounts(user_id)), None)
        return found if found and self.user_can_authenticate(found) else None


@Prepared
def _rights(holder: int | None) -> QuerySet[Permission, tuple[str, str]]:
    """Of the app and the name: those of an account; all where none is given."""
    found = Permission.objects.order_by()
    if holder is not None:
        found = found.filter(Q(user=holder) | Q(group__user=holder))
    return found.values_list("content_type__app_label", "codename")


@Prepared
def _accounts(pk: int) -> QuerySet[User]:
    return get_user_model().objects.filter(pk=pk)
