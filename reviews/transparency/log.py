"""Entering what rows of evidence say, in the transaction of each change, and giving entries their numbers.

An entry is written with its row, and stands or falls with it. Its number in the tree is given after the
commit by `sequence`, one transaction at a time: so no change waits for another, and no number is missing.
What a crash leaves without a number gets the next one.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any, Final, TypeAlias

from django.db import connection, transaction
from django.db.models import Model, Q

from articles.formats import Record
from reviews.fingerprints import canonical
from reviews.models import LogEntry, LogState
from reviews.transparency import merkle, sources
from reviews.transparency.merkle import Frontier, frontier_places, leaf_hash
from reviews.transparency.sources import SOURCES, Source

# what was entered last of a row of a source: the format and the hash
Entered: TypeAlias = Mapping[tuple[str, int], tuple[int, str]]

AT_ONCE = 500
# by source the rows that are entered at the end of `together`, and whether each was created within it
_waiting: Final[ContextVar[dict[str, dict[int, bool]] | None]] = ContextVar("waiting", default=None)


# --- entering --------------------------------------------------------------------------------------


def enter(source: Source, pks: Collection[int], *, created: bool = False) -> None:
    """Enter what rows say now, where it is not what was entered last; "" for those that are gone.

    Of rows that were created just now nothing was entered, so nothing is asked. Within `together` it waits
    for the end of that.
    """
    if (waiting := _waiting.get()) is not None:
        for pk in pks:
            waiting.setdefault(source.name, {}).setdefault(pk, created)
    else:
        _write(_entries({source.name: dict.fromkeys(pks, created)}))


@contextmanager
def together() -> Iterator[None]:
    """What changes within is entered at its end, each row once and as it is then. One transaction is around
    it: what raises is undone, and nothing of it is entered.
    """
    if _waiting.get() is not None:
        yield
        return
    waiting: dict[str, dict[int, bool]] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    _write(_entries(waiting))


def _entries(rows: Mapping[str, Mapping[int, bool]]) -> list[LogEntry]:
    """What is to be entered of rows, by source, of each of which is known whether it was created just now."""
    last = _last(
        {name: [pk for pk, is_new in of.items() if not is_new] for name, of in rows.items()}
    )
    return [
        entry
        for name, of in rows.items()
        for entry in _differing(SOURCES[name], of, _now(SOURCES[name], of), last)
    ]


def _now(source: Source, pks: Collection[int]) -> dict[int, str]:
    """The hash of what each row says, where it stands and is evidence."""
    return {row["pk"]: source.hash_of(row, source.latest) for row in source.rows_of(pks)}


def _differing(
    source: Source, pks: Collection[int], now: Mapping[int, str], last: Entered
) -> list[LogEntry]:
    return [
        LogEntry(source=source.name, row=pk, covers=source.latest, hash=said)
        for pk in sorted(pks)
        if last.get((source.name, pk), (source.latest, ""))
        != (source.latest, said := now.get(pk, ""))
    ]


def _write(entries: list[LogEntry]) -> None:
    if entries:
        LogEntry.objects.bulk_create(entries)
        _number_after_commit()


def found() -> None:
    """Enter every row of each source that was never entered in its latest format.

    So a site of a former version begins its log: what stood before is proved from then on.
    """
    state, _new = LogState.objects.get_or_create(pk=1)
    for source in SOURCES.values():
        if state.founded.get(source.name) == source.latest:
            continue
        _enter_all(source, source.rows().values_list("pk", flat=True).iterator())
        LogState.objects.filter(pk=1).update(founded={**state.founded, source.name: source.latest})
        state.refresh_from_db()


def _enter_all(source: Source, pks: Iterable[int], *, created: bool = False) -> None:
    left = iter(pks)
    while some := list(islice(left, AT_ONCE)):
        enter(source, some, created=created)


def _enter_gone(source: Source, pks: Collection[int]) -> None:
    """Enter that rows are gone, while they still stand."""
    _write(_differing(source, pks, {}, _last({source.name: pks})))


def _last(rows: Mapping[str, Collection[int]]) -> Entered:
    """What was entered last of rows of several sources, in one query."""
    asked = [Q(source=name, row__in=pks) for name, pks in rows.items() if pks]
    if not asked:
        return {}
    entered = LogEntry.objects.filter(reduce(or_, asked)).order_by("pk")
    columns = entered.values_list("source", "row", "covers", "hash")
    return {(source, row): (covers, said) for source, row, covers, said in columns}


# --- hearing of changes ----------------------------------------------------------------------------


def enter_saved(
    sender: type[Model],
    instance: Model,
    created: bool,
    update_fields: Collection[str] | None = None,
    **_: Any,
) -> None:
    """A row was saved."""
    source = sources.of(sender)
    if source and (update_fields is None or sources.covered_columns(update_fields, source)):
        enter(source, [instance.pk], created=created)


def enter_deleted(sender: type[Model], instance: Model, **_: Any) -> None:
    """A row is gone."""
    if source := sources.of(sender):
        enter(source, [instance.pk])


def enter_linked(
    sender: type[Model], instance: Model, action: str, pk_set: Collection[int] | None, **_: Any
) -> None:
    """Two rows were tied to each other, or are about to be parted."""
    source = sources.of(sender)
    if source is None or action not in {"post_add", "pre_remove", "pre_clear"}:
        return
    own, other = _ends(sender, instance)
    links = sender._base_manager.filter(**{own: instance})
    if pk_set is not None:
        links = links.filter(**{f"{other}__in": pk_set})
    pks = list(links.values_list("pk", flat=True))
    if action == "post_add":
        enter(source, pks, created=True)
    else:
        _enter_gone(source, pks)


def enter_unlinked(sender: type[Model], instance: Model, **_: Any) -> None:
    """What ties rows to this one goes with it, and Django tells nobody."""
    for source in SOURCES.values():
        if source.ties(sender):
            own, _other = _ends(source.model, instance)
            links = source.model._base_manager.filter(**{own: instance})
            _enter_gone(source, list(links.values_list("pk", flat=True)))


def _ends(model: type[Model], instance: Model) -> tuple[str, str]:
    """The columns of a table of links: the one that leads to a row, and the other."""
    first, second = (each for each in model._meta.fields if each.is_relation)
    leads = first.related_model is type(instance)
    return (first.name, second.name) if leads else (second.name, first.name)


def is_of_interest(sender: type[Model], columns: Iterable[str], **_: Any) -> bool:
    """Whether columns are evidence."""
    source = sources.of(sender)
    return source is not None and bool(sources.covered_columns(columns, source))


def enter_changed(sender: type[Model], pks: list[int], created: bool, **_: Any) -> None:
    """Rows were written past `save`."""
    if source := sources.of(sender):
        _enter_all(source, pks, created=created)


# --- numbers ---------------------------------------------------------------------------------------


def sequence() -> Frontier:
    """Give every entry that waits its number in the tree; returns the tree as it is then."""
    return _number_all() if is_waiting() else frontier(size())


def _number_all() -> Frontier:
    left = AT_ONCE
    while left == AT_ONCE:
        with transaction.atomic():
            state, _new = LogState.objects.select_for_update().get_or_create(pk=1)
            waiting = list(LogEntry.objects.filter(number=None).order_by("pk")[:AT_ONCE])
            tree, left = _number(state, waiting), len(waiting)
    return tree


def is_waiting() -> bool:
    """Whether an entry has no number yet."""
    return LogEntry.objects.filter(number=None).exists()


def size() -> int:
    """How many leaves the tree has."""
    return LogState.objects.values_list("size", flat=True).filter(pk=1).first() or 0


def leaf_of(entry: Record) -> bytes:
    """The hash of a leaf, of what it is made of."""
    return leaf_hash(canonical(entry).encode())


def frontier(size: int) -> Frontier:
    """The tree of the first leaves, from the subtrees kept beside them."""
    return Frontier(size, list(nodes(frontier_places(size)).values()))


def inclusion(index: int, size: int) -> list[bytes]:
    """The proof that a leaf is in the tree of the first leaves, in one query."""
    return _proved(lambda node: merkle.inclusion_proof(index, size, node))


def consistency(before: int, size: int) -> list[bytes]:
    """The proof that the tree of the first leaves goes on a smaller one, in one query."""
    return _proved(lambda node: merkle.consistency_proof(before, size, node))


def _proved(prove: Callable[[merkle.Node], list[bytes]]) -> list[bytes]:
    """Ask first which nodes a proof needs, then give it those."""
    asked: list[merkle.Place] = []

    def note(place: merkle.Place) -> bytes:
        asked.append(place)
        return b""

    prove(note)
    return prove(nodes(asked).__getitem__)


def nodes(places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """The roots of perfect subtrees by their places, in one query."""
    wanted = list(places)
    kept = dict(
        LogEntry.objects.filter(number__in={last for _level, last in wanted}).values_list(
            "number", "nodes"
        )
    )
    return {(level, last): bytes.fromhex(kept[last][level]) for level, last in wanted}


def _number(state: LogState, waiting: list[LogEntry]) -> Frontier:
    """Number entries as the next leaves of the tree; returns it as it is then."""
    tree = frontier(state.size)
    if not waiting:
        return tree
    for entry in waiting:
        entry.number = tree.size
        entry.nodes = [node.hex() for node in tree.append(leaf_of(entry.leaf()))]
    LogEntry.objects.bulk_update(waiting, ["number", "nodes"], batch_size=100)
    LogState.objects.filter(pk=1).update(size=tree.size)
    return tree


def _number_after_commit() -> None:
    if not any(callback[1] is _number_waiting for callback in connection.run_on_commit):
        transaction.on_commit(_number_waiting, robust=True)


def _number_waiting() -> None:
    if is_waiting():  # not where a head was signed first
        _number_all()
