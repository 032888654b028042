"""What a person says of a statement."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.drafting.evidence.marking import LONGEST, Entered
from articles.evidence.passages import FACT
from articles.evidence.statements import CATEGORIES
from articles.evidence.units import Support
from articles.forms import Form
from articles.models import Reference, Revision
from articles.text.citations import cited_keys
from articles.text.locators import LONGEST_LOCATOR, LONGEST_QUOTE, parted


class StatementForm(Form):
    """One field takes the words of the source and the place: “a mean fall of one point”, p. 4."""

    words = forms.CharField(
        label=_("The words of the statement, as they stand in the text"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Enter the words of the statement as they stand.")},
    )
    category = forms.ChoiceField(label=_("Kind"), choices=list(CATEGORIES.items()), initial=FACT)
    work = forms.ChoiceField(label=_("Source"), required=False)
    place = forms.CharField(
        label=_("Words and place in it"),
        required=False,
        max_length=LONGEST_QUOTE + LONGEST_LOCATOR,
        help_text=_("For example: “a mean fall of one point”, p. 4"),
        widget=forms.TextInput({"list": "used-before"}),
    )
    as_of = forms.DateField(
        label=_("Holds for the day"), required=False, widget=forms.DateInput({"type": "date"})
    )
    ends_on = forms.DateField(
        label=_("Can be relied on until"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=_("A law, a guideline, a price"),
    )
    near = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    mark = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    until = forms.IntegerField(
        required=False,
        min_value=0,
        widget=forms.HiddenInput,
    )

    def __init__(
        self, draft: Revision, data: Any = None, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, auto_id="statement-%s", initial=initial)
        works = Reference.objects.filter(key__in=cited_keys(draft.body))
        titled = [(each.key, f"{each.key}: {each.title}") for each in works]
        self.fields["work"].choices = [("", _("What is cited there")), *titled]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        if entered.get("place") and not entered.get("work"):
            self.add_error("work", _("Say which source has these words."))
        return entered

    def entered(self) -> Entered:
        given = self.cleaned_data
        words, locator = parted(given["place"])
        evidence = (Support(given["work"], locator, words),) if given["work"] else ()
        return Entered(
            given["words"],
            given["category"],
            evidence,
            given["as_of"],
            given["ends_on"],
            given["near"] or 0,
        )
