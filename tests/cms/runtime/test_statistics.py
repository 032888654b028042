"""SQLite's planner knows the tables as they are, not as they were when the site was new."""

import os

import pytest
from django.core.management import call_command
from django.db import connection

from tests import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL does this by itself."),
]
YESTERDAY = -25 * 60 * 60


def known() -> dict[str, int]:
    """How many rows the planner believes an index to have; none of what it never looked at."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT idx, stat FROM sqlite_stat1 WHERE tbl = 'articles_revision'")
        return {name: int(stat.split()[0]) for name, stat in cursor.fetchall()}


def test_the_clock_looks_once_a_day(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    mark = tmp_path / "statistics"
    factories.published()
    call_command("run_due")
    first = known()
    factories.published()
    call_command("run_due")
    same_day = known()
    os.utime(mark, (mark.stat().st_atime, mark.stat().st_mtime + YESTERDAY))
    call_command("run_due")

    assert set(first.values()) == {1}
    assert same_day == first
    assert max(known().values()) == 2
