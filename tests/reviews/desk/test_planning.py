"""What is to come: the plan of a quarter for what is overdue, and the calendar with its feed."""

import csv
from collections import Counter
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from reviews.desk.planning import days, quarter
from reviews.models import NextReview
from reviews.notifications import calendars
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.markup import flat
from tests.reviews.desk.test_dashboard import cost
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@shared
def eve():
    return factories.editor(name="Eve Editor")


@shared
def ada():
    return factories.reviewer(name="Dr Ada")


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def overdue(days: int = 10, **fields):
    text = factories.published(factories.draft(**fields.pop("draft", {})), **fields)
    NextReview.objects.filter(revision=text).update(due_on=day(-days))
    return text


# --- the plan, as it is reckoned -------------------------------------------------------------------

PEOPLE = st.integers(1, 5)
WEEKS = st.shared(st.integers(1, 14), key="weeks")


@st.composite
def plans(draw):
    weeks = draw(st.integers(1, 14))
    taken = st.lists(st.integers(0, 6), min_size=weeks, max_size=weeks)
    busy = draw(st.dictionaries(PEOPLE, taken))
    able = draw(st.lists(st.sets(PEOPLE, max_size=3), max_size=40))
    texts = [quarter.Overdue(at, tuple(sorted(each))) for at, each in enumerate(able)]
    return texts, busy, weeks


@given(plans())
def test_each_text_is_placed_once_with_whom_it_may_be_and_no_week_is_fuller_than_it_must(plan):
    texts, busy, weeks = plan

    slots = quarter.spread(texts, busy, weeks)

    assert sorted(slot.text for slot in slots) == [each.text for each in texts]
    able = {each.text: each.able or (quarter.NOBODY,) for each in texts}
    for slot in slots:
        assert slot.reviewer in able[slot.text]
        assert 0 <= slot.week < weeks
    planned = Counter(slot.reviewer for slot in slots)
    for (reviewer, week), count in Counter((each.reviewer, each.week) for each in slots).items():
        taken = busy.get(reviewer, ())
        already = taken[week] if taken else 0
        assert already + count <= quarter.at_most(planned[reviewer], taken, weeks)


@given(plans())
def test_what_is_longest_overdue_is_never_looked_at_later(plan):
    texts, busy, weeks = plan

    week_of = {slot.text: slot for slot in quarter.spread(texts, busy, weeks)}

    for reviewer in {slot.reviewer for slot in week_of.values()}:
        mine = [
            week_of[each.text].week for each in texts if week_of[each.text].reviewer == reviewer
        ]
        assert mine == sorted(mine)


def test_four_hundred_are_shared_by_those_who_may():
    texts = [quarter.Overdue(at, (1, 2)) for at in range(400)]

    slots = quarter.spread(texts, {1: [0] * 13, 2: [4] * 13}, 13)

    assert Counter(slot.reviewer for slot in slots) == {1: 226, 2: 174}
    assert max(Counter((slot.reviewer, slot.week) for slot in slots).values()) == 18


# --- its page --------------------------------------------------------------------------------------


def test_the_plan_names_who_signed_or_signs_under_the_topic_or_nobody(sign_in, eve, ada):
    topic, ben = factories.topic("Pain"), factories.reviewer(name="Dr Ben")
    hers = overdue(20, by=ada, draft={"title": "Hers", "topic": topic})
    left = overdue(10, by=ben, draft={"title": "Left", "topic": topic})
    alone = overdue(5, by=ben, draft={"title": "Alone"})
    asked = overdue(5, by=ada, draft={"title": "Asked"})
    perform("assign", asked, eve, Inputs(reviewer=ada))
    NextReview.objects.filter(revision=asked).update(due_on=day(-5))
    ben.is_active = False
    ben.save()

    page = sign_in(eve).get(reverse("due_plan"), {"weeks": 4})

    plan = page.context["plan"]
    rows = {row.revision: row.reviewer for week in plan.weeks for row in week.rows}
    assert rows == {hers: ada, left: ada, alone: None}
    assert (plan.total, plan.asked) == (3, 1)
    assert "Somebody is to be found" in page.text
    assert f'value="{hers.pk}-{ada.pk}" checked' in flat(page.text)


def test_a_week_is_asked_for_by_the_transition_and_leaves_the_plan(sign_in, eve, ada):
    mine, own = overdue(by=ada), overdue(by=ada)
    other = factories.reviewer(name="Dr Own")
    factories.next_draft(own.article, "<p>By him.</p>")
    client = sign_in(eve)
    pairs = [f"{mine.pk}-{ada.pk}", f"{own.pk}-{other.pk}", f"{mine.pk}-999", "nonsense", "1-2-3"]

    page = client.post(reverse("due_plan"), {"pair": pairs, "due_on": day(6).isoformat()})

    [asked] = mine.assignments.filter(due_on=day(6))
    assert asked.reviewer == ada
    assert mine.events.latest("number").transition == "assign"
    assert "You asked Dr Ada to review it by" in flat(page.text)
    assert "1 of the ticked texts is not there any more" in flat(page.text)
    assert client.get(reverse("due_plan")).context["plan"].total == 0


