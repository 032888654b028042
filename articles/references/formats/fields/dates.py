"""Dates as other programs write them: “2019 Apr 12”, “2019/04/12/epub”, “Spring 2019”."""

import re
from datetime import date
from typing import Final

MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
YEAR: Final = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
# also as Chinese and Japanese have it: “2019年5月”
NUMERIC: Final = re.compile(
    r"(1[5-9]\d\d|20\d\d)\s?[-/.年]\s?(\d{1,2})(?:\s?[-/.月]\s?(\d{1,2}))?(?!\d)"
)
# “06/2014” and “15.06.2014”; “3/4/2014” may mean two days
DAY_FIRST: Final = re.compile(
    r"(?<![\d/.-])(?:(\d{1,2})\.)?(0?[1-9]|1[0-2])[/.](1[5-9]\d\d|20\d\d)(?![\d/.-])"
)
COMPACT: Final = re.compile(r"(1[5-9]\d\d|20\d\d)(\d\d)(\d\d)(?!\d)")
MONTH: Final = re.compile(rf"\b({'|'.join(MONTHS)})", re.IGNORECASE)
DAY: Final = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")


def read(written: str) -> list[int]:
    """Year, month and day as far as they are given; [] where there is no year."""
    if day_first := DAY_FIRST.search(written):
        return _real([int(part) for part in reversed(day_first.groups()) if part])
    if found := NUMERIC.search(written) or COMPACT.search(written):
        return _real([int(part) for part in found.groups() if part])
    year = YEAR.search(written)
    if not year:
        return []
    month = MONTH.search(written)
    if not month:
        return [int(year[0])]
    rest = YEAR.sub(" ", written)
    # “Apr 12”, “12 Apr”; of “Apr-May” and “Apr 12-18” the first counts
    day = DAY.search(rest)
    parts = [int(year[0]), MONTHS.index(month[0].lower()) + 1, *([int(day[0])] if day else [])]
    return _real(parts)


def _real(parts: list[int]) -> list[int]:
    """As many of the parts as make a day that there is."""
    while len(parts) > 1:
        try:
            date(*[*parts, 1, 1][:3])
        except ValueError:
            parts = parts[:-1]
        else:
            break
    return parts


def issued(*written: str) -> dict[str, list[list[int]]] | None:
    """The most exact of several, as CSL has it; the first of two that are equally exact.

    They must agree in the year with the first: else that one counts, because the year of the issue is
    the one that a reference carries, not that of the page on the web before it.
    """
    found = [parts for parts in map(read, written) if parts]
    if not found:
        return None
    same_year = [parts for parts in found if parts[0] == found[0][0]]
    return {"date-parts": [max(same_year, key=len)]}
