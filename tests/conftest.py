"""What the whole suite shares."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client, SimpleTestCase
from hypothesis import HealthCheck
from hypothesis import settings as examples
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from articles.immutability import uninstall
from cms.caching import keys, surroundings
from cms.caching.invalidation import Journal
from cms.models import User
from cms.site import context, related, translations
from tests.tampering import RULES

DATABASE = {"db", "transactional_db", "live_server"}
# Whatever else holds here (in CI the same examples at each run), a busy machine may take its time.
examples.register_profile(
    "patient", examples(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
examples.load_profile("patient")


@pytest.fixture(autouse=True, scope="session")
def _static_root() -> None:
    """WhiteNoise warns where nothing is collected; tests take the files from where they lie."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _media_root(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session", autouse=True)
def _journal_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What another process of this run commits would be heard here."""
    journal = Journal(tmp_path_factory.mktemp("journal") / "changes.log")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "journal", lambda: journal)
        yield


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """A test is rolled back, which no journal hears of; and limits on people count by their number."""
    cache.clear()
    for known in (context.frame, surroundings.topics, surroundings.rules):
        known.forget()
    related.neighbours().forget()
    translations.languages_at.cache_clear()


@pytest.fixture(autouse=True)
def _let_sqlite_flush(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test with real transactions the tables are flushed, on SQLite by deleting rows.

    Our triggers forbid that, so they step aside for it; `flush` runs `post_migrate`, which installs
    them (and the roles) again.
    """
    marker = request.node.get_closest_marker("django_db")
    is_transactional = (marker and marker.kwargs.get("transaction")) or (
        {"transactional_db", "live_server"} & set(request.fixturenames)
    )
    if is_transactional:
        request.getfixturevalue("_django_db_helper")
    yield
    if is_transactional and connection.vendor == "sqlite":
        uninstall(RULES, connection)


@pytest.fixture
def sign_in(client: Client):
    """Return a client that is signed in as the user."""

    def as_user(user: User) -> Client:
        client.force_login(user)
        return client

    return as_user


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what is the same whichever database stands behind."""
    if connection.vendor == "postgresql":
        once = [item for item in items if _is_same_on_both(item)]
        items[:] = [item for item in items if not _is_same_on_both(item)]
        config.hook.pytest_deselected(items=once)


def _is_same_on_both(item: pytest.Item) -> bool:
    """Marked so, or without any use of the database."""
    if item.get_closest_marker("once"):
        return True
    asks = item.get_closest_marker("django_db") or DATABASE & set(item.fixturenames)  # type: ignore[attr-defined]
    return not asks and not issubclass(getattr(item, "cls", None) or object, SimpleTestCase)


class Together(LoadScopeScheduling):
    """Tests that share what was loaded for their class run in one worker, which loads it once.

    The marker `xdist_group` would say so, but pytest 9.2 does not hand it on to pytest-xdist 3.8.
    """

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.rpartition("::")[0] if "::TestLoaded::" in nodeid else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    return Together(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--print-access", action="store_true", help="write the table of tests/test_access.py anew"
    )
