"""Where the passage of a comment stands, and where it goes when the text changes. Pure.

Positions count code points of the *running text* of a body: its text blocks joined by line ends, a
citation or an image being one character whatever number it shows. `anchors.js` has the same
definition for a page and for the editor; a test holds them together.

A passage is followed through the difference between the old text and the new one, never by looking
for its words alone: medical prose repeats itself, and a comment on the wrong sentence is worse than
one that says its passage is gone. The selector is that of the W3C Web Annotation Data Model.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from lxml import html
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from articles.text import cleaner, vocabulary
from articles.text.vocabulary import OBJECT, ElementType, Shape

CITATION: Final = "[·]"  # what stands for it where a passage is quoted
AROUND: Final = 64  # characters of context kept on each side
TOKEN = re.compile(r"\w+|\s|[^\w\s]")
WORD = re.compile(r"\w+|\ufffc")
SENTENCE = re.compile(r".*?(?:[.!?]+[\ufffc)”\"]*\s+|\n|\Z)", re.DOTALL)

KEPT: Final = 0.5  # of the letters of a passage must be there still
KEPT_OF_FEW: Final = 0.8  # of a passage of up to three words
FRESH: Final = 0.7  # of a place must be newly written for a moved passage to be found there
LONG: Final = 40  # characters that hardly stand in a text twice
SIMILAR: Final = 95  # of 100: what stands on either side of a short passage that was moved
SIMILAR_OF_LONG: Final = 60  # what stands on one side of a long one
ALIKE: Final = 0.5  # of the words of two sentences, for one to have become the other
MANY: Final = 2500  # pairs of sentences that are weighed; beyond it words are compared right away
STEPS: Final = ((1, 1), (1, 2), (2, 1), (1, 0), (0, 1))


def running(markup: str) -> str:
    """The running text of a body."""
    return "\n".join(words for _, words in running_blocks(cleaner.parse(markup)))


def running_blocks(root: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, str]]:
    """The text blocks of a parsed body, each with its part of the running text."""
    return ((block, "".join(_words(block))) for block in _blocks(root))


def _blocks(parent: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for child in parent:
        if _is_block(child):
            yield child
        else:
            yield from _blocks(child)


def _is_block(element: html.HtmlElement) -> bool:
    body = vocabulary.BODY
    if element.tag in body.cells:  # a page shows a cell's only paragraph without its tag
        return not any(True for _ in element.iter(*body.named_prose, *body.of(Shape.PICTURE)))
    row = body.get(element.tag)
    if row and row.is_unsaid:
        return len(element) > 0 or bool(element.text)
    return element.tag in body.named_prose or bool(row and row.shape == Shape.PICTURE)


def _words(element: html.HtmlElement) -> Iterator[str]:
    row = vocabulary.BODY.get(element.tag)
    if row and row.runs_as and _is_itself(element, row):
        yield row.runs_as
        return
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from _words(child)
        yield child.tail or ""


class Slot(NamedTuple):
    """Words of a block: in `owner`, or behind it; and where in the running text of the block they end."""

    owner: html.HtmlElement
    is_tail: bool
    words: str
    end: int


def slots(element: html.HtmlElement, end: int = 0) -> Iterator[Slot]:
    """The words of a block where they stand in it, in their order. `end` is what stands before."""
    words = element.text or ""
    end += len(words)
    yield Slot(element, False, words, end)
    for child in element:
        row = vocabulary.BODY.get(child.tag) if isinstance(child.tag, str) else None
        if row and row.runs_as and _is_itself(child, row):
            end += len(row.runs_as)
        elif isinstance(child.tag, str):
            for slot in slots(child, end):
                yield slot
                end = slot.end
        words = child.tail or ""
        end += len(words)
        yield Slot(child, True, words, end)


def _is_itself(element: html.HtmlElement, row: ElementType) -> bool:
    return row.shape != Shape.LEAF or not row.needs or bool(element.get(row.needs))


@dataclass(frozen=True)
class Selector:
    """A passage of one text: its place, its words, and what stands around it.

    An empty place (`start == end`) is that of a passage which is gone; its words are the last it had.
    """

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""

    @classmethod
    def at(cls, text: str, start: int, end: int) -> "Selector":
        """The passage from `start` to `end` of a running text."""
        return cls(
            start,
            end,
            exact=text[start:end],
            prefix=text[max(0, start - AROUND) : start],
            suffix=text[end : end + AROUND],
        )


@dataclass(frozen=True)
class Location:
    """Where a passage stands now, and whether its words are no longer those that it had."""

    start: int
    end: int
    is_changed: bool = False


def locate(selector: Selector, old_body: str, new_body: str) -> Location | None:
    """Where a passage of one body stands in another; None where it is gone."""
    return Difference(running(old_body), running(new_body)).locate(selector)


@dataclass(frozen=True)
class Difference:
    """The difference between two running texts: worked out once, asked for each passage."""

    old: str
    new: str

    def locate(self, selector: Selector) -> Location | None:
        """Where a passage of the old text stands in the new one; None where it is gone."""
        if self.old == self.new:
            is_there = selector.start < selector.end
            return Location(selector.start, selector.end) if is_there else None
        if selector.start < selector.end:
            found = self._kept(selector)
            if found is not None:
                return found
        return self._moved(selector) or self._moved_with_its_sentence(selector)

    @cached_property
    def _equal(self) -> list[tuple[int, int, int]]:
        """(start, end, start in the new text) of what both texts have."""
        return [(start, end, at) for start, end, at, _ in self._parts if end > start]

    @cached_property
    def _written(self) -> list[tuple[int, int]]:
        """(start, end) of what is new in the new text."""
        spans: list[tuple[int, int]] = []
        for start, end, at, to in self._parts:
            if end > start or at == to:
                continue
            if spans and at - spans[-1][1] <= 3:  # a few letters that both happen to have
                spans[-1] = (spans[-1][0], to)
            else:
                spans.append((at, to))
        return spans

    @cached_property
    def _parts(self) -> list[tuple[int, int, int, int]]:
        """What is equal and what is written, in order.

        Sentences first: words are compared only between two sentences that are one another's
        counterpart, else the words of a deleted sentence are found strewn over its neighbours.
        """
        olds, news = _pieces(SENTENCE, self.old), _pieces(SENTENCE, self.new)
        found: list[tuple[int, int, int, int]] = []
        for a, b, c, d, is_equal in _counterparts(olds, news):
            start, end, at, to = olds.starts[a], olds.starts[b], news.starts[c], news.starts[d]
            if is_equal:
                found.append((start, end, at, to))
            elif a == b or c == d:
                found.append((start, start, at, to))
            else:
                found.extend(self._by_words(start, end, at, to))
        return found

    def _by_words(
        self, start: int, end: int, at: int, to: int
    ) -> Iterator[tuple[int, int, int, int]]:
        olds, news = _pieces(TOKEN, self.old[start:end]), _pieces(TOKEN, self.new[at:to])
        for op in Indel.opcodes(olds.words, news.words):
            a, c, d = op.src_start, op.dest_start, op.dest_end
            last = op.src_end if op.tag == "equal" else a
            yield (
                start + olds.starts[a],
                start + olds.starts[last],
                at + news.starts[c],
                at + news.starts[d],
            )

    def _kept(self, selector: Selector) -> Location | None:
        """By what both texts have of the passage: the largest cluster of it, if that is enough."""
        was = self.old[selector.start : selector.end]
        cluster = self._largest_cluster(selector.start, selector.end)
        if not cluster:
            return None
        start, end = cluster[0][0], cluster[-1][1]
        kept = sum(_weight(self.new[left:right]) for left, right in cluster)
        needed = KEPT_OF_FEW if len(was.split()) <= 3 else KEPT
        if kept < needed * _weight(was):
            return None
        start, end = _trimmed(self.new, start, end)
        return Location(start, end, self.new[start:end] != selector.exact) if start < end else None

    def _largest_cluster(self, start: int, end: int) -> list[tuple[int, int]]:
        slack = max(60, end - start)
        clusters: list[list[tuple[int, int]]] = []
        first = bisect_right(self._equal, (start, len(self.old), 0)) - 1
        for left, right, at in self._equal[max(0, first) :]:
            if left >= end:
                break
            if right <= start:
                continue
            span = (max(start, left) - left + at, min(end, right) - left + at)
            if clusters and span[0] - clusters[-1][-1][1] <= slack:
                clusters[-1].append(span)
            else:
                clusters.append([span])
        return max(clusters, key=lambda each: sum(b - a for a, b in each), default=[])

    def _moved(self, selector: Selector) -> Location | None:
        """Its words in a place that is newly written, between the same words as before: a cut and
        paste, or a deletion undone. Its words alone prove nothing."""
        was = selector.exact
        places = [at for at in _all(self.new, was) if self._is_fresh(at, at + len(was))]
        alike = sorted(((self._surroundings(at, selector), at) for at in places), reverse=True)
        if not alike:
            return None
        likeness, at = alike[0]
        is_alone = len(alike) == 1 or alike[1][0] < likeness
        is_certain = likeness >= (SIMILAR_OF_LONG if len(was) >= LONG else SIMILAR)
        return Location(at, at + len(was)) if is_certain and is_alone else None

    def _moved_with_its_sentence(self, selector: Selector) -> Location | None:
        """A few words stand in a sentence, and that does not stand in a text twice."""
        if len(selector.exact) >= LONG or selector.start >= selector.end:
            return None
        starts = _pieces(SENTENCE, self.old).starts
        first = starts[bisect_right(starts, selector.start) - 1]
        last = starts[min(bisect_left(starts, selector.end), len(starts) - 1)]
        sentence = Selector.at(self.old, *_trimmed(self.old, first, last))
        if len(sentence.exact) < LONG or self.old.count(sentence.exact) > 1:
            return None
        found = self._moved(sentence)
        shift = found.start - sentence.start if found else 0
        return found and Location(selector.start + shift, selector.end + shift)

    def _is_fresh(self, start: int, end: int) -> bool:
        written = sum(max(0, min(end, b) - max(start, a)) for a, b in self._written)
        return written >= FRESH * (end - start)

    def _surroundings(self, at: int, selector: Selector) -> float:
        """Of 100, how alike what stands around is: both sides of a few words, one side of many, and
        of these only what is in their own block, which may have moved as a whole."""
        end = at + len(selector.exact)
        before = self.new[max(0, at - len(selector.prefix)) : at], selector.prefix
        after = self.new[end : end + len(selector.suffix)], selector.suffix
        if len(selector.exact) < LONG:
            return min(fuzz.ratio(*before), fuzz.ratio(*after))
        return max(
            fuzz.ratio(*(side.rpartition("\n")[2] for side in before)),
            fuzz.ratio(*(side.partition("\n")[0] for side in after)),
        )


@dataclass(frozen=True)
class _Pieces:
    words: list[str]
    starts: list[int]


def _pieces(pattern: re.Pattern[str], text: str) -> _Pieces:
    words = [word for word in pattern.findall(text) if word]
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    return _Pieces(words, starts)


def _counterparts(olds: _Pieces, news: _Pieces) -> Iterator[tuple[int, int, int, int, bool]]:
    """(old from, to, new from, to, whether equal) of sentences that belong together, in order.

    Where a side is empty the other has no counterpart.
    """
    a = c = 0
    for block in Indel.opcodes(olds.words, news.words).as_matching_blocks():
        yield from _paired(olds, news, (a, block.a), (c, block.b))
        a, c = block.a + block.size, block.b + block.size
        if block.size:
            yield block.a, a, block.b, c, True


def _paired(
    olds: _Pieces, news: _Pieces, old: tuple[int, int], new: tuple[int, int]
) -> Iterator[tuple[int, int, int, int, bool]]:
    """The sentences between two equal ones: the pairing that keeps most words, in order.

    One sentence may have become two, and two one. A pair that has too little in common is none.
    """
    (a, b), (c, d) = old, new
    if a == b or c == d or (b - a) * (d - c) > MANY:
        yield a, b, c, d, False
        return
    best: dict[tuple[int, int], tuple[float, int, int]] = {}
    for i in range(b, a - 1, -1):
        for j in range(d, c - 1, -1):
            best[i, j] = max(_steps(olds, news, best, (i, b), (j, d)), default=(0.0, 0, 0))
    while a < b or c < d:
        _, m, n = best[a, c]
        yield a, a + m, c, c + n, False
        a, c = a + m, c + n


def _steps(
    olds: _Pieces,
    news: _Pieces,
    best: dict[tuple[int, int], tuple[float, int, int]],
    old: tuple[int, int],
    new: tuple[int, int],
) -> Iterator[tuple[float, int, int]]:
    (i, b), (j, d) = old, new
    for m, n in STEPS:
        if i + m <= b and j + n <= d:
            gain = _common(olds, news, (i, i + m), (j, j + n)) if m and n else 0.0
            if gain or not (m and n):
                yield best[i + m, j + n][0] + gain, m, n


def _common(olds: _Pieces, news: _Pieces, old: tuple[int, int], new: tuple[int, int]) -> float:
    """How many words two rows of sentences share, where that makes them counterparts; else 0."""
    mine = [word for each in olds.words[slice(*old)] for word in WORD.findall(each)]
    yours = [word for each in news.words[slice(*new)] for word in WORD.findall(each)]
    same = Indel.normalized_similarity(mine, yours, score_cutoff=ALIKE)
    return same * (len(mine) + len(yours))


def _weight(text: str) -> int:
    """How much a piece says: its letters, figures and citations; spaces and stops are everywhere."""
    return sum(1 for letter in text if letter.isalnum() or letter == OBJECT) or len(text)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _all(text: str, words: str) -> Iterator[int]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + 1)
