"""Query sets put into SQL once: for what each page asks in the same way, of other keys each time.

Django builds the SQL anew at every asking, which takes longer than the answer.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Generic, TypeVar, TypeVarTuple

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

Given = TypeVarTuple("Given")
Row = TypeVar("Row")
# stand-ins that nothing else in a query equals, and that each field takes
FIRST: Final = 2_000_000_000
DAWN: Final = datetime(1800, 1, 1, tzinfo=UTC)
MOST: Final = 64  # keys; of more, the SQL is the least


class Prepared(Generic[*Given, Row]):
    """Asks `build(…)`, whose query set differs by what it is given alone; it follows no prefetch.

    Given are keys, moments, and many keys at once, all numbers or all text: those are padded to a power of
    two, so that few forms are kept. True, False and None may change what is asked.
    """

    def __init__(self, build: Callable[[*Given], QuerySet[Any, Row]]) -> None:
        self._build: Callable[..., QuerySet[Any, Row]] = build
        self._forms: dict[Hashable, _Compiled[Row] | None] = {}

    def __call__(self, *given: *Given) -> list[Row]:
        each_given: Sequence[Any] = given
        asked = [list(each) if _is_many(each) else each for each in each_given]
        if any(_is_many(each) and len(each) > MOST for each in asked):
            return list(self._build(*asked))
        padded = [_padded(each) if _is_many(each) else each for each in asked]
        compiled = self._form(padded)
        return [] if compiled is None else compiled.rows(_values(padded))

    def _form(self, asked: list[Any]) -> "_Compiled[Row] | None":
        database = connections[DEFAULT_DB_ALIAS]
        form = (database.vendor, *map(_form_of, asked))
        if form not in self._forms:
            self._forms[form] = self._compiled(asked, database)
        return self._forms[form]

    def _compiled(self, asked: list[Any], database: BaseDatabaseWrapper) -> "_Compiled[Row] | None":
        """None where nothing can be found, as of no keys. Raises ValueError for a query set that would be
        asked of other values than the given.
        """
        stand_ins = _stand_ins(asked)
        queryset = self._build(*stand_ins)
        compiler = queryset.query.get_compiler(connection=database)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            if [] in asked:
                return None
            raise ValueError(f"{self._build}: no row has these: {stand_ins}") from None
        columns = [column for column, _sql, _alias in compiler.select]
        places = {_adapted(each, database): place for place, each in enumerate(_values(stand_ins))}
        compiled = _Compiled(
            queryset, compiler, sql, params, places, compiler.get_converters(columns)
        )
        lost = set() if [] in asked else set(places).difference(params)
        clock = [each for each in params if isinstance(each, date) and each not in places]
        if lost or clock:
            raise ValueError(f"{self._build}: taken apart: {lost}; not given: {clock}")
        return compiled


@dataclass(frozen=True)
class _Compiled(Generic[Row]):
    """A query set in SQL, in which place which value goes, and what makes of the answer's columns the values
    of fields."""

    queryset: QuerySet[Any, Row]
    compiler: SQLCompiler
    sql: str
    params: tuple[Any, ...]
    places: dict[Any, int]
    converters: dict[int, Any]

    def rows(self, values: Sequence[Any]) -> list[Row]:
        database = connections[DEFAULT_DB_ALIAS]
        given = tuple(
            _like(each, _adapted(values[self.places[each]], database))
            if each in self.places
            else each
            for each in self.params
        )
        rows: Any = self.queryset._iterable_class  # Django's own
        return list(rows(_Asking(self._asked(given, database), self.queryset)))

    def _asked(self, params: tuple[Any, ...], database: BaseDatabaseWrapper) -> SQLCompiler:
        """The compiler, about to be asked by this thread with this SQL."""
        own = copy(self.compiler)
        own.connection = database
        own.as_sql = lambda *_args, **_more: (self.sql, params)  # type: ignore[method-assign]
        own.get_converters = lambda _columns: self.converters  # type: ignore[assignment,method-assign]
        return own


@dataclass(frozen=True)
class _Asking:
    """What Django makes rows of where it would have a query set: a copy of one costs more than that."""

    compiler: SQLCompiler
    queryset: QuerySet[Any, Any]
    _known_related_objects: dict[Any, Any] = field(default_factory=dict)

    @property
    def db(self) -> str:
        return self.queryset.db

    @property
    def query(self) -> "_Asking":
        return self

    @property
    def selected(self) -> Any:
        """The names of columns, in their order."""
        return self.queryset.query.selected

    def get_compiler(self, *_using: object, **_named: object) -> SQLCompiler:
        return self.compiler


def _is_many(given: Any) -> bool:
    return isinstance(given, Iterable) and not isinstance(given, str)


def _padded(keys: list[Any]) -> list[Any]:
    size = 1 << (len(keys) - 1).bit_length() if keys else 0
    return keys + keys[-1:] * (size - len(keys))


def _values(asked: Iterable[Any]) -> list[Any]:
    """What is given, each by itself, but for what changes the form."""
    spread = (value for each in asked for value in (each if _is_many(each) else (each,)))
    return [value for value in spread if not isinstance(value, bool | None)]


def _form_of(given: Any) -> Hashable:
    """What the SQL depends on."""
    if _is_many(given):
        return (len(given), *map(_kind, given[:1]))
    return given if isinstance(given, bool | None) else _kind(given)


def _kind(value: Any) -> type:
    return next(each for each in (str, int, datetime, date) if isinstance(value, each))


def _stand_ins(asked: list[Any]) -> list[Any]:
    numbers = iter(range(len(_values(asked))))

    def of(value: Any) -> Any:
        if isinstance(value, bool | None):
            return value
        number, kind = next(numbers), _kind(value)
        if kind in (datetime, date):
            moment = DAWN + timedelta(days=number)
            return moment if kind is datetime else moment.date()
        return kind(FIRST + number)

    return [list(map(of, each)) if _is_many(each) else of(each) for each in asked]


def _adapted(value: Any, database: BaseDatabaseWrapper) -> Any:
    """A moment as the database is told of it."""
    if isinstance(value, datetime):
        return database.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return database.ops.adapt_datefield_value(value)
    return value


def _like(param: Any, value: Any) -> Any:
    """A value of the type that Django chose for what stands in for it."""
    return value if type(value) is type(param) else type(param)(value)
