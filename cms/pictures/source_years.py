"""When the sources of an article appeared: a disc for each, over its year, and the same in numbers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from cms.pictures.tiles import disc

WIDTH, STEP, HIGH = 288, 15, 6
FLOOR: Final = 104
UNDATED: Final = 276


@dataclass(frozen=True)
class SourceYears:
    """How many sources there are, the first and the last year of those that have one, and the drawing."""

    total: int
    first: int
    last: int
    undated: int
    markup: SafeString


def drawn(years: Iterable[int]) -> SourceYears:
    """Of the years of all sources; 0 is of one that has none."""
    found = list(years)
    dated = Counter(year for year in found if year)
    undated = found.count(0)
    first, last = min(dated, default=0), max(dated, default=0)
    return SourceYears(len(found), first, last, undated, _drawing(dated, first, last, undated))


def _drawing(dated: Counter[int], first: int, last: int, undated: int) -> SafeString:
    """Years lie apart as far as they were; a column higher than the drawing ends in its number."""
    right = (UNDATED - 46 if undated else WIDTH) - 8
    step = (right - 8) / (last - first) if last > first else 0
    near = min((b - a for a, b in pairwise(sorted(dated))), default=1)
    size = min(6, max(2.5, near * step / 2 - 0.5)) if step else 6
    parts = [_column(8 + step * (year - first), count, "a", size) for year, count in dated.items()]
    top = FLOOR - STEP * min(HIGH, max([*dated.values(), undated])) - 8
    if dated:
        parts.append(f'<path d="M0 {FLOOR}H{right + 8}"/>{_label(0, str(first), "start")}')
    if last > first:
        parts.append(_label(right + 8, str(last), "end"))
    if undated:
        parts += [
            _column(UNDATED, undated, "undated"),
            f'<path d="M{UNDATED - 12} {FLOOR}H{WIDTH}"/>',
            _label(WIDTH, "?", "end"),
        ]
    box = f'viewBox="0 {top} {WIDTH} {FLOOR + 20 - top}"'
    drawing = f'<svg class="source-years" {box} aria-hidden="true">{"".join(parts)}</svg>'
    return mark_safe(drawing)  # noqa: S308 numbers and shapes of ours


def _column(x: float, count: int, ink: str, size: float = 6) -> str:
    shown = count if count <= HIGH else HIGH - 1
    discs = "".join(
        disc(ink, round(x, 1), FLOOR - 8 - STEP * at, round(size, 1)) for at in range(shown)
    )
    return (
        discs
        if shown == count
        else discs + _label(x, str(count), "middle", FLOOR - 4 - STEP * shown)
    )


def _label(x: float, words: str, anchor: str, y: float = FLOOR + 16) -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}">{words}</text>'
