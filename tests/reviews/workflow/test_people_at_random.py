"""No badge is false whatever one person does who holds every right: see `tests.reviews.workflow.peopled`."""

import os

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
