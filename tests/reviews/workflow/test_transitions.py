"""Every state, every transition, every role; and every refusal in its own words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from articles.models import Byline, Comment, Revision, Thread
from articles.models.articles import State
from cms.models import User
from reviews.models import Approval, Assignment, Credential, Event, Policy, Reports
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import actions_for, perform
from reviews.workflow.transitions import TABLE
from tests import factories
from tests.tampering import force

pytestmark = pytest.mark.django_db

# --- the reviewed table ------------------------------------------------------------------------
# Written by hand from DESIGN.md §3 and §4, not from the code that it tests.

OWNERS = {"writer", "author who reviews", "editor", "superuser"}
DESK = {"editor", "superuser"}
WRITING = OWNERS | {"writer of another"}
REVIEWING = {
    "assigned",
    "not assigned",
    "conflicted",
    "author who reviews",
    "credential expired",
    "superuser",
}
HOLDERS = {
    "submit": WRITING,
    "discard": WRITING,
    "recall": WRITING,
    "assign": DESK,
    "change_due": DESK,
    "release": DESK,
    "accept": REVIEWING,
    "decline": REVIEWING,
    "ask_for_time": REVIEWING,
    "approve": REVIEWING,
    "request_changes": REVIEWING,
    "reject": REVIEWING,
    "schedule": DESK,
    "unschedule": DESK,
    "publish": DESK,
    "publish_unreviewed": DESK,
    "confirm": REVIEWING,
    "withdraw": DESK,
    "retract": DESK,
    "merge": DESK,
    "move": DESK,
    "retopic": DESK,
    "settle_policy": DESK,
    "finish": REVIEWING,
    "conclude": DESK,
    "strike": REVIEWING,
    "propose_strike": DESK,
    "second_strike": DESK,
}
# who signed strikes their own; a strike for cause is proposed by one and made by another
STRIKING = {"strike": {"assigned"}, "propose_strike": DESK}
CUT_OFF = {"author who reviews", "credential expired"}
# who may do what in which state; a holder of the right who does not stand here is refused,
# everybody else is denied. The administrator, the deactivated editor, the user without a role and
# the visitor stand nowhere.
PERFORMED: dict[State, dict[str, set[str]]] = {
    State.DRAFT: {"submit": OWNERS, "discard": OWNERS, "publish_unreviewed": DESK},
    State.IN_REVIEW: {
        "recall": OWNERS,
        "assign": DESK,
        "change_due": DESK,
        "release": DESK,
        "accept": {"assigned"},
        # who may not decide may still say so
        "decline": {"assigned", "author who reviews", "credential expired"},
        "ask_for_time": {"assigned"},
        "approve": {"assigned"},
        "request_changes": {"assigned"},
        "reject": {"assigned"},
        "publish_unreviewed": DESK,
    },
    State.APPROVED: {
        "recall": OWNERS,
        "schedule": DESK,
        "publish": DESK,
        **STRIKING,
        "finish": CUT_OFF,
    },
    State.SCHEDULED: {"unschedule": DESK, "publish": DESK, **STRIKING, "finish": CUT_OFF},
    State.PUBLISHED: {
        **STRIKING,
        "assign": DESK,
        "change_due": DESK,
        "release": DESK,
        "decline": {"assigned", "author who reviews", "credential expired"},
        "confirm": {"assigned"},
        "withdraw": DESK,
        "retract": DESK,
        "move": DESK,
        "retopic": DESK,
    },
    State.SUPERSEDED: STRIKING,
    # who was asked and cut off may say what they found, whether they could decide or not
    State.CHANGES_REQUESTED: {**STRIKING, "finish": CUT_OFF},
    State.REJECTED: {**STRIKING, "finish": CUT_OFF},
    State.RECALLED: {},
    State.DISCARDED: {},
    State.WITHDRAWN: {"merge": DESK, "move": DESK, **STRIKING},
    State.RETRACTED: {"merge": DESK, "move": DESK, **STRIKING},
}

# --- the cast ----------------------------------------------------------------------------------


def _cast(revision: Revision) -> dict[str, Any]:
    """One user for each role towards the article; those asked by row, so that the guards decide."""
    author = factories.reviewer(roles=("Reviewers", "Writers"))
    revision.article.writers.add(author)
    Byline.objects.create(article=revision.article, person=author.person)
    factories.rewrite(revision, "<p>Rest helps, it seems.</p>", by=author)
    other = factories.writer()
    factories.draft(other)
    return {
        "writer": revision.article.writers.earliest("pk"),
        "writer of another": other,
        "assigned": factories.reviewer(),
        "not assigned": factories.reviewer(),
        "conflicted": factories.reviewer(),
        "author who reviews": author,
        "credential expired": factories.reviewer(expires_on=timezone.localdate() - timedelta(1)),
        "editor": factories.editor(),
        "administrator": factories.user("Administrators"),
        "superuser": factories.user(is_superuser=True),
        "deactivated editor": factories.editor(is_active=False),
        "no role": factories.user(),
        "visitor": AnonymousUser(),
    }


def _ask(revision: Revision, cast: dict[str, Any]) -> None:
    """Rows that the product would refuse to make, so that what refuses later is the guard."""
    declined = {
        "answer": Assignment.Answer.DECLINED,
        "answered_at": timezone.now(),
        "reason": "My institute sells it.",
        "has_conflict": True,
    }
    fields: dict[str, dict[str, Any]] = {
        "assigned": {},
        "conflicted": declined,
        "author who reviews": {},
        "credential expired": {},
    }
    for role, more in fields.items():
        if not Assignment.objects.filter(revision=revision, reviewer=cast[role]).exists():
            Assignment.objects.create(
                revision=revision,
                reviewer=cast[role],
                assigned_by=cast["editor"],
                assigned_at=timezone.now(),
                due_on=timezone.localdate(),
                **more,
            )


def _world(state: State) -> tuple[Revision, dict[str, Any]]:
    revision = factories.draft(topic=factories.topic(reports=Reports.FIRST))
    cast = _cast(revision)
    revision.refresh_from_db()
    factories.brought_to(state, revision, by=cast["assigned"])
    if revision.is_sealed:
        _ask(revision, cast)
    # fetched anew, as a request does: permissions are cached on the object
    found = {role: User.objects.get(pk=user.pk) if user.pk else user for role, user in cast.items()}
    return Revision.objects.get(pk=revision.pk), found


def _rows() -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the database says about content and reviews."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values_list())
        for label in ("articles", "reviews", "django_tasks_database")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    }


def _inputs() -> Inputs:
    return Inputs(
        comment="I checked every statement against its source.",
        interests="None.",
        reviewer=factories.reviewer(),
        publish_at=timezone.now() + timedelta(hours=1),
        address=factories.published().article.slug,
        topic=factories.topic(),
        follows="keep",
    )


OF_SOMEBODY_WAITING = {"change_due", "release"}


def _fitting(name: str, inputs: Inputs, cast: dict[str, Any]) -> Inputs:
    """About somebody who was asked and has not decided, or to a free address, where that is wanted."""
    if name == "move":
        return replace(inputs, address=f"{inputs.address}-as-well")
    if name.endswith("strike"):
        signed = Approval.objects.filter(reviewer=cast["assigned"]).order_by("pk").last()
        ground = "mistaken" if name == "strike" else "impostor"
        return replace(inputs, approval=signed.pk if signed else None, ground=ground)
    if name == "ask_for_time":
        return replace(inputs, due_on=timezone.localdate() + timedelta(days=60))
    if name not in OF_SOMEBODY_WAITING:
        return inputs
    tomorrow = timezone.localdate() + timedelta(days=1)
    return replace(inputs, reviewer=cast["author who reviews"], due_on=tomorrow)


def _attempt(name: str, revision: Revision, user: Any, inputs: Inputs) -> tuple[str, str]:
    """What becomes of one try, in a transaction that is undone; and the reason given."""
    events = Event.objects.count()
    try:
        with transaction.atomic():
            perform(name, revision, user, inputs)
            assert Event.objects.count() == events + 1
            transaction.set_rollback(True)
        revision.refresh_from_db()
    except Refused as refusal:
        return "refused", str(refusal)
    except PermissionDenied:
        return "denied", ""
    return "ok", ""


def _expected(state: State, name: str, role: str) -> str:
    if role in PERFORMED[state].get(name, set()):
        return "ok"
    return "refused" if role in HOLDERS[name] else "denied"


def test_the_reviewed_table_names_every_state_and_every_transition():
    assert set(PERFORMED) == set(State)
    assert set(HOLDERS) == set(TABLE)


@pytest.mark.once
@pytest.mark.parametrize("state", State)
def test_each_role_may_do_exactly_what_the_table_says(state: State):
    """Invariant 5 too: a refusal writes nothing at all, a performance exactly one event.

    And `actions_for` agrees with `perform`: what can be done is on offer and nothing else is, and
    what must wait gives the reason that the refusal gives.
    """
    revision, cast = _world(state)
    inputs, before = _inputs(), _rows()

    outcomes = {}
    for role, user in cast.items():
        offered = {action.transition.name: action for action in actions_for(revision, user)}
        for name in TABLE:
            outcomes[name, role], reason = _attempt(
                name, revision, user, _fitting(name, inputs, cast)
            )
            if name in offered:
                assert offered[name].reason == reason, f"{role} was told otherwise on “{name}”"
            else:
                assert outcomes[name, role] != "ok", f"“{name}” was not on offer to {role}"
        assert _rows() == before, f"{role} left something behind"

    assert outcomes == {
        (name, role): _expected(state, name, role) for name in TABLE for role in cast
    }


# --- what is recorded and who is told -----------------------------------------------------------

EFFECTIVE = [(state, name) for state, row in PERFORMED.items() for name in row]


@pytest.mark.parametrize(("state", "name"), EFFECTIVE)
def test_an_event_says_what_happened_and_tells_whom_the_action_announced(state: State, name: str):
    """Invariant 15. Who is asked by “assign” is chosen with it, and told besides."""
    revision, cast = _world(state)
    inputs, source, now = _fitting(name, _inputs(), cast), revision.state, timezone.now()
    user = cast[min(PERFORMED[state][name] - {"superuser"})]
    actions = {action.transition.name: action for action in actions_for(revision, user, now)}

    event = perform(name, revision, user, inputs, now)

    assert (event.transition, event.source, event.target) == (name, source, revision.state)
    assert (event.actor, event.actor_name, event.at) == (user, user.name, now)
    assert event.comment == inputs.comment
    announced = set(actions[name].notifies) | ({str(inputs.reviewer)} & ({*event.notified}))
    if name == "approve":  # that it was the last one wanted is known once it is given
        announced.add(cast["credential expired"].name)
    assert set(event.notified) == announced
    assert len(event.notified) == len(set(event.notified))
    assert user.name not in event.notified
    assert (str(inputs.reviewer) in event.notified) == (name in {"assign", *OF_SOMEBODY_WAITING})


def test_submitting_again_announces_the_reviewers_whom_it_asks_again():
    doctor = factories.reviewer(name="Doctor")
    first = factories.brought_to(State.CHANGES_REQUESTED, factories.draft(), by=doctor)
    second = factories.next_draft(first.article, "<p>Rest may help.</p>")
    writer = factories.author_of(second)
    [submit] = [each for each in actions_for(second, writer) if each.transition.name == "submit"]

    event = perform("submit", second, writer)

    assert "Doctor" in submit.notifies
    assert list(submit.notifies) == event.notified
    assert event.details["asked_again"] == ["Doctor"]


def test_people_are_told_only_once_the_transition_is_committed(django_capture_on_commit_callbacks):
    revision = factories.draft()
    factories.editor()

    with django_capture_on_commit_callbacks() as kept:
        perform("submit", revision, factories.author_of(revision))
    with django_capture_on_commit_callbacks() as dropped, pytest.raises(Refused):
        perform("submit", revision, factories.author_of(revision))

    assert len(kept) == Event.objects.get().notified.__len__() == 1
    assert dropped == []


def test_the_events_of_an_article_are_numbered_without_a_gap_and_chained():
    revision = factories.published()

    events = list(Event.objects.filter(article=revision.article).order_by("number"))

    assert [event.number for event in events] == [1, 2, 3, 4]
    assert [event.previous_hash for event in events] == ["", *[each.hash for each in events[:-1]]]
    assert all(event.hash == event.computed_hash() for event in events)


def test_a_failure_half_way_leaves_nothing_behind(monkeypatch):
    """P14's lesson for every transition: text, rows and event stand or fall together."""
    revision, editor = factories.approved(), factories.editor()
    before = _rows()
    monkeypatch.setattr(Event, "save", _fail)

    with pytest.raises(OSError, match=r"^the disk is full$"):
        perform("publish", revision, editor)

    assert _rows() == before


