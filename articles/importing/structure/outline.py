"""The levels of headings: from their marks and numbers, or from casing and from who follows whom."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from articles.importing.lines import wording
from articles.importing.manuscript import Block, Doubt, Heading
from articles.importing.rules import Rule, deciding, otherwise
from articles.importing.structure import chapters
from articles.importing.structure.chapters import PlainHeads
from articles.importing.structure.sheet import Headline

LOWEST = 4


@dataclass(frozen=True)
class Outline:
    blocks: tuple[Block, ...]
    doubts: tuple[Doubt, ...]


def with_levels(
    blocks: Sequence[Block | Headline], names: frozenset[str], numbered_title: bool
) -> Outline:
    """Give every heading its level, and one doubt where that was a guess.

    `names` are words capitalised everywhere; `numbered_title` says that the title counts the
    numbered headings ("7 ways ..."), which then are chapters themselves.
    """
    heads = {at: block for at, block in enumerate(blocks) if isinstance(block, Headline)}
    levels = _levels(Heads(heads, names, numbered_title))
    settled = tuple(
        Heading(block.text, levels[at], block.lines) if isinstance(block, Headline) else block
        for at, block in enumerate(blocks)
    )
    return Outline(settled, tuple(_doubts(heads, levels)))


@dataclass(frozen=True)
class Heads:
    """The headings of a text by their places among its blocks, and what they tell together."""

    by_place: dict[int, Headline]
    names: frozenset[str]
    numbered_title: bool

    @cached_property
    def marked(self) -> list[int]:
        return [at for at, head in self.by_place.items() if head.source == "marked"]

    @cached_property
    def plain(self) -> list[int]:
        return [at for at, head in self.by_place.items() if head.source == "plain"]

    @cached_property
    def depths(self) -> list[int]:
        """How deep the marks of this text go: those that are used, in order."""
        return sorted({self.by_place[at].depth for at in self.marked})

    @cached_property
    def asides(self) -> set[int]:
        """Headings that end in a colon, where others do not."""
        found = {at for at in self.plain if self.by_place[at].text.endswith(":")}
        return found if len(found) < len(self.plain) else set()

    @cached_property
    def numbered_are_chapters(self) -> bool:
        """Whether the numbers count the chapters: the title says so, or nothing else could be one."""
        if self.marked:
            return False
        return self.numbered_title or all(
            wording.frames(self.by_place[at].text) for at in self.plain
        )


class Head(NamedTuple):
    """One of the headings; `plain_levels` are those of the unmarked ones, `last` that of the one above.

    `chapter` is the level of the last heading that no number and no colon puts below another.
    """

    heads: Heads
    at: int
    plain_levels: dict[int, int]
    chapter: int
    last: int

    @property
    def line(self) -> Headline:
        return self.heads.by_place[self.at]


def is_outlined(head: Head) -> bool:
    """Numbered "1.1", or a chapter of such numbers."""
    return head.line.source == "outline"


def numbers_a_chapter(head: Head) -> bool:
    return head.line.source == "number" and head.heads.numbered_are_chapters


def numbers_a_section(head: Head) -> bool:
    return head.line.source == "number"


def is_an_aside(head: Head) -> bool:
    return head.at in head.heads.asides


def is_marked(head: Head) -> bool:
    return head.line.source == "marked"


LEVELS: Final[tuple[Rule[Head, Callable[[Head], int]], ...]] = (
    Rule(is_outlined, lambda head: head.line.depth + 1),
    Rule(numbers_a_chapter, lambda head: 2 + head.line.depth),
    Rule(numbers_a_section, lambda head: head.chapter + 1 + head.line.depth),
    Rule(is_an_aside, lambda head: head.last + 1),
    Rule(is_marked, lambda head: 2 + head.heads.depths.index(head.line.depth)),
    Rule(otherwise, lambda head: head.plain_levels[head.at]),
)


def _levels(heads: Heads) -> dict[int, int]:
    plain = {at: heads.by_place[at].text for at in heads.plain}
    plain_levels = chapters.levels_of(PlainHeads(plain, heads.names))
    levels: dict[int, int] = {}
    chapter = last = 1
    for at in heads.by_place:
        head = Head(heads, at, plain_levels, chapter, last)
        level = levels[at] = min(deciding(LEVELS, head).verdict(head), LOWEST)
        if is_an_aside(head):
            continue
        last = level
        if head.line.source in {"marked", "plain"}:
            chapter = level
    return levels


def _doubts(heads: dict[int, Headline], levels: dict[int, int]) -> list[Doubt]:
    """One question with the whole outline, where any heading of it was a guess."""
    guessed = [head for head in heads.values() if head.source != "marked"]
    if not guessed:
        return []
    rows = []
    for at, level in levels.items():
        head = heads[at]
        rows.append(
            f"{'    ' * (level - 2)}{head.text}{' (least certain)' if head.is_weak else ''}"
        )
    if len(rows) == 1:
        question = "The file marks no headings. This line was taken for one: is it?"
    else:
        question = (
            f"The file marks no headings. These {len(rows)} lines were taken for them, by their "
            "wording and their place. Is each one a heading, and at its level?"
        )
    question += "\n\n" + "\n".join(rows)
    return [Doubt(guessed[0].lines[0], "headings", question)]
