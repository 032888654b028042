"""What people do all day at the desks, over HTTP: median time and queries of each, and its bars.

Run as `python -m bench.desk [COUNT…]`; by default with 1,000 and 100,000 articles on PostgreSQL. One
process of granian serves. The texts that are worked on have 1,500 words and ten references; the crowd
around them is that of `bench.crowd`. `DESK_PEER=module:Class=URL` measures another site in the same
rounds: the class is made with the URL, and each operation it has of the names in `PEERS` answers with
something that has `ms`.
"""

import http.client
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final
from urllib.parse import urlencode

from bench import crowd
from bench.prose import trial_text, word
from bench.serving import postgresql, serving

COUNTS: Final = (1_000, 100_000)
ROUNDS: Final = 12
WARM_UP: Final = 2
PORT: Final = 8721
TOKEN: Final = "b" * 32

# Milliseconds differ by a factor of two from day to day on one machine, so what is judged is relations
# within one run: to the peer in the same rounds, and of many articles to few. Queries are counts.
OF_THE_PEER: Final = 1 / 3
AS_LONG: Final = {"preview", "history"}  # these may take as long as the peer's
GROWTH: Final = 1.2
BARS: Final = {
    "list of articles": 10,
    "list, last page": 10,
    "search, common word": 10,
    "open the editor": 20,
    "autosave": 12,
    "save": 15,
    "preview": 12,
    "compare two texts": 10,
    "history": 10,
    "what is next": 30,
    "submit": 30,
    "reviewer's dashboard": 20,
    "review page": 25,
    "approve": 40,
    "board": 12,
    "figures": 10,
    "publish without review": 40,
}
PEERS: Final = {
    "list of articles": "explorer",
    "list, last page": "explorer_last",
    "search, common word": "admin_search_common",
    "open the editor": "edit_get",
    "autosave": "autosave_first",
    "save": "save_draft",
    "preview": "preview_get",
    "compare two texts": "compare",
    "history": "history",
    "submit": "submit",
    "reviewer's dashboard": "dashboard_reviewer",
    "review page": "edit_get_in_moderation_reviewer",
    "approve": "approve",
    "board": "workflow_report",
    "figures": "report_aging",
    "publish without review": "publish_direct",
}


@dataclass(frozen=True)
class Answer:
    status: int
    ms: float
    queries: int
    text: str


