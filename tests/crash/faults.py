"""What else goes wrong around a site: a full disk, a clock that is set, a database that goes and comes.

Each fault is a function that raises `AssertionError` where something does not hold.
"""

import os
import random
import resource
import signal
import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils import timezone

from articles.models import Revision
from tests import factories
from tests.crash import acts, processes
from tests.crash.processes import Say

LIMITS: Final = tuple(range(0, 400_000, 40_000))  # bytes that a file may still grow by
SECONDS_OF_OUTAGES: Final = 20


def full_disk() -> str:
    """No file may grow by more than a little: what is answered then is kept, or refused with a 503."""
    refused = 0
    for number, more in enumerate(LIMITS):
        stage = processes.run(partial(_staged, acts._draft, number))
        said = processes.start(partial(_write, stage, more)).end()[0]
        if isinstance(said[-1], processes.Broken):
            raise said[-1]
        refused += said.pop()
        processes.run(partial(_hold, stage, said))
    return f"{len(LIMITS)} times, {refused} answers refused"


def _staged(stage: Callable[[], Any], number: int) -> Any:
    factories._number = iter(range(number * 1000 + 500, number * 1000 + 999))  # type: ignore[assignment]
    return stage()


def _write(stage: Any, more: int, say: Say) -> None:
    pk, session, writer = stage
    client = acts._client(session)
    client.raise_request_exception = False
    largest = max(path.stat().st_size for path in Path(settings.DATA_DIR).glob("attest.sqlite3*"))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest + more, resource.RLIM_INFINITY))
    typed, refused = {"title": "Rest", "version": 1, "writer": writer}, 0
    for number in range(1, 40):
        typed["body"] = f"<p>Rest {number}.</p>" + f"<p>{number} words.</p>" * 2000
        answer = client.post(reverse("autosave", args=[pk]), typed)
        if answer.status_code != 200:
            assert (answer.status_code, answer["Retry-After"]) == (503, "30"), answer.content
            refused += 1
            break
        typed["version"] = answer.json()["version"]
        say(number)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
    picture = SimpleUploadedFile("a.png", factories.picture(1200, 900, random.randbytes(3)[0]))
    answer = client.post(reverse("image_upload"), {"file": picture})
    assert answer.status_code in (201, 503), answer.content
    say(refused + (answer.status_code == 503))


def _hold(stage: Any, answered: list[int]) -> bool:
    body, last = Revision.objects.get(pk=stage[0]).body, (answered or [0])[-1]
    assert body.startswith(f"<p>Rest {last}.") if last else "Rest" in body, (body[:40], last)
    call_command("repair_images", stdout=StringIO())
    call_command("verify", stdout=StringIO(), stderr=StringIO())
    return True


def clock_set() -> str:
    """The clock of the machine goes forth and back while texts are due: each is published once."""
    stage = processes.run(partial(_staged, acts._scheduled, 77))
    leaps = (0, 2, -30, 0, 50, -24, 3, 24 * 9, 0, -24 * 400, 1)
    for hours in leaps:
        processes.run(partial(_go_round, timedelta(hours=hours)))
        processes.run(partial(_once, stage))
    return f"set {len(leaps)} times"


def _go_round(off: timedelta) -> bool:
    now = timezone.now
    with patch("django.utils.timezone.now", lambda: now() + off):
        call_command("run_due", stdout=StringIO(), stderr=StringIO())
        acts._worker()
    return True


def _once(stage: list[int]) -> bool:
    acts._settled(stage)
    call_command("verify", stdout=StringIO(), stderr=StringIO())
    return True


def outages() -> str:
    """PostgreSQL's processes for our connections are ended again and again, as where it is stopped."""
    stage = processes.run(partial(_staged, acts._draft, 88))
    writer = processes.start(partial(_go_on, stage))
    began, ended = time.monotonic(), 0
    while time.monotonic() - began < SECONDS_OF_OUTAGES:
        time.sleep(random.uniform(0, 1))
        ended += processes.run(_end_connections)
    said = writer.end()[0]
    if isinstance(said[-1], processes.Broken):
        raise said[-1]
    refused = said.pop()
    processes.run(partial(_kept, stage, said))
    return f"{ended} connections ended, {len(said)} answers, {refused} refused, none lost"


