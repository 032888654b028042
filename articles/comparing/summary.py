"""A comparison in one line: “4 paragraphs changed · 1 moved · 2 sources added”."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy, npgettext_lazy

from articles.comparing.differences import Block, Fate
from articles.comparing.nodes import Attributes, Node
from articles.comparing.texts import Comparison
from articles.comparing.wording import Kind, Piece

UNITS: Final = {
    "p": "paragraph",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "ul": "list",
    "ol": "list",
    "dl": "list",
    "li": "list item",
    "dt": "term",
    "dd": "definition",
    "table": "table",
    "tr": "row",
    "td": "cell",
    "th": "cell",
    "aside": "callout",
    "blockquote": "quotation",
    "figure": "picture",
    "img": "picture",
}
OTHER: Final = "block"
WORDS: Final = {
    "paragraph": ngettext_lazy("paragraph", "paragraphs", "count"),
    "heading": ngettext_lazy("heading", "headings", "count"),
    "list": ngettext_lazy("list", "lists", "count"),
    "list item": ngettext_lazy("list item", "list items", "count"),
    "term": ngettext_lazy("term or question", "terms or questions", "count"),
    "definition": ngettext_lazy("definition or answer", "definitions or answers", "count"),
    "table": ngettext_lazy("table", "tables", "count"),
    "row": ngettext_lazy("table row", "table rows", "count"),
    "cell": ngettext_lazy("table cell", "table cells", "count"),
    "callout": ngettext_lazy("callout", "callouts", "count"),
    "quotation": ngettext_lazy("quotation", "quotations", "count"),
    "picture": ngettext_lazy("picture", "pictures", "count"),
    "block": ngettext_lazy("block", "blocks", "count"),
    "column": ngettext_lazy("table column", "table columns", "count"),
    "source": ngettext_lazy("source", "sources", "count"),
    "citation": ngettext_lazy("citation", "citations", "count"),
    "link target": ngettext_lazy("link target", "link targets", "count"),
    "passage": ngettext_lazy("passage", "passages", "count"),
}
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
WHOLE: Final = {"li", "dd", "td", "th", "figure"}  # what changed in them changed them
DEEDS: Final = {Fate.INSERTED: "added", Fate.DELETED: "removed", Fate.CHANGED: "changed"}


def summary(comparison: Comparison) -> list[str]:
    """What changed, counted, one phrase for each kind of change; [] where nothing did."""
    found = [
        said
        for said, pieces in (
            (_("title changed"), comparison.title),
            (_("standfirst changed"), comparison.standfirst),
            (_("names under the title changed"), comparison.bylines),
        )
        if any(piece.kind != Kind.KEPT for piece in pieces)
    ]
    counts: Counter[tuple[str, str]] = Counter()
    for block in comparison.blocks:
        counts.update(_counted(block))
    counts.update(_in_words(comparison))
    for source in comparison.sources:
        deed = "corrected" if source.fate == Fate.CHANGED else DEEDS[source.fate]
        counts["source", deed] += 1
    found += [_phrase(unit, deed, count) for (unit, deed), count in counts.items()]
    return found + [_("%(name)s changed") % {"name": field.label} for field in comparison.others]


def _phrase(unit: str, deed: str, count: int) -> str:
    counted = {"count": count}
    words = {"count": count, "unit": WORDS[unit] % counted, "deed": DONE[deed] % counted}
    return _("%(count)s %(unit)s %(deed)s") % words


def _counted(block: Block) -> Iterator[tuple[str, str]]:
    unit = UNITS.get(block.node.tag, OTHER)
    if block.fate == Fate.KEPT or (block.move and block.fate == Fate.DELETED):
        return
    if block.move:
        yield unit, "moved"
    elif block.fate != Fate.CHANGED or block.pieces or block.node.tag in WHOLE:
        yield unit, DEEDS[block.fate]
    else:
        yield from _inside(block)


def _inside(block: Block) -> Iterator[tuple[str, str]]:
    if block.old and block.new and _shell(block.old) != _shell(block.new):
        yield UNITS.get(block.node.tag, OTHER), "changed in kind"
    if block.node.tag == "tbody":
        yield from _columns(block)
    for part in block.parts:
        if part.node.tag in ("td", "th") and part.fate in (Fate.INSERTED, Fate.DELETED):
            continue  # counted as a column
        yield from _counted(part)


def _columns(rows: Block) -> Iterator[tuple[str, str]]:
    for fate in (Fate.INSERTED, Fate.DELETED):
        most = max((sum(cell.fate == fate for cell in row.parts) for row in rows.parts), default=0)
        yield from [("column", DEEDS[fate])] * most


def _shell(node: Node) -> tuple[str, Attributes]:
    return node.tag, node.attributes


def _in_words(comparison: Comparison) -> Iterator[tuple[str, str]]:
    """What is easily overlooked in a changed paragraph, said by its name."""
    for piece in _pieces(comparison.blocks):
        if piece.kind == Kind.FORMATTED:
            yield from _reformed(piece)
            continue
        tokens = piece.old or piece.new
        if piece.kind != Kind.KEPT:
            deed = DEEDS[Fate(piece.kind)]
            cited = sum(token.leaf == "cite" for token in tokens)
            yield from [("citation", deed)] * cited


def _reformed(piece: Piece) -> Iterator[tuple[str, str]]:
    old, new = piece.old[0], piece.new[0]
    if old.leaf == "cite" and old.attributes != new.attributes:
        yield "citation", "changed"
    was, now = ([mark[1] for mark in token.marks if mark[0] == "a"] for token in (old, new))
    if was != now:
        deed = "changed" if was and now else "added" if now else "removed"
        yield "link target", deed
    if {mark for mark in old.marks if mark[0] != "a"} != {
        mark for mark in new.marks if mark[0] != "a"
    }:
        yield "passage", "formatted differently"


def _pieces(blocks: tuple[Block, ...]) -> Iterator[Piece]:
    for block in blocks:
        yield from block.pieces
        yield from _pieces(block.parts)
