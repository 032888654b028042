"""Making a backup: rows of one moment, all images, a manifest; written beside, synced, checked, renamed."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from cms.backups import archive, rows

TABLES: Final = "tables/"
MEDIA: Final = "media/"
SECRETS: Final = "secrets/"
PART: Final = ".part"  # the end of a name while its file is written
Tell = Callable[[int, int], None]  # how much of how much is done


def make(path: Path, now: datetime, passphrase: str, tell: Tell) -> dict[str, Any]:
    """Write a backup of the site to a file, and look at it again; returns its manifest.

    What was acknowledged before is in it. People go on writing meanwhile. Raises `OSError`, and
    `BadBackup` where what stands in the file is not what was written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + PART)
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            with archive.writing(file, passphrase) as writer:
                _fill(writer, now, passphrase, tell)
            file.flush()
            os.fsync(file.fileno())
        with archive.reading(part, passphrase) as whole:
            manifest = whole.manifest
        part.replace(path)
        _sync(path.parent)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def applied(using: str) -> list[list[str]]:
    """The migrations that a database stands at."""
    recorder = MigrationRecorder(connections[using])
    return sorted([app, name] for app, name in recorder.applied_migrations())


def secret_files() -> dict[str, Path]:
    """The keys of a site: one opens the secrets of second factors, one signs the log."""
    return {
        "secret_key": Path(settings.DATA_DIR) / "secret_key",
        "log_key.pem": Path(settings.LOG_KEY_FILE),
    }


def _fill(writer: archive.Writer, now: datetime, passphrase: str, tell: Tell) -> None:
    # before and after the rows: of an image that comes or goes meanwhile the files are there
    done: set[str] = set()
    _add_media(writer, done)
    with rows.snapshot() as using:
        models = rows.tables()
        counts = {model: model._base_manager.using(using).count() for model in models}
        total, so_far = sum(counts.values()), 0
        for model in models:
            name = f"{TABLES}{model._meta.label}.jsonl"
            so_far += writer.add(name, rows.written(model, using))
            tell(so_far, total)
        about: dict[str, Any] = {"made_at": now.isoformat(), "site": settings.SITE_URL}
        about |= {"database": connections[using].vendor, "migrations": applied(using)}
    _add_media(writer, done)
    if passphrase:  # never in a file that anybody can read
        for name, path in secret_files().items():
            if path.exists():
                writer.add(SECRETS + name, [path.read_bytes()])
    writer.finish({**about, "rows": so_far})


def _add_media(writer: archive.Writer, done: set[str]) -> None:
    for name, path in _files(Path(settings.MEDIA_ROOT)):
        if name in done:
            continue
        try:
            file = path.open("rb")
        except FileNotFoundError:  # somebody deleted the image just now
            continue
        with file:
            writer.add(MEDIA + name, archive.pieces(file), is_packed=True)
        done.add(name)


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix != PART:
            yield path.relative_to(root).as_posix(), path


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
