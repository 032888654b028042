"""Figures of a table drawn above them: a disc for each on one scale, from the very cells that stand beneath.

Nothing is drawn that a reader could take for more than it is: every figure of the table must be a plain
number (or a range) of one and the same unit, and the unit one of those that measure an outcome. A dose,
a year or a score beside a share is left to the table alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil, floor, log10
from textwrap import wrap
from typing import Final

from django.utils.html import escape
from django.utils.safestring import mark_safe
from lxml import html

from articles.languages import active
from articles.sealing.rendering import Rendered
from articles.text import cleaner

ROWS, SERIES = range(2, 9), range(1, 3)
WIDE, NARROW = 640, 350
LINE, STEP, GAP, EDGE, LETTER = 20, 24, 12, 8, 8
MEASURES: Final = {
    "en": "%|points?|seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|in 100|in 1000",
    "es": "%|puntos?|segundos?|minutos?|horas?|días?|noches?|semanas?|meses|años?|de 100|de 1000",
}
COMPARED: Final = {
    "en": "lower|higher|shorter|longer|less|more|sooner|later",
    "es": "menos|más|antes|después",
}
# over bare numbers these may as well be dates
CALENDAR: Final = frozenset({"year", "years", "año", "años", "day", "month", "día", "mes"})
DECIMAL: Final = {"en": ".", "es": ","}
TO: Final = {"en": "to|–|-", "es": "a|–|-"}


@dataclass(frozen=True)
class Figure:
    """One cell: a number, or the two ends of a range, as it says it."""

    low: float
    high: float
    said: str


@dataclass(frozen=True)
class Figures:
    """All of a table: `names` of its columns of figures, and each row with its label."""

    unit: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Figure, ...]], ...]

    @property
    def highest(self) -> float:
        return max(each.high for _label, of in self.rows for each in of)


def with_charts(rendered: Rendered) -> Rendered:
    """The text with a drawing in the caption of each table that can be drawn."""
    body = rendered.opening + _charted(rendered.rest)
    return replace(rendered, body=mark_safe(body))  # noqa: S308 it was rendered; shapes of ours


def _charted(markup: str) -> str:
    if "<caption" not in markup:  # most have none, and parsing takes its time
        return markup
    root = cleaner.parse(markup)
    for table in root.iter("table"):
        figures = figures_of(table)
        caption = table.find("caption")
        if figures is not None and caption is not None:
            for width in (WIDE, NARROW):
                caption.append(html.fragment_fromstring(drawn(figures, width)))
    return cleaner.serialise(root).replace("</source>", "")


def figures_of(table: html.HtmlElement) -> Figures | None:
    """What can be drawn of a table that has a head and labels in its first column; else None."""
    rows = [[_words(cell) for cell in row] for row in table.iter("tr")]
    if table.xpath(".//*[@colspan or @rowspan]") or len(rows) - 1 not in ROWS:
        return None
    names = rows[0]
    if table.find("thead") is None or len(names) - 1 not in SERIES:
        return None
    found = [_figures(row[1:], names) for row in rows[1:] if len(row) == len(names)]
    units = {unit for of in found for unit, _figure in of}
    if len(found) < len(rows) - 1 or len(units) != 1 or not (unit := units.pop()):
        return None
    told = tuple(
        (row[0], tuple(figure for _unit, figure in of))
        for row, of in zip(rows[1:], found, strict=True)
    )
    return Figures(unit, tuple(names[1:]), told)


def _words(cell: html.HtmlElement) -> str:
    """Without the numbers of citations."""
    return " ".join(" ".join(cell.xpath(".//text()[not(ancestor::cite)]")).split())


def _figures(cells: list[str], names: list[str]) -> list[tuple[str, Figure]]:
    """Of each cell its unit and figure; the unit is "" where it is no figure that can be drawn."""
    alone = len(cells) == 1
    return [_figure(cell, names[-1] if alone else "") for cell in cells]


def _figure(words: str, column: str) -> tuple[str, Figure]:
    """`column` names the unit of a bare number where it is one, as “Days” over “15” does."""
    language = active() if active() in MEASURES else "en"
    number = rf"(\d+(?:{re.escape(DECIMAL[language])}\d+)?)"
    unit = rf"(?:{MEASURES[language]})(?: (?:{COMPARED[language]}))?"
    pattern = rf"{number}(?: ?(?:{TO[language]}) ?{number})?\s*({unit})?"
    found = re.fullmatch(pattern, words, re.IGNORECASE)
    is_unit = re.fullmatch(unit, column, re.IGNORECASE) and column.casefold() not in CALENDAR
    of_column = column.casefold() if is_unit else ""
    if found is None:
        return "", Figure(0, 0, words)
    low, high, said = found.groups()
    lower, upper = (float(each.replace(",", ".")) for each in (low, high or low))
    return _one(said.casefold() if said else of_column), Figure(lower, upper, words)


def _one(unit: str) -> str:
    """“1 point” and “2 points” are of one unit."""
    first, *rest = unit.split(" ")
    return " ".join([first.rstrip("s"), *rest])


# --- drawn -----------------------------------------------------------------------------------------


def drawn(figures: Figures, width: int) -> str:
    """The drawing, of which those who hear the page hear nothing: the table says it all.

    `data-sealed` is empty: these are no words of the sealed text.
    """
    plot = _Plot.of(figures, width)
    lines, height = plot.lines(figures)
    kind = "wide" if width == WIDE else "narrow"
    opened = (
        f'<svg class="chart {kind}" viewBox="0 0 {width} {height + LINE + 8}" aria-hidden="true" '
        'data-sealed="">'
    )
    return "".join([opened, *plot.scale(height), *lines, "</svg>"])


def _ticks(highest: float) -> list[float]:
    """From nought in round steps to what is at least the highest."""
    rough = highest / 4 or 1
    size = 10 ** floor(log10(rough))
    step = next(size * each for each in (1, 2, 5, 10) if size * each >= rough)
    return [step * each for each in range(ceil(highest / step) + 1)]


@dataclass(frozen=True)
class _Plot:
    """A scale from left to right, with room on the right for what the last figure says."""

    width: int
    right: float
    ticks: list[float]
    top: int  # where it begins, below what tells its discs apart

    @classmethod
    def of(cls, figures: Figures, width: int) -> "_Plot":
        longest = max(len(each.said) for _label, of in figures.rows for each in of)
        names = LINE * len(figures.names) + GAP if len(figures.names) > 1 else 0
        return cls(width, width - 24 - LETTER * longest, _ticks(figures.highest), names)

    def x(self, value: float) -> float:
        return round(EDGE + (self.right - EDGE) * value / self.ticks[-1], 1)

    def scale(self, height: int) -> Iterator[str]:
        for tick in self.ticks:
            x, ink = self.x(tick), "rule" if tick else "base"
            yield f'<path class="{ink}" d="M{x} {self.top + 4}V{height}"/>'
            yield _text(x, height + LINE, f"{tick:g}", "soft", "middle")

    def lines(self, figures: Figures) -> tuple[list[str], int]:
        """Each row: its label, then a line for each of its figures; and how far down all reach."""
        made, y = [*_names(figures)], self.top + 4
        for label, of in figures.rows:
            for words in wrap(label, (self.width - 3 * EDGE) // LETTER):
                y += LINE
                made.append(_text(2 * EDGE, y - 3, words, "strong"))
            for at, figure in enumerate(of):
                y += STEP
                made.append(self.line(figure, y - STEP // 2 + 1, at))
            y += GAP
        return made, y

    def line(self, figure: Figure, y: int, at: int) -> str:
        """A number from nought, a range between its ends."""
        low, high = self.x(figure.low), self.x(figure.high)
        start = low if figure.high > figure.low else self.x(0)
        discs = "".join(_disc(x, y, at) for x in sorted({low, high}))
        span = f'<path class="span" d="M{start} {y}H{high}"/>'
        return span + discs + _text(high + 14, y + 5, figure.said, "said")


def _names(figures: Figures) -> Iterator[str]:
    """What the full discs are and what the rings, where there are both."""
    for at, name in enumerate(figures.names if len(figures.names) > 1 else ()):
        y = 8 + LINE * at
        yield _disc(EDGE, y, at) + _text(EDGE + 14, y + 5, name, "soft")


def _disc(x: float, y: int, at: int) -> str:
    return f'<circle class="{"ring" if at else "a"}" cx="{x}" cy="{y}" r="7"/>'


def _text(x: float, y: float, words: str, kind: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'
