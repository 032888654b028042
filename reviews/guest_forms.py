"""What an editor says of a guest, and a guest of themselves."""

from django import forms

from reviews.forms import CommentForm, words
from reviews.models import Credential


class InvitationForm(CommentForm):
    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="E-mail address")
    why = words("Why this person", "Say why.", rows=3, help_text="The guest reads it.")
    due_on = forms.DateField(
        label="Due on", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class CodeForm(CommentForm):
    code = forms.CharField(
        label="The code from our mail",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class IdentityForm(CodeForm):
    name = forms.CharField(label="Your name", max_length=120, help_text="As readers will see it.")
    post_nominals = forms.CharField(
        label="Letters after your name", max_length=80, required=False, help_text="“MD, MPH”"
    )
    kind = forms.ChoiceField(label="You hold", choices=Credential.Kind.choices)
    title = forms.CharField(
        label="Its title", max_length=120, help_text="“Licence to practise medicine”"
    )
    number = forms.CharField(label="Its number", max_length=60, required=False)
    issuer = forms.CharField(label="Who issued it", max_length=160)
    interests = words(
        "Your competing interests",
        "Declare your competing interests, or “None”.",
        rows=2,
        help_text="Of the last 36 months, on this subject. “None” counts. Readers see them.",
    )


class RefusalForm(CommentForm):
    reason = words("Why you decline", "Say why.", rows=2, help_text="The editors read this.")
