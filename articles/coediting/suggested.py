"""What somebody suggests for a draft: change by change, taken and left out one by one. Pure.

A change of words is a stretch of a paragraph; a block that came, went or moved is one; so is a table, a
figure or a list of definitions as a whole, whose parts make no sense without one another.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, groupby
from typing import Final

from articles.coediting.merging import MergedLine, Part, blocks_of, merge, three_way
from articles.comparing.differences import Block, Fate, differences, walk
from articles.comparing.nodes import Node, Token, blocks, markup, spoken
from articles.comparing.wording import Piece, PieceKind, pieces
from articles.drafting.drafts import DraftText
from articles.text import fields
from articles.text.fields import TextField
from articles.text.vocabulary import Shape

ENDS: Final = frozenset(".!?…")
MOST_TRIES: Final = 40  # each of them merges the whole text
TAKEN_APART: Final = frozenset({Shape.LIST, Shape.CONTAINER})


@dataclass(frozen=True)
class Change:
    """One change that can be taken or refused by itself. `key` names it as long as nothing was settled.

    Of a field of a line or two it has `field` and `pieces`; of the body the blocks that it is about, with
    `pieces` where it is some words of one; `under` is the heading that it stands under.
    """

    key: str
    field: TextField
    pieces: tuple[Piece, ...] = ()
    blocks: tuple[Block, ...] = ()
    under: str = ""

    @property
    def before(self) -> str:
        """Its words as they were, to be kept."""
        return self._words(is_new=False)

    @property
    def after(self) -> str:
        return self._words(is_new=True)

    def _words(self, *, is_new: bool) -> str:
        if self.pieces:
            changed = (each for each in self.pieces if each.kind != PieceKind.KEPT)
            runs = ((each.new if is_new else each.old) for each in changed)
            return "".join(token.text or "[·]" for run in runs for token in run)
        nodes = ((each.new if is_new else each.old) for each in self.blocks)
        return "\n".join(node.text for node in nodes if node)


@dataclass
class Fit:
    """Which changes go into a draft, and which were not tried any more."""

    fitting: list[str] = field(default_factory=list)
    untried: list[str] = field(default_factory=list)
    tries: int = 0


@dataclass(frozen=True)
class Suggestion:
    """A text as it was, and as somebody would have it; the two are compared once."""

    was: DraftText
    says: DraftText

    @cached_property
    def _compared(self) -> tuple[Block, ...]:
        return differences(blocks(self.was.body), blocks(self.says.body))

    @cached_property
    def changes(self) -> list[Change]:
        """Every change, in the order of the page."""
        return [*_of_lines(self.was, self.says), *_of_body(self._compared)]

    def taking(self, keys: Collection[str]) -> DraftText:
        """The text as it was with those changes alone: with none it is `was`, with all of them `says`."""
        lines = {
            each.name: getattr(self.says if each.name in keys else self.was, each.name)
            for each in fields.FIELDS
            if not each.is_body
        }
        return DraftText(**lines, body=markup(_built(self._compared, keys))).clean()

    def refusing(self, keys: Collection[str]) -> DraftText:
        """The text as suggested without those changes."""
        return self.taking({each.key for each in self.changes} - {*keys})

    def fit(self, draft: DraftText, keys: Sequence[str], *, together: bool) -> Fit:
        """Those changes that go into a draft: each by itself, or each together with those before it.

        Where some go in at once, each of them does; where they do not, the halves are asked.
        """
        found = Fit()
        self._try(draft, keys, found, together=together)
        return found

    def meetings(self, draft: DraftText, key: str) -> list[MergedLine | Part]:
        """Where a draft says something else by now than a change of this: `theirs` is what the draft says,
        `mine` what is wanted.
        """
        merged = merge(self.was, self.taking([key]), draft)
        lines = [line for line in merged.lines if line.is_clash]
        clashes = (part for part in merged.parts if part.origin == "clash")
        return [*lines, *(part for part in clashes if _woven(part) is None)]

    def _try(self, draft: DraftText, keys: Sequence[str], found: Fit, *, together: bool) -> None:
        if found.tries == MOST_TRIES:
            found.untried += keys
            return
        found.tries += 1
        beside = found.fitting if together else []
        if taken_into(draft, self.was, self.taking({*beside, *keys})) is not None:
            found.fitting += keys
        elif len(keys) > 1:
            half = len(keys) // 2
            self._try(draft, keys[:half], found, together=together)
            self._try(draft, keys[half:], found, together=together)


def taken_into(
    draft: DraftText, was: DraftText, wanted: DraftText, meeting: str = ""
) -> DraftText | None:
    """A draft with what differs between two texts; None where the draft says something else there.

    Two that changed different sentences of a paragraph do not meet. Where they do, `meeting` may say
    what stands: what is wanted (`merging.MINE`), or that and what the draft says (`merging.BOTH`).
    """
    merged = merge(was, wanted, draft)
    if not meeting and any(line.is_clash for line in merged.lines):
        return None
    body: list[str] = []
    for part in merged.parts:
        chosen = _woven(part) if part.origin == "clash" else part.chosen("")
        if chosen is None and not meeting:
            return None
        body += part.chosen(meeting) if chosen is None else chosen
    return replace(merged.text({}), body="".join(body))


# --- changes -------------------------------------------------------------------------------------------


def _of_lines(was: DraftText, says: DraftText) -> Iterator[Change]:
    for row in fields.differing(was, says):
        if not row.is_body:
            old, new = (spoken(getattr(text, row.name)) for text in (was, says))
            yield Change(row.name, row, pieces(old, new))


def _of_body(compared: tuple[Block, ...]) -> Iterator[Change]:
    keys, under = _keys(compared), ""
    groups: dict[str, list[Block]] = defaultdict(list)
    for at, key in keys.items():
        groups[key].append(compared[at])
    for at, block in enumerate(compared):
        if block.node.row.shape == Shape.HEADING and block.fate != Fate.DELETED:
            under = block.node.text
        if block.fate == Fate.KEPT or not (together := groups.pop(keys[at], [])):
            continue
        if len(together) > 1 or not _is_taken_apart(block):
            yield Change(keys[at], fields.BODY, blocks=tuple(together), under=under)
        else:
            yield from _inside(block, keys[at], under)


def _keys(compared: tuple[Block, ...]) -> dict[int, str]:
    """A name for each block that changed; those between which something moved have the same."""
    keys: dict[int, str] = {}
    of_move: dict[int, str] = {}
    for at, block in enumerate(compared):
        if block.fate == Fate.KEPT:
            continue
        moves = {each.move for each in walk([block]) if each.move}
        known = {of_move[move] for move in moves if move in of_move}
        key = min(known, default=f"{at}")
        if len(known) > 1:
            keys = {n: key if each in known else each for n, each in keys.items()}
            of_move = {n: key if each in known else each for n, each in of_move.items()}
        keys[at] = key
        of_move |= dict.fromkeys(moves, key)
    return keys


def _is_taken_apart(block: Block) -> bool:
    """Whether its parts can be chosen singly: it is the same kind of block, and nothing moved in it."""
    old, new = block.old, block.new
    if block.fate != Fate.CHANGED or old is None or new is None or block.move:
        return False
    if (old.tag, old.attributes) != (new.tag, new.attributes):
        return False
    return bool(block.pieces) or (
        block.node.row.shape in TAKEN_APART and not any(each.move for each in walk(block.parts))
    )


def _inside(block: Block, key: str, under: str) -> Iterator[Change]:
    if block.pieces:
        for number, run in enumerate(_runs(block.pieces)):
            shown = tuple(piece if piece in run else _as_it_was(piece) for piece in block.pieces)
            alone = (replace(block, pieces=shown),)
            yield Change(f"{key}.{number}", fields.BODY, shown, alone, under)
        return
    for at, part in enumerate(block.parts):
        if part.fate == Fate.KEPT:
            continue
        name = f"{key}-{at}"
        if _is_taken_apart(part):
            yield from _inside(part, name, under)
        else:
            yield Change(name, fields.BODY, blocks=(part,), under=under)


def _runs(found: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces in a row that changed."""
    rows = groupby(found, key=lambda piece: piece.kind == PieceKind.KEPT)
    return [list(row) for is_kept, row in rows if not is_kept]


