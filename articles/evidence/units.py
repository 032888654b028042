"""A text as units that make sense: a sentence, and what must be read with it to know what it says.

“Absolutely.” says nothing, and much under “Can it replace my tablets?”. So each unit carries what it
is read with: the question that it answers, the words that lead into its list, the head of its column,
its heading. Positions are those of the running text (`articles.text.anchors`). Pure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Final

from lxml import html

from articles.text import anchors, cleaner, vocabulary
from articles.text.citations import cites as cited
from articles.text.vocabulary import OBJECT

END: Final = re.compile(
    r"[.!?…]+[\"”’»)\]]*\ufffc*[\"”’»)\]]*(?P<gap>\s+)(?=[\"“‘«(\[¿¡]*[A-Z0-9À-Þ])"
)
ABBREVIATED: Final = re.compile(
    r"(?:\b(?:Dr|Dra|Mr|Mrs|Ms|Sr|Sra|St|Prof|vs|cf|approx|No|Nr|Fig|Vol|ca|e\.g|i\.e|p\.ej|al|Ph\.D)"
    r"|\b[A-Z])\.$"
)
BEFORE: Final = 1  # sentences in a paragraph that a citation goes on to cover
AFTER: Final = 2  # and those that led to it
NAMES: Final = ("ref", "locator", "quote")  # of the attributes of a citation
LETTERS: Final = re.compile(r"[^\W_]")


class Kind(StrEnum):
    TITLE = "title"
    SENTENCE = "sentence"
    HEADING = "heading"
    QUESTION = "question"
    ITEM = "item"
    CELL = "cell"
    CAPTION = "caption"


@dataclass(frozen=True)
class Support:
    """A citation: the key of the work, the place in it, and its words there."""

    key: str
    locator: str = ""
    words: str = ""

    @property
    def is_exact(self) -> bool:
        """Whether it says where, or in which words: a title alone can't be checked."""
        return bool(self.locator or self.words)


@dataclass(frozen=True)
class Unit:
    """One passage, from `start` to `end` of the running text; a title stands in none (0 to 0).

    `question` is what it answers, `lead_in` what leads into its list, `heads` what stands at the head
    of its column and row, `heading` the nearest above, `before` the sentence before it in its block.
    `is_first` says that it begins its block: an answer is given at once or not at all. A passage is
    covered by a citation near it in its paragraph: writers put one number to what two or three
    sentences say of a work.
    """

    kind: Kind
    text: str
    start: int = 0
    end: int = 0
    question: str = ""
    lead_in: str = ""
    heads: tuple[str, ...] = ()
    heading: str = ""
    before: str = ""
    is_first: bool = True
    is_cited: bool = False
    is_covered: bool = False
    supports: tuple[Support, ...] = ()

    @cached_property
    def words(self) -> str:
        """The passage without what stands for its citations."""
        return " ".join(self.text.replace(OBJECT, " ").split())


@dataclass
class _Surroundings:
    """What was read last, as the units below need it."""

    heading: str = ""
    question: str = ""
    lead_in: str = ""
    is_lead_in_cited: bool = False
    heads: dict[int, str] = field(default_factory=dict)
    row_head: str = ""
    table: html.HtmlElement | None = None
    row: html.HtmlElement | None = None
    is_table_cited: bool = False
    is_row_cited: bool = False


def units(markup: str, title: str = "") -> list[Unit]:
    """The units of a text, in its order. Takes canonical markup (`articles.text.cleaner.clean`)."""
    root, known, position = cleaner.parse(markup), _Surroundings(), 0
    found = [Unit(Kind.TITLE, title, heading="")] if title else []
    if title.rstrip().endswith("?"):
        known.question = title
    for block, words in anchors.running_blocks(root):
        found.extend(_supported(_of_block(block, words, position, known), block, words, position))
        position += len(words) + 1
    return found


