"""The citations in a Word file that a program put there: Zotero, Mendeley, EndNote, Word itself.

Such a program keeps what it cites in fields beside the words that it shows. In the place of each field a
mark is written, one letter of Unicode's private use, which goes through the import as a letter does.
"""

import base64
import binascii
import codecs
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from lxml import etree

from articles.entering import read_json
from articles.importing.citations import (
    FIRST_MARK,
    LAST_MARK,
    MARKS,
    Citation,
    Cited,
    without_marks,
)
from articles.importing.references import heads_references
from articles.references.formats import Unreadable, endnote, read, word_sources
from articles.references.formats.records import Record, finished
from articles.text.locators import locator

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS: Final = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_NOTES: Final = {"word/footnotes.xml": "footnote", "word/endnotes.xml": "endnote"}
_SOURCES: Final = re.compile(r"customXml/item\d+\.xml")
_CSL: Final = re.compile(r"\s*ADDIN\s+(?:ZOTERO_ITEM\s+)?CSL_CITATION\s+(\{.*)", re.S)
_ENDNOTE: Final = re.compile(r"\s*ADDIN\s+EN\.CITE\b(?!\.DATA)\s*(.*)", re.S)
_WORD: Final = re.compile(r"\s*CITATION\s+(\S+)(.*)", re.S)
_LISTS: Final = re.compile(
    r"\s*(?:ADDIN\s+(?:ZOTERO_BIBL|EN\.REFLIST|Mendeley\s+Bibliography)\b|BIBLIOGRAPHY\b)"
)
_MENDELEY: Final = re.compile(r"MENDELEY_CITATION_v\d+_(.+)", re.S)
_MENDELEY_LIST: Final = "MENDELEY_BIBLIOGRAPHY"
_LABELS: Final = {"page": "p.", "chapter": "chapter", "section": "section", "figure": "Figure"}
_NOTE_WORDS: Final = 3  # beside its citation: “See”, “and”
_LONGEST: Final = 500_000  # letters of one field: a hundred works with their abstracts
_MOST: Final = 20 * _LONGEST  # of all fields
_NEAR: Final = 10  # blocks above a list, among which its heading is


class TooMuch(Exception):
    """The fields say more than those of any article."""


@dataclass
class Read:
    """The parts of the file as they are now, what is cited in them, and what the fields do not hold.

    `lists` are the lines of the lists of references, which the programs made of the same works; `beside`
    is what stood with a citation and is no part of the text any more.
    """

    parts: dict[str, bytes] = field(default_factory=dict)
    works: list[Record] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def read_fields(parts: dict[str, bytes]) -> Read:
    """Take the citations out of the parts of a Word file, by their names. What can't be read stays as the
    words that the file shows."""
    reader = _Reader(parts)
    for name in _PARTS:
        if name in parts:
            reader.part(name)
    return reader.found


@dataclass
class _Field:
    """A field from its beginning to its end, with those within it."""

    runs: list[etree._Element]
    said: list[str] = field(default_factory=list)
    data: str = ""
    depth: int = 0
    shows: bool = False  # whether its words have begun

    @property
    def instruction(self) -> str:
        return "".join(self.said)

    def hear(self, part: etree._Element) -> None:
        """A part of a run within, in turn; at its end the depth is 0."""
        if part.tag == f"{W}instrText":
            if self.depth == 1 and not self.shows:
                self.said.append(part.text or "")
        elif part.tag == f"{W}fldChar":
            kind = part.get(f"{W}fldCharType")
            self.shows = self.shows or (kind == "separate" and self.depth == 1)
            self.depth += {"begin": 1, "end": -1}.get(kind or "", 0)
            self.data = self.data or (part.findtext(f"{W}fldData") or "")


