"""Hours of a busy site in minutes: writers, reviewers, editors and readers at full speed, all over HTTP.

Run as `python -m bench.soak [--minutes N] [--database sqlite]`, on PostgreSQL unless told. The site runs by
`manage.py serve`. It prints how many answers there were of each kind, how long they took, the memory of each
process of the web server over time, and what `verify` says. It exits with 1 where an answer was a 5xx, where
`verify` finds a lie, or where memory grows by more than a tenth after the first quarter.
"""

import argparse
import http.client
import itertools
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import psutil

from bench.serving import _until_it_answers, postgresql

PORT: Final = 8268
WRITERS: Final = 50
REVIEWERS: Final = 10
EDITORS: Final = 2
READERS: Final = 8
PROCESSES: Final = 2  # of the web server, as `serve` starts them
# what an editor says of a text that takes another's place
NEWER: Final = {"change": "update", "is_announced": "yes", "note": "Newer figures."}
SAVES: Final = 30  # of a text until it is submitted
GROWTH: Final = 1.1
TOKEN: Final = "a" * 32
PUBLIC: Final = ("/", "/articles/", "/search/?q=rest", "/feed/", "/sitemap.xml", "/about/review/")


@dataclass
class Told:
    """What all callers saw, and what the processes of the web server held."""

    codes: Counter[str] = field(default_factory=Counter)
    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    memory: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def answered(self, kind: str, code: int, seconds: float) -> None:
        self.codes[f"{kind} {code}"] += 1
        self.seconds[kind].append(seconds)


class Caller:
    """Somebody with a browser, signed in or not, in a network of their own: one network may take no more
    than a quarter of the threads."""

    _networks = itertools.count(1)

    def __init__(self, told: Told, session: str = "") -> None:
        self._told = told
        self._line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
        self._headers = {
            "Cookie": f"csrftoken={TOKEN}",
            "X-Forwarded-For": f"10.0.{next(self._networks)}.1",
        }
        if session:
            self._headers["Cookie"] += f"; sessionid={session}"

    def get(self, kind: str, path: str) -> None:
        self._ask(kind, "GET", path, None)

    def post(self, kind: str, path: str, entries: dict[str, Any]) -> int:
        return self._ask(kind, "POST", path, urlencode(entries))

    def _ask(self, kind: str, method: str, path: str, body: str | None) -> int:
        from django.db import connection

        connection.close()  # the site is to have it while this waits for an answer
        headers = dict(self._headers)
        if body is not None:
            headers |= {"X-CSRFToken": TOKEN, "Content-Type": "application/x-www-form-urlencoded"}
        began = time.monotonic()
        try:
            self._line.request(method, path, body, headers)
            answer = self._line.getresponse()
            answer.read()
            code = answer.status
        except (OSError, http.client.HTTPException):
            self._line.close()
            code = 599  # no answer at all
        self._told.answered(kind, code, time.monotonic() - began)
        return code


# --- people ----------------------------------------------------------------------------------------------


def people() -> dict[str, list[tuple[int, str]]]:
    """Who works here, each with a session: number of the account, and key."""
    from django.conf import settings
    from django.test import Client

    from tests import factories

    def session(user: Any) -> tuple[int, str]:
        client = Client()
        client.force_login(user)
        return user.pk, client.cookies[settings.SESSION_COOKIE_NAME].value

    topic = factories.topic("Sleep")
    writers = [factories.writer() for _ in range(WRITERS)]
    for writer in writers:
        factories.draft(writer, topic=topic)
    return {
        "writers": [session(each) for each in writers],
        "reviewers": [session(factories.reviewer()) for _ in range(REVIEWERS)],
        "editors": [session(factories.editor()) for _ in range(EDITORS)],
    }


def write(caller: Caller, who: int, others: Any) -> None:
    """Save an own draft many times and submit it; begin the next where none is open."""
    from articles.models import Revision

    mine = Revision.objects.filter(article__writers=who)
    draft = mine.filter(state=Revision.State.DRAFT).first()
    if draft is None:
        published = mine.filter(state=Revision.State.PUBLISHED).order_by("?").first()
        if (
            published is None
            or caller.post("begin", f"/desk/articles/{published.article_id}/draft/", {}) >= 400
        ):
            caller.get("writer's page", "/desk/")
        return
    typed = {"title": draft.title, "standfirst": "What is known.", "writer": who}
    for number in range(SAVES):
        version = Revision.objects.values_list("version", flat=True).get(pk=draft.pk)
        body = "".join(
            f"<p>Rest {random.random()} helps for {each} days.</p>" for each in range(30)
        )
        entries = {**typed, "body": body, "version": version}
        caller.post("autosave", f"/desk/revisions/{draft.pk}/autosave/", entries)
        if number % 10 == 0:
            caller.get("writer's page", f"/desk/revisions/{draft.pk}/edit/")
    _act(caller, draft.pk, "submit", change="update", change_note="Newer figures.")


def review(caller: Caller, who: int, others: Any) -> None:
    """Approve what waits for this reviewer."""
    from reviews.models import Assignment

    caller.get("reviewer's page", "/reviews/")
    for assignment in Assignment.objects.filter(reviewer=who, revision__state="in_review").order_by(
        "?"
    )[:3]:
        caller.get("reviewer's page", f"/reviews/{assignment.revision_id}/")
        _act(caller, assignment.revision_id, "approve", **_signed())


