"""What many tests of a module look at, made once for all of them.

`shared` makes a fixture of a function that builds a world by the factories:

    @shared
    def article() -> Revision:
        return factories.published()

Tests of a module that ask for the same worlds run one after the other. The rows are made once for them,
within a transaction; each test runs in a savepoint of its own and gets a copy of what the function
returned, so that neither what it writes nor what it sets on a model is seen by the next. Then all is
rolled back: a test that asks for other worlds, or for none, finds no row of these.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from inspect import Parameter, Signature, signature
from typing import Any

import pytest
from django.db import transaction

Build = Callable[..., Any]


def shared(build: Build) -> Any:
    """A fixture by the function's name; its parameters are other shared worlds of the module.

    For a test with real transactions, which nothing can be shared with, it builds by itself.
    """

    def given(shared_worlds: dict[Build, Any], db: None, **others: Any) -> Any:
        return shared_worlds[build] if build in shared_worlds else build(**others)

    asked = [*signature(build).parameters, "shared_worlds", "db"]
    given.__signature__ = Signature(  # type: ignore[attr-defined]
        [Parameter(name, Parameter.KEYWORD_ONLY) for name in asked]
    )
    build.__globals__.setdefault("SHARED", {})[build.__name__] = build
    return pytest.fixture(name=build.__name__)(given)


def asked_for(item: pytest.Item | None) -> tuple[Build, ...]:
    """The functions that build what a test shares with others, in the order of their definition."""
    worlds = getattr(getattr(item, "module", None), "SHARED", {})
    if item is None or commits(item):
        return ()
    return tuple(build for name, build in worlds.items() if name in item.fixturenames)  # type: ignore[attr-defined]


def commits(item: pytest.Item) -> bool:
    """Whether a test has real transactions."""
    marker = item.get_closest_marker("django_db")
    asks = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asks or (marker and marker.kwargs.get("transaction")))


class Shown:
    """The worlds that stand now."""

    def __init__(self) -> None:
        self.asked: tuple[Build, ...] = ()
        self._made: dict[Build, Any] = {}
        self._open = ExitStack()

    def show(self, asked: tuple[Build, ...]) -> None:
        """Let these stand, and no others. Where none is asked for, nothing is begun."""
        if asked == self.asked:
            return
        self.end()
        with ExitStack() as begun:
            if asked:
                begun.enter_context(_taken_back())
                self._make(asked)
            self._open, self.asked = begun.pop_all(), asked

    def copies(self) -> dict[Build, Any]:
        """What their functions returned, for one test to change as it likes."""
        return deepcopy(self._made)

    def _make(self, asked: tuple[Build, ...]) -> None:
        by_name = {build.__name__: build for build in asked}
        for build in asked:
            others = {name: self._made[by_name[name]] for name in signature(build).parameters}
            self._made[build] = build(**others)

    def end(self) -> None:
        """Take back all that stands."""
        self.asked, self._made = (), {}
        self._open.close()


@contextmanager
def _taken_back() -> Iterator[None]:
    outer = transaction.atomic()
    outer._from_testcase = True  # as of a TestCase: what is durable may begin within it
    with outer:
        yield
        transaction.set_rollback(True)


shown = Shown()
