"""Who may review a text: the rule, and every list and guard that asks it, over many people and texts."""

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count, product

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from articles.models import Article, Byline, Contribution, Person, Revision
from articles.models.articles import State
from articles.sealing import seal
from cms.models import User
from reviews.eligibility import rules, volunteering
from reviews.eligibility.candidates import able_to_review, candidates
from reviews.eligibility.facts import reviewer_of, signers_of, text_of
from reviews.models import Approval, Assignment, Credential, Round, SamePerson, Signers, Specialty
from reviews.workflow import guards, recipients
from reviews.workflow.context import Inputs, TransitionContext
from tests import factories
from tests.examples import examples

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)
PUBLISHED_AT = NOW - 10 * DAY
Answer = Assignment.Answer
STANDING = (Answer.ASKED, Answer.ACCEPTED)
CREDENTIALS = {
    "valid": {"checked_on": TODAY, "expires_on": TODAY},
    "expired": {"checked_on": TODAY - DAY, "expires_on": TODAY - DAY},
    "unchecked": {"checked_on": None},
    "checked tomorrow": {"checked_on": TODAY + DAY},
}
SIGNS = ("orcid", "licence", "mail", "said", "linked then")
_number = count(1)


@dataclass(frozen=True)
class Asked:
    """A request to review the text, and whether it was signed after it."""

    answer: Answer
    since_publication: bool
    is_signed: bool


@dataclass(frozen=True)
class Somebody:
    """A person, and what they are to the text. Texts are counted from the present one: 0."""

    roles: frozenset[str]
    is_active: bool = True
    is_superuser: bool = False
    has_profile: bool = True
    credential: str = "valid"
    specialty: str = ""
    wrote: frozenset[int] = frozenset()
    wrote_as: str = ""  # by a second account, which is known to be theirs by this
    has_byline: bool = False
    had_byline: bool = False
    conflict: int | None = None
    asked: Asked | None = None
    asked_before: bool = False


@dataclass(frozen=True)
class World:
    """A text of an article, and of those before it, the latest first, whether readers saw them reviewed."""

    state: State
    is_about_site: bool
    before: tuple[str, ...]
    demanded: int
    specialty: str
    people: tuple[Somebody, ...]


def mostly(usual, *rare) -> st.SearchStrategy:
    """So that most of what is rare is seen alone, and not behind a reason that comes before it."""
    return st.sampled_from([usual] * (5 * len(rare)) + list(rare))


PLACES = st.integers(0, 3)
PEOPLE = st.builds(
    Somebody,
    roles=mostly(
        frozenset({"Reviewers"}),
        frozenset({"Editors"}),
        frozenset({"Reviewers", "Editors", "Writers"}),
        frozenset({"Writers"}),
    ),
    is_active=mostly(True, False),
    is_superuser=mostly(False, True),
    has_profile=mostly(True, False),
    credential=mostly("valid", "", *set(CREDENTIALS) - {"valid"}),
    specialty=st.sampled_from(["", "Pain", "Skin"]),
    wrote=st.frozensets(PLACES, max_size=2),
    wrote_as=mostly("", *SIGNS),
    has_byline=mostly(False, True),
    had_byline=mostly(False, True),
    conflict=mostly(None, 0, 1, 2, 3),
    asked=mostly(None, *(Asked(*each) for each in product(Answer, (True, False), (True, False)))),
    asked_before=st.booleans(),
)
WORLDS = st.builds(
    World,
    state=st.sampled_from([State.DRAFT, State.IN_REVIEW, State.IN_REVIEW, State.PUBLISHED]),
    is_about_site=mostly(False, True),
    before=st.lists(st.sampled_from(["", "reviewed", "unreviewed"]), max_size=3).map(tuple),
    demanded=st.integers(1, 3),
    specialty=st.sampled_from(["", "Pain"]),
    people=st.tuples(PEOPLE, PEOPLE, PEOPLE, PEOPLE),
)


# --- the same, told once more ----------------------------------------------------------------------


