"""What an administrator configures of people and of reviews.

Whatever decides who is entitled to what is saved by `reviews.entitlement` alone: the forms here are one of
its doors. A check of a licence and the account of a profile have no field here: the desk has their pages.
"""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Model
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles.admin import DisclaimerAdmin, Kept, TopicAdmin
from articles.models import Disclaimer, Person, Topic, Wording
from articles.users import User
from reviews.desk import identities
from reviews.desk.identity_forms import SamePersonForm
from reviews.entitlement.acts import ACTS
from reviews.entitlement.amend import amend
from reviews.models import (
    Checklist,
    ChecklistVersion,
    Credential,
    Policy,
    Proposal,
    SamePerson,
    Specialty,
    Witness,
)
from reviews.refusal import Refused


class Amended(Kept):
    """Saved by the act that is named for the model; what a guard refuses is said, and nothing is saved."""

    def save_model(
        self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool
    ) -> None:
        act = f"{'change' if change else 'add'}_{self.opts.model_name}"
        self.amend(request, act, obj, self.values(obj, form))

    def values(self, obj: Any, form: ModelForm[Any]) -> dict[str, Any]:
        """What was entered."""
        return dict(form.cleaned_data)

    def amend(self, request: HttpRequest, act: str, obj: Any, entered: dict[str, Any]) -> None:
        """Carry out an act with those of the values that it may write."""
        values = {name: entered[name] for name in ACTS[act].columns if name in entered}
        made = amend(act, obj, cast("User", request.user), values)
        if isinstance(made, Proposal):
            said = _("A second administrator has to confirm this: it waits on the page “People”.")
            messages.warning(request, said)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.get_full_path())


@admin.register(Person)
class PersonAdmin(Amended):
    """A name or letters that were checked with a credential void the check when they change."""

    list_display = ["name", "post_nominals", "occupation", "interests_declared_on"]
    search_fields = ["name", "slug", "orcid"]
    prepopulated_fields = {"slug": ["name"]}
    exclude = ["user"]
    readonly_fields = ["account"]

    @admin.display(description="Account, credentials and their checks")
    def account(self, person: Person) -> str:
        if person.pk is None:
            return "—"
        address = reverse("person_desk", args=[person.pk])
        return format_html('<a href="{}">{}</a>', address, person.user or _("No account"))


@admin.register(Topic)
class AmendedTopicAdmin(Amended, TopicAdmin):
    def values(self, obj: Any, form: ModelForm[Any]) -> dict[str, Any]:
        return {**super().values(obj, form), "others": obj.others}


@admin.register(Disclaimer)
class AmendedDisclaimerAdmin(Amended, DisclaimerAdmin):
    def save_wording(self, request: HttpRequest, wording: Wording) -> None:
        self.amend(request, "add_wording", wording, _set(wording))


@admin.register(Policy)
class PolicyAdmin(Amended):
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
class ChecklistAdmin(Amended):
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
            self.amend(request, "add_checklistversion", version, _set(version))
        formset.save_m2m()


@admin.register(Specialty)
class SpecialtyAdmin(Amended):
    """Another name voids the checks of those who hold it: it is what was looked up."""

    search_fields = ["name"]


@admin.register(Credential)
class CredentialAdmin(Amended):
    """What is said of a credential. Somebody else looks it up, on the desk; a change voids the check."""

    list_display = ["person", "title", "issuer", "checked_on", "checked_by", "expires_on"]
    list_select_related = ["person", "specialty", "current_check__checked_by"]
    list_filter = ["kind", "specialty"]
    search_fields = ["person__name", "title", "issuer", "number"]
    autocomplete_fields = ["person"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), *(["person"] if obj else [])]


@admin.register(Witness)
class WitnessAdmin(Amended):
    """Outside of the house: who is mailed the signed heads of the log, and keeps them."""

    list_display = ["name", "email", "is_active", "sent"]


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


def _set(row: Model) -> dict[str, Any]:
    """The columns of a row that is to be saved, as they were entered."""
    return {field.name: getattr(row, field.name, None) for field in row._meta.concrete_fields}
