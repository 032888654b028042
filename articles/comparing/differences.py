"""Blocks against blocks: which stayed, came, went, moved or changed, down to the words in them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from articles.comparing.alignment import Measure, Pair, align, kind
from articles.comparing.nodes import Node
from articles.comparing.wording import Piece, pieces

MOVED: Final = 0.8
FEW: Final = 5
MOST_MEASURED: Final = 10_000


class Fate(StrEnum):
    KEPT = "kept"
    INSERTED = "inserted"
    DELETED = "deleted"
    CHANGED = "changed"


@dataclass(frozen=True)
class Block:
    """What became of one block.

    `pieces` are the words of running text and `parts` the blocks of any other that changed. A block
    that moved is deleted in one place and inserted in another, with the same number in `move`; if it
    changed on the way the place where it is now has its pieces or parts.
    """

    fate: Fate
    old: Node | None = None
    new: Node | None = None
    pieces: tuple[Piece, ...] = ()
    parts: "tuple[Block, ...]" = ()
    move: int = 0

    @property
    def node(self) -> Node:
        """The block as it is now, else as it was."""
        node = self.new or self.old
        if node is None:
            raise TypeError("A block is in one text at least.")
        return node


def differences(old: Sequence[Node], new: Sequence[Node]) -> tuple[Block, ...]:
    """Every block of both texts, in reading order."""
    measure = Measure()
    return _with_moves(_blocks(align(old, new, measure), measure), measure)


def before(blocks: Iterable[Block]) -> tuple[Node, ...]:
    """The old text: what is left when every change is rejected."""
    return tuple(_old(block) for block in blocks if block.fate != Fate.INSERTED)


def after(blocks: Iterable[Block]) -> tuple[Node, ...]:
    """The new text: what is there when every change is accepted."""
    return tuple(_new(block) for block in blocks if block.fate != Fate.DELETED)


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """All blocks and the parts of those that changed."""
    for block in blocks:
        yield block
        yield from walk(block.parts)


def _old(block: Block) -> Node:
    shell = block.old or block.node
    if not (block.pieces or block.parts):
        return shell
    tokens = tuple(token for piece in block.pieces for token in piece.old)
    return replace(shell, tokens=tokens, children=before(block.parts))


def _new(block: Block) -> Node:
    shell = block.node
    if not (block.pieces or block.parts):
        return shell
    tokens = tuple(token for piece in block.pieces for token in piece.new)
    return replace(shell, tokens=tokens, children=after(block.parts))


def _blocks(pairs: Iterable[Pair], measure: Measure) -> tuple[Block, ...]:
    return tuple(_block(old, new, measure) for old, new in pairs)


def _block(old: Node | None, new: Node | None, measure: Measure) -> Block:
    if new is None:
        return Block(Fate.DELETED, old=old)
    if old is None:
        return Block(Fate.INSERTED, new=new)
    if old.form == new.form:
        return Block(Fate.KEPT, old, new)
    return _changed(old, new, measure)


def _changed(old: Node, new: Node, measure: Measure) -> Block:
    if old.is_prose and new.is_prose:
        return Block(Fate.CHANGED, old, new, pieces=pieces(old.tokens, new.tokens))
    return Block(Fate.CHANGED, old, new, parts=_parts(old, new, measure))


def _parts(old: Node, new: Node, measure: Measure) -> tuple[Block, ...]:
    if old.tag == new.tag == "tbody":
        return _rows(old, new, measure)
    if old.tag == new.tag == "table":
        return _blocks(_by_tag(old, new), measure)
    return _blocks(_children(old, new, measure), measure)


def _children(old: Node, new: Node, measure: Measure) -> list[Pair]:
    """What stands alone in both is the same thing, however little of it is left."""
    if len(old.children) == len(new.children) == 1:
        one, other = old.children[0], new.children[0]
        if kind(one) == kind(other):
            return [(one, other)]
    return align(old.children, new.children, measure)


def _by_tag(old: Node, new: Node) -> list[Pair]:
    """Caption with caption, rows with rows: a table has each once."""
    left, right = ({child.tag: child for child in each.children} for each in (old, new))
    return [(left.get(tag), right.get(tag)) for tag in sorted({*left, *right})]


def _rows(old: Node, new: Node, measure: Measure) -> tuple[Block, ...]:
    columns = _columns(old, new, measure)
    found = []
    for left, right in align(old.children, new.children, measure):
        if left is None or right is None or left.form == right.form:
            found.append(_block(left, right, measure))
            continue
        cells = _blocks(_cells(left, right, columns, measure), measure)
        found.append(Block(Fate.CHANGED, left, right, parts=cells))
    return tuple(found)


def _cells(
    old: Node, new: Node, columns: list[tuple[int | None, int | None]] | None, measure: Measure
) -> list[Pair]:
    if len(old.children) == len(new.children):
        return list(zip(old.children, new.children, strict=True))
    if columns is None:
        return align(old.children, new.children, measure)
    return [
        (
            old.children[left] if left is not None else None,
            new.children[right] if right is not None else None,
        )
        for left, right in columns
    ]


def _columns(old: Node, new: Node, measure: Measure) -> list[tuple[int | None, int | None]] | None:
    """Which column became which, where one came or went; None where cells span or rows differ."""
    left, right = _turned(old), _turned(new)
    if left is None or right is None or len(left) == len(right):
        return None
    places_left = {id(column): at for at, column in enumerate(left)}
    places_right = {id(column): at for at, column in enumerate(right)}
    return [
        (
            None if one is None else places_left[id(one)],
            None if other is None else places_right[id(other)],
        )
        for one, other in align(left, right, measure)
    ]


def _turned(table: Node) -> list[Node] | None:
    """Its columns, as rows are; None where it has no whole ones."""
    widths = {len(row.children) for row in table.children}
    cells = [cell for row in table.children for cell in row.children]
    if len(widths) != 1 or any(cell.get("colspan") or cell.get("rowspan") for cell in cells):
        return None
    columns = zip(*(row.children for row in table.children), strict=True)
    return [Node("tr", children=column) for column in columns]


# --- moves -------------------------------------------------------------------------------------------


def _with_moves(blocks: tuple[Block, ...], measure: Measure) -> tuple[Block, ...]:
    everything = list(walk(blocks))
    gone = [each for each in everything if _could_move(each, Fate.DELETED)]
    came = [each for each in everything if _could_move(each, Fate.INSERTED)]
    moved: dict[int, Block] = {}
    for number, (left, right) in enumerate(_moves(gone, came, measure), start=1):
        moved[id(left)] = replace(left, move=number)
        moved[id(right)] = _arrived(left, right, number, measure)
    return _replaced(blocks, moved) if moved else blocks


def _could_move(block: Block, fate: Fate) -> bool:
    return block.fate == fate and block.node.row.is_movable and bool(block.node.words)


def _moves(gone: list[Block], came: list[Block], measure: Measure) -> list[tuple[Block, Block]]:
    """Pairs of the same block, or nearly, in two places; the same ones first."""
    waiting: defaultdict[str, list[Block]] = defaultdict(list)
    for block in reversed(came):
        waiting[block.node.form].append(block)
    found, left = [], []
    for block in gone:
        same = waiting[block.node.form]
        found.append((block, same.pop())) if same else left.append(block)
    taken = {id(block) for _, block in found}
    return found + _alike(left, [each for each in came if id(each) not in taken], measure)


def _alike(gone: list[Block], came: list[Block], measure: Measure) -> list[tuple[Block, Block]]:
    if len(gone) * len(came) > MOST_MEASURED:
        return []
    found = []
    free = [block for block in came if len(block.node.words) >= FEW]
    for block in gone:
        best = max(free, key=lambda each: measure(block.node, each.node), default=None)
        if best is not None and measure(block.node, best.node) >= MOVED:
            found.append((block, best))
            free.remove(best)
    return found


def _arrived(gone: Block, came: Block, number: int, measure: Measure) -> Block:
    old, new = gone.node, came.node
    if old.form == new.form:
        return replace(came, move=number)
    return replace(_changed(old, new, measure), fate=Fate.INSERTED, move=number)


def _replaced(blocks: tuple[Block, ...], moved: dict[int, Block]) -> tuple[Block, ...]:
    return tuple(
        moved.get(id(block)) or replace(block, parts=_replaced(block.parts, moved))
        for block in blocks
    )
