"""Figures are counted from the record; files open in a spreadsheet without doing anything."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.listing.spreadsheets import safe
from reviews.desk import statistics
from reviews.models import Assignment, Credential, Debt
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.reviews.desk.test_dashboard import cost
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DAY = timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


@shared
def doctor():
    return factories.reviewer(name="Dr Ada")


def reviewed(doctor, now, submitted: int, decided: int):
    """A text with its submission and its approval so many days ago."""
    draft = factories.draft()
    asked = now - submitted * DAY
    perform("submit", draft, factories.author_of(draft), now=asked)
    perform("assign", draft, factories.editor(), Inputs(reviewer=doctor), now=asked)
    perform("approve", draft, doctor, factories.SIGNED, now=now - decided * DAY)
    return draft


def test_time_in_a_state_runs_from_the_event_that_led_in_to_the_one_that_led_out(doctor, now):
    reviewed(doctor, now, 20, 16)
    reviewed(doctor, now, 20, 10)
    perform("publish", reviewed(doctor, now, 9, 1), factories.editor(), now=now)
    factories.submitted()

    rows = {row[0]: row[1:] for row in statistics.time_in_states(now).rows}

    assert rows["In review"] == (1, 3, 8.0, 10.0)
    assert rows["Approved"] == (2, 1, 1.0, 1.0)


def test_the_first_response_is_the_first_answer_of_any_reviewer(doctor, now):
    draft = reviewed(doctor, now, 9, 6)
    waiting = factories.submitted()
    month = timezone.localtime(now).strftime("%Y-%m")

    rows = statistics.first_response(now).rows

    assert sum(row[1] for row in rows) == 2
    assert sum(row[2] for row in rows) == 1
    assert [row[3] for row in rows if row[2]] == [3.0]
    assert rows[-1][0] == month
    assert {draft.state, waiting.state} == {"approved", "in_review"}


def test_rounds_are_counted_of_what_was_published(doctor, now):
    factories.published()
    first = factories.brought_to("changes_requested", factories.draft(), by=doctor)
    second = factories.next_draft(first.article, "<p>Sleep helps.</p>")
    perform("submit", second, factories.author_of(second))
    perform("approve", second, doctor, factories.SIGNED)
    perform("publish", second, factories.editor())

    assert statistics.rounds(now).rows == ((1, 1), (2, 1))


def test_who_is_late_comes_first(doctor, now):
    today = timezone.localdate(now)
    late, in_time = factories.assigned(to=doctor), factories.reviewer(name="Dr Ben")
    factories.assigned(to=in_time)
    Assignment.objects.filter(revision=late).update(due_on=today - 3 * DAY)

    assert statistics.overdue(now).rows == (("Dr Ada", 1, 1, 3), ("Dr Ben", 1, 0, 0))


def test_debts_have_their_age(now):
    draft = factories.draft(title="Recall")
    perform("publish_unreviewed", draft, factories.editor(), Inputs("Urgent."), now - 10 * DAY)
    due_on = Debt.objects.get().due_on

    assert statistics.debts(now).rows == (("Recall", 10, due_on.isoformat(), 3),)


def test_what_ends_within_ninety_days_is_named_and_what_has_ended_too(now):
    today = timezone.localdate(now)
    for days in (-1, 30, 91):
        factories.reviewer(name=f"Dr {days}", expires_on=today + days * DAY)

    assert [row[1].split(":")[0] for row in statistics.expiring(now).rows] == ["Dr -1", "Dr 30"]
    assert Credential.objects.count() == 3


def test_each_cell_says_its_column_to_a_phone(sign_in, doctor):
    factories.assigned(to=doctor)

    page = sign_in(factories.editor()).get(reverse("figures")).text

    assert all(f'<td data-label="{each}">' in page for each in ("Waiting", "Overdue"))


def test_the_page_costs_the_same_for_few_and_for_many(sign_in, doctor, now):
    client, address = sign_in(factories.editor()), reverse("figures")
    reviewed(doctor, now, 9, 6)
    factories.assigned(to=doctor)
    perform("publish_unreviewed", factories.draft(), factories.editor(), Inputs("Urgent."))
    cost(client, address)
    few = cost(client, address)
    for _ in range(4):
        reviewed(doctor, now, 9, 6)
        factories.assigned(to=doctor)
        factories.published()
        perform("publish_unreviewed", factories.draft(), factories.editor(), Inputs("Urgent."))

    assert cost(client, address) == few <= 12


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1+1"])
def test_a_file_holds_no_formula(sign_in, words, now):
    factories.reviewer(name=words)
    draft = factories.draft(title=f"{words}, and more")
    perform("publish_unreviewed", draft, factories.editor(), Inputs("Urgent."))

    answer = sign_in(factories.editor()).get(reverse("figures_file", args=["debts"]))

    [_head, row] = csv.reader(StringIO(answer.text))
    assert row[0] == f"'{draft.title}" == safe(draft.title)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert safe(-3) == -3


def test_there_is_no_other_file(sign_in):
    client = sign_in(factories.editor())

    assert client.get(reverse("figures_file", args=["salaries"])).status_code == 404
