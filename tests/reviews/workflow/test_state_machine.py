"""A newsroom at random, and an oracle that knows from its own notes which badge may be shown.

People try whatever they like: transitions, edits, changes of policies, credentials, roles and
bylines, while the clock runs. After every step each published text is held against what the oracle
wrote down when it happened. The oracle is written from DESIGN.md §4; it calls neither
`reviews.approval.badge` nor `reviews.approval.quorum` nor `articles.sealing.seal`.
"""

import hashlib
import json
import os
from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from articles.drafting.drafts import DraftText, NotADraft, save_draft, set_bylines, start_draft
from articles.models import Article, Byline, Revision
from articles.models.articles import State
from cms.models import User
from reviews.approval.badge import badge
from reviews.models import Assignment, Change, Credential, Debt, Event, Policy, Specialty
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from reviews.workflow.schedule import publish_due
from reviews.workflow.transitions import TABLE
from tests import factories
from tests.examples import examples
from tests.tampering import force

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOON = datetime(2030, 1, 15, 12, tzinfo=UTC)
PAIN = "Pain medicine"
CAST = {
    "writer": ("Writers",),
    "doctor who writes": ("Reviewers", "Writers"),
    "specialist": ("Reviewers",),
    "doctor": ("Reviewers",),
    "doctor with short licence": ("Reviewers",),
    "editor": ("Editors",),
    "doctor who edits": ("Reviewers", "Editors"),
    "root": (),
}
DOCTORS = [role for role, groups in CAST.items() if "Reviewers" in groups]


# --- the oracle's notes ----------------------------------------------------------------------------


@dataclass
class Licence:
    """What a doctor could show: since when it is checked, until when it is good, and in what."""

    checked_on: date | None
    expires_on: date | None
    specialty: str = ""

    def is_good_on(self, day: date) -> bool:
        checked = self.checked_on is not None and self.checked_on <= day
        return checked and (self.expires_on is None or day <= self.expires_on)


@dataclass
class Terms:
    approvals: int
    specialty: str
    months: int


@dataclass
class Signed:
    who: str
    on: date
    scope: str
    is_good: bool
    is_specialist: bool
    text: str


@dataclass
class Note:
    """One text, as the oracle saw it happen."""

    article: int
    started_from: int | None
    writers: set[str] = field(default_factory=set)
    text: str = ""
    terms: Terms | None = None
    signed: list[Signed] = field(default_factory=list)
    state: str = "draft"
    was_public: bool = False
    kind: str = ""
    was_approved: bool = False


