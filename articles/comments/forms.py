"""What is entered below a comment."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.forms import Form


class AnswerForm(Form):
    """An answer; it may decline a suggestion, for which it is the reason."""

    text = forms.CharField(
        label=pgettext_lazy("noun", "Answer"),
        max_length=5000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write the answer first.")},
    )
