"""How a connection to PostgreSQL keeps what it has planned."""

from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper

PREPARED: Final = 300  # statements of each connection; every page of the desks together asks fewer


def keep_more_prepared(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Receiver of `connection_created`. psycopg keeps 100, and the desks would drive out the pages."""
    if connection.vendor == "postgresql":
        connection.connection.prepared_max = PREPARED
