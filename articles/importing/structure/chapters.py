"""Which unmarked headings are chapters, which sections: by their casing and by who follows whom."""

import itertools
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from articles.importing.lines import wording
from articles.importing.lines.wording import Casing
from articles.importing.rules import Rule, deciding, otherwise


@dataclass(frozen=True)
class PlainHeads:
    """The texts of the unmarked headings by their places among the blocks, and what they tell together.

    `names` are words that the text capitalises everywhere.
    """

    by_place: dict[int, str]
    names: frozenset[str]

    @cached_property
    def casings(self) -> dict[int, Casing]:
        return {at: wording.casing(text, self.names) for at, text in self.by_place.items()}

    @cached_property
    def pairs(self) -> list[tuple[int, int]]:
        """Unmarked headings that follow one another with nothing between them."""
        return [(at, at + 1) for at in self.by_place if at + 1 in self.by_place]

    @cached_property
    def chapters(self) -> set[int]:
        return {above for above, _ in self.pairs}

    @cached_property
    def sections(self) -> set[int]:
        return {below for _, below in self.pairs} - self.chapters

    @cached_property
    def chapter_casing(self) -> Casing | None:
        return _chapter_casing(self.casings, self.pairs)

    @cached_property
    def sections_go_on(self) -> bool:
        """Whether a heading by itself goes on with sections: most chapters open with one."""
        if self.chapter_casing is None:
            many = len(self.pairs) > 1 and len(self.by_place) <= 6 * len(self.pairs)
            return many and min(self.by_place) in self.chapters
        alike = [at for at, casing in self.casings.items() if casing is self.chapter_casing]
        return bool(self.pairs) and all(at in self.chapters for at in alike)


class PlainHead(NamedTuple):
    """An unmarked heading, whose level its casing and its neighbours tell."""

    heads: PlainHeads
    at: int

    @property
    def casing(self) -> Casing:
        return self.heads.casings[self.at]


def stands_below_a_heading(head: PlainHead) -> bool:
    """A heading stands directly above it, and none directly below."""
    return head.at in head.heads.sections


def has_a_heading_below(head: PlainHead) -> bool:
    return head.at in head.heads.chapters


def frames_the_article(head: PlainHead) -> bool:
    return wording.frames(head.heads.by_place[head.at])


def is_cased_as_chapters(head: PlainHead) -> bool:
    return head.casing is head.heads.chapter_casing


def goes_on_without_casing(head: PlainHead) -> bool:
    return head.heads.chapter_casing is None and head.heads.sections_go_on


def has_nothing_to_tell(head: PlainHead) -> bool:
    return head.heads.chapter_casing is None


def is_cased_as_sections(head: PlainHead) -> bool:
    return head.casing is not Casing.EITHER


def goes_on_with_sections(head: PlainHead) -> bool:
    return head.heads.sections_go_on


AS_ABOVE: Final = 0
LEVELS: Final = (
    Rule(stands_below_a_heading, 3),
    Rule(has_a_heading_below, 2),
    Rule(frames_the_article, 2),
    Rule(is_cased_as_chapters, 2),
    Rule(goes_on_without_casing, AS_ABOVE),
    Rule(has_nothing_to_tell, 2),
    Rule(is_cased_as_sections, 3),
    Rule(goes_on_with_sections, 3),
    Rule(otherwise, AS_ABOVE),
)


def levels_of(heads: PlainHeads) -> dict[int, int]:
    """Two levels where casing tells chapters from sections, or where headings follow one another."""
    levels: dict[int, int] = {}
    level = 2
    for at in heads.by_place:
        level = deciding(LEVELS, PlainHead(heads, at)).verdict or level
        levels[at] = level
    return levels


def _chapter_casing(casings: dict[int, Casing], pairs: list[tuple[int, int]]) -> Casing | None:
    """The casing that chapters have and sections do not, if the text keeps to that."""
    found = set(casings.values()) - {Casing.EITHER}
    if len(found) == 3:  # below CAPITALS it does not matter how sections are written
        casings = {
            at: Casing.TITLE if one is Casing.SENTENCE else one for at, one in casings.items()
        }
        found -= {Casing.SENTENCE}
    possible = [
        (chapter, section)
        for chapter in (Casing.CAPITALS, Casing.TITLE)
        for section in found - {chapter}
        if found == {chapter, section}
    ]
    return next(
        (chapter for chapter, section in possible if _keep_to(casings, pairs, chapter, section)),
        None,
    )


def _keep_to(
    casings: dict[int, Casing], pairs: list[tuple[int, int]], chapter: Casing, section: Casing
) -> bool:
    """Whether no heading below another is written as a chapter below a section, and some tell so."""
    written = [(casings[above], casings[below]) for above, below in pairs]
    agree = any(above is not section and below is not chapter for above, below in written)
    return (section, chapter) not in written and (agree or _alternate(casings, chapter, section))


def _alternate(casings: dict[int, Casing], chapter: Casing, section: Casing) -> bool:
    """Whether the text opens with a chapter and goes down to sections twice at least."""
    order = [casing for casing in casings.values() if casing is not Casing.EITHER]
    descents = sum(pair == (chapter, section) for pair in itertools.pairwise(order))
    return order[0] is chapter and descents > 1
