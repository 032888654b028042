"""What is entered into the library of references: a work field by field, works pasted, a name for one."""

from collections.abc import Callable
from typing import Any, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.forms import Form, LabelsAbove
from articles.models import Attachment, Reference
from articles.references import csl, identifiers
from articles.references.formats import LONGEST
from articles.references.formats.fields.decoding import decode
from articles.references.home_pages import is_home_page
from articles.references.kinds import BY_NAME, KINDS, Kind, Words
from articles.users import User


class ShelfForm(Form):
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


LARGEST: Final = 50 * 1024 * 1024  # bytes of a file that is entered as a whole


class PasteForm(Form):
    """Works as another program wrote them, or one identifier; or a file of them."""

    doubt = ""
    content = b""
    name = ""

    text = forms.CharField(
        required=False,
        label=_(
            "Paste a DOI, PMID, PMCID, ISBN or address; or works as another program exports them"
        ),
        help_text=_(
            "RIS, BibTeX, NBIB, CSL-JSON, EndNote, XML of PubMed or Crossref, Web of Science, Scopus (CSV);"
            " any number of works at once. You see what was understood before anything is stored."
        ),
        widget=forms.Textarea({"rows": 8, "spellcheck": "false", "autocapitalize": "off"}),
    )
    file = forms.FileField(
        required=False,
        label=_("Or choose a file"),
        help_text=_(
            "As the program wrote it. Up to 300 works can be looked through first; a larger file, up to"
            " 50 MB, is entered as a whole."
        ),
    )

    def clean_file(self) -> str:
        """What the file says, whatever program wrote it; `self.doubt` says what was assumed of it."""
        sent = self.cleaned_data["file"]
        if sent is None:
            return ""
        if sent.size > LARGEST:
            raise ValidationError(_("This file is larger than 50 MB: split it and send the parts."))
        self.content, self.name = sent.read(), sent.name or ""
        if "whole" in self.data:
            return self.name
        if sent.size > LONGEST:
            said = _("This file is larger than 2 MB. Choose “Enter the whole file”.")
            raise ValidationError(said)
        text, self.doubt = decode(self.content)
        return text

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        entered["pasted"] = entered.get("file") or entered.get("text", "")
        if not entered["pasted"].strip() and not self.errors:
            self.add_error("text", _("Paste something first, or choose a file."))
        return entered


def label_of(name: str) -> str:
    """What a field of CSL-JSON is called in the form of a work; its own name where it has no field."""
    named = {**csl.PLAIN, **csl.PEOPLE, **csl.DATES, "type": "type", "note": "note"}
    field = next((field for field, each in named.items() if each == name), "")
    return str(ReferenceForm.base_fields[field].label) if field else name


class StaffForm(LabelsAbove, forms.ModelForm[Reference]):
    """What staff say of a work, beside what it is."""

    file = forms.FileField(
        required=False,
        label=_("File"),
        help_text=_("The work itself, up to 20 MB, for staff alone. It replaces the one before."),
    )
    drop_file = forms.BooleanField(required=False, label=_("Remove the file"))

    class Meta:
        model = Reference
        fields = ["evidence", "notes"]
        labels = {"evidence": _("Level of evidence"), "notes": _("Notes")}
        widgets = {"notes": forms.Textarea({"rows": 3})}
        help_texts = {"notes": _("For staff: readers never see them.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_staff_%s", **kwargs})

    def clean_file(self) -> UploadedFile[Any] | None:
        sent = cast("UploadedFile[Any] | None", self.cleaned_data["file"])
        if sent and (sent.size or 0) > Attachment.LARGEST:
            raise ValidationError(_("This file is larger than 20 MB: send a smaller one."))
        return sent

    @transaction.atomic
    def save_with_file(self, by: User) -> None:
        reference, sent = self.save(commit=False), self.cleaned_data["file"]
        reference.save(update_fields=["evidence", "notes"])
        if sent:
            content = sent.read()
            values = {"name": sent.name[:255], "content": content, "size": len(content), "by": by}
            Attachment.objects.update_or_create(reference=reference, defaults=values)
        elif self.cleaned_data["drop_file"]:
            Attachment.objects.filter(reference=reference).delete()


def _line(label: Words, help_text: Words = "") -> forms.CharField:
    return forms.CharField(required=False, label=label, help_text=help_text)


def _people(label: Words, help_text: Words = "", rows: int = 2) -> forms.CharField:
    widget = forms.Textarea({"rows": rows, "spellcheck": "false"})
    return forms.CharField(required=False, label=label, help_text=help_text, widget=widget)


