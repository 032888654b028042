"""Going around the product, as somebody with the database in hand would."""

from django.db import connection

from articles import immutability as articles_immutability
from articles.immutability import uninstall
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
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, pk])
