"""`serve`: real processes, started and stopped as an operator would."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError

import psutil
import pytest

from cms.management.commands.web import server

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
    folder = Path(environment["DATA_DIR"])
    assert [path for path in folder.rglob("*") if path.stat().st_mode & 0o077] == []
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
    process = subprocess.Popen(
        server("127.0.0.1", port, workers=1),
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
        process.terminate()
        said, _ = process.communicate(timeout=PATIENCE)

    failed.value.close()
    assert failed.value.code == 500
    assert said.count("request_failed") == 1
    assert "Traceback (most recent call last)" in said
    assert "no such table" in said


def lines_with(words: str, children: list[psutil.Process]) -> list[psutil.Process]:
    return [child for child in children if words in " ".join(child.cmdline())]


def test_what_ends_is_started_again(environment, tmp_path):
    """Worker, clock, and a process of the web server; called from elsewhere than the checkout."""
    manage("migrate", "--verbosity", "0", env=environment).communicate()
    port = free_port()
    address = f"http://127.0.0.1:{port}/health/live"
    site = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "serve", "--port", str(port), "--workers", "1"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert answers(address)
        parent = psutil.Process(site.pid)
        before = {
            part: wait_for(part, parent, set()).pid for part in ("db_worker", "clock", "granian")
        }
        web = lines_with("granian", parent.children(recursive=True))
        before["granian"] = web[-1].pid  # the one that answers, below the one that watches over it
        for number in before.values():
            os.kill(number, signal.SIGKILL)
        after = {
            part: wait_for(part, parent, set(before.values())).pid
            for part in ("db_worker", "clock", "granian")
        }
        is_up = answers(address)
    finally:
        site.send_signal(signal.SIGTERM)
        said, _ = site.communicate(timeout=PATIENCE)

    assert is_up, said
    assert set(after.values()).isdisjoint(before.values())
    assert "A process of the site ended with -9; it starts again in 1.0 seconds" in said


def wait_for(part: str, parent: psutil.Process, gone: set[int]) -> psutil.Process:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for child in parent.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                if part in " ".join(child.cmdline()) and child.pid not in gone:
                    return child
        time.sleep(0.1)
    raise AssertionError(f"There is no {part}.")


def test_a_second_web_server_on_the_same_port_refuses_to_start(environment):
    port = free_port()
    first = subprocess.Popen(server("127.0.0.1", port, workers=1), cwd=ROOT, env=environment)
    try:
        assert answers(f"http://127.0.0.1:{port}/health/live")
        second = manage("web", "--port", str(port), env=environment)
        said, _ = second.communicate(timeout=PATIENCE)
    finally:
        first.terminate()
        first.wait(timeout=PATIENCE)

    assert second.returncode == 1
    assert f"Can't listen at 127.0.0.1:{port}" in said


def test_slow_callers_keep_nobody_waiting(environment):
    """Headers, bodies and readers that never end, beside ordinary reading (OWASP ASVS 5, 13.1.3)."""
    manage("migrate", "--verbosity", "0", env=environment).communicate()
    port = free_port()
    environment |= {"WEB_THREADS": "4"}
    site = subprocess.Popen(server("127.0.0.1", port, workers=1), cwd=ROOT, env=environment)
    slow: list[socket.socket] = []
    try:
        assert answers(f"http://127.0.0.1:{port}/health/ready")
        head = b"POST /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        body = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 999\r\n\r\nlog"
        read = b"GET /about/contact/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        for sent in [head, head + body, read] * 60:
            caller = socket.create_connection(("127.0.0.1", port))
            caller.sendall(sent)
            slow.append(caller)
        served = [answers(f"http://127.0.0.1:{port}/health/ready", 30) for _ in range(50)]
        refused = [each for each in slow[1::3] if b" 503 " in heard(each)]
    finally:
        for caller in slow:
            caller.close()
        site.terminate()
        site.wait(timeout=PATIENCE)

    assert all(served)
    assert len(refused) == 59  # a quarter of four threads is one


def heard(caller: socket.socket) -> bytes:
    """What a caller was answered in a while."""
    caller.settimeout(2)
    try:
        return caller.recv(200)
    except OSError:
        return b""
