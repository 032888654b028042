"""The forms that readers send. Plain text only; a field that people don't see catches programs."""

from typing import Any

from django import forms

from cms.readers.models import Report

WORDS = 2_000
REMARK = 300
QUOTE = 600


class FromReader(forms.Form):
    """`version` is the number of the text that was read; whoever fills in `website` is a program."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    website = forms.CharField(required=False, widget=forms.TextInput({"autocomplete": "off"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": "letter_%s", **kwargs})
        self.fields["website"].widget.attrs["tabindex"] = "-1"
        self.fields["website"].label = "Leave this empty"

    @property
    def shown(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name != "website"]

    @property
    def is_from_a_program(self) -> bool:
        return bool(self.cleaned_data["website"])


class HelpfulForm(FromReader):
    answer = forms.ChoiceField(
        label="Did this article help you?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no."},
    )
    remark = forms.CharField(
        label="What helped, or what was missing? (If you like)",
        required=False,
        max_length=REMARK,
        widget=forms.Textarea({"rows": 2}),
        help_text="One sentence, for our editors. It is not published. Leave out what says who you are.",
    )


class ReportForm(FromReader):
    section = forms.ChoiceField(label="Where is it?", required=False)
    quote = forms.CharField(
        label="The words in question (if you can)",
        required=False,
        max_length=QUOTE,
        widget=forms.Textarea({"rows": 2}),
        help_text="Copied from the article.",
    )
    words = forms.CharField(
        label="What is wrong?",
        max_length=WORDS,
        widget=forms.Textarea({"rows": 4}),
        help_text="A source helps us to check it.",
        error_messages={"required": "Say what is wrong, in a sentence or two."},
    )
    address = forms.EmailField(
        label="Your e-mail address (if you want an answer)",
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text="Used for the answer alone, and erased 30 days after it.",
    )

    def __init__(self, *args: Any, sections: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["section"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 says so to the type checker
        field.choices = [
            ("", "Somewhere else, or I don’t know"),
            *((each, each) for each in sections),
        ]


class DecisionForm(forms.Form):
    """`seen` is the state that the editor saw: what somebody else decided meanwhile is not undone."""

    seen = forms.CharField(widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label="Decision",
        choices=[each for each in Report.State.choices if each[0] != Report.State.OPEN],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    correction = forms.TypedChoiceField(
        label="The correction, where it is corrected",
        required=False,
        coerce=int,
        empty_value=None,
    )
    reason = forms.CharField(
        label="Answer and reason",
        widget=forms.Textarea({"rows": 5}),
        max_length=5_000,
        error_messages={
            "required": "Say why: it is kept, and mailed to a reader who left an address."
        },
    )

    def __init__(self, *args: Any, corrections: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        field = self.fields["correction"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 says so to the type checker
        field.choices = [("", "None"), *corrections]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        is_corrected = cleaned.get("state") == Report.State.CORRECTED
        if is_corrected and not cleaned.get("correction"):
            self.add_error(
                "correction", "Choose the published correction. Without one, answer first."
            )
        if not is_corrected:
            cleaned["correction"] = None
        return cleaned
