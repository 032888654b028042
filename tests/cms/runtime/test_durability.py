"""What was answered stands, and what can't be answered says so: the database on the disk, and away."""

import os
import subprocess
import sys

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from django.test import Client

from tests import factories


@pytest.mark.django_db(transaction=True)
def test_while_the_database_is_away_what_is_not_kept_answers_503_and_says_when_to_come_back():
    """Really away: the file can't be opened, or nobody listens."""
    user = factories.user()
    own = connections[DEFAULT_DB_ALIAS]
    own.close()
    before = dict(own.settings_dict)
    own.settings_dict.update(NAME="/nowhere/away", HOST="127.0.0.1", PORT="1")
    asking = Client(raise_request_exception=False)
    asking.cookies["sessionid"] = "somebody"
    sent = {"login": user.email, "password": factories.PASSWORD}
    try:
        answers = [
            asking.get("/articles/"),
            asking.get("/desk/"),
            asking.post("/account/login/", sent),
        ]
        is_ready, is_live = asking.get("/health/ready"), asking.get("/health/live")
    finally:
        own.close()
        own.settings_dict.update(before)
    back = asking.get("/articles/")

    assert [(each.status_code, each["Retry-After"]) for each in answers] == [(503, "30")] * 3
    assert "Nothing that you had saved is lost" in answers[0].content.decode()
    assert "no-store" in answers[1]["Cache-Control"]
    assert (is_ready.status_code, is_live.status_code, back.status_code) == (503, 200, 200)


@pytest.mark.once
def test_sqlite_has_each_commit_on_the_disk_before_it_is_answered(tmp_path):
    """As a site runs; the tests themselves have it otherwise."""
    asked = (
        "import django; django.setup(); from django.db import connection as c; "
        "print(*[c.cursor().execute(f'PRAGMA {name}').fetchone()[0] "
        "for name in ('synchronous', 'journal_mode')])"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "cms.settings",
    }
    said = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
    )

    assert said.stdout.split() == ["2", "wal"]  # FULL
