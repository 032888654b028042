"""What writers enter: an article, its text, the people under its title, references, answers."""

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.formsets import BaseFormSet
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from taggit.forms import TagField
from taggit.utils import edit_string_for_tags

from articles import languages
from articles.comments.tracking import Report
from articles.drafting.drafts import About, DraftText
from articles.images.forms import ImageKeyField
from articles.models import Byline, Person, Reference, Revision, Topic
from articles.references import csl, identifiers
from articles.references.formats import LONGEST
from articles.references.home_pages import is_home_page
from articles.text import fields
from articles.text.editor import BodyField
from articles.text.fields import BODY, LEAD_IMAGE, STANDFIRST, TITLE, Place, TextField


class _Form(forms.Form):
    """Labels stand above their fields, so no colon follows them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class ArticleForm(_Form):
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


class NewArticleForm(ArticleForm):
    language = forms.ChoiceField(
        label=_("Language"),
        choices=languages.choices,
        initial=languages.default,
        required=False,
        help_text=_("It can’t be changed later. A translation begins on the page of its original."),
    )

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or languages.default()


class TranslationForm(_Form):
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
    tags = TagField(required=False, label=_("Tags"), help_text=_("Parted by commas."))
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
        return self._boxes(Place.LEAD)

    @property
    def note_boxes(self) -> list[forms.BoundField]:
        return self._boxes(Place.NOTES)

    def _boxes(self, place: Place) -> list[forms.BoundField]:
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
    tags = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, may_sort=True, **kwargs)

    def valid_text(self, draft: Revision) -> DraftText:
        """What was typed; for a field that is not right yet, what the draft has there."""
        right = self.cleaned_data
        stored = fields.values(draft)
        return DraftText(**{name: right.get(name, kept) for name, kept in stored.items()})


def _box(row: TextField) -> forms.CharField:
    widget = forms.Textarea({"rows": row.rows}) if row.rows > 1 else forms.TextInput()
    return forms.CharField(required=False, label=row.label, help_text=row.help_text, widget=widget)


class NameForm(_Form):
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
        "topic": draft.article.topic_id,
        "tags": lambda: edit_string_for_tags(draft.article.tags.all()),
        "version": draft.version,
    }


class BylineForm(_Form):
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
    bylines = [] if data else draft.article.bylines.order_by("position", "pk")
    initial = [{"person": byline.person_id, "role": byline.role} for byline in bylines]
    people = [(person.pk, person.titled_name) for person in Person.objects.all()]
    return factory(data, initial=initial, prefix="bylines", form_kwargs={"people": people})


def named(bylines: "BaseFormSet[BylineForm]") -> tuple[tuple[int, str], ...]:
    """(person, role) of each line that names somebody, in order."""
    return tuple((line["person"], line["role"]) for line in _filled(bylines))


def _filled(bylines: "BaseFormSet[BylineForm]") -> list[dict[str, Any]]:
    lines = [form.cleaned_data for form in bylines if hasattr(form, "cleaned_data")]
    return [line for line in lines if line.get("person")]


class AnswerForm(_Form):
    """An answer; it may decline a suggestion, for which it is the reason."""

    text = forms.CharField(
        label=pgettext_lazy("noun", "Answer"),
        max_length=5000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write the answer first.")},
    )


class ShelfForm(_Form):
    """Puts a work of the library beside a draft, by any of its names."""

    name = forms.CharField(
        label=_("Key, DOI or PMID"),
        max_length=300,
        error_messages={"required": _("Enter a key, a DOI or a PMID.")},
    )
    reference: Reference

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        bare = identifiers.DOI_PREFIX.sub("", name).lower()
        wanted = Q(key=name) | Q(doi=bare) | Q(pmid=name.lower().removeprefix("pmid:").strip())
        found = Reference.objects.filter(wanted).first()
        if found is None:
            raise ValidationError(_("Not in the library yet: add it as a new reference."))
        self.reference = found
        return name


TYPES: Final = [
    ("article-journal", _("Article in a journal")),
    ("book", _("Book")),
    ("chapter", _("Chapter of a book")),
    ("report", _("Report or guideline")),
    ("webpage", _("Page on the web")),
    ("thesis", _("Thesis")),
    ("dataset", _("Data set")),
    ("legislation", _("Law or regulation")),
]


class PasteForm(_Form):
    """Works as another program wrote them, or one identifier; or a file of them."""

    text = forms.CharField(
        required=False,
        label=_("Paste a DOI, PMID, PMCID, ISBN or address; or RIS, BibTeX, NBIB or CSL-JSON"),
        help_text=_(
            "Any number of works at once. You see what was understood before anything is stored."
        ),
        widget=forms.Textarea({"rows": 8, "spellcheck": "false", "autocapitalize": "off"}),
    )
    file = forms.FileField(
        required=False,
        label=_("Or choose a file"),
        help_text=_(".ris, .bib, .nbib or .json, up to 2 MB"),
    )

    def clean_file(self) -> str:
        """What the file says, whatever program wrote it."""
        sent = self.cleaned_data["file"]
        if sent is None:
            return ""
        if sent.size > LONGEST:
            raise ValidationError(_("This file is larger than 2 MB: split it and send the parts."))
        data = sent.read()
        try:
            return str(data.decode("utf-8-sig"))
        except UnicodeDecodeError:
            return str(data.decode("cp1252", errors="replace"))

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        entered["pasted"] = entered.get("file") or entered.get("text", "")
        if not entered["pasted"].strip() and not self.errors:
            self.add_error("text", _("Paste something first, or choose a file."))
        return entered


class ReferenceForm(_Form):
    """One work, field by field; `save` writes the CSL-JSON."""

    type = forms.ChoiceField(choices=TYPES, label=_("Kind of work"))
    title = forms.CharField(
        label=_("Title"),
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Enter the title as the work itself has it.")},
    )
    authors = forms.CharField(
        required=False,
        label=_("Authors"),
        help_text=_("One a line: “Olsen, Emily O.” A line without a comma is an organisation."),
        widget=forms.Textarea({"rows": 4}),
    )
    journal = forms.CharField(required=False, label=_("Journal, book or site"))
    journal_short = forms.CharField(
        required=False,
        label=_("Journal, abbreviated"),
        help_text=_("As in PubMed: “JAMA Intern Med”."),
    )
    publisher = forms.CharField(required=False, label=_("Publisher"))
    date = forms.CharField(
        required=False,
        label=pgettext_lazy("of a work", "Published"),
        help_text=_("2019, 2019-04 or 2019-04-12."),
    )
    volume = forms.CharField(required=False, label=_("Volume"))
    issue = forms.CharField(required=False, label=_("Issue"))
    pages = forms.CharField(
        required=False,
        label=pgettext_lazy("of a work", "Pages"),
        help_text=_("326-327, or the article's number."),
    )
    doi = forms.CharField(required=False, label="DOI")
    pmid = forms.CharField(required=False, label="PMID")
    pmcid = forms.CharField(required=False, label="PMCID")
    isbn = forms.CharField(required=False, label="ISBN")
    url = forms.URLField(
        required=False,
        label=_("Address"),
        assume_scheme="https",
        help_text=_("Of the exact page, not of the site."),
    )
    accessed = forms.CharField(
        required=False, label=_("Read on"), help_text=_("For pages that change: 2026-11-21.")
    )

    def __init__(self, *args: Any, reference: Reference | None = None, **kwargs: Any) -> None:
        self.reference = reference or Reference(csl={})
        kwargs["initial"] = {**csl.fields_of(self.reference.csl), **kwargs.get("initial", {})}
        kwargs.setdefault("auto_id", "id_work_%s")
        super().__init__(*args, **kwargs)
        kept = str(self.reference.csl.get("type", TYPES[0][0]))
        if kept not in dict(TYPES):
            choices = [*TYPES, (kept, kept)]
            self.fields["type"] = forms.ChoiceField(choices=choices, label=_("Kind of work"))

    def clean_doi(self) -> str:
        return self._checked("doi", identifiers.doi)

    def clean_pmid(self) -> str:
        return self._checked("pmid", identifiers.pmid)

    def clean_pmcid(self) -> str:
        return self._checked("pmcid", identifiers.pmcid)

    def clean_isbn(self) -> str:
        return self._checked("isbn", identifiers.isbn)

    def clean_date(self) -> str:
        return self._dated("date")

    def clean_accessed(self) -> str:
        return self._dated("accessed")

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        for name in ("doi", "pmid", "pmcid"):
            self._refuse_duplicate(name, entered.get(name, ""))
        self._refuse_home_page(entered)
        return entered

    def as_csl(self) -> csl.CSL:
        return csl.from_fields(self.cleaned_data, self.reference.csl)

    def _checked(self, name: str, check: Callable[[str], str]) -> str:
        try:
            return check(self.cleaned_data[name])
        except identifiers.Malformed as why:
            raise ValidationError(str(why)) from why

    def _dated(self, name: str) -> str:
        value = str(self.cleaned_data[name]).strip()
        if value:
            self._checked(name, lambda entered: str(csl.date_parts(entered)))
        return value

    def _refuse_duplicate(self, name: str, value: str) -> None:
        if not value:
            return
        others = Reference.objects.filter(**{name: value}).exclude(pk=self.reference.pk)
        if other := others.first():
            message = gettext('The library has this work already: <a href="{}">{}</a>.')
            self.add_error(
                name, ValidationError(format_html(message, other.get_absolute_url(), other))
            )

    def _refuse_home_page(self, entered: dict[str, Any]) -> None:
        """Invariant 11: a home page is not a source."""
        url = entered.get("url", "")
        if any(entered.get(name) for name in ("doi", "pmid", "pmcid", "isbn")) or not url:
            return
        if is_home_page(url):
            self.add_error("url", identifiers.HOME_PAGE)
