"""The title of a text: its first line, or a proposal where it has none."""

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from articles.importing import references, wording
from articles.importing.lines import Line, drop
from articles.importing.manuscript import Doubt, Dropped

LONGEST: Final = 200
_MOST_WORDS: Final = 30
_SITE = re.compile(r"\s+(?:[|»•·–—-]|::)\s+")
_FIELD = re.compile(r"(?:title|headline)\s?:\s+(?P<text>\S.*)$", re.I | re.S)
_SITE_NAME: Final = "name of the site"


@dataclass(frozen=True)
class Titled:
    """The title, where it stands (nowhere if it is a proposal), and the lines that are left."""

    title: str
    title_lines: tuple[int, ...]
    lines: list[Line]
    dropped: tuple[Dropped, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def find(lines: list[Line], datelines: set[int]) -> Titled:
    """Find the title of a text from which the page's furniture is gone.

    `datelines` are the numbers of dropped lines that held a date or a name: what stands directly
    above one is the title.
    """
    if not lines or not _could_be_title(lines[0]):
        return _proposed(lines)
    place = _place(lines, datelines)
    line, rest = lines[place], lines[place + 1 :]
    away = lines[:place]
    if away and rest and _names_the_site(rest[0], away[0]):
        away, rest = [*away, rest[0]], rest[1:]
    dropped = tuple(one for other in away for one in drop(other, _SITE_NAME))
    text = line.rest if line.mark else line.text
    if field := _FIELD.match(text):
        text = field["text"]
    doubts: tuple[Doubt, ...] = ()
    if " | " in text:
        question = "Is the end of this title the name of a site?"
        doubts = (Doubt(line.number, "title", question, text),)
    return Titled(text, line.numbers, rest, dropped, doubts)


def _could_be_title(line: Line) -> bool:
    text = line.rest
    if line.marker is not None and not line.mark:
        return False
    if len(text) > LONGEST or not 1 <= line.length <= _MOST_WORDS or wording.frames(text):
        return False
    if line.mark:
        return True
    is_open = not wording.ends_sentence(text) or text.rstrip('"”’)').endswith(("?", "!"))
    return is_open and text[0] not in "-–—>" and len(wording.sentences(text)) <= 2


def _place(lines: list[Line], datelines: set[int]) -> int:
    """Which of the first lines is the title: not the name of the site above it."""
    first, second = lines[0], lines[1] if len(lines) > 1 else None
    if second is None or not _could_be_title(second) or first.mark == 1:
        return 0
    parts = _SITE.split(first.text)
    if len(parts) > 1 and wording.key(parts[0]) == wording.key(second.text):
        return 1
    above_second, above_first = second.numbers[-1], first.numbers[-1]
    next_kept = lines[2].number if len(lines) > 2 else above_second + 100
    is_dated = any(above_second < number < next_kept for number in datelines)
    is_dated_before = any(above_first < number < second.number for number in datelines)
    is_short = first.length <= 4 and not wording.is_question(first.text)
    repeats = [wording.key(line.text) for line in lines[2:]]
    if is_short and not is_dated_before and (is_dated or second.mark == 1):
        return 0 if wording.key(first.text) in repeats else 1
    return 0


def _names_the_site(line: Line, above: Line) -> bool:
    """Whether a short line repeats what stood behind the title above it."""
    suffix = wording.key(" ".join(_SITE.split(above.text)[1:]))
    return bool(suffix) and line.length <= 4 and line.key in suffix


def _proposed(lines: list[Line]) -> Titled:
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


def _tells(line: Line) -> bool:
    return not (wording.frames(line.text) or references.is_heading(line))


def _telling(text: str) -> list[str]:
    return [word.casefold() for word in wording.words(text) if len(word) > 3]


def _weight(line: Line, weights: Counter[str]) -> float:
    words = _telling(line.text)
    return sum(weights[word] for word in set(words)) / (len(words) + 1)


def _beginning(text: str, longest: int = 80) -> str:
    first = wording.sentences(text)[0]
    if len(first) <= longest:
        return first.rstrip(".")
    return first[:longest].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"
