"""What an editor enters of a term of the glossary."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.forms import LabelsAbove
from cms.models import GlossaryTerm
from reviews.eligibility.rights import holders_of


class GlossaryForm(LabelsAbove, forms.ModelForm[GlossaryTerm]):
    class Meta:
        model = GlossaryTerm
        fields = ("term", "synonyms", "definition", "language", "owner", "is_active")
        labels = {
            "term": _("Term"),
            "synonyms": _("Other words for it"),
            "definition": _("What it means"),
            "language": _("Language"),
            "owner": _("Who answers for it"),
            "is_active": _("In use"),
        }
        help_texts = {
            "synonyms": _("By comma: plurals, abbreviations, medical words."),
            "definition": _(
                "One or two plain sentences. Readers are told that no reviewer signed them."
            ),
            "is_active": _("One that misleads is switched off."),
        }
        widgets = {"definition": forms.Textarea({"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = holders_of("change_glossaryterm")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A word means one thing in a language, whether it is the term or stands for it."""
        cleaned = super().clean() or {}
        given = GlossaryTerm(term=cleaned.get("term", ""), synonyms=cleaned.get("synonyms", ""))
        mine = {each.casefold(): each for each in given.forms}
        others = GlossaryTerm.objects.filter(language=cleaned.get("language"))
        for each in others.exclude(pk=self.instance.pk):
            for form in filter(mine.get, map(str.casefold, each.forms)):
                said = _("“%(word)s” is explained already, as “%(term)s”.")
                raise ValidationError(said % {"word": mine[form], "term": each.term})
        return cleaned
