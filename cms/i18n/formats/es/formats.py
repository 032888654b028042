"""Dates as Spanish pages say them: 21 de noviembre de 2026."""

from typing import Final

DATE_FORMAT: Final = r"j \d\e F \d\e Y"
SHORT_DATE_FORMAT: Final = "j b Y"
DATETIME_FORMAT: Final = r"j \d\e F \d\e Y, H:i"
SHORT_DATETIME_FORMAT: Final = "j b Y, H:i"
TIME_FORMAT: Final = "H:i"
MONTH_DAY_FORMAT: Final = r"j \d\e F"
# the first is what a field shows: a browser's own field of a date takes no other
DATE_INPUT_FORMATS: Final = ["%Y-%m-%d", "%d/%m/%Y"]
DATETIME_INPUT_FORMATS: Final = [
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%d/%m/%Y %H:%M",
]
