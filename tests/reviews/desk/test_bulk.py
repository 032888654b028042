"""The board's filters, and one thing done to many texts at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Topic
from reviews.desk import board
from reviews.desk.texts import bulk
from reviews.models import Assignment, Event
from reviews.reviewing.progress import progress
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.markup import flat
from tests.worlds import shared

pytestmark = pytest.mark.django_db


@shared
def desk():
    return factories.editor(name="Eve Editor")


@shared
def doctor():
    return factories.reviewer(name="Dr Ada")


@pytest.fixture
def today():
    return timezone.localdate()


def send(client, deed: str, *texts, status: int = 200, **fields):
    data = {"deed": deed, "text": [each.pk for each in texts], **fields}
    answer = client.post(reverse("board_bulk"), data)
    assert answer.status_code == status
    return flat(answer.text)


def reviewers(revision) -> dict[str, str]:
    return {str(each.reviewer): each.answer for each in revision.assignments.all()}


def test_one_bad_text_never_stops_the_rest_and_each_says_what_became_of_it(sign_in, desk, doctor):
    good = factories.submitted(factories.draft(title="Good"))
    own = factories.draft(title="Own")
    factories.rewrite(own, "<p>By her.</p>", by=doctor)
    factories.submitted(own)
    last = factories.submitted(factories.draft(title="Last"))

    page = send(sign_in(desk), "assign", good, own, last, reviewer=doctor.pk)

    assert reviewers(good) == reviewers(last) == {"Dr Ada": "asked"}
    assert reviewers(own) == {}
    assert "1 of 3 not done" in page
    assert page.count("You asked Dr Ada to review it by") == 2
    assert "Not done: Dr Ada can&#x27;t review this: wrote or edited this text." in page
    assert page.count('<td data-label="Told:">Dr Ada</td>') == 2
    assert Event.objects.filter(transition="assign", actor=desk).count() == 2


def test_a_fault_of_ours_touches_one_text_alone(desk, doctor, monkeypatch, caplog):
    first, second = factories.submitted(), factories.submitted()
    honest = bulk.DEEDS["assign"]

    def faulty(revision, asked, order):
        done = honest(revision, asked, order)
        if revision == first:
            raise RuntimeError("The disk is full.")
        return done

    monkeypatch.setitem(bulk.DEEDS, "assign", faulty)
    order = bulk.Order("assign", desk, timezone.now(), doctor)

    outcomes = bulk.carry_out([first, second], order)

    assert [bool(each.why_not) for each in outcomes] == [True, False]
    assert (reviewers(first), reviewers(second)) == ({}, {"Dr Ada": "asked"})
    assert "The disk is full." in caplog.text


def test_giving_to_another_takes_the_first_off_and_asks_the_second_or_does_neither(
    desk, doctor, today
):
    ben = factories.reviewer(name="Dr Ben")
    revision = factories.assigned(to=ben)
    expired = factories.reviewer(expires_on=today - timedelta(days=1))

    [refused] = bulk.carry_out([revision], bulk.Order("reassign", desk, timezone.now(), expired))
    before = reviewers(revision)
    [done] = bulk.carry_out([revision], bulk.Order("reassign", desk, timezone.now(), doctor))

    assert "has no credential" in refused.why_not
    assert before == {"Dr Ben": "asked"}
    assert reviewers(revision) == {"Dr Ben": "released", "Dr Ada": "asked"}
    assert done.told == "Dr Ada and Dr Ben"
    assert progress(revision, today).status == "0 of 1 approval given; waiting for Dr Ada."
    assert list(revision.events.values_list("transition", flat=True)) == [
        "submit",
        "assign",
        "release",
        "assign",
    ]


def test_who_was_taken_off_decides_nothing_is_told_and_may_be_asked_again(desk, doctor, today):
    revision = factories.assigned(to=doctor)
    perform("release", revision, desk, Inputs(reviewer=doctor))

    from reviews.refusal import Refused

    with pytest.raises(Refused, match="An editor has taken you off this review"):
        perform("approve", revision, doctor, factories.SIGNED)
    assert doctor.notifications.latest("pk").path == reverse("dashboard")
    how = progress(revision, today)
    assert how.stuck == "Everybody asked was taken off: nobody is reviewing it."
    perform("assign", revision, desk, Inputs(reviewer=doctor))
    perform("approve", revision, doctor, factories.SIGNED)
    assert revision.state == "approved"


def test_dates_are_moved_for_everybody_who_has_not_decided(sign_in, desk, doctor, today):
    revision = factories.assigned(to=doctor)
    perform("assign", revision, desk, Inputs(reviewer=factories.reviewer(name="Dr Ben")))
    later = today + timedelta(days=40)

    page = send(sign_in(desk), "change_due", revision, due_on=later.isoformat())
    again = send(sign_in(desk), "change_due", revision, due_on=later.isoformat())

    assert set(Assignment.objects.values_list("due_on", flat=True)) == {later}
    assert "All 2 done" in page
    assert again.count("It is due on that day already.") == 2


def test_those_who_have_not_decided_are_reminded_once_a_day(sign_in, desk, doctor):
    waiting, nobody = factories.assigned(to=doctor), factories.submitted()
    client = sign_in(desk)

    page = send(client, "nudge", waiting, nobody)
    again = send(client, "nudge", waiting)

    assert "You reminded Dr Ada." in page
    assert "Not done: Nobody who was asked has still to decide." in page
    assert "Dr Ada was reminded today already." in again


def test_a_form_that_is_not_right_comes_back_with_the_ticks(sign_in, desk):
    revision = factories.submitted()
    client = sign_in(desk)

    nobody = send(client, "assign", revision, status=422)
    nothing = send(client, "nudge", status=422)
    past = send(client, "change_due", revision, status=422, due_on="2020-01-01")

    assert "Choose a reviewer." in nobody
    assert f'value="{revision.pk}" aria-label="Tick “{revision.title}”" checked' in nobody
    assert "Tick at least one text." in nothing
    assert "That day has passed" in past


def test_the_board_is_narrowed_by_topic_with_those_below_and_by_words(sign_in, desk):
    above = factories.topic("Pain")
    below = Topic.objects.create(name="Headache", slug="headache", parent=above)
    factories.draft(title="Migraine in adults", topic=below)
    factories.draft(title="Migraine in children", topic=factories.topic())
    client = sign_in(desk)

    def shown(**query) -> tuple[bool, bool]:
        page = client.get(reverse("board"), query).text
        return ("Migraine in adults" in page, "Migraine in children" in page)

    assert shown() == (True, True)
    assert shown(topic=above.pk) == (True, False)
    assert shown(q="children migraine") == (False, True)
    assert shown(topic=above.pk, q="children") == (False, False)
    assert shown(topic="nonsense") == (True, True)
    assert shown(state="draft", topic=above.pk) == (True, False)


@pytest.mark.parametrize("state", ["", "in_review"])
def test_the_board_costs_the_same_for_two_rows_and_seven(sign_in, desk, doctor, state):
    from tests.reviews.desk.test_dashboard import cost

    address = reverse("board") + (f"?state={state}" if state else "")
    client = sign_in(desk)
    for _ in range(2):
        factories.assigned(to=doctor)
        factories.published()
    cost(client, address)
    few = cost(client, address)
    for _ in range(5):
        factories.assigned(to=doctor)
        factories.published()

    assert cost(client, address) == few <= 20


def test_articles_whose_every_draft_was_discarded_are_counted():
    discarded = factories.draft()
    perform("discard", discarded, factories.author_of(discarded))
    factories.draft()

    assert board.articles_without_a_text() == 1
