"""Two texts that started from one, put together block by block. Pure: nothing is read or written.

What only one writer changed is taken; where both changed the same block somebody must choose.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString, mark_safe
from lxml import etree
from rapidfuzz.distance import Indel, Opcode

from articles.drafting.drafts import DraftText
from articles.text import cleaner, fields

Blocks = tuple[str, ...]
MINE, THEIRS, BOTH = "mine", "theirs", "both"
MOST_PAIRS: Final = (
    25_000_000  # of blocks that are compared; 5,000 blocks that all changed have as many
)


@dataclass(frozen=True)
class Part:
    """A stretch of the body. `origin` is "same", "mine", "theirs" or, to be chosen, "clash"."""

    origin: str
    base: Blocks = ()
    mine: Blocks = ()
    theirs: Blocks = ()
    name: str = ""

    def chosen(self, choice: str) -> Blocks:
        if self.origin == "clash":
            return {MINE: self.mine, THEIRS: self.theirs}.get(choice, self.mine + self.theirs)
        return self.theirs if self.origin == "theirs" else self.mine

    @property
    def shown_mine(self) -> SafeString:
        return shown(self.mine)

    @property
    def shown_theirs(self) -> SafeString:
        return shown(self.theirs)


@dataclass(frozen=True)
class MergedLine:
    """One of the fields that are a line or two. Settled where `mine` and `theirs` are equal."""

    name: str
    label: str
    mine: str
    theirs: str

    @property
    def is_clash(self) -> bool:
        return self.mine != self.theirs

    @property
    def shown_mine(self) -> str:
        return self.mine

    @property
    def shown_theirs(self) -> str:
        return self.theirs


@dataclass(frozen=True)
class Merge:
    lines: tuple[MergedLine, ...]
    parts: tuple[Part, ...]

    @property
    def clashes(self) -> int:
        return sum(line.is_clash for line in self.lines) + sum(
            part.origin == "clash" for part in self.parts
        )

    def text(self, choices: Mapping[str, str]) -> DraftText:
        """The whole, by a choice for each name; blocks nobody chose between both stay, mine first."""
        chosen = {
            line.name: line.theirs if choices.get(line.name) == THEIRS else line.mine
            for line in self.lines
        }
        blocks = (part.chosen(choices.get(part.name, BOTH)) for part in self.parts)
        return DraftText(**chosen, body="".join(block for some in blocks for block in some))


def merge(base: DraftText | None, mine: DraftText, theirs: DraftText) -> Merge:
    """Put two clean texts together. Without their common base every difference is a clash."""
    lines = tuple(
        MergedLine(row.name, str(row.label), *_line(row.name, base, mine, theirs))
        for row in fields.FIELDS
        if not row.is_body
    )
    yours, other = blocks_of(mine.body), blocks_of(theirs.body)
    found = three_way(blocks_of(base.body), yours, other) if base else two_way(yours, other)
    numbered = tuple(
        Part(part.origin, part.base, part.mine, part.theirs, f"block-{number}")
        for number, part in enumerate(found)
    )
    return Merge(lines, numbered)


def blocks_of(markup: str) -> Blocks:
    """The blocks of a canonical body, each as its own markup."""
    return tuple(
        etree.tostring(block, encoding="unicode", method="html") for block in cleaner.parse(markup)
    )


def shown(blocks: Blocks) -> SafeString:
    return mark_safe(cleaner.clean("".join(blocks)))  # noqa: S308 cleaned just here


def two_way(mine: Blocks, theirs: Blocks) -> Iterator[Part]:
    for tag, a, b, c, d in _opcodes(mine, theirs):
        origin = "same" if tag == "equal" else "clash"
        yield Part(origin, mine=mine[a:b], theirs=theirs[c:d])


def three_way(base: Blocks, mine: Blocks, theirs: Blocks) -> Iterator[Part]:
    """Walk the base: what neither side touched, then each stretch that one side or both did."""
    edits = [*_edits(base, mine, MINE), *_edits(base, theirs, THEIRS)]
    at = 0
    for low, high, cluster in _clusters(sorted(edits)):
        if at < low:
            yield Part("same", base[at:low], base[at:low], base[at:low])
        yield _settled(base, low, high, cluster)
        at = high
    if at < len(base):
        yield Part("same", base[at:], base[at:], base[at:])


@dataclass(frozen=True, order=True)
class _Edit:
    """That one side has `blocks` where the base has those from `low` up to `high`."""

    low: int
    high: int
    side: str
    blocks: Blocks

    def meets(self, low: int, high: int) -> bool:
        """Whether two edits change the same place; touching at an edge is not meeting."""
        if self.low == self.high or low == high:
            is_inside = low < self.low < high or self.low < low < self.high
            return is_inside or (self.low, self.high) == (low, high)
        return max(self.low, low) < min(self.high, high)


def _edits(base: Blocks, side: Blocks, name: str) -> Iterator[_Edit]:
    """What a side did to the base; as many blocks for as many are taken one by one."""
    for tag, a, b, c, d in _opcodes(base, side):
        if tag == "replace" and b - a == d - c:
            yield from (
                _Edit(a + n, a + n + 1, name, side[c + n : c + n + 1]) for n in range(b - a)
            )
        elif tag != "equal":
            yield _Edit(a, b, name, side[c:d])


def _clusters(edits: Sequence[_Edit]) -> Iterator[tuple[int, int, list[_Edit]]]:
    cluster: list[_Edit] = []
    low = high = 0
    for edit in edits:
        if cluster and edit.meets(low, high):
            high = max(high, edit.high)
            cluster.append(edit)
            continue
        if cluster:
            yield low, high, cluster
        cluster, low, high = [edit], edit.low, edit.high
    if cluster:
        yield low, high, cluster


def _settled(base: Blocks, low: int, high: int, cluster: Iterable[_Edit]) -> Part:
    was = base[low:high]
    mine, theirs = (_side(base, low, high, cluster, name) for name in (MINE, THEIRS))
    if mine == theirs:
        return Part("same", was, mine, theirs)
    if theirs == was:
        return Part(MINE, was, mine, theirs)
    if mine == was:
        return Part(THEIRS, was, mine, theirs)
    return Part("clash", was, mine, theirs)


def _side(base: Blocks, low: int, high: int, cluster: Iterable[_Edit], name: str) -> Blocks:
    """What one side has in a stretch of the base."""
    found: list[str] = []
    for edit in (edit for edit in cluster if edit.side == name):
        found += [*base[low : edit.low], *edit.blocks]
        low = edit.high
    return (*found, *base[low:high])


def _opcodes(left: Blocks, right: Blocks) -> Iterator[tuple[str, int, int, int, int]]:
    """What differs, as difflib says it: (“equal”, “replace”, “insert” or “delete”, from, to, from, to).

    By the longest common run, in bounded time: difflib takes minutes over blocks that are all alike.
    """
    start = _common(left, right)
    end = _common(left[start:][::-1], right[start:][::-1])
    a, c = start, start
    if start:
        yield "equal", 0, start, 0, start
    for run in _equal_runs(left[start : len(left) - end], right[start : len(right) - end]):
        b, d = run.src_start + start, run.dest_start + start
        yield from _difference(a, b, c, d)
        a, c = run.src_end + start, run.dest_end + start
        yield "equal", b, a, d, c
    yield from _difference(a, len(left) - end, c, len(right) - end)
    if end:
        yield "equal", len(left) - end, len(left), len(right) - end, len(right)


def _common(left: Blocks, right: Blocks) -> int:
    """How many blocks are equal from the start on."""
    pairs = zip(left, right, strict=False)
    differing = (at for at, (one, other) in enumerate(pairs) if one != other)
    return next(differing, min(len(left), len(right)))


def _equal_runs(left: Blocks, right: Blocks) -> Iterator[Opcode]:
    if len(left) * len(right) <= MOST_PAIRS:
        yield from (code for code in Indel.opcodes(left, right) if code.tag == "equal")


def _difference(a: int, b: int, c: int, d: int) -> Iterator[tuple[str, int, int, int, int]]:
    if a < b or c < d:
        yield "insert" if a == b else "delete" if c == d else "replace", a, b, c, d


def _line(name: str, base: DraftText | None, mine: DraftText, theirs: DraftText) -> tuple[str, str]:
    """What either side has in a field, twice the same where it settles by itself."""
    was, yours, other = (getattr(text, name, None) for text in (base, mine, theirs))
    if yours == was:
        return str(other), str(other)
    if other == was:
        return str(yours), str(yours)
    return str(yours), str(other)
