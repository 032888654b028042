"""The title of a text: its first line, or a proposal where it has none."""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from articles.importing import references
from articles.importing.furniture import patterns
from articles.importing.lines import wording
from articles.importing.lines.line import SourceLine, drop
from articles.importing.manuscript import Doubt, Dropped
from articles.importing.rules import Rule, deciding, otherwise

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
    place = _place(Beginning(lines, swept))
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


def is_an_item(line: SourceLine) -> bool:
    return line.marker is not None and not line.mark


def is_too_long_or_empty(line: SourceLine) -> bool:
    return len(line.rest) > LONGEST or not 1 <= line.length <= _MOST_WORDS


def frames_any_article(line: SourceLine) -> bool:
    """ "Introduction", "Conclusion"."""
    return wording.frames(line.rest)


def is_marked(line: SourceLine) -> bool:
    return line.mark > 0


def is_a_statement(line: SourceLine) -> bool:
    """It ends as sentences do, and neither asks nor exclaims."""
    is_open = line.rest.rstrip('"”’)').endswith(("?", "!"))
    return wording.ends_sentence(line.rest) and not is_open


def begins_as_an_item_or_quotation(line: SourceLine) -> bool:
    return line.rest[0] in "-–—>"


def has_several_sentences(line: SourceLine) -> bool:
    return len(wording.sentences(line.rest)) > 2


# Whether a line, by itself, could be a title.
COULD_BE_TITLE: Final = (
    Rule(is_an_item, False),
    Rule(is_too_long_or_empty, False),
    Rule(frames_any_article, False),
    Rule(is_marked, True),
    Rule(is_a_statement, False),
    Rule(begins_as_an_item_or_quotation, False),
    Rule(has_several_sentences, False),
    Rule(otherwise, True),
)


def _could_be_title(line: SourceLine) -> bool:
    return deciding(COULD_BE_TITLE, line).verdict


@dataclass(frozen=True)
class Beginning:
    """The first lines of a text, and what was swept from among them."""

    lines: list[SourceLine]
    swept: Sequence[Dropped]

    @property
    def first(self) -> SourceLine:
        return self.lines[0]

    @cached_property
    def head(self) -> list[SourceLine]:
        """The first lines in turn that could each be a title."""
        return list(itertools.takewhile(_could_be_title, self.lines[:_LONGEST_MENU]))

    @cached_property
    def outdoing(self) -> int:
        """The place of the line that is more of a title than the first; 0 where none is."""
        return next((at for at, line in enumerate(self.head) if at and self._outdoes(line)), 0)

    @property
    def menu(self) -> list[SourceLine]:
        """What stands above that line."""
        return self.lines[: self.outdoing]

    def dropped_between(self, above: int, below: int, reasons: frozenset[str]) -> bool:
        """Whether something of these sorts was swept from between two lines."""
        if below >= len(self.lines):
            return False
        start, end = self.lines[above].numbers[-1], self.lines[below].number
        return any(start < one.line < end and one.reason in reasons for one in self.swept)

    def _outdoes(self, line: SourceLine) -> bool:
        return line.mark == 1 or line.length > max(self.first.length, 3)


def begins_with_the_mark_of_a_title(beginning: Beginning) -> bool:
    return beginning.first.mark == 1


def has_no_other_line_for_it(beginning: Beginning) -> bool:
    return len(beginning.head) < 2


def begins_with_the_title_of_the_window(beginning: Beginning) -> bool:
    """ "Tea | Tea House" above "Tea"."""
    parts = _SITE.split(beginning.first.text)
    return len(parts) > 1 and wording.key(parts[0]) == beginning.head[1].key


def begins_as_titles_do(beginning: Beginning) -> bool:
    """Longer than the name of a site, or a question."""
    return beginning.first.length > 4 or wording.is_question(beginning.first.text)


def says_the_first_line_again(beginning: Beginning) -> bool:
    """A title stands again below as a heading; the entry of a menu does not."""
    below = {line.key for line in beginning.lines[1:]}
    return beginning.outdoing > 0 and beginning.first.key in below


def has_a_menu(beginning: Beginning) -> bool:
    """Three short lines at least, or what was swept as navigation."""
    return len(beginning.menu) > 2 or beginning.dropped_between(0, beginning.outdoing, _MENU)


def has_the_date_below_the_second_line(beginning: Beginning) -> bool:
    """A date or a name stands directly below a title, and not above it."""
    place = beginning.outdoing
    is_dated = beginning.dropped_between(place, place + 1, _DATELINES)
    return place == 1 and is_dated and not beginning.dropped_between(0, place, _DATELINES)


def first_line(_beginning: Beginning) -> int:
    return 0


def second_line(_beginning: Beginning) -> int:
    return 1


def outdoing_line(beginning: Beginning) -> int:
    return beginning.outdoing


# Which of the first lines is the title: not the name of the site or the menu above it.
PLACES: Final[tuple[Rule[Beginning, Callable[[Beginning], int]], ...]] = (
    Rule(begins_with_the_mark_of_a_title, first_line),
    Rule(has_no_other_line_for_it, first_line),
    Rule(begins_with_the_title_of_the_window, second_line),
    Rule(begins_as_titles_do, first_line),
    Rule(says_the_first_line_again, first_line),
    Rule(has_a_menu, outdoing_line),
    Rule(has_the_date_below_the_second_line, outdoing_line),
    Rule(otherwise, first_line),
)


def _place(beginning: Beginning) -> int:
    return deciding(PLACES, beginning).verdict(beginning)


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
