"""How somebody chooses what is mailed to them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.models import Notification, Preferences

HELP = {
    Notification.Kind.ASSIGNED: _("A review that you are asked for is always mailed."),
    Notification.Kind.REMINDER: _(
        "Due dates that come or have passed, and requests without an answer."
    ),
    Notification.Kind.DECISION: _("What others do with a text that you write, review or edit."),
    Notification.Kind.COMMENT: _(
        "Questions and “must fix” on your texts, and answers where you have commented."
    ),
}


class PreferencesForm(forms.ModelForm[Preferences]):
    class Meta:
        model = Preferences
        fields = ["assigned", "reminder", "decision", "comment", "digest_hour"]
        widgets = dict.fromkeys(("assigned", "reminder", "decision", "comment"), forms.RadioSelect)

    digest_hour = forms.TypedChoiceField(
        label=_("The daily digest comes at"),
        coerce=int,
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})  # type: ignore[arg-type]
        for kind in HELP:
            field = self.fields[kind.value]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 says so to the type checker
            silent = kind in Preferences.NEVER_SILENT
            field.label, field.help_text = kind.label, HELP[kind]
            field.choices = [
                choice
                for choice in Preferences.Choice.choices
                if not (silent and choice[0] == Preferences.Choice.NEVER)
            ]
