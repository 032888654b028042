"""A text to its lines; lines that a program broke are joined again."""

import itertools
import re
from dataclasses import replace
from typing import Final

from articles.importing.lines import markers, wording
from articles.importing.lines.line import BOLD_MARK, SourceLine, numbers_of

_HASH_HEADING = re.compile(r"(?P<marks>#{1,6})\s+(?P<text>.*?)\s*#*$", re.S)
_BOLD_HEADING = re.compile(r"(?P<mark>\*\*|__)(?P<text>[^*_]+)(?P=mark)(?P<colon>:?)$", re.S)
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_LEFT_HANGING = re.compile(
    r"\b(?:of|the|and|to|a|an|in|with|for|by|or|from|is|are|that|as|at|on|which|than|into|its|their)$",
    re.I,
)
_ADDRESS_AT_START = re.compile(r"https?://|www\.|doi\b|10\.\d{4}", re.I)
_ADDRESS_AT_END = re.compile(r"(?:https?://|www\.)\S{1,500}$", re.I)
_LONGEST_MARKED: Final = 400
_LONG_ENOUGH_TO_BREAK: Final = 45
_CLOSING: Final = ",.;)"
_WIDTHS: Final = range(50, 131)


def split(text: str) -> list[SourceLine]:
    """The lines of a text that are not blank, those that a program broke joined again."""
    found: list[SourceLine] = []
    gap = 0
    for number, raw in enumerate(text.split("\n"), start=1):
        content = raw.strip()
        if not content:
            gap += 1
            continue
        if found and gap == 0 and _underlines(content, found[-1]):
            found[-1] = _underlined(found[-1], content, number)
        else:
            found.append(_line(raw, content, number, gap))
        gap = 0
    settled = markers.settled([line.marker for line in found])
    marked = [replace(line, marker=marker) for line, marker in zip(found, settled, strict=True)]
    return _join_broken(marked)


def _line(raw: str, content: str, number: int, gap: int) -> SourceLine:
    text, mark = _without_mark(content)
    blanks = raw[: len(raw) - len(raw.lstrip())].expandtabs(4)
    return SourceLine(text, (number,), (content,), gap, len(blanks), markers.read(text), mark)


def _without_mark(content: str) -> tuple[str, int]:
    """The text of an explicit heading and the depth of its mark; the same text and 0 of other lines."""
    if len(content) > _LONGEST_MARKED:
        return content, 0
    if found := _HASH_HEADING.match(content):
        return found["text"] or content, len(found["marks"])
    if (found := _BOLD_HEADING.match(content)) and wording.is_headline(found["text"].strip()):
        return found["text"].strip() + found["colon"], BOLD_MARK
    return content, 0


def _underlines(content: str, above: SourceLine) -> bool:
    return bool(_UNDERLINE.fullmatch(content)) and not above.marker and above.is_headline


def _underlined(line: SourceLine, underline: str, number: int) -> SourceLine:
    mark = 1 if underline[0] == "=" else 2
    return replace(line, numbers=(*line.numbers, number), parts=(*line.parts, underline), mark=mark)


def _join_broken(lines: list[SourceLine]) -> list[SourceLine]:
    width = _wrap_width(lines)
    groups: list[list[SourceLine]] = []
    for line, below in itertools.zip_longest(lines, lines[1:]):
        is_rest = groups and (
            _continues(groups[-1][0], groups[-1][-1], line, width)
            or _stands_in_a_sentence(groups[-1][-1], line, below)
        )
        if is_rest:
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_joined(group) for group in groups]


def _joined(group: list[SourceLine]) -> SourceLine:
    first = group[0]
    if len(group) == 1:
        return first
    others = "".join(
        line.text if line.text[0] in _CLOSING else f" {line.text}" for line in group[1:]
    )
    return replace(
        first,
        text=first.text + others,
        numbers=numbers_of(group),
        parts=tuple(part for line in group for part in line.parts),
        marker=first.marker and replace(first.marker, rest=first.marker.rest + others),
    )


def _wrap_width(lines: list[SourceLine]) -> int:
    """The width at which a program broke the lines, or 0: each next word would not have fitted."""
    pairs = [
        (len(one.text) + one.indent, len(following.text.split()[0]))
        for one, following in itertools.pairwise(lines)
        if following.gap == 0 and following.marker is None
    ]
    width = max((length for length, _ in pairs), default=0)
    full = sum(length + 1 + word > width for length, word in pairs)
    is_broken = len(pairs) > 3 and width in _WIDTHS and full * 4 >= len(pairs) * 3
    return width if is_broken else 0


def _continues(first: SourceLine, last: SourceLine, line: SourceLine, width: int) -> bool:
    """Whether `line` goes on with what `first` began and `last` ended."""
    if first.mark or not _may_go_on(last, line):
        return False
    if line.text[0] in _CLOSING and line.text[1:2] in " ":
        return True
    length = last.indent + len(last.text)
    if width and length + 1 + len(line.text.split()[0]) > width:
        return True
    if wording.ends_sentence(last.text):
        return False
    is_hanging = first.marker is not None and line.indent > first.indent
    if not is_hanging and length < _LONG_ENOUGH_TO_BREAK:
        return False
    # two whole paragraphs in turn are longer than any line that a program broke
    is_broken = length in _WIDTHS or len(line.text) < max(_WIDTHS)
    return line.text[0].islower() or (is_broken and bool(_LEFT_HANGING.search(last.text[-20:])))


def _stands_in_a_sentence(above: SourceLine, line: SourceLine, below: SourceLine | None) -> bool:
    """Whether a line was a link in a sentence: prose breaks off above it and goes on below."""
    if above.mark or below is None or not (_may_go_on(above, line) and _may_go_on(line, below)):
        return False
    is_broken_off = len(above.text) >= _LONG_ENOUGH_TO_BREAK and not wording.ends_sentence(
        above.text
    )
    return is_broken_off and (below.text[0].islower() or below.text[0] in _CLOSING)


def _may_go_on(last: SourceLine, line: SourceLine) -> bool:
    """Whether nothing parts the two: no blank line, no bullet, no cell, no address of its own."""
    if line.gap or line.marker or line.mark or "\t" in line.text or "|" in line.text:
        return False
    return not (_ADDRESS_AT_START.match(line.text) or _ADDRESS_AT_END.search(last.text[-500:]))
