"""What an administrator configures of reviews: who may count as a reviewer, and what topics demand."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from articles.admin import Kept
from reviews.models import Credential, Policy, Specialty


@admin.register(Policy)
class PolicyAdmin(Kept):
    """A change holds for reviews that begin after it: every round keeps the terms it began with."""

    list_display = ["topic", "approvals", "specialty", "interval_months"]
    list_select_related = ["topic", "specialty"]


@admin.register(Specialty)
class SpecialtyAdmin(Kept):
    search_fields = ["name"]


@admin.register(Credential)
class CredentialAdmin(Kept):
    """Whoever enters the day of a check is the one who checked."""

    list_display = ["person", "title", "issuer", "checked_on", "checked_by", "expires_on"]
    list_select_related = ["person", "checked_by"]
    list_filter = ["kind", "specialty"]
    search_fields = ["person__name", "title", "issuer", "number"]
    autocomplete_fields = ["person"]
    readonly_fields = ["checked_by"]

    def save_model(
        self, request: HttpRequest, obj: Credential, form: ModelForm[Any], change: bool
    ) -> None:
        if "checked_on" in form.changed_data:
            checker = request.user if obj.checked_on else None
            obj.checked_by = checker  # type: ignore[assignment]  # nobody is anonymous here
        super().save_model(request, obj, form, change)
