"""A house rule as an editor writes it: phrases line by line, and a wording that the rules let pass."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import languages
from articles.evidence import rules
from articles.evidence.rules import Rule, RuleSet, overlaid
from articles.evidence.statements import CATEGORIES, fingerprint
from articles.forms import LabelsAbove
from articles.models import HouseRule
from articles.models.evidence import in_force
from articles.text.slugs import slug_of
from reviews.desk.rules.lists import Row, find
from reviews.eligibility.rights import ASSIGN, holders_of

MOST: Final = 400  # phrases of a rule
LONGEST: Final = 300  # characters of one


class Lines(forms.CharField):
    """Phrases, one a line, each once."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        lines = (" ".join(each.split()) for each in (super().to_python(value) or "").splitlines())
        return list(dict.fromkeys(filter(None, lines)))

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > MOST:
            raise ValidationError(_("Keep it to %(most)d lines.") % {"most": MOST})
        if longer := next((each for each in value if len(each) > LONGEST), ""):
            said = _("“%(phrase)s…” is longer than a phrase is.")
            raise ValidationError(said % {"phrase": longer[:40]})


class Words(Lines):
    """Words in one line, each once."""

    def prepare_value(self, value: Any) -> Any:
        return " ".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        return super().to_python("\n".join((value or "").lower().replace(",", " ").split()))


