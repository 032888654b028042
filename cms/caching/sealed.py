"""What follows from sealed texts alone, made once: such a text never changes, so nothing is ever dropped.

It is kept in the memory of each process.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

from django.core.cache import caches

from articles.languages import active
from articles.sealing import seal
from cms.caching import registry

Made = TypeVar("Made")


def made_once(kind: str, make: Callable[..., Made], *texts: str) -> Made:
    """What `make` makes of the sealed texts in the language of the page, from memory where it is.

    The key is computed from the texts themselves: one that was changed behind our back is never shown
    from the copy of another, nor another from its.
    """
    found = remembered(kind, *texts)
    if found is None:
        found = make(*texts)
        caches["memory"].set(_key(kind, *texts), found, timeout=None)
    return cast(Made, found)


def remembered(kind: str, *texts: str) -> Any:
    """What was made of them; None of what is not in the memory of this process."""
    return caches["memory"].get(_key(kind, *texts))


def _key(kind: str, *texts: str) -> str:
    return "-".join([kind, active(), *map(seal.digest, texts)])


class _Sealed:
    """All of it."""

    def cache_clear(self) -> None:
        caches["memory"].clear()


EVERYTHING: Final = _Sealed()
registry.register(EVERYTHING)
