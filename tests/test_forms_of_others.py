"""Every form of the site, posted by everybody: only who is offered it by a page of theirs changes anything.

Each role reads every address of the reviewed table and keeps the forms it finds there, filled in. Each form
is then posted by all roles, as it stands and at the addresses of the other texts. It is found by what
the database holds afterwards, not by the answer: a page that says no and writes all the same is found too.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from lxml import html

from articles.models import Revision
from tests import factories
from tests.test_access import ROLES, World, undone

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WORDS: Final = "Some words, as many as are asked for."
TYPED: Final = {
    "password": factories.PASSWORD,
    "email": "mallory@example.org",
    "date": (timezone.localdate() + timedelta(days=30)).isoformat(),
    "url": "https://example.org/",
    "number": "1",
}
# fields whose value makes another form of it
SAID: Final = ("action", "do", "kind", "verdict", "answer")
NEEDED: Final = 60  # kinds of forms that did something for who was offered them
Changed = dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Form:
    path: str
    entries: tuple[tuple[str, str], ...]

    @property
    def kind(self) -> tuple[str, ...]:
        """Where it leads, whatever it is about, and what it says it does."""
        said = (value for name, value in self.entries if name in SAID)
        return (re.sub(r"/(\d+|[0-9a-f]{64})(?=/)", "/N", self.path), *said)

    def at(self, revision: Revision) -> "Form":
        """The same, about another text, as that one stands now."""
        now = {"digest": revision.digest, "version": str(revision.version)}
        entries = tuple((name, now.get(name, value)) for name, value in self.entries)
        return Form(re.sub(r"/\d+/", f"/{revision.pk}/", self.path, count=1), entries)


def forms(page: bytes, at: str) -> Iterator[Form]:
    """Each form that posts, once for each of its buttons, with every box ticked and every field filled in."""
    document = html.document_fromstring(page)
    for form in document.forms:
        mates = (
            document.xpath("//*[@form=$name]", name=form.get("id", "")) if form.get("id") else []
        )
        controls = [*form.xpath(".//input|.//select|.//textarea|.//button"), *mates]
        filled = {name: value for each in controls for name, value in _filled(each)}
        for button in [each for each in controls if each.tag == "button"] or [form]:
            method = button.get("formmethod") or form.get("method") or "get"
            named = {button.get("name"): button.get("value", "")} if button.get("name") else {}
            path = button.get("formaction") or form.get("action") or at
            if method.lower() == "post" and path.startswith("/"):
                yield Form(path, tuple((filled | named).items()))


def _filled(control: Any) -> Iterator[tuple[str, str]]:
    name, kind = control.get("name"), control.get("type", control.tag)
    if not name or name == "csrfmiddlewaretoken" or control.tag == "button":
        return
    if control.tag == "textarea":
        yield name, (control.text or "").strip() or WORDS
    elif control.tag == "select":
        chosen = control.xpath(".//option[@selected]") or control.xpath(".//option[@value!='']")
        yield name, chosen[0].get("value", "") if chosen else ""
    elif kind == "radio":
        if control.get("checked") is not None or not control.xpath(
            "preceding::input[@type='radio'][@name=$name]", name=name
        ):
            yield name, control.get("value", "on")
    elif kind not in ("file", "submit", "image"):
        default = "on" if kind == "checkbox" else WORDS
        yield name, control.get("value") or TYPED.get(kind, default)


def read(client: Client, path: str) -> tuple[int, bytes]:
    """The answer to a GET, and its page."""
    with undone(client):
        response = client.get(path)
        page = b"".join(response) if response.streaming else response.content
    return response.status_code, page


def post(client: Client, form: Form, before: dict[str, set[str]]) -> tuple[int, Changed]:
    """The answer, and how many rows of each table came and went."""
    with undone(client):
        response = client.post(form.path, dict(form.entries))
        after = rows()
    changed = {
        table: (len(after[table] - before[table]), len(before[table] - after[table]))
        for table in before
        if after[table] != before[table]
    }
    return response.status_code, changed


def rows() -> dict[str, set[str]]:
    """What the database holds; nothing of sessions, and of what is only kept to be quick."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not re.search(r"session|cache|_fts|search", table):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                found[table] = set(map(repr, cursor.fetchall()))
    return found


def offers(world: World, clients: dict[str, Client]) -> dict[Form, set[str]]:
    """The forms on the pages that each role may open, and the roles on whose pages each stands."""
    found = defaultdict[Form, set[str]](set)
    for role in ROLES:
        for address in world.addresses():
            code, page = read(clients[role], address.path)
            assert code < 500, f"GET {address.path} as {role}"
            for form in forms(page, address.path) if code == 200 and b"<form" in page else ():
                found[form].add(role)
    return found


@pytest.mark.exhaustive
def test_a_form_does_nothing_for_whom_no_page_offers_it(settings):
    """And where the answer is no, nothing for anybody."""
    settings.ACCOUNT_RATE_LIMITS = False  # a thousand requests are this test's own
    world = World()
    world.addresses()  # makes what some of them are about
    clients, before = world.clients(), rows()
    offered = offers(world, clients)
    roles = defaultdict(set)
    for form, those in offered.items():
        roles[form.kind] |= those
    one_of_each = {form.kind: form for form in offered}.values()
    about_others = [form.at(text) for form in one_of_each for text in world.revisions().values()]
    mistakes, useful = [], set()

    for form in dict.fromkeys([*offered, *about_others]):
        for role in ROLES:
            code, changed = post(clients[role], form, before)
            is_theirs = role in roles[form.kind]
            if code >= 500 or (changed and (code >= 400 or not is_theirs)):
                mistakes.append(
                    f"{role}{'' if is_theirs else ', not offered'}: {form.path} {code} {changed}"
                )
            if changed:
                useful.add(form.kind)

    assert mistakes == []
    assert len(useful) >= NEEDED
