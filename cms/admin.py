"""Accounts, and the frame of the administration."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import Model
from django.http import HttpRequest

from articles.admin import Kept
from cms.models import Synonym, User

admin.site.site_header = f"{settings.SITE_NAME}: administration"
admin.site.site_title = settings.SITE_NAME
admin.site.index_title = "Configuration"
# one door for everybody, with its limits on tries
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class NewUserForm(AdminUserCreationForm[User]):
    class Meta:
        model = User
        fields = ["email", "name"]


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    """Accounts are closed by `is_active`, never deleted. Only a superuser touches superusers."""

    add_form = NewUserForm
    add_fieldsets = [
        (None, {"fields": ["email", "name", "usable_password", "password1", "password2"]})
    ]
    fieldsets = [
        (None, {"fields": ["email", "name", "language", "password"]}),
        ("What they may do", {"fields": ["is_active", "groups", "is_staff", "is_superuser"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    list_display = ["name", "email", "is_active", "is_staff"]
    list_filter = ["is_active", "groups"]
    search_fields = ["name", "email"]
    ordering = ["name"]
    filter_horizontal = ["groups"]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fixed = [] if request.user.is_superuser else ["is_superuser"]
        return [*super().get_readonly_fields(request, obj), *fixed]


@admin.register(Synonym)
class SynonymAdmin(Kept):
    """Search reads them anew with every question; one that misleads is switched off."""

    list_display = ["terms", "language", "is_active"]
    list_filter = ["language", "is_active"]
    search_fields = ["terms"]
