"""Connections to the database: what they keep of what was planned, and whether one can be had at all."""

import errno
from typing import Any, Final

from django.db import InterfaceError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

PREPARED: Final = 300  # statements of each connection; every page of the desks together asks fewer


def keep_more_prepared(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Receiver of `connection_created`. psycopg keeps 100, and the desks would drive out the pages."""
    if connection.vendor == "postgresql":
        connection.connection.prepared_max = PREPARED


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
