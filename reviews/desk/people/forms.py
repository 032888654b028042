"""What is entered on the pages about people."""

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from reviews.reviewing.forms import CommentForm, words


class ReasonForm(CommentForm):
    reason = words(_("Why"), _("Say why."), rows=2, help_text=_("It is kept in the record."))


class LinkForm(CommentForm):
    """Whose account signs in a person's name."""

    user = forms.ModelChoiceField(
        get_user_model().objects.none(),
        label=_("Account"),
        required=False,
        empty_label=_("No account"),
    )
    reason = words(_("Why"), _("Say why."), rows=2, help_text=_("It is kept in the record."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["user"]
        assert isinstance(chosen, forms.ModelChoiceField)  # noqa: S101 says so to the type checker
        chosen.queryset = get_user_model().objects.filter(is_active=True).order_by("name")
