"""The words of a question marked where they stand in a text."""

import re
from collections import defaultdict
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.languages import active
from articles.search import tokenizer
from articles.search.tokenizer import Query

BLOCK = re.compile(r"([^.?!:])\n\n")  # a heading ends without a full stop
LENGTH = 260
BEFORE = 80


def marked(text: str, query: Query) -> SafeString:
    """The text as safe HTML, each word of the question in a `mark`."""
    pieces: list[tuple[str, str]] = []
    at = 0
    for start, end, _stem in _places(text, query):
        if pieces and not text[at:start].strip():
            pieces[-1] = (pieces[-1][0], pieces[-1][1] + text[at:end])
        else:
            pieces.append((text[at:start], text[start:end]))
        at = end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[at:])


def snippet(text: str, query: Query) -> SafeString:
    """The stretch of the text that has most of the words, cut between words."""
    text = " ".join(BLOCK.sub(r"\1 · ", text).split())
    places = _places(text, query)
    start = _best(places)
    start = _forward(text, max(0, start - BEFORE)) if start > BEFORE else 0
    end = min(len(text), start + LENGTH)
    end = text.rfind(" ", start, end) if end < len(text) and " " in text[start:end] else end
    ellipses = ("… " if start else "", " …" if end < len(text) else "")
    return format_html("{}{}{}", ellipses[0], marked(text[start:end], query), ellipses[1])


def _places(text: str, query: Query) -> list[tuple[int, int, str]]:
    """Where words that count begin and end; those of a phrase count side by side alone."""
    language, wanted = active(), query.words
    asked = {
        word: stem
        for word in set(tokenizer.WORD.findall(text))
        if (stem := _stem(word, language)) in wanted
    }
    if not asked:
        return []
    words = list(tokenizer.WORD.finditer(text))
    stems = [asked.get(word.group(), "") for word in words]
    return [
        (words[at].start(), words[at].end(), stems[at]) for at in sorted(_counting(stems, query))
    ]


def _counting(stems: list[str], query: Query) -> set[int]:
    """Which of the words stand where they count."""
    begun = defaultdict(list)
    for phrase in query.phrases:
        begun[phrase[0]].append(phrase)
    return {
        place
        for at, stem in enumerate(stems)
        for phrase in begun.get(stem, ())
        if tuple(stems[at : at + len(phrase)]) == phrase
        for place in range(at, at + len(phrase))
    }


@lru_cache(maxsize=50_000)
def _stem(word: str, language: str) -> str:
    """Of a word as it is written; kept, since every result says the same words again."""
    return tokenizer.stem(tokenizer.fold(word)[: tokenizer.LONGEST_WORD] or "_", language)


def _best(places: list[tuple[int, int, str]]) -> int:
    """The place after which most different words follow within the length of a snippet, then most."""
    best, best_score = 0, (0, 0)
    for at, (start, _end, _stem) in enumerate(places):
        near = []
        for _start, end, stem in places[at:]:
            if end > start + LENGTH - BEFORE:
                break
            near.append(stem)
        if (score := (len(set(near)), len(near))) > best_score:
            best, best_score = start, score
    return best


def _forward(text: str, at: int) -> int:
    space = text.find(" ", at)
    return space + 1 if 0 <= space < at + 40 else at
