"""What changed on the public site, told from process to process by a file that only grows.

A transaction that changes something readers see appends a line when it has committed, and then
writes a new mark into eight bytes of memory that all processes share. Every web process compares the
mark before each page it serves, so that a page is gone everywhere before the answer of the one who
changed it leaves; looking costs a tenth of a microsecond.
"""

import mmap
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

MARK: Final = 8  # bytes


class Journal:
    """The file, its mark beside it, and their folder are made where they are missing."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        mark = os.open(path.with_suffix(".mark"), os.O_RDWR | os.O_CREAT, 0o644)
        os.truncate(mark, MARK)
        self._mark = mmap.mmap(mark, MARK)

    def append(self, keys: Iterable[str]) -> None:
        """Add a line. One write of a few bytes at the end of a file is not torn by another."""
        os.write(self._file, f"{' '.join(sorted(keys))}\n".encode())
        self._mark[:] = os.urandom(MARK)

    def mark(self) -> bytes:
        """Another one than before: something was appended."""
        return self._mark[:]

    def length(self) -> int:
        """Bytes so far: a later reading starts here."""
        return os.fstat(self._file).st_size

    def since(self, position: int) -> tuple[set[str], int]:
        """The keys appended after a position, and the position behind them."""
        written = os.pread(self._file, max(0, self.length() - position), position)
        whole = written[: written.rfind(b"\n") + 1]
        return set(whole.decode().split()), position + len(whole)


@cache
def journal() -> Journal:
    """The journal of this process."""
    return Journal(settings.DATA_DIR / "changes.log")


def invalidate(keys: Iterable[str]) -> None:
    """Have every page dropped that shows one of the keys, when the transaction has committed."""
    if named := set(keys):
        transaction.on_commit(lambda: journal().append(named), robust=True)
