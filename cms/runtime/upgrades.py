"""Which migrations the version before can live with, so that processes of two versions serve side by side.

A process of the version before names in each statement the columns that it knows. It goes on if all of them
are still there, if it may leave out those that it does not know, and if nothing is refused that it writes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState

REFUSING: Final = (models.CheckConstraint, models.UniqueConstraint)
Fields = dict[str, "models.Field[Any, Any]"]


@dataclass(frozen=True)
class Step:
    """A migration. `hinders` says what the version before can no longer do, each in words; `runs_code` where
    it has SQL or Python of its own, which is not judged."""

    name: str
    hinders: tuple[str, ...]
    runs_code: bool


def ahead(connection: BaseDatabaseWrapper) -> Iterator[Step]:
    """Each migration that this database has not had, in order."""
    executor = MigrationExecutor(connection)
    targets = executor.loader.graph.leaf_nodes()
    state = executor._create_project_state(with_applied_migrations=True)  # type: ignore[attr-defined]
    yield from _judged([each for each, _ in executor.migration_plan(targets)], state)


def all_of(connection: BaseDatabaseWrapper) -> Iterator[Step]:
    """Each migration from the first on."""
    executor = MigrationExecutor(connection)
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets, clean_start=True)
    yield from _judged([each for each, _ in plan], ProjectState())


def _judged(plan: list[Migration], before: ProjectState) -> Iterator[Step]:
    for migration in plan:
        after = migration.mutate_state(before, preserve=True)
        found = tuple(hinders(before, after))
        runs_code = any(isinstance(each, RunPython | RunSQL) for each in migration.operations)
        yield Step(f"{migration.app_label} {migration.name}", found, runs_code)
        before = after


def hinders(before: ProjectState, after: ProjectState) -> Iterator[str]:
    """What a process that knows the tables of `before` can't do with those of `after`."""
    tables = _tables(after)
    for name, model in sorted(_tables(before).items()):
        if name not in tables:
            yield f"use the table {name}, which is gone"
        elif tables[name] is not model:
            yield from _columns(name, _fields(model), _fields(tables[name]))
            yield from _rules(name, model, tables[name])


def _columns(table: str, known: Fields, there: Fields) -> Iterator[str]:
    for column in sorted(known.keys() - there.keys()):
        yield f"use {table}.{column}, which is gone"
    for column in sorted(there.keys() - known.keys()):
        if not _may_be_left_out(there[column]):
            yield f"add rows to {table} without {column}"
    for column in sorted(known.keys() & there.keys()):
        if _takes_less(known[column], there[column]):
            yield f"write all that it did into {table}.{column}"


def _may_be_left_out(field: "models.Field[Any, Any]") -> bool:
    return field.null or field.has_db_default() or field.generated


def _takes_less(known: "models.Field[Any, Any]", there: "models.Field[Any, Any]") -> bool:
    return (
        known.get_internal_type() != there.get_internal_type()
        or (known.null and not there.null)
        or (there.unique and not known.unique)
        or (there.max_length or 0) < (known.max_length or 0)
    )


def _rules(table: str, known: ModelState, there: ModelState) -> Iterator[str]:
    former = known.options.get("constraints", [])
    for each in there.options.get("constraints", []):
        if isinstance(each, REFUSING) and each not in former:
            yield f"write into {table} against {each.name}"
    if set(map(tuple, _together(there))) - set(map(tuple, _together(known))):
        yield f"write into {table} twice what is unique together"


def _together(model: ModelState) -> Any:
    return model.options.get("unique_together") or ()


def _tables(state: ProjectState) -> dict[str, ModelState]:
    return {
        model.options.get("db_table") or f"{app}_{name}": model
        for (app, name), model in state.models.items()
        if model.options.get("managed", True) and not model.options.get("proxy")
    }


def _fields(model: ModelState) -> Fields:
    """The fields of a table by their columns; those of joins have tables of their own."""
    found: Fields = {}
    for name, declared in model.fields.items():
        if not isinstance(declared, models.ManyToManyField):
            field = declared.clone()
            field.set_attributes_from_name(name)
            found[str(field.column)] = field
    return found
