"""Terms marked in a text as a page shows it: each at its first mention in a section. Pure.

The sealed text is not touched, nor is a word of what is shown: a mark is a link around words. None is
set in headings, links, citations, figures, heads of tables, and warnings.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from html import escape, unescape
from typing import Final

TAG: Final = re.compile(r"""(<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>)""")
NAME: Final = re.compile(r"</?([a-z0-9]+)")
VOID: Final = {"br", "img", "hr", "wbr", "col", "source", "input", "path", "circle", "rect", "line"}
LEFT: Final = {"a", "h2", "h3", "h4", "cite", "figure", "caption", "th", "svg", "summary", "dt"}
WARNING: Final = 'data-kind="warning"'
SECTION: Final = "<h2"


@dataclass(frozen=True)
class Term:
    """A word, what else stands for it, what it means, and where its page explains it."""

    term: str
    forms: tuple[str, ...]
    definition: str
    address: str

    def around(self, words: str) -> str:
        said = f'data-term="{escape(self.term)}" data-definition="{escape(self.definition)}"'
        return f'<a class="term" href="{escape(self.address)}" {said}>{words}</a>'


@dataclass(frozen=True)
class Terms:
    """Those of one language."""

    every: tuple[Term, ...]

    @cached_property
    def _by_form(self) -> dict[str, Term]:
        return {_plain(form): each for each in self.every for form in each.forms}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """The longest first: “blood pressure” before “blood”. An abbreviation keeps its capitals."""
        forms = sorted((form for each in self.every for form in each.forms), key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(_as_written, forms))})(?!\w)")

    def marked(self, markup: str) -> str:
        """The markup with a link around the first mention of each term in each section."""
        if not self.every or not self._pattern.search(markup):
            return markup
        said: set[str] = set()
        open_ones: list[bool] = []  # whether each open element is left as it is
        return "".join(self._each(TAG.split(markup), said, open_ones))

    def _each(self, pieces: Iterable[str], said: set[str], open_ones: list[bool]) -> Iterable[str]:
        for piece in pieces:
            if piece.startswith("<"):
                if piece.startswith(SECTION):
                    said.clear()
                _follow(piece, open_ones)
                yield piece
            else:
                yield piece if any(open_ones) else self._linked(piece, said)

    def _linked(self, words: str, said: set[str]) -> str:
        def link(found: re.Match[str]) -> str:
            term = self._by_form.get(_plain(unescape(found[0])))
            if term is None or term.address in said:  # “İ” is an “i” to a pattern, and no other way
                return found[0]
            said.add(term.address)
            return term.around(found[0])

        return self._pattern.sub(link, words)


def _follow(tag: str, open_ones: list[bool]) -> None:
    named = NAME.match(tag)
    if named is None or named[1] in VOID or tag.endswith("/>"):
        return
    if not tag.startswith("</"):
        open_ones.append(named[1] in LEFT or WARNING in tag)
    elif open_ones:
        open_ones.pop()


def _as_written(form: str) -> str:
    pattern = r"\s+".join(re.escape(escape(word, quote=False)) for word in form.split())
    return pattern if form.isupper() else f"(?i:{pattern})"


def _plain(words: str) -> str:
    """As a form is known by, whatever its capitals and blanks."""
    return " ".join(words.casefold().split())
