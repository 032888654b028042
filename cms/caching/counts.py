"""Django's cache in the database, setting and adding in one statement. What all processes count stands there.

Django's own takes five: how many rows there are, whether this is one of them, and the write within a
savepoint. The rest (reading, which deletes what is over, `touch`, `delete`) is Django's.
"""

import base64
import pickle
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any, Final

from django.core.cache.backends import db
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.db import connections, router
from django.utils import timezone

LOOKED_AT_EVERY: Final = 1_000  # writes of a process: whether there are too many rows

_writes: Final[Iterator[int]] = count(1)


class DatabaseCache(db.DatabaseCache):
    """Writes by the upsert that SQLite and PostgreSQL have. What a database refuses is raised: a try that
    could not be counted is not let through.
    """

    def set(
        self,
        key: Any,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        self._write(key, value, timeout, version)

    def add(
        self,
        key: Any,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        """Whether it was written: nothing stood there, or only what is over."""
        now = timezone.now().replace(microsecond=0)
        return self._write(key, value, timeout, version, over_before=now)

    def _write(
        self,
        key: Any,
        value: Any,
        timeout: float | None,
        version: int | None,
        over_before: datetime | None = None,
    ) -> bool:
        connection = connections[router.db_for_write(self.cache_model_class)]
        quoted, adapt = connection.ops.quote_name, connection.ops.adapt_datetimefield_value
        table, name, said, over = map(quoted, (self._rows, "cache_key", "value", "expires"))
        sql = (
            f"INSERT INTO {table} ({name}, {said}, {over}) VALUES (%s, %s, %s) "  # noqa: S608 (names)
            f"ON CONFLICT ({name}) DO UPDATE SET {said} = excluded.{said}, {over} = excluded.{over}"
        )
        packed = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode()
        params = [self.make_and_validate_key(key, version), packed, adapt(self._until(timeout))]
        if over_before is not None:
            sql += f" WHERE {table}.{over} < %s"
            params.append(adapt(over_before))
        with connection.cursor() as cursor:
            if next(_writes) % LOOKED_AT_EVERY == 0:
                self._drop_too_many(cursor)
            cursor.execute(sql, params)
            return bool(cursor.rowcount == 1)

    @property
    def _rows(self) -> str:
        """The name of the table."""
        return str(self._table)  # type: ignore[attr-defined]

    def _until(self, timeout: float | None) -> datetime:
        until = self.get_backend_timeout(timeout)
        last = datetime.max.replace(tzinfo=UTC)
        return (last if until is None else datetime.fromtimestamp(until, UTC)).replace(
            microsecond=0
        )

    def _drop_too_many(self, cursor: Any) -> None:
        cursor.execute(f"SELECT COUNT(*) FROM {self._rows}")  # noqa: S608 (its name)
        number = cursor.fetchone()[0]
        if number > self._max_entries:
            self._cull(cursor.db.alias, cursor, timezone.now().replace(microsecond=0), number)  # type: ignore[attr-defined]
