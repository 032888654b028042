"""What an editor says of a guest, and a guest of themselves."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.entering import clean_text
from reviews.entitlement.act import Kept, Lookup
from reviews.models import CheckFile, Credential
from reviews.reviewing.forms import CommentForm, words


class InvitationForm(CommentForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"))
    why = words(_("Why this person"), _("Say why."), rows=3, help_text=_("The guest reads it."))
    due_on = forms.DateField(
        label=_("Due on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class CodeForm(CommentForm):
    code = forms.CharField(
        label=_("The code from our mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class IdentityForm(CodeForm):
    name = forms.CharField(
        label=_("Your name"), max_length=120, help_text=_("As readers will see it.")
    )
    post_nominals = forms.CharField(
        label=_("Letters after your name"), max_length=80, required=False, help_text=_("“MD, MPH”")
    )
    kind = forms.ChoiceField(label=_("You hold"), choices=Credential.Kind.choices)
    title = forms.CharField(
        label=_("Its title"), max_length=120, help_text=_("“Licence to practise medicine”")
    )
    number = forms.CharField(label=_("Its number"), max_length=60, required=False)
    issuer = forms.CharField(label=_("Who issued it"), max_length=160)
    interests = words(
        _("Your competing interests"),
        _("Declare your competing interests, or “None”."),
        rows=2,
        help_text=_("Of the last 36 months, on this subject. “None” counts. Readers see them."),
    )


class LookupForm(CommentForm):
    """Where somebody looked a credential up, and on which day."""

    register = forms.CharField(
        label=_("Register in which you looked it up"),
        max_length=160,
        help_text=_("“Register of the medical council”, with the number that you searched for."),
        error_messages={"required": _("Say in which register you looked it up.")},
    )
    address = forms.URLField(
        label=_("Address of the entry"), max_length=300, required=False, assume_scheme="https"
    )
    on = forms.DateField(
        label=_("Looked up on"),
        initial=timezone.localdate,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _("Enter the day on which you looked it up.")},
    )

    file = forms.FileField(
        label=_("What you saw"),
        required=False,
        max_length=255,
        help_text=_(
            "A page of the register as PDF or picture, up to 5 MB, if you like. It is kept with the check,"
            " for those who check licences; it can't be removed."
        ),
        error_messages={"empty": _("This file is empty: save the page again.")},
    )

    def clean_file(self) -> Kept | None:
        sent = self.cleaned_data["file"]
        if sent is None:
            return None
        if sent.size > CheckFile.LARGEST:
            said = _("This file is larger than 5 MB: save the page as PDF, or a smaller picture.")
            raise forms.ValidationError(said)
        return Kept(clean_text(sent.name or ""), sent.read())

    def lookup(self) -> Lookup:
        return Lookup(**self.cleaned_data)


class RefusalForm(CommentForm):
    reason = words(
        _("Why you decline"), _("Say why."), rows=2, help_text=_("The editors read this.")
    )
