"""Reads works out of what other programs write: RIS, BibTeX, NBIB (MEDLINE) and CSL-JSON.

Text in, CSL-JSON out; nothing is stored here. Each record stands by itself: one that is broken is named,
and the others are read.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from articles.references.formats import bibtex, csl_json, nbib, ris
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
    Format("RIS", re.compile(r"^\ufeff?\s*TY\s{1,2}-", re.MULTILINE), ris.read),
    Format("NBIB", nbib.START, nbib.read),
    Format("CSL-JSON", re.compile(r"\A\ufeff?\s*[\[{]"), csl_json.read),
    Format("BibTeX", re.compile(r"@\s*\w+\s*[{(]"), bibtex.read),
)


@dataclass(frozen=True)
class Reading:
    """What a text was taken for, and its records in order. `left` counts those beyond the first 300."""

    format: str
    records: list[Record] = field(default_factory=list)
    left: int = 0


def read(text: str) -> Reading:
    """The records of a text in whichever of the four formats it is."""
    if len(text) > LONGEST:
        raise Unreadable(_("This is too much at once: split it into files of at most 2 MB."))
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    found = next((each for each in FORMATS if each.begins.search(text)), None)
    if found is None:
        raise Unreadable(
            _(
                "This is no RIS, BibTeX, NBIB or CSL-JSON. Export the works again in one of these, and"
                " paste the whole file."
            )
        )
    raw = list(found.read(text))
    if not raw:
        said = _("This begins like %(format)s, but there is no record in it.")
        raise Unreadable(said % {"format": found.name})
    records = [finished(number, each) for number, each in enumerate(raw[:MOST], start=1)]
    return Reading(found.name, records, max(0, len(raw) - MOST))
