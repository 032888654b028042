"""Processes to kill: forked from one that has the site loaded, so that hundreds take minutes.

The one that they come from never opens the database. What a process said before its end arrives whole:
a line through a pipe is there as soon as it is written, whatever becomes of its writer.
"""

import os
import pickle
import random
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Say = Callable[[Any], None]


class Broken(AssertionError):
    """A process that nobody killed has failed; its traceback."""


@dataclass
class Child:
    """A process, and what it said so far."""

    pid: int
    pipe: int
    said: bytes = b""

    def kill(self, number: int = signal.SIGKILL) -> None:
        os.kill(self.pid, number)

    def listen(self, seconds: float) -> bool:
        """Wait for what it says next; False where it has ended, or says nothing for so long."""
        if not select.select([self.pipe], [], [], seconds)[0]:
            return False
        part = os.read(self.pipe, 1 << 16)
        self.said += part
        return bool(part)

    def end(self) -> tuple[list[Any], int]:
        """What it said, and how it ended."""
        while part := os.read(self.pipe, 1 << 16):
            self.said += part
        os.close(self.pipe)
        return _lines(self.said), os.waitpid(self.pid, 0)[1]


def start(work: Callable[[Say], None]) -> Child:
    """Let a process do some work; what it says is handed back by `end`."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Child(pid, reading)
    os.close(reading)
    code = 1
    try:
        random.seed(os.urandom(16))  # not that of all who come from the same process
        work(lambda what: _say(writing, what))
        code = 0
    except BaseException:
        _say(writing, Broken(traceback.format_exc()))
    finally:
        sys.stdout.flush()
        os._exit(code)


def run(work: Callable[[], Any]) -> Any:
    """Do some work in a process of its own, and return what it returned."""
    child = start(lambda say: say(work()))
    found, _status = child.end()
    if not found or isinstance(found[-1], Broken):
        raise found[-1] if found else Broken("A process ended without a word.")
    return found[-1]


def killed(work: Callable[[Say], None], after: float) -> list[Any]:
    """Let a process work for some seconds and kill it; what it said. Raises where it failed by itself."""
    child = start(work)
    time.sleep(after)
    child.kill()
    found, _status = child.end()
    if found and isinstance(found[-1], Broken):
        raise found[-1]
    return found


def _say(pipe: int, what: Any) -> None:
    os.write(pipe, pickle.dumps(what).hex().encode() + b"\n")


def _lines(said: bytes) -> list[Any]:
    whole = said.split(b"\n")[:-1]
    return [pickle.loads(bytes.fromhex(line.decode())) for line in whole]
