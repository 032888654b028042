"""What people do all day at the desks, over HTTP: median time and queries of each, beside its bar.

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

# a third of what Wagtail 8 took at 1,000 articles: milliseconds, queries
BARS: Final = {
    "list of articles": (60, 10),
    "list, last page": (60, 10),
    "search, common word": (60, 10),
    "open the editor": (90, 20),
    "autosave": (60, 12),
    "save": (60, 15),
    "preview": (80, 12),
    "compare two texts": (150, 10),
    "history": (50, 10),
    "submit": (75, 30),
    "reviewer's dashboard": (110, 20),
    "review page": (130, 25),
    "approve": (85, 40),
    "board": (60, 12),
    "figures": (60, 10),
    "publish without review": (90, 40),
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
        entries = {"comment": "Urgent.", "version": str(version), "state": "draft"}
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
            theirs = getattr(peer, PEERS[name])() if peer else None
            if number >= WARM_UP:
                found[name]["ours"].append(answer)
                found[name]["peer"].append(theirs)
    return found


def report(count: int, found: dict[str, dict[str, list[Any]]], has_peer: bool) -> bool:
    """Print the table; True where every bar is held."""
    print(f"\n{count:,} articles, PostgreSQL, one process, {ROUNDS} rounds, medians\n")
    peer_head, peer_rule = (" peer, ms | of the peer |", " ---: | ---: |") if has_peer else ("", "")
    print(f"| operation | ms | bar | queries | bar |{peer_head} |")
    print(f"| --- | ---: | ---: | ---: | ---: |{peer_rule} --- |")
    are_held = True
    for name, (most_ms, most_queries) in BARS.items():
        ours, theirs = found[name]["ours"], found[name]["peer"]
        ms, queries = median(each.ms for each in ours), max(each.queries for each in ours)
        is_held = ms <= most_ms and queries <= most_queries
        are_held = are_held and is_held
        beside = ""
        if has_peer:
            other = median(each.ms for each in theirs)
            beside = f" {other:.0f} | {ms / other:.2f} |"
        mark = "" if is_held else "missed"
        print(f"| {name} | {ms:.0f} | {most_ms} | {queries} | {most_queries} |{beside} {mark} |")
    return are_held


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
        are_held &= report(count, found, bool(peer))
    return int(not are_held)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--fill"]:
        import django

        django.setup()
        Path(sys.argv[3]).write_text(json.dumps(fill(int(sys.argv[2]))))
    else:
        sys.exit(main([int(count) for count in sys.argv[1:]] or list(COUNTS)))
