"""On SQLite one of those who wait writes next, however fast somebody else writes one after the other."""

import fcntl
import os
from threading import Event

import pytest
from django.db import OperationalError, connection, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper

from articles.models import Topic
from cms.runtime.connections import Turn, place_of
from tests import factories
from tests.reviews.workflow.test_races import race

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL locks rows."),
]
MANY = 150


@pytest.fixture
def turn(monkeypatch) -> Turn:
    """That of this connection, which waits for nobody."""
    connection.ensure_connection()
    [found] = [each for each in connection.execute_wrappers if isinstance(each, Turn)]
    monkeypatch.setattr(found, "timeout", 0)
    return found


@pytest.fixture
def place():
    """The lock of the system for which whoever begins to write waits."""
    opened = os.open(place_of(connection), os.O_RDWR)
    yield opened
    os.close(opened)


def test_who_begins_to_write_waits_for_whoever_came_before(turn, place):
    topic = factories.topic()
    fcntl.flock(place, fcntl.LOCK_EX)
    one = Topic.objects.filter(pk=topic.pk)

    assert one.exists()  # who reads waits for nobody
    with pytest.raises(OperationalError, match="locked"):
        one.update(name="Autocommitted")
    with pytest.raises(OperationalError, match="locked"), transaction.atomic():
        one.update(name="Within a transaction")

    fcntl.flock(place, fcntl.LOCK_UN)
    one.update(name="Later")
    assert one.get().name == "Later"


def test_nothing_is_held_once_the_transaction_has_begun(turn, place):
    with transaction.atomic():
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        factories.topic()


def test_one_who_writes_without_a_pause_starves_nobody():
    topic, has_begun, is_over = factories.topic(), Event(), Event()
    one, written, waited = Topic.objects.filter(pk=topic.pk), [], []

    def write_on() -> None:
        for number in range(MANY * 10):
            if is_over.is_set():
                break
            with transaction.atomic():
                one.update(position=number)
                written.append(number)
                has_begun.set()
                is_over.wait(0.01)  # as long as an act takes

    def write_now_and_then() -> None:
        has_begun.wait()
        for number in range(10):
            before = len(written)
            one.update(name=f"Name {number}")
            waited.append(len(written) - before)
        is_over.set()

    assert race(write_on, write_now_and_then) == [None, None]

    assert len(written) < MANY * 10
    assert sum(waited) < MANY, waited


def test_a_wrapper_that_is_added_before_the_connection_opens_goes_alone(turn):
    def pass_on(go_on, *asked):
        return go_on(*asked)

    connection.close()
    connection.execute_wrappers.remove(turn)
    with connection.execute_wrapper(pass_on):
        connection.ensure_connection()
        first, *others = connection.execute_wrappers

    assert isinstance(first, Turn)
    assert others == [pass_on]
    assert connection.execute_wrappers == [first]


def test_where_the_file_cannot_be_opened_the_site_goes_on_and_warns_once(
    monkeypatch, tmp_path, caplog
):
    monkeypatch.setattr(
        "cms.runtime.connections.place_of", lambda _: str(tmp_path)
    )  # a folder is no file
    for _ in range(2):
        connection.close()
        factories.topic()

    assert connection.execute_wrappers == []
    assert caplog.text.count(f"{tmp_path} can't be opened") == 1


@pytest.mark.parametrize("name", [":memory:", "file:kept?mode=memory&cache=shared"])
def test_in_memory_nobody_waits_and_no_file_is_left(name, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    other = DatabaseWrapper({**connection.settings_dict, "NAME": name})

    other.connect()
    other.connection.close()

    assert other.execute_wrappers == []
    assert list(tmp_path.iterdir()) == []