def _as_it_was(piece: Piece) -> Piece:
    return Piece(PieceKind.KEPT, piece.old, piece.old)


# --- building ------------------------------------------------------------------------------------------


def _built(compared: tuple[Block, ...], taken: Collection[str]) -> Iterator[Node]:
    keys = _keys(compared)
    shared = {key for key, count in Counter(keys.values()).items() if count > 1}
    for at, block in enumerate(compared):
        key = keys.get(at, "")
        if block.fate == Fate.KEPT or key in shared or not _is_taken_apart(block):
            yield from _chosen(block, is_taken=key in taken)
        else:
            yield _partly(block, key, taken)


def _chosen(block: Block, *, is_taken: bool) -> Iterator[Node]:
    """One of its sides, whole: nothing where that side has none of it."""
    if is_taken and block.fate != Fate.DELETED and block.new:
        yield block.new
    if not is_taken and block.fate != Fate.INSERTED and block.old:
        yield block.old


def _partly(block: Block, key: str, taken: Collection[str]) -> Node:
    shell = block.node
    if block.pieces:
        return replace(shell, tokens=tuple(_words(block.pieces, key, taken)))
    inner: list[Node] = []
    for at, part in enumerate(block.parts):
        name = f"{key}-{at}"
        if part.fate != Fate.KEPT and _is_taken_apart(part):
            inner.append(_partly(part, name, taken))
        else:
            inner += _chosen(part, is_taken=name in taken)
    return replace(shell, children=tuple(inner))


