"""Reminders: late where the clock slept, once however often it runs, never for what is closed."""

from datetime import date, datetime, time, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from articles.models import Revision
from articles.models.articles import State
from reviews.desk import reminders
from reviews.desk.reminder_series import Reminder, day_of
from reviews.models import Assignment, Notification
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.examples import examples
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
START = date(2030, 5, 1)


def at(day: int, hour: int = 9) -> datetime:
    """So many days after the request, in the morning."""
    return timezone.make_aware(datetime.combine(START + timedelta(days=day), time(hour)))


@shared
def editor():
    return factories.editor(name="Tomas Okafor")


@shared
def doctor():
    return factories.reviewer(name="Dr Ada Byron")


@shared
def assignment(doctor, editor) -> Assignment:
    """Asked on day 0, due on day 14; reminders 3 days before and every 7 after, editor after 10."""
    topic = factories.topic(
        remind_unanswered_days=4,
        remind_before_days=3,
        remind_every_days=7,
        escalate_after_days=10,
    )
    return asked(factories.draft(topic=topic, title="Kratom"), doctor, editor)


def asked(draft, doctor, editor) -> Assignment:
    perform("submit", draft, factories.author_of(draft), now=at(0, 8))
    inputs = Inputs(reviewer=doctor, due_on=START + timedelta(days=14))
    perform("assign", draft, editor, inputs, now=at(0, 8))
    return Assignment.objects.get(revision=draft, reviewer=doctor)


def accept(assignment: Assignment) -> None:
    perform("accept", assignment.revision, assignment.reviewer, factories.SIGNED, now=at(0))


def told(day: int) -> list[tuple[str, str, int]]:
    """Let the clock run on that day; who was told, of which series, for which day."""
    return [
        (notification.name, notification.occasion.split()[2], (notification.for_day - START).days)
        for outcome in reminders.send_due(at(day))
        for notification in outcome.told
    ]


def test_a_clock_that_runs_every_day_tells_each_series_on_its_days(assignment):
    found = {day: told(day) for day in range(30)}

    assert {day: each for day, each in found.items() if each} == {
        4: [("Dr Ada Byron", "answer", 4)],
        8: [("Dr Ada Byron", "answer", 8)],
        11: [("Dr Ada Byron", "due", 11)],
        14: [("Dr Ada Byron", "due", 14)],
        21: [("Dr Ada Byron", "due", 21)],
        24: [("Tomas Okafor", "late", 24)],
        28: [("Dr Ada Byron", "due", 28)],
    }


@pytest.mark.parametrize(
    ("slept_until", "expected"),
    [
        (6, [("Dr Ada Byron", "answer", 4)]),
        (9, [("Dr Ada Byron", "answer", 8)]),
        (12, [("Dr Ada Byron", "due", 11)]),
        (16, [("Dr Ada Byron", "due", 14)]),
        (22, [("Dr Ada Byron", "due", 21)]),
        (40, [("Dr Ada Byron", "due", 35), ("Tomas Okafor", "late", 24)]),
    ],
)
def test_a_clock_that_slept_tells_the_latest_once(assignment, slept_until, expected):
    assert told(slept_until) == expected
    assert told(slept_until) == []
    assert told(slept_until + 1) == []


def test_who_has_accepted_is_not_asked_for_an_answer(assignment):
    accept(assignment)

    assert [told(day) for day in range(11)] == [[]] * 11
    assert told(11) == [("Dr Ada Byron", "due", 11)]


def test_a_new_due_date_is_reminded_of_anew(assignment):
    assert told(14) == [("Dr Ada Byron", "due", 14)]
    Assignment.objects.update(due_on=START + timedelta(days=30))
    accept(assignment)

    assert told(15) == []
    assert told(27) == [("Dr Ada Byron", "due", 27)]
    assert told(30) == [("Dr Ada Byron", "due", 30)]


def test_a_policy_that_changes_half_way_repeats_nothing(assignment):
    assert told(28) != []
    policy = assignment.revision.article.topic.policy
    policy.remind_every_days = 10
    policy.save()

    assert told(28) == told(33) == []
    assert told(34) == [("Dr Ada Byron", "due", 34)]


