"""Which unmarked lines are headings, which are list items that lost their bullets."""

from articles.importing.lines import wording
from articles.importing.lines.line import SourceLine
from articles.importing.manuscript import Doubt, Paragraph
from articles.importing.structure.lists import unmarked_listing
from articles.importing.structure.sheet import Headline, Sheet


def claim_marked(sheet: Sheet) -> None:
    """Claim the lines that are marked as headings: "## Dose", underlined, or all in bold."""
    for index, line in enumerate(sheet.lines):
        if line.mark and sheet.is_free(index):
            headline = Headline(line.rest, line.numbers, "marked", line.mark)
            sheet.claim(index, index + 1, headline)


def claim_lost_lists(sheet: Sheet) -> None:
    """Claim short lines without bullets, not all of them capitalised, below "These are:"."""
    for start, end in list(sheet.free_runs()):
        position = start
        while position < end:
            stop = position
            while stop < end and _could_be_item(sheet.lines[stop]):
                stop += 1
            is_introduced = position > 0 and wording.introduces(sheet.lines[position - 1].text)
            looks_it = any(not line.is_headline for line in sheet.lines[position:stop])
            if is_introduced and stop - position > 1 and looks_it:
                _claim_lost_list(sheet, position, stop, is_introduced)
            position = max(stop, position + 1)


def _could_be_item(line: SourceLine) -> bool:
    if line.marker or line.mark or line.length > 12:
        return False
    return (
        line.text[0].islower()
        or line.text.endswith((",", ";"))
        or (line.is_headline and line.gap == 0)
    )


def claim_unmarked(sheet: Sheet) -> None:
    """Claim headings by their wording and by what stands around them.

    In a text that marks its headings, an unmarked short line is none.
    """
    if _marks_its_headings(sheet):
        return
    for start, end in list(sheet.free_runs()):
        position = start
        while position < end:
            stop = position
            while stop < end and _is_short(sheet.lines[stop]):
                stop += 1
            if stop > position:
                _settle(sheet, position, stop)
            position = stop + 1


def _marks_its_headings(sheet: Sheet) -> bool:
    return sum(line.mark > 0 for line in sheet.lines) > 1


def _is_short(line: SourceLine) -> bool:
    return line.is_headline and line.marker is None


def _settle(sheet: Sheet, start: int, end: int) -> None:
    """Decide on short lines in turn, with prose, another block or nothing before and after them."""
    lines = sheet.lines[start:end]
    is_introduced = start > 0 and wording.introduces(sheet.lines[start - 1].text)
    has_text = end < len(sheet.lines) and sheet.source_at(end) not in {"marked", "plain"}
    first, last = start, end
    if not is_introduced or len(lines) == 1:
        first = start + 1
    if not is_introduced and len(lines) > 3 and sheet.is_spaced and _is_tied(lines):
        first = start  # a group by itself: a heading would stand apart
    if has_text and not _closes_a_group(sheet, end) and (len(lines) > 2 or not is_introduced):
        last = end - 1
    if is_introduced and len(lines) == 2 and has_text and lines[1].gap and sheet.is_spaced:
        first, last = end, end  # "There are two kinds:", a chapter and its first section
    for index in range(start, min(first, end)):
        _claim_heading_or_paragraph(sheet, index, len(lines) > 1 or has_text)
    if first < last:
        _claim_lost_list(sheet, first, last, is_introduced)
    for index in range(max(first, last), end):
        _claim_heading_or_paragraph(sheet, index, has_text)


def _is_tied(lines: list[SourceLine]) -> bool:
    return all(line.gap == 0 for line in lines[1:])


def _closes_a_group(sheet: Sheet, end: int) -> bool:
    """Whether the last short line is tied to those above it, and parted from what follows."""
    is_tied = sheet.lines[end - 1].gap == 0 and sheet.lines[end].gap > 0
    return sheet.is_spaced and is_tied


def _claim_heading_or_paragraph(sheet: Sheet, index: int, is_heading: bool) -> None:
    line = sheet.lines[index]
    if is_heading:
        headline = Headline(line.text, line.numbers, "plain", is_weak=_is_weak(sheet, index))
        sheet.claim(index, index + 1, headline)
    else:
        sheet.claim(index, index + 1, Paragraph(line.text, line.numbers))


def _claim_lost_list(sheet: Sheet, first: int, last: int, is_introduced: bool) -> None:
    """Short lines in turn that can not all be headings."""
    lines = sheet.lines[first:last]
    if len(lines) == 1 and not is_introduced:
        sheet.claim(first, last, Paragraph(lines[0].text, lines[0].numbers))
        return
    sheet.claim(first, last, unmarked_listing(lines))
    sheet.lost_lists.append(lines)


def lost_list_doubts(sheet: Sheet) -> list[Doubt]:
    """One question about all lists whose bullets were lost."""
    if not sheet.lost_lists:
        return []
    listed = "\n".join(" · ".join(line.text for line in lines[:6]) for lines in sheet.lost_lists)
    first = sheet.lost_lists[0][0]
    question = (
        "These short lines in turn have no bullets and were made lists. Were they lists, or a table, "
        f"or headings?\n\n{listed}"
    )
    return [Doubt(first.number, "list", question, first.text)]


def _is_weak(sheet: Sheet, index: int) -> bool:
    """Long, exclaiming, without a blank line where the text has them, or followed by a short text."""
    line = sheet.lines[index]
    casing = wording.casing(line.text, sheet.names)
    is_plain = casing in {wording.Casing.TITLE, wording.Casing.CAPITALS} or wording.is_question(
        line.text
    )
    if line.text.endswith(("!", ":")) or (line.length > 10 and not is_plain):
        return True
    return sheet.is_spaced and line.gap == 0 and index > 0