def _fail(*args: Any, **kwargs: Any) -> None:
    raise OSError("the disk is full")


# --- every refusal in its own words ---------------------------------------------------------------


def _refusal(name: str, revision: Revision, user: User | None, *inputs: Any, **more: Any) -> str:
    before = _rows()
    with pytest.raises(Refused) as refused:
        perform(name, revision, user, Inputs(*inputs, **more))
    assert _rows() == before
    return str(refused.value)


def _without_title() -> Revision:
    revision = factories.draft()
    Revision.objects.filter(pk=revision.pk).update(title="")
    return revision


def _without_byline() -> Revision:
    revision = factories.draft()
    revision.article.bylines.all().delete()
    return revision


def _without_policy() -> Revision:
    topic = factories.topic("Sleep")
    Policy.objects.all().delete()
    return factories.draft(topic=topic)


def _citing(*keys: str) -> Revision:
    cites = "".join(f'<cite data-ref="{key}"></cite>' for key in keys)
    return factories.draft(body=f"<p>Rest helps.{cites}</p>")


def _citing_a_home_page() -> Revision:
    factories.reference("who", type="webpage", title="WHO", URL="https://www.who.int/")
    return _citing("who")


def _unchanged() -> Revision:
    live = factories.published()
    return factories.next_draft(live.article, live.body)