def _words(found: Iterable[Piece], key: str, taken: Collection[str]) -> Iterator[Token]:
    number = -1
    was_kept = True
    for piece in found:
        is_kept = piece.kind == PieceKind.KEPT
        number += was_kept and not is_kept
        was_kept = is_kept
        yield from piece.new if not is_kept and f"{key}.{number}" in taken else piece.old


# --- two who changed one paragraph -----------------------------------------------------------------------


def _woven(clash: Part) -> tuple[str, ...] | None:
    """A paragraph of which two changed different sentences; None where they met, or it is no such."""
    sides = (clash.base, clash.mine, clash.theirs)
    if any(len(side) != 1 for side in sides):
        return None
    nodes = [blocks(side[0])[0] for side in sides]
    shells = {(node.tag, node.attributes, node.is_prose) for node in nodes}
    if len(shells) > 1 or not nodes[0].is_prose:
        return None
    sentences = [_sentences(node.tokens) for node in nodes]
    names = {sentence: str(at) for at, sentence in enumerate({*chain(*sentences)})}
    parts = list(three_way(*(tuple(names[each] for each in side) for side in sentences)))
    if any(part.origin == "clash" for part in parts):
        return None
    said = {name: sentence for sentence, name in names.items()}
    tokens = chain.from_iterable(said[name] for part in parts for name in part.chosen(""))
    return blocks_of(markup([replace(nodes[0], tokens=tuple(tokens))]))


def _sentences(tokens: tuple[Token, ...]) -> tuple[tuple[Token, ...], ...]:
    found: list[list[Token]] = [[]]
    for token in tokens:
        if token.text.isspace() and found[-1] and _is_end(found[-1]):
            found.append([])
        found[-1].append(token)
    return tuple(tuple(sentence) for sentence in found)


def _is_end(sentence: list[Token]) -> bool:
    """Whether it ends there: citations stand behind the stop."""
    words = [token for token in sentence if not token.leaf]
    return bool(words) and words[-1].text in ENDS
