"""Words as the search indexes know them: folded, stemmed, and spelt in plain ASCII.

Both databases are given the same words and told to take them as they are, so that what is found does
not depend on which one it is, nor on its language settings. What a person types becomes a `Query`
of such words: nothing else of it ever reaches a database.
"""

import re
import threading
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import snowballstemmer

WORD: Final = re.compile(r"[^\W_]+")
PIECE: Final = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
# what hyphens, dots and apostrophes join was written as one, and is looked for as one
JOINED: Final = re.compile(r"[\w'’.-]+")
# a number and its unit, written without a space
AMOUNT: Final = re.compile(r"(\d+)(mg|mcg|ug|\u03bcg|g|kg|ml|l|iu|mmhg|mm|cm)")
LONGEST_WORD: Final = 32
MOST_WORDS: Final = 20_000  # a tsvector holds a megabyte
MOST_ASKED: Final = 16
LONGEST_QUESTION: Final = 400
# too common to be worth asking for; "no" and "without" stay, they can matter in a phrase
STOP_WORDS: Final = {
    file.stem: frozenset(file.read_text().split())
    for file in Path(__file__).with_name("stop_words").glob("*.txt")
}
# a language without one is searched by its folded words
STEMMERS: Final = {"en": "english", "es": "spanish"}
# folding takes the accent by which the stemmer knows the ending; the plural has none
SPANISH_NOUN: Final = re.compile("(?<=[au]ci)on$")


@dataclass(frozen=True)
class Term:
    """Words that must occur: all of them anywhere, or side by side (`is_phrase`).

    `is_prefix`: the last of them may go on.
    """

    words: tuple[str, ...]
    is_phrase: bool = False
    is_prefix: bool = False

    def as_tsquery(self) -> str:
        quoted = [f"'{word}'" for word in self.words]
        quoted[-1] += ":*" if self.is_prefix else ""
        return f"({(' <-> ' if self.is_phrase else ' & ').join(quoted)})"

    def as_match(self) -> str:
        quoted = [f'"{word}"' for word in self.words]
        quoted[-1] += "*" if self.is_prefix else ""
        return f"({(' + ' if self.is_phrase else ' AND ').join(quoted)})"


@dataclass(frozen=True)
class Query:
    """Of each group of `wanted` one term must occur, and none of `unwanted`."""

    wanted: tuple[tuple[Term, ...], ...] = ()
    unwanted: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted)

    @property
    def words(self) -> frozenset[str]:
        """Every word that counts towards a match."""
        return frozenset(word for group in self.wanted for term in group for word in term.words)

    @property
    def phrases(self) -> frozenset[tuple[str, ...]]:
        """What counts as it stands: single words, and words that must be side by side."""
        terms = [term for group in self.wanted for term in group]
        alone = {(word,) for term in terms if not term.is_phrase for word in term.words}
        return frozenset(alone | {term.words for term in terms if term.is_phrase})

    def relaxed(self) -> "Query":
        """The same question, satisfied by any one of its groups."""
        return replace(self, wanted=(tuple(term for group in self.wanted for term in group),))

    def as_tsquery(self) -> str:
        """For PostgreSQL: what is wanted."""
        groups = [" | ".join(term.as_tsquery() for term in group) for group in self.wanted]
        return " & ".join(f"({group})" for group in groups)

    def unwanted_as_tsquery(self) -> str:
        return " | ".join(term.as_tsquery() for term in self.unwanted)

    def as_match(self, columns: tuple[str, ...] = ()) -> str:
        """For SQLite's FTS5; `columns` are where to look, everywhere by default."""
        groups = [" OR ".join(term.as_match() for term in group) for group in self.wanted]
        asked = " AND ".join(f"({group})" for group in groups)
        if columns:
            asked = f"{{{' '.join(columns)}}} : ({asked})"
        unwanted = " OR ".join(term.as_match() for term in self.unwanted)
        return f"({asked}) NOT ({unwanted})" if unwanted else asked


@dataclass(frozen=True)
class Asked:
    """A word or a quoted phrase of a question, as it was typed but folded."""

    words: tuple[str, ...]
    is_phrase: bool = False
    is_unwanted: bool = False
    is_alternative: bool = False
    language: str = "en"

    @property
    def stems(self) -> tuple[str, ...]:
        return tuple(stem(word, self.language) for word in self.words)

    def begun(self) -> Term:
        """The same with its last word as the beginning of a longer one."""
        begun = (*self.stems[:-1], beginning(self.words[-1], self.language))
        return Term(begun, self.is_phrase, is_prefix=True)


