"""What the whole suite shares.

`make test` leaves to `make test-all` (`--everything`) what is marked `exhaustive`: the whole of what a
test beside it takes a sample of. A test that asks for `is_exhaustive` decides by itself how much it does.

Which tests run on PostgreSQL too: `make test-all` runs there all that uses a database, but for what is
marked `once`; `make test` runs what the two databases may answer differently:

* tests with real transactions (`django_db(transaction=True)`): races, locks, what a commit tells;
* modules and tests that are marked `both_databases`, because they are about
  - triggers, constraints, or columns of JSON;
  - SQL that we write ourselves (search, what is related) or have Django write beyond a plain query:
    `select_for_update`, upserts, `union`, windows, subqueries;
  - the main job and the state machine, whichever way they take through all this;
* tests that are marked `postgresql`, which mean nothing on SQLite.

`tests/test_architecture.py` holds the marks against what the modules use.
"""

import functools
from collections.abc import Callable, Generator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.http import HttpRequest
from django.test import Client, SimpleTestCase, TransactionTestCase, override_settings
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as examples
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from cms.caching import invalidation, registry
from cms.caching.invalidation import Journal
from cms.identity import current as identity
from cms.models import SiteIdentity, User
from reviews.models import zones
from reviews.models.zones import note_zone
from tests import databases, worlds

