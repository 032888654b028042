"""Scopus' CSV, by the names of its columns, which have changed over the years."""

import re
from collections.abc import Iterator
from typing import Final

from articles.references.formats import ris
from articles.references.formats.records import Raw
from articles.references.formats.syntax.tables import rows

BEGINS: Final = re.compile(r"\A\s*\"?Authors\"?,(?=.*\bSource title\b)", re.IGNORECASE)
PLAIN_TEXT: Final = re.compile(r"\AScopus\s+EXPORT DATE", re.IGNORECASE)
FIELDS: Final = {
    "title": "TI",
    "source title": "T2",
    "abbreviated source title": "J2",
    "year": "PY",
    "volume": "VL",
    "issue": "IS",
    "art. no.": "C7",
    "page start": "SP",
    "page end": "EP",
    "doi": "DO",
    "link": "UR",
    "issn": "SN",
    "isbn": "SN",
    "publisher": "PB",
    "language of original document": "LA",
    "abstract": "AB",
    "editors": "A2",
}
TYPES: Final = {
    "book": "BOOK",
    "book chapter": "CHAP",
    "conference paper": "CPAPER",
    "report": "RPRT",
}
NUMBER: Final = re.compile(r"\s*\(\d+\)")


def read(text: str) -> Iterator[Raw]:
    yield from rows(text, _work)


def _work(fields: dict[str, str]) -> Raw:
    kind = TYPES.get(fields.get("document type", "").lower(), "JOUR")
    tags: ris.Tags = {"TY": [kind], "DB": ["Scopus"], "C2": [fields.get("pubmed id", "")]}
    order = ["TY"]
    # “Lindqvist, Maren (57190000000); …” in full where the export has it, else “Lindqvist M.; …”
    written = NUMBER.sub("", fields.get("author full names", "")) or fields.get("authors", "")
    for value, tag in [
        (written, "AU"),
        *((fields.get(name, ""), tag) for name, tag in FIELDS.items()),
    ]:
        if value and not value.startswith(("[No author", "[No abstract")):
            tags.setdefault(tag, []).append(value)
            order.append(tag)
    return ris.of_tags(tags, order)
