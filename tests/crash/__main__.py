"""Kill the site while it writes, on both databases: `python -m tests.crash [--kills N] [--seed N] …`.

Each database gets so many kills; PostgreSQL is run with all that makes it outlive a power cut. Exits with 1
at the first thing that does not hold.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from bench.serving import postgresql
from tests import databases


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--databases", nargs="*", default=["sqlite", "postgresql"])
    options, handed_on = parser.parse_known_args()
    codes = [attack(vendor, handed_on) for vendor in options.databases]
    return int(any(codes))


def attack(vendor: str, handed_on: list[str]) -> int:
    """Kill on one database; 0 where all held."""
    with (
        tempfile.TemporaryDirectory(prefix="attest-crash-") as name,
        database(vendor, Path(name)) as url,
    ):
        (Path(name) / "static").mkdir()
        print(f"== {vendor}", flush=True)
        environment = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": url,
            "DATA_DIR": name,
            "DJANGO_SETTINGS_MODULE": "tests.crash.settings",
        }
        command = [sys.executable, "-m", "tests.crash.killing", *handed_on]
        return subprocess.run(command, env=environment, check=False).returncode


@contextmanager
def database(vendor: str, folder: Path) -> Iterator[str]:
    """The address of a migrated one: of the server that `DATABASE_URL` names, or of one of our own."""
    if vendor == "sqlite":
        template = databases.Sqlite(Path(os.environ.get("DATA_DIR", "var/test")).resolve())
        yield f"sqlite:///{shutil.copyfile(template.path, folder / 'attest.sqlite3')}"
    elif os.environ.get("DATABASE_URL", "").startswith("postgres"):
        with _of_server(os.environ["DATABASE_URL"]) as url:
            yield url
    else:
        with postgresql(folder) as server, _of_server(server.get_uri()) as url:
            yield url


@contextmanager
def _of_server(url: str) -> Iterator[str]:
    template = databases.Postgresql(Path(os.environ.get("DATA_DIR", "var/test")).resolve(), url)
    try:
        yield urlsplit(url)._replace(path=f"/{template.copy_to('crash')}").geturl()
    finally:
        template.drop("crash")
        template.drop("elsewhere")


if __name__ == "__main__":
    sys.exit(main())