def months_later(day: date, months: int) -> date:
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class Oracle:
    """Says whether a badge may show, from its notes alone."""

    def __init__(self) -> None:
        self.notes: dict[int, Note] = {}
        self.licences: dict[str, Licence] = {}
        self.policies: dict[int, Terms] = {}
        self.topics: dict[int, int] = {}
        self.authors: dict[int, set[str]] = {}
        self.conflicts: set[tuple[int, str]] = set()

    def wrote(self, who: str, pk: int, scope: str) -> bool:
        """Any text of the article so far; for the changes alone since the last that readers saw. Or as
        the author whom they see.
        """
        note, since = self.notes[pk], 0
        if scope == "changes":
            at = note.started_from
            while at and not self.notes[at].was_public:
                at = self.notes[at].started_from
            since = at or 0
        line = [
            each
            for at, each in self.notes.items()
            if each.article == note.article and since < at <= pk
        ]
        sealed = json.loads(note.text)["bylines"] if note.text else []
        named = {*self.authors[note.article], *(byline["name"] for byline in sealed)}
        return who in named or any(who in each.writers for each in line)

    def submit(self, pk: int, text: str, kind: str) -> None:
        note = self.notes[pk]
        note.text, note.terms = text, self.policies[self.topics[note.article]]
        note.kind = kind if self.replaces(pk) else ""

    def replaces(self, pk: int) -> bool:
        article = self.notes[pk].article
        others = (note for other, note in self.notes.items() if other != pk)
        return any(note.was_public for note in others if note.article == article)

    def sign(self, who: str, pk: int, day: date, scope: str, text: str) -> None:
        """A signature is on the text that lay there, and on none that lies there later."""
        note, licence = self.notes[pk], self.licences[who]
        assert (note.kind, scope) != ("edition", "changes"), "an edition is reviewed as a whole"
        is_good = (
            licence.is_good_on(day)
            and not self.wrote(who, pk, scope)
            and (note.article, who) not in self.conflicts
        )
        is_specialist = bool(note.terms) and licence.specialty == note.terms.specialty
        note.signed.append(Signed(who, day, scope, is_good, is_specialist, text))

    def reviewed_since(self, pk: int, stored: dict[int, str]) -> date | None:
        """The day since which the whole text is reviewed, by the best choice of people; or None."""
        note = self.notes[pk]
        signed = [each for each in note.signed if each.is_good and each.text == stored[pk]]
        if note.terms is None or self._best(signed, note.terms) is None:
            return None
        whole = [each for each in signed if each.scope == "full"]
        day = self._best(whole, note.terms)
        if day is not None:
            return day
        before = note.started_from
        while before is not None and not self.notes[before].was_public:
            before = self.notes[before].started_from
        if before is None or self.notes[before].state == "retracted":
            return None
        return self.reviewed_since(before, stored)

    def _best(self, signed: list[Signed], terms: Terms) -> date | None:
        last = {each.who: each for each in sorted(signed, key=lambda each: each.on)}
        as_specialist = {
            each.who: each
            for each in sorted(signed, key=lambda each: each.on)
            if each.is_specialist
        }
        days = []
        for people in combinations(last, terms.approvals):
            for lead in people if terms.specialty else [None]:
                if lead is None:
                    days.append(min(last[who].on for who in people))
                elif lead in as_specialist:
                    rest = [last[who].on for who in people if who != lead]
                    days.append(min([as_specialist[lead].on, *rest]))
        return max(days, default=None)

    def may_show(self, pk: int, today: date, stored: dict[int, str]) -> bool:
        note = self.notes[pk]
        day = self.reviewed_since(pk, stored)
        if note.state != "published" or day is None or note.terms is None:
            return False
        return today <= months_later(day, note.terms.months)


# --- the newsroom ------------------------------------------------------------------------------------


class World:
    """Set up once; every example starts from it and is undone."""

    def __init__(self) -> None:
        long_ago = date(2020, 1, 1)
        pain = Specialty.objects.create(name=PAIN)
        self.users: dict[str, User] = {}
        self.licences: dict[str, Licence] = {}
        for role, groups in CAST.items():
            user = factories.user(*groups, name=role, is_superuser=role == "root")
            person = factories.person(user)
            self.users[role] = user
            if role not in DOCTORS:
                continue
            licence = Licence(long_ago, None, PAIN if role == "specialist" else "")
            if role == "doctor with short licence":
                licence.expires_on = NOON.date() + timedelta(days=200)
            self.licences[role] = licence
            factories.credential(
                person,
                licence.checked_on,
                specialty=pain if licence.specialty else None,
                expires_on=licence.expires_on,
            )
        self.topics = [
            factories.topic(interval_months=12),
            factories.topic(approvals=2, specialty=PAIN, interval_months=6),
        ]
        self.drafts = [
            factories.draft(self.users["writer"], topic=self.topics[0]),
            factories.draft(self.users["doctor who writes"], topic=self.topics[1]),
        ]


