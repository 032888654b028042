"""A line of a text, with what stands before it: blank lines, an indent, a bullet or a number."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from articles.importing.lines import wording
from articles.importing.lines.markers import Marker
from articles.importing.manuscript import Dropped

BOLD_MARK: Final = 7


@dataclass(frozen=True)
class SourceLine:
    """A line that is not blank, or several that were one before a program broke them.

    `parts` are the lines as the file has them, `numbers` theirs; `gap` counts the blank lines above;
    `mark` is the depth of an explicit heading ("##" is 2, a line all in bold is `BOLD_MARK`), 0 for
    none.
    """

    text: str
    numbers: tuple[int, ...]
    parts: tuple[str, ...]
    gap: int = 0
    indent: int = 0
    marker: Marker | None = None
    mark: int = 0

    @property
    def number(self) -> int:
        return self.numbers[0]

    @property
    def rest(self) -> str:
        """The text without its bullet or number."""
        return self.marker.rest if self.marker else self.text

    @cached_property
    def is_headline(self) -> bool:
        return wording.is_headline(self.text)

    @cached_property
    def folded(self) -> str:
        """The text without its bullet or number, as patterns read it."""
        return wording.folded(self.rest)

    @cached_property
    def key(self) -> str:
        return wording.key(self.rest)

    @cached_property
    def length(self) -> int:
        """How many words it has."""
        return len(wording.words(self.rest))


def numbers_of(lines: Iterable[SourceLine]) -> tuple[int, ...]:
    return tuple(number for line in lines for number in line.numbers)


def drop(line: SourceLine, reason: str) -> list[Dropped]:
    """A line as dropped, each of its parts by itself."""
    return [
        Dropped(number, part, reason) for number, part in zip(line.numbers, line.parts, strict=True)
    ]


def is_spaced(lines: list[SourceLine]) -> bool:
    """Whether paragraphs are parted by blank lines, as in most copy."""
    plain = [line for line in lines[1:] if line.marker is None]
    return sum(line.gap > 0 for line in plain) * 2 >= len(plain)
