"""Which block of one text became which of another, in order: the pairing that keeps most words.

Weighted pairing by dynamic programming, not the longest common run: that holds on to a paragraph
which moved, and calls all around it new. Its cost is bounded: long stretches are cut where equal
blocks meet, and what is still long is cut to pieces of `MOST_BLOCKS`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from math import sqrt
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from articles.comparing.nodes import Node
from articles.text.vocabulary import Shape

ALIKE: Final = 0.45
MOST_BLOCKS: Final = 160
FEW: Final = 8

Pair = tuple[Node | None, Node | None]


class Measure:
    """Similarity of blocks, 0 to 1. Words become single characters, so that measuring is quick."""

    def __init__(self) -> None:
        self._letters: dict[str, str] = {}
        self._coded: dict[tuple[str, ...], str] = {}

    def __call__(self, old: Node, new: Node) -> float:
        if kind(old) != kind(new):
            return 0.0
        if old.form == new.form:
            return 1.0
        if not old.words or not new.words:
            return 0.5 if old.words == new.words else 0.0
        alike = self.words(old.words, new.words)
        if max(len(old.words), len(new.words)) <= FEW:
            alike = max(alike, fuzz.ratio(" ".join(old.words), " ".join(new.words)) / 100)
        if old.row.shape == Shape.FIGURE and _pictures(old) == _pictures(new):
            alike = max(alike, 0.8)
        return min(alike, 0.97) if old.tag == new.tag else 0.9 * alike

    def words(self, old: tuple[str, ...], new: tuple[str, ...]) -> float:
        return Indel.normalized_similarity(
            self._code(old), self._code(new), score_cutoff=ALIKE - 0.1
        )

    def _code(self, words: tuple[str, ...]) -> str:
        if words not in self._coded:
            letters = self._letters
            self._coded[words] = "".join(
                letters.setdefault(word, chr(len(letters) % 0x10F000 + 1)) for word in words
            )
        return self._coded[words]


def kind(node: Node) -> str:
    """Only blocks of one kind can be the same block, changed."""
    if node.is_picture:
        return node.get(node.row.needs)  # another picture is another block, whatever it shows
    return node.row.kind


def align(old: Sequence[Node], new: Sequence[Node], measure: Measure) -> list[Pair]:
    """All blocks of both, each once and in its order; who was paired stands together."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    last_old, last_new = len(old) - end, len(new) - end
    pairs: list[Pair] = [*zip(old[:start], new[:start], strict=True)]
    for left, right in _stretches(old[start:last_old], new[start:last_new]):
        pairs += _paired(left, right, measure)
    return [*pairs, *zip(old[last_old:], new[last_new:], strict=True)]


def _common(old: Sequence[Node], new: Sequence[Node]) -> int:
    count = 0
    for one, other in zip(old, new, strict=False):
        if one.form != other.form:
            break
        count += 1
    return count


def _stretches(
    old: Sequence[Node], new: Sequence[Node]
) -> Iterator[tuple[Sequence[Node], Sequence[Node]]]:
    """The whole where it is short enough to weigh every pair; else cut, first where blocks agree."""
    if max(len(old), len(new)) <= MOST_BLOCKS:
        yield old, new
        return
    opcodes = Indel.opcodes([node.form for node in old], [node.form for node in new])
    a = c = 0
    for code in opcodes:
        if code.tag == "equal":
            yield from _cut(old[a : code.src_start], new[c : code.dest_start])
            for at in range(code.src_end - code.src_start):
                yield (
                    old[code.src_start + at : code.src_start + at + 1],
                    new[code.dest_start + at : code.dest_start + at + 1],
                )
            a, c = code.src_end, code.dest_end
    yield from _cut(old[a:], new[c:])


def _cut(
    old: Sequence[Node], new: Sequence[Node]
) -> Iterator[tuple[Sequence[Node], Sequence[Node]]]:
    parts = max(len(old), len(new)) // MOST_BLOCKS + 1
    for at in range(parts):
        left = old[len(old) * at // parts : len(old) * (at + 1) // parts]
        right = new[len(new) * at // parts : len(new) * (at + 1) // parts]
        if left or right:
            yield left, right


def _paired(old: Sequence[Node], new: Sequence[Node], measure: Measure) -> list[Pair]:
    settled = _settled(old, new)
    worth = [[_worth(one, other, measure, settled) for other in new] for one in old]
    best = _best(worth)
    i, j, pairs = len(old), len(new), list[Pair]()
    while i or j:
        if (
            i
            and j
            and worth[i - 1][j - 1]
            and best[i][j] == best[i - 1][j - 1] + worth[i - 1][j - 1]
        ):
            i, j = i - 1, j - 1
            pairs.append((old[i], new[j]))
        elif j and (not i or best[i][j] == best[i][j - 1]):
            j -= 1
            pairs.append((None, new[j]))
        else:
            i -= 1
            pairs.append((old[i], None))
    return pairs[::-1]


def _settled(old: Sequence[Node], new: Sequence[Node]) -> set[str]:
    """Blocks that stand whole in both texts: where they do not pair they moved, and are no others."""
    was, now = (Counter(node.form for node in nodes if node.words) for nodes in (old, new))
    return {form for form in was if 0 < was[form] == now[form]}


def _worth(old: Node, new: Node, measure: Measure, settled: set[str]) -> float:
    """What a pairing is worth: the more alike and the longer, the more; 0 for no pair."""
    if old.form != new.form and (old.form in settled or new.form in settled):
        return 0.0
    alike = measure(old, new)
    if alike < ALIKE:
        return 0.0
    return alike * (1 + sqrt(min(len(old.words), len(new.words))))


def _best(worth: list[list[float]]) -> list[list[float]]:
    """The most that can be had from the first i blocks of the one and the first j of the other."""
    width = len(worth[0]) if worth else 0
    table = [[0.0] * (width + 1)]
    for row in worth:
        above, current = table[-1], [0.0]
        for j, gain in enumerate(row):
            most = max(above[j + 1], current[j])
            current.append(max(most, above[j] + gain) if gain else most)
        table.append(current)
    return table


def _pictures(node: Node) -> list[str]:
    own = [node.get(node.row.needs)] if node.is_picture else []
    return own + [source for child in node.children for source in _pictures(child)]
