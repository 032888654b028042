"""The database of Retraction Watch, as Crossref distributes it: one CSV file of 20 columns. Pure.

Its columns are described in Crossref's documentation of the Retraction Watch data. The file is not clean:
single lines are in another encoding, dates have two forms, lists end in a semicolon, what is unknown
is "0" or "unavailable", natures come in any case and reasons with or without a leading "+".
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import zip_longest
from typing import Final

from articles.entering import clean_text
from articles.references import identifiers
from articles.references.identifiers import Malformed
from articles.references.standing import Nature

COLUMNS: Final = (
    "Record ID",
    "Title",
    "RetractionDate",
    "RetractionDOI",
    "OriginalPaperDate",
    "OriginalPaperDOI",
    "OriginalPaperPubMedID",
    "RetractionNature",
    "Reason",
)  # of the twenty, those that are read
DATES: Final = ("%m/%d/%Y %H:%M", "%m/%d/%Y", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
NEXT: Final = re.compile(r";\s*(?=10\.\d{4}|\d+\s*(?:;|$)|$)|;\s+")  # a DOI may hold a semicolon
MOST_DIGITS: Final = 9
UNKNOWN: Final = frozenset({"", "0", "unavailable", "na", "n/a", "none"})
NATURES: Final = {
    "retraction": Nature.RETRACTION,
    "expression of concern": Nature.CONCERN,
    "correction": Nature.CORRECTION,
    "reinstatement": Nature.REINSTATEMENT,
}
LONGEST_FIELD: Final = 1_000_000  # characters; the lists of authors are long


class NotRetractionWatch(ValueError):
    """The file is another one; the message says what is missing."""


@dataclass(frozen=True)
class Row:
    """One notice about one work. Without a DOI or PMID of the work only its title is left."""

    record: int
    line: int
    nature: Nature
    title: str
    doi: str
    pmid: str
    published_on: date | None
    notice_doi: str
    on: date
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Unread:
    """A row that can't be used, with its line in the file and what is wrong with it."""

    line: int
    why: str


def rows(lines: Iterable[bytes]) -> Iterator[Row | Unread]:
    """Read the lines of the file. Raises `NotRetractionWatch` where a column is missing."""
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.DictReader(map(_decoded, lines), strict=False)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise NotRetractionWatch(
            "This is not the file of Retraction Watch: it has no column "
            + " or ".join(f"“{name}”" for name in missing)
            + "."
        )
    begun = reader.line_num + 1
    for fields in reader:
        line, begun = begun, reader.line_num + 1
        yield from _rows({name: (fields.get(name) or "").strip() for name in COLUMNS}, line)


def _decoded(line: bytes) -> str:
    """Each line by itself: one that is not UTF-8 is Western European."""
    try:
        return clean_text(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return clean_text(line.decode("cp1252", "replace"))


def _rows(fields: dict[str, str], line: int) -> Iterator[Row | Unread]:
    """Of one line of the table: a row for each work that it names, nearly always one."""
    record, nature = fields["Record ID"], NATURES.get(fields["RetractionNature"].casefold())
    on = _day(fields["RetractionDate"])
    if not record.isascii() or not record.isdigit() or len(record) > MOST_DIGITS:
        yield Unread(line, f"its Record ID is “{record[:40]}”")
    elif nature is None:
        yield Unread(line, f"its nature is “{fields['RetractionNature'][:40]}”")
    elif on is None:
        yield Unread(line, f"its date is “{fields['RetractionDate'][:40]}”")
    else:
        works = zip_longest(
            _identifiers(identifiers.doi, fields["OriginalPaperDOI"]) or [""],
            _identifiers(identifiers.pmid, fields["OriginalPaperPubMedID"]),
            fillvalue="",
        )
        for doi, pmid in works:
            yield Row(
                record=int(record),
                line=line,
                nature=nature,
                title=fields["Title"],
                doi=doi,
                pmid=pmid,
                published_on=_day(fields["OriginalPaperDate"]),
                notice_doi=_first(_identifiers(identifiers.doi, fields["RetractionDOI"])),
                on=on,
                reasons=tuple(_list(fields["Reason"])),
            )


@lru_cache(maxsize=20_000)  # a file says the same days again and again
def _day(value: str) -> date | None:
    for form in DATES:
        try:
            return datetime.strptime(value, form).date()  # noqa: DTZ007 a day, without a place
        except ValueError:
            continue
    return None


def _identifiers(read: Callable[[str], str], value: str) -> list[str]:
    """Those that can be read of a field: what is unknown is written in several ways."""
    found = []
    for each in NEXT.split(value):
        if each.strip().casefold() in UNKNOWN:
            continue
        try:
            found.append(read(each))
        except Malformed:
            continue
    return found


def _first(found: list[str]) -> str:
    return found[0] if found else ""


def _list(value: str) -> Iterator[str]:
    for each in value.split(";"):
        if name := each.strip().lstrip("+").strip():
            yield name
