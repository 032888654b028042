"""The reviewer's dashboard and the editors' board: what stands on them, and what they cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models.articles import State
from reviews.desk import board, dashboard
from reviews.models import Assignment, Debt
from reviews.reviewing.progress import progress
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.markup import flat
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def today():
    return timezone.localdate()


@shared
def doctor():
    return factories.reviewer(name="Dr Ada Byron")


def titles(section) -> list[str]:
    return [row.revision.title for row in section.rows]


def asked(doctor, title: str, days: int):
    """A text that the doctor is asked to review so many days from today."""
    revision = factories.assigned(factories.draft(title=title), to=doctor)
    due_on = timezone.localdate() + timedelta(days=days)
    Assignment.objects.filter(revision=revision, reviewer=doctor).update(due_on=due_on)
    return revision


def cost(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


# --- the dashboard -----------------------------------------------------------------------------


def test_what_waits_is_listed_with_the_late_first_and_lateness_in_words(sign_in, doctor, today):
    asked(doctor, "Tomorrow", 1)
    asked(doctor, "Late", -4)
    asked(doctor, "Today", 0)
    asked(doctor, "Later", 30)

    page = flat(sign_in(doctor).get(reverse("dashboard")).text)

    order = [page.index(f">{title}</a>") for title in ("Late", "Today", "Tomorrow", "Later")]
    assert order == sorted(order)
    assert "4 waiting for you, 1 late" in page
    assert ", 4 days late</span>" in page
    assert "</time>, today</span>" in page
    assert "</time>, in 1 day</span>" in page


def test_only_what_is_open_and_undecided_waits(doctor, today):
    asked(doctor, "Open", 3)
    perform("decline", asked(doctor, "Declined", 3), doctor, Inputs("I am on leave."))
    perform("reject", asked(doctor, "Decided", 3), doctor, factories.SIGNED)
    recalled = asked(doctor, "Recalled", 3)
    perform("recall", recalled, factories.author_of(recalled))
    asked(factories.reviewer(), "Of somebody else", 3)

    assert titles(dashboard.waiting_for(doctor, today)) == ["Open"]


def test_who_was_not_needed_in_the_end_is_left_in_peace(doctor, today):
    other = factories.reviewer()
    first_ends_it = factories.topic(reports="first")
    revision = factories.assigned(factories.draft(topic=first_ends_it), to=other)
    perform("assign", revision, factories.editor(), Inputs(reviewer=doctor))
    perform("approve", revision, other, factories.SIGNED)
    perform("publish", revision, factories.editor())

    assert titles(dashboard.waiting_for(doctor, today)) == []


def test_a_published_text_waits_when_its_review_is_asked_for_or_owed(doctor, today):
    editor = factories.editor()
    again = factories.published(factories.draft(title="Again"))
    perform("assign", again, editor, Inputs(reviewer=doctor))
    owed = asked(doctor, "Owed", 1)
    perform("publish_unreviewed", owed, editor, Inputs("The recall is urgent."))

    waiting = dashboard.waiting_for(doctor, today)

    assert titles(waiting) == ["Owed", "Again"]
    assert all(row.is_rereview for row in waiting.rows)


def test_what_was_dealt_with_stands_with_whom_it_waits_for(doctor, today):
    two = factories.topic(approvals=2)
    first = factories.draft(title="In review", topic=two)
    factories.assigned(first, to=doctor)
    perform("assign", first, factories.editor(), Inputs(reviewer=factories.reviewer(name="Dr Ben")))
    perform("approve", first, doctor, factories.SIGNED)
    factories.approved(factories.draft(title="Approved"), by=doctor)
    for state in (State.SCHEDULED, State.CHANGES_REQUESTED, State.RECALLED, State.REJECTED):
        factories.brought_to(state, factories.draft(title=str(state.label)), by=doctor)

    found = dashboard.waiting_for_others(doctor, today)

    assert {row.revision.title: row.waits_for for row in found.rows} == {
        "In review": "1 of 2 approvals given; waiting for Dr Ben.",
        "Approved": "An editor, to publish it.",
        "Scheduled": "The time that an editor has set.",
        "Changes requested": "Its writer, for the next text.",
        "Recalled": "Its writer, for the next text.",
    }


def test_a_text_that_was_sent_back_waits_until_its_next_one_is_submitted(doctor, today):
    first = factories.brought_to(State.CHANGES_REQUESTED, factories.draft(), by=doctor)
    second = factories.next_draft(first.article, "<p>Sleep helps.</p>")
    assert len(dashboard.waiting_for_others(doctor, today).rows) == 1

    perform("submit", second, factories.author_of(second))

    assert dashboard.waiting_for_others(doctor, today).rows == []
    assert [row.revision for row in dashboard.waiting_for(doctor, today).rows] == [second]
    assert [row.revision for row in dashboard.done_lately(doctor).rows] == [first]


def test_others_who_all_declined_do_not_read_as_done(doctor, today):
    two = factories.topic(approvals=2)
    revision = factories.assigned(factories.draft(topic=two), to=doctor)
    other = factories.reviewer()
    perform("assign", revision, factories.editor(), Inputs(reviewer=other))
    perform("approve", revision, doctor, factories.SIGNED)
    perform("decline", revision, other, Inputs("I am on leave."))

    [row] = dashboard.waiting_for_others(doctor, today).rows

    assert row.is_stuck
    assert row.waits_for == "1 of 2 approvals given. Nobody is asked for what is still missing."


def test_an_empty_dashboard_says_so(sign_in, doctor):
    page = sign_in(doctor).get(reverse("dashboard")).text

    assert "Nothing waits for you" in page
    assert "Nobody waits for a review of yours." in page
    assert "Nothing that you dealt with waits for somebody else." in page


def test_a_list_that_is_cut_says_how_much_is_missing(sign_in, doctor, monkeypatch):
    monkeypatch.setattr(dashboard, "SHOWN", 2)
    for days in (1, 2, 3, 4, 5):
        asked(doctor, f"In {days}", days)

    page = sign_in(doctor).get(reverse("dashboard")).text

    assert "5 waiting for you" in page
    assert "And 3 more, due later." in page


def fill(doctor, times: int) -> None:
    """Each kind of row of both pages, so many times."""
    editor = factories.editor()
    topic = factories.topic(approvals=2)
    for _ in range(times):
        asked(doctor, "Waiting", 3)
        half = factories.assigned(factories.draft(topic=topic), to=doctor)
        perform("approve", half, doctor, factories.SIGNED)
        factories.published(by=doctor)
        factories.draft()
        perform("publish_unreviewed", factories.draft(), editor, Inputs("The recall is urgent."))


@pytest.mark.once
@pytest.mark.parametrize("name", ["dashboard", "board"])
def test_a_list_costs_the_same_for_two_and_for_eight(sign_in, doctor, name, monkeypatch):
    monkeypatch.setattr(dashboard, "SHOWN", 100)
    monkeypatch.setattr(dashboard, "LATELY", 100)
    monkeypatch.setattr(board, "SHOWN", 100)
    fill(doctor, 2)
    client = sign_in(doctor if name == "dashboard" else factories.editor())
    cost(client, reverse(name))
    for_two = cost(client, reverse(name))

    fill(doctor, 6)

    assert for_two == cost(client, reverse(name)) <= 30


# --- progress ----------------------------------------------------------------------------------


def test_progress_in_words(doctor, today):
    revision = factories.submitted(factories.draft(topic=factories.topic(approvals=2)))
    editor, ben, cleo = factories.editor(), *(factories.reviewer(name=n) for n in ("Ben", "Cleo"))

    def status() -> str:
        revision.refresh_from_db()
        return progress(revision, today).status

    assert status() == "0 of 2 approvals given. No reviewer has been asked."
    perform("assign", revision, editor, Inputs(reviewer=doctor))
    assert status() == ("0 of 2 approvals given. Too few reviewers: 2 approvals missing, 1 asked.")
    perform("decline", revision, doctor, Inputs("I am on leave."))
    perform("assign", revision, editor, Inputs(reviewer=ben))
    perform("decline", revision, ben, Inputs("I am on leave."))
    assert status() == (
        "0 of 2 approvals given. All 2 reviewers asked have declined: nobody is reviewing it."
    )
    perform("assign", revision, editor, Inputs(reviewer=cleo))
    perform("approve", revision, cleo, factories.SIGNED)
    assert status() == "1 of 2 approvals given. Nobody is asked for what is still missing."


def test_a_missing_specialist_is_named(today, doctor):
    revision = factories.draft(topic=factories.topic(specialty="Cardiology"))
    factories.assigned(revision, to=doctor)
    perform("approve", revision, doctor, factories.SIGNED)

    how = progress(revision, today)

    assert revision.state == State.IN_REVIEW
    assert how.stuck == "An approval by a specialist in cardiology is needed, and nobody is asked."
    perform("assign", revision, factories.editor(), Inputs(reviewer=factories.reviewer(name="Ben")))
    assert progress(revision, today).status == (
        "1 of 1 approval given. An approval by a specialist in cardiology is needed. Waiting for Ben."
    )


# --- the board ---------------------------------------------------------------------------------


def groups(*states: State) -> dict[str, list[str]]:
    found = board.groups(states or (*board.GROUPS, *board.PUBLIC), timezone.now())
    return {group.state.value: titles(group.section) for group in found}


@pytest.mark.parametrize("state", list(State))
def test_every_article_with_a_text_stands_on_the_board(state):
    revision = factories.brought_to(state, factories.draft(title="Rest"))
    expected = {
        State.SUPERSEDED: {"published": ["Rest"]},
        State.DISCARDED: {},
    }

    assert groups() == expected.get(state, {state.value: [revision.title]})


def test_a_text_that_was_sent_back_leaves_the_board_when_the_next_is_started():
    first = factories.brought_to(State.CHANGES_REQUESTED, factories.draft(title="Rest"))
    assert groups() == {"changes_requested": ["Rest"]}

    factories.next_draft(first.article, "<p>Sleep helps.</p>")

    assert groups() == {"draft": ["Rest"]}


def test_an_article_is_found_both_as_readers_see_it_and_as_it_is_being_changed():
    first = factories.published(factories.draft(title="Rest"))
    factories.next_draft(first.article, "<p>Sleep helps.</p>")

    assert groups() == {"draft": ["Rest"], "published": ["Rest"]}


def test_in_review_what_nobody_holds_comes_first_then_what_is_due(doctor):
    asked(doctor, "Later", 9)
    asked(doctor, "Late", -2)
    factories.submitted(factories.draft(title="Nobody"))
    perform("decline", asked(doctor, "Declined", 5), doctor, Inputs("I am on leave."))

    [group] = board.groups((State.IN_REVIEW,), timezone.now())

    assert titles(group.section) == ["Nobody", "Declined", "Late", "Later"]
    assert (group.stuck, group.late) == (2, 1)
    assert [row.holder for row in group.section.rows] == [
        "an editor",
        "an editor",
        "Dr Ada Byron",
        "Dr Ada Byron",
    ]


def test_the_board_says_since_when_and_with_whom(sign_in, doctor):
    now = timezone.now()
    draft = factories.draft(factories.writer(name="Wanda Writer"), title="Rest")
    perform("submit", draft, factories.author_of(draft), now=now - timedelta(days=9))
    perform("assign", draft, factories.editor(), Inputs(reviewer=doctor), now=now)

    [row] = board.rows([draft.pk], now)

    assert (row.days, row.holder) == (9, "Dr Ada Byron")
    page = flat(sign_in(factories.editor()).get(reverse("board")).text)
    assert "With Dr Ada Byron · since 9 days ago" in page


def test_a_scheduled_text_shows_its_time_and_is_stuck_once_it_has_passed():
    revision = factories.brought_to(State.SCHEDULED, factories.draft())
    now = timezone.now()

    [before] = board.rows([revision.pk], now)
    [after] = board.rows([revision.pk], now + timedelta(days=2))

    assert (before.stuck, before.holder) == ("", "the schedule")
    assert after.stuck == "Its time has passed and it was not published: look at the worker."
    assert after.holder == "an editor"


def test_reviews_that_are_owed_stand_there_until_they_are_made_up_for(sign_in, doctor, today):
    editor = factories.editor()
    revision = factories.draft(title="Recall")
    perform("publish_unreviewed", revision, editor, Inputs("The recall is urgent."))
    Debt.objects.update(due_on=today - timedelta(days=2))

    page = flat(sign_in(editor).get(reverse("board")).text)
    perform("assign", revision, editor, Inputs(reviewer=doctor))
    perform("confirm", revision, doctor, factories.SIGNED)

    assert "The recall is urgent." in page
    assert ", 2 days late</span>" in page
    assert "Nobody yet" in page
    assert board.debts(today).rows == []


def test_an_empty_board_says_so(sign_in):
    page = sign_in(factories.editor()).get(reverse("board")).text

    assert "No text is on its way to readers." in page
    assert "None. Everything that readers see was reviewed before" in page


def test_a_group_that_is_cut_leads_to_all_of_it(sign_in, monkeypatch):
    monkeypatch.setattr(board, "SHOWN", 2)
    for _ in range(5):
        factories.draft()
    client = sign_in(factories.editor())

    cut = flat(client.get(reverse("board")).text)
    whole = client.get(reverse("board"), {"state": "draft"}).text

    assert '<a href="/reviews/board/?state=draft">And 3 more</a>' in cut
    assert whole.count('data-state="draft"') == 5
    assert client.get(reverse("board"), {"state": "nonsense"}).status_code == 404


def test_the_list_of_one_state_is_paged(sign_in, monkeypatch):
    monkeypatch.setattr("reviews.views.lists.board.PER_PAGE", 2)
    for _ in range(3):
        factories.draft()
    client = sign_in(factories.editor())

    first = client.get(reverse("board"), {"state": "draft"}).text
    second = client.get(reverse("board"), {"state": "draft", "page": 2}).text

    assert "Page 1 of 2" in first
    assert 'rel="next"' in first
    assert second.count('data-state="draft"') == 1