class Desk:
    """The operations, each timed from asking to the last byte. Each round works on texts of its own."""

    def __init__(self, known: dict[str, Any]) -> None:
        self.known = known
        self.round = 0
        self.operations: dict[str, Callable[[], Answer]] = {
            "list of articles": lambda: self.get("editor", "/desk/"),
            "list, last page": lambda: self.get("editor", "/desk/?page=999999"),
            "search, common word": lambda: self.get("editor", f"/desk/?q={known['word']}"),
            "open the editor": lambda: self.get("writer", f"{self.revision}edit/"),
            "autosave": self.autosave,
            "save": self.save,
            "preview": lambda: self.get("writer", f"{self.revision}preview/page/"),
            "compare two texts": self.compare,
            "history": lambda: self.get("writer", f"/desk/articles/{self.at['old_article']}/"),
            "what is next": lambda: self.get(
                "writer", f"/desk/articles/{self.at['old_article']}/next/"
            ),
            "submit": self.submit,
            "reviewer's dashboard": lambda: self.get("reviewer", "/reviews/"),
            "review page": lambda: self.get("reviewer", f"/reviews/{self.at['waiting']}/"),
            "approve": self.approve,
            "board": lambda: self.get("editor", "/reviews/board/"),
            "figures": lambda: self.get("editor", "/reviews/figures/"),
            "publish without review": self.publish,
        }

    @property
    def at(self) -> dict[str, Any]:
        found: dict[str, Any] = self.known["rounds"][self.round]
        return found

    @property
    def revision(self) -> str:
        return f"/desk/revisions/{self.at['draft']}/"

    def autosave(self) -> Answer:
        return self.post("writer", f"{self.revision}autosave/", self.typed("autosaved", 1))

    def save(self) -> Answer:
        return self.post("writer", f"{self.revision}edit/", self.typed("saved", 2))

    def typed(self, word: str, version: int) -> dict[str, Any]:
        """What the page of the draft posts after a change of its first paragraph."""
        fields: dict[str, Any] = self.at["fields"]
        body = fields["body"].replace("In this", f"In this {word}", 1)
        return {**fields, "body": body, "version": fields["version"] + version - 1}

    def compare(self) -> Answer:
        return self.get("writer", f"/desk/articles/{self.at['old_article']}/compare/")

    def approve(self) -> Answer:
        entries = {
            "comment": "I checked each statement against its source.",
            "interests": "None.",
            "scope": "full",
            "password": self.known["password"],
            "digest": self.at["waiting_digest"],
            "state": "in_review",
        }
        return self.act("reviewer", "approve", self.at["waiting"], entries)

    def submit(self) -> Answer:
        version = self.at["fields"]["version"] + 2
        entries = {"version": str(version), "state": "draft"}
        return self.act("writer", "submit", self.at["draft"], entries)

    def publish(self) -> Answer:
        version = self.at["urgent_version"]
        entries = {
            "comment": "Urgent.",
            "password": self.known["password"],
            "version": str(version),
            "state": "draft",
        }
        return self.act("editor", "publish_unreviewed", self.at["urgent"], entries)

    def act(self, who: str, name: str, pk: int, entries: dict[str, str]) -> Answer:
        return self.post(who, f"/reviews/{pk}/{name}/", entries)

    def get(self, who: str, path: str) -> Answer:
        return self.ask(who, "GET", path)

    def post(self, who: str, path: str, entries: dict[str, Any]) -> Answer:
        return self.ask(who, "POST", path, urlencode({"csrfmiddlewaretoken": TOKEN, **entries}))

    def ask(self, who: str, method: str, path: str, body: str | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        headers = {"Cookie": f"sessionid={self.known['sessions'][who]}; csrftoken={TOKEN}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.perf_counter()
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        text = response.read().decode()
        ms = (time.perf_counter() - start) * 1000
        connection.close()
        return Answer(response.status, ms, int(response.headers.get("X-Queries", 0)), text)


def measured(desk: Desk, peer: Any) -> dict[str, dict[str, list[Any]]]:
    """The answers of each operation, ours and the peer's, round after round."""
    found: dict[str, dict[str, list[Any]]] = {name: {"ours": [], "peer": []} for name in BARS}
    for number in range(WARM_UP + ROUNDS):
        desk.round = number
        if peer:
            peer.round(number)
        for name, operation in desk.operations.items():
            answer = operation()
            if answer.status not in (200, 302, 303):
                sys.exit(f"{name} answered {answer.status}:\n{answer.text[:3000]}")
            theirs = getattr(peer, PEERS[name])() if peer and name in PEERS else None
            if number >= WARM_UP:
                found[name]["ours"].append(answer)
                found[name]["peer"].append(theirs)
    return found


@dataclass(frozen=True)
class Line:
    """What was measured of one operation; `few` are the milliseconds at the first count of the run."""

    name: str
    ms: float
    few: float
    queries: int
    peer: float | None

    @property
    def missed(self) -> list[str]:
        """The bars that it does not hold, in words."""
        most = 1 if self.name in AS_LONG else OF_THE_PEER
        return [
            words
            for words, is_over in (
                ("queries", self.queries > BARS[self.name]),
                ("of the peer", self.peer is not None and self.ms > most * self.peer),
                ("growth", self.ms > GROWTH * self.few),
            )
            if is_over
        ]


def report(count: int, found: dict[str, dict[str, list[Any]]], few: dict[str, float]) -> bool:
    """Print the table; True where every bar is held. `few` is filled by the first count of the run."""
    print(f"\n{count:,} articles, PostgreSQL, one process, {ROUNDS} rounds, medians\n")
    print(
        "| operation | ms | of the first count | queries | bar | peer, ms | of the peer | missed |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |")
    lines = [_line(name, found[name], few) for name in BARS]
    for line in lines:
        beside = f"{line.peer:.0f} | {line.ms / line.peer:.2f}" if line.peer else "|"
        print(
            f"| {line.name} | {line.ms:.0f} | {line.ms / line.few:.2f} | {line.queries} "
            f"| {BARS[line.name]} | {beside} | {', '.join(line.missed)} |"
        )
    return not any(line.missed for line in lines)


def _line(name: str, found: dict[str, list[Any]], few: dict[str, float]) -> Line:
    ms = median(each.ms for each in found["ours"])
    peer = median(each.ms for each in found["peer"]) if found["peer"][0] else None
    queries = max(each.queries for each in found["ours"])
    return Line(name, ms, few.setdefault(name, ms), queries, peer)


def fill(count: int) -> dict[str, Any]:
    """The crowd, and for each round the texts that it works on; what the rounds must know."""
    from tests import factories

    crowd.prepare(count)
    writer, editor = factories.writer(name="Mara Lindqvist"), factories.editor()
    doctor, topic = factories.reviewer(), factories.topic("Pain")
    rounds = [_texts(number, writer, doctor, editor, topic) for number in range(WARM_UP + ROUNDS)]
    return {
        "rounds": rounds,
        "word": word(3),
        "password": factories.PASSWORD,
        "sessions": {
            "writer": _session(writer),
            "editor": _session(editor),
            "reviewer": _session(doctor),
        },
    }


def _texts(number: int, writer: Any, doctor: Any, editor: Any, topic: Any) -> dict[str, Any]:
    """A draft, a text that waits for its reviewer, one in a hurry, and an article with two texts."""
    from reviews.workflow.perform import perform
    from tests import factories
    from tests.articles.drafting.test_drafts import fields

    body = trial_text(number).body

    def draft(name: str) -> Any:
        made = factories.draft(writer, topic=topic, title=f"{name} {number}")
        made = factories.rewrite(made, body)
        made.article.tags.add(f"tag{number % 5}")
        return made

    written, urgent = draft("Draft"), draft("Urgent")
    waiting = factories.assigned(draft("Waiting"), to=doctor, by=editor)
    old = factories.assigned(draft("Old"), to=doctor, by=editor)
    perform("approve", old, doctor, factories.SIGNED)
    perform("publish", old, editor)
    changed = body.replace("did not differ", "differed", 20)
    factories.next_draft(old.article, changed, by=writer)
    return {
        "draft": written.pk,
        "fields": fields(written, writer=writer.pk),
        "waiting": waiting.pk,
        "waiting_digest": waiting.digest,
        "urgent": urgent.pk,
        "urgent_version": urgent.version,
        "old_article": old.article_id,
    }


def _session(user: Any) -> str:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def the_peer() -> Any:
    """Made as `DESK_PEER=module:Class=URL` says, else None."""
    asked = os.environ.get("DESK_PEER", "")
    if not asked:
        return None
    where, address = asked.split("=", 1)
    module, name = where.split(":")
    return getattr(importlib.import_module(module), name)(address)


def main(counts: list[int]) -> int:
    are_held, peer = True, the_peer()
    few: dict[str, float] = {}
    for count in counts:
        with (
            tempfile.TemporaryDirectory(prefix="attest-bench-") as folder,
            postgresql(Path(folder)) as database,
        ):
            environment = {
                "DJANGO_SETTINGS_MODULE": "bench.settings",
                "DATA_DIR": folder,
                "DATABASE_URL": database.get_uri(),
            }
            known = Path(folder) / "known.json"
            command = [sys.executable, "-m", "bench.desk", "--fill", str(count), str(known)]
            subprocess.run(command, env={**os.environ, **environment}, check=True)
            with serving(PORT, "cms.wsgi:application", environment):
                found = measured(Desk(json.loads(known.read_text())), peer)
        are_held &= report(count, found, few)
    return int(not are_held)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--fill"]:
        import django

        django.setup()
        Path(sys.argv[3]).write_text(json.dumps(fill(int(sys.argv[2]))))
    else:
        sys.exit(main([int(count) for count in sys.argv[1:]] or list(COUNTS)))