def fold(text: str) -> str:
    """Without accents, in lower case: “Sjögren” is “sjogren”."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(each for each in apart if unicodedata.category(each) != "Mn").casefold()


def split(text: str) -> list[str]:
    """The folded words of a text, in order; an apostrophe ends a word."""
    return [word[:LONGEST_WORD] for word in WORD.findall(fold(text))]


@lru_cache(maxsize=100_000)
def stem(word: str, language: str = "en") -> str:
    """The stem of a folded word in letters and digits of ASCII, a letter first.

    So that no database takes it for a number, a unit or a separator in its own alphabet. Those of
    another language than English begin with its code and a nought: one index holds all languages, and
    a question finds its own at the same cost, however many texts there are in the others.
    """
    found = _stemmed(word, language) if word.isascii() else word
    if not found.isascii():
        found = f"u{sha256(found.encode(errors='replace')).hexdigest()[:16]}"
    return _marked(found if found[0].isalpha() else f"n{found}", language)


class _Stemmers(threading.local):
    """Those of one thread: a stemmer holds the word that it works on."""

    def __init__(self) -> None:
        self.of = {code: snowballstemmer.stemmer(name) for code, name in STEMMERS.items()}


_stemmers: Final = _Stemmers()


def _stemmed(word: str, language: str) -> str:
    if language == "es":
        word = SPANISH_NOUN.sub("ón", word)
    stemmer = _stemmers.of.get(language)
    return fold(str(stemmer.stemWord(word))) if stemmer else word


def _marked(word: str, language: str) -> str:
    return word if language == "en" else f"{language.replace('-', '')}0{word}"


def is_common(word: str, language: str = "en") -> bool:
    """Whether a folded word is left out, of texts and of questions."""
    return word in STOP_WORDS.get(language, ())


def indexed(text: str, language: str = "en") -> str:
    """The words of a text as an index keeps them, parted by spaces."""
    kept = [stem(word, language) for word in split(text) if not is_common(word, language)]
    return " ".join(kept[:MOST_WORDS])


def ask(text: str, language: str = "en") -> list[Asked]:
    """The parts of a question: words, “"quoted phrases"”, “-unwanted”, and “OR” between two.

    Common words are left out, and whatever is beyond the sixteenth word.
    """
    parts: list[Asked] = []
    joins = False
    for minus, phrase, bare in PIECE.findall(_typed(text)):
        if bare == "OR" and not minus:
            joins = bool(parts)
            continue
        for piece in JOINED.findall(bare) or [phrase]:
            found = tuple(word for word in split(piece) if not is_common(word, language))
            if sum(len(each.words) for each in parts) + len(found) > MOST_ASKED:
                return parts
            if found:
                parts.append(
                    Asked(found, len(found) > 1, bool(minus), joins and not minus, language)
                )
                joins = False
                if bare and not minus and (other := _otherwise(piece, found)):
                    parts.append(Asked(other, len(other) > 1, False, True, language))
    return parts


def _otherwise(piece: str, found: tuple[str, ...]) -> tuple[str, ...]:
    """How else the same is written: “5mg” as “5 mg”, “anti-inflammatory” in one word; () for no way."""
    if amount := AMOUNT.fullmatch(found[0]) if len(found) == 1 else None:
        return amount.groups()
    return ("".join(found),) if len(found) == 2 and "-" in piece else ()


def _typed(text: str) -> str:
    return text[:LONGEST_QUESTION].replace("“", '"').replace("”", '"')


def query(text: str) -> Query:
    """A question as it stands; a word, or the last of a phrase, may be the beginning of a longer one."""
    wanted: list[tuple[Term, ...]] = []
    unwanted: list[Term] = []
    for part in ask(text):
        terms = (Term(part.stems, part.is_phrase), part.begun())
        if part.is_unwanted:
            unwanted.append(terms[0])
            continue
        if part.is_alternative and wanted:
            wanted[-1] += terms
        else:
            wanted.append(terms)
    return Query(tuple(wanted), tuple(unwanted))


def beginning(word: str, language: str = "en") -> str:
    """A folded word as the beginning of one that an index holds."""
    if not word.isascii():
        return stem(word, language)
    return _marked(word if word[0].isalpha() else f"n{word}", language)
