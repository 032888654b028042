"""All that a process keeps in memory of what the database says, so that it can be forgotten at once.

It is kept in three layers, each dropped in its own way:

1. Whole pages, and parts of them that stand on many (`cms.caching.store`): dropped by the keys of what
   they show, bounded by bytes.
2. What follows from sealed texts alone (`cms.caching.sealed`): kept by their digests, dropped never.
3. Facts that pages share (`cms.caching.shared`): dropped together at the next change of anything.

What follows from its arguments alone (a stem, a formatted reference) is no business of this module:
`functools.lru_cache` keeps it, and it never has to be forgotten.
"""

from typing import Final, Protocol, TypeVar
from weakref import WeakSet


class Memory(Protocol):
    """As what `functools.lru_cache` decorates."""

    def cache_clear(self) -> None: ...


Kept = TypeVar("Kept", bound=Memory)
_memories: Final[WeakSet[Memory]] = WeakSet()


def register(memory: Kept) -> Kept:
    """Called by each layer for whatever it makes: nothing that is kept can be left out.

    It decorates the one of a process, so that another is made once it is forgotten.
    """
    _memories.add(memory)
    return memory


def is_registered(memory: Memory) -> bool:
    return memory in _memories


def clear() -> None:
    """Forget everything. Tests do, since what they roll back no journal hears of."""
    for memory in list(_memories):
        memory.cache_clear()
