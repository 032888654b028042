"""A connection to PostgreSQL keeps the plan of what is asked again."""

import pytest
from django.db import connection

from tests import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans in no time."),
]
PREPARED = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s"


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
