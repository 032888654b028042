"""Invariant 7 and 8: what a page may say about review, and nothing more."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Revision, Topic
from articles.models.articles import State
from reviews.approval.badge import Badge, Standing, add_months, badge, badges
from reviews.models import Approval, Credential, Policy, Round
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.tampering import force

pytestmark = pytest.mark.django_db

NOON = datetime(2030, 1, 15, 12, tzinfo=UTC)
DAY = NOON.date()
LONG_AGO = date(2020, 1, 1)
CHANGES = Inputs("The changes are right.", "None.", Approval.Scope.CHANGES)
UNREVIEWED = Badge(Standing.UNREVIEWED)


def doctor(name: str = "Ada", **fields):
    return factories.reviewer(name=name, checked_on=LONG_AGO, **fields)


def in_review(draft: Revision, *reviewers, now: datetime = NOON) -> Revision:
    desk = factories.editor()
    perform("submit", draft, factories.author_of(draft), now=now)
    for reviewer in reviewers:
        if not draft.assignments.filter(reviewer=reviewer).exists():
            perform("assign", draft, desk, Inputs(reviewer=reviewer), now)
    return draft


def publish(
    draft: Revision, *reviewers, now: datetime = NOON, inputs: Inputs = factories.SIGNED
) -> Revision:
    in_review(draft, *reviewers, now=now)
    for reviewer in reviewers:
        perform("approve", draft, reviewer, inputs, now)
    perform("publish", draft, factories.editor(), now=now)
    return draft


def published(*reviewers, now: datetime = NOON, **terms) -> Revision:
    return publish(factories.draft(topic=factories.topic(**terms)), *reviewers, now=now)


def after(months: int = 0, days: int = 0) -> datetime:
    return datetime.combine(add_months(DAY, months), NOON.time(), UTC) + timedelta(days=days)


# --- while it holds ------------------------------------------------------------------------------


def test_a_reviewed_text_names_who_reviewed_it_and_when():
    ada = doctor("Ada", specialty="Pain medicine")

    shown = badge(published(ada, interval_months=12), DAY)

    assert (shown.standing, shown.is_shown) == (Standing.REVIEWED, True)
    assert (shown.reviewed_on, shown.due_on) == (date(2030, 1, 15), date(2031, 1, 15))
    [reviewer] = shown.reviewers
    assert (reviewer.titled_name, reviewer.slug) == ("Ada, MD", ada.person.slug)
    assert (reviewer.specialties, reviewer.interests) == (("Pain medicine",), "None.")
    assert shown.changes_by == ()


def test_a_badge_holds_through_the_day_that_it_is_due_and_not_one_longer():
    revision = published(doctor(), interval_months=12)

    on_the_day, after_it = badge(revision, date(2031, 1, 15)), badge(revision, date(2031, 1, 16))

    assert on_the_day.is_shown
    assert (after_it.standing, after_it.is_shown) == (Standing.OVERDUE, False)
    assert (after_it.reviewed_on, after_it.due_on) == (date(2030, 1, 15), date(2031, 1, 15))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2030, 1, 15), 0, date(2030, 1, 15)),
        (date(2030, 1, 15), 1, date(2030, 2, 15)),
        (date(2030, 1, 31), 1, date(2030, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2030, 12, 31), 1, date(2031, 1, 31)),
        (date(2030, 11, 30), 3, date(2031, 2, 28)),
        (date(2030, 6, 15), 18, date(2031, 12, 15)),
        (date(2030, 1, 1), 24, date(2032, 1, 1)),
    ],
)
def test_months_are_counted_on_the_calendar(day: date, months: int, expected: date):
    assert add_months(day, months) == expected


def test_the_day_is_the_one_that_the_site_has_at_that_moment(in_zone):
    """Half past eleven in the evening in London is tomorrow in Tokyo."""
    in_zone("Asia/Tokyo", since=datetime(2030, 1, 1, tzinfo=UTC))

    revision = published(doctor(), now=datetime(2030, 1, 15, 23, 30, tzinfo=UTC))

    assert badge(revision, date(2030, 1, 16)).reviewed_on == date(2030, 1, 16)


# --- what breaks it ------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [state for state in State if state != State.PUBLISHED])
def test_no_state_but_published_shows_a_badge(state: State):
    revision = factories.brought_to(state, factories.draft())

    assert not badge(revision, timezone.localdate()).is_shown


def test_a_text_that_nobody_reviewed_says_so():
    revision = factories.draft()
    perform("publish_unreviewed", revision, factories.editor(), Inputs("Urgent."), NOON)

    assert badge(revision, DAY) == UNREVIEWED


def test_one_approval_of_two_is_none():
    ada = doctor()
    revision = in_review(factories.draft(topic=factories.topic(approvals=2)), ada)
    perform("approve", revision, ada, factories.SIGNED, NOON)
    perform("publish_unreviewed", revision, factories.editor(), Inputs("Urgent."), NOON)

    assert badge(revision, DAY) == UNREVIEWED


def test_an_unreviewed_text_over_a_reviewed_one_says_that_it_has_changed_since():
    first = published(doctor())
    second = factories.next_draft(first.article, "<p>Stop taking it.</p>")
    perform("publish_unreviewed", second, factories.editor(), Inputs("Urgent."), after(1))

    shown = badge(second, after(1).date())

    assert shown == Badge(Standing.CHANGED, reviewed_on=date(2030, 1, 15))
    first.refresh_from_db()
    assert not badge(first, DAY).is_shown


@pytest.mark.parametrize(
    "columns",
    [
        {"sealed": '{"title":"Gold helps"}'},
        {"digest": "0" * 64},
    ],
)
def test_a_text_that_was_tampered_with_shows_no_badge(columns: dict[str, str]):
    revision = published(doctor())

    force(revision, **columns)

    revision.refresh_from_db()
    assert badge(revision, DAY) == UNREVIEWED


def test_a_text_that_was_replaced_together_with_its_digest_shows_no_badge():
    """The signatures are on another digest."""
    revision, other = published(doctor()), published(doctor())

    force(revision, sealed=other.sealed, digest=other.digest)

    revision.refresh_from_db()
    assert badge(revision, DAY) == UNREVIEWED


def test_a_text_without_the_terms_of_a_round_shows_no_badge():
    """Without terms nobody can say what was demanded; an empty demand means no."""
    revision, other = published(doctor()), factories.submitted()

    other_round = Round.objects.get(revision=other)
    revision_round = Round.objects.get(revision=revision)
    spare = factories.draft()
    force(revision_round, revision_id=spare.pk)

    assert other_round.pk != revision_round.pk
    revision = Revision.objects.get(pk=revision.pk)
    assert badge(revision, DAY) == UNREVIEWED


@pytest.mark.parametrize(
    "columns",
    [
        {"digest": "0" * 64},
        {"verdict": "reject"},
        {"credentials": "[]"},
    ],
)
def test_a_signature_that_was_tampered_with_counts_for_nothing(columns: dict[str, str]):
    revision = published(doctor())

    force(revision.approvals.get(), **columns)

    assert badge(revision, DAY) == UNREVIEWED


# --- what does not break it ----------------------------------------------------------------------


def test_settings_and_people_change_no_badge():
    """Invariants 9 and 10: the terms were frozen, and the signature stands by itself."""
    ada = doctor("Ada", specialty="Pain medicine")
    revision = published(ada, specialty="Pain medicine", interval_months=12)
    before = badge(revision, DAY)

    Policy.objects.update(approvals=3, interval_months=1, specialty=None)
    Policy.objects.all().delete()
    Credential.objects.update(title="Another", specialty=None)
    Topic.objects.update(name="Something else")
    ada.person.__class__.objects.filter(pk=ada.person.pk).update(name="Eve", post_nominals="")
    ada.groups.clear()
    ada.is_active = False
    ada.save()
    Group.objects.filter(name="Reviewers").delete()
    revision.article.bylines.all().delete()

    assert badge(revision, DAY) == before
    revision.refresh_from_db()
    assert revision.state == State.PUBLISHED


def test_the_next_draft_leaves_the_badge_of_the_published_text_alone():
    first = published(doctor())
    before = badge(first, DAY)

    in_review(factories.next_draft(first.article, "<p>Gold helps.</p>"))

    assert badge(first, DAY) == before


# --- the date ------------------------------------------------------------------------------------


def test_a_correction_moves_no_review_date():
    """Invariant 8: reviewed is when the whole was; who signed the changes is named apart."""
    ada, ben = doctor("Ada"), doctor("Ben")
    first = published(ada, interval_months=12)
    second = factories.next_draft(first.article, "<p>Rest may help.</p>")
    in_review(second, ben, now=after(3))
    factories.release_asked_again(second, but=ben)
    perform("approve", second, ben, CHANGES, after(3))
    perform("publish", second, factories.editor(), now=after(3))

    shown = badge(second, after(3).date())

    assert (shown.reviewed_on, shown.due_on) == (date(2030, 1, 15), date(2031, 1, 15))
    assert [reviewer.name for reviewer in shown.reviewers] == ["Ada"]
    assert [reviewer.name for reviewer in shown.changes_by] == ["Ben"]
    assert second.published_at == after(3)
    assert not badge(second, after(12, days=1).date()).is_shown


def test_a_correction_that_took_two_rounds_still_rests_on_the_review_before():
    """The text in between was never public."""
    ada = doctor("Ada")
    first = published(ada)
    second = in_review(factories.next_draft(first.article, "<p>Rest may help.</p>"), now=after(3))
    perform("request_changes", second, ada, factories.SIGNED, after(3))
    third = factories.next_draft(first.article, "<p>Rest may well help.</p>")
    publish(third, ada, now=after(4), inputs=CHANGES)

    shown = badge(third, after(4).date())

    assert (shown.standing, shown.reviewed_on) == (Standing.REVIEWED, date(2030, 1, 15))


def test_a_correction_lends_nothing_to_a_text_whose_review_is_overdue():
    ada = doctor()
    first = published(ada, interval_months=12)
    second = factories.next_draft(first.article, "<p>Rest may help.</p>")
    publish(second, ada, now=after(13), inputs=CHANGES)

    assert badge(second, after(13).date()).standing == Standing.OVERDUE


def test_a_retracted_text_lends_its_review_to_none():
    ada = doctor()
    first = published(ada)
    perform("retract", first, factories.editor(), Inputs("It was wrong."), after(1))
    second = in_review(factories.next_draft(first.article, "<p>Rest harms.</p>"), ada)

    with pytest.raises(Refused, match=r"^No earlier text was reviewed as a whole"):
        perform("approve", second, ada, CHANGES, after(1))


def test_a_full_review_of_the_published_text_moves_the_date():
    ada = doctor()
    revision = published(ada, interval_months=12)

    perform("confirm", revision, ada, factories.SIGNED, after(13))

    shown = badge(revision, after(13).date())
    assert (shown.standing, shown.reviewed_on) == (Standing.REVIEWED, after(13).date())
    assert [reviewer.name for reviewer in shown.reviewers] == ["Ada"]


def test_who_did_not_take_part_in_the_renewal_is_not_named_for_it():
    ada, ben = doctor("Ada"), doctor("Ben")
    revision = published(ada)
    perform("assign", revision, factories.editor(), Inputs(reviewer=ben), after(11))

    perform("confirm", revision, ben, factories.SIGNED, after(11))

    shown = badge(revision, after(11).date())
    assert shown.reviewed_on == after(11).date()
    assert [reviewer.name for reviewer in shown.reviewers] == ["Ben"]


def test_a_renewal_by_one_of_two_moves_no_date():
    ada, ben = doctor("Ada"), doctor("Ben")
    revision = published(ada, ben, approvals=2, interval_months=12)

    perform("confirm", revision, ben, factories.SIGNED, after(11))

    assert badge(revision, after(11).date()).reviewed_on == date(2030, 1, 15)
    assert not badge(revision, after(12, days=1).date()).is_shown


# --- many at once --------------------------------------------------------------------------------


def test_many_badges_cost_as_many_queries_as_one():
    ada = doctor()
    for _ in range(3):
        first = published(ada)
        publish(factories.next_draft(first.article, "<p>Now.</p>"), ada, inputs=CHANGES)
    revisions = list(Revision.objects.published())
    assert len(revisions) == 3

    with CaptureQueriesContext(
        connection,
    ) as one:
        badge(revisions[0], DAY)
    with CaptureQueriesContext(connection) as three:
        found = badges(revisions, DAY)

    assert len(one) == len(three) == 3
    assert all(shown.is_shown for shown in found.values())


def test_each_text_has_the_badge_that_it_has_alone():
    ada = doctor()
    first = published(ada)
    second = publish(factories.next_draft(first.article, "<p>Now.</p>"), ada, inputs=CHANGES)
    third = factories.draft()
    everything = [Revision.objects.get(pk=each.pk) for each in (first, second, third)]

    assert badges(everything, DAY) == {each.pk: badge(each, DAY) for each in everything}
    assert badges([], DAY) == {}
