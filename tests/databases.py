"""The database that tests begin with: migrated once, kept in `DATA_DIR`, and copied.

What is kept is named by a digest over all that migrating reads (the three packages, what is installed),
so that no stale one is ever found. Migrating runs in a process of its own, with nothing of the caller's
environment, and stops when it reads a file of the project that the digest does not cover.

`python -m tests.databases` migrates the database that `DATABASE_URL` names.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGES: Final = ("articles", "reviews", "cms")
# of the packages, what no migration may read
UNREAD: Final = {"static", "templates", "locale", "__pycache__"}
KEPT: Final = 3  # of the templates, the last ones used


class Template(Protocol):
    """A database that was migrated, and is there from here on."""

    def copy_to(self, name: str) -> str:
        """Begin the database of that name anew, whoever is connected to the one before it. Returns how
        the copy is called."""

    def drop(self, name: str) -> None:
        """Remove a copy."""


# --- what migrating reads ------------------------------------------------------------------------------


def sources() -> tuple[Path, ...]:
    """The files of the project that migrating may read, and this one."""
    found = (path for package in PACKAGES for path in (ROOT / package).rglob("*"))
    return (*sorted(filter(_is_source, found)), Path(__file__).resolve())


def _is_source(path: Path) -> bool:
    return path.is_file() and not UNREAD & set(path.relative_to(ROOT).parts)


@cache
def digest() -> str:
    """Of all that decides what a migrated database is like, as it was when this was asked first."""
    return _digest_now()


def _digest_now() -> str:
    said = hashlib.sha256()
    installed = sorted(f"{each.name} {each.version}" for each in distributions())
    for words in (sys.version, sqlite3.sqlite_version, *installed):
        said.update(words.encode())
    for path in sources():
        said.update(f"\n{path.relative_to(ROOT)} {path.stat().st_size}\n".encode())
        said.update(path.read_bytes())
    return said.hexdigest()[:16]


# --- the two kinds -------------------------------------------------------------------------------------


class Sqlite:
    """A file, with everything in it: a database that nobody is connected to has no log beside it.

    Each copy has a name of its own. Whoever is late to close the one before it (a request of a page that
    went away) removes the log of that name, and would take the log of its successor with it.
    """

    def __init__(self, folder: Path) -> None:
        self._copies = 0
        self.path = folder / f"template-{digest()}.sqlite3"
        with locked(folder):
            if not self.path.exists():
                self._build()
            self.path.touch()
        forget_old(folder, "template-*.sqlite3")

    def _build(self) -> None:
        building = self.path.with_suffix(".building")
        _remove(building)
        migrate(f"sqlite:///{building}", self.path.parent)
        building.replace(self.path)

    def copy_to(self, name: str) -> str:
        self.drop(name)
        self._copies += 1
        return shutil.copyfile(self.path, self._named(name))

    def drop(self, name: str) -> None:
        _remove(Path(self._named(name)))

    def _named(self, name: str) -> str:
        return f"{name}-{self._copies}"


class Postgresql:
    """A database of the server at `url`, beside those that are copied from it."""

    def __init__(self, folder: Path, url: str) -> None:
        self.url = url
        self.name = f"attest_template_{digest()}"
        with locked(folder):
            if not self._is_there():
                self._build(folder)

    def _is_there(self) -> bool:
        with psycopg.connect(self.url) as server:
            row = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.name])
            return row.fetchone() is not None

    def _build(self, folder: Path) -> None:
        building = f"{self.name}_building"
        self.drop(building)
        self._run("CREATE DATABASE {}", building)
        migrate(urlsplit(self.url)._replace(path=f"/{building}").geturl(), folder)
        self._run("ALTER DATABASE {} RENAME TO {}", building, self.name)

    def copy_to(self, name: str) -> str:
        self.drop(name)
        self._run("CREATE DATABASE {} TEMPLATE {}", name, self.name)
        return name

    def drop(self, name: str) -> None:
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as server:
            server.execute(SQL(statement).format(*map(Identifier, names)))


def template(vendor: str, folder: Path) -> Template:
    """The migrated database of a vendor, kept in a folder or in the server of `DATABASE_URL`."""
    return (
        Postgresql(folder, os.environ["DATABASE_URL"]) if vendor == "postgresql" else Sqlite(folder)
    )


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One process at a time prepares what is kept in a folder; the others find it done."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "templates.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def forget_old(folder: Path, pattern: str) -> None:
    """Keep the last ones used."""
    by_age = sorted(folder.glob(pattern), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in by_age[KEPT:]:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _remove(path: Path) -> None:
    """A file of SQLite with what lies beside it while it is in use."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


# --- migrating -----------------------------------------------------------------------------------------


def migrate(url: str, folder: Path) -> None:
    """Migrate an empty database, in a process that knows nothing but where it is."""
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": url, "DATA_DIR": str(folder)}
    if path := os.environ.get("PYTHONPATH"):  # of `make mutants`, whose sources import it
        environment["PYTHONPATH"] = path
    command = [sys.executable, "-m", "tests.databases"]
    before = digest()
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    if _digest_now() != before:
        raise RuntimeError("The sources changed while a database was migrated; start again.")


def _refuse_unknown_sources() -> None:
    """Fail on opening a file of the packages that the digest does not cover."""
    known = {str(path) for path in sources()}
    ours = tuple(f"{ROOT / package}{os.sep}" for package in PACKAGES)

    def look(event: str, arguments: tuple[Any, ...]) -> None:
        path = str(arguments[0]) if event == "open" else ""
        if path.startswith(ours) and path not in known and "__pycache__" not in path:
            raise RuntimeError(f"Migrating reads {path}: see UNREAD in tests/databases.py.")

    sys.addaudithook(look)


def main() -> None:
    import django
    from django.core.management import call_command
    from django.db import connection

    _refuse_unknown_sources()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
    connection.close()


if __name__ == "__main__":
    main()