UNFIT: dict[str, tuple[Callable[[], Revision], str]] = {
    "no title": (_without_title, "Give it a title first."),
    "no text": (lambda: factories.draft(body="<p> </p>"), "There is no text yet."),
    "no byline": (_without_byline, "Say who wrote it: an article needs a byline."),
    "no policy": (
        _without_policy,
        "No review policy covers the topic “Sleep”: choose another topic, or ask an administrator to "
        "set a policy.",
    ),
    "unknown works": (
        lambda: _citing("nobody2001", "nobody2002"),
        "“nobody2001” is not in the reference library. “nobody2002” is not in the reference library.",
    ),
    "a home page": (
        _citing_a_home_page,
        "“who” is a home page, and that is not a source: name the exact work.",
    ),
    "no change": (_unchanged, "Nothing has changed since the published text."),
}


@pytest.mark.parametrize("case", UNFIT)
@pytest.mark.parametrize("name", ["submit", "publish_unreviewed"])
def test_an_unfit_text_goes_neither_to_review_nor_to_readers(name: str, case: str):
    """Invariant 11, and what any page needs."""
    make, expected = UNFIT[case]
    revision = make()

    assert _refusal(name, revision, factories.editor(), "Urgent.") == expected


SIGNING = ("approve", "request_changes", "reject")


