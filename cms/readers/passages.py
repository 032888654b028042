"""Where the words that a reader quotes stand in the text that they read. Pure."""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from articles.text import anchors
from articles.text.vocabulary import OBJECT

ALIKE = 85  # of 100: numbers of citations come along when words are copied from a page


@dataclass(frozen=True)
class Passage:
    """The sentence, with the words in question between what stands before and after them."""

    before: str
    words: str
    after: str

    def stands_in(self, body: str) -> bool:
        """Whether the sentence stands in a body to the letter: 250 mg are not 500 mg."""
        return self.before + self.words + self.after in _plain(anchors.running(body))


def find(quote: str, body: str) -> Passage | None:
    """The sentence of a body that the quoted words stand in; None where they are not there."""
    wanted, text = _plain(quote), _plain(anchors.running(body))
    if not wanted or len(wanted) > len(text):
        return None
    start = text.find(wanted)
    end = start + len(wanted)
    if start < 0:
        found = fuzz.partial_ratio_alignment(wanted, text, score_cutoff=ALIKE)
        if found is None:
            return None
        start, end = _whole_words(text, found.dest_start, found.dest_end)
    first, last = _sentence(text, start, end)
    return Passage(text[first:start].lstrip(), text[start:end], text[end:last].rstrip())


def _plain(words: str) -> str:
    return re.sub(r"[^\S\n]+", " ", words.replace(OBJECT, "").replace("\r", "")).strip()


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch of text grown to the words that it cuts, without space at its edges."""
    words = [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]
    touched = [span for span in words if span[0] < end and span[1] > start]
    return (touched[0][0], touched[-1][1]) if touched else (start, end)


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of the sentences that hold a stretch of text."""
    bounds = [match.end() for match in anchors.SENTENCE.finditer(text)]
    first = max((bound for bound in bounds if bound <= start), default=0)
    last = min((bound for bound in bounds if bound >= end), default=len(text))
    return first, last
