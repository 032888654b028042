"""A reader is told what is kept about them, and has it erased."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from cms.models import Report, Subscriber
from cms.readers import newsletter, reports
from reviews.models import Notification
from tests import factories

pytestmark = pytest.mark.django_db
State = Report.State
READER, OTHER = "reader@example.org", "other@example.org"


@pytest.fixture
def _sent() -> None:
    now, revision, editor = timezone.now(), factories.published(), factories.editor()
    for address in (READER, OTHER):
        newsletter.ask(address, now)
        newsletter.subscribe(address, now)
        report = Report.objects.create(
            revision=revision, words=f"{address} says: not so.", address=address, sent_at=now
        )
        reports.decide(report, "open", State.ANSWERED, "Thanks.", None, editor, now)


def told(*arguments: str) -> str:
    said = StringIO()
    call_command("reader", *arguments, stdout=said)
    return said.getvalue()


@pytest.mark.usefixtures("_sent")
def test_a_reader_is_told_all_that_is_kept_with_the_address_and_nothing_of_others():
    kept = json.loads(told(READER.upper()))

    assert {kind: len(rows) for kind, rows in kept.items()} == {
        "newsletter": 1, "deliveries": 0, "following": 0, "reports": 1, "mails": 2,
    }  # fmt: skip
    assert kept["reports"][0]["words"] == f"{READER} says: not so."
    assert OTHER not in json.dumps(kept)
    assert Subscriber.objects.get(address=READER).key not in json.dumps(kept)


@pytest.mark.usefixtures("_sent")
def test_an_address_is_forgotten_and_the_report_stays_nobodys():
    told(READER, "--erase")

    assert all(rows == [] for rows in json.loads(told(READER)).values())
    assert not Notification.objects.filter(address=READER).exists()
    assert sorted(Report.objects.values_list("address", flat=True)) == ["", OTHER]
    assert len(json.loads(told(OTHER))["mails"]) == 2


@pytest.mark.usefixtures("_sent")
def test_what_tells_a_guest_is_evidence_and_stays():
    guest = Notification.objects.filter(address=READER).first()
    Notification.objects.filter(pk=guest.pk).update(occasion="invitation")

    told(READER, "--erase")

    assert Notification.objects.filter(pk=guest.pk).exists()