class _Reader:
    def __init__(self, parts: dict[str, bytes]) -> None:
        self.given = parts
        self.found = Read()
        self.known: dict[str, int] = {}
        self.sources = {each.label: each for each in _word_sources(parts)}
        self.marks = _free_marks(parts)
        self.read = 0

    def part(self, name: str) -> None:
        root = _parsed(self.given[name])
        before = len(self.found.citations), len(self.found.lists)
        for each in list(root.iter(f"{W}sdt")):
            self._control(each)
        for simple in list(root.iter(f"{W}fldSimple")):
            held = _Field(list(simple.iter(f"{W}r")), [simple.get(f"{W}instr", "")])
            self._field(held)
        for held in list(_fields(root)):
            self._field(held)
        if before == (len(self.found.citations), len(self.found.lists)):
            return
        if name in _NOTES:
            self._lift_notes(name, root)
        self.found.parts[name] = etree.tostring(root)

    def _field(self, held: _Field) -> None:
        self._count(held.instruction, held.data)
        if _LISTS.match(held.instruction):
            self._list(held.runs)
        elif cited := list(self._cited(held)):
            self._replace(held.runs, cited)

    def _count(self, *kept: str) -> None:
        """Raise `TooMuch` before more is read than fields of an article hold."""
        long = sum(map(len, kept))
        self.read += long
        if long > _LONGEST or self.read > _MOST:
            raise TooMuch

    def _control(self, control: etree._Element) -> None:
        """A content control, in which newer versions of Mendeley keep what they cite."""
        tag = control.find(f"{W}sdtPr/{W}tag")
        said = tag.get(f"{W}val", "") if tag is not None else ""
        if not said.startswith("MENDELEY"):
            return
        self._count(said)
        runs = list(control.iter(f"{W}r"))
        if said.startswith(_MENDELEY_LIST):
            self._list(runs)
        elif (
            runs
            and (kept := _MENDELEY.match(said))
            and (cited := list(self._of_csl(_decoded(kept[1]))))
        ):
            self._replace(runs, cited)

    def _cited(self, held: _Field) -> Iterator[Cited]:
        if csl := _CSL.match(held.instruction):
            yield from self._of_csl(csl[1])
        elif cite := _ENDNOTE.match(held.instruction):
            yield from self._of_endnote(cite[1] if "<" in cite[1] else _decoded(held.data))
        elif tagged := _WORD.match(held.instruction):
            yield from self._of_word(tagged[1], tagged[2])

    def _of_csl(self, text: str) -> Iterator[Cited]:
        try:
            items = read_json(text)["citationItems"]
            works = [each["itemData"] for each in items]
            records = read(json.dumps(works)).records
        except (ValueError, LookupError, TypeError, Unreadable):
            return
        if len(records) != len(works):
            return
        for item, record in zip(items, records, strict=True):
            where = str(item.get("locator") or "")
            label = _LABELS.get(str(item.get("label") or "page"), str(item.get("label") or ""))
            for name in ("prefix", "suffix"):
                if said := str(item.get(name) or "").strip():
                    self.found.beside.append(said)
            yield from self._work(record, f"{label} {where}" if where else "")

    def _of_endnote(self, text: str) -> Iterator[Cited]:
        try:
            root = _parsed(text.strip("\0 \n").encode())
        except etree.XMLSyntaxError:
            return
        for cite in root.iter("Cite"):
            for entry in cite.iter("record"):
                raw = next(iter(endnote.read_xml(etree.tostring(entry, encoding="unicode"))), None)
                if raw is not None:
                    yield from self._work(finished(1, raw), cite.findtext("Pages") or "")
            said = (cite.findtext("Prefix"), cite.findtext("Suffix"))
            self.found.beside += [words.strip() for words in said if words and words.strip()]

    def _of_word(self, tag: str, switches: str) -> Iterator[Cited]:
        pages = re.search(r'\\p\s+(?:"([^"]+)"|(\S+))', switches)
        where = (pages[1] or pages[2]) if pages else ""
        for each in (tag, *re.findall(r"\\m\s+(\S+)", switches)):
            if each in self.sources:
                yield from self._work(self.sources[each], where)
                where = ""

    def _work(self, record: Record, where: str) -> Iterator[Cited]:
        if record.problem:
            self.found.unread.append(record.label or record.problem)
            return
        key = json.dumps(record.work, sort_keys=True, default=str)
        number = self.known.setdefault(key, len(self.found.works))
        if number == len(self.found.works):
            self.found.works.append(record)
        yield Cited(number, locator(where) if where else "")

    def _replace(self, runs: list[etree._Element], cited: list[Cited]) -> None:
        mark = next(self.marks, None)
        if mark is None:
            return
        run = etree.Element(f"{W}r")
        etree.SubElement(run, f"{W}t").text = mark
        runs[0].addprevious(run)
        _remove(runs)
        self.found.citations.append(Citation(mark, tuple(cited)))

    def _list(self, runs: list[etree._Element]) -> None:
        """The list of references goes with its heading: it says again what the fields hold."""
        paragraphs = list(dict.fromkeys(next(each.iterancestors(f"{W}p"), None) for each in runs))
        listed = [each for each in paragraphs if each is not None]
        self.found.lists += [words for each in listed if (words := _words_of(each))]
        _remove(runs)
        above = _above(listed[0]) if listed else None
        if above is not None and heads_references(words := _words_of(above)):
            self.found.lists.insert(0, words)
            _remove(list(above.iter(f"{W}r")))

    def _lift_notes(self, name: str, root: etree._Element) -> None:
        """A footnote that cites: its citation stands in the text itself, in the place of its number."""
        kind = _NOTES[name]
        text = self.found.parts.get(_PARTS[0], self.given[_PARTS[0]])
        document = _parsed(text)
        ours = {each.mark for each in self.found.citations}
        places = {each.get(f"{W}id"): each for each in document.iter(f"{W}{kind}Reference")}
        for note in root.iter(f"{W}{kind}"):
            words = _words_of(note)
            marks = [mark for mark in MARKS.findall(words) if mark in ours]
            place = places.get(note.get(f"{W}id"))
            if not marks or place is None:
                continue
            rest = without_marks(words).strip(" .,;:()")
            if len(rest.split()) > _NOTE_WORDS:
                self.found.beside.append(rest)
            run = next(place.iterancestors(f"{W}r"), place)
            written = etree.Element(f"{W}r")
            etree.SubElement(written, f"{W}t").text = "".join(marks)
            run.addprevious(written)
            _remove([run])
        self.found.parts[_PARTS[0]] = etree.tostring(document)


