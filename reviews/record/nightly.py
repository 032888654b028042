"""Once a day the record is verified whole, in the background, and administrators are told if it fails."""

from datetime import datetime
from functools import partial
from itertools import chain, islice

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from articles.security_log import note
from reviews.entitlement.guards import administrators
from reviews.models import LogState, Notification
from reviews.notifications import notifications
from reviews.notifications.notifications import Message
from reviews.record import log_audit, verification
from reviews.record.evidence import Problem

AT = 3  # o'clock, when few read
NAMED = 20


def hand_over_due(now: datetime) -> bool:
    """Have the worker verify the record, once a day; whether it was handed over."""
    today = timezone.localdate(now)
    if timezone.localtime(now).hour < AT:
        return False
    with transaction.atomic():
        if not LogState.objects.exclude(verified_on=today).filter(pk=1).update(verified_on=today):
            return False
        transaction.on_commit(partial(verify.enqueue))
    return True


@task(priority=-10)  # mails go first
def verify() -> int:
    """Verify all; returns how many rows lie. Administrators are told of the first of them."""
    now = timezone.now()
    found = chain(verification.problems(timezone.localdate(now)), log_audit.problems())
    lies = list(islice(found, NAMED))
    count = len(lies) + sum(1 for _lie in found)
    if lies:
        note("verification_failed", count=count)
        people = list(administrators())
        notifications.tell(people, lambda person: _message(lies, count, now), now)
    return count


def _message(lies: list[Problem], count: int, now: datetime) -> Message:
    more = [_("There are more: run “manage.py verify”.")] if count > len(lies) else []
    return Message(
        kind=Notification.Kind.ACCOUNT,
        occasion="verification",
        for_day=timezone.localdate(now),
        subject=_("The record of the site does not hold"),
        text="\n".join(
            [
                _("The nightly check found rows that do not say what was recorded:"),
                "",
                *(str(each) for each in lies),
                *more,
                "",
                _(
                    "Somebody may have changed the database. Keep a copy of it before you mend anything."
                ),
            ]
        ),
        path=reverse("amendments"),
    )