def objections(person: Somebody, world: World) -> list[str]:
    """All that speaks against them, by what was said of the two alone; the first is told."""
    role = "Editors" if world.is_about_site else "Reviewers"
    since = next((at for at, each in enumerate(world.before, 1) if each), None)
    if since and world.before[since - 1] == "unreviewed":
        since = None  # the changes alone can't be reviewed
    counted = since or len(world.before) + 1
    is_known = has_sign(person)
    is_sealed_author = person.had_byline and world.state != State.DRAFT
    is_author = person.has_profile and (person.has_byline or is_sealed_author)
    is_licensed = world.is_about_site or person.credential == "valid"
    facts = {
        "not_an_editor" if world.is_about_site else "not_a_reviewer": (
            role not in person.roles or not person.is_active
        ),
        "asked": was_asked(person, world),
        "wrote": is_author or (is_known and any(place < counted for place in person.wrote)),
        "conflicted": conflict_of(person, world) is not None,
        "no_profile": not person.has_profile,
        "no_credential": person.has_profile and not is_licensed,
    }
    return [reason for reason, holds in facts.items() if holds]


def has_sign(person: Somebody) -> bool:
    """Whether it can be known that what was written is theirs."""
    of_profile = person.wrote_as in ("orcid", "licence", "linked then")
    return person.has_profile or not of_profile


def conflict_of(person: Somebody, world: World) -> int | None:
    """On which text, where there is such a text to be asked for."""
    if person.conflict is None or person.conflict > len(world.before):
        return None
    return None if person.conflict == 0 and world.state == State.DRAFT else person.conflict


def was_asked(person: Somebody, world: World) -> bool:
    asked = request_of(person, world)
    if asked is None or asked.answer == Answer.RELEASED:
        return False
    if world.state == State.IN_REVIEW:
        return True
    return asked.answer in STANDING and asked.since_publication and not asked.is_signed


def request_of(person: Somebody, world: World) -> Asked | None:
    if world.state == State.DRAFT:
        return None
    if conflict_of(person, world) == 0:
        return Asked(Answer.DECLINED, True, False)
    return person.asked


# --- in the database -------------------------------------------------------------------------------


