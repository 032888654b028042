"""`serve`: real processes, started and stopped as an operator would."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import HTTPError

import psutil
import pytest

from cms.management.commands.serve import _web_server

ROOT = Path(__file__).parents[3]
PATIENCE = 120  # seconds that a process may take to start or to end on a busy machine


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**kept, "DATA_DIR": str(tmp_path), "DEBUG": "1"}


def manage(*arguments: str, **options) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )


def answers(address: str, seconds: float = PATIENCE) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=10) as response:
                return response.status == 200
        except OSError:
            time.sleep(0.2)
    return False


def test_one_command_serves_and_leaves_nothing_behind(environment):
    manage("migrate", "--verbosity", "0", env=environment).communicate()
    port = free_port()

    site = manage("serve", "--port", str(port), "--workers", "1", env=environment)
    try:
        is_up = answers(f"http://127.0.0.1:{port}/health/live")
        children = psutil.Process(site.pid).children(recursive=True)
    finally:
        site.send_signal(signal.SIGTERM)
        said, _ = site.communicate(timeout=PATIENCE)

    assert is_up, said
    assert f"Attest is at http://127.0.0.1:{port}/" in said
    assert len(children) >= 2
    assert not any(child.is_running() for child in children)
    assert site.returncode == 0


def test_a_port_that_is_taken_gets_a_clear_message(environment):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        site = manage("serve", "--port", str(port), env=environment)
        said, _ = site.communicate(timeout=PATIENCE)

    assert site.returncode == 1
    assert f"Can't listen at 127.0.0.1:{port}" in said
    assert "make run PORT=8001" in said


def test_an_error_leaves_its_traceback_on_the_console(environment, tmp_path):
    """The database has no tables yet; the server is the one that `serve` starts, not debugging."""
    (tmp_path / "uncollected.py").write_text(
        "from cms.settings import *\nSTORAGES['staticfiles']['BACKEND'] = "
        "'django.contrib.staticfiles.storage.StaticFilesStorage'\n"
    )
    environment |= {
        "DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "uncollected",
        "PYTHONPATH": str(tmp_path),
    }
    port = free_port()
    server = subprocess.Popen(
        _web_server("127.0.0.1", port, workers=1),
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert answers(f"http://127.0.0.1:{port}/health/live")
        with pytest.raises(HTTPError) as failed:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/")
    finally:
        server.terminate()
        said, _ = server.communicate(timeout=PATIENCE)

    failed.value.close()
    assert failed.value.code == 500
    assert said.count("request_failed") == 1
    assert "Traceback (most recent call last)" in said
    assert "no such table" in said
