"""The title of a text: its first line, or a proposal where it has none."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from articles.importing import references
from articles.importing.furniture import patterns
from articles.importing.lines import wording
from articles.importing.lines.line import SourceLine, drop
from articles.importing.manuscript import Doubt, Dropped

LONGEST: Final = 200
_MOST_WORDS: Final = 30
_SITE = re.compile(r"\s+(?:[|»•·–—-]|::)\s+")
_FIELD = re.compile(r"(?:title|headline)\s?:\s+(?P<text>\S.*)$", re.I | re.S)
_LONGEST_MENU: Final = 40
_SITE_NAME: Final = "name or menu of the site"
_MENU: Final = frozenset({patterns.NAVIGATION})
_DATELINES: Final = frozenset({patterns.DATED, patterns.BYLINE, patterns.REVIEW})


@dataclass(frozen=True)
class Titled:
    """The title, where it stands (nowhere if it is a proposal), and the lines that are left."""

    title: str
    title_lines: tuple[int, ...]
    lines: list[SourceLine]
    dropped: tuple[Dropped, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def find(lines: list[SourceLine], swept: Sequence[Dropped]) -> Titled:
    """Find the title of a text from which the page's furniture is gone.

    `swept` is that furniture: navigation tells the name of a site from a title, and a date or a
    name stands directly below one.
    """
    if not lines or not _could_be_title(lines[0]):
        return _proposed(lines)
    place = _place(lines, swept)
    line, rest = lines[place], lines[place + 1 :]
    away = lines[:place]
    if away and rest and _names_the_site(rest[0], away[0]):
        away, rest = [*away, rest[0]], rest[1:]
    dropped = tuple(one for other in away for one in drop(other, _SITE_NAME))
    text = line.rest if line.mark else line.text
    if field := _FIELD.match(text):
        text = field["text"]
    doubts = tuple(_doubts(text, line, away))
    return Titled(text, line.numbers, rest, dropped, doubts)


def _doubts(title: str, line: SourceLine, away: list[SourceLine]) -> Iterator[Doubt]:
    if " | " in title:
        yield Doubt(line.number, "title", "Is the end of this title the name of a site?", title)
    if away and line.key not in away[0].key:
        listed = "\n".join(other.text for other in away)
        question = (
            f"“{title}” was taken for the title, and what stands above it for the name or the menu of "
            f"the site. Is that right?\n\n{listed}"
        )
        yield Doubt(line.number, "title", question, title)


def _could_be_title(line: SourceLine) -> bool:
    text = line.rest
    if line.marker is not None and not line.mark:
        return False
    if len(text) > LONGEST or not 1 <= line.length <= _MOST_WORDS or wording.frames(text):
        return False
    if line.mark:
        return True
    is_open = not wording.ends_sentence(text) or text.rstrip('"”’)').endswith(("?", "!"))
    return is_open and text[0] not in "-–—>" and len(wording.sentences(text)) <= 2


def _place(lines: list[SourceLine], swept: Sequence[Dropped]) -> int:
    """Which of the first lines is the title: not the name of the site or the menu above it."""
    first = lines[0]
    head = list(itertools.takewhile(_could_be_title, lines[:_LONGEST_MENU]))
    if first.mark == 1 or len(head) < 2:
        return 0
    parts = _SITE.split(first.text)
    if len(parts) > 1 and wording.key(parts[0]) == head[1].key:
        return 1
    if first.length > 4 or wording.is_question(first.text):
        return 0
    below = {line.key for line in lines[1:]}
    place = next((at for at, line in enumerate(head) if at and _outdoes(line, first)), 0)
    menu = lines[:place]
    if any(line.length > 4 or (line.key in below and line is first) for line in menu):
        return 0
    has_menu = len(menu) > 2 or _lies_between(swept, first, lines[place], _MENU)
    is_dated = (
        _lies_between(swept, lines[place], lines[place + 1], _DATELINES)
        if lines[place + 1 :]
        else False
    )
    is_dated_before = _lies_between(swept, first, lines[place], _DATELINES)
    return place if has_menu or (place == 1 and is_dated and not is_dated_before) else 0


def _outdoes(line: SourceLine, first: SourceLine) -> bool:
    return line.mark == 1 or line.length > max(first.length, 3)


def _lies_between(
    swept: Sequence[Dropped], one: SourceLine, other: SourceLine, reasons: frozenset[str]
) -> bool:
    above, below = one.numbers[-1], other.number
    return any(above < dropped.line < below and dropped.reason in reasons for dropped in swept)


def _names_the_site(line: SourceLine, above: SourceLine) -> bool:
    """Whether a short line repeats what stood behind the title above it."""
    suffix = wording.key(" ".join(_SITE.split(above.text)[1:]))
    return bool(suffix) and line.length <= 4 and line.key in suffix


def _proposed(lines: list[SourceLine]) -> Titled:
    """A title from the text itself: its most telling heading, or the start of its first sentence."""
    headings = [
        line
        for line, below in itertools.pairwise(lines)
        if line.is_headline and not line.marker and not below.is_headline and _tells(line)
    ]
    if headings:
        weights = Counter(word for line in lines for word in _telling(line.text))
        best = max(headings, key=lambda line: _weight(line, weights))
        title, source = best.rest[:LONGEST], "one of its headings"
    elif lines:
        first = next((line for line in lines if not line.is_headline), lines[0])
        title, source = _beginning(first.rest), "the beginning of its first sentence"
    else:
        title, source = "Untitled", "nothing, for nothing was left"
    question = (
        f"The file has no title. “{title}” is a proposal, made from {source}. What is it called?"
    )
    number = lines[0].number if lines else 1
    return Titled(title, (), lines, (), (Doubt(number, "title", question, title if lines else ""),))


def _tells(line: SourceLine) -> bool:
    return not (wording.frames(line.text) or references.is_heading(line))


def _telling(text: str) -> list[str]:
    return [word.casefold() for word in wording.words(text) if len(word) > 3]


def _weight(line: SourceLine, weights: Counter[str]) -> float:
    words = _telling(line.text)
    return sum(weights[word] for word in set(words)) / (len(words) + 1)


def _beginning(text: str, longest: int = 80) -> str:
    first = wording.sentences(text)[0]
    if len(first) <= longest:
        return first.rstrip(".")
    return first[:longest].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"
