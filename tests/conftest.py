"""What the whole suite shares."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client

from articles import immutability as articles_immutability
from cms.models import User
from reviews import immutability as reviews_immutability

RULES = [*articles_immutability.RULES, *reviews_immutability.RULES]


@pytest.fixture(autouse=True)
def _media_root(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def transactional_db(transactional_db) -> Iterator[None]:
    """On SQLite a flush deletes rows, which our triggers forbid: they step aside for it.

    `flush` runs `post_migrate`, which installs them (and the roles) again.
    """
    yield
    if connection.vendor == "sqlite":
        articles_immutability.uninstall(RULES, connection)


@pytest.fixture
def sign_in(client: Client):
    """Return a client that is signed in as the user."""

    def as_user(user: User) -> Client:
        client.force_login(user)
        return client

    return as_user
