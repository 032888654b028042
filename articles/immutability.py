"""Database triggers for what never changes: sealed text here, approvals and events in `reviews`.

They are installed after every `migrate`, not by a migration: SQLite rebuilds a table (and loses its
triggers) whenever a later migration alters it, and installing again is free.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.text import fields


@dataclass(frozen=True)
class Rule:
    """That rows of a table may not be deleted, nor some columns updated, while a condition holds.

    `columns` empty means every column. `condition` is SQL over the row as it was, named `OLD`.
    `may_be_deleted`: the row as a whole may go.
    """

    table: str
    says: str
    columns: tuple[str, ...] = ()
    condition: str = "TRUE"
    may_be_deleted: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """What is refused."""
        return ("update",) if self.may_be_deleted else ("update", "delete")

    @property
    def name(self) -> str:
        return f"immutable_{self.table}"


@dataclass(frozen=True)
class Refusal:
    """That no row may come into a table while a condition holds: SQL over the row, named `NEW`.

    Of a row that never changes afterwards this is a constraint that looks at other tables.
    """

    table: str
    says: str
    condition: str
    columns: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ("insert",)

    @property
    def name(self) -> str:
        return f"immutable_{self.table}"


# what each database says of its triggers: on PostgreSQL where they stand, when they run and what they do
STANDING = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, relname || ' ' || tgtype || prosrc FROM pg_trigger "
    "JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid "
    "WHERE tgenabled = 'O' AND NOT tgisinternal",
}
# pg_trigger.tgtype of a trigger for each row, before it is written
POSTGRESQL_TYPES = {"insert": 7, "delete": 11, "update": 19}

SEALED = Rule(
    table="articles_revision",
    says="a sealed revision never changes",
    columns=(
        "article_id",
        "number",
        "based_on_id",
        "language",
        "translated_from_id",
        *fields.names(),
        "sealed",
        "digest",
        "sealed_at",
    ),
    condition="OLD.digest <> ''",
)
WORDING = Rule(table="articles_wording", says="a wording never changes")
NAMED = Rule(
    table="articles_checkpoint",
    says="a named version never changes",
    condition="OLD.name <> ''",
)
IMAGE = Rule(
    table="articles_image",
    says="the file of an image never changes",
    columns=("key", "kind", "width", "height"),
    may_be_deleted=True,
)
ABOUT = Rule(
    table="articles_article",
    says="what an article is about the site never changes",
    columns=("about",),
    may_be_deleted=True,
)
RULES = [SEALED, WORDING, NAMED, IMAGE, ABOUT]


def install(rules: Iterable[Rule | Refusal], alias: str = DEFAULT_DB_ALIAS) -> None:
    """Create or replace the triggers of the rules in one database."""
    connection = connections[alias]
    write = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for rule in rules:
            if rule.table in tables:
                for statement in write(rule):
                    cursor.execute(statement)


def uninstall(rules: Iterable[Rule | Refusal], connection: BaseDatabaseWrapper) -> None:
    """Drop them, for tests that empty the tables of a database on SQLite."""
    with connection.cursor() as cursor:
        for rule in rules:
            for kind in ("update", "delete", "insert"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {rule.name}_{kind}")


def lacking(rules: Iterable[Rule | Refusal], alias: str = DEFAULT_DB_ALIAS) -> list[str]:
    """The names of triggers that are not there, are switched off, or do something else than we wrote."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor])
        standing = dict(cursor.fetchall())
    expected = {
        f"{rule.name}_{kind}": does
        for rule in rules
        for kind, does in zip(rule.kinds, _as_standing(rule, connection.vendor), strict=True)
    }
    return sorted(name for name, does in expected.items() if standing.get(name) != does)


def install_triggers(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    install(RULES, using)


def _sqlite(rule: Rule | Refusal) -> list[str]:
    columns = f" OF {', '.join(rule.columns)}" if rule.columns else ""
    events = {"update": f"UPDATE{columns}", "delete": "DELETE", "insert": "INSERT"}
    differs = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in rule.columns) or "TRUE"
    conditions = dict.fromkeys(events, rule.condition)
    conditions["update"] = f"({rule.condition}) AND ({differs})"
    statements = []
    for kind in rule.kinds:
        name, event = f"{rule.name}_{kind}", events[kind]
        statements.append(f"DROP TRIGGER IF EXISTS {name}")
        statements.append(
            f"CREATE TRIGGER {name} BEFORE {event} ON {rule.table} "
            f"WHEN {conditions[kind]} BEGIN SELECT RAISE(ABORT, '{rule.says}'); END"
        )
    return statements


def _postgresql(rule: Rule | Refusal) -> list[str]:
    """The rule stands in the function's body: PostgreSQL alters no column that a trigger names."""
    columns = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in rule.columns)
    refused = {
        "update": (f"({rule.condition}) AND ({columns or 'TRUE'})", "NEW"),
        "delete": (rule.condition, "OLD"),
        "insert": (rule.condition, "NEW"),
    }
    statements = []
    for kind in rule.kinds:
        name, (condition, row) = f"{rule.name}_{kind}", refused[kind]
        statements += [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {condition} THEN "
            f"RAISE integrity_constraint_violation USING MESSAGE = '{rule.says}'; "
            f"END IF; RETURN {row}; END $$",
            f"CREATE OR REPLACE TRIGGER {name} BEFORE {kind.upper()} ON {rule.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
    return statements


def _as_standing(rule: Rule | Refusal, vendor: str) -> list[str]:
    """The triggers of a rule as `STANDING` tells of them."""
    if vendor == "sqlite":
        return _sqlite(rule)[1::2]
    bodies = (statement.split("$$")[1] for statement in _postgresql(rule)[::2])
    return [
        f"{rule.table} {POSTGRESQL_TYPES[kind]}{body}"
        for kind, body in zip(rule.kinds, bodies, strict=True)
    ]
