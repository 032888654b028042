"""Running text against running text: which words came, went, or changed their form."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, zip_longest
from typing import Final

from rapidfuzz.distance import Levenshtein

from articles.comparing.nodes import Token

# a table of 36 million cells of one bit each; beyond it the middle is shown as replaced whole
MOST_CELLS: Final = 36_000_000


class PieceKind(StrEnum):
    KEPT = "kept"
    INSERTED = "inserted"
    DELETED = "deleted"
    FORMATTED = "formatted"


@dataclass(frozen=True)
class Piece:
    """Some words in a row with one fate. Kept and formatted pieces have as many of `old` as of `new`.

    A formatted piece says the same under other marks: bold, a link that leads elsewhere, a citation
    with another locator.
    """

    kind: PieceKind
    old: tuple[Token, ...] = ()
    new: tuple[Token, ...] = ()


def pieces(old: Sequence[Token], new: Sequence[Token]) -> tuple[Piece, ...]:
    """The whole of both texts, in order: `old` of all pieces is the one, `new` of all the other."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    last_old, last_new = len(old) - end, len(new) - end
    found = [
        *_same(old[:start], new[:start]),
        *_middle(old[start:last_old], new[start:last_new]),
        *_same(old[last_old:], new[last_new:]),
    ]
    return tuple(found)


def _common(old: Sequence[Token], new: Sequence[Token]) -> int:
    """How many tokens both begin with."""
    pairs = enumerate(zip_longest(old, new))
    return next((at for at, (a, b) in pairs if not a or not b or a.key != b.key), len(old))


def _middle(old: Sequence[Token], new: Sequence[Token]) -> list[Piece]:
    if len(old) * len(new) > MOST_CELLS:
        return _replaced(old, new)
    spans = _spans([token.key for token in old], [token.key for token in new])
    found: list[Piece] = []
    for is_same, a, b, c, d in _settled(spans, old):
        found += _same(old[a:b], new[c:d]) if is_same else _replaced(old[a:b], new[c:d])
    return found


Span = tuple[bool, int, int, int, int]


def _spans(old: list[str], new: list[str]) -> list[Span]:
    return [
        (code.tag == "equal", code.src_start, code.src_end, code.dest_start, code.dest_end)
        for code in Levenshtein.opcodes(old, new)
    ]


def _settled(spans: list[Span], old: Sequence[Token]) -> list[Span]:
    """Changes joined over small islands that stayed: nobody reads confetti.

    An island counts less than the changes on both of its sides; its words show as removed and as
    inserted again. A citation is never an island: that it stayed is worth knowing.
    """
    joined: list[Span] = []
    for at, span in enumerate(spans):
        is_same, a, b, _c, _d = span
        is_inside = 0 < at < len(spans) - 1
        if is_same and is_inside and _is_island(old[a:b], joined[-1], spans[at + 1]):
            is_same = False
        if joined and joined[-1][0] == is_same:
            _, first, _, start, _ = joined[-1]
            joined[-1] = (is_same, first, span[2], start, span[4])
        else:
            joined.append((is_same, *span[1:]))
    return joined


def _is_island(between: Sequence[Token], before: Span, after: Span) -> bool:
    if any(token.leaf for token in between) or before[0] or after[0]:
        return False
    words = [token for token in between if token.text[0].isalnum()]
    if not words:
        return len(between) <= 3
    return len(words) <= 2 and len(words) < min(_size(before), _size(after)) / 2


def _size(span: Span) -> int:
    return max(span[2] - span[1], span[4] - span[3])


def _same(old: Sequence[Token], new: Sequence[Token]) -> list[Piece]:
    """Words that stayed, in runs of equal fate."""
    pairs = list(zip(old, new, strict=True))
    found = []
    for _, run in groupby(pairs, key=_fate):
        group = list(run)
        kind = PieceKind.KEPT if group[0][0] == group[0][1] else PieceKind.FORMATTED
        found.append(Piece(kind, tuple(a for a, _ in group), tuple(b for _, b in group)))
    return found


def _fate(pair: tuple[Token, Token]) -> object:
    """None for what stayed as it was, else what became of its form."""
    old, new = pair
    if old == new:
        return None
    leaves = (old.attributes, new.attributes) if old.attributes != new.attributes else ()
    return old.marks, new.marks, leaves


def _replaced(old: Sequence[Token], new: Sequence[Token]) -> list[Piece]:
    gone = [Piece(PieceKind.DELETED, old=tuple(old))] if old else []
    return gone + ([Piece(PieceKind.INSERTED, new=tuple(new))] if new else [])
