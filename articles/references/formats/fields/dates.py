"""Dates as other programs write them: “2019 Apr 12”, “2019/04/12/epub”, “Spring 2019”."""

import re
from datetime import date
from typing import Any, Final

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
SEASONS: Final = ("spring", "summer", "autumn", "winter")
SEASON: Final = re.compile(r"\b(?:(spring)|(summer)|(autumn|fall)|(winter))\b", re.IGNORECASE)
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


def season(written: str) -> int | None:
    """CSL's number of a season: 1 is spring, 4 is winter."""
    found = SEASON.search(written)
    return found.lastindex if found else None


def season_numbered(number: int) -> str:
    """The word for 21 to 24, as ISO 8601-2 (EDTF) and Crossref have them in the place of a month."""
    return SEASONS[number - 21] if 21 <= number <= 24 else ""


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


def issued(*written: str) -> dict[str, Any] | None:
    """The most exact of several, as CSL has it; the first of two that are equally exact.

    They must agree in the year with the first: else that one counts, because the year of the issue is
    the one that a reference carries, not that of the page on the web before it. A season stands only
    where no month is known.
    """
    found = [(parts, each) for each in written if (parts := read(each))]
    if not found:
        return None
    same_year = [(parts, each) for parts, each in found if parts[0] == found[0][0][0]]
    exact = max((parts for parts, _written in same_year), key=len)
    named = next(filter(None, (season(each) for _parts, each in same_year)), None)
    return {"date-parts": [exact], **({"season": named} if named and len(exact) == 1 else {})}
