"""Running text in canonical form: runs of words under marks, nested in one fixed order.

The editor keeps a paragraph as a row of runs too, so that what it gives back is what was stored.
"""

import re
from dataclasses import dataclass, replace
from typing import Final, TypeAlias
from unicodedata import normalize

from lxml import etree, html

from articles.text import vocabulary
from articles.text.vocabulary import Shape

Mark: TypeAlias = tuple[str, str]  # the tag, and what it needs: where a link leads
SPACE: Final = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True)
class Run:
    """Some words, a line break, or a citation with its attributes; and the marks upon it."""

    marks: frozenset[Mark]
    text: str = ""
    leaf: str = ""
    attributes: tuple[tuple[str, str], ...] = ()

    def in_order(self) -> list[Mark]:
        order = vocabulary.BODY.marks
        return sorted(self.marks, key=lambda mark: order.index(mark[0]))

    @property
    def is_break(self) -> bool:
        return bool(self.leaf) and vocabulary.BODY[self.leaf].runs_as == "\n"


def with_mark(marks: frozenset[Mark], element: html.HtmlElement) -> frozenset[Mark]:
    """The marks below an inline element. Of two links, one in the other, the inner one counts."""
    row = vocabulary.BODY[element.tag]
    needed = element.get(row.needs, "") if row.needs else ""
    if row.shape != Shape.MARK or (row.needs and not needed):
        return marks
    return frozenset(mark for mark in marks if mark[0] != row.tag) | {(row.tag, needed)}


def settled(runs: list[Run]) -> list[Run]:
    """White space collapsed as a browser does, none at the edges, equal neighbours joined.

    [] where nothing is left that can be read.
    """
    kept: list[Run] = []
    for run in runs:
        if run.leaf:
            if run.is_break:
                _trim_end(kept)
            kept.append(run)
        else:
            _add_words(kept, run)
    _trim_end(kept)
    while kept and kept[-1].is_break:
        kept.pop()
        _trim_end(kept)
    if not any(run.text.strip() or (run.leaf and not run.is_break) for run in kept):
        return []
    # on words alone: `>` and a combining stroke would compose and break a tag
    return [replace(run, text=normalize("NFC", run.text)) for run in kept]


def _add_words(kept: list[Run], run: Run) -> None:
    words = SPACE.sub(" ", run.text)
    if not kept or kept[-1].is_break or kept[-1].text.endswith(" "):
        words = words.removeprefix(" ")
    if words and kept and not kept[-1].leaf and kept[-1].marks == run.marks:
        kept[-1] = replace(run, text=kept[-1].text + words)
    elif words:
        kept.append(replace(run, text=words))


def write(runs: list[Run], block: html.HtmlElement) -> None:
    """Append settled runs to an empty element. A mark that goes on stays open."""
    opened: list[tuple[Mark, html.HtmlElement]] = []
    for run in runs:
        marks = run.in_order()
        common = 0
        while common < min(len(opened), len(marks)) and opened[common][0] == marks[common]:
            common += 1
        del opened[common:]
        for mark in marks[common:]:
            parent = opened[-1][1] if opened else block
            opened.append((mark, _marked(parent, *mark)))
        _append(run, opened[-1][1] if opened else block)


def _marked(parent: html.HtmlElement, tag: str, needed: str) -> html.HtmlElement:
    return etree.SubElement(parent, tag, {vocabulary.BODY[tag].needs: needed} if needed else {})


def _append(run: Run, parent: html.HtmlElement) -> None:
    if run.leaf:
        etree.SubElement(parent, run.leaf, dict(run.attributes))
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + run.text
    else:
        parent.text = (parent.text or "") + run.text


def _trim_end(runs: list[Run]) -> None:
    while runs and not runs[-1].leaf:
        last = replace(runs[-1], text=runs[-1].text.removesuffix(" "))
        if last.text:
            runs[-1] = last
            return
        runs.pop()