class Stage:
    """The world as rows."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.desk = User.objects.create(email=f"desk{next(_number)}@example.org", name="Desk")
        self.users = [self._user(each) for each in world.people]
        number = next(_number)
        self.article = Article.objects.create(
            slug=f"text-{number}",
            topic=factories.topic(f"Topic {number}"),
            about="privacy" if world.is_about_site else "",
        )
        self.texts = self._texts()
        for user, person in zip(self.users, world.people, strict=True):
            self._involve(user, person)
        self.revision = Revision.objects.get(pk=self.texts[0].pk)

    def _user(self, person: Somebody) -> User:
        number = next(_number)
        user = User.objects.create(
            email=f"{number}@example.org",
            name=f"User {number}",
            is_active=person.is_active,
            is_superuser=person.is_superuser,
        )
        user.groups.set(Group.objects.filter(name__in=person.roles))
        if person.has_profile:
            profile = Person.objects.create(name=user.name, slug=f"somebody-{number}", user=user)
            if person.credential:
                factories.credential(
                    profile, specialty=specialty(person.specialty), **CREDENTIALS[person.credential]
                )
        return user

    def _texts(self) -> list[Revision]:
        """The present one first."""
        made: list[Revision] = []
        for place in reversed(range(len(self.world.before) + 1)):
            made.append(self._text(place, made[-1] if made else None))
            if place and self.world.before[place - 1] == "reviewed":
                self._sign(made[-1], self.desk, NOW)
        self._open_round(made[-1])
        return made[::-1]

    def _text(self, place: int, before: Revision | None) -> Revision:
        was_public = place and self.world.before[place - 1]
        state = State.SUPERSEDED if was_public else State.RECALLED
        state = state if place else self.world.state
        sealed = "" if state == State.DRAFT else self._sealed(present=not place)
        return Revision.objects.create(
            article=self.article,
            number=before.number + 1 if before else 1,
            based_on=before,
            state=state,
            title="Rest",
            created_by=self.desk,
            sealed=sealed,
            digest=seal.digest(sealed) if sealed else "",
            sealed_at=NOW - 30 * DAY if sealed else None,
            published_at=PUBLISHED_AT if state in (State.PUBLISHED, State.SUPERSEDED) else None,
        )

    def _sealed(self, *, present: bool) -> str:
        names = tuple(
            seal.Signature(user.name, "", Byline.Role.WRITER, user.person.slug)
            for user, person in zip(self.users, self.world.people, strict=True)
            if present and person.had_byline and person.has_profile
        )
        return seal.Text("Rest", "", "", (), names).serialised()

    def _open_round(self, revision: Revision) -> None:
        if revision.is_draft:
            return
        wanted = None if self.world.is_about_site else specialty(self.world.specialty)
        Round.objects.create(
            revision=revision,
            number=1,
            signers=Signers.of(self.article),
            approvals=self.world.demanded,
            specialty=wanted.name if wanted else "",
            specialty_key=wanted.key if wanted else "",
            interval_months=24,
            days_to_review=14,
            days_to_settle_debt=7,
            opened_at=NOW,
        )

    def _involve(self, user: User, person: Somebody) -> None:
        for place in person.wrote:
            if place < len(self.texts):
                self._contribute(self.texts[place], user, person.wrote_as)
        if person.has_byline and person.has_profile:
            Byline.objects.create(article=self.article, person=user.person)
        conflict = conflict_of(person, self.world)
        if conflict:
            self._ask(self.texts[conflict], user, Answer.DECLINED, has_conflict=True)
        if person.asked_before and len(self.texts) > 1 and conflict != 1:
            self._ask(self.texts[1], user, Answer.ASKED)
        if asked := request_of(person, self.world):
            at = PUBLISHED_AT + (DAY if asked.since_publication else -DAY)
            self._ask(self.texts[0], user, asked.answer, at=at, has_conflict=conflict == 0)
            if asked.is_signed:
                self._sign(self.texts[0], user, at + DAY / 2)

    def _contribute(self, revision: Revision, user: User, sign: str) -> None:
        at = {"first_at": NOW, "last_at": NOW}
        if not sign:
            Contribution.objects.create(revision=revision, user=user, **at)
            return
        number, profile = next(_number), getattr(user, "person", None)
        name, host = user.email.split("@")
        mail = f"{name}+{number}@{host}" if sign == "mail" else f"second{number}@{host}"
        second = User.objects.create(email=mail, name="Second")
        then = profile if sign == "linked then" else None
        Contribution.objects.create(revision=revision, user=second, person=then, **at)
        if sign == "said":
            one, other = sorted((user, second), key=lambda each: each.pk)
            SamePerson.objects.create(
                one=one, other=other, why="One passport.", said_by=self.desk, said_at=NOW
            )
        if sign in ("orcid", "licence") and profile:
            self._share(sign, profile, Person.objects.create(slug=f"second-{number}", user=second))

    def _share(self, sign: str, *profiles: Person) -> None:
        """Two profiles with the same ORCID, or the same licence, each written in its own way."""
        first = profiles[0].pk
        for profile, written in zip(profiles, (f"GMC {first}77", f"gmc-{first}-77"), strict=True):
            if sign == "orcid":
                Person.objects.filter(pk=profile.pk).update(orcid=f"{first:04}-0000-0000-0001")
            else:
                Credential.objects.create(person=profile, kind="licence", number=written)

    def _ask(self, revision, user, answer, *, at=NOW, has_conflict=False) -> None:
        Assignment.objects.create(
            revision=revision,
            reviewer=user,
            assigned_by=self.desk,
            assigned_at=at,
            due_on=TODAY,
            answer=answer,
            reason="No time." if answer == Answer.DECLINED else "",
            has_conflict=has_conflict,
        )

    def _sign(self, revision: Revision, user: User, at) -> None:
        Approval.objects.create(
            revision=revision,
            digest=revision.digest,
            reviewer=user,
            person=getattr(user, "person", None) or factories.person(),
            name=user.name,
            credentials=[],
            verdict=Approval.Verdict.APPROVE,
            statement="Read.",
            interests="None.",
            disclaimers={},
            signed_at=at,
        )


def specialty(name: str) -> Specialty | None:
    return Specialty.objects.get_or_create(name=name)[0] if name else None


def lacks_them(person: Somebody, world: World) -> bool:
    """Whether the text needs a reviewer more, and one with what the person has."""
    waited_for = [request_of(each, world) for each in world.people]
    held = sum(asked is not None and asked.answer in STANDING for asked in waited_for)
    is_fit = world.specialty in ("", person.specialty)
    return world.state == State.IN_REVIEW and held < world.demanded and is_fit


# --- everybody who asks ----------------------------------------------------------------------------


def a_text(*people: Somebody, state: State = State.IN_REVIEW, **about) -> World:
    usual = {"is_about_site": False, "before": ("reviewed",), "demanded": 3, "specialty": ""}
    return World(state, **{**usual, **about}, people=people)


DOCTOR = Somebody(frozenset({"Reviewers"}))
SIGNED = Asked(Answer.ACCEPTED, since_publication=True, is_signed=True)


@examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=WORLDS)
# where they disagreed, or could
@example(a_text(replace(DOCTOR, wrote=frozenset({1})), replace(DOCTOR, wrote=frozenset({0}))))
@example(a_text(replace(DOCTOR, wrote=frozenset({1})), before=("", "reviewed")))
@example(a_text(replace(DOCTOR, wrote=frozenset({1})), before=("unreviewed", "reviewed")))
@example(a_text(*(replace(DOCTOR, wrote=frozenset({0}), wrote_as=each) for each in SIGNS)))
@example(a_text(replace(DOCTOR, had_byline=True), replace(DOCTOR, has_byline=True)))
@example(a_text(*(replace(DOCTOR, asked=Asked(each, True, False)) for each in Answer)))
@example(
    a_text(
        replace(DOCTOR, asked=SIGNED),
        replace(DOCTOR, asked=replace(SIGNED, is_signed=False)),
        replace(DOCTOR, asked=Asked(Answer.ACCEPTED, False, False)),
        replace(DOCTOR, asked=Asked(Answer.DECLINED, True, False)),
        state=State.PUBLISHED,
    )
)
@example(a_text(replace(DOCTOR, roles=frozenset(), is_superuser=True), replace(DOCTOR, conflict=1)))
@example(a_text(replace(DOCTOR, asked_before=True, specialty="Skin"), state=State.DRAFT))
@example(
    a_text(
        Somebody(frozenset({"Editors"}), credential=""),
        Somebody(frozenset({"Editors"}), has_profile=False),
        is_about_site=True,
    )
)
def test_whoever_asks_hears_the_same(world):
    with transaction.atomic():
        everybody_says_what_is_expected(Stage(world))
        transaction.set_rollback(True)


def everybody_says_what_is_expected(stage: Stage) -> None:
    world, revision = stage.world, stage.revision
    people = dict(zip(stage.users, world.people, strict=True))
    against = {user: objections(person, world) for user, person in people.items()}
    free = {user for user, reasons in against.items() if not reasons}
    signers = signers_of(revision, getattr(revision, "round", None))
    text = text_of(revision, signers)
    reasons = {user: reason_of(user, text) for user in people}

    assert {user: reason.code if reason else "" for user, reason in reasons.items()} == {
        user: (*found, "")[0] for user, found in against.items()
    }
    assert {user: refusal(stage, user) for user in people} == {
        user: reason.said_of(user) if reason else "" for user, reason in reasons.items()
    }
    assert {each.user: each.why_not for each in candidates(revision, TODAY)} == {
        user: str(reason.beside_them) if reason else ""
        for user, reason in reasons.items()
        if reason not in (rules.NOT_A_REVIEWER, rules.NOT_AN_EDITOR)
    }
    assert {each.user for each in able_to_review(text, TODAY)} == free
    for user, person in people.items():
        own = TransitionContext(revision, user, NOW)
        assert bool(guards.is_independent(own)) is bool({"wrote", "conflicted"} & {*against[user]})
        assert bool(guards.is_credentialed(own)) is any(
            each.startswith("no_") for each in against[user]
        )
        is_offered = user in free and not world.is_about_site and lacks_them(person, world)
        assert (volunteering.offered(user, revision.pk, TODAY) == revision) is is_offered
        assert [each.revision for each in volunteering.offered_to(user, TODAY)] == (
            [revision] if is_offered else []
        )
    if revision.is_draft and len(stage.texts) > 1:
        again = recipients.asked_again(TransitionContext(revision, stage.desk, NOW))
        assert {each.reviewer for each in again} == {
            user
            for user in free
            if people[user].asked_before and conflict_of(people[user], world) != 1
        }


def reason_of(user: User, text: rules.Text) -> rules.Reason | None:
    return rules.why_not(reviewer_of(user, text.signers.right, TODAY), text, TODAY)


def refusal(stage: Stage, user: User) -> str:
    context = TransitionContext(stage.revision, stage.desk, NOW, Inputs(reviewer=user))
    return guards.names_a_reviewer(context)


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_the_rule_itself_looks_whether_a_credential_is_valid(kind):
    """Lists load valid ones only, which is a narrowing and not the rule."""
    held = factories.credential(factories.person(), **CREDENTIALS[kind])
    text = rules.Text(1, Signers.REVIEWERS)
    person = rules.Reviewer(User(pk=1), frozenset({Signers.REVIEWERS.right}), Person(), (held,))

    refused = rules.why_not(person, text, TODAY)

    assert refused == (None if kind == "valid" else rules.NO_CREDENTIAL)
