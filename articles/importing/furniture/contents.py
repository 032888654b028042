"""Tables of contents and repeated titles: lines that say nothing which the text does not say below."""

import re
from typing import Final

from articles.importing.furniture import patterns
from articles.importing.lines import wording
from articles.importing.lines.expressions import one_of
from articles.importing.lines.line import SourceLine, drop
from articles.importing.manuscript import Dropped

_NUMBERED = re.compile(r"^(?:\d+(?:\.\d+)*\s+)+")
_ANCHOR = re.compile(r"\]\(#[^)]*\)")
_FILLS_WITH_TITLE: Final = one_of(
    r"find|see|check|discover|click|view|get|learn|read|explore|visit|browse|watch|purchase|buy"
)
_CONTENTS: Final = "table of contents: it is made anew from the headings"
_REPEAT: Final = "the title again, as a heading or as the alternative text of a picture"
_TWICE: Final = "the line above again"


def drop_contents(
    lines: list[SourceLine], everything: list[SourceLine], labels: set[int]
) -> tuple[list[SourceLine], list[Dropped]]:
    """Drop lists whose items stand again as lines of their own further down.

    `everything` is the text before anything was dropped: contents name the reference list, too.
    `labels` are the lines that said "Table of contents"; below one, half of the items need to agree.
    """
    places: dict[str, int] = {}
    for line in everything:
        if line.is_headline or line.marker or line.mark:
            places[_key(line)] = line.number
    kept: list[SourceLine] = []
    dropped: list[Dropped] = []
    position = 0
    while position < len(lines):
        end = _end_of_run(lines, position)
        if _is_contents(lines[position:end], places, lines, labels, position):
            for line in lines[position:end]:
                dropped.extend(drop(line, _CONTENTS))
        else:
            kept.extend(lines[position:end])
        position = end
    return kept, dropped


def drop_repeats(lines: list[SourceLine], title: str) -> tuple[list[SourceLine], list[Dropped]]:
    """Drop lines that repeat the title, filler lines made from it, and lines given twice in turn."""
    title_key = wording.key(title)
    kept: list[SourceLine] = []
    dropped: list[Dropped] = []
    for line in lines:
        key = line.key
        if title_key and key == title_key and not line.marker:
            dropped.extend(drop(line, _REPEAT))
        elif _fills(key, title_key):
            dropped.extend(drop(line, patterns.FILLER))
        elif kept and line.is_headline and not line.marker and key == kept[-1].key:
            dropped.extend(drop(line, _TWICE))
        else:
            kept.append(line)
    return kept, dropped


def _fills(key: str, title_key: str) -> bool:
    """Lines as link generators write them: "See the TITLE in detail"."""
    count = len(title_key.split())
    if count < 3 or title_key not in key or key == title_key:
        return False
    rest = key.replace(title_key, " ").split()
    return len(rest) <= 8 and bool(rest) and bool(_FILLS_WITH_TITLE.fullmatch(rest[0]))


def _key(line: SourceLine) -> str:
    return _NUMBERED.sub("", wording.key(_ANCHOR.sub("]", line.rest)))


def _end_of_run(lines: list[SourceLine], start: int) -> int:
    """Where the short lines from `start` on end: before prose, or where they begin to repeat.

    A single other line is a run of its own.
    """
    end = start
    seen: set[str] = set()
    while end < len(lines) and _could_be_entry(lines[end]) and _key(lines[end]) not in seen:
        seen.add(_key(lines[end]))
        end += 1
    return max(end, start + 1)


def _could_be_entry(line: SourceLine) -> bool:
    return not line.mark and (line.marker is not None or line.is_headline)


def _is_contents(
    run: list[SourceLine],
    places: dict[str, int],
    lines: list[SourceLine],
    labels: set[int],
    position: int,
) -> bool:
    after = run[-1].number
    agreeing = [line for line in run if places.get(_key(line), 0) > after]
    if len(run) < 2 or len(agreeing) < 2:
        return False
    above = lines[position - 1].number if position else 0
    is_labelled = any(above < label <= run[0].number for label in labels)
    if not is_labelled and position and wording.introduces(lines[position - 1].text):
        return False  # the sentence above would lead to nothing
    return len(agreeing) >= len(run) * (0.5 if is_labelled else 0.8)
