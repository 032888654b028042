"""What many pages need alike: asked of the database once, until the journal tells of a change."""

from collections.abc import Callable
from functools import lru_cache
from typing import Generic, TypeVar

from django.db import connection

from cms import freshness

Answer = TypeVar("Answer")


def is_seen_by_all() -> bool:
    """Whether what is read now may be kept for others: within a transaction it may never come true."""
    return not connection.in_atomic_block


class UntilChanged(Generic[Answer]):
    """Decorates a question without arguments, whose answer nobody may alter."""

    def __init__(self, ask: Callable[[], Answer]) -> None:
        self._ask = ask
        self._at = lru_cache(maxsize=1)(lambda _mark: ask())
        self.__doc__ = ask.__doc__

    def __call__(self) -> Answer:
        if not is_seen_by_all():
            return self._ask()
        return self._at(freshness.journal().mark())

    def forget(self) -> None:
        self._at.cache_clear()
