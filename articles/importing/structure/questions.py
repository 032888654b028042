"""Questions and answers: numbered, marked "Q:" and "A:", or below a heading that says so."""

import itertools
import re
from dataclasses import replace
from typing import Literal

from articles.importing.lines import wording
from articles.importing.lines.line import SourceLine, numbers_of
from articles.importing.manuscript import Listing, Paragraph, Question, Questions
from articles.importing.structure.lists import listings_of
from articles.importing.structure.sheet import Headline, Sheet

_PATIENCE = 12
_LONGEST_ANSWER = 90
_HEADING = re.compile(
    r"(?:.*\b)?(?:frequently asked questions?|faqs?|common(?:ly asked)? questions?|"
    r"questions? (?:and|&) answers?|q ?(?:&|and) ?a|people also ask|your questions answered)\b.*"
)
_ASKS = re.compile(r"(?:Q|QUESTION|Question)\s?\d{0,2}\s?[:.)]\s*(?P<text>\S.*)$", re.S)
_ANSWERS = re.compile(r"(?:A|ANSWER|Answer|Ans)\s?\d{0,2}\s?[:.]\s*(?P<text>\S.*)$", re.S)
_BOTH = re.compile(r"(?P<question>[^?]{8,200}\?[*_\"”]*)\s+(?P<answer>\S.*)$", re.S)


def claim_questions(sheet: Sheet) -> None:
    """Claim what stands below a heading for questions, then "Q:" with "A:", then numbered questions."""
    for index, line in enumerate(sheet.lines):
        if sheet.is_free(index) and _is_heading_for_questions(line):
            _claim_section(sheet, index)
    _claim_marked(sheet)
    _claim_numbered(sheet)


def _is_heading_for_questions(line: SourceLine) -> bool:
    text = line.rest
    if not (line.mark or wording.is_headline(text)) or len(wording.words(text)) > 12:
        return False
    return bool(_HEADING.fullmatch(wording.folded(text)))


def _claim_section(sheet: Sheet, heading: int) -> None:
    lines = sheet.lines
    starts: list[int] = []
    end = heading + 1
    while sheet.is_free(end) and (starts or end - heading < _PATIENCE):
        if _asks(lines, end, starts, lines[heading]):
            starts.append(end)
        elif starts and _ends_section(sheet, end):
            break
        end += 1
    if not any(question.answer for question in _pairs(sheet, starts, end)):
        return
    line = lines[heading]
    source: Literal["marked", "plain"] = "marked" if line.mark else "plain"
    sheet.claim(heading, heading + 1, Headline(line.rest, line.numbers, source, line.mark))
    _claim_pairs(sheet, starts, end)


def _asks(lines: list[SourceLine], index: int, starts: list[int], heading: SourceLine) -> bool:
    line = lines[index]
    if starts and (first := lines[starts[0]]).marker and first.marker.kind == "number":
        follows = line.marker is not None and line.marker.style == first.marker.style
        return follows and _opens_question(line) and _counts(lines[starts[-1]], line)
    if line.mark:
        is_first = not starts and line.mark > heading.mark and wording.is_question(line.text)
        return is_first or (bool(starts) and line.mark == lines[starts[0]].mark)
    return _opens_question(line) or bool(_ASKS.match(line.text))


def _counts(before: SourceLine, line: SourceLine) -> bool:
    if before.marker is None or line.marker is None:
        return False
    return line.marker.value == before.marker.value + 1


def _opens_question(line: SourceLine) -> bool:
    """A question by itself, or one with its answer behind it in the same line."""
    text = line.rest
    if len(wording.words(text)) <= 30 and wording.is_question(text):
        return not re.search(r"[.!]\s+[A-Z]", text)
    is_listed = line.marker is not None and line.marker.kind == "number"
    return is_listed and bool(_BOTH.match(text))


def _ends_section(sheet: Sheet, index: int) -> bool:
    line = sheet.lines[index]
    if line.mark:
        return True
    return line.marker is None and line.is_headline and (line.gap > 0 or not sheet.is_spaced)


