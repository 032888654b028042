"""The newsroom at random with people in it: one of them would forge a badge, and holds every right.

Rounds wait for all or end at once, and are blind or open; one topic has a checklist, whose answers are
carried into the next round; published articles move to other topics, and names under titles are answered for.

Accounts, links, credentials, roles, policies, signatures struck, passwords reset, guests: all go through the
doors of the product. The oracle knows who truly sits at which account, what the medical registers truly say,
and which accounts are one human being. Everybody but the villain is honest: they look up what is true, and
confirm nothing of the villain's; whoever is told that their account was changed takes it back within the day.

`python -m tests.reviews.workflow.nightly --operations 1000000` tries that many (nightly: `make people`).
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from allauth.core.context import request_context
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from articles.models import Person, Revision, Topic
from cms.models import User
from reviews.desk import guests
from reviews.eligibility import bylines
from reviews.entitlement import account_changes
from reviews.entitlement.act import Lookup
from reviews.entitlement.amend import amend, confirm, reject
from reviews.models import (
    AccountChange,
    Amendment,
    Answers,
    Approval,
    Assignment,
    Checklist,
    ChecklistVersion,
    Credential,
    Event,
    Invitation,
    Notification,
    Policy,
    Proposal,
    Round,
    Specialty,
)
from reviews.refusal import Refused
from reviews.reviewing import checklists
from reviews.workflow.context import Inputs
from reviews.workflow.transitions import TABLE
from tests import factories
from tests.reviews.workflow import test_state_machine as plain
from tests.reviews.workflow.test_state_machine import NOON, PAIN, Licence, Signed, Terms

VILLAIN: Final = "doctor who edits"
ACCOUNTS: Final = {
    **plain.CAST,
    "administrator": ("Administrators",),
    "second account": ("Reviewers",),
}
# who has two accounts, and by what the site knows: an ORCID, the number of a licence
HUMAN: Final = {"root": VILLAIN, "second account": "doctor"}
ORCID: Final = "0000-0002-1825-0097"
DOCTORS: Final = [role for role, groups in ACCOUNTS.items() if "Reviewers" in groups]
GUESTS: Final = {"visiting professor": "visiting professor", "professor made up": VILLAIN}
SENSITIVE: Final = {"Reviewers", "Editors", "Administrators"}
# what nobody does at an account that is not theirs, or was not theirs a day ago
PROVEN: Final = {
    "approve", "confirm", "request_changes", "reject", "publish", "schedule",
    "publish_unreviewed", "withdraw", "retract", "propose_strike", "second_strike",
    "retopic", "settle_policy",
}  # fmt: skip
FALSE: Final = {
    "name": "Prof. Made Up", "letters": "MD, PhD, FRCP", "number": "0815", "expires_on": None,
}  # fmt: skip
LINES: Final = "# Accuracy\nfacts | yes/no | required | Is it right?\n"
ENDED: Final = {"approved", "changes_requested", "rejected"}
STEPS: Final = 100
COUNTED: Final = Path(os.environ.get("PEOPLE_COUNTED", os.devnull))


def human_of(account: str) -> str:
    return HUMAN.get(account, GUESTS.get(account, account))


@dataclass
class Facts:
    """What is entered of somebody, or what the register truly says of them."""

    name: str
    letters: str = "MD"
    specialty: str = ""
    number: str = ""
    expires_on: date | None = None

    def is_true_by(self, register: "Facts") -> bool:
        """An earlier end than the true one misleads nobody."""
        said = (self.name, self.letters, self.specialty, self.number)
        told = (register.name, register.letters, register.specialty, register.number)
        ends = register.expires_on is None or (
            self.expires_on is not None and self.expires_on <= register.expires_on
        )
        return said == told and ends


@dataclass
class Check:
    """That somebody looked the facts up: who, and whether they were true."""

    on: date
    by: str
    is_true: bool


@dataclass
class PeopledOracle(plain.Oracle):
    """Of each account: who sits there; of each profile, which goes by the name of its first account: what
    is entered and who entered it, which account has it, and which check counts.
    """

    sits: dict[str, str] = field(default_factory=dict)
    entered: dict[str, Facts] = field(default_factory=dict)
    register: dict[str, Facts] = field(default_factory=dict)
    enterers: dict[str, set[str]] = field(default_factory=dict)
    invited_by: dict[str, str] = field(default_factory=dict)
    checks: dict[str, Check] = field(default_factory=dict)
    linked: dict[str, str | None] = field(default_factory=dict)
    slugs: dict[str, str] = field(default_factory=dict)
    by_key: dict[int, Signed] = field(default_factory=dict)
    published_by: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()

    def hands(self, pk: int, scope: str) -> set[str]:
        """The humans of whom the text is, as far as somebody signs for it."""
        note, since = self.notes[pk], 0
        if scope == "changes":
            at = note.started_from
            while at and not self.notes[at].was_public:
                at = self.notes[at].started_from
            since = at or 0
        named = {*self.authors[note.article]}
        if note.text:
            sealed = plain.json.loads(note.text)["bylines"]
            named |= {self.slugs[byline["slug"]] for byline in sealed}
        wrote = [
            each.writers
            for at, each in self.notes.items()
            if each.article == note.article and since < at <= pk
        ]
        return {human_of(each) for each in named.union(*wrote)}

    def sign(self, who: str, pk: int, day: date, scope: str, text: str) -> None:
        note, human = self.notes[pk], self.sits[who]
        profile = next(name for name, account in self.linked.items() if account == who)
        licence = self._licence(profile, pk)
        conflicted = {human_of(each) for article, each in self.conflicts if article == note.article}
        is_good = (
            human_of(profile) == human
            and licence.is_good_on(day)
            and human not in self.hands(pk, scope) | conflicted
        )
        is_specialist = bool(note.terms) and licence.specialty == note.terms.specialty
        note.signed.append(Signed(human, day, scope, is_good, is_specialist, text))

    def _licence(self, profile: str, pk: int) -> Licence:
        """What counts of it for a text: nobody of whom the text is, and who published it, has checked it."""
        facts, check = self.entered[profile], self.checks.get(profile)
        counts = check is not None and check.is_true
        counts = counts and check.by not in self.hands(pk, "full") | {self.published_by.get(pk)}
        return Licence(check.on if counts else None, facts.expires_on, facts.specialty)


class PeopledWorld(plain.World):
    """Set up once; the villain has an account that may do everything, beside that of a doctor."""

    def __init__(self) -> None:
        self.pain = Specialty.objects.create(name=PAIN)
        self.users: dict[str, User] = {}
        self.facts: dict[str, Facts] = {}
        known = {"root": ORCID, VILLAIN: ORCID}
        for role, groups in ACCOUNTS.items():
            user = factories.user(*groups, name=role, is_superuser=role == "root")
            letters = "MD" if role in DOCTORS else ""
            person = factories.person(user, post_nominals=letters, orcid=known.get(role, ""))
            self.users[role] = user
            self.facts[role] = self._facts(role)
            if role in DOCTORS:
                facts = self.facts[role]
                factories.credential(
                    person,
                    date(2020, 1, 1),
                    specialty=self.pain if facts.specialty else None,
                    number=facts.number,
                    expires_on=facts.expires_on,
                )
        checklist = Checklist.objects.create(name="Short", slug="short")
        ChecklistVersion.objects.create(checklist=checklist, text=LINES)
        self.topics = [
            factories.topic(interval_months=12, checklist=checklist),
            factories.topic(approvals=2, specialty=PAIN, interval_months=6, is_blind=True),
        ]
        self.drafts = [
            factories.draft(self.users["writer"], topic=self.topics[0]),
            factories.draft(self.users["doctor who writes"], topic=self.topics[1]),
        ]

    def _facts(self, role: str) -> Facts:
        facts = Facts(role, number=str(1000 + sorted(ACCOUNTS).index(human_of(role))))
        if role == "specialist":
            facts.specialty = PAIN
        if role == "doctor with short licence":
            facts.expires_on = NOON.date() + timedelta(days=200)
        return facts


accounts = st.sampled_from(sorted(ACCOUNTS))
holders = st.sampled_from(DOCTORS)
deciders = st.sampled_from(["root", "root", "administrator", "editor", VILLAIN])
columns = st.sampled_from(["name", "letters", "number", "expires_on", "specialty", "orcid"])


class PeopledNewsroom(plain.Newsroom):
    world: PeopledWorld
    oracle: PeopledOracle
    operations = 0
    struck = 0
    destination = 0
    follows = "review"
    confirms_answers = True
    last: object = None

    @initialize(is_published=st.lists(st.sampled_from([True, True, False]), min_size=2, max_size=2))
    def note_what_is_there(self, is_published: list[bool]) -> None:
        self.users = dict(self.world.users)
        self.oracle = oracle = PeopledOracle()
        for role in ACCOUNTS:
            oracle.sits[role], oracle.linked[role] = human_of(role), role
            oracle.slugs[self.users[role].person.slug] = role
            oracle.entered[role] = Facts(**vars(self.world.facts[role]))
            oracle.register[role] = Facts(**vars(self.world.facts[role]))
            oracle.enterers[role] = set()
            if role in DOCTORS:
                oracle.checks[role] = Check(date(2020, 1, 1), "nobody", True)
        oracle.register["visiting professor"] = Facts("visiting professor", number="4711")
        oracle.register["professor made up"] = oracle.register[VILLAIN]
        self.removed: date | None = None
        self.was_given: dict[str, set[str]] = {}
        oracle.policies = {
            self.world.topics[0].pk: Terms(1, "", 12),
            self.world.topics[1].pk: Terms(2, PAIN, 6),
        }
        for draft, author in zip(self.world.drafts, ("writer", "doctor who writes"), strict=True):
            oracle.topics[draft.article_id] = draft.article.topic_id
            oracle.authors[draft.article_id] = {author}
            oracle.notes[draft.pk] = plain.Note(draft.article_id, None, {author})
        for place, is_seen_through in enumerate(is_published):
            if is_seen_through:
                self.see_a_text_through(place, "Rest helps.", "full", plain.DOCTORS, 0)

    # what people do to texts

    @rule(place=plain.places, who=accounts, name=st.sampled_from(sorted(TABLE)), data=st.data())
    def try_anything(self, place: int, who: str, name: str, data: st.DataObject) -> None:
        super().try_anything(place, who, name, data)

    @rule(place=plain.places, who=accounts, data=st.data())
    def do_what_comes_next(self, place: int, who: str, data: st.DataObject) -> None:
        super().do_what_comes_next(place, who, data)

    @rule(place=plain.places, name=st.sampled_from(["strike", "propose_strike", "second_strike"]),
          who=accounts, data=st.data())  # fmt: skip
    def strike(self, place: int, name: str, who: str, data: st.DataObject) -> None:
        signed = Approval.objects.filter(revision__article=self._article(place)).order_by("pk")
        if signed.exists():
            approval = data.draw(st.sampled_from(list(signed)))
            self.struck = approval.pk
            self._perform(name, approval.revision, who)

    @rule(
        place=plain.places,
        who=deciders,
        to=plain.places,
        follows=st.sampled_from(["review", "keep"]),
    )
    def move_to_another_topic(self, place: int, who: str, to: int, follows: str) -> None:
        """Of what readers see, or its review is held against the policy of today."""
        self.destination, self.follows = to, follows
        if revision := self._article(place).revisions.published().first():
            for name in ("retopic", "settle_policy"):
                self._perform(name, revision, who)

    @rule(place=plain.places, who=accounts, kind=st.sampled_from(["confirmed", "declined"]))
    def answer_for_a_name(self, place: int, who: str, kind: str) -> None:
        """Whoever sits at the account that has the profile."""
        article, user = self._article(place), self._user(who)
        profile = next((name for name, has in self.oracle.linked.items() if has == who), None)
        if profile is None:
            return
        with self._nothing_moves():
            try:
                bylines.answer(article, self._person(profile), user, kind)
            except Refused:
                return
        names = self.oracle.authors[article.pk]
        self.oracle.authors[article.pk] = (
            names | {profile} if kind == "confirmed" else names - {profile}
        )

    @rule(place=plain.places, who=holders, says=st.sampled_from(["yes", "yes", "no", ""]))
    def answer_the_checklist(self, place: int, who: str, says: str) -> None:
        self._answer(self._article(place).revisions.latest("number"), who, says)

    # what the villain does to accounts, and what others do about it

    @rule(whose=accounts)
    def take_over(self, whose: str) -> None:
        """However it was done: a mailbox read, an administrator's mail link. The owner is told."""
        with self._signed_in("root"):
            user = self._user(whose)
            user.set_password("of the villain")
            user.save()
        self.oracle.sits[whose] = VILLAIN

    @rule(who=deciders, whose=accounts, is_back=st.booleans())
    def change_an_address(self, who: str, whose: str, is_back: bool) -> None:
        """Whoever reads the mail of an account has it before long."""
        user = self._user(whose)
        address = self.world.users[whose].email if is_back else f"v{user.pk}@example.net"
        made = self._amend("change_account", user, who, {"email": address})
        if isinstance(made, Amendment) and not is_back:
            self.oracle.sits[whose] = VILLAIN

    @rule(by=accounts, whose=accounts)
    def confirm_a_change(self, by: str, whose: str) -> None:
        """Who is honest asks the owner first."""
        if self._is_villain(by) or self.oracle.sits[whose] == human_of(whose):
            try:
                account_changes.confirm(self._user(whose), self._user(by), self.now)
            except Refused:
                return
            assert self.oracle.sits[whose] == human_of(whose), f"{by} confirmed {whose}"

    # what is said of people, and looked up

    @rule(who=deciders, whose=holders, column=columns)
    def enter(self, who: str, whose: str, column: str) -> None:
        """The honest enter what the register says; the villain anything."""
        if whose not in DOCTORS and column not in ("name", "orcid"):
            return
        facts, register = self.oracle.entered[whose], self.oracle.register[whose]
        if column == "orcid":
            self._amend("change_person", self._person(whose), who, {"orcid": ""})
            return
        if not self._is_villain(who):
            value: Any = getattr(register, column)
        elif column == "specialty":
            value = "" if facts.specialty else PAIN
        else:
            value = FALSE[column]
        stored: Any = value
        act, row = "change_credential", self._credential(whose)
        if column in ("name", "letters"):
            act, row = "change_person", self._person(whose)
        if column == "specialty":
            stored = self.world.pain if value else None
        name = {"letters": "post_nominals"}.get(column, column)
        if isinstance(self._amend(act, row, who, {name: stored}), Amendment):
            self._set(whose, who, **{column: value})

    @rule(who=deciders, whose=accounts)
    def take_an_orcid_away(self, who: str, whose: str) -> None:
        """By which the site knows that two are one."""
        if self._is_villain(who):
            self._amend("change_person", self._person(whose), who, {"orcid": ""})

    @rule(who=deciders)
    def rename_the_specialty(self, who: str) -> None:
        """Nobody honest does; all that rest on it are looked up anew."""
        if not self._is_villain(who):
            return
        pain = Specialty.objects.get(pk=self.world.pain.pk)
        name = PAIN if pain.name != PAIN else "Neurosurgery"
        if self._amend("change_specialty", pain, who, {"name": name}):
            for whose, facts in self.oracle.entered.items():
                if facts.specialty:
                    self._set(whose, who)

    @rule(who=deciders, whose=holders | st.sampled_from(sorted(GUESTS)))
    def look_up(self, who: str, whose: str) -> None:
        if whose not in self.oracle.entered:
            return
        facts, register = self.oracle.entered[whose], self.oracle.register[whose]
        is_named = Specialty.objects.get(pk=self.world.pain.pk).name == PAIN
        is_true = facts.is_true_by(register) and (is_named or not facts.specialty)
        is_theirs = self.oracle.linked[whose] == whose
        if not self._is_villain(who) and not (is_true and is_theirs):
            return
        lookup = Lookup("Register", "https://register.example/1", self._today)
        made = self._amend("check_credential", self._credential(whose), who, lookup=lookup)
        if made:
            self._note_check(who, whose, is_true)

    def _note_check(self, who: str, whose: str, is_true: bool) -> None:
        human = self.oracle.sits[who]
        own = {human_of(whose), self.oracle.invited_by.get(whose)}
        assert human not in own | self.oracle.enterers[whose], f"{who} looked up {whose}"
        self.oracle.checks[whose] = Check(self._today, human, is_true)

    @rule(who=deciders, whose=holders)
    def void(self, who: str, whose: str) -> None:
        if self._amend("void_check", self._credential(whose), who, reason="In doubt."):
            self.oracle.checks.pop(whose, None)

    @rule(whose=holders, days=st.none() | st.integers(1, 400))
    def renew(self, whose: str, days: int | None) -> None:
        """The register says something new; what an earlier check found is still true until its end."""
        register = self.oracle.register[whose]
        ends = None if days is None else self._today + timedelta(days=days)
        if register.expires_on and (ends is None or ends > register.expires_on):
            register.expires_on = ends

    # whose profile it is, and who may do what

    @rule(who=deciders, whose=accounts, account=st.none() | accounts)
    def link(self, who: str, whose: str, account: str | None) -> None:
        """Nobody honest does."""
        if self._is_villain(who):
            user = self._user(account) if account else None
            made = self._amend("link_person", self._person(whose), who, {"user": user})
            if isinstance(made, Amendment):
                self._note_link(whose, account)

    @rule(who=accounts, is_yes=st.booleans(), data=st.data())
    def settle(self, who: str, is_yes: bool, data: st.DataObject) -> None:
        """Who is honest confirms nothing of the villain's."""
        waiting = list(Proposal.objects.open())
        if not waiting:
            return
        proposal = data.draw(st.sampled_from(waiting))
        by_villain = proposal.asked_by == self._user("root") or self._is_villain(
            proposal.asked_by.name
        )
        if by_villain and not self._is_villain(who):
            is_yes = False
        try:
            (confirm if is_yes else reject)(proposal, self._user(who), self.now)
        except Refused:
            return
        assert not (is_yes and by_villain), f"{who} confirmed {proposal}"

    @rule(who=deciders, whose=accounts, groups=st.sets(st.sampled_from(sorted(
        {"Writers", "Reviewers", "Editors", "Administrators"})), max_size=2),
        is_active=st.sampled_from([True, True, False]))  # fmt: skip
    def change_rights(self, who: str, whose: str, groups: set[str], is_active: bool) -> None:
        """Who is honest gives back what the account had."""
        if whose == "root" and not self._is_villain(who):
            return
        if not self._is_villain(who):
            groups, is_active = set(ACCOUNTS[whose]), True
        user = self._user(whose)
        had = set(user.groups.values_list("name", flat=True)) if user.is_active else set()
        others = self._other_administrators(who)
        values = {"groups": list(Group.objects.filter(name__in=groups)), "is_active": is_active}
        made = self._amend("change_rights", user, who, values)
        if isinstance(made, Amendment):
            gained = (groups - had) & SENSITIVE if is_active else set()
            assert not (gained and others), f"{who} alone gave {whose}: {gained}"
            if "Administrators" in had and not (is_active and "Administrators" in groups):
                self.removed = self._today

    def _other_administrators(self, than: str) -> bool:
        """Another human who administers, or did so until lately."""
        if self.removed is not None and self._today < self.removed + timedelta(days=29):
            return True
        active = User.objects.filter(is_active=True, groups__name="Administrators")
        humans = {human_of(each.name) for each in active}
        return bool((humans | {VILLAIN}) - {human_of(than)})

    # guests

    @rule(place=plain.places, who=deciders, name=st.sampled_from(sorted(GUESTS)))
    def invite(self, place: int, who: str, name: str) -> None:
        revision = self._article(place).revisions.order_by("-number").first()
        if name in self.users or not self._user(who).has_perm("reviews.assign_reviewer"):
            return
        if GUESTS[name] == VILLAIN and not self._is_villain(who):
            return
        address = f"{name.replace(' ', '.')}@example.net"
        due_on = self._today + timedelta(days=20)
        try:
            by = self._user(who)
            made = guests.invite(revision, by, name, address, "Knows it.", due_on, self.now)
            stated = {"name": name, "post_nominals": "MD", "interests": "None."}
            licence = {"kind": "licence", "title": "Licence", "number": "4711", "issuer": "Board"}
            user = guests.confirm(made, stated | licence, self.now)
        except Refused:
            return
        self.users[name], oracle = user, self.oracle
        oracle.sits[name], oracle.linked[name] = human_of(name), name
        oracle.entered[name] = Facts(name, number="4711")
        oracle.enterers[name] = {human_of(name)}
        oracle.invited_by[name] = oracle.sits[who]
        oracle.slugs[user.person.slug] = name

    @rule(who=deciders, name=st.sampled_from(sorted(GUESTS)))
    def check_a_guest(self, who: str, name: str) -> None:
        invitation = Invitation.objects.filter(name=name, revoked_at=None).first()
        is_true = name == "visiting professor"
        if invitation is None or not (is_true or self._is_villain(who)):
            return
        before, by = Event.objects.count(), self._user(who)
        is_checked = self._credential(name).is_checked
        lookup = Lookup("Register", "", self._today)
        try:
            guests.check(invitation, by, lookup, self.now)
        except (Refused, PermissionDenied):
            assert Event.objects.count() == before
            return
        if not is_checked:
            self._note_check(who, name, is_true)

    # rules

    @rule(place=plain.places, who=deciders, approvals=st.integers(1, 3),
          specialty=st.sampled_from(["", PAIN]), months=st.sampled_from([1, 6, 12]),
          reports=st.sampled_from(["all", "first"]), is_blind=st.booleans())  # fmt: skip
    def change_a_policy(
        self, place: int, who: str, approvals: int, specialty: str, months: int,
        reports: str = "all", is_blind: bool = False,
    ) -> None:  # fmt: skip
        topic = self.world.topics[place]
        pain = self.world.pain if specialty else None
        values = {
            "approvals": approvals, "specialty": pain, "interval_months": months, "reports": reports,
            "is_blind": is_blind,
        }  # fmt: skip
        with self._nothing_moves():
            if self._amend("change_policy", Policy.objects.get(topic=topic), who, values):
                self.oracle.policies[topic.pk] = Terms(approvals, specialty, months)

    drop_a_policy = None
    change_a_licence = None
    change_an_account = None

    # what time does

    @rule(days=plain.days)
    def let_time_pass(self, days: int) -> None:
        """Within a day, whoever was told that their account was changed takes it back."""
        for whose, human in self.oracle.sits.items() if days else ():
            if human != human_of(whose):
                self._take_back(whose)
        super().let_time_pass(days)

    def _take_back(self, whose: str) -> None:
        address = self._at_first(whose)
        told = Notification.objects.filter(address=address, created_at__lte=self.now)
        if told.exists():
            with self._signed_in(whose):
                user = self._user(whose)
                user.email = address
                user.set_password("of the owner")
                user.save()
            self.oracle.sits[whose] = human_of(whose)

    # how

    def _at_first(self, whose: str) -> str:
        return self.world.users.get(whose, self.users[whose]).email

    def check_invariants(self, *args: Any, **more: Any) -> None:
        """Where nothing was written and no time has passed, all is as it was."""
        type(self).operations += 1
        if self._is_as_before():
            return
        super().check_invariants(*args, **more)

    def _is_as_before(self) -> bool:
        if connection.vendor != "sqlite":
            return False
        before, self.last = self.last, (connection.connection.total_changes, self.now)
        return before == self.last

    @contextmanager
    def _signed_in(self, who: str) -> Iterator[None]:
        """What they do is done at the time of this newsroom: an account notes by the clock on the wall."""
        request = HttpRequest()
        request.user = self._user(who)
        with request_context(request):
            yield
        AccountChange.objects.filter(changed_at__lt=NOON).update(changed_at=self.now)

    def _is_villain(self, who: str) -> bool:
        return self.oracle.sits[who] == VILLAIN

    def _user(self, who: str) -> User:
        return User.objects.get(pk=self.users[who].pk)

    def _person(self, whose: str) -> Person:
        return Person.objects.get(pk=self.users[whose].person.pk)

    def _credential(self, whose: str) -> Credential:
        return Credential.objects.filter(person=self.users[whose].person.pk).earliest("pk")

    def _amend(
        self, act: str, row: Any, who: str, values: Any = None, **more: Any
    ) -> Amendment | Proposal | None:
        before = Amendment.objects.count()
        with self._signed_in(who):
            try:
                made = amend(act, row, self._user(who), values, now=self.now, **more)
            except (Refused, PermissionDenied):
                assert Amendment.objects.count() == before
                return None
        return made

    def _set(self, whose: str, who: str, **facts: Any) -> None:
        """Something is said anew of somebody: no check outlives it."""
        for column, value in facts.items():
            setattr(self.oracle.entered[whose], column, value)
        self.oracle.enterers[whose].add(self.oracle.sits[who])
        self.oracle.checks.pop(whose, None)

    def _note_link(self, whose: str, account: str | None) -> None:
        self.oracle.linked[whose] = account
        self.oracle.checks.pop(whose, None)

    def _perform(self, name: str, revision: Any, who: str, *args: Any, **more: Any) -> None:
        """Whoever signs and never answered the list does so now, that enough texts come to be published."""
        if name in ("approve", "confirm") and not self._own_answers(revision, who).exists():
            self._answer(revision, who, "yes")
        super()._perform(name, revision, who, *args, **more)

    def _answer(self, revision: Revision, who: str, says: str) -> None:
        terms = Round.objects.filter(revision=revision).first()
        if terms and terms.checklist:
            given = {"answer-facts": says, "note-facts": ""}
            checklists.save(revision, self._user(who), terms.checklist, given)

    def _own_answers(self, revision: Revision, who: str) -> QuerySet[Answers]:
        of_article = Answers.objects.filter(revision__article=revision.article_id)
        return of_article.filter(reviewer=self._user(who), revision__number__lte=revision.number)

    def _try(self, name: str, revision: Any, who: str, data: st.DataObject) -> None:
        asked = [*DOCTORS, *(each for each in GUESTS if each in self.users)]
        self._perform(
            name,
            revision,
            who,
            scope=data.draw(plain.scopes),
            kind=data.draw(plain.kinds),
            reviewer=data.draw(st.sampled_from(asked)),
            days=data.draw(st.sampled_from([1, 100])),
            has_conflict=data.draw(st.booleans()),
        )

    def _inputs(self, name: str, **entered: Any) -> Inputs:
        if name in ("strike", "propose_strike", "second_strike"):
            ground = "mistaken" if name == "strike" else "impostor"
            entered |= {"approval": self.struck, "ground": ground}
        if name in ("retopic", "settle_policy"):
            topic = Topic.objects.get(pk=self.world.topics[self.destination].pk)
            entered |= {"topic": topic, "follows": self.follows}
        entered["confirms_answers"] = self.confirms_answers
        return super()._inputs(name, **entered)

    def _note(self, event: Event, who: str, inputs: Inputs, before: str) -> None:
        if event.transition in PROVEN:
            assert self.oracle.sits[who] == human_of(who), f"{event.transition} by {who}"
        if event.transition == "retopic" and inputs.topic:
            self.oracle.topics[event.article_id] = inputs.topic.pk
        super()._note(event, who, inputs, before)
        if before == "in_review" and event.target in ENDED:
            self._nobody_was_cut_off(event.revision)
        if event.transition in ("approve", "confirm"):
            self._answered_by_themself(event, who, inputs)
            self.oracle.by_key[Approval.objects.latest("pk").pk] = self.oracle.notes[
                event.revision_id
            ].signed[-1]
        if "strike" in event.details:
            struck = self.oracle.by_key.get(event.details["strike"]["approval"])
            if (
                struck is not None
            ):  # a decision against a text is struck too, and no badge rests on it
                self.oracle.notes[event.revision_id].signed.remove(struck)
        if event.transition in ("publish", "publish_unreviewed", "schedule"):
            self.oracle.published_by[event.revision_id] = self.oracle.sits[who]

    def _nobody_was_cut_off(self, revision: Revision) -> None:
        """Where the terms wait for all, nobody who had accepted has still to decide."""
        if Round.objects.get(revision=revision).reports != "all":
            return
        for asked in Assignment.objects.filter(revision=revision, answer="accepted"):
            signed = Approval.objects.standing().filter(revision=revision, reviewer=asked.reviewer)
            assert signed.filter(signed_at__gte=asked.assigned_at).exists(), f"{asked} was cut off"

    def _answered_by_themself(self, event: Event, who: str, inputs: Inputs) -> None:
        """Whoever vouches for the whole text answered each line of its list, now or in a round before."""
        signed = event.details["approval"]
        if inputs.scope == "full" and signed["checklist"]:
            assert [each["answer"] for each in signed["checklist"]["answers"]] != [""]
            own = self._own_answers(event.revision, who)
            assert own.exists(), f"{event} signs answers of somebody else"

    def _opened_besides(self, event: Event, who: str) -> int:
        """The review that a move opens: another draft of the text, submitted where that is possible."""
        if not event.details.get("opens_review"):
            return 0
        for text in Revision.objects.filter(article=event.article_id).exclude(
            pk__in=self.oracle.notes
        ):
            note = plain.Note(text.article_id, text.based_on_id, state=text.state)
            self.oracle.notes[text.pk] = note
            if text.state == "in_review":
                self.oracle.submit(text.pk, text.sealed, "edition")
        return Event.objects.filter(pk__gt=event.pk, transition="submit").count()


# --- as many as one likes -----------------------------------------------------------------------------


def run(operations: int, seconds: float = float("inf"), steps: int = STEPS) -> int:
    """Try at least so many operations, or for so long; returns how many were tried. Raises what is false."""
    PeopledNewsroom.world = PeopledWorld()
    PeopledNewsroom.operations, until = 0, time.monotonic() + seconds
    while PeopledNewsroom.operations < operations and time.monotonic() < until:
        missing = operations - PeopledNewsroom.operations
        run_state_machine_as_test(
            PeopledNewsroom,
            settings=settings(
                max_examples=max(1, min(5, missing // steps)),
                stateful_step_count=steps,
                deadline=None,
                database=None,
                phases=[Phase.generate],  # with a seed it is had again, and shrunk if one likes
                suppress_health_check=list(HealthCheck),
            ),
        )
        COUNTED.write_text(f"{PeopledNewsroom.operations}\n")
    return PeopledNewsroom.operations
