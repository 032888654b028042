"""Query sets put into SQL once: for what each page asks in the same way, of other keys each time.

Django builds the SQL anew at every asking, which takes longer than the answer.
"""

from collections.abc import Callable, Hashable, Iterable
from copy import copy
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=Model)
FIRST: Final = -2_000_000_000  # stand-ins that no key of a row equals
MOST: Final = 64  # keys; of more, the SQL is the least


class Prepared(Generic[Row]):
    """Asks `build(keys)`, which gives a query set that differs by those keys alone; it follows no prefetch.

    Keys are padded to a power of two, so that few forms are kept.
    """

    def __init__(self, build: Callable[[list[Any]], QuerySet[Row]]) -> None:
        self._build = build
        self._forms: dict[Hashable, tuple[QuerySet[Row], _Compiled]] = {}

    def __call__(self, keys: Iterable[int | str]) -> list[Row]:
        """The rows of those keys, all numbers or all text."""
        asked = list(keys)
        if not asked:
            return []
        if len(asked) > MOST:
            return list(self._build(asked))
        asked += asked[-1:] * ((1 << (len(asked) - 1).bit_length()) - len(asked))
        queryset, compiled = self._form(asked)
        values = dict(zip(_stand_ins(asked), asked, strict=True))
        given = tuple(
            type(each)(values[each]) if each in values else each for each in compiled.params
        )
        rows: Any = queryset._iterable_class  # Django's own
        return list(rows(_Asking(_asked(compiled, given), queryset.db)))

    def _form(self, asked: list[Any]) -> tuple[QuerySet[Row], "_Compiled"]:
        database = connections[DEFAULT_DB_ALIAS]
        form = (database.vendor, len(asked), type(asked[0]))
        if form not in self._forms:
            queryset = self._build(_stand_ins(asked))
            compiler = queryset.query.get_compiler(connection=database)
            self._forms[form] = (queryset, _Compiled.of(compiler))
        return self._forms[form]


@dataclass(frozen=True)
class _Compiled:
    """A query set in SQL, and what makes of the answer's columns the values of fields."""

    compiler: SQLCompiler
    sql: str
    params: tuple[Any, ...]
    converters: dict[int, Any]

    @classmethod
    def of(cls, compiler: SQLCompiler) -> "_Compiled":
        sql, params = compiler.as_sql()
        columns = [column for column, _sql, _alias in compiler.select]
        return cls(compiler, sql, params, compiler.get_converters(columns))


def _stand_ins(asked: list[Any]) -> list[Any]:
    kind = type(asked[0])
    return [kind(FIRST + number) for number in range(len(asked))]


@dataclass(frozen=True)
class _Asking:
    """What Django makes rows of where it would have a query set: a copy of one costs more than that."""

    compiler: SQLCompiler
    db: str
    _known_related_objects: dict[Any, Any] = field(default_factory=dict)

    @property
    def query(self) -> "_Asking":
        return self

    def get_compiler(self, **_: object) -> SQLCompiler:
        return self.compiler


def _asked(compiled: _Compiled, params: tuple[Any, ...]) -> SQLCompiler:
    """The compiler, about to be asked by this thread with this SQL."""
    own = copy(compiled.compiler)
    own.connection = connections[DEFAULT_DB_ALIAS]
    own.as_sql = lambda *_args, **_more: (compiled.sql, params)  # type: ignore[method-assign]
    own.get_converters = lambda _columns: compiled.converters  # type: ignore[assignment,method-assign]
    return own
