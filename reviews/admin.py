"""What an administrator configures of reviews: who may count as a reviewer, and what topics demand."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest

from articles.admin import Kept
from reviews.desk import identities
from reviews.desk.identity_forms import SamePersonForm
from reviews.models import Checklist, ChecklistVersion, Credential, Policy, SamePerson, Specialty


@admin.register(Policy)
class PolicyAdmin(Kept):
    """A change holds for reviews that begin after it: every round keeps the terms it began with."""

    list_display = ["topic", "approvals", "specialty", "interval_months"]
    list_select_related = ["topic", "specialty"]


class VersionInline(admin.StackedInline[ChecklistVersion, Checklist]):
    """Add-only: what a reviewer was asked must stay on record."""

    model = ChecklistVersion
    extra = 0
    readonly_fields = ["number", "written_by", "written_at"]
    verbose_name_plural = "versions (add a new one to change the lines)"

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Checklist)
class ChecklistAdmin(Kept):
    """Rounds that are running keep the version that they began with."""

    list_display = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [VersionInline]

    def save_formset(
        self,
        request: HttpRequest,
        form: ModelForm[Checklist],
        formset: BaseModelFormSet[Any, Any],
        change: bool,
    ) -> None:
        for version in formset.save(commit=False):
            version.written_by = request.user
            version.save()
        formset.save_m2m()


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


@admin.register(SamePerson)
class SamePersonAdmin(admin.ModelAdmin[SamePerson]):
    """Said, never changed: what is no longer so is said anew, by somebody else."""

    form = SamePersonForm
    list_display = ["one", "other", "is_same", "why", "said_by", "said_at"]
    list_select_related = ["one", "other", "said_by"]
    search_fields = ["one__name", "one__email", "other__name", "other__email"]

    def get_form(
        self, request: HttpRequest, obj: SamePerson | None = None, change: bool = False, **of: Any
    ) -> type[ModelForm[SamePerson]]:
        form = super().get_form(request, obj, change, **of)
        return type("Said", (form,), {"said_by": request.user})

    def save_model(
        self, request: HttpRequest, obj: SamePerson, form: ModelForm[Any], change: bool
    ) -> None:
        identities.say(obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
