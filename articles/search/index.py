"""The full-text indexes of both databases behind one class.

The database keeps an index itself, from columns of words (see `articles.search.tokenizer`): PostgreSQL by
generated `tsvector` columns with GIN, SQLite by an FTS5 table that triggers follow. No path of the
code can forget it, and it is written in the transaction of its row. Like the triggers of
`articles.immutability` it is installed after every `migrate`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from articles.search.tokenizer import Query

WEIGHTS = (("A", 1.0), ("B", 0.4), ("C", 0.2), ("D", 0.1))
MOST = 500
Statement = tuple[str, list[Any]]


@dataclass(frozen=True)
class Hits:
    """Keys of rows, best first as far as that was asked for. `is_cut`: there are more."""

    keys: tuple[int, ...]
    is_cut: bool


@dataclass(frozen=True)
class Index:
    """Of a table's columns of words, the weightiest first.

    A match within the first `lead` columns goes before one that needs the rest.
    """

    table: str
    key: str
    columns: tuple[str, ...]
    lead: int = 0

    @property
    def fts(self) -> str:
        return f"{self.table}_fts"

    @property
    def leading(self) -> tuple[str, ...]:
        return self.columns[: self.lead]

    def hits(
        self,
        query: Query,
        among: QuerySet[Any] | None = None,
        most: int = MOST,
        best: int = MOST,
    ) -> Hits:
        """What matches, best first; `among` narrows it. Beyond the first `best` any order will do:
        ranking reads the words of a row again, and where enough match in what leads, few need it.

        The work is bounded: of words that stand in most rows, only so many rows are ranked.
        """
        found: dict[int, None] = {}
        is_cut = False
        for is_lead in (True, False) if self.lead else (False,):
            if query and len(found) < most:
                is_ranked = len(found) < best
                rows = _run(self.statement(query, is_lead, among, most, is_ranked))
                is_cut = len(rows) >= most
                for key, _score in sorted(rows, key=lambda row: (-row[1], -row[0])):
                    found.setdefault(key)
        return Hits(tuple(found)[:most], is_cut)

    def keys(self, query: Query, is_lead: bool = False, most: int = MOST) -> tuple[int, ...]:
        """What matches, in any order; `is_lead`: within the columns that lead."""
        rows = _run(self.statement(query, is_lead, None, most, is_ranked=False))
        return tuple(key for key, _score in rows)

    def statement(
        self,
        query: Query,
        is_lead: bool,
        among: QuerySet[Any] | None = None,
        most: int = MOST,
        is_ranked: bool = True,
    ) -> Statement:
        """The SQL that finds keys with their scores (0 where they are not ranked), and its parameters.

        Which rows it finds does not depend on whether it ranks them.
        """
        condition, parameters = _membership(among)
        make = self._postgresql if connection.vendor == "postgresql" else self._sqlite
        return make(query, is_lead, condition, parameters, most, is_ranked)

    def _postgresql(
        self,
        query: Query,
        is_lead: bool,
        condition: str,
        parameters: list[Any],
        most: int,
        is_ranked: bool,
    ) -> Statement:
        vector = "lead" if is_lead else "vector"
        condition = f" AND {self.key}{condition}" if condition else ""
        asked = _tsquery(query.as_tsquery())
        if query.unwanted:  # wherever it stands, in what leads or not
            condition = f" AND NOT vector @@ {_tsquery(query.unwanted_as_tsquery())}{condition}"
        score = f"ts_rank({vector}, {asked})" if is_ranked else "0"
        return (
            f"SELECT {self.key}, {score} FROM (SELECT {self.key}, {vector} "  # noqa: S608 names of our own
            f"FROM {self.table} WHERE {vector} @@ {asked}{condition} LIMIT {most}) AS found",
            parameters,
        )

    def _sqlite(
        self,
        query: Query,
        is_lead: bool,
        condition: str,
        parameters: list[Any],
        most: int,
        is_ranked: bool,
    ) -> Statement:
        weights = ", ".join(str(10 * weight) for _name, weight in WEIGHTS[: len(self.columns)])
        # by the plus the words are looked up once, and not again for each row of what narrows them
        condition = f" AND +rowid{condition}" if condition else ""
        score = f"-bm25({self.fts}, {weights})" if is_ranked else "0"
        return (
            f"SELECT rowid, {score} FROM {self.fts} "  # noqa: S608 names of our own
            f"WHERE {self.fts} MATCH %s{condition} ORDER BY rowid DESC LIMIT {most}",
            [query.as_match(self.leading if is_lead else ()), *parameters],
        )

    def is_sound(self) -> bool:
        """Whether the index says what its table says. PostgreSQL's can't say anything else."""
        if connection.vendor == "postgresql":
            return True
        try:
            _run((f"INSERT INTO {self.fts}({self.fts}, rank) VALUES ('integrity-check', 1)", []))  # noqa: S608
        except DatabaseError:
            return False
        return True

    def rebuild(self) -> None:
        """Read the whole table again, where the database lets the two differ."""
        if connection.vendor == "sqlite":
            _run((f"INSERT INTO {self.fts}({self.fts}) VALUES ('rebuild')", []))  # noqa: S608

    def install(self, alias: str = DEFAULT_DB_ALIAS) -> None:
        """Create what is missing of it in one database, where its table stands."""
        database = connections[alias]
        with database.cursor() as cursor:
            tables = database.introspection.table_names(cursor)
            if self.table not in tables:
                return
            if database.vendor == "postgresql":
                statements = self._on_postgresql()
            else:
                statements = self._on_sqlite(self.fts in tables)
            for statement in statements:
                cursor.execute(statement)

    def _on_postgresql(self) -> Iterator[str]:
        vectors = {"vector": self.columns, "lead": self.leading}
        for name, columns in vectors.items():
            if not columns:
                continue
            parts = [
                f"setweight(to_tsvector('pg_catalog.simple', {column}), '{WEIGHTS[at][0]}')"
                for at, column in enumerate(columns)
            ]
            yield (
                f"ALTER TABLE {self.table} ADD COLUMN IF NOT EXISTS {name} tsvector "
                f"GENERATED ALWAYS AS ({' || '.join(parts)}) STORED"
            )
            # without its pending list a search costs the same after a write as before
            yield (
                f"CREATE INDEX IF NOT EXISTS {self.table}_{name} ON {self.table} "
                f"USING gin ({name}) WITH (fastupdate = off)"
            )

    def _on_sqlite(self, is_there: bool) -> Iterator[str]:
        columns = ", ".join(self.columns)
        if not is_there:
            yield (
                f"CREATE VIRTUAL TABLE {self.fts} USING fts5({columns}, content='{self.table}', "
                f"content_rowid='{self.key}', tokenize='ascii')"
            )
        # a migration that altered the table has dropped its triggers, and may have written since
        yield f"INSERT INTO {self.fts}({self.fts}) VALUES ('rebuild')"  # noqa: S608
        new, old = (
            ", ".join(f"{row}.{name}" for name in (self.key, *self.columns))
            for row in ("new", "old")
        )
        add = f"INSERT INTO {self.fts}(rowid, {columns}) VALUES ({new});"  # noqa: S608
        drop = f"INSERT INTO {self.fts}({self.fts}, rowid, {columns}) VALUES ('delete', {old});"  # noqa: S608
        for event, actions in {"INSERT": add, "DELETE": drop, "UPDATE": drop + add}.items():
            name = f"{self.fts}_{event.lower()}"
            yield f"DROP TRIGGER IF EXISTS {name}"
            yield f"CREATE TRIGGER {name} AFTER {event} ON {self.table} BEGIN {actions} END"


def installer(*indexes: Index) -> Any:
    """A receiver of `post_migrate` that installs them."""

    def install_indexes(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
        for index in indexes:
            index.install(using)

    return install_indexes


def scan_from_the_start(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Receiver of `connection_created`: a scan of a large table begins at its first row, every time.

    PostgreSQL joins scans that are under way, wherever these are. Of a word that stands in most rows
    only some are ranked: they must be the same on the next page of results. A connection that comes from
    a pool once more has been told already.
    """
    opened = connection.connection
    if connection.vendor == "postgresql" and not getattr(opened, "scans_from_the_start", False):
        with connection.cursor() as cursor:
            cursor.execute("SET synchronize_seqscans = off")
        opened.scans_from_the_start = True


def listed(keys: Sequence[int]) -> RawSQL | Sequence[int]:
    """Many keys for a lookup by `in`. PostgreSQL takes them as one parameter, so that one plan does for
    any number; and looks each up, where with a list of hundreds it may read a whole table beside theirs.
    """
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])
    return keys


def _tsquery(text: str) -> str:
    """A question of our own words as a constant of the statement. As a parameter it would come to be
    answered by a plan for any words, and the one for rare words takes long for common ones.
    """
    quoted = text.replace("'", "''")
    return f"'{quoted}'::tsquery"


def _membership(among: QuerySet[Any] | None) -> tuple[str, list[Any]]:
    if among is None:
        return "", []
    sql, parameters = among.values("pk").query.get_compiler(connection=connection).as_sql()
    return f" IN ({sql})", list(parameters)


def _run(statement: Statement) -> list[tuple[int, float]]:
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return list(cursor.fetchall()) if cursor.description else []
