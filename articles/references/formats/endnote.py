"""EndNote's own formats: its XML, and the tagged text that begins with “%0” (refer, BibIX)."""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from articles.references.formats import ris
from articles.references.formats.records import Raw, parted
from articles.references.formats.syntax.xml import (
    all_of,
    line_of,
    local,
    read_records,
    words,
)

XML_BEGINS: Final = re.compile(r"<xml>\s*<records>|<ref-type\b")
TEXT_BEGINS: Final = re.compile(r"^%0\s", re.MULTILINE)
# EndNote's names of types as RIS has them
TYPES: Final = {
    "journal article": "JOUR",
    "electronic article": "EJOUR",
    "book": "BOOK",
    "edited book": "EDBOOK",
    "electronic book": "EBOOK",
    "book section": "CHAP",
    "electronic book section": "ECHAP",
    "conference paper": "CPAPER",
    "conference proceedings": "CONF",
    "report": "RPRT",
    "government document": "GOVDOC",
    "grant": "GRNT",
    "thesis": "THES",
    "web page": "ELEC",
    "blog": "BLOG",
    "magazine article": "MGZN",
    "newspaper article": "NEWS",
    "statute": "STAT",
    "bill": "BILL",
    "case": "CASE",
    "patent": "PAT",
    "standard": "STAND",
    "dataset": "DATA",
    "online database": "DBASE",
    "computer program": "COMP",
    "encyclopedia": "ENCYC",
    "dictionary": "DICT",
    "manuscript": "MANSCPT",
    "unpublished work": "UNPB",
    "generic": "GEN",
}
XML_FIELDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("AU", ("contributors", "authors", "author")),
    ("A2", ("contributors", "secondary-authors", "author")),
    ("A3", ("contributors", "tertiary-authors", "author")),
    ("A4", ("contributors", "subsidiary-authors", "author")),
    ("TI", ("titles", "title")),
    ("T2", ("titles", "secondary-title")),
    ("T3", ("titles", "tertiary-title")),
    ("J2", ("titles", "alt-title")),
    ("JF", ("periodical", "full-title")),
    ("JA", ("periodical", "abbr-1")),
    ("VL", ("volume",)),
    ("IS", ("number",)),
    ("SE", ("section",)),
    ("ET", ("edition",)),
    ("PY", ("dates", "year")),
    ("DA", ("dates", "pub-dates", "date")),
    ("CY", ("pub-location",)),
    ("PB", ("publisher",)),
    ("SN", ("isbn",)),
    ("AN", ("accession-num",)),
    ("DO", ("electronic-resource-num",)),
    ("C2", ("custom2",)),
    ("C3", ("custom3",)),
    ("C7", ("custom7",)),
    ("M1", ("number-of-volumes",)),
    ("M3", ("work-type",)),
    ("N1", ("notes",)),
    ("AB", ("abstract",)),
    ("LA", ("language",)),
    ("Y2", ("access-date",)),
    ("DB", ("remote-database-name",)),
    ("DP", ("remote-database-provider",)),
    ("UR", ("urls", "related-urls", "url")),
    ("UR", ("urls", "web-urls", "url")),
)
TEXT_FIELDS: Final = {
    "A": "AU",
    "E": "A2",
    "Y": "A3",
    "?": "A4",
    "T": "TI",
    "J": "JF",
    "B": "T2",
    "S": "T3",
    "O": "J2",
    "D": "PY",
    "8": "DA",
    "V": "VL",
    "N": "IS",
    "7": "ET",
    "I": "PB",
    "C": "CY",
    "@": "SN",
    "R": "DO",
    "M": "AN",
    "U": "UR",
    "X": "AB",
    "G": "LA",
    "Z": "N1",
    "9": "M3",
    "[": "Y2",
    "~": "DB",
    "W": "DP",
    "2": "C2",
    "3": "C3",
    "]": "C7",
    "&": "SE",
}
LINE: Final = re.compile(r"^%(\S)[ \t]+(.*)$")
TITLE_TAGS: Final = frozenset({"TI", "T2", "T3", "JF"})


def read_xml(text: str) -> Iterator[Raw]:
    return read_records(text, _records)


def _records(root: etree._Element) -> Iterator[Raw]:
    for element in root.iter():
        if isinstance(element.tag, str) and local(element) == "record":
            raw = _of_xml(element)
            raw.line = line_of(element)
            yield raw


def _of_xml(record: etree._Element) -> Raw:
    kind = next((each.get("name", "") for each in all_of(record, "ref-type")), "")
    tags: ris.Tags = {"TY": [TYPES.get(kind.lower(), kind)]}
    order = ["TY"]
    for tag, path in XML_FIELDS:
        for each in all_of(record, *path):
            # EndNote parts the lines of one field by a carriage return
            values = _styled(each) if tag in TITLE_TAGS else _lines(each)
            tags.setdefault(tag, []).extend(values)
            order += [tag] * len(values)
    _put_pages(words(record, "pages"), tags)
    return ris.of_tags(tags, order)


def _lines(element: etree._Element) -> list[str]:
    return [line for line in (each.strip() for each in _text(element).splitlines()) if line]


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def _styled(element: etree._Element) -> list[str]:
    """A title with what EndNote's `style` elements raise, lower or slant."""
    faces = {"italic": "i", "superscript": "sup", "subscript": "sub"}
    parts = [(element.text or "", "")]
    for child in element:
        parts.append((_text(child), faces.get(child.get("face", ""), "")))
        parts.append((child.tail or "", ""))
    written = "".join(f"<{mark}>{text}</{mark}>" if mark else text for text, mark in parts)
    return [" ".join(written.split())] if written.strip() else []


def read_text(text: str) -> Iterator[Raw]:
    for line, record in parted(TEXT_BEGINS, text):
        raw = _of_text(record)
        raw.line = line
        yield raw


def _of_text(record: str) -> Raw:
    found: list[tuple[str, list[str]]] = []
    for line in record.split("\n"):
        if begins := LINE.match(line):
            found.append((begins[1], [begins[2].strip()]))
        elif found and line.strip():
            found[-1][1].append(line.strip())
    tags: ris.Tags = {}
    order: list[str] = []
    for mark, parts in found:
        tag = "TY" if mark == "0" else TEXT_FIELDS.get(mark, f"%{mark}")
        value = " ".join(parts)
        tags.setdefault(tag, []).append(TYPES.get(value.lower(), value) if mark == "0" else value)
        order.append(tag)
    _put_pages(" ".join(tags.get("%P", [])), tags)
    return ris.of_tags(tags, order)


def _put_pages(written: str, tags: ris.Tags) -> None:
    first, _dash, last = re.sub("[\u2010-\u2015]", "-", written).partition("-")
    tags["SP"], tags["EP"] = [first.strip()], [last.strip()]