@pytest.mark.parametrize("name", SIGNING)
@pytest.mark.parametrize(
    ("comment", "interests", "expected"),
    [
        ("", "None.", "Write your statement: it is what you sign."),
        (" \n", "None.", "Write your statement: it is what you sign."),
        ("Sound.", " ", "Declare your competing interests, or “None”."),
    ],
)
def test_a_signature_needs_a_statement_and_interests(name, comment, interests, expected):
    doctor = factories.reviewer()
    revision = factories.assigned(to=doctor)

    assert _refusal(name, revision, doctor, comment, interests) == expected


@pytest.mark.parametrize(
    ("state", "name"),
    [
        (State.DRAFT, "publish_unreviewed"),
        (State.IN_REVIEW, "decline"),
        (State.PUBLISHED, "withdraw"),
        (State.PUBLISHED, "retract"),
    ],
)
def test_what_needs_a_reason_is_refused_without_one(state: State, name: str):
    revision, cast = _world(state)
    user = cast["assigned"] if name == "decline" else cast["editor"]

    assert _refusal(name, revision, user, "  ") == "Say why."


@pytest.mark.parametrize(
    ("ahead", "expected"),
    [
        (None, "Choose the day and time of publication."),
        (timedelta(0), "That time has passed: choose a later one."),
        (timedelta(seconds=-1), "That time has passed: choose a later one."),
    ],
)
def test_a_schedule_needs_a_time_ahead(ahead, expected):
    revision, now = factories.approved(), timezone.now()
    inputs = Inputs(publish_at=None if ahead is None else now + ahead)

    with pytest.raises(Refused) as refused:
        perform("schedule", revision, factories.editor(), inputs, now)

    assert str(refused.value) == expected


