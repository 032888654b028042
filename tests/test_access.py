"""Who may open what: every address, every method, every role, against a reviewed table.

The table is `tests/access.txt`. An address without a row fails the suite. After a change of addresses
print the new table with `python -m pytest tests/test_access.py --everything --print-access` and *read* it
before it replaces the old one: each cell is a promise.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from articles.coediting import suggesting
from articles.comments.on_drafts import open_thread
from articles.drafting import sharing
from articles.drafting.drafts import DraftText
from articles.models import (
    Article,
    ArticleTemplate,
    Disclaimer,
    RetractionMatch,
    RetractionNotice,
    Revision,
    Snippet,
    SuggestedText,
    Thread,
)
from cms.models import (
    CommentSwitch,
    GlossaryTerm,
    Helpfulness,
    ReaderComment,
    Remark,
    Report,
    Synonym,
    User,
)
from reviews.desk import guests
from reviews.entitlement.act import Lookup
from reviews.entitlement.amend import amend
from reviews.models import Assignment, CheckFile, Checklist, PendingComment, Specialty
from reviews.transparency import heads
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories

TABLE = Path(__file__).with_name("access.txt")
METHODS = ("GET", "POST")
OTHER_METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "HEAD")
ROLES = (
    "anonymous",
    "reader",
    "writer",
    "other writer",
    "assigned",
    "not assigned",
    "conflicted",
    "editor",
    "administrator",
    "deactivated",
    "guest",
    "ended guest",
)
LOOKUP = Lookup("Example Medical Register", on=timezone.localdate())
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def _without_rate_limits(settings) -> None:
    """A thousand requests from one address are this test's own doing."""
    settings.ACCOUNT_RATE_LIMITS = False


@dataclass(frozen=True)
class Address:
    """A route of the project with one way to fill in its parameters."""

    route: str
    sample: str
    path: str

    def __str__(self) -> str:
        return f"{self.route} [{self.sample}]" if self.sample else self.route


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Every route, as it is written."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + _written(pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        else:
            yield route


def _written(pattern: URLPattern | URLResolver) -> str:
    return (
        re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", str(pattern.pattern)).strip("^$").replace("\\Z", "")
    )


