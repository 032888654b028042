"""What the demonstration knows of retractions: a file of a month ago, and what was heard since.

The file has one row about a real work. The others are about works that do not exist, which the pages say
that cite them; `DAY` stands in it for the day on which those fell.
"""

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from articles.retractions import snapshots

FILE = Path(__file__).parent / "retractions.csv"
FELL = "DAY"


def read(now: datetime) -> None:
    """The snapshot of a month ago: nothing had fallen yet but the real work."""
    _take_in(now - timedelta(days=30), None)


def hear(now: datetime) -> None:
    """That of today: since six days there is more, of which those hear whose pages cite it."""
    _take_in(now, timezone.localdate(now) - timedelta(days=6))


def _take_in(now: datetime, fell_on: date | None) -> None:
    rows = FILE.read_text(encoding="utf-8").splitlines(keepends=True)
    known = [row.replace(FELL, f"{fell_on}") for row in rows if fell_on or FELL not in row]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE.name
        path.write_text("".join(known), encoding="utf-8")
        snapshots.take_in(path, now, timezone.localdate(now))
