"""Carrying out transitions from a page: what is done, what is refused, and that nothing typed is lost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Revision
from articles.models.articles import State
from reviews.eligibility.candidates import candidates
from reviews.models import Approval, Assignment, Event
from reviews.views.signing import TOO_MANY, WRONG
from reviews.workflow import guards
from reviews.workflow.context import Inputs, TransitionContext
from reviews.workflow.perform import perform
from reviews.workflow.transitions import TRANSITIONS
from tests import factories
from tests.worlds import shared

pytestmark = pytest.mark.django_db


@shared
def editor():
    return factories.editor(name="Ed Itor")


@shared
def doctor():
    return factories.reviewer(name="Dr Ada Byron")


@shared
def revision(doctor, editor):
    writer = factories.writer(name="Wanda Writer")
    return factories.assigned(factories.draft(writer, title="Rest"), to=doctor, by=editor)


@pytest.fixture
def do(client):
    """Post a transition as a user: `do(user, "publish", revision, comment="…")`."""

    def posted(user, name, revision, **entries):
        client.force_login(user)
        seen = {"digest": revision.digest, "version": revision.version}
        address = reverse("review_action", args=[revision.pk, name])
        return client.post(address, {**seen, **entries})

    return posted


def messages(answer, client) -> list[str]:
    page = client.get(answer["Location"])
    return [str(message) for message in page.context["messages"]]


SIGNED = {
    "comment": "I checked every statement.",
    "interests": "None.",
    "scope": "full",
    "password": factories.PASSWORD,
}


@pytest.mark.parametrize("transition", TRANSITIONS, ids=lambda each: each.name)
def test_a_form_asks_for_all_that_its_transition_checks(transition, revision, editor):
    asked = {
        guards.says_why: {"comment"},
        guards.makes_a_statement: {"comment", "interests", "password"},
        guards.scope_is_possible: {"scope"},
        guards.names_a_time_ahead: {"publish_at"},
        guards.names_a_reviewer: {"reviewer", "due_on"},
        guards.is_as_seen: {"digest", "version"},
    }

    form = transition.form_for(TransitionContext(revision, editor, timezone.now()))

    for check in transition.checks:
        assert asked.get(check, set()) <= set(form.fields)


def test_a_writer_submits_and_is_told_whom_it_told(client, do, editor):
    draft = factories.draft(factories.writer(), title="Rest")

    answer = do(factories.author_of(draft), "submit", draft)

    assert (answer.status_code, answer["Location"]) == (
        303,
        reverse("timeline", args=[draft.article_id]),
    )
    draft.refresh_from_db()
    assert draft.state == State.IN_REVIEW


def test_the_message_says_what_was_done_and_whom_it_told(client, do, editor, doctor):
    revision = factories.submitted(factories.draft(title="Rest"))

    answer = do(editor, "assign", revision, reviewer=doctor.pk, due_on="2099-05-03")

    assert answer.status_code == 303
    assert messages(answer, client) == [
        "“Rest”: you asked Dr Ada Byron to review it by 3 May 2099. Told: Dr Ada Byron."
    ]


def test_a_draft_saved_elsewhere_is_not_submitted_unseen(client, do):
    draft = factories.draft()
    seen = draft.version
    factories.rewrite(draft, "<p>Other words.</p>")

    answer = do(factories.author_of(draft), "submit", draft, version=seen)

    assert answer.status_code == 409
    assert (
        "The draft was saved elsewhere since you opened it. Look at it again first." in answer.text
    )
    assert not Event.objects.exists()


def test_what_names_no_text_is_not_accepted(client, do, revision, doctor):
    answer = do(doctor, "approve", revision, digest="", version="", **SIGNED)

    assert answer.status_code == 422
    assert "Open the text first: what you send must name what you saw." in answer.text


def test_a_reviewer_signs_an_approval(client, do, revision, doctor):
    answer = do(doctor, "approve", revision, **SIGNED)

    assert (answer.status_code, answer["Location"]) == (303, reverse("dashboard"))
    approval = Approval.objects.get()
    assert (approval.reviewer, approval.digest) == (doctor, revision.digest)
    assert (approval.statement, approval.interests) == ("I checked every statement.", "None.")
    assert messages(answer, client) == ["“Rest”: you approved it. Told: Ed Itor and Wanda Writer."]


@pytest.mark.parametrize("verdict", ["approve", "request_changes", "reject"])
def test_a_wrong_password_signs_nothing_and_loses_nothing(client, do, revision, doctor, verdict):
    answer = do(doctor, verdict, revision, **{**SIGNED, "password": "a guess"})

    assert answer.status_code == 403
    assert str(WRONG) in answer.text
    assert "I checked every statement." in answer.text
    assert "a guess" not in answer.text
    assert not Approval.objects.exists()


def test_guessing_the_password_is_stopped(client, do, revision, doctor):
    for _ in range(10):
        do(doctor, "approve", revision, **{**SIGNED, "password": "a guess"})

    answer = do(doctor, "approve", revision, **SIGNED)

    assert answer.status_code == 429
    assert str(TOO_MANY) in answer.text
    assert "I checked every statement." in answer.text
    assert not Approval.objects.exists()


def test_who_knows_the_password_may_sign_as_often_as_she_likes(client, do, doctor):
    for _ in range(12):
        answer = do(doctor, "approve", factories.assigned(to=doctor), **SIGNED)

        assert answer.status_code == 303


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        ("comment", "Write your statement: it is what you sign."),
        ("interests", "Declare your competing interests, or “None”."),
        ("scope", "Choose what you have reviewed."),
        ("password", "Enter your password: it confirms that it is you."),
    ],
)
def test_an_incomplete_decision_comes_back(client, do, revision, doctor, missing, says):
    answer = do(doctor, "reject", revision, **{**SIGNED, missing: ""})

    assert answer.status_code == 422
    assert says in answer.text
    assert not Approval.objects.exists()


def test_a_decision_on_a_text_that_moved_is_told_why_and_kept(client, do, revision, doctor):
    perform("recall", revision, factories.author_of(revision))

    answer = do(doctor, "approve", revision, **SIGNED)

    assert answer.status_code == 409
    assert "“Approve” is not possible: this text is recalled now." in answer.text
    assert "This is what you wrote." in answer.text
    assert "I checked every statement." in answer.text
    assert Approval.objects.filter(reviewer=doctor).count() == 0


def test_a_decision_on_another_text_than_that_read_is_told_why_and_kept(
    client, do, revision, doctor
):
    answer = do(doctor, "approve", revision, digest="0" * 64, **SIGNED)

    assert answer.status_code == 409
    assert "This is not the text that you read." in answer.text
    assert "I checked every statement." in answer.text


def test_a_must_fix_raised_meanwhile_keeps_what_was_written(client, do, revision, doctor):
    revision.threads.create(kind="must_fix", opened_by=doctor)

    answer = do(doctor, "approve", revision, **SIGNED)

    assert answer.status_code == 409
    assert "1 “must fix” comment is still open." in answer.text
    assert "I checked every statement." in answer.text


def test_a_reviewer_accepts_and_declares_interests(client, do, revision, doctor):
    answer = do(doctor, "accept", revision, interests="Lecture fees.")

    assert answer["Location"] == reverse("review", args=[revision.pk])
    assignment = Assignment.objects.get()
    assert (assignment.answer, assignment.interests) == ("accepted", "Lecture fees.")
    assert "Lecture fees.</textarea>" in client.get(answer["Location"]).text


def test_a_reviewer_declines_with_a_conflict(client, do, revision, doctor):
    silent = do(doctor, "decline", revision)
    answer = do(doctor, "decline", revision, comment="My study.", has_conflict="on")

    assert (silent.status_code, answer.status_code) == (422, 303)
    assert answer["Location"] == reverse("dashboard")
    assignment = Assignment.objects.get()
    assert (assignment.answer, assignment.reason, assignment.has_conflict) == (
        "declined",
        "My study.",
        True,
    )


def test_an_editor_schedules_in_the_time_zone_of_the_site(client, do, editor):
    revision = factories.approved()

    late = do(editor, "schedule", revision, publish_at="2001-01-01T10:00")
    answer = do(editor, "schedule", revision, publish_at="2099-01-01T10:00")

    assert late.status_code == 409
    assert "That time has passed: choose a later one." in late.text
    assert 'value="2001-01-01T10:00"' in late.text
    assert answer.status_code == 303
    revision.refresh_from_db()
    assert revision.publish_at is not None
    assert revision.publish_at.isoformat() == "2099-01-01T10:00:00+00:00"
    assert "you scheduled it for 1 January 2099, 10:00." in messages(answer, client)[0]


def test_an_editor_publishes_then_retracts_with_a_public_reason(client, do, editor):
    revision = factories.approved(factories.draft(title="Rest"))

    published = do(editor, "publish", revision)
    revision.refresh_from_db()
    page = client.get(reverse("review_action", args=[revision.pk, "retract"]))
    silent = do(editor, "retract", revision, comment=" ")
    retracted = do(editor, "retract", revision, comment="The study was withdrawn.")

    assert (published.status_code, silent.status_code, retracted.status_code) == (303, 422, 303)
    assert "What readers will see at /articles/rest/:" in page.text
    assert "Say why." in silent.text
    assert Event.objects.get(transition="retract").comment == "The study was withdrawn."


def test_an_editor_publishes_a_draft_without_review(client, do, editor):
    draft = factories.draft()

    silent = do(editor, "publish_unreviewed", draft)
    answer = do(editor, "publish_unreviewed", draft, comment="The recall is urgent.")

    assert (silent.status_code, answer.status_code) == (422, 303)
    assert answer["Location"] == reverse("review", args=[draft.pk])
    assert "The recall is urgent." in client.get(answer["Location"]).text


def test_a_refusal_is_not_hidden_by_a_second_press(client, do, editor):
    revision = factories.approved()
    do(editor, "publish", revision)

    again = do(editor, "publish", revision)

    assert again.status_code == 409
    assert "“Publish now” is not possible: this text is published now." in again.text
    assert Event.objects.filter(transition="publish").count() == 1


def test_candidates_say_what_the_guard_says(revision, doctor, editor):
    author = factories.reviewer(name="Dr Author", roles=("Reviewers", "Writers"))
    revision.article.bylines.create(person=author.person)
    conflicted = factories.reviewer(name="Dr Conflicted")
    before = factories.assigned(to=conflicted)
    before.assignments.update(revision=revision)
    revision.assignments.filter(reviewer=conflicted).update(
        answer="declined", reason="My study.", has_conflict=True
    )
    factories.reviewer(name="Dr Expired", expires_on=timezone.localdate() - timedelta(days=1))
    factories.user("Reviewers", name="Dr Unknown")
    factories.reviewer(name="Dr Free")

    found = candidates(revision, timezone.localdate())

    for candidate in found:
        context = TransitionContext(
            revision, editor, timezone.now(), Inputs(reviewer=candidate.user)
        )
        refusal = guards.names_a_reviewer(context)
        assert bool(candidate.why_not) == bool(refusal), candidate.name
    assert {candidate.name: candidate.why_not for candidate in found} == {
        "Dr Free, MD": "",
        "Dr Ada Byron, MD": "Has been asked already.",
        "Dr Author, MD": "Wrote or edited this text.",
        "Dr Conflicted, MD": "Has been asked already.",
        "Dr Expired, MD": "Has no credential that is checked and valid today.",
        "Dr Unknown": "Has no credential that is checked and valid today.",
    }


def test_who_can_not_be_asked_is_shown_but_not_chosen(client, do, revision, doctor, editor):
    factories.reviewer(name="Dr Expired", expires_on=timezone.localdate() - timedelta(days=1))
    client.force_login(editor)

    page = client.get(reverse("review_action", args=[revision.pk, "assign"])).text
    forced = do(editor, "assign", revision, reviewer=doctor.pk)

    assert "Dr Expired, MD" in page
    assert "Has no credential that is checked and valid today." in page
    assert forced.status_code == 409
    assert "Dr Ada Byron has been asked already." in forced.text


def test_the_list_of_candidates_costs_the_same_for_three_and_for_thirty(revision):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            candidates(Revision.objects.get(pk=revision.pk), timezone.localdate())
        return len(queries)

    for _ in range(2):
        factories.reviewer("Pain medicine")
    for_three = cost()
    for _ in range(27):
        factories.reviewer("Pain medicine")

    assert for_three == cost() <= 14
