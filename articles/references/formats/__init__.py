"""Reads works out of what other programs write: RIS, BibTeX, NBIB (MEDLINE), CSL-JSON, EndNote's XML and
tagged text, XML of PubMed and Crossref, files of Web of Science and Scopus, the sources of Word.

Text in, CSL-JSON out; nothing is stored here. Each record stands by itself: one that is broken is named,
and the others are read.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.references.formats import (
    bibtex,
    crossref_xml,
    csl_json,
    endnote,
    nbib,
    pubmed_xml,
    ris,
    scopus,
    web_of_science,
    word_sources,
)
from articles.references.formats.fields import decoding
from articles.references.formats.records import Raw, Record, finished

MOST: Final = 300  # records at once; more is a task for several files
LONGEST: Final = 2_000_000  # characters


class Unreadable(ValueError):
    """Nothing in the text is a record of a known format. The message says what to do."""


class Format(NamedTuple):
    name: str
    begins: re.Pattern[str]
    read: Callable[[str], Iterable[Raw]]


FORMATS: Final = (
    Format("RIS", re.compile(r"^[ \t]*TY[ \t]{1,2}-", re.MULTILINE), ris.read),
    Format("NBIB", nbib.START, nbib.read),
    Format("PubMed XML", pubmed_xml.BEGINS, pubmed_xml.read),
    Format("Crossref XML", crossref_xml.BEGINS, crossref_xml.read),
    Format("EndNote XML", endnote.XML_BEGINS, endnote.read_xml),
    Format("Word", word_sources.BEGINS, word_sources.read),
    Format("EndNote", endnote.TEXT_BEGINS, endnote.read_text),
    Format("Web of Science", web_of_science.TEXT_BEGINS, web_of_science.read_text),
    Format("Web of Science", web_of_science.TABLE_BEGINS, web_of_science.read_table),
    Format("Scopus", scopus.BEGINS, scopus.read),
    Format("CSL-JSON", re.compile(r"\A\ufeff?\s*[\[{]"), csl_json.read),
    Format("BibTeX", re.compile(r"@\s*\w+\s*[{(]"), bibtex.read),
)


REFUSED: Final = (
    (
        scopus.PLAIN_TEXT,
        gettext_lazy(
            "This is Scopus’ plain text, which can't be read. Export the works as CSV or RIS instead."
        ),
    ),
)


@dataclass(frozen=True)
class Reading:
    """What a text was taken for, and its records in order.

    `left` counts those beyond the first 300; `doubt` says what was assumed about the encoding.
    """

    format: str
    records: list[Record] = field(default_factory=list)
    left: int = 0
    doubt: str = ""


def read_bytes(data: bytes, most: int | None = MOST) -> Reading:
    """The records of a file in whichever encoding and format it is; `doubt` says what was assumed."""
    text, doubt = decoding.decode(data)
    return replace(read(text, most), doubt=doubt)


def read(text: str, most: int | None = MOST) -> Reading:
    """The records of a text in whichever of the formats it is.

    At most so many of them, and no more than 2 million letters; with None all there are.
    Raises `Unreadable`.
    """
    if most is not None and len(text) > LONGEST:
        raise Unreadable(_("This is too much at once: split it into files of at most 2 MB."))
    text = decoding.cleaned(text)
    for begins, why in REFUSED:
        if begins.search(text):
            raise Unreadable(str(why))
    found = next((each for each in FORMATS if each.begins.search(text)), None)
    if found is None:
        raise Unreadable(
            _(
                "This is none of the formats that are read: RIS, BibTeX, NBIB, CSL-JSON, EndNote, XML of"
                " PubMed or Crossref, Web of Science, Scopus (CSV). Export the works again in one of"
                " these, and paste the whole file."
            )
        )
    raw = list(found.read(text))
    if not raw:
        said = _("This begins like %(format)s, but there is no record in it.")
        raise Unreadable(said % {"format": found.name})
    records = [finished(number, each) for number, each in enumerate(raw[:most], start=1)]
    return Reading(found.name, records, len(raw) - len(records))
