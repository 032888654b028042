"""The levels of headings: from their marks and numbers, or from casing and from who follows whom."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from articles.importing.lines import wording
from articles.importing.lines.wording import Casing
from articles.importing.manuscript import Block, Doubt, Heading
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
    heads = [index for index, block in enumerate(blocks) if isinstance(block, Headline)]
    levels = _levels(blocks, heads, names, numbered_title)
    settled = tuple(
        Heading(block.text, levels[index], block.lines) if isinstance(block, Headline) else block
        for index, block in enumerate(blocks)
    )
    return Outline(settled, tuple(_doubts(blocks, levels)))


def _levels(
    blocks: Sequence[Block | Headline],
    heads: list[int],
    names: frozenset[str],
    numbered_title: bool,
) -> dict[int, int]:
    marked = {at: head for at in heads if (head := _head(blocks, at)).source == "marked"}
    plain = [at for at in heads if _head(blocks, at).source == "plain"]
    depths = sorted({head.depth for head in marked.values()})
    levels = {at: min(2 + depths.index(head.depth), LOWEST) for at, head in marked.items()}
    levels |= _plain_levels(blocks, plain, names)
    above = last = 1
    asides = {at for at in plain if _head(blocks, at).text.endswith(":")}
    if len(asides) == len(plain):
        asides = set()
    chapters_are_numbered = numbered_title or all(
        wording.frames(_head(blocks, at).text) for at in plain
    )
    for at in heads:
        head = _head(blocks, at)
        if head.source == "outline":
            levels[at] = min(head.depth + 1, LOWEST)
        elif head.source == "number":
            is_chapter = chapters_are_numbered and not marked
            levels[at] = min((2 if is_chapter else above + 1) + head.depth, LOWEST)
        elif at in asides:
            levels[at] = min(last + 1, LOWEST)
            continue
        else:
            above = levels[at]
        last = levels[at]
    return levels


def _plain_levels(
    blocks: Sequence[Block | Headline], plain: list[int], names: frozenset[str]
) -> dict[int, int]:
    """Two levels where casing tells chapters from sections, or where headings follow one another."""
    casings = {at: wording.casing(_head(blocks, at).text, names) for at in plain}
    pairs = [(one, one + 1) for one in plain if one + 1 in casings]
    chapters = {one for one, _ in pairs}
    sections = {other for _, other in pairs} - chapters
    chapter = _chapter_casing(casings, pairs)
    if chapter is None:
        # where most chapters open with a section, a heading by itself goes on with sections
        goes_on = len(pairs) > 1 and plain[0] in chapters and len(plain) <= 6 * len(pairs)
    else:
        goes_on = bool(pairs) and all(at in chapters for at in plain if casings[at] is chapter)
    levels: dict[int, int] = {}
    level = 2
    for at in plain:
        is_framing = wording.frames(_head(blocks, at).text)
        if at in sections:
            level = 3
        elif at in chapters or is_framing or casings[at] is chapter:
            level = 2
        elif chapter is None:
            level = level if goes_on else 2
        elif casings[at] is not Casing.EITHER or goes_on:
            level = 3
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
    if len(found) != 2:
        return None
    for chapter in (Casing.CAPITALS, Casing.TITLE):
        section = next(iter(found - {chapter}))
        if chapter not in found:
            continue
        agree = sum(
            casings[one] is not section and casings[other] is not chapter for one, other in pairs
        )
        wrong = sum(casings[one] is section and casings[other] is chapter for one, other in pairs)
        if wrong == 0 and (agree > 0 or _alternate(casings, chapter, section)):
            return chapter
    return None


def _alternate(casings: dict[int, Casing], chapter: Casing, section: Casing) -> bool:
    """Whether the text opens with a chapter and goes down to sections twice at least."""
    order = [casing for casing in casings.values() if casing is not Casing.EITHER]
    descents = sum(pair == (chapter, section) for pair in itertools.pairwise(order))
    return order[0] is chapter and descents > 1


def _head(blocks: Sequence[Block | Headline], index: int) -> Headline:
    block = blocks[index]
    assert isinstance(block, Headline)  # noqa: S101 only places of headlines are asked
    return block


def _doubts(blocks: Sequence[Block | Headline], levels: dict[int, int]) -> list[Doubt]:
    """One question with the whole outline, where any heading of it was a guess."""
    guessed = [at for at in levels if _head(blocks, at).source != "marked"]
    if not guessed:
        return []
    rows = []
    for at, level in sorted(levels.items()):
        head = _head(blocks, at)
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
    return [Doubt(_head(blocks, min(guessed)).lines[0], "headings", question)]
