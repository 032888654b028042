"""Two clocks and two workers at once: everybody is told once, and mailed once."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.core import mail as outbox
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from reviews.desk import reminders
from reviews.models import Notification
from reviews.notifications import mail
from tests import factories
from tests.reviews.workflow.test_races import race

pytestmark = pytest.mark.django_db(transaction=True)
TRIES = 15


def test_two_clocks_remind_once_and_two_workers_mail_once(settings):
    topic, doctor = factories.topic(), factories.reviewer()
    for _ in range(3):
        factories.assigned(factories.draft(topic=topic), to=doctor)
    Notification.objects.all().delete()
    now = timezone.now() + timedelta(days=14)

    for number in range(TRIES):
        day = now + timedelta(days=7 * number)
        results = race(*[partial(reminders.send_due, day)] * 2)
        told = [
            notification for outcomes in results for each in outcomes for notification in each.told
        ]  # type: ignore[attr-defined]
        assert len(told) == len({notification.pk for notification in told})
        to_doctor = Notification.objects.filter(recipient=doctor, for_day=timezone.localdate(day))
        assert to_doctor.count() == 3

        pks = [[notification.pk] for notification in told]
        outbox.outbox.clear()
        race(*[partial(send_all, pks, day)] * 2)
        assert len(outbox.outbox) == len(told)
        assert set(Notification.objects.values_list("mail", flat=True)) == {"sent"}


def send_all(mails: list[list[int]], now: datetime) -> None:
    for pks in mails:
        mail.send(pks, now)


def test_two_clocks_hand_a_mail_over_once():
    factories.assigned(factories.draft())
    DBTaskResult.objects.all().delete()
    late = timezone.now() + timedelta(hours=1)

    for _ in range(TRIES):
        handed = race(lambda: mail.hand_over_due(late), lambda: mail.hand_over_due(late))
        waiting = Notification.objects.filter(mail="waiting").count()
        assert sum(handed) == waiting == DBTaskResult.objects.count()  # type: ignore[call-overload]
        DBTaskResult.objects.all().delete()
        Notification.objects.update(send_at=late)