class RuleForm(LabelsAbove, forms.ModelForm[HouseRule]):
    """Of a row of the list, or a new rule."""

    phrases = Lines(
        label=gettext_lazy("It asks about a passage that says"),
        required=False,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One phrase a line, in plain words. “…” stands for anything between."
        ),
    )
    left_out = forms.MultipleChoiceField(
        label=gettext_lazy("Phrases that come with the product"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    exceptions = Lines(
        label=gettext_lazy("But not where it says"),
        required=False,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy("What protects the reader. A hedge, “may”, is no exception."),
    )
    exceptions_left_out = forms.MultipleChoiceField(
        label=gettext_lazy("Exceptions that come with the product"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    about = Words(
        label=gettext_lazy("Only in texts about"),
        required=False,
        widget=forms.TextInput({"spellcheck": "false"}),
        help_text=gettext_lazy(
            "Names of the subject, parted by spaces. Then it is a fact of that subject, and the phrases "
            "are what contradicts it. Empty: in every text."
        ),
    )
    category = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(CATEGORIES.items()))
    why = forms.CharField(
        label=gettext_lazy("Why it changes"),
        required=False,
        max_length=LONGEST,
        help_text=gettext_lazy("Kept in the record."),
    )

    class Meta:
        model = HouseRule
        fields = (
            "language", "name", "category", "severity", "reason", "question", "suggestion", "phrases",
            "left_out", "exceptions", "exceptions_left_out", "about", "closed_by_source",
            "reads_headings", "owner", "look_at_on", "in_use",
        )  # fmt: skip
        labels = {
            "language": gettext_lazy("Language"),
            "name": gettext_lazy("Name"),
            "severity": gettext_lazy("Weight"),
            "reason": gettext_lazy("Reason"),
            "question": gettext_lazy("Question for the writer"),
            "suggestion": gettext_lazy("Suggested wording"),
            "closed_by_source": gettext_lazy("A citation answers it"),
            "reads_headings": gettext_lazy("It reads titles and headings too"),
            "owner": gettext_lazy("Who answers for it"),
            "look_at_on": gettext_lazy("To be looked at on"),
            "in_use": gettext_lazy("In use"),
        }
        help_texts = {
            "reason": gettext_lazy("Why it matters, in one sentence. Writers see it first."),
            "question": "",
            "suggestion": gettext_lazy(
                "The rules read it too: one that they ask about is not offered."
            ),
            "in_use": gettext_lazy("Switched off, it asks about nothing and stays in this list."),
        }
        widgets = {
            "reason": forms.Textarea({"rows": 2}),
            "question": forms.Textarea({"rows": 2}),
            "suggestion": forms.Textarea({"rows": 2}),
            "look_at_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(
        self, row: Row | None, data: Any = None, initial: dict[str, Any] | None = None
    ) -> None:
        self.row = row
        instance = row.own if row and row.own else HouseRule()
        begun = {} if row is None or row.own else _begun(row.rule)
        super().__init__(data, instance=instance, initial={**begun, **(initial or {})})
        if row:
            del self.fields["language"], self.fields["name"]
        else:
            self.fields["language"].choices = languages.choices()  # type: ignore[attr-defined]
        for name, comes in (("left_out", "phrases"), ("exceptions_left_out", "exceptions")):
            self._choose_among(name, getattr(self.shipped, comes, ()))
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)  # noqa: S101 says so to the type checker
        able = holders_of(ASSIGN.split(".")[1]).values("pk")
        owner.queryset = get_user_model().objects.filter(pk__in=able).order_by("name")
        owner.empty_label = str(_("Nobody yet"))

    def _choose_among(self, name: str, lines: Sequence[str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 as below
        field.choices = [(each, each) for each in lines]
        if not lines:
            del self.fields[name]

    @property
    def shipped(self) -> Rule | None:
        return self.row.shipped if self.row else None

    @property
    def language(self) -> str:
        return self.row.language if self.row else str(self.cleaned_data["language"])

    @property
    def name(self) -> str:
        return self.row.name if self.row else str(self.cleaned_data["name"])

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        taken = find(self.cleaned_data.get("language", ""), slug_of(name, "rule", 80))
        if taken is not None:
            raise ValidationError(_("There is a rule of this name: change that one."))
        return name

    def clean_phrases(self) -> list[str]:
        phrases: list[str] = self.cleaned_data["phrases"]
        if not (phrases or self.shipped):
            raise ValidationError(_("Enter one phrase at least."))
        return phrases

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        if not self.errors:
            self._look_at_phrases()
        if not self.errors:
            self._read_suggestion()
        return entered

    def _look_at_phrases(self) -> None:
        known = in_force.rules_of(self.language)
        for problem in rules.problems(RuleSet((self.rule(),), known.lists)):
            self.add_error("phrases", problem)

    def _read_suggestion(self) -> None:
        """The finder reads it as it reads a text: what it asks about is offered to nobody."""
        words = self.cleaned_data["suggestion"].strip()
        known = overlaid(in_force.rules_of(self.language), {self.name: self.rule()})
        if words and (hits := in_force.asked_about(words, self.language, known)):
            said = _("Rule “%(rule)s” asks about this wording itself: “%(words)s”. Word it anew.")
            told = {"rule": hits[0].rule.name, "words": hits[0].words}
            self.add_error("suggestion", said % told)

    def rule(self) -> Rule:
        """What the finder would ask, whether it is in use or not."""
        own = HouseRule(name=self.name, language=self.language)
        for column, value in self.values().items():
            setattr(own, column, value)
        return own.rule(self.shipped)

    @property
    def after(self) -> Rule | None:
        """What the finder would ask; None where it is switched off."""
        return self.rule() if self.cleaned_data["in_use"] else None

    def values(self) -> dict[str, Any]:
        """By the columns of the row."""
        entered = {name: each for name, each in self.cleaned_data.items() if name != "why"}
        return {"language": self.language, "name": self.name, **entered}

    @property
    def digest(self) -> str:
        """Of what was entered: what was tried out is what is saved."""
        names = [name for name in self.fields if name not in ("why", "owner", "look_at_on")]
        return fingerprint(repr([(name, self.cleaned_data.get(name)) for name in names]))


def _begun(rule: Rule) -> dict[str, Any]:
    """What a form on a rule begins with."""
    return {
        "category": rule.category,
        "severity": rule.severity.value,
        "reason": rule.reason,
        "question": rule.question,
        "suggestion": rule.suggestion,
        "about": rule.about,
        "closed_by_source": rule.closed_by_source,
        "reads_headings": rule.reads_headings,
    }
