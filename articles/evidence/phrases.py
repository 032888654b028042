"""Phrases as people write them, “replac* … {drug}”, found in passages. Linear, whatever is written.

A phrase is a row of words. `…` stands for up to eight words, `a/b` for either, `(word)` for one that
may be missing, `word*` for any ending and `*word` for any beginning, `#` for a number, `{list}` for a
word of a list, `^` and `$` for the ends of the passage. Regular expressions are not taken: an editor
should read a rule aloud and know what it finds.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

GAP: Final = "…"
WIDEST_GAP: Final = 8
TOKEN: Final = re.compile(
    r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['-][^\W\d_]+)*|%|-(?=\s*\d)|[|?]|[.](?=\s+[A-Z])"
)
FIGURES: Final = frozenset(
    """one two three four five six seven eight nine ten twelve twenty hundred half
    un uno una dos tres cuatro cinco seis siete ocho nueve diez doce veinte cien medio media
    """.split()  # noqa: SIM905 one a line would be a page of its own
)
NUMBER: Final = r"\d[\d.,]*|" + "|".join(sorted(FIGURES))
PLAIN: Final = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": " ", "…": " ", "‑": "-"})
SAME: Final = {"cannot": "can't"}  # one word, however it is written
ELEMENT: Final = re.compile(r"\([^()]*\)|[^\s()]+")
COMMON: Final = frozenset(
    """a an the and or of to in on at by for from with is are be been has have had it its this that these
    those not no can may will do does as than your you their they we our i my el la los las de que y en
    un una para por con se su sin es son ha han
    """.split()  # noqa: SIM905
)

WORDS: Final = 20_000  # that a book remembers the phrases of
PASSAGES: Final = 4_000  # that are remembered, with what stands in them: some forty texts
LONGEST: Final = 600  # letters of one that is: a long sentence


class BadPhrase(ValueError):
    """A phrase that can't be understood, in words for whoever wrote it."""


@dataclass(frozen=True)
class Passage:
    """A passage as phrases see it: its words in lower case, and where each stands in it."""

    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str) -> "Passage":
        return _remembered(text) if len(text) <= LONGEST else _passage(text)

    @property
    def is_short(self) -> bool:
        return not self.spans or self.spans[-1][1] <= LONGEST

    @cached_property
    def line(self) -> str:
        """The words parted and bordered by one space, as the patterns of phrases expect them."""
        return f" {' '.join(self.words)} " if self.words else " "

    @cached_property
    def distinct(self) -> frozenset[str]:
        return frozenset(self.words)

    def index(self, position: int) -> int:
        """Which word begins at a position of the line."""
        return self.line.count(" ", 0, position + 1) - 1

    def span(self, start: int, end: int) -> tuple[int, int]:
        """(start, end) in the text of the words from a position of the line to another."""
        first, last = self.index(start), self.index(end - 1) - 1
        last = max(first, min(last, len(self.spans) - 1))
        return self.spans[first][0], self.spans[last][1]


def _passage(text: str) -> Passage:
    plain = text.translate(PLAIN)
    found = [(_same(each[0].lower()), each.span()) for each in TOKEN.finditer(plain)]
    return Passage(tuple(word for word, _ in found), tuple(span for _, span in found))


@lru_cache(maxsize=PASSAGES)
def _remembered(text: str) -> Passage:
    return _passage(text)


