"""What writers enter: an article, its text, the people under its title."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _
from taggit.forms import TagField
from taggit.models import Tag

from articles import languages
from articles.comments.tracking import Report
from articles.documents import SUFFIXES, in_words, limit_of
from articles.drafting.drafts import About, DraftText
from articles.forms import Form, LabelsAbove
from articles.images.forms import ImageKeyField, SeveralFiles
from articles.importing import too_large
from articles.models import ArticleTemplate, Byline, Person, Revision, Snippet, Topic
from articles.search.tokenizer import fold
from articles.text import fields, review_claims
from articles.text.editor import BodyField, ReusedBodyField, SuggestedBodyField
from articles.text.fields import BODY, LEAD_IMAGE, STANDFIRST, TITLE, Placement, TextField, Written

LONGEST_TAG: Final = 100  # of its column
MOST_FILES: Final = 20  # that are brought in with one request


class TagsField(TagField):  # type: ignore[misc]
    """Tags parted by commas. One that differs from a known one by case or accents alone is that one."""

    def prepare_value(self, value: object) -> object:
        if isinstance(value, str):
            return value
        return ", ".join(sorted(str(tag) for tag in value or ()))  # type: ignore[attr-defined]

    def clean(self, value: object) -> list[str]:
        listed = str(self.prepare_value(value)).split(",")  # of a field that is locked: what it has
        typed = filter(None, (fields.one_line(each).strip('"') for each in listed))
        wanted = {fold(each): each for each in typed}
        known = {fold(name): name for name in Tag.objects.values_list("name", flat=True)}
        for shape, name in wanted.items():
            if len(name) > LONGEST_TAG:
                said = _("At most %(longest)s characters for a tag: “%(tag)s” is longer.")
                raise ValidationError(said % {"longest": LONGEST_TAG, "tag": name})
            if claims := review_claims.why_not(name):
                raise ValidationError(claims)
            wanted[shape] = known.get(shape, name)
        return list(wanted.values())


class ArticleForm(Form):
    """What it takes to begin."""

    title = forms.CharField(
        label=TITLE.label,
        max_length=200,
        error_messages={"required": _("Give it a title; you can change it until it is submitted.")},
    )
    standfirst = forms.CharField(
        required=False,
        label=STANDFIRST.label,
        help_text=_("One or two sentences that stand for the whole."),
        widget=forms.Textarea({"rows": STANDFIRST.rows}),
    )
    topic = forms.ModelChoiceField(
        Topic.objects.for_articles(),
        label=_("Topic"),
        help_text=_("The topic decides who must review the article."),
        error_messages={"required": _("Choose a topic: it decides who must review the article.")},
    )

    def text(self) -> DraftText:
        return DraftText(self.cleaned_data["title"], self.cleaned_data["standfirst"])


class TemplateField(forms.ModelChoiceField[ArticleTemplate]):
    """A template, with the language and the topic that come with it."""

    def label_from_instance(self, template: ArticleTemplate) -> str:
        parts = [languages.name_of(template.language)] if len(languages.choices()) > 1 else []
        parts += [str(template.topic)] if template.topic else []
        return f"{template.name} ({', '.join(parts)})" if parts else template.name


class NewArticleForm(ArticleForm):
    """`language` and, where none is chosen, `topic` are those of the template."""

    field_order = ("template", "title", "standfirst", "topic", "language")

    template = TemplateField(
        ArticleTemplate.objects.offered(),
        required=False,
        label=_("Begin with"),
        empty_label=_("An empty page"),
        help_text=_("A template brings headings, callouts and a list of points to tick off."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=languages.choices,
        initial=languages.default,
        required=False,
        help_text=_(
            "It can’t be changed later. A translation begins on the page of its original; a template "
            "brings its own."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].required = False

    def clean(self) -> dict[str, Any]:
        begun = super().clean() or {}
        template = begun.get("template")
        if template:
            begun["language"] = template.language
        begun["language"] = begun.get("language") or languages.default()
        begun["topic"] = begun.get("topic") or (template and template.topic)
        if not begun["topic"] and "topic" not in self.errors:
            self.add_error("topic", self.fields["topic"].error_messages["required"])
        return begun


class TemplateForm(LabelsAbove, forms.ModelForm[ArticleTemplate]):
    """What an editor says of a template."""

    body = ReusedBodyField(
        required=False,
        label=BODY.label,
        help_text=_("“TODO” marks what is still to be written: drafts are reminded of each."),
    )

    class Meta:
        model = ArticleTemplate
        fields = (
            "name", "topic", "language", "position", "is_active", "standfirst", "body", "points",
        )  # fmt: skip
        labels = {
            "name": _("Name"),
            "topic": _("Topic"),
            "language": _("Language"),
            "position": _("Place in the list"),
            "is_active": _("Writers may begin with it"),
            "standfirst": STANDFIRST.label,
            "points": _("Points to tick off"),
        }
        help_texts = {
            "name": _("What it is for: “Medicine”, “Condition”."),
            "topic": _(
                "Where such an article stands unless the writer chooses. Empty: no proposal."
            ),
            "position": _("The smallest comes first."),
            "points": _("One line each. Every draft that begins with it has them as notes."),
        }
        widgets = {"standfirst": forms.Textarea({"rows": 2}), "points": forms.Textarea({"rows": 6})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topic, language = self.fields["topic"], self.fields["language"]
        assert isinstance(topic, forms.ModelChoiceField)  # noqa: S101 says so to the type checker
        assert isinstance(language, forms.ChoiceField)  # noqa: S101 as above
        topic.queryset = Topic.objects.for_articles()
        language.choices = languages.choices()

    def clean_body(self) -> str:
        return BODY.clean(self.cleaned_data["body"])


class SnippetForm(LabelsAbove, forms.ModelForm[Snippet]):
    """Its name, and what it says from now on."""

    body = ReusedBodyField(
        label=BODY.label,
        error_messages={"required": _("Write what it says.")},
    )

    class Meta:
        model = Snippet
        fields = ("name", "language", "is_active")
        labels = {
            "name": _("Name"),
            "language": _("Language"),
            "is_active": _("Writers may put it into texts"),
        }
        help_texts = {"name": _("What it is for: “Call the poison centre”.")}

    field_order = ("name", "language", "is_active", "body")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)  # noqa: S101 says so to the type checker
        language.choices = languages.choices()

    def clean_body(self) -> str:
        body: str = BODY.clean(self.cleaned_data["body"])
        if not body:
            raise ValidationError(_("Write what it says."))
        if why := review_claims.why_not(BODY.words(body)):
            raise ValidationError(why)
        return body


class ManuscriptsField(forms.FileField):
    """Several files, each small enough to be one article; what is in them is read later."""

    widget = SeveralFiles({"accept": ",".join(SUFFIXES)})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files = [file for file in (data or []) if file is not None]
        if not files:
            raise ValidationError(_("Choose one file or more."))
        if len(files) > MOST_FILES:
            said = _("At most %(most)s files at once: these are %(count)s. Send them in turn.")
            raise ValidationError(said % {"most": MOST_FILES, "count": len(files)})
        for file in files:
            if file.size > limit_of(file.name):
                raise ValidationError(
                    in_words(too_large(file.name, file.size, limit_of(file.name)))
                )
        return files


class ImportForm(Form):
    """Files to bring in as drafts; what each of them holds is read later, and each by itself."""

    texts = ManuscriptsField(
        label=_("Files"),
        help_text=_(
            "Text, Markdown, web pages and Word files (.txt, .md, .html, .docx), up to 20 at once. "
            "Each becomes a draft of its own."
        ),
    )
    topic = forms.ModelChoiceField(
        Topic.objects.for_articles(),
        required=False,
        label=_("Topic"),
        empty_label=_("Unsorted, for now"),
        help_text=_("A text needs a topic before it can be submitted."),
    )
    is_rules_first = forms.BooleanField(
        required=False,
        label=_("Begin with the house rules"),
        help_text=_(
            "Statements that only lack a source are counted, and listed when a writer of the text asks for "
            "them. What stands in the way of a review stands there all the same."
        ),
    )


class TranslationForm(Form):
    """Into which language, and under what title; the address follows from that."""

    language = forms.ChoiceField(label=_("Language"))
    title = forms.CharField(
        label=_("Title in that language"),
        max_length=200,
        error_messages={"required": _("Give it a title in the language of the translation.")},
    )

    def __init__(self, *args: Any, languages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["language"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 says so to the type checker
        chosen.choices = languages


class DraftForm(ArticleForm):
    """A draft as a whole: its text, and what stands around it.

    A field of the text that is not declared here gets the box that its row describes.
    """

    field_order = ["title", "standfirst", "body", "topic", "tags", "version"]

    body = BodyField(
        required=False,
        label=BODY.label,
        help_text=_(
            "Cite with [@ or Ctrl+Alt+R. Alt+F10 leads to the toolbar, Escape back to the text."
        ),
    )
    lead_image = ImageKeyField(
        required=False,
        label=LEAD_IMAGE.label,
        help_text=_("Stands above the text. Paste the address of its page in the image library."),
    )
    tags = TagsField(required=False, label=_("Tags"), help_text=_("Parted by commas."))
    anchors = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("This page was not complete. Copy your text and open it again.")
        },
    )

    def __init__(
        self, *args: Any, may_sort: bool = True, language: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for row in fields.FIELDS:
            box = self.fields.setdefault(row.name, _box(row))
            if language and row.is_in_language:  # for spelling, and for who has it read to them
                box.widget.attrs["lang"] = language
        if may_sort:
            return
        topics = self.fields["topic"]
        assert isinstance(topics, forms.ModelChoiceField)  # noqa: S101 says so to the type checker
        topics.queryset = Topic.objects.all()
        for name in ("topic", "tags"):
            self.fields[name].disabled = True
            self.fields[name].help_text = _(
                "Only an editor changes this once the article is public: it decides which notices "
                "stand on the page and who must review it."
            )

    def report(self) -> Report:
        """Where the editor saw the commented passages go."""
        return Report.read(self.cleaned_data["anchors"], self.data.get("body", ""))

    def text(self) -> DraftText:
        return DraftText(**{name: self.cleaned_data[name] for name in fields.names()})

    @property
    def lead_boxes(self) -> list[forms.BoundField]:
        return self._boxes(Placement.LEAD)

    @property
    def note_boxes(self) -> list[forms.BoundField]:
        return self._boxes(Placement.NOTES)

    def _boxes(self, place: Placement) -> list[forms.BoundField]:
        return [self[row.name] for row in fields.FIELDS if row.place == place]

    def about(self, bylines: "BaseFormSet[BylineForm]") -> About:
        return About(
            topic=self.cleaned_data["topic"],
            tags=tuple(sorted(set(self.cleaned_data["tags"]))),
            bylines=named(bylines),
        )


class AutosaveForm(DraftForm):
    """The text alone, as it is while somebody writes."""

    topic = None  # type: ignore[assignment]
    tags = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, may_sort=True, **kwargs)

    def valid_text(self, draft: Revision) -> DraftText:
        """What was typed; for a field that is not right yet, what the draft has there."""
        right = self.cleaned_data
        stored = fields.values(draft)
        return DraftText(**{name: right.get(name, kept) for name, kept in stored.items()})


class OfferForm(Form):
    """What somebody tells the writers with the changes that they suggest."""

    note = forms.CharField(
        required=False,
        max_length=2000,
        label=_("What you tell the writers with it"),
        widget=forms.Textarea({"rows": 2}),
    )


class SuggestForm(AutosaveForm):
    """The words of a draft as somebody else would have them."""

    body = SuggestedBodyField(
        required=False,
        label=BODY.label,
        help_text=_("The draft stays as it is until one of its writers takes a change."),
    )

    def suggested(self, kept: Written) -> DraftText:
        """What was typed on its page; of the rest, and of what is not right yet, what is kept."""
        typed = {
            row.name: self.cleaned_data[row.name]
            for row in fields.FIELDS
            if row.place == Placement.TEXT and row.name in self.cleaned_data
        }
        return replace(DraftText.of(kept), **typed)


def _box(row: TextField) -> forms.CharField:
    widget = forms.Textarea({"rows": row.rows}) if row.rows > 1 else forms.TextInput()
    return forms.CharField(required=False, label=row.label, help_text=row.help_text, widget=widget)


class NameForm(Form):
    """A name for the text of now."""

    name = forms.CharField(
        max_length=80,
        label=_("Name the text of now"),
        help_text=_("Such as “Before cutting dosage”. It is kept for ever."),
        error_messages={"required": _("Give it a name that you will know again.")},
    )


def initial_of(draft: Revision) -> dict[str, Any]:
    """What the form of a draft shows before anything is typed."""
    return {
        **fields.values(draft),
        "topic": draft.topic.pk,
        "tags": lambda: [tag.name for tag in draft.article.tags.all()],
        "version": draft.version,
    }


class BylineForm(Form):
    role = forms.ChoiceField(
        label=_("Role"), choices=Byline.Role.choices, initial=Byline.Role.WRITER
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.TypedChoiceField(
            required=False,
            label=_("Person"),
            coerce=int,
            empty_value=None,
            choices=[("", _("Nobody")), *people],
        )


class _Bylines(BaseFormSet[BylineForm]):
    def clean(self) -> None:
        lines = [(line.get("person"), line.get("role")) for line in _filled(self)]
        if len(lines) != len(set(lines)):
            raise ValidationError(_("The same person stands there twice in the same role."))


def bylines_formset(draft: Revision, data: Any = None) -> "BaseFormSet[BylineForm]":
    """A line for each person named, and two more."""
    factory = forms.formset_factory(BylineForm, formset=_Bylines, extra=2, max_num=40)
    bylines: Iterable[Byline] = [] if data else draft.article.named()
    initial = [{"person": byline.person_id, "role": byline.role} for byline in bylines]
    people = [(person.pk, person.titled_name) for person in Person.objects.all()]
    return factory(data, initial=initial, prefix="bylines", form_kwargs={"people": people})


def named(bylines: "BaseFormSet[BylineForm]") -> tuple[tuple[int, str], ...]:
    """(person, role) of each line that names somebody, in order."""
    return tuple((line["person"], line["role"]) for line in _filled(bylines))


def _filled(bylines: "BaseFormSet[BylineForm]") -> list[dict[str, Any]]:
    lines = [form.cleaned_data for form in bylines if hasattr(form, "cleaned_data")]
    return [line for line in lines if line.get("person")]