@pytest.mark.parametrize(
    "state",
    [State.RECALLED, State.CHANGES_REQUESTED, State.REJECTED, State.APPROVED, State.PUBLISHED],
)
def test_nothing_is_told_of_a_round_that_is_closed(state, editor):
    factories.brought_to(state, factories.draft(), by=factories.reviewer())

    assert reminders.due(timezone.now() + timedelta(days=100)) == []


def test_nothing_is_told_to_who_declined_or_has_decided(doctor, editor):
    topic = factories.topic(approvals=3)
    revision = factories.submitted(factories.draft(topic=topic))
    other, third = factories.reviewer(), factories.reviewer(name="Third")
    for each in (doctor, other, third):
        perform("assign", revision, editor, Inputs(reviewer=each))
    perform("decline", revision, doctor, Inputs("No time."))
    perform("approve", revision, other, factories.SIGNED)

    late = reminders.due(timezone.now() + timedelta(days=15))

    assert [str(each.people[0]) for each in late] == ["Third"]


def test_who_was_asked_before_publication_is_left_in_peace_but_not_who_is_asked_since(editor):
    topic = factories.topic(approvals=1, reports="first")
    idle, busy, later = factories.reviewer(), factories.reviewer(), factories.reviewer(name="Later")
    revision = factories.assigned(factories.draft(topic=topic), to=idle)
    perform("assign", revision, editor, Inputs(reviewer=busy))
    perform("approve", revision, busy, factories.SIGNED)
    perform("publish", revision, editor)
    perform("assign", revision, editor, Inputs(reviewer=later))

    due = reminders.due(timezone.now() + timedelta(days=14))

    assert {str(person) for each in due for person in each.people} == {"Later"}


def test_a_decision_of_the_last_moment_stops_the_reminder(assignment):
    [reminder] = reminders.due(at(14))
    perform("approve", assignment.revision, assignment.reviewer, factories.SIGNED, now=at(14))

    assert reminders._send(reminder, at(14)).told == ()
    assert not Notification.objects.filter(kind="reminder").exists()


def test_every_editor_is_told_where_the_one_who_asked_is_gone(assignment, editor):
    factories.editor(name="Second editor")
    editor.is_active = False
    editor.save()

    assert ("Second editor", "late", 24) in told(24)


def test_one_that_fails_stops_no_other(assignment, editor, monkeypatch):
    """Invariant 16. One text is broken: its article cannot be locked."""
    accept(assignment)
    other = factories.reviewer(name="Dr Ben Cole")
    second = asked(factories.draft(topic=assignment.revision.article.topic), other, editor)
    perform("accept", second.revision, other, factories.SIGNED, now=at(0))
    bad, good = reminders.due(at(14))
    bad.article = 0
    monkeypatch.setattr(reminders, "SOURCES", (lambda today: [bad, good],))

    failed, done = reminders.send_due(at(14))

    assert (failed.told, failed.error) == (
        (),
        "DoesNotExist: Article matching query does not exist.",
    )
    assert [notification.name for notification in done.told] == ["Dr Ben Cole"]


@examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs=st.lists(st.integers(0, 60), min_size=1, max_size=12).map(sorted))
def test_never_twice_never_lost(assignment, runs):
    """Whenever the clock runs: after it, the latest day of each series that has come was told."""
    Notification.objects.all().delete()
    expected = {
        "answer": [4, 8],
        "due": [11, 14, *range(21, 61, 7)],
        "late": [24],
    }

    for day in runs:
        told(day)
        for series, days in expected.items():
            come = [each for each in days if each <= day]
            has = {
                (each.for_day - START).days
                for each in Notification.objects.filter(occasion__contains=f" {series}")
            }
            is_moot = series == "answer" and day >= 11
            assert has <= set(come)
            assert is_moot or not come or max(come) in has

    rows = Notification.objects.values_list("recipient", "occasion", "for_day")
    assert len(rows) == len(set(rows))


