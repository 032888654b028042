"""Reminders: what should have been told by now, compared with what was.

Nothing is planned ahead. For each open review the clock works out the latest day of each series that
has come (no answer yet; before, on and after the due date; to the editor) and tells it if no notification
of that series is for that day or a later one. A clock that slept tells each series once, the latest;
one that runs twice, or twice at once, tells it once (`notifications.tell_once`).
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Topic
from articles.users import User
from reviews.eligibility.rights import holders_of
from reviews.models import Assignment, NextReview, Notification, Policy
from reviews.notifications import notifications
from reviews.notifications.notifications import Message
from reviews.record import history
from reviews.workflow.context import Refused

logger = logging.getLogger(__name__)
AT_ONCE = 500
FOUR_WEEKS = timedelta(weeks=4)


@dataclass(frozen=True)
class Reminder:
    """The latest of one series that has come. `is_due` asks again, under the lock of the article.

    `compose` writes the message in the language that is active: once for each person.
    """

    compose: Callable[[], Message]
    people: tuple[User, ...]
    article: int
    is_due: Callable[[], bool]

    @property
    def message(self) -> Message:
        return self.compose()

    def __str__(self) -> str:
        return f"{history.names(self.people)}: {self.message.subject}"


@dataclass(frozen=True)
class Outcome:
    """What became of a reminder: who was told, or the error that stopped it."""

    reminder: Reminder
    told: tuple[Notification, ...] = ()
    error: str = ""


Words = Callable[[], tuple[str, str]]
Source = Callable[[date], Iterable[Reminder]]


def due(now: datetime) -> list[Reminder]:
    """What is to be told now; asks every source."""
    today = timezone.localdate(now)
    found: list[Reminder] = []
    for some in _batches(each for source in SOURCES for each in source(today) if each.people):
        found += _untold(some)
    return found


def send_due(now: datetime) -> list[Outcome]:
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
    words = partial(_by_hand, assignment, by)
    compose = partial(_message, assignment, "by hand", timezone.localdate(now), words, by)
    told = notifications.tell_once([assignment.reviewer], lambda person: compose(), now)
    if not told:
        said = _("%(name)s was reminded today already.")
        raise Refused(said % {"name": assignment.reviewer})
    return told[0]


def _send(reminder: Reminder, now: datetime) -> Outcome:
    try:
        with transaction.atomic():
            # the lock of `workflow.perform`: nobody is reminded of what they have just decided
            Article.objects.select_for_update().get(pk=reminder.article)
            if not reminder.is_due():
                return Outcome(reminder)
            told = notifications.tell_once(reminder.people, lambda person: reminder.message, now)
    except Exception as error:
        logger.exception("Could not remind: %s", reminder)
        return Outcome(reminder, error=f"{type(error).__name__}: {error}")
    return Outcome(reminder, tuple(told))


def _untold(reminders: list[Reminder]) -> list[Reminder]:
    """Those of whose series nothing was told for that day or a later one."""
    occasions = [each.message.occasion for each in reminders]
    rows = Notification.objects.filter(occasion__in=occasions).order_by().values_list("occasion")
    told: dict[str, date] = dict(rows.annotate(Max("for_day")))
    return [
        each
        for each in reminders
        if told.get(each.message.occasion, date.min) < each.message.for_day
    ]


# --- reviews that are asked for ----------------------------------------------------------------


def reviews_asked(today: date) -> Iterator[Reminder]:
    """Three series for each open review: no answer, the due date, and to the editor."""
    waiting = Assignment.objects.waiting().order_by("due_on", "pk")
    policy_of, editors = _policies(), tuple(holders_of("assign_reviewer"))
    for each in waiting.select_related("revision__article", "reviewer", "assigned_by"):
        policy = policy_of(each.revision.article.topic_id)
        yield from _to_reviewer(each, policy, today)
        yield from _to_editor(each, policy, today, editors)


def _to_reviewer(each: Assignment, policy: Policy, today: date) -> Iterator[Reminder]:
    if not each.reviewer.is_active:
        return
    people = (each.reviewer,)
    if day := _due_day(each, policy, today):
        words = partial(_of_due_date, each, day)
        yield _reminder(each, f"due {each.due_on}", day, people, words)
    elif day := _answer_day(each, policy, today):
        words = partial(_without_answer, each)
        yield _reminder(each, "answer", day, people, words, unanswered=True)


def _to_editor(
    each: Assignment, policy: Policy, today: date, editors: tuple[User, ...]
) -> Iterator[Reminder]:
    """The one who asked, or every editor where that one is none any more."""
    day = each.due_on + timedelta(days=policy.escalate_after_days)
    if today < day:
        return
    people = tuple(editor for editor in editors if editor == each.assigned_by) or editors
    yield _reminder(each, f"late {each.due_on}", day, people, partial(_is_late, each))


def _due_day(each: Assignment, policy: Policy, today: date) -> date | None:
    """The latest of: some days before the due date, the date, and every so many days after it."""
    before = each.due_on - timedelta(days=policy.remind_before_days)
    if today < before:
        return None
    every = policy.remind_every_days
    late = (today - each.due_on).days
    day = before if late < 0 else each.due_on + timedelta(days=late // every * every)
    return day if day > _asked_on(each) else None


def _answer_day(each: Assignment, policy: Policy, today: date) -> date | None:
    """Every so many days since the request, until the reminders of the due date begin."""
    before = each.due_on - timedelta(days=policy.remind_before_days)
    if each.answer != Assignment.Answer.ASKED or today >= before:
        return None
    times = (today - _asked_on(each)).days // policy.remind_unanswered_days
    if times < 1:
        return None
    return _asked_on(each) + timedelta(days=times * policy.remind_unanswered_days)


def _reminder(
    each: Assignment,
    series: str,
    day: date,
    people: tuple[User, ...],
    words: Words,
    unanswered: bool = False,
) -> Reminder:
    still = Assignment.objects.waiting().filter(pk=each.pk, due_on=each.due_on)
    if unanswered:
        still = still.filter(answer=Assignment.Answer.ASKED)
    compose = partial(_message, each, series, day, words)
    return Reminder(compose, people, each.revision.article_id, still.exists)


def _message(
    each: Assignment, series: str, day: date, words: Words, by: User | None = None
) -> Message:
    subject, text = words()
    return Message(
        kind=Notification.Kind.REMINDER,
        occasion=f"review {each.pk} {series}",
        for_day=day,
        subject=subject,
        text=text,
        path=reverse("review", args=[each.revision_id]),
        assignment=each,
        sender=by,
    )


def _policies() -> Callable[[int], Policy]:
    """The policy of a topic, by two queries for all of them; the defaults where there is none."""
    own = {policy.topic_id: policy for policy in Policy.objects.all()}
    parents = dict(Topic.objects.values_list("pk", "parent"))

    def policy_of(topic: int | None) -> Policy:
        seen: set[int] = set()
        while topic is not None and topic not in seen:
            if topic in own:
                return own[topic]
            seen.add(topic)
            topic = parents.get(topic)
        return Policy()

    return policy_of


def _asked_on(each: Assignment) -> date:
    return timezone.localdate(each.assigned_at)


def _by_hand(each: Assignment, by: User) -> tuple[str, str]:
    facts = {**_facts(each), "by": by}
    text = _("%(by)s asks you to look at “%(title)s”. It is due on %(day)s.") % facts
    return _("A reminder from %(by)s: %(title)s") % facts, f"{text} {_ask(each)}"


def _of_due_date(each: Assignment, day: date) -> tuple[str, str]:
    facts = _facts(each)
    if day > each.due_on:
        subject = _("Your review was due on %(day)s: %(title)s")
        text = _("Your review of “%(title)s” was due on %(day)s.")
    else:
        subject = _("Your review is due on %(day)s: %(title)s")
        text = _("Your review of “%(title)s” is due on %(day)s.")
    return subject % facts, f"{text % facts} {_ask(each)}"


def _without_answer(each: Assignment) -> tuple[str, str]:
    facts = _facts(each)
    text = _("You were asked to review “%(title)s”. It is due on %(day)s.") % facts
    return _("Can you review this by %(day)s? %(title)s") % facts, f"{text} {_ask(each)}"


def _is_late(each: Assignment) -> tuple[str, str]:
    facts = _facts(each)
    text = _(
        "The review of “%(title)s” by %(name)s was due on %(day)s and is not in. "
        "Remind them, or ask somebody else."
    )
    return _("%(name)s is late, due on %(day)s: %(title)s") % facts, text % facts


def _facts(each: Assignment) -> dict[str, object]:
    return {"title": each.revision.title, "name": each.reviewer, "day": _day(each.due_on)}


def _ask(each: Assignment) -> str:
    if each.answer == Assignment.Answer.ASKED:
        return _("You have not answered yet: accept or decline, so that the editors can plan.")
    return _("If you can't do it, decline, so that the editors can ask somebody else.")


def _day(day: date) -> str:
    return history.day(day.isoformat())


def _batches(reminders: Iterable[Reminder]) -> Iterator[list[Reminder]]:
    rest = iter(reminders)
    while some := list(islice(rest, AT_ONCE)):
        yield some


# --- reviews that are due again ----------------------------------------------------------------


def rereviews_due(today: date) -> Iterator[Reminder]:
    """To the editors four weeks before, on and every four weeks after the day, while nobody is asked."""
    editors = tuple(holders_of("assign_reviewer"))
    asked = Assignment.objects.waiting().filter(revision=OuterRef("revision"))
    found = NextReview.objects.filter(~Exists(asked), due_on__lte=today + FOUR_WEEKS)
    for each in found.select_related("revision").order_by("due_on", "pk"):
        still = NextReview.objects.filter(~Exists(asked), pk=each.pk, due_on=each.due_on)
        compose = partial(_due_again, each, today)
        yield Reminder(compose, editors, each.article_id, still.exists)


def _due_again(each: NextReview, today: date) -> Message:
    weeks = (today - each.due_on) // FOUR_WEEKS
    facts = {"title": each.revision.title, "day": _day(each.due_on)}
    if today <= each.due_on:
        subject = _("Review is due again on %(day)s: %(title)s")
        text = _("The review of “%(title)s” is due again on %(day)s and nobody is asked.")
    else:
        subject = _("Review was due again on %(day)s: %(title)s")
        text = _("The review of “%(title)s” was due again on %(day)s and nobody is asked.")
    advice = _("Ask a reviewer to confirm it, or start a new edition.")
    return Message(
        kind=Notification.Kind.REMINDER,
        occasion=f"rereview {each.revision_id} due {each.due_on}",
        for_day=each.due_on + weeks * FOUR_WEEKS,
        subject=subject % facts,
        text=f"{text % facts} {advice}",
        path=reverse("rereviews_due"),
    )


SOURCES: tuple[Source, ...] = (reviews_asked, rereviews_due)
