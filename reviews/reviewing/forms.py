"""What people enter when they discuss a text, and a field for a few sentences."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.entering import number
from articles.text.anchors import CITATION, running
from articles.text.vocabulary import OBJECT
from reviews.reviewing import discussion

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONG = 5_000


def words(
    label: "StrOrPromise", missing: "StrOrPromise" = "", rows: int = 5, **options: Any
) -> forms.CharField:
    """A field for a few sentences."""
    return forms.CharField(
        label=label,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
        **options,
    )


class CommentForm(forms.Form):
    """Labels without a colon, as everywhere at the desks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class ThreadForm(CommentForm):
    """A new discussion: of a passage, of a line of the checklist, or of the whole article.

    `passage` is “start-end” in the running text. Without a script a whole paragraph is chosen.
    """

    passage = forms.CharField(
        label=_("On"),
        required=False,
        empty_value=None,
        widget=forms.Select,
        validators=[
            MaxLengthValidator(20)
        ],  # `max_length` would stand on the select, which has none
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind.value, kind.label) for kind in discussion.KINDS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of comment it is.")},
    )
    replacement = words(
        _("Say instead"),
        rows=3,
        required=False,
        help_text=format_lazy(
            _("For a suggestion on a passage. {citation} is a citation: leave it in its place."),
            citation=CITATION,
        ),
    )
    text = words(_("Comment"), _("Write your comment."), rows=4)
    line = forms.SlugField(required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, body: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.text_of_article = running(body)
        choices = [("", gettext("The whole article")), *_paragraphs(self.text_of_article)]
        if (sent := str((data or {}).get("passage", ""))) not in dict(choices):
            choices.insert(1, (sent, self._quoted(sent)))
        widget = self.fields["passage"].widget
        assert isinstance(widget, forms.Select)  # noqa: S101 says so to the type checker
        widget.choices = choices

    def clean_passage(self) -> discussion.Passage | None:
        sent = self.cleaned_data["passage"]
        return self._read(sent) if sent else None

    def clean_replacement(self) -> str:
        return str(self.cleaned_data["replacement"]).replace(CITATION, OBJECT)

    def _read(self, sent: str) -> discussion.Passage:
        start, end = map(number, sent.partition("-")[::2])
        if start is not None and end is not None:
            passage = discussion.Passage(start, end)
            if passage.start < passage.end <= len(self.text_of_article):
                return passage
        raise forms.ValidationError(_("That passage is not in this text: select the words again."))

    def _quoted(self, sent: str) -> str:
        try:
            passage = self._read(sent)
        except forms.ValidationError:
            return gettext("Another passage")
        return _label(self.text_of_article[passage.start : passage.end])


def _paragraphs(text: str) -> Iterator[tuple[str, str]]:
    start = 0
    for paragraph in text.split("\n"):
        if paragraph.strip():
            yield f"{start}-{start + len(paragraph)}", _label(paragraph)
        start += len(paragraph) + 1


def _label(words: str) -> str:
    return f"“{Truncator(words.replace(OBJECT, CITATION)).chars(70)}”"


class PendingForm(CommentForm):
    """Other words for a comment that is not sent yet."""

    text = words(_("Comment"), _("Write your comment."), rows=4)


class AnswerForm(CommentForm):
    text = words(_("Your answer"), _("Write your answer."), rows=2)
