"""Going around the product, as somebody with the database in hand would."""

from typing import Any

from django.db import connection
from django.db.models import Model

from articles import immutability as articles_immutability
from articles.immutability import install, uninstall
from reviews import immutability as reviews_immutability

RULES = [*articles_immutability.RULES, *reviews_immutability.RULES]


def lift_triggers() -> None:
    """Let the rest of this test's transaction change what the triggers protect."""
    if connection.vendor == "sqlite":
        uninstall(RULES, connection)
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")


def tamper(table: str, pk: int, column: str, value: object) -> None:
    """Write one value, past the models."""
    with connection.cursor() as cursor:
        named = connection.ops.quote_name(column)
        cursor.execute(f"UPDATE {table} SET {named} = %s WHERE id = %s", [value, pk])


def restore_triggers() -> None:
    """Put them back, for what follows in the same transaction."""
    if connection.vendor == "sqlite":
        install(RULES)
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = origin")


def force(row: Model, **columns: Any) -> None:
    """Write a row's columns past the models and past the triggers, which stand again afterwards."""
    lift_triggers()
    for column, value in columns.items():
        tamper(row._meta.db_table, row.pk, column, value)
    restore_triggers()