def test_the_clock_publishes_at_its_time_and_nothing_else():
    revision, now = factories.approved(), timezone.now()
    in_an_hour = now + timedelta(hours=1)

    assert _refusal("publish", revision, None) == "Its time has not come."
    perform("schedule", revision, factories.editor(), Inputs(publish_at=in_an_hour), now)
    assert _refusal("publish", revision, None) == "Its time has not come."
    with pytest.raises(PermissionDenied, match=r"^“Retract” is done by a person.$"):
        perform("retract", revision, None)
    perform("publish", revision, None, now=in_an_hour)

    assert revision.state == State.PUBLISHED
    assert (revision.published_at, revision.publish_at) == (in_an_hour, None)


def test_an_editor_may_publish_a_scheduled_text_sooner():
    revision, desk = factories.approved(), factories.editor()
    perform("schedule", revision, desk, Inputs(publish_at=timezone.now() + timedelta(days=9)))

    perform("publish", revision, desk)

    assert revision.state == State.PUBLISHED


def test_a_text_off_the_schedule_has_no_time_left():
    revision, desk = factories.approved(), factories.editor()
    perform("schedule", revision, desk, Inputs(publish_at=timezone.now() + timedelta(days=9)))

    perform("unschedule", revision, desk)

    assert (revision.state, revision.publish_at) == (State.APPROVED, None)


@pytest.mark.parametrize("name", ["recall", "approve"])
def test_what_was_sent_from_a_page_that_showed_another_state_is_refused(name: str):
    """The writer who takes a text back should know that it has been approved meanwhile."""
    doctor = factories.reviewer()
    topic = factories.topic(approvals=2)
    revision = factories.assigned(factories.draft(topic=topic), to=doctor)
    user = factories.author_of(revision) if name == "recall" else doctor

    said = _refusal(name, revision, user, "Sound.", "None.", state=State.APPROVED)

    assert said == "This text is in review now. Open it again first."


STALE = "This is not the text that you read. Open it again and decide on what it says now."


@pytest.mark.parametrize(
    ("state", "name", "role"),
    [
        (State.IN_REVIEW, "approve", "assigned"),
        (State.IN_REVIEW, "request_changes", "assigned"),
        (State.IN_REVIEW, "reject", "assigned"),
        (State.IN_REVIEW, "publish_unreviewed", "editor"),
        (State.APPROVED, "schedule", "editor"),
        (State.APPROVED, "publish", "editor"),
        (State.SCHEDULED, "publish", "editor"),
        (State.PUBLISHED, "confirm", "assigned"),
        (State.PUBLISHED, "withdraw", "editor"),
        (State.PUBLISHED, "retract", "editor"),
    ],
)
def test_a_decision_on_another_text_than_the_one_shown_is_refused(state, name, role):
    revision, cast = _world(state)

    said = _refusal(name, revision, cast[role], "Sound.", "None.", digest="0" * 64)

    assert said == STALE


@pytest.mark.parametrize("name", ["submit", "publish_unreviewed"])
def test_a_draft_saved_elsewhere_since_is_not_sent_off(name: str):
    revision = factories.draft()
    seen = revision.version
    factories.rewrite(revision, "<p>Something else.</p>")

    said = _refusal(name, revision, factories.editor(), "Urgent.", version=seen)

    assert said == ("The draft was saved elsewhere since you opened it. Look at it again first.")