people = st.sampled_from(sorted(CAST))
doctors = st.sampled_from(DOCTORS)
places = st.sampled_from([0, 1])
kinds = st.sampled_from(["", "minor", "correction", "update", "edition"])
scopes = st.sampled_from(["full", "full", "changes"])
days = st.sampled_from([0, 1, 7, 30, 120, 250])
words = st.sampled_from(["Rest helps.", "Rest may help.", "Time helps.", "Nothing helps."])
# what a newsroom does next, so that enough texts come to be published
NEXT = {
    State.DRAFT: ["submit", "submit", "publish_unreviewed"],
    State.IN_REVIEW: ["assign", "approve", "approve", "approve", "request_changes", "decline"],
    State.APPROVED: ["publish", "publish", "schedule", "recall"],
    State.SCHEDULED: ["publish", "unschedule"],
    State.PUBLISHED: ["confirm", "confirm", "assign", "withdraw", "retract"],
}


class Newsroom(RuleBasedStateMachine):
    world: World

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.undo = transaction.atomic()
        self.undo.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @initialize(is_published=st.lists(st.sampled_from([True, True, False]), min_size=2, max_size=2))
    def note_what_is_there(self, is_published: list[bool]) -> None:
        """Most newsrooms begin with something that readers see."""
        self.oracle = Oracle()
        self.oracle.licences = {
            role: Licence(kept.checked_on, kept.expires_on, kept.specialty)
            for role, kept in self.world.licences.items()
        }
        self.oracle.policies = {
            self.world.topics[0].pk: Terms(1, "", 12),
            self.world.topics[1].pk: Terms(2, PAIN, 6),
        }
        for draft, author in zip(self.world.drafts, ("writer", "doctor who writes"), strict=True):
            self.oracle.topics[draft.article_id] = draft.article.topic_id
            self.oracle.authors[draft.article_id] = {author}
            self.oracle.notes[draft.pk] = Note(draft.article_id, None, {author})
        for place, is_seen_through in enumerate(is_published):
            if is_seen_through:
                self.see_a_text_through(place, "Rest helps.", "full", DOCTORS, 0)

    # what people do to texts

    @rule(place=places, who=people, name=st.sampled_from(sorted(TABLE)), data=st.data())
    def try_anything(self, place: int, who: str, name: str, data: st.DataObject) -> None:
        revisions = list(self._article(place).revisions.order_by("number"))
        self._try(name, data.draw(st.sampled_from(revisions)), who, data)

    @rule(place=places, who=people, data=st.data())
    def do_what_comes_next(self, place: int, who: str, data: st.DataObject) -> None:
        revision = self._article(place).revisions.order_by("-number").first()
        if revision.state in NEXT:
            name = data.draw(st.sampled_from(NEXT[revision.state]))
            self._try(name, revision, self._somebody_for(name, revision, who), data)

    @rule(
        place=places,
        text=words,
        scope=scopes,
        order=st.permutations(DOCTORS),
        days=days,
        kind=kinds,
    )
    def see_a_text_through(
        self, place: int, text: str, scope: str, order: list[str], days: int, kind: str = ""
    ) -> None:
        """As a newsroom does most days: everybody who can, signs, and it is published."""
        self.let_time_pass(days)
        self.write(place, "root", text)
        revision = self._article(place).revisions.order_by("-number").first()
        self._perform("submit", revision, "root", kind=kind)
        for who in order:
            self._perform("assign", revision, "root", reviewer=who)
            self._perform("approve", revision, who, scope=scope)
        self._perform("publish", revision, "root")

    @rule(place=places, scope=scopes, order=st.permutations(DOCTORS), days=days)
    def look_again(self, place: int, scope: str, order: list[str], days: int) -> None:
        """A re-review of what is published, by two of whoever can."""
        self.let_time_pass(days)
        revision = self._article(place).revisions.published().first()
        for who in order[:2] if revision else []:
            self._perform("assign", revision, "root", reviewer=who)
            self._perform("confirm", revision, who, scope=scope)

    @rule(place=places, who=people, text=words)
    def write(self, place: int, who: str, text: str) -> None:
        """A new draft, or a save of the open one; reviewers and editors write as well."""
        article = self._article(place)
        if not Article.objects.writable_by(self._user(who)).filter(pk=article.pk).exists():
            return
        draft = start_draft(article, self._user(who))
        if draft.pk not in self.oracle.notes:
            self.oracle.notes[draft.pk] = Note(article.pk, draft.based_on_id)
        body = f"<p>{text}</p>"
        is_changed = draft.body != body
        try:
            save_draft(
                draft,
                draft.version,
                self._user(who),
                DraftText(draft.title, draft.standfirst, body),
            )
        except NotADraft:
            return
        if is_changed:
            self.oracle.notes[draft.pk].writers.add(who)

    # what administrators do; none of it moves a text

    @rule(
        place=places,
        approvals=st.integers(1, 3),
        specialty=st.sampled_from(["", PAIN]),
        months=st.sampled_from([1, 6, 12]),
    )
    def change_a_policy(self, place: int, approvals: int, specialty: str, months: int) -> None:
        topic = self.world.topics[place]
        with self._nothing_moves():
            Policy.objects.filter(topic=topic).delete()
            Policy.objects.create(
                topic=topic,
                approvals=approvals,
                specialty=Specialty.objects.get(name=PAIN) if specialty else None,
                interval_months=months,
            )
        self.oracle.policies[topic.pk] = Terms(approvals, specialty, months)

    @rule(place=places)
    def drop_a_policy(self, place: int) -> None:
        """Submission is refused until there is one again."""
        with self._nothing_moves():
            Policy.objects.filter(topic=self.world.topics[place]).delete()

    @rule(place=places, to=places)
    def move_an_article(self, place: int, to: int) -> None:
        topic = self.world.topics[to]
        with self._nothing_moves():
            Article.objects.filter(pk=self._article(place).pk).update(topic=topic)
        self.oracle.topics[self._article(place).pk] = topic.pk

    @rule(
        who=doctors, days=st.none() | st.integers(-30, 400), is_checked=st.sampled_from([1, 1, 0])
    )
    def change_a_licence(self, who: str, days: int | None, is_checked: int) -> None:
        licence = self.oracle.licences[who]
        licence.expires_on = None if days is None else self._today + timedelta(days=days)
        licence.checked_on = date(2020, 1, 1) if is_checked else None
        with self._nothing_moves():
            held = Credential.objects.get(person=self.world.users[who].person)
            held.expires_on, held.current_check = licence.expires_on, None
            held.save()
            if licence.checked_on:
                factories.checked(held, licence.checked_on)

    @rule(
        who=people.filter(lambda who: who != "root"),
        has_role=st.booleans(),
        is_active=st.booleans(),
    )
    def change_an_account(self, who: str, has_role: bool, is_active: bool) -> None:
        user = self._user(who)
        with self._nothing_moves():
            User.objects.filter(pk=user.pk).update(is_active=is_active)
            user.groups.clear()
            if has_role:
                user.groups.set(factories.Group.objects.filter(name__in=CAST[who]))

    @rule(place=places, names=st.sets(people, min_size=1, max_size=2))
    def change_the_bylines(self, place: int, names: set[str]) -> None:
        article = self._article(place)
        authors = [(self.world.users[who].person.pk, Byline.Role.WRITER) for who in sorted(names)]
        with self._nothing_moves():
            set_bylines(article, authors)
        self.oracle.authors[article.pk] = names

    # what time does

    @rule(days=days)
    def let_time_pass(self, days: int) -> None:
        self.now += timedelta(days=days, minutes=1)
        for outcome in publish_due(self.now):
            if not outcome.error:
                self._note_publication(outcome.revision)

    # what must hold after each step

    @invariant()
    def no_badge_shows_that_may_not(self) -> None:
        stored = dict(Revision.objects.values_list("pk", "sealed"))
        for revision in Revision.objects.all():
            shown = badge(revision, self._today)
            allowed = self.oracle.may_show(revision.pk, self._today, stored)
            assert not (shown.is_shown and not allowed), f"{revision} shows {shown}"
            assert shown.is_shown == allowed, f"{revision} hides its badge: {shown}"
            if allowed:
                assert shown.reviewed_on == self.oracle.reviewed_since(revision.pk, stored)

    @invariant()
    def every_text_is_where_the_notes_say(self) -> None:
        states = dict(Revision.objects.values_list("pk", "state"))
        assert states == {pk: note.state for pk, note in self.oracle.notes.items()}

    @invariant()
    def what_is_public_was_approved_or_is_owed(self) -> None:
        for revision in Revision.objects.published():
            approved = Event.objects.filter(revision=revision, target=State.APPROVED).exists()
            owed = Debt.objects.filter(revision=revision).exists()
            assert approved or owed, f"{revision} slipped through"

    @invariant()
    def every_chain_is_whole(self) -> None:
        for article in Article.objects.all():
            previous = ""
            for number, event in enumerate(article.events.order_by("number"), start=1):
                assert (event.number, event.previous_hash) == (number, previous)
                assert event.hash == expected_hash(event)
                previous = event.hash

    # how

    @property
    def _today(self) -> date:
        return self.now.date()

    def _article(self, place: int) -> Article:
        return Article.objects.get(pk=self.world.drafts[place].article_id)

    def _user(self, who: str) -> User:
        return User.objects.get(pk=self.world.users[who].pk)  # anew: rights are cached on it

    def _somebody_for(self, name: str, revision: Revision, otherwise: str) -> str:
        """Who was asked decides, root does the desk's work, so that more succeeds than chance has it."""
        if "review_revision" not in TABLE[name].permission:
            return "root" if self._user("root").is_active else otherwise
        asked = Assignment.objects.filter(revision=revision).values_list(
            "reviewer__name", flat=True
        )
        return otherwise if otherwise in asked else next(iter(asked), otherwise)

    def _try(self, name: str, revision: Revision, who: str, data: st.DataObject) -> None:
        self._perform(
            name,
            revision,
            who,
            scope=data.draw(scopes),
            kind=data.draw(kinds),
            reviewer=data.draw(doctors),
            days=data.draw(st.sampled_from([1, 100])),
            has_conflict=data.draw(st.booleans()),
        )

    def _perform(
        self,
        name: str,
        revision: Revision,
        who: str,
        scope: str = "full",
        kind: str = "",
        reviewer: str = "doctor",
        days: int = 1,
        has_conflict: bool = False,
    ) -> None:
        """Try it, and write down what happened; refused, it left no event."""
        inputs = self._inputs(
            name,
            scope=scope,
            change=kind,
            reviewer=self._user(reviewer),
            publish_at=self.now + timedelta(days=days),
            has_conflict=has_conflict,
        )
        revision.refresh_from_db()
        events, before = Event.objects.count(), revision.state
        try:
            event = perform(name, revision, self._user(who), inputs, self.now)
        except (Refused, PermissionDenied):
            assert Event.objects.count() == events
            return
        self._note(event, who, inputs, before)
        assert Event.objects.count() == events + 1 + self._opened_besides(event, who)

    def _opened_besides(self, event: Event, who: str) -> int:
        """How many events the one brought with it."""
        return 0

    def _inputs(self, name: str, **entered: Any) -> Inputs:
        return Inputs(
            comment="I checked every statement.",
            interests="None.",
            was_wrong="It said more.",
            says_now="It says less.",
            **entered,
        )

    def _note(self, event: Event, who: str, inputs: Inputs, before: str) -> None:
        """Write down what happened, in the oracle's own words."""
        scope, has_conflict = inputs.scope, inputs.has_conflict
        revision, note = event.revision, self.oracle.notes[event.revision_id]
        sealed = Revision.objects.values_list("sealed", flat=True).get(pk=revision.pk)
        if before == "draft" and event.transition in ("submit", "publish_unreviewed"):
            self.oracle.submit(revision.pk, sealed, inputs.change or "update")
        if event.transition == "decline" and has_conflict:
            self.oracle.conflicts.add((note.article, who))
        if event.transition in ("approve", "confirm"):
            self.oracle.sign(who, revision.pk, self._today, scope, sealed)
        if event.transition in ("publish", "publish_unreviewed"):
            self._note_publication(revision)
            self._hold_the_change_against_the_notes(revision)
        note.state = event.target
        note.was_approved |= event.target == "approved"

    def _hold_the_change_against_the_notes(self, revision: Revision) -> None:
        """A text that replaces one says what kind of change it is, and no lesser one than it was."""
        note = self.oracle.notes[revision.pk]
        change = Change.objects.filter(revision=revision).first()
        assert (change is not None) == self.oracle.replaces(revision.pk)
        if change is not None:
            order = ["", "minor", "correction", "update", "edition"]
            assert order.index(change.kind) >= order.index(note.kind)
            assert change.is_announced or change.kind != "correction"

    def _note_publication(self, revision: Revision) -> None:
        for note in self.oracle.notes.values():
            if note.article == revision.article_id and note.state == "published":
                note.state = "superseded"
        note = self.oracle.notes[revision.pk]
        note.state, note.was_public = "published", True

    @contextmanager
    def _nothing_moves(self) -> Iterator[None]:
        """Invariant 9."""
        before = list(Revision.objects.order_by("pk").values_list())
        yield
        assert list(Revision.objects.order_by("pk").values_list()) == before


