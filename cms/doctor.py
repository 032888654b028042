"""What must be right around the site for it to run well: each point tried, and what to do where it is not."""

import os
import shutil
import sqlite3
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import django
from django.conf import settings
from django.core.cache import cache
from django.core.mail import get_connection
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django_tasks_db.models import DBTaskResult

from cms import jobs
from cms.backups import schedule
from cms.runtime.processes import CLOCK

SCARCE: Final = 2 * 1024**3  # bytes
TOO_LITTLE: Final = 200 * 1024**2
SILENT: Final = timedelta(minutes=5)
APART: Final = 5.0  # seconds between two clocks
OLD: Final = timedelta(hours=36)
WAIT: Final = 10  # seconds for an answer
OLDEST_POSTGRESQL: Final = 14_00_00


@dataclass(frozen=True)
class Finding:
    """`todo` is "" where all is well. `is_grave`: the site does not work, or will not for long."""

    about: str
    found: str
    todo: str = ""
    is_grave: bool = False


def examine(now: datetime) -> Iterator[Finding]:
    """Every point, in an order in which a cause comes before what follows of it."""
    for check in (_versions, _data_dir, _space, _database, _static_files, _mail, _outside):
        yield from check()
    for check_at in (_clock, _worker, _jobs, _backups):
        yield from check_at(now)


def _versions() -> Iterator[Finding]:
    python = ".".join(map(str, sys.version_info[:3]))
    yield Finding("versions", f"Python {python}, Django {django.__version__}")


def _data_dir() -> Iterator[Finding]:
    folder = Path(settings.DATA_DIR)
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"1")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        who = f"user {os.geteuid()}"
        todo = f"Let {who} own it and write there: chown -R, chmod -R u+rwX."
        yield Finding("DATA_DIR", f"{folder}: {error.strerror}", todo, is_grave=True)
        return
    open_to_others = [
        path
        for path in (folder, *_private(folder))
        if path.exists() and path.stat().st_mode & 0o077
    ]
    if open_to_others:
        names = ", ".join(str(path) for path in open_to_others)
        yield Finding("DATA_DIR", f"others can read {names}", f"chmod go-rwx {names}")
    else:
        yield Finding("DATA_DIR", f"{folder} is ours alone")


def _private(folder: Path) -> list[Path]:
    found = [folder / "secret_key", Path(settings.LOG_KEY_FILE), folder / "security.log"]
    if connection.vendor == "sqlite":
        found.append(Path(str(connection.settings_dict["NAME"])))
    return found


def _space() -> Iterator[Finding]:
    for folder in filter(None, (str(settings.DATA_DIR), settings.BACKUP_DIR)):
        if not Path(folder).exists():
            continue
        free = shutil.disk_usage(folder).free
        said = f"{free / 1024**3:.1f} GB are free at {folder}"
        todo = "" if free >= SCARCE else "Make room, or move it to a larger disk."
        yield Finding("space", said, todo, is_grave=free < TOO_LITTLE)


def _database() -> Iterator[Finding]:
    try:
        connection.ensure_connection()
    except Exception as error:  # whatever a driver says
        said = str(error).strip().splitlines()[0]
        yield Finding("database", said, "Start it, or mend DATABASE_URL.", is_grave=True)
        return
    yield from _of_sqlite() if connection.vendor == "sqlite" else _of_postgresql()
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        said = f"{len(plan)} migrations wait, the first is {plan[0][0]}"
        yield Finding("database", said, "manage.py migrate", is_grave=True)


def _of_sqlite() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        sound = cursor.fetchone()[0]
    said = f"SQLite {sqlite3.sqlite_version}, {connection.settings_dict['NAME']}"
    if sound == "ok":
        yield Finding("database", said)
    else:
        yield Finding("database", f"{said}: {sound}", "Restore a backup.", is_grave=True)


def _of_postgresql() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('max_connections')::int, extract(epoch FROM now())")
        most, at = cursor.fetchone()
    version = connection.connection.info.server_version
    todo = "" if version >= OLDEST_POSTGRESQL else "Upgrade PostgreSQL to 14 or later."
    yield Finding("database", f"PostgreSQL {version // 10000}", todo)
    needed = 2 * settings.DATABASE_CONNECTIONS + 10
    if most < needed:
        todo = f"Set max_connections to {needed} or more, or DATABASE_CONNECTIONS lower."
        yield Finding("connections", f"the server takes {most}, the site may need {needed}", todo)
    apart = abs(datetime.now().timestamp() - float(at))  # noqa: DTZ005 both are instants
    if apart > APART:
        todo = "Set both by NTP: days and schedules rest on them."
        yield Finding("time", f"the clock of the database is {apart:.0f} seconds apart", todo)


