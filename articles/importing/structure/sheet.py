"""The text on the desk: lines that recognisers claim one after another, each for a block."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from articles.importing.lines import wording
from articles.importing.lines.line import SourceLine, is_spaced, numbers_of
from articles.importing.manuscript import Block, Doubt


@dataclass(frozen=True)
class Headline:
    """A line taken for a heading, before its level is known.

    `depth` is that of its mark ("##" is 2) or of its number ("1.1" is 2), or how many other series
    of numbers its own stands in.
    """

    text: str
    lines: tuple[int, ...]
    source: Literal["marked", "number", "outline", "plain"]
    depth: int = 0
    is_weak: bool = False


@dataclass
class Sheet:
    lines: list[SourceLine]
    doubts: list[Doubt] = field(default_factory=list)
    lost_lists: list[list[SourceLine]] = field(default_factory=list)
    claims: dict[int, tuple[int, list[Block | Headline]]] = field(default_factory=dict)
    _taken: set[int] = field(default_factory=set)

    def claim(self, start: int, end: int, *blocks: Block | Headline) -> None:
        """The lines from `start` up to `end` make these blocks, and are no longer free."""
        self.claims[start] = (end, list(blocks))
        self._taken.update(range(start, end))

    def is_free(self, index: int) -> bool:
        return 0 <= index < len(self.lines) and index not in self._taken

    def source_at(self, index: int) -> str:
        """How the heading that starts at this line was found; "" where none does."""
        first = self.claims[index][1][0] if index in self.claims else None
        return first.source if isinstance(first, Headline) else ""

    def free_runs(self) -> Iterator[tuple[int, int]]:
        """Stretches of free lines that follow one another, as (start, end)."""
        start = None
        for index in range(len(self.lines) + 1):
            if self.is_free(index):
                start = index if start is None else start
            elif start is not None:
                yield start, index
                start = None

    def numbers(self, start: int, end: int) -> tuple[int, ...]:
        return numbers_of(self.lines[start:end])

    def blocks(self) -> list[Block | Headline]:
        return [block for start in sorted(self.claims) for block in self.claims[start][1]]

    @cached_property
    def is_spaced(self) -> bool:
        return is_spaced(self.lines)

    @cached_property
    def names(self) -> frozenset[str]:
        return wording.names_in(line.text for line in self.lines if not line.is_headline)
