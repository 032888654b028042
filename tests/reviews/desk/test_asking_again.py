"""A reviewer is asked again: with the next round, or for a text that was published long ago."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.drafting.drafts import DraftText, save_draft
from articles.models import Revision
from articles.models.articles import State
from cms.models import User
from reviews.approval.badge import badge
from reviews.desk import dashboard
from reviews.eligibility.candidates import candidates
from reviews.models import Assignment, Credential, Specialty
from reviews.refusal import Refused
from reviews.reviewing.progress import progress
from reviews.workflow.context import Inputs
from reviews.workflow.perform import actions_for, perform
from tests import factories
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

# --- with the next round -------------------------------------------------------------------------


@shared
def doctors() -> dict[str, User]:
    names = ("Fit", "Lapsed", "Retired", "Writing")
    return {name: factories.reviewer(name=name) for name in names}


@shared
def second(doctors) -> Revision:
    """The draft after a request for changes, ready to be submitted."""
    first = factories.submitted(topic=factories.topic(approvals=4, reports="first"))
    desk = factories.editor(name="Desk")
    for doctor in doctors.values():
        perform("assign", first, desk, Inputs(reviewer=doctor))
    perform("request_changes", first, doctors["Fit"], factories.SIGNED)
    return factories.next_draft(first.article, "<p>Rest may help.</p>")


def lose_what_it_takes(doctors: dict[str, User], draft: Revision) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Credential.objects.filter(person=doctors["Lapsed"].person).update(expires_on=yesterday)
    doctors["Retired"].groups.clear()
    text = DraftText(draft.title, draft.standfirst, "<p>Rest may well help.</p>")
    save_draft(draft, draft.version, doctors["Writing"], text)
    draft.refresh_from_db()


def test_who_lost_role_credential_or_independence_is_not_asked_again(doctors, second):
    lose_what_it_takes(doctors, second)

    event = perform("submit", second, factories.author_of(second))

    asked = Assignment.objects.filter(revision=second)
    assert [assignment.reviewer.name for assignment in asked] == ["Fit"]
    assert event.details["asked_again"] == ["Fit"]


def test_the_button_announces_exactly_those_who_are_told(doctors, second):
    lose_what_it_takes(doctors, second)
    writer = factories.author_of(second)
    [submit] = [each for each in actions_for(second, writer) if each.transition.name == "submit"]

    event = perform("submit", second, writer)

    assert list(submit.notifies) == event.notified == ["Desk", "Fit"]


# --- for a text that is public -------------------------------------------------------------------


def ask(revision: Revision, doctor: User) -> None:
    perform("assign", revision, factories.editor(), Inputs(reviewer=doctor))


def test_a_reviewer_of_a_public_text_is_asked_for_it_again():
    doctor = factories.reviewer()
    live = factories.published(by=doctor)
    assert dashboard.waiting_for(doctor, timezone.localdate()).total == 0

    ask(live, doctor)

    today = timezone.localdate()
    assignment = Assignment.objects.get()
    assert (assignment.answer, assignment.answered_at) == (Assignment.Answer.ASKED, None)
    assert dashboard.waiting_for(doctor, today).total == 1
    assert progress(live, today).waiting == (assignment,)
    with pytest.raises(Refused, match="has been asked already"):
        ask(live, doctor)
    perform("accept", live, doctor, Inputs(interests="None."))
    perform("confirm", live, doctor, factories.SIGNED)
    assert dashboard.waiting_for(doctor, today).total == 0
    ask(live, doctor)


def test_the_list_of_candidates_says_the_same_as_the_guard():
    doctor = factories.reviewer()
    live = factories.published(by=doctor)
    today = timezone.localdate()

    before = {each.user: each.why_not for each in candidates(live, today)}
    ask(live, doctor)
    after = {each.user: each.why_not for each in candidates(live, today)}

    assert (before[doctor], after[doctor]) == ("", "Has been asked already.")


def test_who_signed_a_public_text_may_still_declare_a_conflict():
    doctor = factories.reviewer()
    live = factories.published(by=doctor)

    perform("decline", live, doctor, Inputs("I advise a maker now.", has_conflict=True))

    with pytest.raises(Refused):
        perform("confirm", live, doctor, factories.SIGNED)
    with pytest.raises(Refused, match="declared a conflict of interest"):
        ask(live, doctor)
    assert badge(live, timezone.localdate()).is_shown  # what was signed before stays signed


# --- names that change ---------------------------------------------------------------------------


def test_renaming_a_specialty_leaves_a_running_round_alone():
    doctor = factories.reviewer("Pain medicine")
    revision = factories.submitted(topic=factories.topic(specialty="Pain medicine"))
    specialty = Specialty.objects.get()
    specialty.name = "Anaesthesia and pain"
    specialty.save()
    factories.checked(doctor.person.credentials.get(), timezone.localdate())

    factories.approved(revision, by=doctor)

    assert revision.state == State.APPROVED
    assert revision.round.specialty == "Pain medicine"
    assert revision.round.specialty_key == "pain-medicine"


def test_a_specialty_that_takes_the_place_of_another_is_not_that_one():
    old = Specialty.objects.create(name="Pain")
    old.name = "Anaesthesia"
    old.save()

    new = Specialty.objects.create(name="Pain")

    assert (old.key, new.key) == ("pain", "pain-2")
