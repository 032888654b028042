"""Tables: pipes and tabs say where cells end; where nothing says it, columns are proposed or refused."""

import re
from collections.abc import Sequence

from articles.importing.lines import wording
from articles.importing.lines.line import SourceLine
from articles.importing.manuscript import Doubt, Paragraph, Table
from articles.importing.structure.sheet import Sheet

_CAPTION = re.compile(r"(?:Table|Tabla)\s+\w{1,4}\s*[.:–—]\s*\S", re.I)
Rows = tuple[tuple[str, ...], ...]

_RULE = re.compile(r"[\s|:+=-]+")
_COLUMNS_OF_BLANKS = re.compile(r"\t+|\s{2,}")
_SENTENCE_IN_CELL = re.compile(r"[.!?:;,](?:\s{2,}|$)")
_GLUE = frozenset(
    ["of", "for", "with", "to", "in", "on", "and", "or", "by", "per", "vs", "at", "from"]
)


def claim_separated(sheet: Sheet) -> None:
    """Claim rows whose cells are parted by pipes, tabs or runs of blanks."""
    for start, end in list(sheet.free_runs()):
        position = start
        while position < end:
            stop = position
            while stop < end and len(_cells(sheet.lines[stop].rest)) > 1:
                stop += 1
            if stop - position > 1:
                _claim_rows(sheet, position, stop)
            position = max(stop, position + 1)


def claim_flattened(sheet: Sheet) -> None:
    """Claim a group of short lines that look like rows whose cell borders were lost.

    Columns are proposed where every row parts at the same number of capitals or numbers; a doubt
    says so in any case, and where they do not part alike the lines stay paragraphs.
    """
    for start, end in _groups(sheet):
        lines = sheet.lines[start:end]
        rows = _columns([line.text for line in lines])
        if rows:
            sheet.claim(start, end, Table(rows, sheet.numbers(start, end)))
            question = (
                "The borders of this table's cells were lost. These columns are a proposal: "
                f"{' | '.join(rows[0])}. Is every cell where it belongs?"
            )
            sheet.doubts.append(Doubt(lines[0].number, "table", question, rows[1][0]))
        elif all(_looks_like_a_row(line.text) for line in lines[1:]):
            sheet.claim(start, end, *(Paragraph(line.text, line.numbers) for line in lines))
            question = (
                f"These {len(lines)} lines look like a table whose columns cannot be told apart. "
                "They were kept as paragraphs: should they be a table?"
            )
            sheet.doubts.append(Doubt(lines[0].number, "table", question, lines[0].text))


def claim_cells(sheet: Sheet) -> None:
    """Claim a group of short lines that are one cell each: a header, then rows alike in their numbers."""
    for start, end in list(sheet.free_runs()):
        position = start
        while position < end:
            stop = position + 1
            while stop < end and sheet.lines[stop].gap == 0 and _could_be_cell(sheet.lines[stop]):
                stop += 1
            if not _could_be_cell(sheet.lines[position]):
                stop = position + 1
            texts = [line.text for line in sheet.lines[position:stop]]
            if width := _width_of_cells(texts):
                rows = tuple(tuple(texts[at : at + width]) for at in range(0, len(texts), width))
                sheet.claim(position, stop, Table(rows, sheet.numbers(position, stop)))
                question = (
                    "The cells of this table stood one below another. These columns are a proposal: "
                    f"{' | '.join(rows[0])}. Is every cell where it belongs?"
                )
                doubt = Doubt(sheet.lines[position].number, "table", question, rows[1][0])
                sheet.doubts.append(doubt)
            position = stop


def _could_be_cell(line: SourceLine) -> bool:
    is_short = line.length <= 8
    return is_short and not (line.marker or line.mark or wording.ends_sentence(line.text))


def _width_of_cells(texts: Sequence[str]) -> int:
    """The one number of columns, 2 to 5, at which each row has its numbers in the same places; or 0."""
    found = []
    for width in range(2, 6):
        rows = [texts[at : at + width] for at in range(0, len(texts), width)]
        if len(texts) % width or len(rows) < 3:
            continue
        have_numbers = [tuple(any(one.isdigit() for one in cell) for cell in row) for row in rows]
        alike = len(set(have_numbers[1:])) == 1
        if alike and any(have_numbers[1]) and not have_numbers[1][0] and not any(have_numbers[0]):
            found.append(width)
    return found[0] if len(found) == 1 else 0


