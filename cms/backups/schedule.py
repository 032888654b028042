"""A backup each night, and how long they are kept."""

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

HOUR: Final = 3  # of the night, by the clock of the site
ENDING: Final = ".attest"
AGAIN: Final = 3600  # seconds, after one that failed


def name_of(now: datetime) -> str:
    return f"{now:%Y-%m-%dT%H%M%SZ}{ENDING}"


def backups(folder: Path) -> list[Path]:
    """Those that are whole, the oldest first."""
    return sorted(folder.glob(f"*{ENDING}"))


def is_due(folder: Path, now: datetime) -> bool:
    """Whether none was made since the last time that it was three at night."""
    night = timezone.localtime(now).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if night > now:
        night -= timedelta(days=1)
    made = backups(folder)
    return not made or made[-1].stat().st_mtime < night.timestamp()


def start_if_due(now: datetime) -> bool:
    """Have one made by a process of its own, so that the clock goes on; whether it was started."""
    if not settings.BACKUP_DIR or not is_due(Path(settings.BACKUP_DIR), now):
        return False
    if not cache.add("backup", True, AGAIN):
        return False
    manage = str(settings.BASE_DIR / "manage.py")
    subprocess.Popen([sys.executable, manage, "backup"], start_new_session=True)  # noqa: S603
    return True


def forget(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest, and the first of each month for a year; those that went."""
    made = backups(folder)
    firsts: dict[str, Path] = {}
    for path in made:
        firsts.setdefault(path.name[:7], path)
    kept = {*made[-keep:], *list(firsts.values())[-12:]}
    gone = [path for path in made if path not in kept]
    for path in gone:
        path.unlink()
    return gone
