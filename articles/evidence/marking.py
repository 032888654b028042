"""Statements as people mark them, put among those that are read of a text. Pure.

One sentence may say two facts, and two sentences one: a person adds a statement, and may let it
overlap others. What the reading found is replaced where marks cover all its words; what a rule asks
about those words, and the kinds that it named, go with them, so that a mark asks for more and never for less.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from articles.evidence.rules import Hit
from articles.evidence.statements import Statement
from articles.evidence.units import NAMES, Support
from articles.text import anchors, cleaner
from articles.text.citations import cites
from articles.text.vocabulary import OBJECT

BEHIND: Final = ' .,;:!?…”"’»)]' + OBJECT  # between words and the citation that stands behind them


@dataclass(frozen=True)
class Mark:
    """From `start` to `end` of the running text a person says there is one statement."""

    pk: int
    start: int
    end: int
    category: str
    evidence: tuple[Support, ...] = ()
    as_of: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Citation:
    """Where in the running text it stands, and in which block."""

    at: int
    block: int
    support: Support


def citations(markup: str) -> list[Citation]:
    """Those of a text, in its order."""
    found: list[Citation] = []
    position = 0
    for block, words in anchors.running_blocks(cleaner.parse(markup)):
        places = [position + at for at, each in enumerate(words) if each == OBJECT]
        supports = [
            Support(*(each.get(f"data-{name}", "") for name in NAMES)) for each in cites(block)
        ]
        pairs = zip(places, supports, strict=False)  # a picture among words is one character too
        found.extend(Citation(at, position, each) for at, each in pairs)
        position += len(words) + 1
    return found


def merged(found: Sequence[Statement], marks: Iterable[Mark], markup: str) -> list[Statement]:
    """The register with what people marked in it, in the order of the text."""
    standing = [each for each in marks if each.start < each.end]
    if not standing:
        return list(found)
    text, cited = anchors.running(markup), citations(markup)
    left, replaced = _parted(found, standing, text)
    made = [_statement(each, standing, found, replaced, text, cited) for each in standing]
    return _copies(sorted([*left, *made], key=lambda each: (each.start, each.end)))


def _parted(
    found: Iterable[Statement], marks: Sequence[Mark], text: str
) -> tuple[list[Statement], list[Statement]]:
    left: list[Statement] = []
    replaced: list[Statement] = []
    for each in found:
        (replaced if _is_covered(each, marks, text) else left).append(each)
    return left, replaced


def _is_covered(statement: Statement, marks: Iterable[Mark], text: str) -> bool:
    """Whether marks say all of its letters; a title stands in no running text."""
    if statement.start == statement.end:
        return False
    open_places = {at for at in range(statement.start, statement.end) if text[at].isalnum()}
    for each in marks:
        open_places.difference_update(range(each.start, each.end))
    return not open_places


def _statement(
    mark: Mark,
    marks: Sequence[Mark],
    found: Sequence[Statement],
    replaced: Sequence[Statement],
    text: str,
    cited: Sequence[Citation],
) -> Statement:
    around = [each for each in found if _overlap(mark, each)]
    supports = _supports(mark, text, cited)
    asked = [
        hit for each in replaced if _overlap(mark, each) for hit in each.hits
        if _is_asked_of(hit, mark, marks, each, text)
    ]  # fmt: skip
    named = {mark.category, *_named(mark, around, replaced)}
    return Statement(
        words=" ".join(text[mark.start : mark.end].replace(OBJECT, " ").split()),
        category=mark.category,
        categories=frozenset(named),
        start=mark.start,
        end=mark.end,
        supports=supports,
        needs_source=not supports and (not around or any(each.needs_source for each in around)),
        hits=tuple(hit for hit in asked if not (supports and hit.rule.closed_by_source)),
        heading=around[0].heading if around else "",
        mark=mark.pk,
        as_of=mark.as_of,
        ends_on=mark.ends_on,
    )


def _named(mark: Mark, around: Iterable[Statement], replaced: Sequence[Statement]) -> Iterator[str]:
    """The kinds that the reading named in what the mark takes the place of as a whole."""
    for each in around:
        if each in replaced and mark.start <= each.start and each.end <= mark.end:
            yield from each.categories


def _is_asked_of(
    hit: Hit, mark: Mark, marks: Sequence[Mark], statement: Statement, text: str
) -> bool:
    """Of the marks that say the words of the hit; of the first of all, where none does as a whole."""
    over = [each for each in marks if _overlap(each, statement)]
    saying = [each for each in over if _says(each, hit, text)]
    return mark in saying if saying else mark == over[0]


def _says(mark: Mark, hit: Hit, text: str) -> bool:
    words = " ".join(text[mark.start : mark.end].replace(OBJECT, " ").split())
    return hit.words.casefold() in words.casefold()


def _supports(mark: Mark, text: str, cited: Sequence[Citation]) -> tuple[Support, ...]:
    """What the person named, of the works that the paragraph cites; else what is cited in the words."""
    blocks = {each.block for each in cited if _is_beside(each, mark, text)}
    keys = {each.support.key for each in cited if each.block in blocks}
    if named := tuple(each for each in mark.evidence if each.key in keys):
        return named
    return tuple(each.support for each in cited if _is_at(each, mark, text))


def _is_beside(citation: Citation, mark: Mark, text: str) -> bool:
    """Whether it stands in a block that the mark stands in."""
    end = text.find("\n", citation.block)
    return citation.block < mark.end and mark.start < (len(text) if end < 0 else end)


def _is_at(citation: Citation, mark: Mark, text: str) -> bool:
    """Within the words, or right behind them."""
    if mark.start <= citation.at < mark.end:
        return True
    return citation.at >= mark.end and not text[mark.end : citation.at].strip(BEHIND)


def _overlap(mark: Mark, statement: Statement) -> bool:
    return mark.start < statement.end and statement.start < mark.end


def _copies(found: Iterable[Statement]) -> list[Statement]:
    seen: Counter[str] = Counter()
    numbered = []
    for each in found:
        bare = replace(each, copy=0)
        numbered.append(replace(bare, copy=seen[bare.key]))
        seen[bare.key] += 1
    return numbered
