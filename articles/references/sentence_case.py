"""Titles of works in sentence case, as AMA has them (AMA Manual of Style, 11th edition, 3.11.1). Pure.

Names keep their capital: those that `proper_names.txt` knows, words with a capital within (“DASH”,
“mRNA”), and single letters (“vitamin C”). It is a proposal: no list knows every name, so a person looks.
"""

import re
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("proper_names.txt")
# the others keep title case: books, reports, and what is called by a name
KINDS: Final = frozenset({"article-journal", "article", "chapter", "webpage", "paper-conference"})
WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# what stands before a sentence that begins within a title
BEGINS: Final = re.compile(r"(?:[?!.]\s+|^(?:RETRACTED|Retraction|WITHDRAWN)\W{1,3})[“\"'(]?$")
NAMELESS: Final = 4  # letters: shorter words are written small in title case too
FEWEST: Final = 3  # capitals that no sentence would have
SHARE: Final = 0.6
LETTERED: Final = frozenset({"a", "i"})  # single letters that are words


def is_title_case(title: str) -> bool:
    """Whether most of its words are capitalised that would be small in a sentence."""
    words = [
        each[0]
        for each in WORD.finditer(title)
        if len(each[0]) >= NAMELESS and not _is_beginning(title, each) and not _is_name(each[0])
    ]
    capitals = sum(word[0].isupper() for word in words)
    return capitals >= FEWEST and capitals >= SHARE * len(words)


def sentence_case(title: str) -> str:
    """The title with small letters, but for its beginning, its sentences and its names."""
    names = _spans_of_names(title)

    def cased(found: re.Match[str]) -> str:
        word = found[0]
        is_kept = any(start <= found.start() < end for start, end in names)
        if is_kept or _is_name(word) or _is_letter(title, found):
            return _named(word)
        small = word[0].lower() + word[1:]
        return word if _is_beginning(title, found) else small

    return WORD.sub(cased, title)


def _is_beginning(title: str, found: re.Match[str]) -> bool:
    before = title[: found.start()]
    return not WORD.search(before) or bool(BEGINS.search(before))


def _is_name(word: str) -> bool:
    """A capital within, or a word that the list knows."""
    return any(letter.isupper() for letter in word[1:]) or _stem(word) in _known()[0]


def _is_letter(title: str, found: re.Match[str]) -> bool:
    """“C” of “vitamin C”; “A” is a word, but for one behind what is lettered."""
    if len(found[0]) > 1:
        return False
    before = title[: found.start()].rstrip().lower()
    is_behind = bool(re.search(r"\b(?:vitamins?|hepatitis|influenza|groups?|types?)$", before))
    return is_behind or found[0].lower() not in LETTERED


def _named(word: str) -> str:
    """A name that the list has with a small letter (a species) is small."""
    return word.lower() if word.lower() in _known()[2] else word


def _stem(word: str) -> str:
    return re.sub(r"['’]s$", "", word).lower()


def _spans_of_names(title: str) -> list[tuple[int, int]]:
    """Where names of several words stand: “World Health Organization”."""
    return [
        found.span()
        for name in _known()[1]
        for found in re.finditer(rf"\b{re.escape(name)}\b", title)
    ]


@cache
def _known() -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    """Single words in small letters; names of several words; species, which are written small."""
    words, phrases, small = set(), [], set()
    for line in FILE.read_text(encoding="utf-8").splitlines():
        name = line.partition("#")[0].strip()
        if " " in name and not name.startswith("*"):
            phrases.append(name)
        elif name.startswith("*"):
            small.add(name.removeprefix("*").strip())
        elif name:
            words.add(name.lower())
    return frozenset(words | small), tuple(phrases), frozenset(small)
