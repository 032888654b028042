"""What an editor does to many texts: the deed, and whatever it needs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.drafting.forms import TagsField
from articles.models import Topic
from articles.users import User
from reviews.desk.texts.bulk import AT_MOST, Deed
from reviews.eligibility.rights import holders_of


class BulkForm(forms.Form):
    """What to do to texts by their keys: those that were ticked, or all that match."""

    deed = forms.ChoiceField(label=_("With the ticked texts"), choices=Deed.choices)
    reviewer = forms.ChoiceField(label=_("Reviewer"), required=False)
    second = forms.ChoiceField(label=_("And"), required=False)
    due_on = forms.DateField(
        label=_("Due on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    topic = forms.ModelChoiceField(
        Topic.objects.for_articles(), label=_("Topic"), required=False, empty_label=_("Choose")
    )
    tags = TagsField(label=_("Tags, parted by commas"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, texts: Sequence[int] = ()) -> None:
        super().__init__(data, label_suffix="", auto_id="id_bulk_%s")
        self.ticked = list(texts)
        self._people = {str(each.pk): each for each in holders_of("review_revision")}
        named = [(pk, each.name) for pk, each in self._people.items()]
        self._choose("reviewer", [("", _("Choose, to ask somebody")), *named])
        self._choose("second", [("", _("Nobody else")), *named])

    @property
    def now(self) -> list[int]:
        """Those that are done at once."""
        return self.ticked[:AT_MOST]

    @property
    def later(self) -> list[int]:
        return self.ticked[AT_MOST:]

    def clean_reviewer(self) -> User | None:
        return self._people.get(self.cleaned_data["reviewer"])

    def clean_second(self) -> User | None:
        second = self._people.get(self.cleaned_data["second"])
        if second is not None and second == self.cleaned_data.get("reviewer"):
            raise ValidationError(_("Choose somebody else, or nobody."))
        return second

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.ticked:
            self.add_error(None, _("Tick at least one text."))
        for field, said in self._missing(cleaned):
            if field not in self.errors:
                self.add_error(field, said)
        due_on = cleaned.get("due_on")
        if due_on and due_on < timezone.localdate():
            self.add_error("due_on", _("That day has passed: choose a later one."))
        return cleaned

    def given(self) -> dict[str, Any]:
        """What an order needs."""
        return {**self.cleaned_data, "tags": tuple(self.cleaned_data["tags"])}

    def _missing(self, cleaned: Mapping[str, Any]) -> list[tuple[str, Any]]:
        needed = NEEDED.get(cleaned.get("deed", ""))
        return [needed] if needed and not cleaned.get(needed[0]) else []

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 says so to the type checker
        field.choices = choices


NEEDED = {
    Deed.ASSIGN: ("reviewer", _("Choose a reviewer.")),
    Deed.REASSIGN: ("reviewer", _("Choose a reviewer.")),
    Deed.CHANGE_DUE: ("due_on", _("Choose the new due date.")),
    Deed.SET_TOPIC: ("topic", _("Choose a topic.")),
    Deed.ADD_TAGS: ("tags", _("Name at least one tag.")),
}
