"""Numbered or bulleted lines that alternate with prose: headings, or items of several paragraphs."""

from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from articles.importing.lines import wording
from articles.importing.lines.line import SourceLine
from articles.importing.lines.markers import Marker
from articles.importing.manuscript import Doubt, Item, Listing, Paragraph
from articles.importing.structure.sheet import Headline, Sheet


class Member(NamedTuple):
    """One line of a series, by its place on the sheet."""

    place: int
    marker: Marker


Series = list[Member]


def claim_numbered(sheet: Sheet) -> None:
    """Claim the headings "1. Relief" and the long items "1. Take care." that prose follows.

    Series of lines that stand directly one below another are left for `lists`.
    """
    _claim_outline(sheet)
    headings = []
    for series in _all_series(sheet):
        if len(series) == 1:
            _claim_single(sheet, series[0])
        elif not _is_interleaved(sheet, series):
            continue
        elif all(_could_head(sheet.lines[member.place]) for member in series):
            headings.append(series)
        elif series[0].marker.kind != "bullet":
            _claim_long_items(sheet, series)
    for series in headings:
        for member in series:
            _claim_heading(sheet, member, depth=_depth(series, headings))


def _members(sheet: Sheet, *kinds: str) -> Series:
    return [
        Member(index, line.marker)
        for index, line in enumerate(sheet.lines)
        if line.marker and line.marker.kind in kinds and not line.mark and sheet.is_free(index)
    ]


def _all_series(sheet: Sheet) -> list[Series]:
    """Lines whose markers count on, whatever stands between them."""
    alike: dict[tuple[str, str], list[Series]] = {}
    found: list[Series] = []
    for member in _members(sheet, "number", "bullet", "letter"):
        open_ones = alike.setdefault((member.marker.kind, member.marker.style), [])
        series = next((one for one in open_ones[-3:] if _counts_on(sheet, one[-1], member)), None)
        if series is None:
            series = []
            open_ones.append(series)
            found.append(series)
        series.append(member)
    return found


def _counts_on(sheet: Sheet, last: Member, member: Member) -> bool:
    if abs(sheet.lines[last.place].indent - sheet.lines[member.place].indent) > 1:
        return False
    if last.marker.kind == "bullet":
        return member.place == last.place + 1 or _is_followed_by_prose(sheet, last)
    return member.marker.value == last.marker.value + 1


def _is_followed_by_prose(sheet: Sheet, member: Member) -> bool:
    below = member.place + 1
    if not _is_plain(sheet, below):
        return False
    line = sheet.lines[below]
    return line.gap > 0 or line.indent <= sheet.lines[member.place].indent


def _is_plain(sheet: Sheet, index: int) -> bool:
    """Whether a paragraph stands there that nothing else claims."""
    if not sheet.is_free(index):
        return False
    line = sheet.lines[index]
    return not (line.marker or line.mark or line.is_headline)


def _opens_another(sheet: Sheet, member: Member) -> bool:
    """Whether the first of its sections stands below a chapter: "II. Signs", "A. Early"."""
    below = member.place + 1
    if not sheet.is_free(below) or (marker := sheet.lines[below].marker) is None:
        return False
    is_first = marker.value == 1 and marker.kind != "bullet" and marker.style != member.marker.style
    return is_first and _could_head(sheet.lines[below]) and _is_plain(sheet, below + 1)


def _depth(series: Series, others: list[Series]) -> int:
    """How many other styles of number a series stands in: those whose series go on around its own."""
    style = series[0].marker.style
    starts = [one[0].place for one in others if one[0].marker.style == style]
    around = {
        other[0].marker.style
        for other in others
        if any(other[0].place < start < other[-1].place for start in starts)
    }
    return len(around - {style})


def _is_interleaved(sheet: Sheet, series: Series) -> bool:
    """Whether prose stands below each member; of four numbers, one may lack it."""
    below = [
        _is_followed_by_prose(sheet, member) or _opens_another(sheet, member) for member in series
    ]
    if series[0].marker.kind == "bullet":
        return all(below)
    return sum(below[:-1]) * 4 >= len(below[:-1]) * 3


def _could_head(line: SourceLine) -> bool:
    has_label = wording.label_of(line.rest) is not None
    return wording.is_headline(line.rest) and not (has_label and line.length > 10)


def _claim_single(sheet: Sheet, member: Member) -> None:
    """A number on its own heads the prose below it, or it is a list of one item."""
    could_head = member.marker.kind == "number" and _could_head(sheet.lines[member.place])
    if could_head and _is_followed_by_prose(sheet, member):
        _claim_heading(sheet, member, is_weak=True)


def _claim_heading(sheet: Sheet, member: Member, depth: int = 0, is_weak: bool = False) -> None:
    line = sheet.lines[member.place]
    is_weak = is_weak or member.marker.kind == "bullet"
    headline = Headline(line.rest, line.numbers, "number", depth, is_weak)
    sheet.claim(member.place, member.place + 1, headline)


def _claim_long_items(sheet: Sheet, series: Series) -> None:
    """Items that end in a full stop, each with the paragraphs below it.

    How much belongs to the last one cannot be seen: it takes as many lines as most of the others.
    """
    starts = [member.place for member in series]
    lengths = Counter(following - start for start, following in pairwise(starts))
    end = starts[-1] + 1
    while end - starts[-1] < lengths.most_common(1)[0][0] and _is_plain(sheet, end):
        end += 1
    spans = list(pairwise([*starts, end]))
    if not all(_is_plain(sheet, at) for start, stop in spans for at in range(start + 1, stop)):
        return
    items = tuple(_item(sheet.lines[start:stop]) for start, stop in spans)
    value = max(series[0].marker.value, 1)
    sheet.claim(starts[0], end, Listing(items, sheet.numbers(starts[0], end), True, value))
    first = sheet.lines[starts[0]]
    question = (
        "Each number here has a paragraph below it. They were kept as one list; are they headings, "
        "and does the last paragraph belong to the last item?"
    )
    sheet.doubts.append(Doubt(first.number, "list", question, first.rest))


def _item(lines: list[SourceLine]) -> Item:
    first, *others = lines
    more = tuple(Paragraph(line.text, line.numbers) for line in others)
    return Item(first.rest, first.numbers, more=more)


def _claim_outline(sheet: Sheet) -> None:
    """Headings numbered "1.1", and the "1." and "2." above and beside them."""
    members = _members(sheet, "outline")
    heads = [member for member in members if _heads_something(sheet, member)]
    if not heads or len(heads) * 2 < len(members):
        return
    parents = {member.marker.style.split(".")[0] for member in heads}
    numbers = [
        member for member in _members(sheet, "number") if _could_head(sheet.lines[member.place])
    ]
    styles = {member.marker.style for member in numbers if str(member.marker.value) in parents}
    chapters = [member for member in numbers if member.marker.style in styles]
    for index, marker in [*heads, *chapters]:
        line = sheet.lines[index]
        headline = Headline(line.rest, line.numbers, "outline", marker.depth)
        sheet.claim(index, index + 1, headline)


def _heads_something(sheet: Sheet, member: Member) -> bool:
    below = member.place + 1
    if not _could_head(sheet.lines[member.place]) or not sheet.is_free(below):
        return False
    marker = sheet.lines[below].marker
    return marker is None or marker.kind == "bullet"
