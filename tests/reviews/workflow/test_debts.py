"""What is owed after a publication without review; only a whole review pays it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles.models import Revision
from articles.models.articles import State
from reviews.approval.badge import Standing, badge
from reviews.models import Approval, Debt
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOON = datetime(2030, 1, 15, 12, tzinfo=UTC)
URGENT = Inputs("The regulator warned of it this morning.")
CHANGES = Inputs("The changes are right.", "None.", Approval.Scope.CHANGES)


def unreviewed(revision: Revision | None = None, **terms) -> Revision:
    revision = revision or factories.draft(topic=factories.topic(**terms))
    perform("publish_unreviewed", revision, factories.editor(), URGENT, NOON)
    return revision


def confirm(revision: Revision, *reviewers, inputs: Inputs = factories.SIGNED) -> None:
    desk = factories.editor()
    for reviewer in reviewers:
        if not revision.assignments.filter(reviewer=reviewer).exists():
            perform("assign", revision, desk, Inputs(reviewer=reviewer))
        perform("confirm", revision, reviewer, inputs)


def test_a_publication_without_review_leaves_a_debt_with_its_reason_and_day():
    revision = unreviewed(days_to_settle_debt=5)

    debt = Debt.objects.get()
    assert (debt.revision, debt.reason) == (revision, URGENT.comment)
    assert (debt.incurred_at, str(debt.due_on)) == (NOON, "2030-01-20")
    assert (revision.state, revision.published_at) == (State.PUBLISHED, NOON)
    assert revision.is_sealed
    assert badge(revision, NOON.date()).standing == Standing.UNREVIEWED


def test_a_debt_is_late_after_its_day_until_it_is_settled():
    revision = unreviewed(days_to_settle_debt=5)
    debt = revision.debt

    assert not debt.is_late_on(debt.due_on)
    assert debt.is_late_on(debt.due_on + timedelta(days=1))
    confirm(revision, factories.reviewer())
    debt.refresh_from_db()
    assert not debt.is_late_on(debt.due_on + timedelta(days=1))


def test_a_text_in_review_is_published_as_it_was_sealed():
    doctor = factories.reviewer()
    revision = factories.assigned(to=doctor)
    digest = revision.digest

    unreviewed(revision)

    assert (revision.state, revision.digest) == (State.PUBLISHED, digest)
    confirm(revision, doctor)
    assert Debt.objects.outstanding().count() == 0


def test_a_confirmation_settles_the_debt_and_earns_the_badge():
    revision = unreviewed()

    confirm(revision, factories.reviewer())

    assert Debt.objects.get().settled_by == revision.approvals.get()
    assert badge(revision, timezone.localdate()).is_shown


def test_a_debt_stands_until_everybody_whom_the_policy_demands_has_signed():
    revision = unreviewed(approvals=2)

    confirm(revision, factories.reviewer())
    assert Debt.objects.outstanding().count() == 1
    assert not badge(revision, timezone.localdate()).is_shown

    confirm(revision, factories.reviewer())
    assert Debt.objects.outstanding().count() == 0
    assert badge(revision, timezone.localdate()).is_shown


def test_the_signature_given_before_the_emergency_still_counts():
    topic = factories.topic(approvals=2)
    revision = unreviewed(factories.approved(factories.draft(topic=topic)))

    confirm(revision, factories.reviewer())

    assert Debt.objects.outstanding().count() == 0
    assert badge(revision, timezone.localdate()).is_shown


def test_publishing_a_reviewed_text_settles_the_debt_of_the_one_before():
    revision = unreviewed()
    second = factories.next_draft(revision.article, "<p>Rest may help.</p>")

    factories.published(second)

    assert Debt.objects.get().settled_by == second.approvals.get()


def test_another_emergency_adds_to_the_debts_and_settles_none():
    revision = unreviewed()

    unreviewed(factories.next_draft(revision.article, "<p>Stop taking it.</p>"))

    assert Debt.objects.outstanding().count() == 2


def test_a_review_of_another_article_settles_nothing():
    unreviewed()

    factories.published()

    assert Debt.objects.outstanding().count() == 1


@pytest.mark.parametrize("name", ["withdraw", "retract"])
def test_a_text_that_is_taken_down_owes_no_review_any_more(name: str):
    revision = unreviewed()

    event = perform(name, revision, factories.editor(), Inputs("It was wrong."))

    debt = Debt.objects.get()
    assert Debt.objects.outstanding().count() == 0
    assert (debt.settled_by, debt.lapsed_at) == (None, event.at)
    assert event.details["lapsed_debts"] == [debt.pk]
    assert not debt.is_late_on(debt.due_on + timedelta(days=1))


def test_time_alone_closes_no_debt():
    unreviewed(days_to_settle_debt=5)

    assert Debt.objects.outstanding().get().is_late_on(timezone.localdate() + timedelta(days=9999))


def test_a_review_of_the_changes_alone_settles_no_debt_of_a_whole_text():
    """Nothing before it was reviewed, so the whole must be."""
    revision = unreviewed()
    doctor = factories.reviewer()
    perform("assign", revision, factories.editor(), Inputs(reviewer=doctor))

    with pytest.raises(Refused, match=r"^No earlier text was reviewed as a whole"):
        perform("confirm", revision, doctor, CHANGES)

    assert Debt.objects.outstanding().count() == 1


def test_a_review_of_the_changes_settles_the_debt_of_an_urgent_correction():
    """The rest was reviewed when the text before was: badge and debt say the same."""
    live = factories.published()
    urgent = unreviewed(factories.next_draft(live.article, "<p>Stop taking it.</p>"))

    confirm(urgent, factories.reviewer(), inputs=CHANGES)

    assert Debt.objects.outstanding().count() == 0
    assert badge(urgent, timezone.localdate()).is_shown


def test_an_event_keeps_the_reason_and_the_day():
    revision = unreviewed(days_to_settle_debt=5)

    details = revision.events.get().details
    assert details["due_on"] == "2030-01-20"
    assert details["digest"] == revision.digest
    assert revision.events.get().comment == URGENT.comment
