"""What many pages need alike: asked of the database once, until the journal tells of a change."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar, TypeVarTuple

from django.db import connection

from cms.caching import keys

Asked = TypeVarTuple("Asked")
Answer = TypeVar("Answer")

KEPT: Final = 8


def is_seen_by_all() -> bool:
    """Whether what is read now may be kept for others: within a transaction it may never come true."""
    return not connection.in_atomic_block


class UntilChanged(Generic[*Asked, Answer]):
    """Decorates a question whose answer nobody may alter; the last few answers are kept."""

    def __init__(self, ask: Callable[[*Asked], Answer]) -> None:
        self._ask = ask
        self._at: Any = lru_cache(maxsize=KEPT)(lambda _mark, *asked: ask(*asked))
        self.__doc__ = ask.__doc__

    def __call__(self, *asked: *Asked) -> Answer:
        if not is_seen_by_all():
            return self._ask(*asked)
        answer: Answer = self._at(keys.journal().mark(), *asked)
        return answer

    def forget(self) -> None:
        self._at.cache_clear()