def edit(caller: Caller, who: int, others: Any) -> None:
    """Assign what nobody has, and publish what is approved."""
    from django.utils import timezone

    from articles.models import Revision
    from tests.factories import PASSWORD

    caller.get("editor's page", "/reviews/board/")
    waiting = Revision.objects.filter(state=Revision.State.IN_REVIEW, assignments=None)
    for revision in waiting.order_by("?")[:5]:
        due = timezone.localdate() + timedelta(days=14)
        reviewer = random.choice(others["reviewers"])[0]
        _act(caller, revision.pk, "assign", reviewer=reviewer, due_on=due.isoformat())
    for revision in Revision.objects.filter(state=Revision.State.APPROVED).order_by("?")[:5]:
        kind = NEWER if revision.number > 1 else {}
        _act(caller, revision.pk, "publish", password=PASSWORD, **kind)


def read(caller: Caller, who: int, others: Any) -> None:
    """Open public pages, old and new."""
    from articles.models import Article

    published = Article.objects.filter(revisions__state="published").distinct()
    for article in published.order_by("?")[:3]:
        caller.get("page", article.get_absolute_url())
    for path in random.sample(PUBLIC, 3):
        caller.get("page", path)


def _signed() -> dict[str, str]:
    from tests.factories import PASSWORD

    said = {"comment": "I checked every statement.", "interests": "None.", "scope": "full"}
    return {**said, "password": PASSWORD}


def _act(caller: Caller, pk: int, name: str, **entries: Any) -> None:
    from articles.models import Revision

    seen = Revision.objects.values("digest", "version").get(pk=pk)
    caller.post(name, f"/reviews/{pk}/{name}/", {**seen, **entries})


# --- the run ---------------------------------------------------------------------------------------------


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="attest-soak-") as folder, ExitStack() as stack:
        url = f"sqlite:///{folder}/attest.sqlite3"
        if options.database == "postgresql":
            url = stack.enter_context(postgresql(Path(folder))).get_uri()
        os.environ |= {"DATABASE_URL": url, "DATA_DIR": folder, "PORT": str(PORT)}
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.crash.settings"
        return soak(options.minutes * 60)


def soak(seconds: float) -> int:
    """Run it for so long; 0 where all held."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    Path(os.environ["DATA_DIR"], "static").mkdir()
    everybody, told, over = people(), Told(), threading.Event()
    work: list[tuple[Callable[..., None], int, str]] = [
        *((write, *each) for each in everybody["writers"]),
        *((review, *each) for each in everybody["reviewers"]),
        *((edit, *each) for each in everybody["editors"]),
        *((read, 0, "") for _ in range(READERS)),
    ]
    with served() as site:
        callers = [
            threading.Thread(target=_again, args=(each, told, everybody, over)) for each in work
        ]
        for caller in callers:
            caller.start()
        watch(site, told, seconds)
        over.set()
        for caller in callers:
            caller.join()
    return report(told)


def _again(work: Any, told: Told, everybody: Any, over: threading.Event) -> None:
    do, who, session = work
    caller = Caller(told, session)
    while not over.is_set():
        do(caller, who, everybody)


@contextmanager
def served() -> Iterator[psutil.Process]:
    """The site as an operator runs it."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        env={**os.environ, "PROXIES": "1"},
        stdout=subprocess.DEVNULL,
    )
    try:
        _until_it_answers(PORT, "manage.py serve")
        site = psutil.Process(process.pid)
        while _listening(site) < PROCESSES:
            time.sleep(0.1)
        yield site
    finally:
        process.terminate()
        process.wait(timeout=60)


def _listening(site: psutil.Process) -> int:
    """How many of its processes take connections: callers keep theirs, so that all who come before the
    second does stay with the first."""
    opened = (each.net_connections() for each in site.children(recursive=True))
    return sum(
        any(line.status == psutil.CONN_LISTEN and line.laddr.port == PORT for line in lines)
        for lines in opened
    )


def watch(site: psutil.Process, told: Told, seconds: float) -> None:
    """Look at the memory of the web server's processes, sixty times."""
    for _ in range(60):
        time.sleep(seconds / 60)
        for process in site.children(recursive=True):
            if _is_web(process):
                told.memory[process.pid].append(process.memory_info().rss >> 20)


def _is_web(process: psutil.Process) -> bool:
    """A process that serves, not the one that starts them."""
    try:
        return "granian" in " ".join(process.parent().cmdline()) and not process.children()
    except (psutil.NoSuchProcess, AttributeError):
        return False


def report(told: Told) -> int:
    """Print what was seen; 1 where something did not hold."""
    from django.core.management import CommandError, call_command

    failed = sum(count for code, count in told.codes.items() if int(code.split()[-1]) >= 500)
    for code, count in sorted(told.codes.items()):
        print(f"{code:24}{count:8}")
    for kind, taken in sorted(told.seconds.items()):
        print(f"{kind:24}p50 {statistics.median(taken):.3f} s, p99 {_percentile(taken):.3f} s")
    grew = False
    for pid, megabytes in told.memory.items():
        quarter = megabytes[len(megabytes) // 4]
        shown = " ".join(map(str, megabytes[:: max(1, len(megabytes) // 12)]))
        print(f"process {pid}: {shown} MB; a quarter {quarter}, end {megabytes[-1]}")
        grew |= len(megabytes) > 50 and megabytes[-1] > GROWTH * quarter
    try:
        call_command("verify")
    except CommandError as error:
        print(error)
        return 1
    print(f"{failed} answers of 5xx; memory {'grew' if grew else 'was flat'}")
    return int(bool(failed or grew))


def _percentile(taken: list[float]) -> float:
    return sorted(taken)[int(len(taken) * 0.99)] if taken else 0.0


if __name__ == "__main__":
    sys.exit(main())
