"""The entries of a BibTeX file: kind, key and fields, with macros and concatenation resolved.

The grammar is that of BibTeX 0.99 (“BibTeXing”, Patashnik 1988) as files in use stretch it: parentheses
for braces, a key that stands twice or is missing, a comma that is missing between fields. Text between
entries is a comment. Each entry is read within its own lines, so that a broken one harms no other, and
reading takes time in proportion to the text. (bibtexparser 2.1, which reads the names, neither joins
macros with “#” nor takes parentheses.)
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

GAP: Final = r"(?:\s|%[^\n]*\n)*"
HEAD: Final = re.compile(rf"@{GAP}([A-Za-z]+){GAP}([{{(])")
BEGINS_A_LINE: Final = re.compile(rf"^[ \t]*(?={HEAD.pattern})", re.MULTILINE)
KEY: Final = re.compile(r"\s*([^,={}\"\s]*)\s*,?")
NAME: Final = re.compile(r"[\s,]*([^\s={}\"#,()]+)\s*=\s*")
NUMBER: Final = re.compile(r"\d+")
MACRO: Final = re.compile(r"[^\s={}\"#,()]+")
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
CLOSING: Final = {"{": "}", "(": ")"}
BRACE: Final = re.compile(r"\\.|[{}\"]", re.DOTALL)


class Broken(ValueError):
    """A brace, a quotation mark or a value is missing."""


@dataclass(frozen=True)
class Entry:
    """`fields` by name in lower case, the first of each. `line` counts from 1. `is_broken`: only its head
    could be read."""

    kind: str
    key: str
    line: int
    fields: dict[str, str] = field(default_factory=dict)
    is_broken: bool = False


def entries(text: str) -> Iterator[Entry]:
    """Every entry that describes a work, broken ones among them."""
    macros = {month: month for month in MONTHS}
    line, counted = 1, 0
    for start, end in _extents(text):
        line += text.count("\n", counted, start)
        counted = start
        head = HEAD.match(text, start)
        if head is None or head[1].lower() in {"comment", "preamble"}:
            continue
        reading = _Reading(text[start:end], head.end() - start, CLOSING[head[2]], macros)
        if head[1].lower() == "string":
            macros.update(reading.fields(or_nothing=True))
            continue
        key = reading.key()
        try:
            yield Entry(head[1].lower(), key, line, reading.fields())
        except Broken:
            yield Entry(head[1].lower(), key, line, is_broken=True)


def _extents(text: str) -> Iterator[tuple[int, int]]:
    """Where each head stands and where the next that begins a line does; others within are entries too
    where they stand on a line of their own entry's end (“} @book{…”)."""
    starts = [found.end() for found in BEGINS_A_LINE.finditer(text)]
    if not starts:  # words stand before the first
        starts = [found.start() for found in HEAD.finditer(text)][:1]
    for start, end in pairwise([*starts, len(text)]):
        yield from _on_one_line(text, start, end)


def _on_one_line(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """An entry, and those that follow its closing brace before the next line that begins with one."""
    while True:
        yield start, end
        head = HEAD.match(text, start)
        closes = _close(text, head.end(), end, CLOSING[head[2]]) if head else end
        following = HEAD.search(text, closes, end)
        if (
            following is None
            or "%" in text[text.rfind("\n", 0, following.start()) + 1 : following.start()]
        ):
            return
        start = following.start()


def _close(text: str, start: int, end: int, closing: str) -> int:
    """The place behind the brace that closes what was opened before `start`; the end where none does."""
    depth = 0
    for found in re.compile(r"\\.|[{})]", re.DOTALL).finditer(text, start, end):
        if found[0] == closing and depth == 0:
            return found.end()
        depth += {"{": 1, "}": -1}.get(found[0], 0)
    return end


class _Reading:
    """One entry, from behind its opening brace."""

    def __init__(self, text: str, start: int, closing: str, macros: dict[str, str]) -> None:
        self.text, self.at, self.closing, self.macros = text, start, closing, macros

    def key(self) -> str:
        found = KEY.match(self.text, self.at)
        if found is None or self.text[found.end() : found.end() + 1] == "=":
            return ""  # `@misc{title = …`
        self.at = found.end()
        return found[1]

    def fields(self, or_nothing: bool = False) -> dict[str, str]:
        """Raises `Broken`, or returns what was read up to there with `or_nothing`."""
        found: dict[str, str] = {}
        try:
            while name := NAME.match(self.text, self.at):
                self.at = name.end()
                value = self._value()
                if value.strip():
                    found.setdefault(name[1].lower(), value)
            if not re.compile(rf"[\s,]*{re.escape(self.closing)}").match(self.text, self.at):
                raise Broken
        except Broken:
            if not or_nothing:
                raise
        return found

    def _value(self) -> str:
        parts = [self._part()]
        while joined := re.compile(r"\s*#\s*").match(self.text, self.at):
            self.at = joined.end()
            parts.append(self._part())
        return "".join(parts)

    def _part(self) -> str:
        opening = self.text[self.at : self.at + 1]
        if opening in {"{", '"'}:
            return self._delimited(opening)
        if found := NUMBER.match(self.text, self.at) or MACRO.match(self.text, self.at):
            self.at = found.end()
            return found[0] if found[0].isdecimal() else self.macros.get(found[0].lower(), found[0])
        raise Broken

    def _delimited(self, opening: str) -> str:
        start, depth = self.at + 1, 0
        for found in BRACE.finditer(self.text, start):
            mark = found[0]
            if depth == 0 and mark == ("}" if opening == "{" else '"'):
                self.at = found.end()
                return self.text[start : found.start()]
            depth += {"{": 1, "}": -1}.get(mark, 0)
            if depth < 0:
                break
        raise Broken