class World:
    """One article in each interesting state, and somebody in each role towards all of them."""

    def __init__(self) -> None:
        self.topic = factories.topic()
        self.users: dict[str, User | None] = {
            "anonymous": None,
            "reader": factories.user(),
            "writer": factories.writer(),
            "other writer": factories.writer(),
            "assigned": factories.reviewer(),
            "not assigned": factories.reviewer(),
            "conflicted": factories.reviewer(),
            "editor": factories.editor(),
            "administrator": factories.user("Administrators", is_staff=True),
            "deactivated": factories.editor(is_active=False),
        }
        factories.reference()
        self.image = factories.image(by=self.users["writer"])
        self.draft = self._draft("Draft")
        self.in_review = self._in_review("In review")
        self.approved = self._approve(self._in_review("Approved"))
        self.published = self._publish(self._approve(self._in_review("Published")))
        self.published.article.tags.add("tag")
        self.share, self.token = sharing.share(
            self.draft, self.users["writer"], timezone.now(), sharing.DAYS
        )
        heads.sign()  # what is attested is shown with the head that covers it
        self.letters = self._letters()
        self.assigned = self.users["assigned"].person
        self.proposal = amend(
            "link_person", self.assigned, self.users["administrator"], {"user": None}
        )
        self.kept = CheckFile.objects.create(
            check_of=self.assigned.credentials.get().current_check,
            name="a.pdf",
            size=0,
            content=b"",
        )
        self.match = self._match()
        self.snippet = Snippet.objects.create(name="Call", owner=self.users["writer"])
        self.notice = Disclaimer.objects.create(name="General", slug="general")
        self.suggested = self._suggested()
        self.on_draft = open_thread(self.draft, self.users["writer"], "Why so?", False)[0]
        self.threads = {
            name: Thread.objects.create(revision=revision, opened_by=self.users["assigned"])
            for name, revision in self.revisions().items()
        }
        self.users["guest"] = self._guest(self.users["editor"])
        self.users["ended guest"] = self._guest(sender := factories.editor())
        sender.groups.clear()  # and with the right to invite the invitation ends

    def revisions(self) -> dict[str, Revision]:
        return {
            "draft": self.draft,
            "in review": self.in_review,
            "approved": self.approved,
            "published": self.published,
        }

    def clients(self) -> dict[str, Client]:
        made = {}
        for role, user in self.users.items():
            made[role] = Client(raise_request_exception=True)
            if user is not None:
                made[role].force_login(user)
        return made

    def _draft(self, title: str) -> Revision:
        body = '<p>Rest helps.<cite data-ref="olsen2019"></cite></p>'
        return factories.draft(self.users["writer"], body, title, topic=self.topic)

    def _in_review(self, title: str) -> Revision:
        revision, editor = self._draft(title), self.users["editor"]
        perform("submit", revision, self.users["writer"])
        for role in ("assigned", "conflicted"):
            perform("assign", revision, editor, Inputs(reviewer=self.users[role]))
        conflict = Inputs("I advise the maker.", has_conflict=True)
        perform("decline", revision, self.users["conflicted"], conflict)
        return revision

    def _guest(self, editor: User) -> User:
        """A reviewer from outside, invited to the text in review, whose licence was looked up."""
        now, email = timezone.now(), f"guest{editor.pk}@example.org"
        due = timezone.localdate() + timedelta(days=10)
        invitation = guests.invite(self.in_review, editor, "Grace Guest", email, "", due, now)
        stated = {**factories.GUEST, "number": f"1234{editor.pk}"}
        guest = guests.confirm(invitation, stated, now)
        guests.check(invitation, factories.editor(), LOOKUP, now)
        return guest

    def _approve(self, revision: Revision) -> Revision:
        perform("approve", revision, self.users["assigned"], factories.SIGNED)
        return revision

    def _publish(self, revision: Revision) -> Revision:
        perform("publish", revision, self.users["editor"])
        return revision

    def _suggested(self) -> SuggestedText:
        """Changes of the draft that its editor handed over to the writer."""
        editor, text = self.users["editor"], DraftText("Rest", body=self.draft.body)
        made = suggesting.save(self.draft, editor, 0, text)
        suggesting.offer(made, editor, "")
        return made

    def _match(self) -> RetractionMatch:
        """A notice that may be about the work that the texts cite."""
        notice = RetractionNotice.objects.create(
            record=1, nature="retraction", title="Rest", on=timezone.localdate()
        )
        return RetractionMatch.objects.create(
            reference=factories.reference(), notice=notice, basis="title", state="proposed"
        )

    def _letters(self) -> dict[str, int]:
        """What readers sent about the published text, by the folder of its address."""
        about, now = {"revision": self.published}, timezone.now()
        return {
            "reports": Report.objects.create(**about, words="Not so.", sent_at=now).pk,
            "helpful": Helpfulness.objects.create(**about, no=1).pk,
            "remarks": Remark.objects.create(
                **about, was_helpful=False, words="Too long.", sent_on=now.date()
            ).pk,
            "comments": ReaderComment.objects.create(
                **about, name="Kim", words="Thanks.", sent_at=now
            ).pk,
            "switches": CommentSwitch.objects.create(article=self.published.article).pk,
        }

    def addresses(self) -> list[Address]:
        """Every address once, under the route that answers it: the first."""
        found: dict[str, Address] = {}
        for route in routes():
            for sample, values in () if route.startswith("admin/") else self._samples(route):
                path = "/" + _filled(route, values)
                found.setdefault(path, Address(route, sample, path))
        return list(found.values())

    def _samples(self, route: str) -> list[tuple[str, dict[str, Any]]]:
        """The ways to fill in a route's parameters, each with its name."""
        names = set(re.findall(r"<(?:\w+:)?(\w+)>", route))
        fixed = {
            "page": "review",
            "extension": "json",
            "section": "articles",
            "number": 1,
            "language": "es",
            "uidb36": "1",
            "key": "set-password",
            "address": f"r{self.draft.pk}",
        }
        if route.startswith("reviews/rules/<"):
            return [("", {"language": "en", "slug": "superiority"})]
        if route.startswith("reviews/figures/<"):
            return [("", {"slug": "debts"})]
        if "images/<" in route:
            return [("", {"key": self.image.key, "name": "480.webp"})]
        if names <= fixed.keys():
            return [("", fixed)]
        slugs = {"topics": self.topic.slug, "tags": "tag"}
        if (folder := route.partition("/")[0]) in slugs:
            return [("", {**fixed, "slug": slugs[folder]})]
        if route.startswith("people/"):
            writer = self.users["writer"]
            assert writer is not None
            return [("", {**fixed, "slug": writer.person.slug})]
        if found := self._of_the_desks(route):
            return [("", found)]
        if route.startswith("identity/"):
            return [("", {"digest": "0" * 16, "part": "logo.png"})]
        if route.startswith("account/way-in/"):
            return [("", {"token": "forged"})]
        if route.startswith("preview/"):
            return [("", {"token": "forged"}), ("open", {"token": self.token})]
        if "shares/<" in route:
            return [("", {"pk": self.share.pk})]
        if route.startswith("desk/suggested/<"):
            return [("", {"pk": self.suggested.pk})]
        if route.startswith("desk/comments/<"):
            return [("", {"pk": self.on_draft.pk})]
        if "threads/<" in route:
            return [(name, {"pk": thread.pk}) for name, thread in self.threads.items()]
        if "name" in names:
            return [
                (f"{action}, {state}", {"pk": self.revisions()[state].pk, "name": action})
                for action, state in ACTIONS
            ]
        return [
            (name, {**fixed, **self._of(revision, route)})
            for name, revision in self.revisions().items()
        ]

    def _of_the_desks(self, route: str) -> dict[str, Any]:
        """A reference, or what is said against it; a reader's letter; the review that waits for who is
        assigned, or its notification.
        """
        if route.startswith("desk/templates/"):
            return {"pk": ArticleTemplate.objects.earliest("pk").pk}
        if route.startswith("desk/snippets/"):
            return {"pk": self.snippet.pk}
        if route.startswith("desk/references/"):
            return {"pk": factories.reference().pk}
        if route.startswith("reviews/people/"):
            held = {
                "proposed": self.proposal,
                "credentials": self.assigned.credentials.get(),
                "checks": self.kept.check_of,
            }
            return {"pk": held.get(route.split("/")[2], self.assigned).pk, "kind": "person"}
        if route.startswith("reviews/sources/"):
            match, article = self.match, self.draft.article
            return {"pk": match.reference.pk, "match": match.pk, "article": article.pk}
        if route.startswith("desk/configuration/"):
            return {"pk": self._configured(route.split("/")[2]), "part": "logo.png"}
        if route.startswith("reviews/notices/<"):
            return {"pk": self.notice.pk}
        if route.startswith("readers/"):
            return {"pk": self.letters[route.split("/")[1]]}
        if route.startswith(("reviews/guest", "reviews/lay")):
            return {"token": "forged", "pk": 1}
        if not route.startswith(("reviews/inbox/", "reviews/assignments/", "reviews/calendar/")):
            return {}
        asked = Assignment.objects.get(revision=self.in_review, reviewer=self.users["assigned"])
        about = asked.notifications.get() if "inbox/" in route else asked
        return {"pk": about.pk, "token": "forged"}

    def _configured(self, what: str) -> int:
        """The key of something that administrators configure."""
        writer = self.users["writer"]
        assert writer is not None
        rows = {
            "topics": self.topic,
            "policies": self.topic.policy,
            "people": writer,
            "profiles": writer.person,
            "credentials": self.assigned.credentials.get(),
            "specialties": Specialty.objects.get_or_create(name="Cardiology")[0],
            "synonyms": Synonym.objects.first(),
            "glossary": GlossaryTerm.objects.get_or_create(
                term="angina", definition="Pain of the heart.", owner=writer
            )[0],
            "checklists": Checklist.objects.first(),
        }
        return rows[what].pk if what in rows else 0

    def _of(self, revision: Revision, route: str) -> dict[str, Any]:
        if route.startswith("attestations/"):
            return {"revision": revision.pk, "number": revision.events.count()}
        is_article = any(
            each in route for each in ("articles/", "dossier/", "bylines/", "assessment/")
        )
        article: Article = revision.article
        return {
            "slug": article.slug,
            "pk": article.pk if is_article else revision.pk,
            "article": article.pk,
            "revision": revision.pk,
            "state": revision.state,
            "comment": self._collected(revision).pk if "<int:comment>" in route else 0,
        }

    def _collected(self, revision: Revision) -> PendingComment:
        """One that the assigned reviewer has not sent yet."""
        author = self.users["assigned"]
        fields = {"kind": Thread.Kind.QUESTION, "text": "Since when?"}
        return PendingComment.objects.get_or_create(
            revision=revision, author=author, defaults=fields
        )[0]


