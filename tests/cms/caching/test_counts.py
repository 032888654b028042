"""The cache that all processes share: what is added once is added once, by one statement."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from cms.caching import counts

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cms_cache")
        return int(cursor.fetchone()[0])


def test_what_is_set_is_found_until_it_is_over(django_assert_num_queries):
    for value, seconds in (([1], 60), ([2, 1], 60), ([3], None), ("over", -1)):
        with django_assert_num_queries(1):
            cache.set("tries", value, seconds)
        assert cache.get("tries") == (None if seconds == -1 else value)
    assert cache.get("tries", "none") == "none"


def test_what_is_added_stands_until_it_is_over(django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(3):
        assert cache.add("lock", 1, 60) is True
        assert cache.add("lock", 2, 60) is False  # and the transaction goes on
        cache.set("lock", 3, -10)
    assert cache.add("lock", 4, 60) is True
    assert (cache.get("lock"), rows()) == (4, 1)
    assert cache.delete("lock") is True
    assert cache.add("lock", 5) is True


def test_too_many_rows_are_noticed_by_the_way(monkeypatch):
    monkeypatch.setattr(counts, "LOOKED_AT_EVERY", 1)
    monkeypatch.setattr(cache, "_max_entries", 2)
    for number in range(3):
        cache.set(f"over-{number}", number, -10)
    cache.set("counts", 1, 60)

    assert (rows(), cache.get("counts")) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_adds():
    def add(number: int) -> bool:
        try:
            return bool(cache.add("lock", number, 60))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(add, range(24))) == 1