def test_a_tampered_text_is_neither_approved_nor_published_nor_confirmed():
    """Invariant 1: the digest is computed again each time that somebody vouches for it."""
    mismatch = "The stored text does not match its digest: call the administrator and run “verify”."
    doctor, desk = factories.reviewer(), factories.editor()
    in_review = factories.assigned(to=doctor)
    approved, live = factories.approved(), factories.published(by=doctor)
    for revision in (in_review, approved, live):
        force(revision, sealed=revision.sealed.replace("Rest", "Work"))

    assert _refusal("approve", in_review, doctor, "Sound.", "None.") == mismatch
    assert _refusal("publish_unreviewed", in_review, desk, "Urgent.") == mismatch
    assert _refusal("publish", approved, desk) == mismatch
    assert (
        _refusal("schedule", approved, desk, publish_at=timezone.now() + timedelta(1)) == mismatch
    )
    assert _refusal("confirm", live, doctor, "Sound.", "None.") == mismatch


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, "1 “must fix” comment is still open."),
        (2, "2 “must fix” comments are still open."),
    ],
)
def test_open_must_fix_comments_stand_against_an_approval(count: int, expected: str):
    doctor = factories.reviewer()
    revision = factories.assigned(to=doctor)
    for kind in [Thread.Kind.MUST_FIX] * count + [Thread.Kind.SUGGESTION, Thread.Kind.QUESTION]:
        thread = Thread.objects.create(revision=revision, kind=kind, opened_by=doctor)
        Comment.objects.create(thread=thread, author=doctor, text="The dose is wrong.")

    assert _refusal("approve", revision, doctor, "Sound.", "None.") == expected
    Thread.objects.update(resolved_by=doctor, resolved_at=timezone.now())
    perform("approve", revision, doctor, factories.SIGNED)
    assert revision.state == State.APPROVED


def test_nobody_decides_twice_on_a_text():
    doctor = factories.reviewer()
    topic = factories.topic(approvals=2)
    revision = factories.approved(factories.draft(topic=topic), by=doctor)

    for name in SIGNING:
        said = _refusal(name, revision, doctor, "Sound.", "None.")
        assert said == "You have decided on this text already."
    assert _refusal("decline", revision, doctor, "No time.") == (
        "You have decided on this text already."
    )


@pytest.mark.parametrize("said", ["", "  "])
def test_whoever_accepts_declares_interests_in_words(said):
    """“None” is an answer, and an empty field is not."""
    doctor = factories.reviewer()
    revision = factories.assigned(to=doctor)

    with pytest.raises(Refused, match="Declare your competing interests, or “None”"):
        perform("accept", revision, doctor, Inputs(interests=said))
    perform("accept", revision, doctor, Inputs(interests="None"))


def test_nobody_answers_twice():
    doctor = factories.reviewer()
    revision = factories.assigned(to=doctor)
    perform("accept", revision, doctor, Inputs(interests="None."))

    assert _refusal("accept", revision, doctor) == "You have answered already."
    perform("decline", revision, doctor, Inputs("I fell ill."))
    assert _refusal("approve", revision, doctor, "Sound.", "None.") == (
        "You have declined this review."
    )


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("changes", "No earlier text was reviewed as a whole, so this one must be."),
        ("half", "Choose what you have reviewed: the whole text or the changes only."),
    ],
)
def test_a_first_text_is_reviewed_as_a_whole(scope: str, expected: str):
    doctor = factories.reviewer()
    revision = factories.assigned(to=doctor)

    assert _refusal("approve", revision, doctor, "Sound.", "None.", scope) == expected


def test_changes_alone_are_not_reviewed_where_the_text_before_lacked_an_approval():
    """One of two reviewers read the emergency text; the whole of it was never reviewed."""
    topic = factories.topic(approvals=2)
    first = factories.approved(factories.draft(topic=topic))
    perform("publish_unreviewed", first, factories.editor(), Inputs("Urgent."))
    second = factories.next_draft(first.article, "<p>Rest may help.</p>")
    doctor = factories.reviewer()
    factories.assigned(second, to=doctor)

    assert _refusal("approve", second, doctor, "Sound.", "None.", Approval.Scope.CHANGES) == (
        "No earlier text was reviewed as a whole, so this one must be."
    )


