"""Configuration by administrators. Nothing here moves a text, and nothing is deleted: see `Kept`."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import (
    BaseModelFormSet,
    CheckboxSelectMultiple,
    ModelForm,
    MultipleChoiceField,
)
from django.forms.models import fields_for_model
from django.http import HttpRequest
from taggit.admin import TagAdmin as _OfTaggit  # noqa: F401 registered as it is imported
from taggit.models import Tag

from articles import languages
from articles.evidence.statements import CATEGORIES
from articles.models import Disclaimer, TagIntroduction, Topic, Wording
from articles.models.topics import InLanguages
from articles.text import review_claims


class Kept(admin.ModelAdmin[Any]):
    """Rows that others rest on. They are switched off or replaced; their address never changes."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        fixed = ["slug"] if obj and hasattr(obj, "slug") else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> dict[str, Sequence[str]]:
        return {} if obj else dict(self.prepopulated_fields)


def _in_language(code: str, column: str) -> str:
    return f"{column}_{code}"


def words_form(model: type[InLanguages]) -> type[ModelForm[Any]]:
    """A form with the words of a row in each other language of the site, kept in its `others`."""
    kinds = fields_for_model(model, fields=model.WORDS)
    fields = {
        _in_language(code, column): kind.__class__(
            label=f"{kind.label} ({name})", required=False, widget=kind.widget.__class__
        )
        for code, name in languages.choices()
        if code != languages.default()
        for column, kind in kinds.items()
    }
    return type(f"{model.__name__}Form", (_WordsForm,), fields)


class _WordsForm(ModelForm[Any]):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, columns in self.instance.others.items():
            for column, words in columns.items():
                if (name := _in_language(code, column)) in self.fields:
                    self.initial[name] = words

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.instance.others = {
            code: {
                column: words
                for column in self.instance.WORDS
                if (words := cleaned.get(_in_language(code, column), ""))
            }
            for code, _name in languages.choices()
            if code != languages.default()
        }
        return cleaned


class TopicAdmin(Kept):
    """Registered where a change of it is put on record: its place decides who must review."""

    form = words_form(Topic)
    list_display = ["name", "parent", "position"]
    list_select_related = ["parent"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


class TagForm(ModelForm[Tag]):
    class Meta:
        model = Tag
        fields = ["name", "slug"]

    def clean_name(self) -> str:
        """A tag stands under every article that has it."""
        name: str = self.cleaned_data["name"]
        if said := review_claims.why_not(name):
            raise ValidationError(said)
        return name


admin.site.unregister(Tag)  # taggit's own deletes tags, and ties any to any row


@admin.register(Tag)
class TagAdmin(Kept):
    form = TagForm
    list_display = ["name", "slug"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(TagIntroduction)
class TagIntroductionAdmin(Kept):
    form = words_form(TagIntroduction)
    list_display = ["tag", "text"]
    list_select_related = ["tag"]
    search_fields = ["tag__name"]


class WordingInline(admin.StackedInline[Wording, Disclaimer]):
    """Add-only: what stood on a page when it was approved must stay on record."""

    model = Wording
    extra = 0
    readonly_fields = ["number", "written_by"]
    verbose_name_plural = "wordings (add a new one to change the text)"

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class DisclaimerForm(ModelForm[Disclaimer]):
    """Kinds of statements are ticked; none is an empty list."""

    categories = MultipleChoiceField(
        choices=list(CATEGORIES.items()),
        required=False,
        widget=CheckboxSelectMultiple,
        help_text="On texts that state something of these kinds",
    )


class DisclaimerAdmin(Kept):
    """Registered where a change of it is put on record."""

    form = DisclaimerForm
    list_display = ["name", "placement", "everywhere", "is_active"]
    list_filter = ["placement", "is_active"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    filter_horizontal = ["topics"]
    inlines = [WordingInline]

    def save_formset(
        self,
        request: HttpRequest,
        form: ModelForm[Disclaimer],
        formset: BaseModelFormSet[Any, Any],
        change: bool,
    ) -> None:
        for wording in formset.save(commit=False):
            wording.written_by = request.user
            self.save_wording(request, wording)
        formset.save_m2m()

    def save_wording(self, request: HttpRequest, wording: Wording) -> None:
        wording.save()