class TamperedNewsroom(Newsroom):
    """Somebody with the database in hand changes sealed texts, and sometimes changes them back."""

    @rule(place=places, data=st.data())
    def tamper(self, place: int, data: st.DataObject) -> None:
        sealed = self._article(place).revisions.exclude(digest="")
        if sealed.exists():
            revision = data.draw(st.sampled_from(list(sealed.order_by("pk"))))
            force(revision, sealed=revision.sealed.replace("elp", "arm"))

    @rule(place=places, data=st.data())
    def tamper_with_the_digest_too(self, place: int, data: st.DataObject) -> None:
        sealed = self._article(place).revisions.exclude(digest="")
        if sealed.exists():
            revision = data.draw(st.sampled_from(list(sealed.order_by("pk"))))
            text = revision.sealed.replace("Rest", "Gold")
            force(revision, sealed=text, digest=hashlib.sha256(text.encode()).hexdigest())

    @precondition(lambda self: hasattr(self, "oracle"))
    @rule()
    def put_back(self) -> None:
        for pk, note in self.oracle.notes.items():
            if note.text:
                digest = hashlib.sha256(note.text.encode()).hexdigest()
                force(Revision.objects.get(pk=pk), sealed=note.text, digest=digest)


def expected_hash(event: Event) -> str:
    """SHA-256 over the canonical JSON of the row, as DESIGN.md says; spelt out here once more."""
    record = {
        "article": event.article_id,
        "number": event.number,
        "revision": event.revision_id,
        "transition": event.transition,
        "source": event.source,
        "target": event.target,
        "actor": event.actor_id,
        "actor_name": event.actor_name,
        "at": event.at.astimezone(UTC).isoformat(),
        "comment": event.comment,
        "details": event.details,
        "notified": event.notified,
        "previous_hash": event.previous_hash,
        "format": event.format,
    }
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


# the rules are the same; on PostgreSQL it is its triggers and types that are tried
EXAMPLES = {"sqlite": 8, "postgresql": 2}


@pytest.mark.parametrize("machine", [Newsroom, TamperedNewsroom])
def test_no_badge_shows_that_should_not_whatever_people_do(machine: type[Newsroom]):
    machine.world = World()

    run_state_machine_as_test(
        machine,
        settings=examples(
            EXAMPLES[connection.vendor],
            stateful_step_count=30,
            phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
            derandomize=bool(os.environ.get("CI")),
            suppress_health_check=list(HealthCheck),
        ),
    )
