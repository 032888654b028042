"""A comparison in one line: “4 paragraphs changed · 1 moved · 2 sources added”."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from articles.comparing.differences import Block, Fate
from articles.comparing.nodes import Attributes, Node
from articles.comparing.texts import Comparison
from articles.comparing.wording import Kind, Piece

UNITS: Final = {
    "p": ("paragraph", "paragraphs"),
    "h2": ("heading", "headings"),
    "h3": ("heading", "headings"),
    "h4": ("heading", "headings"),
    "ul": ("list", "lists"),
    "ol": ("list", "lists"),
    "dl": ("list", "lists"),
    "li": ("list item", "list items"),
    "dt": ("term or question", "terms or questions"),
    "dd": ("definition or answer", "definitions or answers"),
    "table": ("table", "tables"),
    "tr": ("table row", "table rows"),
    "td": ("table cell", "table cells"),
    "th": ("table cell", "table cells"),
    "aside": ("callout", "callouts"),
    "blockquote": ("quotation", "quotations"),
    "figure": ("picture", "pictures"),
    "img": ("picture", "pictures"),
}
OTHER: Final = ("block", "blocks")
COLUMN: Final = ("table column", "table columns")
SOURCE: Final = ("source", "sources")
WHOLE: Final = {"li", "dd", "td", "th", "figure"}  # what changed in them changed them
DEEDS: Final = {Fate.INSERTED: "added", Fate.DELETED: "removed", Fate.CHANGED: "changed"}


def summary(comparison: Comparison) -> list[str]:
    """What changed, counted, one phrase for each kind of change; [] where nothing did."""
    found = [
        f"{name} changed"
        for name, pieces in (
            ("title", comparison.title),
            ("standfirst", comparison.standfirst),
            ("names under the title", comparison.bylines),
        )
        if any(piece.kind != Kind.KEPT for piece in pieces)
    ]
    counts: Counter[tuple[tuple[str, str], str]] = Counter()
    for block in comparison.blocks:
        counts.update(_counted(block))
    counts.update(_in_words(comparison))
    for source in comparison.sources:
        deed = "corrected" if source.fate == Fate.CHANGED else DEEDS[source.fate]
        counts[SOURCE, deed] += 1
    found += [f"{count} {unit[count > 1]} {deed}" for (unit, deed), count in counts.items()]
    return found + [f"{field.name} changed" for field in comparison.others]


def _counted(block: Block) -> Iterator[tuple[tuple[str, str], str]]:
    unit = UNITS.get(block.node.tag, OTHER)
    if block.fate == Fate.KEPT or (block.move and block.fate == Fate.DELETED):
        return
    if block.move:
        yield unit, "moved"
    elif block.fate != Fate.CHANGED or block.pieces or block.node.tag in WHOLE:
        yield unit, DEEDS[block.fate]
    else:
        yield from _inside(block)


def _inside(block: Block) -> Iterator[tuple[tuple[str, str], str]]:
    if block.old and block.new and _shell(block.old) != _shell(block.new):
        yield UNITS.get(block.node.tag, OTHER), "changed in kind"
    if block.node.tag == "tbody":
        yield from _columns(block)
    for part in block.parts:
        if part.node.tag in ("td", "th") and part.fate in (Fate.INSERTED, Fate.DELETED):
            continue  # counted as a column
        yield from _counted(part)


def _columns(rows: Block) -> Iterator[tuple[tuple[str, str], str]]:
    for fate in (Fate.INSERTED, Fate.DELETED):
        most = max((sum(cell.fate == fate for cell in row.parts) for row in rows.parts), default=0)
        yield from [(COLUMN, DEEDS[fate])] * most


def _shell(node: Node) -> tuple[str, Attributes]:
    return node.tag, node.attributes


def _in_words(comparison: Comparison) -> Iterator[tuple[tuple[str, str], str]]:
    """What is easily overlooked in a changed paragraph, said by its name."""
    for piece in _pieces(comparison.blocks):
        if piece.kind == Kind.FORMATTED:
            yield from _reformed(piece)
            continue
        tokens = piece.old or piece.new
        if piece.kind != Kind.KEPT:
            deed = DEEDS[Fate(piece.kind)]
            cited = sum(token.leaf == "cite" for token in tokens)
            yield from [(("citation", "citations"), deed)] * cited


def _reformed(piece: Piece) -> Iterator[tuple[tuple[str, str], str]]:
    old, new = piece.old[0], piece.new[0]
    if old.leaf == "cite" and old.attributes != new.attributes:
        yield ("citation", "citations"), "changed"
    was, now = ([mark[1] for mark in token.marks if mark[0] == "a"] for token in (old, new))
    if was != now:
        deed = "changed" if was and now else "added" if now else "removed"
        yield ("link target", "link targets"), deed
    if {mark for mark in old.marks if mark[0] != "a"} != {
        mark for mark in new.marks if mark[0] != "a"
    }:
        yield ("passage", "passages"), "formatted differently"


def _pieces(blocks: tuple[Block, ...]) -> Iterator[Piece]:
    for block in blocks:
        yield from block.pieces
        yield from _pieces(block.parts)
