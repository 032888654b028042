"""Once a day all is verified in the background, and administrators hear of what does not hold."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from reviews.entitlement.amend import amend
from reviews.models import Amendment, Approval, LogState, Notification, Witness
from reviews.record import nightly
from reviews.transparency import heads
from tests import factories
from tests.tampering import force

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return factories.user("Administrators", name="Ruth", is_staff=True)


def test_a_record_that_holds_is_told_to_nobody(administrator):
    factories.published()

    assert nightly.verify.call() == 0
    assert not Notification.objects.filter(recipient=administrator).exists()


def test_administrators_are_told_of_what_lies(administrator):
    factories.published()
    force(Approval.objects.latest("pk"), name="Prof. Nobody")

    assert nightly.verify.call() > 0

    told = Notification.objects.get(recipient=administrator)
    assert "approval" in told.text
    assert told.subject == "The record of the site does not hold"


def test_it_is_handed_over_once_a_day():
    LogState.objects.get_or_create(pk=1)
    night = timezone.localtime().replace(hour=4)

    assert nightly.hand_over_due(night)
    assert not nightly.hand_over_due(night + timedelta(hours=2))
    assert not nightly.hand_over_due((night + timedelta(days=1)).replace(hour=1))
    assert nightly.hand_over_due(night + timedelta(days=1))


def test_an_administrator_names_a_witness_who_is_mailed_a_head_each_day(administrator):
    """The act is on record; the mail holds the head to the letter."""
    amend("add_witness", Witness(), administrator, {"name": "Library", "email": "w@example.org"})
    head, now = heads.sign(), timezone.now()

    assert [str(each) for each in heads.tell_witnesses(now)] == ["Library <w@example.org>"]
    assert heads.tell_witnesses(now) == []
    assert head.jws in mail.outbox[0].body
    assert Amendment.objects.latest("number").act == "add_witness"
