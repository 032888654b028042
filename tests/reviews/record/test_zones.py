"""A day that counts does not move when the time zone of the site is changed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from reviews.approval.badge import badge
from reviews.models import NextReview, ZoneOfDays, zones
from reviews.models.zones import day_of
from reviews.record import auditing, dossier, verification
from reviews.workflow.perform import perform
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LATE = datetime(2030, 1, 15, 23, 30, tzinfo=UTC)  # tomorrow in Auckland
MOVED = LATE + timedelta(days=30)


def published_at(now: datetime):
    revision, doctor = factories.draft(), factories.reviewer()
    perform("submit", revision, factories.author_of(revision), now=now)
    factories.assigned(revision, doctor)
    perform("approve", revision, doctor, factories.SIGNED, now=now)
    perform("publish", revision, factories.editor(), now=now)
    return revision


def test_a_record_stays_true_and_what_is_due_stays_due_that_day(in_zone):
    revision = published_at(LATE)
    due = NextReview.objects.get(article=revision.article).due_on

    in_zone("Pacific/Auckland", since=MOVED)

    today = MOVED.date()
    assert list(verification.problems_of(revision.article, today)) == []
    assert badge(revision, today).reviewed_on == date(2030, 1, 15)
    assert NextReview.objects.get(article=revision.article).due_on == due


def test_what_happens_from_then_on_is_counted_in_the_new_zone(in_zone):
    in_zone("Pacific/Auckland", since=MOVED)

    assert day_of(LATE) == date(2030, 1, 15)
    assert day_of(MOVED) == MOVED.date() + timedelta(days=1)


def test_a_dossier_says_in_which_zones_and_is_checked_without_a_database(
    in_zone, django_assert_num_queries
):
    in_zone("Pacific/Auckland", since=MOVED)
    found = dossier.compose(published_at(LATE).article, MOVED)
    zones.known_zones.cache_clear()

    with django_assert_num_queries(0):
        assert list(auditing.problems(found)) == []
        with zones.counted_in(auditing.zones_of(found)):
            assert (day_of(LATE), day_of(MOVED)) == (date(2030, 1, 15), date(2030, 2, 15))


def test_where_nothing_changes_nothing_is_noted_and_what_is_noted_stays(in_zone):
    noted = ZoneOfDays.objects.count()

    in_zone("UTC", since=MOVED)

    assert ZoneOfDays.objects.count() == noted == 1
    refused = pytest.raises(DatabaseError, match="never changes")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reviews_zoneofdays SET zone = 'Asia/Tokyo'")
