"""Facts that many pages share: asked of the database once, until the journal tells of a change."""

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from typing import Final, Generic, ParamSpec, TypeVar

from django.db import connection

from cms.caching import invalidation, registry

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

KEPT: Final = 8  # answers of each question


def is_seen_by_all() -> bool:
    """Whether what is read now may be kept for others: within a transaction it may never come true."""
    return not connection.in_atomic_block


class until_changed(Generic[Asked, Answer]):  # noqa: N801 it decorates, as `lru_cache` does
    """As `functools.lru_cache`, for a question to the database; nobody may alter the answer.

    The mark of the journal is part of what is asked, so that any change of what readers see makes it
    another question. Within a transaction nothing is kept, nor taken from what is; but where
    `within_transactions` says so, for what each page asks several times and few changes answer anew.
    """

    def __init__(self, ask: Callable[Asked, Answer], within_transactions: bool = False) -> None:
        self._ask = ask
        self._within_transactions = within_transactions
        self._kept = lru_cache(maxsize=KEPT)(self._ask_at)
        self.cache_clear = self._kept.cache_clear
        self.cache_info = self._kept.cache_info
        update_wrapper(self, ask)
        registry.register(self)

    def __call__(self, *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        if not (self._within_transactions or is_seen_by_all()):
            return self._ask(*args, **kwargs)
        return self._kept(invalidation.journal().mark(), *args, **kwargs)  # type: ignore[arg-type]

    def _ask_at(self, mark: bytes, *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        return self._ask(*args, **kwargs)