def _claim_marked(sheet: Sheet) -> None:
    """Pairs marked "Q:" and "A:" wherever they stand."""
    for start, end in list(sheet.free_runs()):
        starts = [at for at in range(start, end) if _ASKS.match(sheet.lines[at].text)]
        if not starts or not any(
            _ANSWERS.match(sheet.lines[at].text) for at in range(starts[0], end)
        ):
            continue
        stop = next((at for at in range(starts[-1] + 1, end) if sheet.lines[at].is_headline), end)
        answers = [at for at in range(starts[-1], stop) if _ANSWERS.match(sheet.lines[at].text)]
        _claim_pairs(sheet, starts, answers[-1] + 1 if answers else stop)


def _claim_numbered(sheet: Sheet) -> None:
    """Two or more numbered questions in turn, each with prose below it."""
    for start, end in list(sheet.free_runs()):
        starts = _numbered_questions(sheet.lines, start, end)
        if len(starts) < 2:
            continue
        below = range(starts[-1] + 1, end)
        stop = next((at for at in below if not _is_prose(sheet.lines[at])), end)
        if stop > starts[-1] + 1 and _are_short(_pairs(sheet, starts, stop)):
            _claim_pairs(sheet, starts, stop)


def _numbered_questions(lines: list[SourceLine], start: int, end: int) -> list[int]:
    """The places of the first questions whose numbers follow one another with something between."""
    starts: list[int] = []
    for index in range(start, end):
        line = lines[index]
        if line.marker is None or line.marker.kind != "number" or line.mark:
            continue
        if wording.is_question(line.rest) and (
            not starts or (_counts(lines[starts[-1]], line) and index > starts[-1] + 1)
        ):
            starts.append(index)
        elif starts:
            break
    return starts


def _is_prose(line: SourceLine) -> bool:
    return line.marker is None and not line.is_headline


def _are_short(questions: list[Question]) -> bool:
    """Whether these are answers, and not the sections of an article."""
    words = [
        len(wording.words(block.text))
        for question in questions
        for block in question.answer
        if isinstance(block, Paragraph)
    ]
    return sum(words) <= _LONGEST_ANSWER * len(questions)


def _claim_pairs(sheet: Sheet, starts: list[int], end: int) -> None:
    items = tuple(_pairs(sheet, starts, end))
    sheet.claim(starts[0], end, Questions(items, sheet.numbers(starts[0], end)))


def _pairs(sheet: Sheet, starts: list[int], end: int) -> list[Question]:
    spans = itertools.pairwise([*starts, end]) if starts else ()
    return [_question(sheet.lines[start:stop]) for start, stop in spans]


def _question(lines: list[SourceLine]) -> Question:
    first, answer = lines[0], lines[1:]
    text = first.rest
    if asked := _ASKS.match(text):
        text = asked["text"]
    inline: list[Paragraph | Listing] = []
    if not wording.is_question(text) and (both := _BOTH.match(text)):
        text = both["question"]
        inline = [Paragraph(_without_sign(both["answer"]), first.numbers)]
    return Question(text, (*inline, *_answer(answer)), numbers_of(lines))


def _answer(lines: list[SourceLine]) -> list[Paragraph | Listing]:
    blocks: list[Paragraph | Listing] = []
    position = 0
    while position < len(lines):
        line = lines[position]
        end = position + 1
        if (
            line.marker is not None
            and line.marker.kind != "letter"
            and not _ANSWERS.match(line.text)
        ):
            while end < len(lines) and lines[end].marker is not None:
                end += 1
            blocks.extend(listings_of([replace(one, mark=0) for one in lines[position:end]]))
        else:
            blocks.append(Paragraph(_without_sign(line.text), line.numbers))
        position = end
    return blocks


def _without_sign(text: str) -> str:
    found = _ANSWERS.match(text)
    return found["text"] if found else text
