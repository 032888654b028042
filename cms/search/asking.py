"""What a reader's question means here: synonyms, words half typed, words misspelt."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Length
from rapidfuzz.distance import OSA

from articles.languages import active
from articles.search import tokenizer
from articles.search.tokenizer import Asked, Query, Term
from cms.search.models import SearchWord, Synonym

LONGER_WORDS = 12
CANDIDATES = 3000
SHORTEST_TO_MEND = 4
LONG_WORD = 7
ACCENTED: Final = str.maketrans({"a": "[aá]", "e": "[eé]", "i": "[ií]", "o": "[oó]", "u": "[uú]"})


def _small_talk(file: Path) -> re.Pattern[str]:
    """Its lines, the longest first, with or without accents, in letters of any case."""
    lines = sorted(file.read_text().splitlines(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(lines).translate(ACCENTED)})\b", re.IGNORECASE)


SMALL_TALK: Final = {
    file.stem: _small_talk(file) for file in Path(__file__).with_name("small_talk").glob("*.txt")
}
Stems = tuple[str, ...]


@dataclass(frozen=True)
class Understood:
    """A question as search asks it; `unknown` are its words that stand in no article."""

    query: Query
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Thesaurus:
    """The sets of terms that mean the same, as stems and as folded words."""

    groups: tuple[frozenset[Stems], ...]
    spellings: frozenset[str]

    @classmethod
    def current(cls) -> "Thesaurus":
        """Those of the language of the page."""
        listed = Synonym.objects.filter(is_active=True, language=active())
        return _thesaurus(tuple(listed.values_list("terms", flat=True)), active())

    def same_as(self, stems: Stems) -> list[Term]:
        """The other terms for one, as phrases, always in the same order."""
        found = {other for group in self.groups if stems in group for other in group}
        return [Term(other, is_phrase=len(other) > 1) for other in sorted(found - {stems})]


def understand(text: str, is_typing: bool = False) -> Understood:
    """The question in full. `is_typing`: its last word may go on, even where it is a word already."""
    parts = tokenizer.ask(_to_the_point(text), active()) or tokenizer.ask(text, active())
    if not parts:
        return Understood(Query())
    thesaurus = Thesaurus.current()
    known = _known(parts)
    longer: tuple[Term, ...] = ()
    last = parts[-1]
    if not last.is_unwanted and not last.is_phrase and (is_typing or last.stems[0] not in known):
        longer = _longer(last.words[0])
    query = _assembled(parts, thesaurus, longer)
    meant = {stem for group in thesaurus.groups for term in group for stem in term}
    unknown = [
        word
        for part in parts
        for word, stem in zip(part.words, part.stems, strict=True)
        if not part.is_unwanted and stem not in known and stem not in meant
    ]
    return Understood(query, tuple(dict.fromkeys(unknown)))


def _to_the_point(text: str) -> str:
    """The question without what is only said around it: “how long”, “is it ok”. Quotes are left alone."""
    around = SMALL_TALK.get(active())
    if around is None or '"' in text:
        return text
    return around.sub(" ", text[: tokenizer.LONGEST_QUESTION])


def mended(text: str, unknown: Iterable[str]) -> str:
    """The question with its unknown words as they may have been meant; "" where none is found."""
    right = {word: meant for word in unknown if (meant := _nearest(word))}
    if not right:
        return ""
    return tokenizer.WORD.sub(
        lambda found: right.get(tokenizer.fold(found.group()), found.group()),
        text[: tokenizer.LONGEST_QUESTION],
    )


def _assembled(parts: list[Asked], thesaurus: Thesaurus, longer: tuple[Term, ...]) -> Query:
    wanted: list[tuple[Term, ...]] = []
    at = 0
    while at < len(parts):
        run, same = _run(parts[at:], thesaurus)
        part = parts[at]
        at += run
        if part.is_unwanted:
            continue
        stems = tuple(stem for each in parts[at - run : at] for stem in each.stems)
        terms = (
            Term(stems, part.is_phrase),
            *same,
            *(longer if at == len(parts) and run == 1 else ()),
        )
        if part.is_alternative and wanted:
            wanted[-1] += terms
        else:
            wanted.append(terms)
    unwanted = (Term(part.stems, part.is_phrase) for part in parts if part.is_unwanted)
    return Query(tuple(wanted), tuple(unwanted))


def _run(parts: list[Asked], thesaurus: Thesaurus) -> tuple[int, list[Term]]:
    """How many parts from the first on are one known term, the longest there is, and its synonyms."""
    for length in range(min(len(parts), 4), 0, -1):
        run = parts[:length]
        if length > 1 and not all(_is_plain(each) for each in run):
            continue
        same = thesaurus.same_as(tuple(stem for each in run for stem in each.stems))
        if same and not run[0].is_unwanted:
            return length, same
    return 1, []


def _is_plain(part: Asked) -> bool:
    return not (part.is_phrase or part.is_unwanted or part.is_alternative)


@lru_cache(maxsize=8)
def _thesaurus(listed: tuple[str, ...], language: str) -> Thesaurus:
    """Kept for lists as they are: every question needs it, and they hardly ever change."""
    split = [[_folded(term, language) for term in terms.split(",")] for terms in listed]
    groups = [
        [tuple(tokenizer.stem(each, language) for each in term) for term in terms if term]
        for terms in split
    ]
    return Thesaurus(
        groups=tuple(map(frozenset, groups)),
        spellings=frozenset(word for terms in split for term in terms for word in term),
    )


def _folded(term: str, language: str) -> tuple[str, ...]:
    return tuple(word for word in tokenizer.split(term) if not tokenizer.is_common(word, language))


def _known(parts: list[Asked]) -> set[str]:
    stems = {stem for part in parts for stem in part.stems}
    return set(SearchWord.objects.filter(stem__in=stems).values_list("stem", flat=True))


def _longer(word: str) -> tuple[Term, ...]:
    """The commonest words of the articles that begin like this one."""
    if len(word) < 2:
        return ()
    found = SearchWord.objects.filter(_begins_with(word), language=active()).order_by(
        "-entries", "word"
    )
    stems = found.values_list("stem", flat=True)[:LONGER_WORDS]
    return tuple(Term((stem,)) for stem in dict.fromkeys(stems))


def _nearest(word: str) -> str:
    """The commonest of the nearest words: one slip away, or two in a long word; "" if there is none.

    Only those that begin or end alike are compared: “neumonia” ends like “pneumonia”.
    """
    if len(word) < SHORTEST_TO_MEND:
        return ""
    slips = 1 if len(word) < LONG_WORD else 2
    begins_alike = _begins_with(word[0]) & Q(length__range=(len(word) - slips, len(word) + slips))
    rows = (
        SearchWord.objects.alias(length=Length("word"))
        .filter(begins_alike | Q(ending=word[-3:]), language=active())
        .order_by("-entries", "word")
        .values_list("word", "entries")[:CANDIDATES]
    )
    candidates = {**dict.fromkeys(Thesaurus.current().spellings, 0), **dict(rows)}
    near = [
        (OSA.distance(word, other, score_cutoff=slips), -entries, other)
        for other, entries in candidates.items()
    ]
    return min((each for each in near if each[0] <= slips), default=(0, 0, ""))[2]


def _begins_with(word: str) -> Q:
    if connection.vendor == "sqlite":  # its LIKE takes no index
        return Q(word__gte=word, word__lt=f"{word}\U0010ffff")
    return Q(word__startswith=word)
