"""What is entered below a comment."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.comments import tracking
from articles.forms import Form
from articles.models import Revision
from articles.text.anchors import Selector


class AnswerForm(Form):
    """An answer; it may decline a suggestion, for which it is the reason."""

    text = forms.CharField(
        label=pgettext_lazy("noun", "Answer"),
        max_length=5000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write the answer first.")},
    )


class DraftCommentForm(Form):
    """What is said about a draft: of the words between `start` and `end` of `body`, or of all of it."""

    text = forms.CharField(
        label=_("Comment"),
        max_length=5000,
        help_text=_("Name somebody with @ to tell them at once."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write the comment first.")},
    )
    is_private = forms.BooleanField(
        required=False, label=_("Only for me: nobody else ever reads it, and you can delete it")
    )
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    body = forms.CharField(required=False, widget=forms.HiddenInput)

    def passage(self, draft: Revision) -> Selector | None:
        """The words that were selected; None where it is about the whole draft."""
        start, end = self.cleaned_data["start"] or 0, self.cleaned_data["end"] or 0
        if start >= end:
            return None
        found = tracking.selected(draft, self.cleaned_data["body"], start, end)
        return found if found.exact.strip() else None
