"""Reviews that fall due again: the queue, its two ends, and the reminders to editors."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Revision
from reviews.approval.badge import badge
from reviews.desk import reminders, rereviews
from reviews.models import Approval, NextReview, Notification
from reviews.record.verification import problems
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def today() -> date:
    return timezone.localdate()


def age(revision: Revision, days: int) -> None:
    """Let the next review fall due so many days ago; the queue asks this row alone."""
    NextReview.objects.filter(revision=revision).update(due_on=today() - timedelta(days=days))


def test_a_publication_is_queued_for_the_day_that_its_badge_names():
    revision = factories.published()

    row = NextReview.objects.get()
    shown = badge(revision, today())
    assert (row.article, row.revision) == (revision.article, revision)
    assert (row.reviewed_on, row.due_on) == (shown.reviewed_on, shown.due_on)


def test_confirming_it_as_it_stands_signs_the_same_digest_with_new_dates():
    doctor = factories.reviewer()
    revision = factories.published(by=doctor, topic=factories.topic(interval_months=12))
    later = timezone.now() + timedelta(days=400)
    assert rereviews.queue(factories.editor(), later.date()).count() == 1

    perform("confirm", revision, doctor, factories.SIGNED, later)

    row = NextReview.objects.get()
    assert row.reviewed_on == later.date()
    assert {each.digest for each in Approval.objects.all()} == {revision.digest}
    assert rereviews.queue(factories.editor(), later.date()).count() == 0
    assert badge(revision, later.date()).is_shown


def test_a_new_edition_takes_the_place_of_the_old_one():
    doctor = factories.reviewer()
    first = factories.published(by=doctor)
    second = factories.next_draft(first.article, "<p>All new.</p>")
    perform("submit", second, factories.author_of(second), Inputs(change="edition"))
    perform("approve", second, doctor, factories.SIGNED)

    perform("publish", second, factories.editor())

    assert NextReview.objects.get().revision == second


def test_what_is_not_reviewed_or_not_public_is_not_queued():
    unreviewed = factories.draft()
    perform("publish_unreviewed", unreviewed, factories.editor(), Inputs("Urgent."))
    gone = factories.published()

    perform("withdraw", gone, factories.editor(), Inputs("It was wrong."))

    assert not NextReview.objects.exists()


def test_verify_names_an_article_that_is_missing_from_the_queue():
    revision = factories.published()
    NextReview.objects.all().delete()

    said = [str(problem) for problem in problems(today())]

    assert said == [f"article {revision.article_id}: is not queued for its next review"]


# --- the page --------------------------------------------------------------------------------------


@pytest.fixture
def page(client):
    def seen_by(user) -> str:
        client.force_login(user)
        answer = client.get(reverse("rereviews_due"))
        assert answer.status_code == 200
        return flat(answer.text)

    return seen_by


def test_overdue_comes_first_and_what_is_far_off_not_at_all(page):
    late, soon, far = (factories.published(title=title) for title in ("Late", "Soon", "Far"))
    age(late, 10)
    age(soon, -30)
    age(far, -91)

    shown = page(factories.editor())

    assert "1 overdue · 2 overdue or due within three months" in shown
    assert shown.index("Late</a>") < shown.index("Soon</a>")
    assert "10 days late" in shown
    assert "Far</a>" not in shown


def test_an_editor_asks_or_starts_a_new_edition(page):
    revision = factories.published()
    age(revision, 1)

    shown = page(factories.editor())

    assert f'href="{reverse("review_action", args=[revision.pk, "assign"])}"' in shown
    assert f'action="{reverse("draft_start", args=[revision.article_id])}"' in shown
    assert "Nobody yet" in shown


def test_a_reviewer_sees_their_own_texts(page):
    doctor = factories.reviewer()
    mine = factories.published(title="Mine", by=doctor)
    others = factories.published(title="Others")
    age(mine, 1)
    age(others, 1)

    shown = page(doctor)

    assert "Mine</a>" in shown
    assert "Others</a>" not in shown
    assert "Start a new edition" not in shown


def test_the_page_costs_the_same_for_few_and_for_many(client):
    desk = factories.editor()
    client.force_login(desk)
    topic = factories.topic()

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("rereviews_due"))
        return len(queries)

    for _ in range(2):
        age(factories.published(topic=topic), 1)
    cost()
    for_two = cost()
    for _ in range(6):
        age(factories.published(topic=topic), 1)

    assert cost() == for_two <= 20


# --- the reminders ---------------------------------------------------------------------------------


def test_editors_are_told_once_in_four_weeks_while_nobody_is_asked():
    desk, doctor = factories.editor(name="Desk"), factories.reviewer()
    revision = factories.published(title="Rest", by=doctor)
    now = timezone.now()
    age(revision, 1)
    told = Notification.objects.filter(occasion__startswith="rereview")

    call_command("run_due", verbosity=0)
    reminders.send_due(now)
    assert told.filter(recipient=desk).count() == 1
    assert told.get(recipient=desk).subject.startswith("Review was due again on")

    reminders.send_due(now + timedelta(weeks=4))
    assert told.filter(recipient=desk).count() == 2

    perform("assign", revision, desk, Inputs(reviewer=doctor))
    reminders.send_due(now + timedelta(weeks=8))
    assert told.filter(recipient=desk).count() == 2