ACTIONS = (
    ("submit", "draft"),
    ("discard", "draft"),
    ("publish_unreviewed", "draft"),
    ("recall", "in review"),
    ("assign", "in review"),
    ("change_due", "in review"),
    ("release", "in review"),
    ("accept", "in review"),
    ("decline", "in review"),
    ("ask_for_time", "in review"),
    ("approve", "in review"),
    ("request_changes", "in review"),
    ("reject", "in review"),
    ("conclude", "in review"),
    ("finish", "approved"),
    ("schedule", "approved"),
    ("publish", "approved"),
    ("unschedule", "approved"),
    ("confirm", "published"),
    ("withdraw", "published"),
    ("retract", "published"),
    ("merge", "published"),
    ("move", "published"),
    ("retopic", "published"),
    ("settle_policy", "published"),
    ("strike", "published"),
    ("propose_strike", "published"),
    ("second_strike", "published"),
    ("no-such-action", "draft"),
)


def _filled(route: str, values: dict[str, Any]) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values[match.group(1)]), route)


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Takes back whatever the client does within, signing out included."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = cookies


def ask(client: Client, method: str, path: str) -> str:
    """What the answer is, in one word; whatever it did is undone."""
    with undone(client):
        response = client.generic(method, path)
        if response.streaming:
            list(response.streaming_content)  # which closes the file
    if response.status_code in (301, 302, 303):
        to = response["Location"]
        return "sign-in" if "/account/login/" in to else "redirect"
    return str(response.status_code)


