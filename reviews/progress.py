"""How far a command is, on a terminal; nothing in a log."""

import time
from types import TracebackType
from typing import Final

from django.core.management.base import OutputWrapper

WIDTH: Final = 40
EVERY: Final = 0.1  # seconds


class Progress:
    """A bar that a command draws while it works: `with Progress(self.stderr, "rows") as progress:`"""

    def __init__(self, out: OutputWrapper, what: str) -> None:
        self._out, self._what, self._drawn_at = out, what, 0.0

    def __enter__(self) -> "Progress":
        return self

    def tell(self, done: int, total: int) -> None:
        is_time = time.monotonic() - self._drawn_at >= EVERY or done >= total
        if self._out.isatty() and is_time:
            self._drawn_at = time.monotonic()
            filled = WIDTH * done // max(total, 1)
            bar = "█" * filled + "·" * (WIDTH - filled)
            self._out.write(f"\r{bar} {done} of {total} {self._what}", ending="")
            self._out.flush()

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._out.isatty() and self._drawn_at:
            self._out.write("")