DATABASE = {"db", "transactional_db", "live_server"}
LONGEST = ("test_main_job", "test_pages", "test_access", "test_state_machine", "test_races")
# Whatever else holds here (in CI the same examples at each run), a busy machine may take its time.
examples.register_profile(
    "patient", examples(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
examples.load_profile("patient")


@pytest.fixture(autouse=True, scope="session")
def _static_root() -> None:
    """WhiteNoise warns where nothing is collected; tests take the files from where they lie."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True, scope="session")
def _without_second_factors() -> Iterator[None]:
    """People of tests have a password alone; who looks at the second factor asks for it."""
    with override_settings(SECOND_FACTOR="offered"):
        yield


@pytest.fixture(autouse=True, scope="session")
def _signed_in_just_now() -> None:
    """Whoever a test signs in has shown their password at that moment, as on the page."""

    def note(request: HttpRequest, user: User, **_: Any) -> None:
        if not get_authentication_records(request, user):
            record_authentication(request, user, method="password")

    user_logged_in.connect(note, weak=False)


@pytest.fixture(autouse=True)
def _media_root(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="session", autouse=True)
def _journal_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What another process of this run commits would be heard here."""
    journal = Journal(tmp_path_factory.mktemp("journal") / "changes.log")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(invalidation, "journal", lambda: journal)
        yield


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """A test is rolled back, which no journal hears of; and limits on people count by their number."""
    registry.clear()
    identity.assume(SiteIdentity())  # asked once in a process, it is no question of one page


class Current:
    """Which copy of the template is the database now, and which one a connection was opened to.

    While Playwright runs its loop, Django has another connection for the same thread (asgiref takes it for
    another task), which no test of that time can close.
    """

    def __init__(self) -> None:
        self._number = 0
        connection_created.connect(self._opened)

    def begin(self) -> None:
        self._number += 1

    def leave_former(self) -> None:
        """Have the connection opened again where it leads to a copy that is gone."""
        opened = connections[DEFAULT_DB_ALIAS]
        if opened.connection is not None and vars(opened).get("copy") != self._number:
            opened.close()

    def _opened(self, connection: BaseDatabaseWrapper, **_: Any) -> None:
        vars(connection)["copy"] = self._number


current = Current()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """A copy of the template; and a new one after each test that committed, which is faster than
    emptying tables whose triggers forbid it."""
    template = databases.template(connection.vendor, settings.DATA_DIR)
    name = str(connection.creation._get_test_db_name())

    def begin_anew(*_: object) -> None:
        connections.close_all()
        connection.settings_dict["NAME"] = template.copy_to(name)
        current.begin()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", begin_anew)
        patch.setitem(connection.settings_dict, "NAME", name)
        with django_db_blocker.unblock():
            begin_anew()
        yield
        with django_db_blocker.unblock():
            connections.close_all()
            template.drop(name)


@pytest.fixture
def shared_worlds(
    request: pytest.FixtureRequest,
    _nothing_kept: None,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> dict[worlds.Build, Any]:
    """What a test shares with others stands before its own savepoint begins."""
    with django_db_blocker.unblock():
        current.leave_former()
        worlds.shown.show(worlds.asked_for(request.node))
        return worlds.shown.copies()


@pytest.fixture
def _django_db_helper(shared_worlds: dict[worlds.Build, Any], _django_db_helper: None) -> None:
    """Of pytest-django: the transaction of a test, or its real ones."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, None, None]:
    """Worlds that the next test does not ask for are taken back."""
    yield
    if worlds.asked_for(nextitem) != worlds.shown.asked:
        with item.config.stash[blocking_manager_key].unblock():
            worlds.shown.end()


@pytest.fixture
def in_zone(settings) -> Iterator[Callable[[str, datetime], None]]:
    """Have days counted in a time zone from a moment on."""

    def count(zone: str, since: datetime) -> None:
        settings.TIME_ZONE = zone
        timezone.deactivate()
        note_zone(since)

    yield count
    zones.known_zones.cache_clear()


@pytest.fixture(scope="session")
def is_exhaustive(pytestconfig: pytest.Config) -> bool:
    """Whether all is tried, or a sample that has something of each kind."""
    return bool(pytestconfig.getoption("everything"))


@pytest.fixture
def sign_in(client: Client):
    """Return a client that is signed in as the user."""

    def as_user(user: User) -> Client:
        client.force_login(user)
        return client

    return as_user


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Bring together what shares a world, the longest first; leave out what is not asked for."""
    order = {item.path: number for number, item in reversed(list(enumerate(items)))}
    items.sort(key=lambda item: (_rank(item), order[item.path], _names(worlds.asked_for(item))))
    is_whole = config.getoption("everything")
    left_out = [item for item in items if not _is_asked(item, is_whole)]
    items[:] = [item for item in items if _is_asked(item, is_whole)]
    config.hook.pytest_deselected(items=left_out)


def _rank(item: pytest.Item) -> int:
    """What takes longest comes first, so that no worker is left alone with it at the end."""
    return LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST)


def _is_asked(item: pytest.Item, is_whole: bool) -> bool:
    if not is_whole and item.get_closest_marker("exhaustive"):
        return False
    if connection.vendor == "postgresql":
        return _uses_a_database(item) if is_whole else _may_differ(item)
    return True


def _names(builds: tuple[worlds.Build, ...]) -> list[str]:
    return [build.__name__ for build in builds]


def _may_differ(item: pytest.Item) -> bool:
    """Marked so, or with real transactions."""
    return any(map(item.get_closest_marker, ("both_databases", "postgresql"))) or (
        _uses_a_database(item) and worlds.commits(item)
    )


def _uses_a_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("once"):
        return False
    asks = item.get_closest_marker("django_db") or DATABASE & set(item.fixturenames)  # type: ignore[attr-defined]
    return bool(asks) or issubclass(getattr(item, "cls", None) or object, SimpleTestCase)


class Together(LoadScopeScheduling):
    """Tests that share a world, or what was loaded for their class, run in one worker, which makes it once.

    The marker `xdist_group` would say so, but pytest 9.2 does not hand it on to pytest-xdist 3.8. Of a
    test no more is known here than its name.
    """

    def _split_scope(self, nodeid: str) -> str:
        if "::TestLoaded::" in nodeid:
            return nodeid.rpartition("::")[0]
        module = nodeid.partition("::")[0]
        return module if _shares(module) else nodeid


@functools.cache
def _shares(module: str) -> bool:
    return "@shared\n" in (Path(settings.BASE_DIR) / module).read_text()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    return Together(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--everything",
        action="store_true",
        help="what is marked exhaustive too, and on PostgreSQL all that uses a database",
    )
    parser.addoption(
        "--print-access", action="store_true", help="write the table of tests/test_access.py anew"
    )
