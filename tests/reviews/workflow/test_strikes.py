"""A signature is struck: by its signer, or by two people; what rested on it falls at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from articles.models import Revision
from articles.models.articles import State
from cms.models import User
from reviews.approval.badge import Standing, badge
from reviews.models import Approval, Assignment, Debt, NextReview, Strike
from reviews.record import auditing, dossier, verification
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import actions_for, perform
from tests import factories
from tests.tampering import force
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

TODAY = timezone.localdate()
WHY = "I had the other text before me."


@shared
def ada() -> User:
    return factories.reviewer(name="Dr Ada Byron")


@shared
def published(ada) -> Revision:
    return factories.published(by=ada)


def strike(revision: Revision, by: User, **inputs: object) -> None:
    given = {"approval": revision.approvals.latest("pk").pk, "ground": "mistaken", "comment": WHY}
    perform("strike", revision, by, Inputs(**{**given, **inputs}))  # type: ignore[arg-type]


def strike_for_cause(revision: Revision, first: User, second: User) -> None:
    key = revision.approvals.latest("pk").pk
    perform(
        "propose_strike",
        revision,
        first,
        Inputs("No such doctor.", approval=key, ground="impostor"),
    )
    perform("second_strike", revision, second, Inputs(approval=key))


def problems() -> list[str]:
    return [str(each) for each in verification.problems(TODAY)]


def test_the_badge_falls_at_once_and_says_why(client, published, ada):
    strike(published, ada)

    shown = badge(published, TODAY)
    page = client.get(published.article.get_absolute_url()).text
    assert (shown.standing, published.state) == (Standing.UNREVIEWED, State.PUBLISHED)
    assert [(each.name, each.reason) for each in shown.struck] == [("Dr Ada Byron, MD", WHY)]
    assert "The signature of Dr Ada Byron, MD was struck on" in page
    assert WHY in page
    assert "Not yet medically reviewed" in page
    assert not NextReview.objects.exists()
    assert problems() == []


def test_the_chain_keeps_both_and_a_dossier_stays_true(published, ada):
    strike(published, ada)

    events = list(published.article.events.values_list("transition", flat=True))
    assert events[-3:] == ["approve", "publish", "strike"]
    with pytest.raises(ValidationError):
        Strike.objects.get().delete()
    found = dossier.compose(published.article, timezone.now())
    assert list(auditing.problems(found)) == []


def test_verify_sees_a_strike_that_was_taken_away_or_rewritten(published, ada):
    strike(published, ada)

    force(Strike.objects.get(), reason="Nothing.")

    assert problems() == [f"strike {Strike.objects.get().pk}: no event records it as it says"]


def test_what_builds_on_a_struck_review_falls_too(published, ada):
    later = factories.next_draft(published.article, "<p>Rest helps a little.</p>")
    factories.assigned(later, to=(eve := factories.reviewer()))
    factories.release_asked_again(later, eve)
    perform("approve", later, eve, Inputs("The change is right.", "None.", scope="changes"))
    perform("publish", later, factories.editor())
    published.refresh_from_db()
    assert badge(later, TODAY).is_shown

    strike(published, ada)

    assert not badge(later, TODAY).is_shown
    assert not NextReview.objects.exists()


def test_what_was_approved_waits_for_a_review_again(ada):
    approved = factories.approved(by=ada)

    strike(approved, ada)

    assert approved.state == State.IN_REVIEW
    with pytest.raises(Refused):
        perform("publish", approved, factories.editor())
    perform("approve", approved, ada, factories.SIGNED)
    assert approved.state == State.APPROVED
    perform("publish", approved, factories.editor())
    assert badge(approved, TODAY).is_shown
    assert problems() == []


def test_what_was_scheduled_is_taken_off(ada):
    scheduled = factories.approved(by=ada)
    at = timezone.now() + timedelta(days=1)
    perform("schedule", scheduled, factories.editor(), Inputs(publish_at=at))

    strike(scheduled, ada)

    assert (scheduled.state, scheduled.publish_at) == (State.IN_REVIEW, None)


def test_a_debt_that_it_settled_is_owed_again(ada):
    revision = factories.draft()
    perform("publish_unreviewed", revision, factories.editor(), Inputs("Urgent."))
    perform("assign", revision, factories.editor(), Inputs(reviewer=ada))
    perform("confirm", revision, ada, factories.SIGNED)
    assert not Debt.objects.outstanding().exists()

    strike(revision, ada)

    assert Debt.objects.outstanding().exists()
    assert problems() == []


def test_two_people_strike_what_an_impostor_signed(published, ada):
    first, second = factories.editor(name="Edna"), factories.editor(name="Ruth")

    strike_for_cause(published, first, second)

    row = Strike.objects.get()
    assert (row.struck_by, row.seconded_by, row.reason) == (first, second, "No such doctor.")
    assert not badge(published, TODAY).is_shown
    assert Assignment.objects.get(revision=published, reviewer=ada).answer == "released"


def test_one_person_does_not(published):
    editor, key = factories.editor(), published.approvals.get().pk
    perform(
        "propose_strike", published, editor, Inputs("No doctor.", approval=key, ground="impostor")
    )

    with pytest.raises(Refused) as refused:
        perform("second_strike", published, editor, Inputs(approval=key))

    assert str(refused.value) == "You proposed to strike it: a second person has to agree."
    assert badge(published, TODAY).is_shown
    with pytest.raises(IntegrityError), transaction.atomic():
        Strike.objects.create(
            approval_id=key, ground="impostor", reason="x", struck_by=editor,
            seconded_by=editor, struck_at=timezone.now(),
        )  # fmt: skip


def test_nobody_strikes_the_signature_of_another(published):
    other = factories.reviewer()

    with pytest.raises(Refused) as refused:
        strike(published, other)
    assert str(refused.value) == "You have no signature on this text."
    with pytest.raises(PermissionDenied):
        strike(published, factories.writer())


def test_whose_name_was_used_strikes_it_by_their_own_account(published, ada):
    """The profile was linked to another account when it was signed."""
    person = ada.person
    true_owner = factories.user("Reviewers", name="The true Ada")
    type(person).objects.filter(pk=person.pk).update(user=true_owner)

    strike(published, true_owner, ground="not_me")

    assert Strike.objects.get().struck_by == true_owner


def test_a_strike_says_why(published, ada):
    with pytest.raises(Refused, match="Say why"):
        strike(published, ada, comment=" ")
    with pytest.raises(Refused, match="Choose what was wrong with it"):
        strike(published, ada, ground="impostor")


def test_it_is_offered_to_who_signed_and_by_a_page(client, published, ada):
    offered = {action.transition.name for action in actions_for(published, ada)}
    client.force_login(ada)
    address = reverse("review_action", args=[published.pk, "strike"])
    key = published.approvals.get().pk

    page = client.get(address).text
    client.post(address, {"approval": key, "ground": "not_me", "comment": WHY})

    assert "strike" in offered
    assert "Dr Ada Byron, MD" in page
    assert Strike.objects.get().ground == "not_me"
    assert Approval.objects.standing().count() == 0
