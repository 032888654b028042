"""The lines of a checklist, each in fields of its own, and back to the way in which they are kept."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from articles.forms import Form, LabelsAbove
from articles.text.slugs import first_free, slug_of
from reviews.lines import ChecklistLine, LineKind, parse
from reviews.models import Checklist

SPARE: Final = 3  # empty lines to fill in
MOST: Final = 60
KINDS: Final = (
    (LineKind.YES_NO.value, _("Yes or no")),
    (LineKind.YES_NO_NA.value, _("Yes, no or not applicable")),
    (LineKind.SCORE.value, _("A score from 1 to 5")),
)


class ChecklistForm(LabelsAbove, forms.ModelForm[Checklist]):
    class Meta:
        model = Checklist
        fields = ("name",)
        labels = {"name": _("Name")}
        help_texts = {"name": _("Policies name it by this.")}


class LineForm(Form):
    """One line. Empty, or left out, it is none."""

    key = forms.SlugField(required=False, max_length=80, widget=forms.HiddenInput)
    question = forms.CharField(
        label=_("Question"), required=False, max_length=300, widget=forms.Textarea({"rows": 2})
    )
    help = forms.CharField(
        label=_("Help for the reviewer"), required=False, max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Answer"), choices=KINDS, required=False)
    is_required = forms.BooleanField(label=_("Must be answered"), required=False, initial=True)
    group = forms.CharField(label=_("Under the heading"), required=False, max_length=80)
    place = forms.IntegerField(label=_("Place"), required=False, min_value=0, max_value=999)
    leave_out = forms.BooleanField(label=_("Leave this line out"), required=False)
    field_order = ("question", "kind", "group", "help", "place", "is_required", "leave_out")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("question", "help", "group"):
            cleaned[name] = " ".join(str(cleaned.get(name, "")).split())
            if "|" in cleaned[name]:
                self.add_error(name, _("The sign | can't stand in a line."))
        return cleaned

    @property
    def is_line(self) -> bool:
        return bool(self.cleaned_data.get("question")) and not self.cleaned_data.get("leave_out")


class _Lines(BaseFormSet[LineForm]):
    def clean(self) -> None:
        if not any(self.errors) and not any(form.is_line for form in self.forms):
            raise ValidationError(_("A checklist asks something: write at least one line."))


def lines_formset(data: Any = None, lines: list[ChecklistLine] | None = None) -> Any:
    """A form for each line, and some more."""
    factory = forms.formset_factory(LineForm, formset=_Lines, extra=SPARE, max_num=MOST)
    initial = [
        {**line.record(), "kind": line.kind.value, "place": (number + 1) * 10}
        for number, line in enumerate(lines or [])
    ]
    return factory(data, initial=initial, prefix="lines")


def text_of(formset: Any) -> str:
    """The lines as a version keeps them: in the order of their places, grouped by their headings.

    A line that is new gets a key of its question; one that is there keeps its own, by which answers
    that were given are found.
    """
    entered = [form.cleaned_data for form in formset.forms if form.is_line]
    ordered = sorted(entered, key=lambda line: (line["place"] is None, line["place"] or 0))
    keys = {line["key"] for line in ordered if line["key"]}
    written, heading = [], ""
    for line in ordered:
        if line["group"] != heading:
            heading = line["group"]
            written.append(f"# {heading}")
        key = line["key"] or first_free(
            slug_of(line["question"], "line", 40), lambda k: k not in keys
        )
        keys.add(key)
        wanted = "required" if line["is_required"] else "optional"
        parts = (key, line["kind"] or LineKind.YES_NO.value, wanted, line["question"], line["help"])
        written.append(" | ".join(parts).rstrip())
    text = "\n".join(written)
    parse(text)  # raises for what the form should have refused
    return text


def differences(before: list[ChecklistLine], after: list[ChecklistLine]) -> list[str]:
    """What becomes of each line, in words."""
    old, new = {line.key: line for line in before}, {line.key: line for line in after}
    added = [new[key] for key in new if key not in old]
    left_out = [old[key] for key in old if key not in new]
    kept = [key for key in new if key in old]
    changed = [new[key] for key in kept if new[key] != old[key]]
    said = [
        str(words) % {"line": line.question}
        for words, lines in (
            (_("Added: “%(line)s”"), added),
            (_("Left out: “%(line)s”"), left_out),
            (_("Changed: “%(line)s”"), changed),
        )
        for line in lines
    ]
    if kept != [key for key in old if key in new]:
        said.append(str(_("The lines stand in another order.")))
    return said or [str(_("Nothing changes."))]
