"""What a reviewer has decided, how fast, and how much of it in time."""

import pytest
from django.utils import timezone

from reviews.eligibility.track_records import A_QUARTER, TrackRecord, track_records
from tests import factories
from tests.reviews.desk.test_statistics import reviewed

pytestmark = pytest.mark.django_db


def test_a_reviewers_own_figures():
    doctor, now = factories.reviewer(), timezone.now()
    reviewed(doctor, now, 20, 16)
    reviewed(doctor, now, 30, 10)
    reviewed(doctor, now, 200, 150)

    assert track_records([doctor.pk], now, A_QUARTER) == {doctor.pk: TrackRecord(2, 12.0, 1)}