def _free_marks(parts: dict[str, bytes]) -> Iterator[str]:
    """Marks that stand nowhere in the file."""
    text = "".join(parts[name].decode("utf-8", "replace") for name in _PARTS if name in parts)
    taken = set(MARKS.findall(text))
    return (chr(at) for at in range(FIRST_MARK, LAST_MARK + 1) if chr(at) not in taken)


def _parsed(part: bytes) -> etree._Element:
    """The root of a part, in one of the two codings that such files have (ECMA-376-2, 8.1.1): in another
    that it claims, marks would stand that nobody has counted."""
    if part.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        part = part.decode("utf-16").encode()
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False
    )
    return etree.fromstring(part, parser)


def _fields(root: etree._Element) -> Iterator[_Field]:
    """The outermost fields that end, in turn."""
    held: _Field | None = None
    for run in root.iter(f"{W}r"):
        if held is not None:
            held.runs.append(run)
        for child in run:
            if child.tag == f"{W}fldChar" and child.get(f"{W}fldCharType") == "begin":
                held = held or _Field([run])
            if held is not None:
                held.hear(child)
                if not held.depth:
                    yield held
                    held = None


def _word_sources(parts: dict[str, bytes]) -> Iterable[Record]:
    for name, content in parts.items():
        text = content.decode("utf-8", "replace") if _SOURCES.fullmatch(name) else ""
        if word_sources.BEGINS.search(text):
            for raw in word_sources.read(text):
                tag = raw.label
                record = finished(1, raw)
                yield Record(1, record.work, tag, record.warnings, record.problem)


def _decoded(data: str) -> str:
    try:
        return base64.b64decode("".join(data.split())).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _above(paragraph: etree._Element) -> etree._Element | None:
    """The paragraph with words closely above another."""
    around: etree._Element | None = paragraph
    while around is not None:
        for each in islice(around.itersiblings(preceding=True), _NEAR):
            if each.tag == f"{W}p" and _words_of(each):
                return each
        around = next(around.iterancestors(f"{W}sdt"), None)
    return None


def _words_of(element: etree._Element) -> str:
    return " ".join("".join(each.text or "" for each in element.iter(f"{W}t")).split())


def _remove(elements: list[etree._Element]) -> None:
    for each in elements:
        parent = each.getparent()
        if parent is not None:
            parent.remove(each)
