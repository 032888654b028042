"""A comparison in one line: “4 paragraphs changed · 1 moved · 2 sources added”."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy, npgettext_lazy

from articles.comparing.differences import Block, Fate
from articles.comparing.nodes import Attributes, Mark, Node
from articles.comparing.texts import Comparison
from articles.comparing.wording import Piece, PieceKind
from articles.text import vocabulary
from articles.text.vocabulary import Shape, Unit

# what is counted beside the blocks of the vocabulary
COLUMN: Final = Unit("column", ngettext_lazy("table column", "table columns", "count"))
SOURCE: Final = Unit("source", ngettext_lazy("source", "sources", "count"))
CITATION: Final = Unit("citation", ngettext_lazy("citation", "citations", "count"))
TARGET: Final = Unit("link target", ngettext_lazy("link target", "link targets", "count"))
PASSAGE: Final = Unit("passage", ngettext_lazy("passage", "passages", "count"))
# said with the count beside it: other languages change their verb by it
DONE: Final = {
    "added": npgettext_lazy("comparison", "added", "added", "count"),
    "removed": npgettext_lazy("comparison", "removed", "removed", "count"),
    "changed": npgettext_lazy("comparison", "changed", "changed", "count"),
    "corrected": npgettext_lazy("comparison", "corrected", "corrected", "count"),
    "moved": npgettext_lazy("comparison", "moved", "moved", "count"),
    "changed in kind": npgettext_lazy("comparison", "changed in kind", "changed in kind", "count"),
    "formatted differently": npgettext_lazy(
        "comparison", "formatted differently", "formatted differently", "count"
    ),
}
DEEDS: Final = {Fate.INSERTED: "added", Fate.DELETED: "removed", Fate.CHANGED: "changed"}


def summary(comparison: Comparison) -> list[str]:
    """What changed, counted, one phrase for each kind of change; [] where nothing did."""
    found = [
        said
        for said, pieces in (
            *((str(line.field.summed), line.pieces) for line in comparison.lines),
            (_("names under the title changed"), comparison.bylines),
        )
        if any(piece.kind != PieceKind.KEPT for piece in pieces)
    ]
    counts: Counter[tuple[Unit, str]] = Counter()
    for block in comparison.blocks:
        counts.update(_counted(block))
    counts.update(_in_words(comparison))
    for source in comparison.sources:
        deed = "corrected" if source.fate == Fate.CHANGED else DEEDS[source.fate]
        counts[SOURCE, deed] += 1
    found += [_phrase(unit, deed, count) for (unit, deed), count in counts.items()]
    return found + [_("%(name)s changed") % {"name": field.label} for field in comparison.others]


def _phrase(unit: Unit, deed: str, count: int) -> str:
    counted = {"count": count}
    words = {"count": count, "unit": unit.words % counted, "deed": DONE[deed] % counted}
    return _("%(count)s %(unit)s %(deed)s") % words


def _counted(block: Block) -> Iterator[tuple[Unit, str]]:
    unit = block.node.row.unit
    if block.fate == Fate.KEPT or (block.move and block.fate == Fate.DELETED):
        return
    if block.move:
        yield unit, "moved"
    elif block.fate != Fate.CHANGED or block.pieces or block.node.row.is_whole:
        yield unit, DEEDS[block.fate]
    else:
        yield from _inside(block)


def _inside(block: Block) -> Iterator[tuple[Unit, str]]:
    if block.old and block.new and _shell(block.old) != _shell(block.new):
        yield block.node.row.unit, "changed in kind"
    if block.node.row.shape == Shape.ROWS:
        yield from _columns(block)
    for part in block.parts:
        if part.node.row.shape == Shape.CELL and part.fate in (Fate.INSERTED, Fate.DELETED):
            continue  # counted as a column
        yield from _counted(part)


def _columns(rows: Block) -> Iterator[tuple[Unit, str]]:
    for fate in (Fate.INSERTED, Fate.DELETED):
        most = max((sum(cell.fate == fate for cell in row.parts) for row in rows.parts), default=0)
        yield from [(COLUMN, DEEDS[fate])] * most


def _shell(node: Node) -> tuple[str, Attributes]:
    return node.tag, node.attributes


def _in_words(comparison: Comparison) -> Iterator[tuple[Unit, str]]:
    """What is easily overlooked in a changed paragraph, said by its name."""
    for piece in _pieces(comparison.blocks):
        if piece.kind == PieceKind.FORMATTED:
            yield from _reformed(piece)
            continue
        tokens = piece.old or piece.new
        if piece.kind != PieceKind.KEPT:
            deed = DEEDS[Fate(piece.kind)]
            cited = sum(token.leaf == "cite" for token in tokens)
            yield from [(CITATION, deed)] * cited


def _reformed(piece: Piece) -> Iterator[tuple[Unit, str]]:
    old, new = piece.old[0], piece.new[0]
    if old.leaf == "cite" and old.attributes != new.attributes:
        yield CITATION, "changed"
    was, now = ([mark[1] for mark in token.marks if _leads(mark)] for token in (old, new))
    if was != now:
        deed = "changed" if was and now else "added" if now else "removed"
        yield TARGET, deed
    if {mark for mark in old.marks if not _leads(mark)} != {
        mark for mark in new.marks if not _leads(mark)
    }:
        yield PASSAGE, "formatted differently"


def _leads(mark: Mark) -> bool:
    return bool(vocabulary.BODY[mark[0]].needs)


def _pieces(blocks: tuple[Block, ...]) -> Iterator[Piece]:
    for block in blocks:
        yield from block.pieces
        yield from _pieces(block.parts)
