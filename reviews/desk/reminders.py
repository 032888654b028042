"""Reminders: what should have been told by now, compared with what was.

Nothing is planned ahead. For each open review the clock works out the latest day of each series that
has come (no answer yet; before, on and after the due date; to the editor) and tells it if no notification
of that series is for that day or a later one. A clock that slept tells each series once, the latest;
one that runs twice, or twice at once, tells it once (`notifications.tell_once`).
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article
from articles.users import User
from reviews.desk.reminder_series import (
    ByHand,
    CredentialEnds,
    DueAgain,
    DueDate,
    Late,
    NoAnswer,
    Reminder,
    ReviewsAsked,
)
from reviews.desk.rules.reminders import RuleDue, RuleWorn
from reviews.models import Assignment, Notification
from reviews.notifications import notifications
from reviews.refusal import Refused

logger = logging.getLogger(__name__)
AT_ONCE = 500

# Given the day of today, each finds what has come of its series, told or not.
Source = Callable[[date], Iterable[Reminder]]
SOURCES: tuple[Source, ...] = (
    ReviewsAsked(DueDate, NoAnswer, Late),
    DueAgain.due,
    CredentialEnds.due,
    RuleDue.due,
    RuleWorn.due,
)


@dataclass(frozen=True)
class ReminderOutcome:
    """What became of a reminder: who was told, or the error that stopped it."""

    reminder: Reminder
    told: tuple[Notification, ...] = ()
    error: str = ""


def due(now: datetime) -> list[Reminder]:
    """What is to be told now; asks every source."""
    today = timezone.localdate(now)
    found: list[Reminder] = []
    for some in _batches(each for source in SOURCES for each in source(today) if each.people):
        found += _untold(some)
    return found


def send_due(now: datetime) -> list[ReminderOutcome]:
    """Tell what is due, each in its own transaction; one that fails never stops the rest."""
    outcomes = (_send(reminder, now) for reminder in due(now))
    return [outcome for outcome in outcomes if outcome.told or outcome.error]


@transaction.atomic
def nudge(assignment: Assignment, by: User, now: datetime) -> Notification:
    """An editor reminds a reviewer by hand, once a day. Raises `Refused` with why not."""
    Article.objects.select_for_update().get(pk=assignment.revision.article_id)
    if not Assignment.objects.waiting().filter(pk=assignment.pk).exists():
        said = _("%(name)s has nothing to answer on this text any more.")
        raise Refused(said % {"name": assignment.reviewer})
    reminder = ByHand(assignment, by, timezone.localdate(now))
    told = notifications.tell_once(reminder.people, lambda person: reminder.message, now)
    if not told:
        said = _("%(name)s was reminded today already.")
        raise Refused(said % {"name": assignment.reviewer})
    return told[0]


def _send(reminder: Reminder, now: datetime) -> ReminderOutcome:
    try:
        with transaction.atomic():
            # the lock of `workflow.perform`: nobody is reminded of what they have just decided
            if reminder.article is not None:
                Article.objects.select_for_update().get(pk=reminder.article)
            if not reminder.is_due():
                return ReminderOutcome(reminder)
            told = notifications.tell_once(reminder.people, lambda person: reminder.message, now)
    except Exception as error:
        logger.exception("Could not remind: %s", reminder)
        return ReminderOutcome(reminder, error=f"{type(error).__name__}: {error}")
    return ReminderOutcome(reminder, tuple(told))


def _untold(reminders: list[Reminder]) -> list[Reminder]:
    """Those of whose series nothing was told for that day or a later one."""
    occasions = [each.occasion for each in reminders]
    rows = Notification.objects.filter(occasion__in=occasions).order_by().values_list("occasion")
    told: dict[str, date] = dict(rows.annotate(Max("for_day")))
    return [each for each in reminders if told.get(each.occasion, date.min) < each.for_day]


def _batches(reminders: Iterable[Reminder]) -> Iterator[list[Reminder]]:
    rest = iter(reminders)
    while some := list(islice(rest, AT_ONCE)):
        yield some