def test_a_correction_of_a_correction_may_be_reviewed_by_its_changes():
    """The whole was reviewed once, and every change since."""
    changes = Inputs("The date is right now.", "None.", Approval.Scope.CHANGES)
    doctor, desk = factories.reviewer(), factories.editor()
    revision = factories.published(by=doctor)
    for body in ("<p>Rest may help.</p>", "<p>Rest may well help.</p>"):
        revision = factories.next_draft(revision.article, body)
        perform("submit", revision, factories.author_of(revision))
        perform("approve", revision, doctor, changes)
        perform("publish", revision, desk)

    assert revision.state == State.PUBLISHED


# --- whom one may ask -------------------------------------------------------------------------------


def _asked_already(revision: Revision) -> User:
    return User.objects.get(assignments__revision=revision)


def _writer_who_reviews(revision: Revision) -> User:
    made = factories.reviewer(name="Doctor")
    Byline.objects.create(article=revision.article, person=made.person)
    return made


def _unchecked(revision: Revision) -> User:
    made = factories.reviewer(name="Doctor")
    Credential.objects.filter(person=made.person).update(current_check=None)
    return made


def _with_conflict(revision: Revision) -> User:
    made = factories.reviewer(name="Doctor")
    before = factories.assigned(revision, to=made)
    perform("decline", before, made, Inputs("I sell it.", has_conflict=True))
    perform("recall", before, factories.author_of(before))
    after = factories.next_draft(revision.article, "<p>Rest may help.</p>")
    factories.submitted(after)
    return made


@pytest.mark.parametrize(
    ("choose", "expected"),
    [
        (lambda revision: None, "Choose a reviewer."),
        (lambda revision: factories.writer(name="Will"), "Will is not a reviewer."),
        (
            lambda revision: factories.user(name="Root", is_superuser=True),
            "Root is not a reviewer.",
        ),
        (
            lambda revision: factories.reviewer(name="Gone", is_active=False),
            "Gone is not a reviewer.",
        ),
        (
            lambda revision: factories.user("Reviewers", name="Blank"),
            "Blank has no credential that is checked and valid today.",
        ),
        (_unchecked, "Doctor has no credential that is checked and valid today."),
        (_writer_who_reviews, "Doctor can't review this: wrote or edited this text."),
        (
            _with_conflict,
            "Doctor can't review this: declared a conflict of interest on this article.",
        ),
    ],
)
def test_only_who_may_decide_is_asked(choose: Callable[[Revision], User | None], expected: str):
    revision = factories.submitted()
    reviewer = choose(revision)
    revision = revision.article.revisions.latest("number")

    assert _refusal("assign", revision, factories.editor(), reviewer=reviewer) == expected


def test_nobody_is_asked_twice_or_by_yesterday():
    doctor, desk = factories.reviewer(name="Doctor"), factories.editor()
    revision = factories.assigned(to=doctor)
    yesterday = timezone.localdate() - timedelta(days=1)

    twice = _refusal("assign", revision, desk, reviewer=doctor)
    late = _refusal("assign", revision, desk, reviewer=factories.reviewer(), due_on=yesterday)

    assert twice == "Doctor has been asked already."
    assert late == "The due date has passed: choose a later one."


# --- where it is not possible --------------------------------------------------------------------------


def test_a_transition_from_the_wrong_state_says_which_state_it_is():
    revision = factories.published()

    assert _refusal("submit", revision, factories.author_of(revision)) == (
        "“Submit for review” is not possible: this text is published now."
    )


def test_a_right_that_one_does_not_hold_is_denied_by_name():
    revision = factories.draft()

    with pytest.raises(PermissionDenied, match=r"^“Publish now” is not among your rights.$"):
        perform("publish", revision, factories.writer())


def test_an_unmet_quorum_says_what_is_missing():
    """Unreachable by the product's own path: the text is approved only once everybody signed."""
    revision = factories.approved()
    force(revision.round, approvals=2)

    assert _refusal("publish", revision, factories.editor()) == ("2 approvals needed, 1 given.")
