"""Connections to the database: what they keep of what was planned, who writes next, and whether one can be
had at all."""

import errno
import fcntl
import logging
import os
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

from django.db import InterfaceError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger(__name__)

PREPARED: Final = 300  # statements of each connection; every page of the desks together asks fewer


def keep_more_prepared(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Receiver of `connection_created`. psycopg keeps 100, and the desks would drive out the pages."""
    if connection.vendor == "postgresql":
        connection.connection.prepared_max = PREPARED


def write_in_turn(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Receiver of `connection_created`, of a file of SQLite: one of those who wait writes next.

    The turn stands first: whoever adds a wrapper for a while takes the last away.
    """
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():  # type: ignore[attr-defined]
        others = [each for each in connection.execute_wrappers if not isinstance(each, Turn)]
        connection.execute_wrappers[:] = [*_turns(connection), *others]


def _turns(connection: BaseDatabaseWrapper) -> "list[Turn]":
    """The one of a connection; none where the file of it can't be opened."""
    place = place_of(connection)
    try:
        return [Turn(place, connection.settings_dict["OPTIONS"].get("timeout", 5))]
    except OSError as error:
        _warn_once(place, str(error))
        return []


@cache
def _warn_once(place: str, why: str) -> None:
    logger.warning("Who writes is not made to wait for others: %s can't be opened (%s)", place, why)


def place_of(connection: BaseDatabaseWrapper) -> str:
    """The file beside a database of SQLite on whose lock those wait who are to write next."""
    return f"{connection.settings_dict['NAME']}-turn"


class Turn:
    """Lets one connection at a time wait for SQLite's lock to write.

    SQLite asks again after ever longer pauses, so that a process that writes one thing after the other leaves
    the others no gap: they would wait in vain. Whoever begins to write waits here first, for the one before
    to have its lock. Nothing is held once it has begun, and what dies gives its place up: that is a lock of
    the system on a file.

    Those who wait have no order: each asks again after a pause. A transaction that takes longer than that is
    followed by one of them; a statement outside of one holds its place to its end, and others may follow it.
    """

    BEGINS: Final = ("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE")
    PAUSE: Final = 0.002  # seconds

    def __init__(self, place: str, timeout: float) -> None:
        self.timeout = timeout
        self.place = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        weakref.finalize(self, os.close, self.place)

    def __call__(
        self,
        go_on: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        """As Django wraps what is executed."""
        if context["connection"].in_atomic_block or not sql.startswith(self.BEGINS):
            return go_on(sql, params, many, context)
        with self._waited():
            return go_on(sql, params, many, context)

    @contextmanager
    def _waited(self) -> Iterator[None]:
        until = time.monotonic() + self.timeout
        while not self._is_next():
            if time.monotonic() > until:
                raise OperationalError("database is locked")
            time.sleep(self.PAUSE)
        try:
            yield
        finally:
            fcntl.flock(self.place, fcntl.LOCK_UN)

    def _is_next(self) -> bool:
        try:
            fcntl.flock(self.place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


# of PostgreSQL: class 08 (connection), 53 (resources), 57P (shut down, starting)
AWAY_ON_POSTGRESQL: Final = ("08", "53", "57P")
# "schema": tables were altered while the statement was being planned, more often than SQLite plans anew
AWAY_ON_SQLITE: Final = (
    "unable to open",
    "locked",
    "disk i/o",
    "disk is full",
    "readonly",
    "schema has changed",
)


FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def is_away(error: BaseException | None) -> bool:
    """Whether an error says that the database can't be asked now (it is gone, full or busy), or that the
    disk takes no file.

    One without a code of PostgreSQL's was raised before a connection stood, or while waiting for one.
    """
    if isinstance(error, OSError):
        return error.errno in FULL
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    cause = error.__cause__
    if type(cause).__module__.startswith("sqlite3"):
        return any(words in str(error).lower() for words in AWAY_ON_SQLITE)
    code = getattr(cause, "sqlstate", None)
    return code is None or code.startswith(AWAY_ON_POSTGRESQL)