def _end_connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE "
            "datname = current_database() AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def _go_on(stage: Any, say: Say) -> None:
    """Save and save again, whatever is answered."""
    pk, session, writer = stage
    client = acts._client(session)
    client.raise_request_exception = False
    until, number, refused = time.monotonic() + SECONDS_OF_OUTAGES, 0, 0
    while time.monotonic() < until:
        number += 1
        typed = {"title": "Rest", "version": _version(pk), "writer": writer}
        answer = client.post(
            reverse("autosave", args=[pk]), {**typed, "body": f"<p>Rest {number}.</p>"}
        )
        if answer.status_code == 200:
            say(number)
        else:
            assert (answer.status_code, answer["Retry-After"]) == (503, "30"), answer.content
            refused += 1
    say(refused)


def _version(pk: int) -> int:
    while True:
        try:
            return Revision.objects.values_list("version", flat=True).get(pk=pk)
        except DatabaseError:
            connection.close()


def _kept(stage: Any, answered: list[int]) -> bool:
    """The last that was answered, or one that was written and whose answer was lost."""
    body = Revision.objects.get(pk=stage[0]).body
    number = int(body.removeprefix("<p>Rest ").removesuffix(".</p>"))
    assert number >= answered[-1], (number, answered[-1])
    call_command("verify", stdout=StringIO(), stderr=StringIO())
    return True


def full_server() -> str:
    """The disk on which PostgreSQL keeps the texts is full, and has room again: what is answered stays."""
    small = Path(settings.DATA_DIR) / "small"
    small.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "none", small], check=False
    ).returncode:
        return "not tried: it needs the right to mount"
    try:
        stage = processes.run(partial(_staged, acts._draft, 99))
        processes.run(partial(_move_texts_to, small))
        said = processes.start(partial(_fill, stage)).end()[0]
        if isinstance(said[-1], processes.Broken):
            raise said[-1]
        subprocess.run(["mount", "-o", "remount,size=64m", small], check=True)
        processes.run(partial(_has_room, stage, said))
    finally:
        processes.run(_move_texts_back)
        subprocess.run(["umount", small], check=True)
    return f"{len(said)} answers until it was full, none lost, and one once it had room"


TEXTS: Final = "ALTER TABLE articles_revision SET TABLESPACE"


def _move_texts_to(small: Path) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        server = Path(cursor.fetchone()[0]).stat()
        os.chown(small, server.st_uid, server.st_gid)
        small.parent.chmod(0o711)  # the server is a user of its own
        cursor.execute(f"CREATE TABLESPACE small LOCATION '{small}'")
        cursor.execute(f"{TEXTS} small")
    return True


def _move_texts_back() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"{TEXTS} pg_default")
        cursor.execute("DROP TABLESPACE IF EXISTS small")
    return True


def _fill(stage: Any, say: Say) -> None:
    """Save texts that compress badly until one is refused."""
    for number in count(1):
        code, retry = _save(stage, number)
        if code != 200:
            assert (code, retry) == (503, "30")
            return
        say(number)
        assert number < 2000, "The disk does not fill."


def _save(stage: Any, number: int) -> tuple[int, str]:
    pk, session, writer = stage
    client = acts._client(session)
    client.raise_request_exception = False
    body = f"<p>Rest {number}.</p><p>{random.randbytes(20_000).hex()}</p>"
    typed = {"title": "Rest", "version": _version(pk), "writer": writer, "body": body}
    answer = client.post(reverse("autosave", args=[pk]), typed)
    return answer.status_code, answer.headers.get("Retry-After", "")


def _has_room(stage: Any, answered: list[int]) -> bool:
    _hold(stage, answered)
    assert _save(stage, 1)[0] == 200
    return _hold(stage, [1])


FAULTS: Final[dict[str, tuple[Callable[[], str], ...]]] = {
    "sqlite": (full_disk, clock_set),
    "postgresql": (full_server, clock_set, outages),
}
