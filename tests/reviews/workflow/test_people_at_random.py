"""No badge is false whatever one person does who holds every right: see `tests.reviews.workflow.peopled`."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.reviews.workflow import peopled

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

FEW, ALL = {"sqlite": 200, "postgresql": 100}, 20_000


def test_no_badge_is_false_whatever_one_person_does(is_exhaustive):
    """`PEOPLE_OPERATIONS` says how many are tried, `PEOPLE_SECONDS` for how long at most."""
    few = FEW[connection.vendor]
    wanted = ALL if is_exhaustive and connection.vendor == "sqlite" else few
    operations = int(os.environ.get("PEOPLE_OPERATIONS", wanted))
    seconds = float(os.environ.get("PEOPLE_SECONDS", "inf"))

    tried = peopled.run(operations, seconds)

    assert tried >= operations or seconds != float("inf")


def test_the_command_of_the_night_begins_without_settings():
    """`make people` runs it; it once asked for settings that nobody had named."""
    command = [
        sys.executable,
        "-m",
        "tests.reviews.workflow.nightly",
        "--operations",
        "0",
        "--workers",
        "0",
    ]
    surroundings = {name: said for name, said in os.environ.items() if "DJANGO" not in name}

    done = subprocess.run(command, env=surroundings, check=True, capture_output=True, text=True)

    assert done.stdout == "0 operations, 0 false badges\n"
