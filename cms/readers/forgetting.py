"""What readers left is erased when it has served: run by the clock, twice does no harm."""

from datetime import datetime, timedelta

from django.utils import timezone

from cms.readers.models import Decision, ReaderComment, Remark, Report
from cms.readers.newsletter import ASKED, GOOD_FOR
from cms.readers.reports import OCCASION
from reviews.models import Notification

ADDRESSES_KEPT = timedelta(days=30)  # after the last decision on a report
DECLINED_KEPT = timedelta(days=30)
REMARKS_KEPT = timedelta(days=365)


def forget(now: datetime) -> int:
    """Erase what is past its time; return how many rows and addresses went."""
    return (
        _addresses(now - ADDRESSES_KEPT)
        + _mails(OCCASION, now - ADDRESSES_KEPT)
        + _mails(ASKED, now - GOOD_FOR)
        + _declined(now - DECLINED_KEPT)
        + Remark.objects.filter(sent_on__lt=timezone.localdate(now - REMARKS_KEPT)).delete()[0]
    )


def _addresses(before: datetime) -> int:
    """Of reports that were decided on, and on which nothing was decided since."""
    recent = Decision.objects.filter(at__gte=before).values("report")
    done = Report.objects.exclude(state=Report.State.OPEN).exclude(address="")
    return done.exclude(pk__in=recent).update(address="")


def _declined(before: datetime) -> int:
    declined = ReaderComment.objects.filter(state=ReaderComment.State.DECLINED, at__lt=before)
    return declined.delete()[0]


def _mails(occasion: str, before: datetime) -> int:
    """The mails themselves, sent or given up: they hold the address."""
    ended = Notification.objects.filter(mail__in=[Notification.Mail.SENT, Notification.Mail.FAILED])
    return ended.filter(occasion__startswith=occasion, created_at__lt=before).delete()[0]