@dataclass(frozen=True)
class Phrase:
    """A phrase, understood. Raises `BadPhrase` where it is not one."""

    written: str
    lists: Mapping[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        if not self.keys:
            said = f"“{self.written}” has no word that must be there."
            raise BadPhrase(said)

    @cached_property
    def elements(self) -> tuple[str, ...]:
        plain = self.written.translate({**PLAIN, ord("…"): "…"}).lower().replace("(…)", GAP)
        return tuple(re.sub(r"\.\.\.", GAP, each) for each in ELEMENT.findall(plain))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches in the line of a passage, from the space before the first word to that after the last."""
        return _compiled("(?<= )" + "".join(self._of(each) for each in self.elements))

    @cached_property
    def keys(self) -> frozenset[str]:
        """Words, with their `*`, of which one must stand in a passage that the phrase is found in."""
        return min(self._needed, key=self._frequency, default=frozenset())

    @property
    def has_open_edge(self) -> bool:
        """Whether it begins or ends with what may be missing, and so finds the same without it."""
        return any(
            each == GAP or each.startswith("(")
            for each in self.elements[:: len(self.elements) - 1 or 1]
        )

    def may_stand_in(self, passage: Passage) -> bool:
        """Whether there is one of each row of words that it can't do without. Cheaper than to look for it."""
        for row in self._plain:  # noqa: SIM110 the hottest line of all
            if row.isdisjoint(passage.distinct):
                return False
        return True

    @cached_property
    def _plain(self) -> tuple[frozenset[str], ...]:
        """The rows of whole words, the shortest first: with an open end or a number there is no telling."""
        plain = [
            each for each in self._needed if not any("*" in word or word == "#" for word in each)
        ]
        return tuple(sorted(plain, key=len))

    @cached_property
    def _needed(self) -> tuple[frozenset[str], ...]:
        """What must stand in a passage: one word of each of these, with their `*`."""
        return tuple(
            frozenset(self._alternatives(each))
            for each in self.elements
            if each not in (GAP, "^", "$") and not each.startswith("(")
        )

    def _frequency(self, keys: frozenset[str]) -> tuple[bool, int]:
        return bool(keys & COMMON) or "#" in keys, len(keys)

    def _alternatives(self, element: str) -> Iterable[str]:
        for word in element.split("/"):
            if word.startswith("{") and word.endswith("}"):
                if word[1:-1] not in self.lists:
                    said = f"There is no list {word}."
                    raise BadPhrase(said)
                yield from map(_same, self.lists[word[1:-1]])
            elif word:
                yield _same(word)

    def _of(self, element: str) -> str:
        if element == GAP:
            return rf"(?:\S+ ){{0,{WIDEST_GAP}}}?"
        if element in "^$":
            return {"^": r"(?<=\A )", "$": r"(?=\Z)"}[element]
        if element.startswith("("):
            inner = "".join(self._of(each) for each in element[1:-1].split() if each != ",")
            return f"(?:{inner})?" if inner else ""
        words = "|".join(_word(each) for each in self._alternatives(element))
        return f"(?:{words}) "


@lru_cache(maxsize=20_000)  # a rule that is tried out has most of its phrases from before
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _same(word: str) -> str:
    return SAME.get(word, word)


def _word(written: str) -> str:
    if written == "#":
        return NUMBER
    parts = [re.escape(part) for part in written.split("*")]
    return r"[^ ]*".join(parts)


Found = tuple[int, Phrase, re.Match[str]]


@dataclass(frozen=True)
class Book:
    """Many phrases, each with what it stands for, asked at once: only those whose key word is there."""

    phrases: tuple[tuple[Phrase, int], ...]  # the phrase, and whatever the asker calls it

    @cached_property
    def _plain(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, (phrase, _) in enumerate(self.phrases):
            for key in phrase.keys:
                if "*" not in key and key != "#":
                    found.setdefault(key, []).append(number)
        return found

    @cached_property
    def _open(self) -> tuple[dict[str, list[int]], list[tuple[str, int]]]:
        """Keys with an open end by their first letters, and those with an open beginning."""
        beginnings: dict[str, list[int]] = {}
        endings: list[tuple[str, int]] = []
        for number, (phrase, _) in enumerate(self.phrases):
            for key in phrase.keys:
                if key.startswith("*"):
                    endings.append((key.strip("*"), number))
                elif key.endswith("*"):
                    beginnings.setdefault(key[:-1], []).append(number)
        return beginnings, endings

    @cached_property
    def _numbered(self) -> list[int]:
        return [at for at, (phrase, _) in enumerate(self.phrases) if "#" in phrase.keys]

    @cached_property
    def _candidates(self) -> Callable[[str], tuple[int, ...]]:
        """`may_begin`, remembered: a text says the same words again and again."""
        return lru_cache(maxsize=WORDS)(self.may_begin)

    @cached_property
    def _found(self) -> Callable[[Passage], tuple[Found, ...]]:
        """`_search`, remembered: most passages of a text are those of before its last edit."""
        return lru_cache(maxsize=PASSAGES)(lambda passage: tuple(self._search(passage)))

    def find(self, passage: Passage) -> tuple[Found, ...]:
        """(what a phrase stands for, the phrase, where it was found) for each that is in a passage."""
        return self._found(passage) if passage.is_short else tuple(self._search(passage))

    def _search(self, passage: Passage) -> Iterator[Found]:
        numbers = {each for word in passage.distinct for each in self._candidates(word)}
        for number in sorted(numbers):
            phrase, owner = self.phrases[number]
            if not phrase.may_stand_in(passage):
                continue
            if found := phrase.pattern.search(passage.line):
                yield owner, phrase, found

    def may_begin(self, word: str) -> tuple[int, ...]:
        """The phrases of which a word may be the key."""
        found = list(self._plain.get(word, ()))
        beginnings, endings = self._open
        for length in range(1, len(word) + 1):
            found += beginnings.get(word[:length], ())
        found += [number for ending, number in endings if word.endswith(ending)]
        if word in FIGURES or word[0].isdigit():
            found += self._numbered
        return tuple(found)
