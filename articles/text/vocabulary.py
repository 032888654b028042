"""The closed vocabulary of a body: one row for each kind of block and of mark. Pure.

Whoever must know the kinds asks `vocabulary.BODY`: the cleaner, the canonical form, running text,
comparisons, findings, the editor with its paste, and the scripts, which get the same as JSON. What a
row lacks it inherits from its shape; a row that can't be whole is refused when the table is made.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from articles.text import attributes, locators

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Said: TypeAlias = "str | _StrPromise"

OBJECT: Final = "\ufffc"  # one character of running text for what is no word
# elements that are taken off, what is in them stays
WRAPPERS: Final = frozenset({"div", "section", "article", "main", "thead", "tfoot"})


class Shape(StrEnum):
    """What may stand in an element, and how `articles.text.canonical` builds it."""

    MARK = "mark"  # lies upon words
    LEAF = "leaf"  # stands among words, and holds none
    PARAGRAPH = "paragraph"  # words that stand in nothing else
    HEADING = "heading"  # a line of words: blocks that stood in it follow it
    TERM = "term"  # the same in a list of definitions: blocks that stood in it explain it
    CAPTION = "caption"  # words that belong to a table or a figure
    CONTAINER = "container"  # any blocks
    LIST = "list"  # items alone
    TABLE = "table"
    ROWS = "rows"
    ROW = "row"
    CELL = "cell"  # any blocks, or none
    FIGURE = "figure"
    PICTURE = "picture"
    RULE = "rule"


PROSE: Final = frozenset({Shape.PARAGRAPH, Shape.HEADING, Shape.TERM, Shape.CAPTION})
INLINE: Final = frozenset({Shape.MARK, Shape.LEAF})
PARTED: Final = frozenset({Shape.LIST, Shape.TABLE, Shape.ROWS, Shape.ROW})
ALONE: Final = frozenset({Shape.PICTURE, Shape.RULE})


@dataclass(frozen=True)
class Choice:
    """One value that an attribute may have, and the button that sets it."""

    value: str
    label: Said = ""
    icon: str = ""
    is_named: bool = False  # by a page, to those who hear it: only its look tells it otherwise


@dataclass(frozen=True)
class Attribute:
    """`admitted` gives the one form of a value, or None where the attribute goes."""

    name: str
    label: Said = ""  # in the changes of a text
    admitted: Callable[[str], str | None] = attributes.anything
    choices: tuple[Choice, ...] = ()
    default: str = ""
    is_needed: bool = False  # without it the element is none
    is_shown: bool = True  # on a page; else it is for the desk alone

    def kept(self, value: str) -> str | None:
        if self.choices:
            return value if value in (choice.value for choice in self.choices) else None
        return self.admitted(value)


@dataclass(frozen=True)
class Unit:
    """As what a summary of changes counts a block."""

    key: str
    words: Any  # lazy, with its plural


BLOCK: Final = Unit("block", ngettext_lazy("block", "blocks", "count"))
PARAGRAPH: Final = Unit("paragraph", ngettext_lazy("paragraph", "paragraphs", "count"))
HEADING: Final = Unit("heading", ngettext_lazy("heading", "headings", "count"))
LIST: Final = Unit("list", ngettext_lazy("list", "lists", "count"))
ITEM: Final = Unit("list item", ngettext_lazy("list item", "list items", "count"))
TERM: Final = Unit("term", ngettext_lazy("term or question", "terms or questions", "count"))
MEANING: Final = Unit(
    "definition", ngettext_lazy("definition or answer", "definitions or answers", "count")
)
TABLE: Final = Unit("table", ngettext_lazy("table", "tables", "count"))
ROW: Final = Unit("row", ngettext_lazy("table row", "table rows", "count"))
CELL: Final = Unit("cell", ngettext_lazy("table cell", "table cells", "count"))
CALLOUT: Final = Unit("callout", ngettext_lazy("callout", "callouts", "count"))
QUOTATION: Final = Unit("quotation", ngettext_lazy("quotation", "quotations", "count"))
PICTURE: Final = Unit("picture", ngettext_lazy("picture", "pictures", "count"))


@dataclass(frozen=True)
class ElementType:
    """One kind of element that a body may hold."""

    tag: str
    shape: Shape
    attributes: tuple[Attribute, ...] = ()
    synonyms: tuple[str, ...] = ()  # elements of other programs that are taken for it
    holds: tuple[str, ...] = ()  # of a list: its items; what is none goes into the first
    level: int = 0  # of a heading

    # compared
    unit: Unit = BLOCK
    compared_as: str = ""  # only blocks of one kind can be the same one, changed; else its own
    name: Said = ""  # where it became another of its kind, and of a mark where it came or went
    is_movable: bool = False
    is_whole: bool = False  # what changed in it changed it
    stub: str = "p"  # what stands where it moved away from; "" for itself

    # read
    runs_as: str = ""  # one character of running text instead of what is in it
    is_unsaid: bool = False  # while it is empty no block of running text
    on_page: Mapping[str, str] = field(default_factory=dict)  # attributes that a page adds
    shown_as: str = ""  # another element on a page; "" for its own

    # edited
    extension: str = ""  # of the editor; "" for one made of this row
    options: bool | Mapping[str, Any] = True
    node: str = ""  # its name there; else the tag
    label: Said = ""  # its button; where an attribute has choices each of these has one
    icon: str = ""
    left_out: tuple[str, ...] = ()  # selectors of what is none of ours when it is pasted
    keeps_blanks: bool = False  # pasted, an empty paragraph in it stays

    @property
    def needs(self) -> str:
        """The attribute without which it is nothing; "" where it needs none."""
        return next((each.name for each in self.attributes if each.is_needed), "")

    @property
    def kind(self) -> str:
        return self.compared_as or self.tag

    @property
    def shown_selector(self) -> str:
        """What it is found by on a page, where it is another element there; else ""."""
        marks = "".join(f'[{name}="{value}"]' for name, value in self.on_page.items())
        return f"{self.shown_as}{marks}" if self.shown_as else ""

    def attribute(self, name: str) -> Attribute | None:
        return next((each for each in self.attributes if each.name == name), None)

    def problems(self) -> Iterator[str]:
        """What the row lacks, in words."""
        if self.shape == Shape.LIST and not self.holds:
            yield f"<{self.tag}> is a list and does not say what its items are."
        if self.shape == Shape.HEADING and self.extension and not self.level:
            yield f"<{self.tag}> is a heading and has no level."
        if self.shape == Shape.MARK and not self.name:
            yield f"<{self.tag}> is a mark and has no name."
        if len(self.attributes) > 1 and self.shape == Shape.MARK:
            yield f"<{self.tag}> is a mark and has more than one attribute."
        can_be_made = self.shape in (Shape.CONTAINER, Shape.HEADING)
        if not (self.extension or (can_be_made and (self.label or self._has_choices))):
            yield f"<{self.tag}> names no extension of the editor, and none can be made of it."

    @property
    def _has_choices(self) -> bool:
        return any(each.choices for each in self.attributes)


class Vocabulary:
    """The rows, by their tags and by what they have in common. It never changes."""

    def __init__(self, *rows: ElementType) -> None:
        self.rows = rows
        self._by_tag = {row.tag: row for row in rows}
        if wrong := [*self._problems()]:
            raise ValueError(" ".join(wrong))

    def __getitem__(self, tag: object) -> ElementType:
        """The row of a tag. Raises `KeyError`: what is in no row is in no body."""
        return self._by_tag[str(tag)]

    def get(self, tag: object) -> ElementType | None:
        return self._by_tag.get(str(tag))

    def __contains__(self, tag: object) -> bool:
        return tag in self._by_tag

    def with_row(self, row: ElementType) -> "Vocabulary":
        """This vocabulary and one kind more."""
        return Vocabulary(*self.rows, row)

    def of(self, *shapes: Shape) -> tuple[str, ...]:
        """The tags of these shapes, in the order of the table."""
        return tuple(row.tag for row in self.rows if row.shape in shapes)

    @cached_property
    def tags(self) -> frozenset[str]:
        return frozenset(self._by_tag)

    @cached_property
    def synonyms(self) -> dict[str, str]:
        return {other: row.tag for row in self.rows for other in row.synonyms}

    @cached_property
    def attributes(self) -> dict[str, set[str]]:
        return {
            tag: {each.name for each in row.attributes}
            for row in self.rows
            for tag in (row.tag, *row.synonyms)
            if row.attributes
        }

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """Outermost first."""
        return self.of(Shape.MARK)

    @cached_property
    def inline(self) -> frozenset[str]:
        return frozenset(self.of(*INLINE))

    @cached_property
    def atoms(self) -> frozenset[str]:
        """What stands among words, or for a block, and holds none."""
        return frozenset(self.of(Shape.LEAF, Shape.PICTURE))

    @cached_property
    def prose(self) -> frozenset[str]:
        """Blocks of running text."""
        return frozenset(self.of(*PROSE))

    @cached_property
    def headings(self) -> tuple[str, ...]:
        return tuple(row.tag for row in self.rows if row.level)

    @cached_property
    def announcing(self) -> tuple[str, ...]:
        """What says in a line what follows it: headings, terms and questions."""
        return (*self.headings, *self.of(Shape.TERM))

    @cached_property
    def cells(self) -> tuple[str, ...]:
        return self.of(Shape.CELL)

    @cached_property
    def holders(self) -> dict[str, str]:
        """The list that an item gets where it stands in none."""
        return {item: row.tag for row in reversed(self.rows) for item in row.holds}

    @cached_property
    def named_prose(self) -> frozenset[str]:
        """Blocks of running text under all names that they may come by."""
        synonyms = {other for other, tag in self.synonyms.items() if tag in self.prose}
        return self.prose | synonyms

    @cached_property
    def unshown(self) -> frozenset[str]:
        """The attributes that no page shows."""
        return frozenset(a.name for row in self.rows for a in row.attributes if not a.is_shown)

    @cached_property
    def attribute_labels(self) -> dict[str, Said]:
        return {each.name: each.label for row in self.rows for each in row.attributes if each.label}

    def as_json(self) -> dict[str, Any]:
        """What the scripts ask: selectors, and the longest words of a citation."""
        return {
            "prose": sorted(self.named_prose),
            "cells": list(self.cells),
            "pictures": list(self.of(Shape.PICTURE)),
            "objects": [_selector(row) for row in self.rows if row.runs_as == OBJECT],
            "breaks": [row.tag for row in self.rows if row.runs_as == "\n"],
            "unsaid": [row.tag for row in self.rows if row.is_unsaid],
            "headings": list(self.headings),
            "leftOut": [selector for row in self.rows for selector in row.left_out],
            "keepBlanks": [row.tag for row in self.rows if row.keeps_blanks],
            "longest": {
                "locator": locators.LONGEST_LOCATOR,
                "quote": locators.LONGEST_QUOTE,
            },
        }

    def _problems(self) -> Iterator[str]:
        if len(self._by_tag) < len(self.rows):
            yield "Two rows have one tag."
        for row in self.rows:
            yield from row.problems()
            yield from (
                f"<{row.tag}> holds <{item}>, which is in no row."
                for item in row.holds
                if item not in self
            )
            alike = [other for other in self.rows if other.kind == row.kind]
            if len(alike) > 1 and not row.name:
                yield f"<{row.tag}> can become another of its kind and has no name."
            nameless = [each.name for each in row.attributes if not (each.label or each.is_needed)]
            yield from (f"{name} of <{row.tag}> has no label." for name in nameless)


def _selector(row: ElementType) -> str:
    is_needed = row.shape == Shape.LEAF and row.needs
    return f"{row.tag}[{row.needs}]" if is_needed else row.tag


_SPANS: Final = (
    Attribute("colspan", _("columns spanned"), attributes.count),
    Attribute("rowspan", _("rows spanned"), attributes.count),
)
# of a block that came from a snippet: which of its wordings
_SNIPPET: Final = (
    Attribute("data-snippet", _("snippet it came from"), attributes.number, is_shown=False),
)

BODY = Vocabulary(
    # marks, outermost first
    ElementType(
        "a",
        Shape.MARK,
        (Attribute("href", _("link"), attributes.address, is_needed=True),),
        name=_("link"),
        extension="Link",
        options={"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    ),
    ElementType("strong", Shape.MARK, synonyms=("b",), name=_("bold"), extension="Bold"),
    ElementType("em", Shape.MARK, synonyms=("i",), name=_("italics"), extension="Italic"),
    ElementType("sub", Shape.MARK, name=_("subscript"), extension="Subscript"),
    ElementType("sup", Shape.MARK, name=_("superscript"), extension="Superscript"),
    # among words
    ElementType("br", Shape.LEAF, runs_as="\n", extension="HardBreak"),
    ElementType(
        "cite",
        Shape.LEAF,
        (
            Attribute("data-ref", admitted=attributes.key, is_needed=True),
            Attribute("data-locator", _("place in the source"), attributes.locator),
            Attribute("data-quote", _("quotation from the source"), attributes.quote),
        ),
        runs_as=OBJECT,
        extension="Citation",
    ),
    # words
    ElementType(
        "p",
        Shape.PARAGRAPH,
        _SNIPPET,
        unit=PARAGRAPH,
        compared_as="prose",
        name=_("a paragraph"),
        is_movable=True,
        extension="Paragraph",
    ),
    ElementType(
        "h2",
        Shape.HEADING,
        _SNIPPET,
        synonyms=("h1",),
        level=2,
        unit=HEADING,
        compared_as="prose",
        name=_("a heading of level 2"),
        is_movable=True,
        extension="Heading",
        options={"levels": [2, 3, 4]},
    ),
    ElementType(
        "h3",
        Shape.HEADING,
        _SNIPPET,
        level=3,
        unit=HEADING,
        compared_as="prose",
        name=_("a heading of level 3"),
        is_movable=True,
        extension="Heading",
        options={"levels": [2, 3, 4]},
    ),
    ElementType(
        "h4",
        Shape.HEADING,
        _SNIPPET,
        synonyms=("h5", "h6"),
        level=4,
        unit=HEADING,
        compared_as="prose",
        name=_("a heading of level 4"),
        is_movable=True,
        extension="Heading",
        options={"levels": [2, 3, 4]},
    ),
    # lists
    ElementType(
        "ul",
        Shape.LIST,
        _SNIPPET,
        holds=("li",),
        unit=LIST,
        compared_as="list",
        name=_("a list with bullets"),
        is_movable=True,
        extension="BulletList",
    ),
    ElementType(
        "ol",
        Shape.LIST,
        (Attribute("start", _("first number"), attributes.count), *_SNIPPET),
        holds=("li",),
        unit=LIST,
        compared_as="list",
        name=_("a numbered list"),
        is_movable=True,
        extension="OrderedList",
        options={"enableListAttributes": False},
    ),
    ElementType(
        "li",
        Shape.CONTAINER,
        unit=ITEM,
        is_movable=True,
        is_whole=True,
        stub="li",
        extension="ListItem",
        keeps_blanks=True,
    ),
    ElementType(
        "dl",
        Shape.LIST,
        (Attribute("data-kind", _("kind"), choices=(Choice("questions"),)), *_SNIPPET),
        holds=("dd", "dt"),
        unit=LIST,
        is_movable=True,
        extension="DefinitionList",
    ),
    ElementType("dt", Shape.TERM, unit=TERM, extension="DefinitionList"),
    ElementType("dd", Shape.CONTAINER, unit=MEANING, is_whole=True, extension="DefinitionList"),
    # blocks around others
    ElementType(
        "blockquote",
        Shape.CONTAINER,
        _SNIPPET,
        unit=QUOTATION,
        compared_as="quotation",
        name=_("a quotation"),
        is_movable=True,
        extension="Blockquote",
    ),
    ElementType(
        "aside",
        Shape.CONTAINER,
        (
            Attribute(
                "data-kind",
                _("kind"),
                choices=(
                    Choice("key-points", _("Key points"), "key", is_named=True),
                    Choice("plain-words", _("In plain words"), "chat", is_named=True),
                    Choice("warning", _("Warning"), "warning"),
                    Choice("note", _("Note"), "info"),
                ),
                default="note",
            ),
            *_SNIPPET,
        ),
        unit=CALLOUT,
        compared_as="quotation",
        name=_("a callout"),
        is_movable=True,
        on_page={"role": "note"},
        shown_as="div",  # reader modes of browsers drop every `aside`, warnings with it
        node="callout",
        left_out=("aside:not([data-kind])",),  # what a page has around its text
    ),
    # tables
    ElementType(
        "table", Shape.TABLE, _SNIPPET, unit=TABLE, is_movable=True, extension="CaptionedTable"
    ),
    ElementType("caption", Shape.CAPTION, extension="CaptionedTable"),
    ElementType("tbody", Shape.ROWS, extension="CaptionedTable"),
    ElementType("tr", Shape.ROW, unit=ROW, is_movable=True, stub="", extension="TableRow"),
    ElementType(
        "th",
        Shape.CELL,
        _SPANS,
        unit=CELL,
        compared_as="cell",
        name=_("a header cell"),
        is_whole=True,
        extension="TableHeader",
        keeps_blanks=True,
    ),
    ElementType(
        "td",
        Shape.CELL,
        _SPANS,
        unit=CELL,
        compared_as="cell",
        name=_("a cell"),
        is_whole=True,
        extension="TableCell",
        keeps_blanks=True,
    ),
    # pictures
    ElementType(
        "figure",
        Shape.FIGURE,
        unit=PICTURE,
        is_movable=True,
        is_whole=True,
        extension="ImageFigure",
    ),
    ElementType(
        "img",
        Shape.PICTURE,
        (
            Attribute("data-image", _("picture"), attributes.image_key, is_needed=True),
            Attribute("alt", _("alternative text")),
        ),
        unit=PICTURE,
        runs_as=OBJECT,
        extension="ImageFigure",
        left_out=("img:not([data-image], [data-pending])",),
    ),
    ElementType("figcaption", Shape.CAPTION, is_unsaid=True, extension="ImageFigure"),
    ElementType("hr", Shape.RULE, extension="HorizontalRule"),
)
