"""Callouts ("Warning: ..."), quotations, and run-in definitions ("Red algae: ...")."""

import re
from typing import Final, Literal

from articles.importing.lines import wording
from articles.importing.lines.expressions import one_of
from articles.importing.lines.line import SourceLine
from articles.importing.manuscript import (
    Callout,
    Definition,
    Definitions,
    Item,
    Listing,
    Paragraph,
    Quotation,
)
from articles.importing.structure.sheet import Sheet

About = Literal["warning", "key-points", "plain-words", "note"]

_CALLOUTS: Final[dict[About, re.Pattern[str]]] = {
    "warning": one_of(
        r"(?:safety |health |important )?warnings?|caution|danger|black box warning", re.I
    ),
    "note": one_of(
        r"(?:please |important |editor['’]s )?note|(?:pro |quick |helpful |safety )?tip|important",
        re.I,
    ),
    "key-points": one_of(
        r"(?:key|main) (?:takeaways?|points?)|tl;?dr|(?:the )?bottom line|in short", re.I
    ),
    "plain-words": one_of(
        r"in plain (?:words|language|english)|plain[- ](?:language|english) summary", re.I
    ),
}
_KEY_POINTS: Final = one_of(r"""
    (?:key|main|quick) (?:takeaways?|points?|facts|messages)|(?:article )?highlights|at a glance
    tl;?dr|in (?:brief|short)|what you need to know
""")
_STEP = re.compile(r"(?:step|tip|stage|phase|day|week|month|trimester)\s+\d+:?$", re.I)
_QUOTED = re.compile(r"[“\"].{20,}[”\"]$", re.S)
_ATTRIBUTION = re.compile(r"[–—―-]\s?[^\W\d_].{1,80}$", re.S)


def claim_callouts(sheet: Sheet) -> None:
    """Claim paragraphs that call out, and key points with the list below them."""
    for index, line in enumerate(sheet.lines):
        if not sheet.is_free(index) or line.marker is not None:
            continue
        if _KEY_POINTS.fullmatch(line.folded):
            _claim_key_points(sheet, index)
        elif (label := wording.label_of(line.text)) and (about := _about(label[0])):
            paragraph = Paragraph(label[1], line.numbers)
            sheet.claim(index, index + 1, Callout(about, label[0], (paragraph,), line.numbers))


def claim_quotations(sheet: Sheet) -> None:
    """Claim lines marked ">", and paragraphs in quotation marks with a name below them."""
    for start, end in list(sheet.free_runs()):
        position = start
        while position < end:
            stop = position + 1
            if sheet.lines[position].text.startswith(">"):
                while stop < end and sheet.lines[stop].text.startswith(">"):
                    stop += 1
            elif stop < end and _is_attributed(sheet.lines[position], sheet.lines[stop]):
                stop += 1
            else:
                position += 1
                continue
            paragraphs = tuple(
                Paragraph(text, line.numbers)
                for line in sheet.lines[position:stop]
                if (text := line.text.lstrip("> "))
            )
            if paragraphs:
                numbers = sheet.numbers(position, stop)
                sheet.claim(position, stop, Quotation(paragraphs, numbers))
            position = stop


def claim_definitions(sheet: Sheet) -> None:
    """Claim two or more paragraphs in turn that each begin with a term and a colon."""
    for start, end in list(sheet.free_runs()):
        position = start
        while position < end:
            stop = position
            while stop < end and _defines(sheet.lines[stop]):
                stop += 1
            if stop - position > 1 and _are_definitions(sheet.lines[position:stop]):
                block = _definitions(sheet.lines[position:stop], sheet.numbers(position, stop))
                sheet.claim(position, stop, block)
            position = max(stop, position + 1)


def _about(label: str) -> About | None:
    name = label.rstrip(": ")
    return next((about for about, pattern in _CALLOUTS.items() if pattern.fullmatch(name)), None)


def _claim_key_points(sheet: Sheet, index: int) -> None:
    end = index + 1
    while sheet.is_free(end) and sheet.lines[end].marker is not None and not sheet.lines[end].mark:
        end += 1
    if end - index < 3:
        return
    lines = sheet.lines[index + 1 : end]
    items = tuple(Item(line.rest, line.numbers) for line in lines)
    numbers = sheet.numbers(index + 1, end)
    listing = Listing(items, numbers, all(line.marker and line.marker.value for line in lines))
    line = sheet.lines[index]
    callout = Callout("key-points", line.text, (listing,), sheet.numbers(index, end))
    sheet.claim(index, end, callout)


def _is_attributed(line: SourceLine, below: SourceLine) -> bool:
    if line.marker is not None or not _QUOTED.fullmatch(line.text):
        return False
    return bool(_ATTRIBUTION.fullmatch(below.text)) and not wording.ends_sentence(below.text)


def _defines(line: SourceLine) -> bool:
    if line.marker is not None or line.mark:
        return False
    label = wording.label_of(line.text)
    if label is None:
        return False
    return (
        len(wording.words(label[0])) <= 5
        and len(label[1]) > 1
        and not wording.is_question(label[1])
    )


def _are_definitions(lines: list[SourceLine]) -> bool:
    """Full sentences, or short facts that stand close together or in threes."""
    if all(wording.ends_sentence(line.text) for line in lines):
        return True
    return len(lines) > 2 or all(line.gap == 0 for line in lines[1:])


def _definitions(lines: list[SourceLine], numbers: tuple[int, ...]) -> Definitions | Listing:
    labels = [wording.label_of(line.text) or ("", line.text) for line in lines]
    if all(_STEP.match(label) for label, _ in labels):
        items = [
            Item(text, line.numbers, label)
            for line, (label, text) in zip(lines, labels, strict=True)
        ]
        return Listing(tuple(items), numbers, ordered=True)
    return Definitions(
        tuple(
            Definition(label.rstrip(": "), text, line.numbers)
            for line, (label, text) in zip(lines, labels, strict=True)
        ),
        numbers,
    )
