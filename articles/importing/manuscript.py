"""What an import makes of a text: blocks, references, what was dropped, and what is doubtful."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, ClassVar, Literal

from articles.importing.citations import Citation

Numbers = tuple[int, ...]


@dataclass(frozen=True)
class Heading:
    kind: ClassVar = "heading"
    text: str
    level: int
    lines: Numbers


@dataclass(frozen=True)
class Paragraph:
    kind: ClassVar = "paragraph"
    text: str
    lines: Numbers


@dataclass(frozen=True)
class Item:
    """One item of a list; `label` is its run-in label with its colon, `more` what it holds besides."""

    kind: ClassVar = "item"
    text: str
    lines: Numbers
    label: str = ""
    more: tuple["Paragraph | Listing", ...] = ()


@dataclass(frozen=True)
class Listing:
    kind: ClassVar = "list"
    items: tuple[Item, ...]
    lines: Numbers
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True)
class Table:
    kind: ClassVar = "table"
    rows: tuple[tuple[str, ...], ...]
    lines: Numbers
    has_header: bool = True
    caption: str = ""


@dataclass(frozen=True)
class Definition:
    kind: ClassVar = "definition"
    term: str
    text: str
    lines: Numbers


@dataclass(frozen=True)
class Definitions:
    kind: ClassVar = "definitions"
    items: tuple[Definition, ...]
    lines: Numbers


@dataclass(frozen=True)
class Question:
    kind: ClassVar = "question"
    text: str
    answer: tuple[Paragraph | Listing, ...]
    lines: Numbers


@dataclass(frozen=True)
class Questions:
    kind: ClassVar = "questions"
    items: tuple[Question, ...]
    lines: Numbers


@dataclass(frozen=True)
class Callout:
    kind: ClassVar = "callout"
    about: Literal["warning", "key-points", "plain-words", "note"]
    label: str
    blocks: tuple[Paragraph | Listing, ...]
    lines: Numbers


@dataclass(frozen=True)
class Quotation:
    kind: ClassVar = "quotation"
    blocks: tuple[Paragraph, ...]
    lines: Numbers


Block = Heading | Paragraph | Listing | Table | Definitions | Questions | Callout | Quotation


@dataclass(frozen=True)
class ListedReference:
    """An entry of the reference list. A home page names a site and therefore no work."""

    text: str
    kind: Literal["work", "page", "home page", "unidentified"]
    lines: Numbers
    url: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    isbn: str = ""


@dataclass(frozen=True)
class Dropped:
    """A line of the file that is no part of the article, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class Doubt:
    """A question to the writer; `quote` is the passage that it is about, "" for the whole text."""

    line: int
    kind: str
    question: str
    quote: str = ""


@dataclass(frozen=True)
class Manuscript:
    """One text, read. `title_lines` is empty where the title is only a proposal.

    Of a Word file that has footnotes, `footnotes` says how many: "[2]" in the text is the second of them.
    `works` are what its fields cite, as CSL-JSON; the marks of `citations` stand in the body.
    """

    title: str
    title_lines: Numbers
    body: str
    blocks: tuple[Block, ...]
    references: tuple[ListedReference, ...]
    dropped: tuple[Dropped, ...]
    doubts: tuple[Doubt, ...]
    footnotes: int = 0
    works: tuple[dict[str, Any], ...] = ()
    citations: tuple[Citation, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The manuscript as plain lists and dictionaries, for `--dry-run --format json`."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}

    def accounted(self) -> Iterator[int]:
        """The numbers of all lines that went somewhere: to the title, a block, a reference, a drop."""
        yield from self.title_lines
        for part in (*self.blocks, *self.references):
            yield from part.lines
        for dropped in self.dropped:
            yield dropped.line


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        kind = {"kind": value.kind} if hasattr(value, "kind") else {}
        return kind | {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value