def _groups(sheet: Sheet) -> list[tuple[int, int]]:
    """Runs of three or more short lines that stand as close together as any in the text."""
    closest = min((line.gap for line in sheet.lines[1:]), default=0)
    found = []
    for start, end in sheet.free_runs():
        position = start
        while position < end:
            stop = position + 1
            while stop < end and _goes_on(sheet.lines[stop], closest):
                stop += 1
            if not _could_be_row(sheet.lines[position]):
                stop = position + 1
            elif stop - position > 2:
                found.append((position, stop))
            position = stop
    return found


def _goes_on(line: SourceLine, closest: int) -> bool:
    return line.gap <= closest and _could_be_row(line)


def _could_be_row(line: SourceLine) -> bool:
    if line.marker is not None or line.mark or len(line.text) > wording.LONGEST_HEADLINE:
        return False
    return not wording.ends_sentence(line.text) and line.length > 1


def _looks_like_a_row(text: str) -> bool:
    return len(_parts(text)) > 2 and len(text.split()) > 4


def _columns(texts: Sequence[str]) -> Rows | None:
    """The cells of a header and its rows, or None where the rows do not part alike."""
    header, *body = [_parts(text) for text in texts]
    body = _merge_repeated(body)
    width = len(body[0])
    if width < 2 or any(len(row) != width for row in body) or len(header) < width:
        return None
    if not any(_holds_a_phrase(row[1:]) for row in body):
        return None
    surplus = len(header) - width
    header = [" ".join(header[: surplus + 1]), *header[surplus + 1 :]]
    if width == 2 and not all(
        any(character in ",0123456789" for character in " ".join(row)) for row in body
    ):
        return None
    return tuple(tuple(row) for row in (header, *body))


def _parts(text: str) -> list[str]:
    """Part a line before each capital or number that does not follow a small joining word."""
    parts: list[list[str]] = []
    for word in text.split():
        is_start = word[0].isupper() or (
            word[0].isdigit() and not (parts and parts[-1][-1][0].isdigit())
        )
        after_glue = bool(parts) and parts[-1][-1].casefold() in _GLUE
        if not parts or (is_start and not after_glue and word.casefold() not in _GLUE):
            parts.append([word])
        else:
            parts[-1].append(word)
    return [" ".join(part) for part in parts]


def _merge_repeated(rows: list[list[str]]) -> list[list[str]]:
    """A word that every row has in the second place belongs to the first: "Red Rice", "Brown Rice"."""
    while all(len(row) > 2 for row in rows) and len({row[1] for row in rows}) == 1:
        rows = [[f"{row[0]} {row[1]}", *row[2:]] for row in rows]
    return rows


def _holds_a_phrase(cells: Sequence[str]) -> bool:
    return any("," in cell or len(cell.split()) > 1 for cell in cells)


def _cells(text: str) -> list[str]:
    if "|" in text:
        return [cell.strip() for cell in text.strip().strip("|").split("|")]
    is_prose = len(text) > wording.LONGEST_HEADLINE or _SENTENCE_IN_CELL.search(text)
    if "\t" not in text and is_prose:
        return [text]
    return _COLUMNS_OF_BLANKS.split(text.strip())


def _is_captioned(sheet: Sheet, start: int) -> bool:
    """Whether the line above the rows is “Table 1: …”."""
    is_free = start > 0 and sheet.is_free(start - 1)
    return is_free and bool(_CAPTION.match(sheet.lines[start - 1].text.lstrip("*_ ")))


def _claim_rows(sheet: Sheet, start: int, end: int) -> None:
    lines = sheet.lines[start:end]
    rows = [_cells(line.text) for line in lines if not _RULE.fullmatch(line.text)]
    if len(rows) < 2:
        return
    width = max(len(row) for row in rows)
    is_even = all(len(row) == width for row in rows)
    padded = tuple((*row, *[""] * (width - len(row))) for row in rows)
    above = start - _is_captioned(sheet, start)
    caption = sheet.lines[above].text.replace("*", "") if above < start else ""
    sheet.claim(above, end, Table(padded, sheet.numbers(above, end), caption=caption))
    is_guessed = not any("|" in line.text or "\t" in line.text for line in lines)
    if is_guessed and is_even:
        question = (
            "Runs of blanks were taken for the borders of this table's cells: "
            f"{' | '.join(rows[0])}. Is every cell where it belongs?"
        )
        sheet.doubts.append(Doubt(lines[0].number, "table", question, rows[0][0]))
    if not is_even:
        sheet.doubts.append(
            Doubt(
                lines[0].number,
                "table",
                "The rows of this table do not have the same number of cells; empty ones were added "
                "at the end of the short rows. Is every cell where it belongs?",
                rows[0][0],
            )
        )