@pytest.mark.parametrize("sent", [{}, {"pair": ["1-1"]}, {"pair": ["1-1"], "due_on": "2020-01-01"}])
def test_what_is_no_week_asks_nobody(sign_in, eve, sent):
    page = sign_in(eve).post(reverse("due_plan"), sent, follow=True)

    assert "Nothing was asked: tick at least one text of a week to come." in page.text


def test_the_plan_is_a_file_too_and_for_editors_alone(sign_in, eve, ada):
    overdue(by=ada, draft={"title": "=1"})

    answer = sign_in(eve).get(reverse("due_plan"), {"as": "csv"})

    _head, [_week, title, _topic, since, reviewer] = csv.reader(
        StringIO(answer.content.decode("utf-8-sig"))
    )
    assert (title, since, reviewer) == ("'=1", day(-10).isoformat(), "Dr Ada")
    assert sign_in(ada).get(reverse("due_plan")).status_code == 403


@pytest.mark.parametrize("name", ["due_plan", "planned"])
def test_a_page_costs_the_same_for_few_and_for_many(sign_in, eve, ada, name):
    client, topic = sign_in(eve), factories.topic()

    def more() -> None:
        overdue(1, by=ada, draft={"topic": topic})
        factories.assigned(factories.draft(topic=topic), to=ada)

    more()
    cost(client, reverse(name))
    few = cost(client, reverse(name))
    for _ in range(4):
        more()

    assert cost(client, reverse(name)) == few <= 16


# --- the calendar ----------------------------------------------------------------------------------


@shared
def world(eve, ada):
    """A review due, a publication to come, one that was, and one due again."""
    waiting = factories.assigned(factories.draft(title="Waiting"), to=ada)
    live = factories.published(factories.draft(title="Live"))
    NextReview.objects.filter(revision=live).update(due_on=day(3))
    waiting.assignments.update(due_on=day(2))
    coming = factories.approved(factories.draft(title="Coming"))
    perform("schedule", coming, eve, Inputs(publish_at=timezone.now() + timedelta(days=4)))
    return {"waiting": waiting, "live": live, "coming": coming}


def shown(user) -> list[tuple[str, str, int]]:
    found = days.entries(user, day(-10), day(30))
    return [(each.kind.value, each.revision.title, (each.day - day(0)).days) for each in found]


def test_an_editor_sees_every_date_in_order(world, eve):
    assert shown(eve) == [
        ("publication", "Live", 0),
        ("review", "Waiting", 2),
        ("again", "Live", 3),
        ("publication", "Coming", 4),
    ]


def test_others_see_what_they_may_read(world, ada):
    assert shown(ada) == [("review", "Waiting", 2)]
    assert shown(factories.author_of(world["coming"])) == [("publication", "Coming", 4)]
    assert shown(factories.writer()) == []


def test_a_month_shows_its_days_and_leads_to_the_next(sign_in, world, eve):
    at = day(2)

    page = flat(sign_in(eve).get(reverse("planned"), {"month": f"{at:%Y-%m}"}).text)

    assert f'href="{reverse("review", args=[world["waiting"].pk])}">Waiting</a>' in page
    assert "Review due: Dr Ada" in page
    assert calendars.address_of(eve, "planned_feed") in page


@pytest.mark.parametrize("month", ["", "2026-13", "0001-01", "9999-12", "nonsense", "2026-02"])
def test_any_month_is_a_page(sign_in, eve, month):
    assert sign_in(eve).get(reverse("planned"), {"month": month}).status_code == 200


def test_the_feed_has_the_same_and_ends_with_the_address(client, world, eve, ada):
    feed = Calendar.from_ical(client.get(calendars.address_of(eve, "planned_feed")).content)
    hers = client.get(calendars.address_of(ada, "planned_feed"))
    old = calendars.address_of(eve, "planned_feed")
    calendars.change_address(eve)

    events = {str(each["summary"]): each for each in feed.walk("VEVENT")}
    assert set(events) == {
        "Publication: Live",
        "Review due: Waiting (Dr Ada)",
        "Due for review again: Live",
        "Publication: Coming",
    }
    assert events["Review due: Waiting (Dr Ada)"]["dtstart"].dt == day(2)
    assert isinstance(events["Publication: Coming"]["dtstart"].dt, datetime)
    assert b"Waiting" in hers.content
    assert b"Live" not in hers.content
    assert client.get(old).status_code == 404
    assert client.get(reverse("planned_feed", args=["forged"])).status_code == 404
