"""What changed on the public site, told from process to process by a file that only grows.

A transaction that changes something readers see appends a line when it has committed. Every web
process looks at the length of the file before each page it serves from memory (one `fstat`), so
that a page is gone everywhere before the answer of the one who changed it leaves.
"""

import os
from collections.abc import Iterable
from pathlib import Path


class Journal:
    """Opened when first used; the file and its folder are made where they are missing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def append(self, keys: Iterable[str]) -> None:
        """Add a line. One write of a few bytes at the end of a file is not torn by another."""
        os.write(self._open(), f"{' '.join(sorted(keys))}\n".encode())

    def length(self) -> int:
        """Bytes so far: a later reading starts here."""
        return os.fstat(self._open()).st_size

    def since(self, position: int) -> tuple[set[str], int]:
        """The keys appended after a position, and the position behind them."""
        written = os.pread(self._open(), max(0, self.length() - position), position)
        whole = written[: written.rfind(b"\n") + 1]
        return set(whole.decode().split()), position + len(whole)

    def _open(self) -> int:
        if self._descriptor is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_APPEND | os.O_CREAT
            self._descriptor = os.open(self._path, flags, 0o644)
        return self._descriptor
