"""Processes of the site: watched over, started again, and where they count."""

import logging
import os
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn

from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.utils import timezone

from reviews.models.zones import note_zone

CLOCK: Final = "clock"  # in the cache: when the clock went round last
COUNTED_IN: Final = "PROMETHEUS_MULTIPROC_DIR"  # of prometheus_client: processes count together
FIRST_PAUSE: Final = 1.0  # seconds until one that ended is started again; doubled each time
LONGEST_PAUSE: Final = 30.0
STEADY: Final = 60.0  # one that ran so long begins with the first pause again
PATIENCE: Final = 10.0  # seconds that one has to end by itself
logger = logging.getLogger(__name__)


@dataclass
class Watched:
    """A process that is started again whenever it ends, each time after a longer pause."""

    command: Sequence[str]
    pause: float = FIRST_PAUSE
    due: float = 0.0
    began: float = 0.0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def look(self, now: float) -> None:
        """Start it where it is due; note that it has ended, and when it is due again."""
        if self.process is None:
            if now >= self.due:
                self.began = now
                self.process = subprocess.Popen(self.command)  # noqa: S603 our own programs
        elif self.process.poll() is not None:
            if now - self.began >= STEADY:
                self.pause = FIRST_PAUSE
            logger.error(
                "A process of the site ended with %s; it starts again in %s seconds: %s",
                self.process.returncode,
                self.pause,
                " ".join(self.command),
            )
            self.process, self.due = None, now + self.pause
            self.pause = min(LONGEST_PAUSE, self.pause * 2)

    def ask_to_end(self) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError):
                self.process.terminate()

    def end(self) -> None:
        """Wait until it has ended, or end it."""
        if self.process is not None:
            try:
                self.process.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()


def watch(commands: Sequence[Sequence[str]]) -> NoReturn:
    """Keep each command running until this process is interrupted (`KeyboardInterrupt`)."""
    watched = [Watched(command) for command in commands]
    try:
        while True:
            for each in watched:
                each.look(time.monotonic())
            time.sleep(0.2)
    finally:
        for each in watched:
            each.ask_to_end()
        for each in watched:
            each.end()


def note_zone_at_start() -> None:
    """Note in which zone days are counted from now on. Where the database is away, who starts later does."""
    with suppress(DatabaseError):
        note_zone(timezone.now())
    connection.close()


def interrupt(*_: Any) -> None:
    """A handler of signals: what is done ends as by Ctrl+C."""
    # once: what ends after the first is not interrupted by a second
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def require_free(host: str, port: int) -> None:
    """Raise `CommandError` where somebody listens there already."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Can't listen at {host}:{port} ({error.strerror}). "
                "Choose another port: make run PORT=8001"
            ) from error


def forget_counts_of_the_dead(folder: Path) -> None:
    """Counts begin anew with the site; those of processes that run are theirs."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.db"):
        number = file.stem.rpartition("_")[2]
        if not (number.isdecimal() and _runs(int(number))):
            file.unlink(missing_ok=True)


def _runs(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
