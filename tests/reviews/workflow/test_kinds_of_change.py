"""Minor edit, correction, update, new edition: who chooses, what review each needs, what readers see."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from articles.models import Revision
from articles.models.articles import State
from reviews.approval.badge import badge
from reviews.models import Approval, Change, ChangeKind
from reviews.record.verification import problems
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from reviews.workflow.schedule import publish_due
from reviews.workflow.transitions import TABLE
from tests import factories
from tests.markup import flat
from tests.tampering import lift_triggers, tamper
from tests.worlds import shared

pytestmark = pytest.mark.django_db

CORRECTION = Inputs(
    change=ChangeKind.CORRECTION, was_wrong="It said 4 g a day.", says_now="It says 3 g a day."
)
CHANGES = Inputs("The passage is right now.", "None.", Approval.Scope.CHANGES)


@shared
def doctor():
    return factories.reviewer()


@shared
def desk():
    return factories.editor()


@shared
def live(doctor) -> Revision:
    return factories.published(by=doctor)


@shared
def draft(live) -> Revision:
    return factories.next_draft(live.article, "<p>Rest may help.</p>")


def submit(draft: Revision, inputs: Inputs) -> Revision:
    perform("submit", draft, factories.author_of(draft), inputs)
    return draft


def refusal(name, revision, user, inputs) -> str:
    with pytest.raises(Refused) as refused:
        perform(name, revision, user, inputs)
    return str(refused.value)


def see_through(draft, doctor, desk, submitted: Inputs) -> Change:
    submit(draft, submitted)
    perform("approve", draft, doctor, CHANGES)
    perform("publish", draft, desk)
    return Change.objects.get(revision=draft)


# --- with the submission -------------------------------------------------------------------------


def test_a_first_text_is_no_change(doctor, desk):
    revision = factories.draft()
    submit(revision, CORRECTION)
    perform("assign", revision, desk, Inputs(reviewer=doctor))
    perform("approve", revision, doctor, factories.SIGNED)
    event = perform("publish", revision, desk)

    assert revision.round.change == ""
    assert event.details["change"] == {}
    assert not Change.objects.exists()


def test_a_change_is_an_update_unless_its_writer_says_otherwise(draft):
    submit(draft, Inputs())

    assert draft.round.change == ChangeKind.UPDATE


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        (Inputs(change="tidying"), "Choose what kind of change it is."),
        (
            Inputs(change=ChangeKind.CORRECTION, was_wrong="The dose."),
            "Say what was wrong and what it says now: readers see both.",
        ),
        (
            Inputs(change=ChangeKind.CORRECTION, was_wrong=" ", says_now="3 g."),
            "Say what was wrong and what it says now: readers see both.",
        ),
    ],
)
def test_a_submission_says_what_it_must(draft, inputs, says):
    assert refusal("submit", draft, factories.author_of(draft), inputs) == says


def test_what_was_said_is_part_of_the_frozen_terms(draft):
    submit(draft, CORRECTION)

    terms = draft.events.get(transition="submit").details["terms"]
    assert (terms["change"], terms["was_wrong"], terms["says_now"]) == (
        "correction",
        "It said 4 g a day.",
        "It says 3 g a day.",
    )


# --- the review that each needs --------------------------------------------------------------------


@pytest.mark.parametrize("kind", [ChangeKind.MINOR, ChangeKind.CORRECTION, ChangeKind.UPDATE])
def test_the_changes_alone_may_be_reviewed_up_to_an_update(draft, doctor, kind):
    submit(draft, Inputs(change=kind, was_wrong="4 g.", says_now="3 g."))

    perform("approve", draft, doctor, CHANGES)

    assert draft.state == State.APPROVED


def test_a_new_edition_is_reviewed_as_a_whole(draft, doctor):
    submit(draft, Inputs(change=ChangeKind.EDITION))

    assert refusal("approve", draft, doctor, CHANGES) == "A new edition is reviewed as a whole."
    perform("approve", draft, doctor, factories.SIGNED)
    assert draft.state == State.APPROVED


def test_a_correction_moves_updated_and_never_reviewed(live, draft, doctor, desk):
    """Invariant 8."""
    reviewed_on = badge(live, timezone.localdate()).reviewed_on
    later = timezone.now() + timedelta(days=100)
    submit(draft, CORRECTION)
    perform("approve", draft, doctor, CHANGES, later)

    perform("publish", draft, desk, now=later)

    shown = badge(draft, later.date())
    assert (shown.is_shown, shown.reviewed_on) == (True, reviewed_on)
    assert draft.published_at == later


# --- with the publication --------------------------------------------------------------------------


def test_it_is_published_as_it_was_submitted(draft, doctor, desk):
    change = see_through(draft, doctor, desk, CORRECTION)

    assert change.record() == {
        "kind": "correction",
        "is_announced": True,
        "note": "",
        "was_wrong": "It said 4 g a day.",
        "says_now": "It says 3 g a day.",
    }
    assert draft.events.get(transition="publish").details["change"] == change.record()


def test_of_a_minor_edit_readers_are_told_only_if_the_editor_says_so(draft, doctor, desk):
    change = see_through(draft, doctor, desk, Inputs(change=ChangeKind.MINOR))

    assert not change.is_announced


def test_the_editor_may_raise_the_kind_and_not_lower_it(draft, doctor, desk):
    submit(draft, Inputs(change=ChangeKind.UPDATE))
    perform("approve", draft, doctor, CHANGES)

    assert refusal("publish", draft, desk, Inputs(change=ChangeKind.CORRECTION)) == (
        "It was submitted as “Update”. You can raise that, not lower it."
    )
    assert refusal("publish", draft, desk, Inputs(change=ChangeKind.EDITION)) == (
        "A new edition needs a review of the whole text, and only the changes were reviewed. "
        "Recall it and submit it as a new edition."
    )


def test_a_minor_edit_is_raised_to_a_correction_with_its_notification(draft, doctor, desk):
    submit(draft, Inputs(change=ChangeKind.MINOR))
    perform("approve", draft, doctor, CHANGES)

    assert refusal("publish", draft, desk, Inputs(change=ChangeKind.CORRECTION)) == (
        "Say what was wrong and what it says now: readers see both."
    )
    perform("publish", draft, desk, CORRECTION)
    assert Change.objects.get().kind == ChangeKind.CORRECTION


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        (Inputs(change="tidying"), "Choose what kind of change it is."),
        (
            Inputs(is_announced=True),
            "Write the note for readers: what has changed, in a sentence or two.",
        ),
    ],
)
def test_a_publication_says_what_it_must(draft, doctor, desk, inputs, says):
    submit(draft, Inputs())
    perform("approve", draft, doctor, CHANGES)

    assert refusal("publish", draft, desk, inputs) == says
    tomorrow = timezone.now() + timedelta(days=1)
    with_time = Inputs(**{**vars(inputs), "publish_at": tomorrow})
    assert refusal("schedule", draft, desk, with_time) == says


def test_a_correction_can_not_be_kept_from_readers(draft, doctor, desk):
    submit(draft, CORRECTION)
    perform("approve", draft, doctor, CHANGES)

    assert refusal("publish", draft, desk, Inputs(is_announced=False)) == (
        "A correction is always told to readers."
    )


def test_the_clock_publishes_what_the_editor_entered_with_the_schedule(draft, doctor, desk):
    now = timezone.now()
    submit(draft, Inputs(change=ChangeKind.MINOR))
    perform("approve", draft, doctor, CHANGES)
    perform("schedule", draft, desk, Inputs(publish_at=now + timedelta(days=2), note="First."))
    perform("unschedule", draft, desk)
    entered = Inputs(
        publish_at=now + timedelta(days=1),
        change=ChangeKind.UPDATE,
        is_announced=True,
        note="Second.",
    )
    perform("schedule", draft, desk, entered)

    publish_due(now + timedelta(days=1))

    change = Change.objects.get()
    assert (change.kind, change.is_announced, change.note) == ("update", True, "Second.")


def test_an_emergency_is_a_change_as_well(draft, desk):
    perform("publish_unreviewed", draft, desk, Inputs("Urgent."))

    assert Change.objects.get().kind == ChangeKind.UPDATE


# --- what never changes ------------------------------------------------------------------------------


def test_a_change_is_written_once_and_verify_reads_it_back(draft, doctor, desk):
    change = see_through(draft, doctor, desk, CORRECTION)
    with pytest.raises(DatabaseError), transaction.atomic():
        tamper("reviews_change", change.pk, "was_wrong", "Nothing.")
    assert list(problems(timezone.localdate())) == []
    lift_triggers()

    tamper("reviews_change", change.pk, "was_wrong", "Nothing.")

    said = [str(problem) for problem in problems(timezone.localdate())]
    assert said == [f"change {change.pk}: does not say what was published"]


# --- at the desks --------------------------------------------------------------------------------------


def test_the_writer_is_asked_for_the_kind_and_what_was_typed_comes_back(client, draft):
    client.force_login(factories.author_of(draft))
    address = reverse("review_action", args=[draft.pk, "submit"])

    page = client.get(address).text
    sent = {"version": draft.version, "change": "correction", "was_wrong": "It said 4 g."}
    refused = client.post(address, sent)

    assert "Correction: something was wrong" in page
    assert refused.status_code == 409
    assert "Say what was wrong and what it says now" in refused.text
    assert "It said 4 g.</textarea>" in refused.text
    assert client.post(address, {"version": draft.version}).status_code == 422
    assert client.post(address, {**sent, "says_now": "3 g."}).status_code == 303


def test_a_first_text_is_submitted_by_a_button_alone(client):
    draft = factories.draft()
    client.force_login(factories.author_of(draft))
    address = reverse("review_action", args=[draft.pk, "submit"])

    page = client.get(reverse("article_next", args=[draft.article_id])).text

    assert f'method="post" action="{address}"' in page
    assert client.post(address, {"version": draft.version}).status_code == 303


def test_the_editor_is_asked_whether_readers_need_to_know(client, draft, doctor, desk):
    submit(draft, CORRECTION)
    perform("approve", draft, doctor, CHANGES)
    client.force_login(desk)
    address = reverse("review_action", args=[draft.pk, "publish"])

    page = client.get(address).text
    unanswered = client.post(address, {"digest": draft.digest, "change": "correction"})
    sent = {"digest": draft.digest, "change": "correction", "is_announced": "yes"}
    done = client.post(
        address, {**sent, "was_wrong": "It said 4 g a day.", "says_now": "It says 3 g a day."}
    )

    assert "Do readers need to know that the text has changed?" in page
    assert "It said 4 g a day.</textarea>" in page
    assert unanswered.status_code == 422
    assert "Say whether readers need to know." in unanswered.text
    assert done.status_code == 303
    assert Change.objects.get().is_correction


def test_the_reviewer_reads_what_kind_of_change_it_is(client, draft, doctor):
    submit(draft, CORRECTION)
    client.force_login(doctor)

    page = flat(client.get(reverse("review", args=[draft.pk])).text)

    assert "Correction. What was wrong: It said 4 g a day. What it says now:" in page


def test_a_kind_is_asked_of_every_row_that_seals_or_publishes():
    checks = {name: [each.__name__ for each in row.checks] for name, row in TABLE.items()}

    assert "says_what_kind_of_change" in checks["submit"]
    assert "settles_the_change" in checks["publish"]
    assert "settles_the_change" in checks["schedule"]