class ReferenceForm(Form):
    """One work, field by field; `save` writes the CSL-JSON.

    Every field that a work can have is in it. `of_kind` are those that this kind asks for, `known` the
    others that say something, `others` the rest: a work of any kind can be seen and changed as a whole.
    """

    LONG = frozenset(  # stand in a row of their own
        [*csl.PEOPLE, "journal", "event", "url", "title_short", "abstract", "note"]
    )

    type = forms.ChoiceField(
        choices=[(kind.name, kind.label) for kind in KINDS], label=_("Kind of work")
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Enter the title as the work itself has it.")},
    )
    authors = _people(
        _("Authors"),
        _(
            "One a line: “Olsen, Emily O” or “King, Martin, Jr”. A line without a comma is an"
            " organisation. End with “et al.” where there are more."
        ),
        rows=4,
    )
    editors = _people(_("Editors"), _("One a line, as the authors."))
    translators = _people(_("Translators"))
    book_authors = _people(_("Authors of the whole book"))
    series_editors = _people(_("Editors of the series"))
    title_short = _line(_("Short title"))
    journal = _line(_("Journal, book or site"))
    journal_short = _line(_("Journal, abbreviated"), _("As in PubMed: “JAMA Intern Med”."))
    event = _line(_("Conference"))
    event_place = _line(_("Place of the conference"))
    series = _line(_("Series"))
    series_number = _line(_("Number in the series"))
    genre = _line(_("What it calls itself"))
    publisher = _line(_("Publisher"))
    place = _line(_("Place of publication"))
    edition = _line(_("Edition"), _("2, or “2nd”; nothing for the first."))
    date = _line(pgettext_lazy("of a work", "Published"), _("2019, 2019-04 or 2019-04-12."))
    first_published = _line(_("First published"))
    volume = _line(_("Volume"))
    volumes = _line(_("How many volumes"))
    page_count = _line(_("How many pages"))
    issue = _line(_("Issue"))
    pages = _line(pgettext_lazy("of a work", "Pages"), _("326-327, or the article's number."))
    number = _line(_("Number"))
    version = _line(_("Version"))
    section = _line(_("Section"))
    medium = _line(_("Medium"))
    archive = _line(_("Archive"))
    status = _line(_("Status"), _("“retracted”, “in press”; nothing for what simply stands."))
    doi = _line("DOI")
    pmid = _line("PMID")
    pmcid = _line("PMCID")
    isbn = _line("ISBN")
    issn = _line("ISSN")
    url = forms.URLField(
        required=False,
        label=_("Address"),
        assume_scheme="https",
        help_text=_("Of the exact page, not of the site."),
    )
    accessed = _line(_("Read on"), _("For pages that change: 2026-11-21."))
    language = _line(pgettext_lazy("of a work", "Language"))
    abstract = forms.CharField(
        required=False, label=_("Abstract"), widget=forms.Textarea({"rows": 4})
    )
    note = forms.CharField(
        required=False,
        label=_("Note that came with the record"),
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        reference: Reference | None = None,
        is_told_apart: bool = False,
        **kwargs: Any,
    ) -> None:
        """`is_told_apart`: somebody has looked already whether the library has this work."""
        self.reference = reference or Reference(csl={})
        self.is_told_apart = is_told_apart
        kwargs["initial"] = {**csl.fields_of(self.reference.csl), **kwargs.get("initial", {})}
        kwargs.setdefault("auto_id", "id_work_%s")
        super().__init__(*args, **kwargs)
        self.kind = str(self["type"].value())
        if self.kind not in BY_NAME:
            choices = [(kind.name, kind.label) for kind in KINDS]
            named = self.kind.replace("-", " ")
            self.fields["type"] = forms.ChoiceField(
                choices=[*choices, (self.kind, named)], label=_("Kind of work")
            )
        for name, label in self._kind().labels.items():
            self.fields[name].label = label

    @property
    def of_kind(self) -> list[BoundField]:
        return [self[name] for name in self._kind().fields]

    @property
    def known(self) -> list[BoundField]:
        return [field for field in self._left() if field.value() or field.errors]

    @property
    def others(self) -> list[BoundField]:
        return [field for field in self._left() if not (field.value() or field.errors)]

    def _kind(self) -> Kind:
        return BY_NAME.get(self.kind, Kind(self.kind, self.kind, ()))

    def _left(self) -> list[BoundField]:
        shown = {"type", "title", "authors", *self._kind().fields}
        return [self[name] for name in self.fields if name not in shown]

    def clean_doi(self) -> str:
        return self._checked("doi", identifiers.doi)

    def clean_pmid(self) -> str:
        return self._checked("pmid", identifiers.pmid)

    def clean_pmcid(self) -> str:
        return self._checked("pmcid", identifiers.pmcid)

    def clean_isbn(self) -> str:
        return self._checked("isbn", identifiers.isbn)

    def clean_issn(self) -> str:
        """Checked where somebody typed it: one that a record brought never costs the record."""
        value = str(self.cleaned_data["issn"])
        is_as_it_came = value == str(self.reference.csl.get("ISSN", ""))
        return value if is_as_it_came else self._checked("issn", identifiers.issn)

    def clean_date(self) -> str:
        return self._dated("date")

    def clean_accessed(self) -> str:
        return self._dated("accessed")

    def clean_first_published(self) -> str:
        return self._dated("first_published")

    def clean_genre(self) -> str:
        """What tells a kind from others of its type must stay a word that does."""
        genre, kind = str(self.cleaned_data["genre"]).strip(), self._kind()
        if genre and "genre" in kind.fields and kind.genres and not kind.is_told_by(genre):
            said = gettext("Write what it is called: “%(example)s”, “Package insert”, “Label”, …")
            raise ValidationError(said % {"example": kind.genre})
        return genre

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        for name in () if self.is_told_apart else ("doi", "pmid", "pmcid"):
            self._refuse_duplicate(name, entered.get(name, ""))
        self._refuse_home_page(entered)
        return entered

    def as_csl(self) -> csl.CSL:
        """The work. A field that was not sent, by a page of an earlier version, stays as it was."""
        sent = {name: value for name, value in self.cleaned_data.items() if name in self.data}
        return csl.from_fields(sent, self.reference.csl)

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
