"""What editors ask of lay readers, and what these answer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.text.review_claims import why_not
from reviews.models import LayReading
from reviews.reviewing.forms import CommentForm, words

SAID = ("words", "named_as", "lives_with")  # what everybody may come to read


class LayAskForm(CommentForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"))


class LayReadingForm(CommentForm):
    """Three questions, and how they choose to be named."""

    understood = forms.ChoiceField(
        label=_("Did you understand it?"),
        choices=LayReading.Answer.choices,
        widget=forms.RadioSelect,
    )
    respectful = forms.ChoiceField(
        label=_("Is it respectful of people like you?"),
        choices=LayReading.Answer.choices,
        widget=forms.RadioSelect,
    )
    missing = words(
        _("What is missing, or was hard?"),
        "",
        rows=4,
        required=False,
        help_text=_("Only the editors read this."),
    )
    words = words(
        _("In your own words, for everybody"),
        "",
        rows=3,
        required=False,
        help_text=_("What you would say of it to somebody in your place. May stay empty."),
    )
    may_be_told = forms.BooleanField(
        label=_("The history of the page may say that I have read it"), required=False
    )
    named_as = forms.CharField(
        label=_("Name me as"),
        max_length=120,
        required=False,
        help_text=_("“Ana”, “Ana M.”, or “a patient”: as you choose."),
    )
    lives_with = forms.CharField(
        label=_("I live with, or care for"),
        max_length=160,
        required=False,
        help_text=_(
            "Goes on “who lives with”: “back pain”, “a child with asthma”. May stay empty."
        ),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("may_be_told") and not said.get("named_as"):
            self.add_error("named_as", _("Say how you choose to be named."))
        for name in SAID:
            if why := why_not(said.get(name, "")):
                self.add_error(name, ValidationError(why))
        return said
