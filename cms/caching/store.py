"""Things made from what is public, kept in memory until the journal tells that they show a change.

Memory is bounded by bytes; what was asked for longest ago goes first.
"""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Hashable
from typing import Generic, Protocol, TypeVar

from cms.caching import registry
from cms.caching.invalidation import Journal


class Keepable(Protocol):
    """`shows` are keys of `cms.caching.keys`, `size` is in bytes."""

    @property
    def shows(self) -> frozenset[str]: ...

    @property
    def size(self) -> int: ...


Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing", bound=Keepable)


class Store(Generic[Key, Thing]):
    """Things by key: bounded, and dropped by what they show. Safe to use from many threads."""

    def __init__(self, journal: Journal, limit: int) -> None:
        self.limit = limit
        self._journal = journal
        self._mark = journal.mark()
        self._seen = journal.length()
        self._things: OrderedDict[Key, Thing] = OrderedDict()
        self._showing: defaultdict[str, set[Key]] = defaultdict(set)
        self._lock = threading.Lock()
        self._bytes = 0
        self._dropped = 0
        registry.register(self)

    def get(self, key: Key) -> Thing | None:
        """The thing, unless something it shows has changed."""
        if self._journal.mark() != self._mark:
            self._catch_up()
        thing = self._things.get(key)
        if thing is not None:
            try:
                self._things.move_to_end(key)
            except KeyError:  # another thread has just dropped it
                return None
        return thing

    def now(self) -> int:
        """Where the journal stands: to be asked before a thing is made."""
        return self._journal.length()

    def keep(self, key: Key, thing: Thing, made_at: int) -> None:
        """Keep it, unless something it shows has changed since it was begun."""
        self._catch_up()
        with self._lock:
            changed, _ = self._journal.since(made_at)
            if not changed.isdisjoint(thing.shows):
                return
            self._remove(key)
            self._things[key] = thing
            self._bytes += thing.size
            for shown in thing.shows:
                self._showing[shown].add(key)
            self._make_room()

    def grew(self, key: Key, by: int) -> None:
        """Count what was added to a thing since."""
        with self._lock:
            if key in self._things:
                self._bytes += by
                self._make_room()

    def cache_clear(self) -> None:
        """Drop everything."""
        with self._lock:
            for key in list(self._things):
                self._remove(key)

    def report(self) -> dict[str, int]:
        """Of this process, for the one who watches it; sizes in bytes."""
        return {
            "kept": len(self._things),
            "bytes": self._bytes,
            "limit": self.limit,
            "dropped": self._dropped,
        }

    def _catch_up(self) -> None:
        with self._lock:
            self._mark = self._journal.mark()  # before reading: what comes later is a new mark
            changed, self._seen = self._journal.since(self._seen)
            for key in {key for shown in changed for key in self._showing.get(shown, ())}:
                self._remove(key)
                self._dropped += 1

    def _make_room(self) -> None:
        while self._bytes > self.limit and self._things:
            self._remove(next(iter(self._things)))

    def _remove(self, key: Key) -> None:
        thing = self._things.pop(key, None)
        if thing is None:
            return
        self._bytes -= thing.size
        for shown in thing.shows:
            self._showing[shown].discard(key)
            if not self._showing[shown]:
                del self._showing[shown]