def _supported(found: list[Unit], block: html.HtmlElement, words: str, position: int) -> list[Unit]:
    """The units of a block with their citations, which stand in it as one character each."""
    cites = [Support(*(cite.get(f"data-{name}", "") for name in NAMES)) for cite in cited(block)]
    if not cites:
        return found

    def before(at: int) -> int:
        return words.count(OBJECT, 0, at - position)

    return [
        replace(unit, supports=tuple(cites[before(unit.start) : before(unit.end)]))
        for unit in found
    ]


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence of a block. What follows an abbreviation begins none."""
    start = 0
    for found in END.finditer(text):
        if ABBREVIATED.search(text, start, found.start("gap")):
            continue
        yield start, found.start("gap")
        start = found.end("gap")
    if text[start:].strip():
        yield start, len(text.rstrip())


def _of_block(
    block: html.HtmlElement, words: str, position: int, known: _Surroundings
) -> list[Unit]:
    tag = str(block.tag)
    if not LETTERS.search(words):
        return []
    if tag in vocabulary.BODY.headings:
        return [_heading(words, position, known)]
    if tag == "dt":
        known.question = known.lead_in = words
        return [_whole(Kind.QUESTION, words, position, known)]
    cell = _around(block, "td", "th")
    if cell is not None:
        return _of_cell(cell, words, position, known)
    if tag in ("caption", "figcaption"):
        return _sentences(Kind.CAPTION, words, position, known)
    item = _around(block, "li")
    if item is not None:
        return _of_item(item, words, position, known)
    return _of_paragraph(block, words, position, known)


def _heading(words: str, position: int, known: _Surroundings) -> Unit:
    known.heading, known.lead_in, known.is_lead_in_cited = words, "", False
    known.question = words if words.rstrip().endswith("?") else ""
    kind = Kind.QUESTION if known.question else Kind.HEADING
    return Unit(kind, words, position, position + len(words), is_cited=OBJECT in words)


def _of_paragraph(
    block: html.HtmlElement, words: str, position: int, known: _Surroundings
) -> list[Unit]:
    found = _sentences(Kind.SENTENCE, words, position, known)
    known.lead_in, known.is_lead_in_cited = "", False
    if found and words.rstrip(f" {OBJECT}").endswith((":", "…", "...")):
        known.lead_in, known.is_lead_in_cited = found[-1].words, OBJECT in found[-1].text
    if _around(block, "dd") is None:
        known.question = ""
    return found


def _of_item(item: html.HtmlElement, words: str, position: int, known: _Surroundings) -> list[Unit]:
    found = _sentences(Kind.ITEM, words, position, known)
    known.question = "" if item.getnext() is None else known.question
    return found


def _of_cell(cell: html.HtmlElement, words: str, position: int, known: _Surroundings) -> list[Unit]:
    row = cell.getparent()
    table = next(cell.iterancestors("table"))
    column = row.index(cell)
    if table is not known.table:
        known.table, known.heads, known.row = table, {}, None
        known.is_table_cited = any(
            next(cite.iterancestors("th", "caption"), None) is not None
            for cite in table.iter("cite")
        )
    if row is not known.row:
        known.row, known.row_head = row, ""
        known.is_row_cited = any(True for _ in row.iter("cite"))
    is_first_row = row.getprevious() is None
    if is_first_row:
        known.heads[column] = words
    if column == 0:
        known.row_head = words
    if cell.tag == "th" or is_first_row or column == 0:
        return []
    heads = tuple(each for each in (known.row_head, known.heads.get(column, "")) if each)
    is_cited = known.is_table_cited or known.is_row_cited or OBJECT in words
    return [
        Unit(
            Kind.CELL, words, position, position + len(words), heads=heads,
            heading=known.heading, is_cited=is_cited,
        )
    ]  # fmt: skip


def _whole(kind: Kind, words: str, position: int, known: _Surroundings) -> Unit:
    return Unit(
        kind, words, position, position + len(words), heading=known.heading,
        is_cited=OBJECT in words,
    )  # fmt: skip


def _sentences(kind: Kind, words: str, position: int, known: _Surroundings) -> list[Unit]:
    found: list[Unit] = []
    is_of_list = kind == Kind.ITEM
    for start, end in sentences(words):
        text = words[start:end]
        asked = found[-1].words if found and found[-1].words.endswith("?") else known.question
        found.append(
            Unit(
                kind, text, position + start, position + end,
                question=asked if not found or found[-1].words.endswith("?") else "",
                lead_in=known.lead_in if is_of_list else "",
                heading=known.heading,
                before=found[-1].words if found else "",
                is_first=not found,
                is_cited=OBJECT in text or (is_of_list and known.is_lead_in_cited),
            )
        )  # fmt: skip
    return _covered(found)


def _covered(found: list[Unit]) -> list[Unit]:
    cited = [unit.is_cited for unit in found]
    return [
        replace(unit, is_covered=any(cited[max(0, at - BEFORE) : at + AFTER + 1]))
        for at, unit in enumerate(found)
    ]


def _around(block: html.HtmlElement, *tags: str) -> html.HtmlElement | None:
    if block.tag in tags:
        return block
    return next(block.iterancestors(*tags), None)
