"""The order of work: sweep, title, contents, references, structure, levels, questions to the writer."""

import re

from articles.importing import doubts, markup, references, titles
from articles.importing.furniture import contents, patterns, sweeping
from articles.importing.lines.line import SourceLine
from articles.importing.lines.splitting import split
from articles.importing.manuscript import Manuscript, Paragraph
from articles.importing.structure import (
    asides,
    headings,
    lists,
    numbered,
    outline,
    questions,
    tables,
)
from articles.importing.structure.sheet import Sheet

_COUNTS = re.compile(
    r"(?:^|\D)(?:[2-9]|[1-9]\d)(?:\s|\+)|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve)\b",
    re.I,
)
# What is claimed first is the surer: an explicit mark, then numbers, then the looks of a line.
_RECOGNISERS = (
    tables.claim_separated,
    questions.claim_questions,
    asides.claim_callouts,
    headings.claim_marked,
    asides.claim_quotations,
    numbered.claim_numbered,
    lists.claim_lists,
    tables.claim_flattened,
    tables.claim_cells,
    asides.claim_definitions,
    headings.claim_lost_lists,
    headings.claim_unmarked,
)


def parse(text: str) -> Manuscript:
    """Read a text into a manuscript. Takes any string; every line of it that is not blank is in the
    title, a block, a reference or among the dropped."""
    everything = split(text)
    lines, dropped, found_doubts = sweeping.sweep(everything)
    labels = {one.line for one in dropped if one.reason == patterns.CONTENTS}
    titled = titles.find(lines, dropped)
    lines, repeats = contents.drop_repeats(titled.lines, titled.title if titled.title_lines else "")
    lines, table_of_contents = contents.drop_contents(lines, everything, labels)
    found = references.extract(lines)
    sheet = _recognise(found.lines)
    counted = bool(_COUNTS.search(titled.title))
    levelled = outline.with_levels(sheet.blocks(), sheet.names, counted)
    all_dropped = sorted(
        [*dropped, *titled.dropped, *repeats, *table_of_contents, *found.dropped],
        key=lambda one: one.line,
    )
    asked = [
        *titled.doubts,
        *found_doubts,
        *levelled.doubts,
        *sheet.doubts,
        *headings.lost_list_doubts(sheet),
        *found.doubts,
        *doubts.about(levelled.blocks, found.lines, all_dropped, found.references),
    ]
    return Manuscript(
        title=titled.title,
        title_lines=titled.title_lines,
        body=markup.html(levelled.blocks),
        blocks=levelled.blocks,
        references=tuple(found.references),
        dropped=tuple(all_dropped),
        doubts=tuple(sorted(asked, key=lambda doubt: doubt.line)),
    )


def _recognise(lines: list[SourceLine]) -> Sheet:
    sheet = Sheet(lines)
    for recognise in _RECOGNISERS:
        recognise(sheet)
    for start, end in list(sheet.free_runs()):
        for index in range(start, end):
            line = lines[index]
            sheet.claim(index, index + 1, Paragraph(line.text, line.numbers))
    return sheet
