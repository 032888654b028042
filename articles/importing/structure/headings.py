"""Which unmarked lines are headings, which are list items that lost their bullets."""

from dataclasses import dataclass
from typing import Final

from articles.importing.lines import wording
from articles.importing.lines.line import SourceLine
from articles.importing.lines.wording import Casing
from articles.importing.manuscript import Doubt, Paragraph
from articles.importing.rules import Rule, deciding, otherwise
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
            short = ShortLines(sheet, position, stop)
            looks_it = any(not line.is_headline for line in short.lines)
            if looks_it and short.count > 1 and is_introduced(short):
                _claim_lost_list(sheet, position, stop, has_introduction=True)
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


@dataclass(frozen=True)
class ShortLines:
    """Short lines in turn, from `start` up to `end`, with what stands before and after them."""

    sheet: Sheet
    start: int
    end: int

    @property
    def lines(self) -> list[SourceLine]:
        return self.sheet.lines[self.start : self.end]

    @property
    def count(self) -> int:
        return self.end - self.start

    @property
    def has_text(self) -> bool:
        """Whether something follows that a heading could head."""
        is_last = self.end == len(self.sheet.lines)
        return not is_last and self.sheet.source_at(self.end) not in {"marked", "plain"}


def are_chapter_and_section(short: ShortLines) -> bool:
    """ "There are two kinds:", then two lines that stand apart, with text below them."""
    is_pair = is_introduced(short) and short.count == 2 and short.has_text
    return is_pair and short.sheet.is_spaced and short.lines[1].gap > 0


def are_tied_together(short: ShortLines) -> bool:
    """A group by itself, where the text has blank lines: a heading would stand apart."""
    is_group = short.sheet.is_spaced and short.count > 3 and not is_introduced(short)
    return is_group and all(line.gap == 0 for line in short.lines[1:])


def is_single(short: ShortLines) -> bool:
    return short.count == 1


def is_introduced(short: ShortLines) -> bool:
    """A line above says that a list follows: "These are:"."""
    above = short.sheet.lines[short.start - 1] if short.start else None
    return above is not None and wording.introduces(above.text)


def heads_nothing(short: ShortLines) -> bool:
    return not short.has_text


def closes_the_group(short: ShortLines) -> bool:
    """The last line is tied to those above it, and parted from what follows."""
    lines, end = short.sheet.lines, short.end
    return short.sheet.is_spaced and lines[end - 1].gap == 0 and lines[end].gap > 0


def are_at_most_two_items(short: ShortLines) -> bool:
    return is_introduced(short) and short.count < 3


# How many of the first lines stand by themselves, as headings: the others are a list.
FIRST: Final = (
    Rule(are_chapter_and_section, 2),
    Rule(are_tied_together, 0),
    Rule(is_single, 1),
    Rule(is_introduced, 0),
    Rule(otherwise, 1),
)
# How many of the last lines head what follows the list.
LAST: Final = (
    Rule(heads_nothing, 0),
    Rule(closes_the_group, 0),
    Rule(are_at_most_two_items, 0),
    Rule(otherwise, 1),
)


def _settle(sheet: Sheet, start: int, end: int) -> None:
    """Decide on short lines in turn: headings, a list that lost its bullets, headings again."""
    short = ShortLines(sheet, start, end)
    first = start + deciding(FIRST, short).verdict
    last = max(first, end - deciding(LAST, short).verdict)
    has_text = short.has_text
    for index in range(start, first):
        _claim_heading_or_paragraph(sheet, index, short.count > 1 or has_text)
    if first < last:
        _claim_lost_list(sheet, first, last, is_introduced(short))
    for index in range(last, end):
        _claim_heading_or_paragraph(sheet, index, has_text)


def _claim_heading_or_paragraph(sheet: Sheet, index: int, is_heading: bool) -> None:
    line = sheet.lines[index]
    if is_heading:
        headline = Headline(line.text, line.numbers, "plain", is_weak=_is_weak(sheet, index))
        sheet.claim(index, index + 1, headline)
    else:
        sheet.claim(index, index + 1, Paragraph(line.text, line.numbers))


def _claim_lost_list(sheet: Sheet, first: int, last: int, has_introduction: bool) -> None:
    """Short lines in turn that can not all be headings."""
    lines = sheet.lines[first:last]
    if len(lines) == 1 and not has_introduction:
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


@dataclass(frozen=True)
class Candidate:
    """A line taken for a heading, by its place on the sheet."""

    sheet: Sheet
    index: int

    @property
    def line(self) -> SourceLine:
        return self.sheet.lines[self.index]


def exclaims_or_leads_on(candidate: Candidate) -> bool:
    return candidate.line.text.endswith(("!", ":"))


def is_long_and_written_as_a_sentence(candidate: Candidate) -> bool:
    line = candidate.line
    return (
        line.length > 10
        and wording.casing(line.text, candidate.sheet.names) not in {Casing.TITLE, Casing.CAPITALS}
        and not wording.is_question(line.text)
    )


def stands_close_below_a_line(candidate: Candidate) -> bool:
    """Where the text has blank lines, none is above this one."""
    return candidate.sheet.is_spaced and candidate.line.gap == 0 and candidate.index > 0


# Each makes a heading the less certain.
WEAKNESSES: Final = (
    exclaims_or_leads_on,
    is_long_and_written_as_a_sentence,
    stands_close_below_a_line,
)


def _is_weak(sheet: Sheet, index: int) -> bool:
    candidate = Candidate(sheet, index)
    return any(speaks_against(candidate) for speaks_against in WEAKNESSES)
