"""The rows of a site as lines of JSON that both databases read, as they stood at one moment."""

import base64
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Final
from uuid import UUID

from django.apps.registry import Apps, apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateField, JSONField, Model, TimeField, Value
from django.db.utils import load_backend
from psycopg import IsolationLevel

SNAPSHOT: Final = "snapshot"
BATCH: Final = 200
# of the moment, and of nobody's work: who is signed in, what the worker has at hand
LEFT_OUT: Final = {
    "sessions.Session",
    "usersessions.UserSession",
    "django_tasks_database.DBTaskResult",
}


def tables(of: Apps = apps) -> list[type[Model]]:
    """The models whose rows are kept, those between two others too."""
    found = of.get_models(include_auto_created=True)
    return [
        model
        for model in found
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_OUT
    ]


@contextmanager
def snapshot() -> Iterator[str]:
    """The alias of a connection that sees the database as it stands now, whatever is written meanwhile.

    It locks nobody out: PostgreSQL by “repeatable read”, SQLite by a reading transaction on its log.
    """
    connections[SNAPSHOT] = _apart()
    try:
        with transaction.atomic(using=SNAPSHOT):
            ContentType.objects.using(
                SNAPSHOT
            ).first()  # it stands as it is from the first question on
            yield SNAPSHOT
    finally:
        connections[SNAPSHOT].close()
        del connections[SNAPSHOT]


def _apart() -> BaseDatabaseWrapper:
    """Another connection to the same database, whose transactions read what stood when they began."""
    options = dict(connection.settings_dict["OPTIONS"])
    if connection.vendor == "sqlite":
        options["transaction_mode"] = "DEFERRED"
    else:
        options.pop("pool", None)
        options["isolation_level"] = IsolationLevel.REPEATABLE_READ
    settings = {**connection.settings_dict, "OPTIONS": options}
    wrapper: type[BaseDatabaseWrapper] = load_backend(settings["ENGINE"]).DatabaseWrapper
    return wrapper(settings, SNAPSHOT)


def written(model: type[Model], using: str) -> Iterator[bytes]:
    """Each row of a table as a line."""
    names = [field.attname for field in model._meta.local_concrete_fields]
    rows = model._base_manager.using(using).order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=BATCH):
        values = dict(zip(names, row, strict=True))
        yield json.dumps(values, default=_encoded, ensure_ascii=False).encode() + b"\n"


def empty(models: Iterable[type[Model]]) -> None:
    """Delete what migrations have put into tables that are about to be filled; within a transaction."""
    for model in models:
        model._base_manager.using(DEFAULT_DB_ALIAS).all()._raw_delete(DEFAULT_DB_ALIAS)


def enter(model: type[Model], lines: Iterable[bytes]) -> int:
    """Write rows as they were, their keys and times too; how many there were."""
    for field in model._meta.local_concrete_fields:
        if isinstance(field, DateField | TimeField):  # those of times too
            field.auto_now = field.auto_now_add = False
    count, rows = 0, iter(lines)
    while batch := [_row(model, line) for line in islice(rows, BATCH)]:
        model._base_manager.bulk_create(batch)
        count += len(batch)
    return count


def count_on(models: Iterable[type[Model]]) -> None:
    """Let the next keys be those after the ones that were entered."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(models))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _row(model: type[Model], line: bytes) -> Model:
    values = json.loads(line)
    row = model()
    for field in model._meta.local_concrete_fields:
        if field.attname not in values:
            continue
        value = values[field.attname]
        if isinstance(field, JSONField):
            is_null_of_json = value is None and not field.null
            value = Value(None, JSONField()) if is_null_of_json else value
        elif field.remote_field is None:
            value = field.to_python(value)
        setattr(row, field.attname, value)
    return row


def _encoded(value: object) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a backup")
