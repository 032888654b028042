"""The forms that readers send. Plain text only; a field that people don't see catches programs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models import Article, Topic
from articles.text.review_claims import why_not
from cms.readers.models import Report
from cms.readers.newsletter import LONGEST

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
        self.fields["website"].label = _("Leave this empty")

    @property
    def shown(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name != "website"]

    @property
    def is_from_a_program(self) -> bool:
        return bool(self.cleaned_data["website"])


class HelpfulForm(FromReader):
    answer = forms.ChoiceField(
        label=_("Did this article help you?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    remark = forms.CharField(
        label=_("What helped, or what was missing? (If you like)"),
        required=False,
        max_length=REMARK,
        widget=forms.Textarea({"rows": 2}),
        help_text=_(
            "One sentence, for our editors. It is not published. Leave out what says who you are."
        ),
    )
    counted = forms.BooleanField(required=False, widget=forms.HiddenInput)


class ReportForm(FromReader):
    section = forms.ChoiceField(label=_("Where is it?"), required=False)
    quote = forms.CharField(
        label=_("The words in question (if you can)"),
        required=False,
        max_length=QUOTE,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Copied from the article."),
    )
    words = forms.CharField(
        label=_("What is wrong?"),
        max_length=WORDS,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("A source helps us to check it."),
        error_messages={"required": _("Say what is wrong, in a sentence or two.")},
    )
    address = forms.EmailField(
        label=_("Your e-mail address (if you want an answer)"),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text=_("Used for the answer alone, and erased 30 days after it."),
    )

    def __init__(self, *args: Any, sections: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["section"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 says so to the type checker
        field.choices = [
            ("", _("Somewhere else, or I don’t know")),
            *((each, each) for each in sections),
        ]


class NewsletterForm(FromReader):
    version = None  # type: ignore[assignment]  # it is about no text
    address = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=LONGEST,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": _("Give the address that we shall write to.")},
    )


class FollowForm(NewsletterForm):
    """The same for one article or topic; the link that confirms it is longer."""

    address = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=LONGEST - 30,  # what is followed stands in the link too
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": _("Give the address that we shall write to.")},
    )


class TakeOffForm(forms.Form):
    """For somebody who asks an editor to be taken off the newsletter."""

    address = forms.EmailField(label=_("Take an address off"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class CommentForm(FromReader):
    name = forms.CharField(
        label=_("Your name, as it will stand under the article"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "nickname"}),
        help_text=_("Any name will do."),
        error_messages={"required": _("Give a name, any name.")},
    )
    words = forms.CharField(
        label=_("Your comment"),
        max_length=WORDS,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": _("Write your comment.")},
    )

    def clean_name(self) -> str:
        """In the place of a name a badge could be typed."""
        name: str = self.cleaned_data["name"]
        if said := why_not(name):
            raise forms.ValidationError(said)
        return name


class ModerationForm(forms.Form):
    """An editor's word on a comment. `seen` is the state that they saw."""

    seen = forms.CharField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("approved", _("Approve: show it under the article")),
            ("declined", pgettext_lazy("a comment", "Decline")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    reason = forms.CharField(
        label=_("Why, if you decline it"), required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("verdict") == "declined" and not cleaned.get("reason"):
            self.add_error("reason", _("Say why: other editors read it."))
        return cleaned


class SwitchForm(forms.Form):
    """Where comments are to be switched on: a topic, or one article by its address."""

    topic = forms.ModelChoiceField(
        Topic.objects.for_articles(), label=_("Topic"), required=False, empty_label=_("None")
    )
    article = forms.CharField(
        label=_("Or one article"),
        required=False,
        help_text=_("Its address: “/articles/kratom-for-pain/”."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean_article(self) -> Article | None:
        slug = self.cleaned_data["article"].strip().rstrip("/").rpartition("/")[2]
        if not slug:
            return None
        found = Article.objects.filter(slug=slug, about="").first()
        if found is None:
            raise forms.ValidationError(_("No article has that address. Copy it from the page."))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(cleaned.get("topic")) == bool(cleaned.get("article")):
            raise forms.ValidationError(_("Choose a topic or name an article, one of the two."))
        return cleaned

    @property
    def place(self) -> Article | Topic:
        place: Article | Topic = self.cleaned_data["topic"] or self.cleaned_data["article"]
        return place


class DecisionForm(forms.Form):
    """`seen` is the state that the editor saw: what somebody else decided meanwhile is not undone."""

    seen = forms.CharField(widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=_("Decision"),
        choices=[each for each in Report.State.choices if each[0] != Report.State.OPEN],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    correction = forms.TypedChoiceField(
        label=_("The correction, where it is corrected"),
        required=False,
        coerce=int,
        empty_value=None,
    )
    reason = forms.CharField(
        label=_("Answer and reason"),
        widget=forms.Textarea({"rows": 5}),
        max_length=5_000,
        error_messages={
            "required": _("Say why: it is kept, and mailed to a reader who left an address.")
        },
    )

    def __init__(self, *args: Any, corrections: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        field = self.fields["correction"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 says so to the type checker
        field.choices = [("", pgettext_lazy("a correction", "None")), *corrections]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        is_corrected = cleaned.get("state") == Report.State.CORRECTED
        if is_corrected and not cleaned.get("correction"):
            self.add_error(
                "correction", _("Choose the published correction. Without one, answer first.")
            )
        if not is_corrected:
            cleaned["correction"] = None
        return cleaned
