"""A sample of `make crash`: each act is cut off once, and each fault happens once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).parents[2]
QUICK = ("autosave", "publish", "upload")


@pytest.mark.exhaustive
@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_what_was_answered_outlives_a_kill_and_nothing_is_half_there():
    _attack("--kills", "24")


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_some_of_it_each_time():
    _attack("--kills", "3", "--only", *QUICK)


def _attack(*arguments: str) -> None:
    environment = {**os.environ, "DATA_DIR": str(ROOT / "var" / "test")}
    command = [sys.executable, "-m", "tests.crash", "--databases", connection.vendor, *arguments]
    said = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert said.returncode == 0, said.stderr[-3000:]
    assert said.stdout.count("none lost") >= 3
