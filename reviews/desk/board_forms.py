"""What an editor chooses on the board: which texts to see, and what to do to those that are ticked."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import languages
from articles.entering import numbers
from articles.models import Topic
from reviews.desk.board import EVERYTHING, Choice
from reviews.desk.bulk import AT_MOST, Deed
from reviews.eligibility.rights import holders_of


class ChoiceForm(forms.Form):
    """A topic with everything below it, a language, words of the title. What is not understood shows all."""

    q = forms.CharField(label=_("Title"), required=False, max_length=100)
    topic = forms.TypedChoiceField(label=_("Topic"), required=False, coerce=int, empty_value=None)

    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data, label_suffix="")
        spoken = self.fields["language"]
        assert isinstance(spoken, forms.ChoiceField)  # noqa: S101 says so to the type checker
        spoken.choices = [("", _("All languages")), *languages.choices()]
        topics = [(str(each.pk), str(each)) for each in self._topics]
        chosen = self.fields["topic"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 says so to the type checker
        chosen.choices = [("", _("All topics")), *topics]

    def choice(self) -> Choice:
        if not self.is_valid():
            return EVERYTHING
        chosen = self.cleaned_data["topic"]
        words, language = self.cleaned_data["q"].strip(), self.cleaned_data["language"]
        return Choice(self._with_those_below(chosen), words, language)

    @cached_property
    def _topics(self) -> list[Topic]:
        return list(Topic.objects.order_by("name"))

    def _with_those_below(self, chosen: int | None) -> tuple[int, ...]:
        found: dict[int, None] = {chosen: None} if chosen else {}
        before = -1
        while len(found) > before:
            before = len(found)
            below = (each.pk for each in self._topics if each.parent_id in found)
            found |= dict.fromkeys(below)
        return tuple(found)


class BulkForm(forms.Form):
    """What to do to the ticked texts; `text` comes once for each of them."""

    deed = forms.ChoiceField(label=_("With the ticked texts"), choices=Deed.choices)
    reviewer = forms.ModelChoiceField(
        queryset=holders_of("review_revision").none(),
        label=_("Reviewer"),
        required=False,
        empty_label=_("Choose, to ask somebody"),
    )
    due_on = forms.DateField(
        label=_("Due on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, texts: tuple[str, ...] = ()) -> None:
        super().__init__(data, label_suffix="", auto_id="id_bulk_%s")
        self.ticked = numbers(list(texts))
        reviewers = self.fields["reviewer"]
        assert isinstance(reviewers, forms.ModelChoiceField)  # noqa: S101 says so to the type checker
        reviewers.queryset = holders_of("review_revision")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        deed, due_on = cleaned.get("deed"), cleaned.get("due_on")
        if not self.ticked:
            self.add_error(None, _("Tick at least one text."))
        if len(self.ticked) > AT_MOST:
            self.add_error(None, _("Tick at most %(count)d texts at once.") % {"count": AT_MOST})
        if deed in (Deed.ASSIGN, Deed.REASSIGN) and not cleaned.get("reviewer"):
            self.add_error("reviewer", _("Choose a reviewer."))
        if deed == Deed.CHANGE_DUE and due_on is None and "due_on" not in self.errors:
            self.add_error("due_on", _("Choose the new due date."))
        if due_on and due_on < timezone.localdate():
            self.add_error("due_on", _("That day has passed: choose a later one."))
        return cleaned
