"""Dates as English pages say them: 21 November 2026."""

from typing import Final

DATE_FORMAT: Final = "j F Y"
SHORT_DATE_FORMAT: Final = "j M Y"
DATETIME_FORMAT: Final = "j F Y, H:i"
SHORT_DATETIME_FORMAT: Final = "j M Y, H:i"
TIME_FORMAT: Final = "H:i"
MONTH_DAY_FORMAT: Final = "j F"