def test_the_command_says_what_it_did_and_with_dry_run_what_it_would(doctor, editor):
    draft = factories.draft(title="Kratom")
    perform("submit", draft, factories.author_of(draft))
    perform("assign", draft, editor, Inputs(reviewer=doctor))
    Assignment.objects.update(
        due_on=timezone.localdate(), assigned_at=timezone.now() - timedelta(days=9)
    )
    day = day_of(timezone.localdate())
    foretold, done, nothing = StringIO(), StringIO(), StringIO()

    call_command("run_due", "--dry-run", stdout=foretold)
    call_command("run_due", stdout=done)
    call_command("run_due", stdout=nothing)

    subject = f"Your review is due on {day}: Kratom"
    assert foretold.getvalue() == f"Would remind Dr Ada Byron: {subject}\n"
    assert done.getvalue() == f"Reminded Dr Ada Byron: {subject}\n"
    assert nothing.getvalue() == ""


def test_as_many_queries_for_many_reviews_as_for_few(editor, doctor, django_assert_num_queries):
    topic = factories.topic()
    for count in (2, 6):
        for _ in range(count):
            asked(factories.draft(topic=topic), doctor, editor)
        with django_assert_num_queries(10):
            assert len(reminders.due(at(14))) in (2, 8)


# --- one that is added -------------------------------------------------------------------------


class UntouchedDraft(Reminder):
    """To its writer, every week while nobody goes on with a draft."""

    def __init__(self, draft: Revision, weeks: int) -> None:
        self.draft = draft
        super().__init__(
            people=(factories.author_of(draft),),
            article=draft.article_id,
            occasion=f"untouched {draft.pk} since {draft.version}",
            for_day=START + timedelta(weeks=weeks),
            path="/desk/",
        )

    @classmethod
    def due(cls, today):
        weeks = (today - START).days // 7
        drafts = Revision.objects.filter(state=State.DRAFT) if weeks else ()
        return [cls(draft, weeks) for draft in drafts]

    def words(self):
        return f"Go on with {self.draft.title}", "It was left a week ago."

    def is_due(self):
        return Revision.objects.filter(pk=self.draft.pk, state=State.DRAFT).exists()


@pytest.fixture
def untouched(monkeypatch) -> Revision:
    monkeypatch.setattr(reminders, "SOURCES", (*reminders.SOURCES, UntouchedDraft.due))
    return factories.draft(by=factories.writer(name="Wanda"), title="Tea")


def test_one_that_is_added_is_told_once_late_and_never_twice(untouched):
    runs = [(day, [at for _, _, at in told(day)]) for day in (6, 8, 8, 9, 30, 30, 31, 35)]

    assert runs == [(6, []), (8, [7]), (8, []), (9, []), (30, [28]), (30, []), (31, []), (35, [35])]
    assert {
        (each.name, each.subject, each.kind, each.path) for each in Notification.objects.all()
    } == {("Wanda", "Go on with Tea", "reminder", "/desk/")}


def test_one_that_is_added_is_not_told_once_it_does_not_hold(untouched):
    [reminder] = reminders.due(at(7))
    perform("submit", untouched, factories.author_of(untouched), now=at(7, 8))

    assert reminders._send(reminder, at(7)).told == ()
    assert told(7) == []


# --- by hand -----------------------------------------------------------------------------------


def test_an_editor_reminds_by_hand_once_a_day(assignment, editor):
    notification = reminders.nudge(assignment, editor, at(2))

    assert (notification.recipient, notification.sender) == (assignment.reviewer, editor)
    assert notification.subject == "A reminder from Tomas Okafor: Kratom"
    assert notification.text == (
        "Tomas Okafor asks you to look at “Kratom”. It is due on 15 May 2030. "
        "You have not answered yet: accept or decline, so that the editors can plan."
    )
    with pytest.raises(Refused, match=r"^Dr Ada Byron was reminded today already\.$"):
        reminders.nudge(assignment, editor, at(2, 20))
    assert reminders.nudge(assignment, editor, at(3)) != notification


def test_nobody_is_reminded_by_hand_of_what_is_done(assignment, editor):
    perform("approve", assignment.revision, assignment.reviewer, factories.SIGNED, now=at(1))

    with pytest.raises(Refused, match=r"^Dr Ada Byron has nothing to answer on this text any more"):
        reminders.nudge(assignment, editor, at(2))