def row(address: Address, method: str, clients: dict[str, Client]) -> str:
    answers = [ask(clients[role], method, address.path) for role in ROLES]
    cells = answers if len(set(answers)) > 1 else [f"everybody: {answers[0]}"]
    return " | ".join([f"{method} /{address}", *cells])


def promises() -> dict[str, list[str]]:
    """What the table says of each method and address, role by role."""
    lines = [line.split(" | ") for line in TABLE.read_text().splitlines()[1:]]
    return {
        name: cells
        if len(cells) == len(ROLES)
        else [cells[0].removeprefix("everybody: ")] * len(ROLES)
        for name, *cells in lines
    }


@pytest.mark.exhaustive
def test_every_address_answers_every_role_as_the_table_says(request):
    world = World()
    clients = world.clients()

    found = [row(address, method, clients) for address in world.addresses() for method in METHODS]

    if request.config.getoption("--print-access"):
        TABLE.write_text("\n".join([" | ".join(["address", *ROLES]), *found]) + "\n")
    promised = TABLE.read_text().splitlines()[1:]
    assert found == promised


def test_each_answer_of_the_table_is_given():
    """Of each row one role for each answer that it promises; not the same in each row."""
    world = World()
    clients, promised = world.clients(), promises()
    rows = [(address, method) for address in world.addresses() for method in METHODS]
    mistakes = []

    for number, (address, method) in enumerate(rows):
        for role, promise in one_of_each(promised.get(f"{method} /{address}", []), number):
            answer = ask(clients[role], method, address.path)
            if answer != promise:
                mistakes.append(f"{method} /{address} as {role}: {answer}, not {promise}")

    assert [f"{method} /{address}" for address, method in rows] == list(promised)
    assert mistakes == []


def one_of_each(answers: list[str], turn: int) -> list[tuple[str, str]]:
    """(role, answer) for each answer of a row, with a role that is its turn of those who get it."""
    roles: dict[str, list[str]] = {}
    for role, answer in zip(ROLES, answers, strict=bool(answers)):
        roles.setdefault(answer, []).append(role)
    return [(those[turn % len(those)], answer) for answer, those in roles.items()]


def test_no_role_is_ever_answered_with_an_error_of_ours():
    assert not re.search(r"[|:] 5\d\d", TABLE.read_text())


def test_no_other_method_opens_or_changes_what_get_does_not(is_exhaustive):
    """With `make test` each role tries one method of each address."""
    world = World()
    clients, promised = world.clients(), promises()
    turns = cycle(OTHER_METHODS)
    mistakes = []

    for address in world.addresses():
        for role in ("anonymous", "other writer", "not assigned"):
            got = promised[f"GET /{address}"][ROLES.index(role)]
            allowed = {got, "403", "404", "405", "sign-in", "redirect"}
            for method in OTHER_METHODS if is_exhaustive else [next(turns)]:
                answer = ask(clients[role], method, address.path)
                if answer not in allowed and not (method == "OPTIONS" and answer == "200"):
                    mistakes.append(f"{method} {address} as {role}: {answer}")

    assert mistakes == []


def test_the_administration_is_closed_to_all_but_administrators():
    """Admin addresses have no rows: nobody but staff gets past its sign-in, whatever the address."""
    world = World()
    clients = world.clients()
    paths = ["/" + _filled(route, {**dict.fromkeys(_names(route), 1)}) for route in routes()]
    mistakes = []

    for path in (path for path in paths if path.startswith("/admin/")):
        for role, client in clients.items():
            answer = ask(client, "GET", path)
            is_open = path in ("/admin/login/", "/admin/jsi18n/", "/admin/logout/")
            if role != "administrator" and answer not in ("redirect", "sign-in") and not is_open:
                mistakes.append(f"{path} as {role}: {answer}")

    assert mistakes == []


def _names(route: str) -> list[str]:
    return re.findall(r"<(?:\w+:)?(\w+)>", route)
