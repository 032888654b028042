"""Lists of texts: by what they are narrowed, how they are sorted, and what is done to all that match."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Comment, Thread, Topic
from reviews.desk.texts import bulk
from reviews.models import NextReview
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.markup import flat
from tests.reviews.desk.test_dashboard import cost
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LISTS = ("desk", "board", "rereviews_due")


@shared
def eve():
    return factories.editor(name="Eve Editor")


@shared
def ada():
    return factories.reviewer(name="Dr Ada")


@shared
def world(ada):
    """One text of each sort, by its title."""
    mara, pain = factories.writer(name="Mara Writer"), factories.topic("Pain")
    below = Topic.objects.create(name="Headache", slug="headache", parent=pain)
    made = {
        "draft": factories.draft(by=mara, title="Draft", topic=below),
        "asked": factories.assigned(factories.draft(title="Asked"), to=ada),
        "alone": factories.submitted(factories.draft(title="Alone")),
        "fresh": factories.published(factories.draft(title="Fresh"), by=ada),
        "stale": factories.published(factories.draft(title="Stale")),
        "owing": factories.draft(title="Owing"),
    }
    made["draft"].article.tags.add("Migraine")
    perform("publish_unreviewed", made["owing"], factories.editor(), Inputs("Urgent."))
    NextReview.objects.filter(revision=made["stale"]).update(due_on=day(-400))
    thread = Thread.objects.create(
        revision=made["draft"], kind="must_fix", opened_by=factories.author_of(made["draft"])
    )
    Comment.objects.create(thread=thread, author=thread.opened_by, text="Why?")
    made["asked"].assignments.update(due_on=day(-2))
    return {**made, "pain": pain, "mara": mara}


def day(days: int):
    return timezone.localdate() + timedelta(days=days)


def listed(client, **query) -> set[str]:
    return {each.title for each in client.get(reverse("desk"), query).context["page"]}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Draft", "Asked", "Alone", "Fresh", "Stale", "Owing"}),
        ({"state": "in_review"}, {"Asked", "Alone"}),
        ({"tag": "migraine"}, {"Draft"}),
        ({"tag": "unknown"}, {"Draft", "Asked", "Alone", "Fresh", "Stale", "Owing"}),
        ({"language": "es"}, set()),
        ({"due": "late"}, {"Asked", "Stale"}),
        ({"due": "quarter"}, {"Owing"}),
        ({"standing": "reviewed"}, {"Fresh"}),
        ({"standing": "overdue"}, {"Stale"}),
        ({"standing": "owed"}, {"Owing"}),
        ({"standing": "unreviewed"}, {"Owing"}),
        ({"task": "must_fix"}, {"Draft"}),
        ({"task": "comments"}, {"Draft"}),
        ({"task": "notes"}, set()),
        ({"task": "unasked"}, {"Alone"}),
        ({"task": "asked"}, {"Asked"}),
        ({"due": "late", "standing": "overdue"}, {"Stale"}),
        ({"q": "draft", "task": "comments"}, {"Draft"}),
    ],
)
def test_each_filter_finds_its_texts_and_several_find_what_all_do(
    sign_in, eve, world, query, found
):
    assert listed(sign_in(eve), **query) == found


def test_people_and_topics_find_their_texts(sign_in, eve, ada, world):
    client = sign_in(eve)

    assert listed(client, writer=world["mara"].pk) == {"Draft"}
    assert listed(client, reviewer=ada.pk) == {"Asked", "Fresh"}
    assert listed(client, topic=world["pain"].pk) == {"Draft"}


def test_a_column_sorts_up_and_down_and_what_is_due_never_stands_last(sign_in, eve, world):
    client = sign_in(eve)

    def titles(sort: str) -> list[str]:
        return [each.title for each in client.get(reverse("desk"), {"sort": sort}).context["page"]]

    assert titles("title") == sorted(titles("title"))
    assert titles("-title") == sorted(titles("title"), reverse=True)
    assert titles("due")[:3] == ["Stale", "Asked", "Fresh"]
    assert titles("-due") == titles("due")[::-1]


def test_the_board_and_the_queue_take_the_same_filters(sign_in, eve, ada, world):
    client = sign_in(eve)
    NextReview.objects.filter(revision=world["fresh"]).update(due_on=day(20))

    board = client.get(reverse("board"), {"reviewer": ada.pk}).text
    state = client.get(reverse("board"), {"state": "in_review", "task": "unasked"}).text
    queue = client.get(reverse("rereviews_due"), {"reviewer": ada.pk, "sort": "-due"}).text

    assert ("Asked</a>" in board, "Alone</a>" in board, "Fresh</a>" in board) == (True, False, True)
    assert ("Asked</a>" in state, "Alone</a>" in state) == (False, True)
    assert ("Fresh</a>" in queue, "Stale</a>" in queue) == (True, False)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("wanted", ["csv", "print", ""])
def test_each_list_is_taken_along_and_kept(sign_in, eve, world, name, wanted):
    client, address = sign_in(eve), reverse(name)

    answer = client.get(address, {"as": wanted, "standing": "overdue", "sort": "title"})
    client.post(f"{address}?standing=overdue", {"name": "Late ones"})

    assert "Stale" in answer.text
    assert "Draft</a>" not in answer.text
    assert "Late ones" in client.get(address).text


@pytest.mark.parametrize("name", LISTS)
def test_a_narrowed_and_sorted_list_costs_the_same_however_long_it_is(sign_in, eve, ada, name):
    client = sign_in(eve)
    topic = factories.topic()
    address = f"{reverse(name)}?topic={topic.pk}&due=late&task=asked&standing=overdue&sort=due"

    def more(count: int) -> None:
        for _ in range(count):
            text = factories.published(factories.draft(topic=topic), by=ada)
            perform("assign", text, eve, Inputs(reviewer=ada))
            NextReview.objects.filter(revision=text).update(due_on=day(-1))

    more(2)
    cost(client, address)
    few = cost(client, address)
    more(4)

    assert cost(client, address) == few <= 26


# --- all that match --------------------------------------------------------------------------------


def send(client, query: str, **data):
    return client.post(f"{reverse('board_bulk')}?{query}", data)


def test_all_that_match_are_done_and_what_was_refused_says_why(sign_in, eve, ada, world):
    client = sign_in(eve)

    answer = send(client, "state=in_review", list="desk", every=2, deed="assign", reviewer=ada.pk)

    page = flat(answer.text)
    assert "1 of 2 not done" in page
    assert "You asked Dr Ada to review it by" in page
    assert world["alone"].assignments.get().reviewer == ada
    assert "Back to the list" in page


def test_where_others_match_now_nothing_is_done(sign_in, eve, ada, world):
    answer = send(
        sign_in(eve), "state=in_review", list="desk", every=3, deed="assign", reviewer=ada.pk
    )

    assert answer.status_code == 422
    assert "Now 2 texts match, and not as many as before" in answer.text
    assert not world["alone"].assignments.exists()


def test_two_reviewers_are_asked_at_once_or_neither(sign_in, eve, ada, world):
    ben = factories.reviewer(name="Dr Ben")
    gone = factories.reviewer(name="Dr Gone", expires_on=day(-1))
    given = {"list": "board", "deed": "assign", "text": world["alone"].pk, "reviewer": ada.pk}
    client = sign_in(eve)

    same = send(client, "", **given, second=ada.pk)
    refused = send(client, "", **given, second=gone.pk)
    nobody = world["alone"].assignments.count()
    send(client, "", **given, second=ben.pk)

    assert "Choose somebody else, or nobody." in same.text
    assert "Dr Gone" in refused.text
    assert nobody == 0
    assert {each.reviewer for each in world["alone"].assignments.all()} == {ada, ben}


def test_topic_and_tags_are_given_to_many(sign_in, eve, world):
    client = sign_in(eve)
    texts = [world["draft"].pk, world["alone"].pk]

    moved = send(client, "", list="desk", deed="set_topic", text=texts, topic=world["pain"].pk)
    again = send(client, "", list="desk", deed="set_topic", text=texts, topic=world["pain"].pk)
    tagged = send(client, "", list="desk", deed="add_tags", text=texts, tags="migraine, Sleep")
    known = send(client, "", list="desk", deed="add_tags", text=texts, tags="SLEEP")

    assert "All 2 done" in moved.text
    assert again.text.count("It is under this topic already.") == 2
    assert "All 2 done" in tagged.text
    assert known.text.count("It has these tags already.") == 2
    for name in ("draft", "alone"):
        article = type(world[name].article).objects.get(pk=world[name].article_id)
        assert article.topic == world["pain"]
        assert sorted(article.tags.names()) == ["Migraine", "Sleep"]


def test_what_readers_know_is_moved_by_none_of_them(sign_in, eve, world):
    live = factories.published()

    refused = send(
        sign_in(eve), "", list="desk", deed="set_topic", text=[live.pk], topic=world["pain"].pk
    )

    assert "move it from its own page, where its review meets the new policy" in refused.text
    assert type(live.article).objects.get(pk=live.article_id).topic_to_be == live.article.topic


def test_what_a_deed_needs_is_asked_for(sign_in, eve, world):
    client, text = sign_in(eve), world["draft"].pk

    for deed, said in {
        "assign": "Choose a reviewer.",
        "set_topic": "Choose a topic.",
        "add_tags": "Name at least one tag.",
        "change_due": "Choose the new due date.",
    }.items():
        answer = send(client, "", list="desk", deed=deed, text=text)
        assert (answer.status_code, said in answer.text) == (422, True), deed


def test_ticked_texts_are_saved_as_a_file(sign_in, eve, world):
    answer = send(
        sign_in(eve), "", list="desk", deed="export", text=[world["draft"].pk, world["stale"].pk]
    )

    _head, *rows = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    assert [row[1] for row in rows] == ["Draft", "Stale"]
    assert rows[0][3] == "Migraine"


def test_many_are_done_in_turns_of_which_each_says_what_is_left(sign_in, eve, world, monkeypatch):
    from reviews.desk.texts import forms
    from reviews.views.lists import bulk as views

    monkeypatch.setattr(forms, "AT_MOST", 4)
    monkeypatch.setattr(views.bulk, "AT_MOST", 4)
    client = sign_in(eve)

    first = send(client, "", list="desk", every=6, deed="add_tags", tags="Sleep")
    later = first.context["later"]
    send(client, "", list="desk", texts=",".join(map(str, later)), deed="add_tags", tags="Sleep")

    assert "2 texts have still to be done" in flat(first.text)
    assert 'name="tags" value="Sleep"' in first.text
    assert listed(client, tag="sleep") == {"Draft", "Asked", "Alone", "Fresh", "Stale", "Owing"}


def test_an_editor_asks_for_the_ticks_and_a_writer_is_offered_none(sign_in, eve, world):
    desk = sign_in(eve)
    offered, ready = (desk.get(reverse("desk"), query).text for query in ({}, {"bulk": ""}))
    assert "With many at once" in offered
    assert 'name="every" value="6"' in ready
    assert 'name="text"' not in offered

    client = sign_in(world["mara"])
    page = client.get(reverse("desk"), {"bulk": ""}).text

    assert "With the ticked texts" not in page
    assert send(client, "", list="desk", deed="export", text=world["draft"].pk).status_code == 403


def test_who_may_not_sort_an_article_changes_nothing_of_it(world):
    other = factories.writer()
    order = bulk.Order("add_tags", other, timezone.now(), tags=("Sleep",))

    [outcome] = bulk.carry_out([world["draft"]], order)

    assert outcome.why_not == "You may not write this article."
