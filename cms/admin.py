"""Accounts, and the frame of the administration."""

from functools import partial
from importlib import import_module
from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from articles.admin import Kept
from articles.identity import site_name
from articles.views.access import user_of
from cms.accounts.factors import lacks_factor
from cms.accounts.letters import send_password_link
from cms.models import Emergency, Synonym, User
from reviews.admin import Amended
from reviews.refusal import Refused

# how somebody signs in, where their mail goes and which sessions they have is nobody else's to edit
for each in ("account", "mfa", "socialaccount", "usersessions"):
    import_module(f"allauth.{each}.admin")
for model in (
    EmailAddress,
    Authenticator,
    UserSession,
    SocialAccount,
    SocialApp,
    SocialToken,
    Group,
):
    admin.site.unregister(model)

admin.site.site_header = lazy(lambda: f"{site_name()}: administration", str)()
admin.site.site_title = lazy(site_name, str)()
admin.site.index_title = "Configuration"
_is_admitted = admin.site.has_permission


def _has_permission(request: HttpRequest) -> bool:
    """An administrator; with a second factor, where the site requires it."""
    return _is_admitted(request) and not lacks_factor(user_of(request))


def _login(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """One door for everybody, with its limits on tries."""
    if _is_admitted(request) and lacks_factor(user_of(request)):
        messages.warning(request, _("Set up a second factor first: administering asks for one."))
        return redirect("account_security")
    return secure_admin_login(_ask_to_sign_in)(request, *args, **kwargs)  # type: ignore[no-any-return]


_ask_to_sign_in = admin.site.login
admin.site.has_permission = _has_permission  # type: ignore[method-assign]
admin.site.login = _login  # type: ignore[method-assign]


class NewUserForm(ModelForm[User]):
    """An account without a password: its owner sets one by the link that is mailed."""

    class Meta:
        model = User
        fields = ["email", "name", "language"]

    def save(self, commit: bool = True) -> User:
        user = super().save(commit=False)
        user.set_unusable_password()
        if commit:
            user.save()
            self.save_m2m()
        return user


@admin.register(User)
class UserAdmin(Amended, DjangoUserAdmin[User]):
    """Accounts are closed by `is_active`, never deleted. Only a superuser touches superusers.

    Who they are and what they may do is saved by `reviews.entitlement`, as everything that decides who
    is entitled to what. Nobody sets the password of somebody else here: a link is mailed, by which its owner
    does.
    """

    add_form = NewUserForm
    add_fieldsets = [(None, {"fields": ["email", "name", "language"]})]
    actions = ["mail_password_link", "end_factors"]
    fieldsets = [
        (None, {"fields": ["email", "name", "language"]}),
        ("What they may do", {"fields": ["is_active", "groups", "is_staff", "is_superuser"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    list_display = ["name", "email", "is_active", "is_staff"]
    list_filter = ["is_active", "groups"]
    search_fields = ["name", "email"]
    ordering = ["name"]
    filter_horizontal = ["groups"]

    def save_model(
        self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool
    ) -> None:
        entered = dict(form.cleaned_data)
        for name in ("groups", "user_permissions"):  # else the form would give them after all
            form.cleaned_data.pop(name, None)
        self.amend(request, f"{'change' if change else 'add'}_account", obj, entered)
        if change:
            self.amend(request, "change_rights", obj, entered)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change:
            transaction.on_commit(partial(send_password_link.enqueue, form.instance.pk))
            messages.info(
                request, f"A link to set a password is on its way to {form.instance.email}."
            )

    @admin.action(
        description="Mail a link by which they set a new password", permissions=["change"]
    )
    def mail_password_link(self, request: HttpRequest, accounts: QuerySet[User]) -> None:
        for account in accounts.filter(is_active=True, is_guest=False):
            send_password_link.enqueue(account.pk)
            messages.info(request, f"A link to set a password is on its way to {account.email}.")

    @admin.action(description="Take the second factors off: they are lost", permissions=["change"])
    def end_factors(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        for account in chosen:
            try:
                self.amend(request, "end_factors", account, {})
            except Refused as refusal:
                messages.error(request, f"{account}: {refusal}")

    def user_change_password(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        raise PermissionDenied("Select the account in the list and mail a link.")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fixed = [] if request.user.is_superuser else ["is_superuser"]
        return [*super().get_readonly_fields(request, obj), *fixed]


@admin.register(Group)
class GroupAdmin(Amended, DjangoGroupAdmin):
    """A role. What all who have it may do is given by two, as to one of them."""

    def save_model(
        self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool
    ) -> None:
        entered = dict(form.cleaned_data)
        form.cleaned_data.pop("permissions", None)  # else the form would give them after all
        self.amend(request, f"{'change' if change else 'add'}_group", obj, entered)


@admin.register(Synonym)
class SynonymAdmin(Kept):
    """Search reads them anew with every question; one that misleads is switched off."""

    list_display = ["terms", "language", "is_active"]
    list_filter = ["language", "is_active"]
    search_fields = ["terms"]


@admin.register(Emergency)
class EmergencyAdmin(Kept):
    """What search says first to somebody who may be in danger. It counts with the next question."""

    list_display = ["terms", "language", "line", "is_active"]
    list_filter = ["language", "line", "is_active"]
    search_fields = ["terms", "advice"]
