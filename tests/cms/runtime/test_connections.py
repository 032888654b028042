"""A connection to PostgreSQL keeps the plan of what is asked again."""

import os
import subprocess
import sys
import threading

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.test import Client

from tests import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans in no time."),
]
PREPARED = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s"


@pytest.mark.parametrize(("said", "prepared"), [("", "True"), ("off", "False")])
def test_nothing_is_prepared_before_an_old_pooler(said, prepared):
    asked = (
        "import django; django.setup(); from django.db import connection as c; "
        "c.ensure_connection(); print(c.connection.prepare_threshold is not None)"
    )
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "DATABASE_PREPARES": said,
    }

    answer = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True)

    assert answer.stdout.decode().strip() == prepared


def prepared(words: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(PREPARED, [f"%{words}%"])
        return int(cursor.fetchone()[0])


def test_a_page_that_is_asked_for_again_is_planned_once(client):
    addresses = [factories.published().article.get_absolute_url() for _ in range(4)]
    before = prepared("articles_revision")

    for address in addresses:
        client.get(address)

    assert prepared("articles_revision") > before


@pytest.mark.django_db(transaction=True)
def test_a_full_pool_makes_a_request_wait_and_then_answers_503(settings):
    """As in a web process, whose threads share `DATABASE_CONNECTIONS`."""
    own = connections[DEFAULT_DB_ALIAS]
    own.close()
    before = dict(own.settings_dict)
    own.settings_dict["CONN_MAX_AGE"] = 0
    own.settings_dict["OPTIONS"] = {
        **before["OPTIONS"],
        "pool": {"min_size": 1, "max_size": 1, "timeout": 0.5},
    }
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        connections[DEFAULT_DB_ALIAS].ensure_connection()
        held.set()
        done.wait(60)
        connections[DEFAULT_DB_ALIAS].close()

    other = threading.Thread(target=hold)
    asking = Client(raise_request_exception=False)
    try:
        other.start()
        held.wait(60)
        full = asking.get("/articles/")
        done.set()
        other.join()
        free = asking.get("/articles/")
    finally:
        done.set()
        own.close()
        own.close_pool()
        own.settings_dict.update(before)

    assert (full.status_code, full["Retry-After"]) == (503, "30")
    assert "The site is busy" in full.content.decode()
    assert free.status_code == 200
