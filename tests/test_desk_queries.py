"""How often each page and act of the desks asks the database, in the world that `bench.desk` works in."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import desk
from bench.prose import SOURCES
from tests import factories

pytestmark = [pytest.mark.django_db(transaction=True)]


class Asked(desk.Desk):
    """The operations of the bench, asked of Django's client."""

    def ask(self, who: str, method: str, path: str, body: str | None = None) -> desk.Answer:
        client = Client()
        client.force_login(self.known["sessions"][who], settings.AUTHENTICATION_BACKENDS[0])
        kind = "application/x-www-form-urlencoded"
        with CaptureQueriesContext(connection) as asked:
            answer = client.generic(method, path, body or "", content_type=kind)
        texts = [each["sql"] for each in asked.captured_queries]
        assert answer.status_code in (200, 302, 303), answer.content.decode()
        asks = sum(each not in ("BEGIN", "BEGIN IMMEDIATE", "COMMIT") for each in texts)
        return desk.Answer(answer.status_code, 0, asks, "")


def world() -> dict[str, Any]:
    """Two rounds: in the first a process asks what it asks once."""
    writer, editor = factories.writer(), factories.editor()
    doctor, topic = factories.reviewer(), factories.topic("Pain")
    for key in SOURCES:
        factories.reference(
            key, **{**factories.OLSEN, "title": f"Trial {key}", "DOI": f"10.5555/{key}"}
        )
    return {
        "rounds": [desk._texts(number, writer, doctor, editor, topic) for number in range(2)],
        "word": "trial",
        "password": factories.PASSWORD,
        "sessions": {"writer": writer, "editor": editor, "reviewer": doctor},
    }


# over the bar: since it was set, all evidence is entered in one log, more is asked before an act, and
# statements that writers mark follow each save; rules are asked of the database since editors change
# them, and whoever stands under a title is asked when a text is submitted; what writers say to one
# another, and suggest, stands beside the draft, follows each save and is named before it is submitted;
# of a draft it is asked whether it is an import that lists only what the house rules ask (1)
MOST = desk.BARS | {
    "open the editor": 31,
    "autosave": 15,
    "save": 20,
    "preview": 13,
    "history": 12,
    "submit": 46,
    "approve": 74,
    "board": 19,
    "figures": 12,
    "publish without review": 82,
}


def test_no_operation_asks_the_database_more_often_than_its_bar():
    asked = Asked(world())
    found = {}
    for asked.round in range(2):  # the first asks what a process asks once
        for name, operation in asked.operations.items():
            found[name] = operation().queries

    over = {name: each for name, each in found.items() if each > MOST[name]}
    assert over == {}, found


def test_what_stands_around_all_texts_is_not_asked_for_each_preview():
    asked = Asked(world())
    first, second = (asked.operations["preview"]().queries for _ in range(2))

    assert second <= 10 < first
