"""What is entered into the library of references: a work field by field, works pasted, a name for one."""

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.forms import Form
from articles.models import Reference
from articles.references import csl, identifiers
from articles.references.formats import LONGEST
from articles.references.formats.fields.decoding import decode
from articles.references.home_pages import is_home_page


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


class PasteForm(Form):
    """Works as another program wrote them, or one identifier; or a file of them."""

    doubt = ""

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
        help_text=_("As the program wrote it, up to 2 MB"),
    )

    def clean_file(self) -> str:
        """What the file says, whatever program wrote it; `self.doubt` says what was assumed of it."""
        sent = self.cleaned_data["file"]
        if sent is None:
            return ""
        if sent.size > LONGEST:
            raise ValidationError(_("This file is larger than 2 MB: split it and send the parts."))
        text, self.doubt = decode(sent.read())
        return text

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        entered["pasted"] = entered.get("file") or entered.get("text", "")
        if not entered["pasted"].strip() and not self.errors:
            self.add_error("text", _("Paste something first, or choose a file."))
        return entered


class ReferenceForm(Form):
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