def _static_files() -> Iterator[Finding]:
    if settings.DEBUG or (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield Finding("static files", "are collected")
    else:
        yield Finding("static files", "are not collected", "manage.py collectstatic", is_grave=True)


def _mail() -> Iterator[Finding]:
    if not settings.EMAIL_HOST:
        todo = "Set EMAIL_HOST: nobody gets mail." if settings.IS_SECURE else ""
        yield Finding("mail", f"goes into files in {settings.EMAIL_FILE_PATH}", todo)
        return
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} ({settings.EMAIL_SECURITY})"
    try:
        server: Any = get_connection(fail_silently=False)
        server.open()
        server.close()
    except Exception as error:  # whatever the server or the network says
        todo = "Mend EMAIL_HOST, EMAIL_PORT, EMAIL_SECURITY or the password; look at the firewall."
        yield Finding("mail", f"{where}: {error}", todo, is_grave=True)
    else:
        yield Finding("mail", f"{where} takes us")


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nothing."""

    def redirect_request(self, *args: Any, **options: Any) -> None:
        return None


def _outside() -> Iterator[Finding]:
    """What a reader meets at `SITE_URL`, the proxy included."""
    address = f"{settings.SITE_URL}/"
    ask = urllib.request.build_opener(_Stay()).open
    try:
        with ask(address, timeout=WAIT) as answer:
            status, to = answer.status, ""
    except urllib.error.HTTPError as error:
        status, to = error.code, error.headers.get("Location", "")
    except OSError as error:
        todo = "Start the site and its proxy; look at the name and its certificate."
        yield Finding("SITE_URL", f"{address}: {error}", todo, is_grave=True)
        return
    if to == address:
        said = f"{address} leads to itself"
        todo = "Let the proxy send X-Forwarded-Proto: https (deploy/nginx.conf, deploy/Caddyfile)."
        yield Finding("SITE_URL", said, todo, is_grave=True)
    elif status >= 400:
        todo = "Look at the log of the proxy and of the site; ALLOWED_HOSTS may lack the name."
        yield Finding("SITE_URL", f"{address} answers {status}", todo, is_grave=True)
    else:
        yield Finding("SITE_URL", f"{address} answers {status}")
    if settings.IS_SECURE and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        said = "all readers count as one network"
        yield Finding("PROXIES", said, "Set PROXIES to how many of yours stand before the site.")


def _clock(now: datetime) -> Iterator[Finding]:
    seen = cache.get(CLOCK)
    if seen is None or now.timestamp() - seen > SILENT.total_seconds():
        todo = "Start it: manage.py clock, or serve, which does."
        yield Finding("clock", "has said nothing for five minutes", todo, is_grave=True)
    else:
        yield Finding("clock", "runs")


def _worker(now: datetime) -> Iterator[Finding]:
    late = DBTaskResult.objects.ready().filter(enqueued_at__lt=now - SILENT).count()
    if late:
        todo = "Start it: manage.py db_worker --no-reload, or serve, which does."
        yield Finding("worker", f"has left {late} tasks for five minutes", todo, is_grave=True)
    else:
        yield Finding("worker", "has nothing that is late")


def _jobs(now: datetime) -> Iterator[Finding]:
    troubles = jobs.troubles(now)
    for each in troubles:
        times = "once" if each.count == 1 else f"{each.count} times"
        if each.error:
            said = f"{each.job} failed {times}, the last time {each.last:%Y-%m-%d %H:%M} ({each.error})"
            todo = "Look at the log of the worker at that time."
        else:
            said = f"{each.job} was left by a worker that was killed, {times}"
            todo = "Look why the worker ended: memory, or a stop that waits too short."
        yield Finding("jobs", said, todo)
    if not troubles:
        yield Finding("jobs", "none failed within a week")


def _backups(now: datetime) -> Iterator[Finding]:
    if not settings.BACKUP_DIR:
        todo = "Set BACKUP_DIR, or run manage.py backup each night by yourself."
        yield Finding("backups", "none is made by the clock", todo)
        return
    made = schedule.backups(Path(settings.BACKUP_DIR))
    if made and now.timestamp() - made[-1].stat().st_mtime < OLD.total_seconds():
        yield Finding("backups", f"{len(made)}, the last is {made[-1].name}")
    else:
        todo = "Run manage.py backup and read what it says."
        yield Finding("backups", "none of the last night", todo, is_grave=True)
