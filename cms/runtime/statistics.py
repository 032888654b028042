"""What SQLite's planner knows of the tables; PostgreSQL keeps that by itself (autovacuum).

Without it SQLite guesses, and may walk all that is published to find the four articles beside one. A
migration that rebuilds a table loses what was known of it.
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.utils import timezone

ROWS_READ: Final = 1000  # of each index, so that it takes a moment only, however large the site
EVERY: Final = timedelta(days=1)


def refresh(using: str = DEFAULT_DB_ALIAS) -> None:
    """Look at the tables again (https://sqlite.org/lang_analyze.html)."""
    if connections[using].vendor != "sqlite":
        return
    with connections[using].cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={ROWS_READ}")
        cursor.execute("ANALYZE")


def refresh_if_old() -> None:
    """Once a day, by the time of a file in `DATA_DIR`."""
    mark: Path = settings.DATA_DIR / "statistics"
    if connection.vendor != "sqlite":
        return
    last = mark.stat().st_mtime if mark.exists() else 0
    if timezone.now().timestamp() - last >= EVERY.total_seconds():
        refresh()
        mark.touch()


def refresh_after(using: str, plan: Sequence[Any] = (), **_: Any) -> None:
    """Receiver of `post_migrate`: where a migration ran. Tables that are emptied send it too."""
    if plan:
        refresh(using)
