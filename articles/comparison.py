"""Two texts line by line: what one has and the other has not."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.safestring import SafeString, mark_safe

from articles import body
from articles.citations import cited_keys
from articles.drafts import DraftText


@dataclass(frozen=True)
class Line:
    """`side` is "theirs", "mine" or "both"."""

    side: str
    words: str


def compared(theirs: DraftText, mine: DraftText) -> list[Line]:
    """The lines that one text alone has, each with a neighbour that both have, in reading order."""
    left, right = _lines(theirs), _lines(mine)
    found: list[Line] = []
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for group in matcher.get_grouped_opcodes(1):
        for tag, a, b, c, d in group:
            if tag == "equal":
                found.extend(Line("both", words) for words in left[a:b])
            else:
                found.extend(Line("theirs", words) for words in left[a:b])
                found.extend(Line("mine", words) for words in right[c:d])
    return found


def readable(text: DraftText) -> SafeString:
    """The body as one reads it; citations show by their keys (the style sheet prints them)."""
    return mark_safe(body.clean(text.body))  # noqa: S308 cleaned just here


def _lines(text: DraftText) -> list[str]:
    keys = ", ".join(cited_keys(text.body))
    return [
        *filter(None, [text.title, text.standfirst, *body.plain_text(text.body).split("\n\n")]),
        *([f"Cites: {keys}"] if keys else []),
        *([f"For readers: {text.change_note}"] if text.change_note else []),
    ]
