"""Filters of lists: what an address asks, what is kept by a name, and files for spreadsheets."""

import csv
from io import StringIO

import pytest
from django.urls import reverse

from articles.listing import keeping, spreadsheets
from articles.listing.saved_filters import SavedFilter
from reviews.desk.texts import listings
from tests import factories
from tests.markup import flat
from tests.worlds import shared

pytestmark = pytest.mark.django_db


@shared
def mara():
    return factories.writer(name="Mara Writer")


@shared
def eve():
    return factories.editor(name="Eve Editor")


def asked(rf, user, query: str):
    request = rf.get("/desk/?" + query)
    request.user = user
    return listings.ARTICLES.asked(request)


# --- what an address asks --------------------------------------------------------------------------


def test_what_a_list_does_not_know_counts_as_not_asked(rf, mara):
    chosen = asked(rf, mara, "topic=99&state=nonsense&sort=colour&q=&page=7&other=1")

    assert (chosen.values, chosen.sort, chosen.address) == ({}, "", "")
    assert chosen.is_plain
    assert not chosen.is_open


def test_what_it_knows_is_said_in_words_and_taken_off_one_by_one(rf, mara):
    topic = factories.topic("Pain")

    chosen = asked(rf, mara, f"q=rest&topic={topic.pk}&state=draft&sort=-title")

    assert [(str(each.label), str(each.value)) for each in chosen.chips] == [
        ("State", "Draft"),
        ("Topic", "Pain"),
    ]
    assert chosen.chips[0].without == f"q=rest&topic={topic.pk}&sort=-title"
    assert chosen.address == f"q=rest&state=draft&topic={topic.pk}&sort=-title"
    assert (chosen.heads["title"].next, chosen.heads["title"].aria) == ("title", "descending")


def test_the_panel_asks_the_database_only_once_it_is_open(rf, mara, django_assert_num_queries):
    closed, opened = asked(rf, mara, "q=rest"), asked(rf, mara, "filter=")

    with django_assert_num_queries(0):
        assert not closed.is_open
        assert closed.chips == []
    with django_assert_num_queries(4):  # topics, tags, writers, reviewers
        assert opened.is_open
        assert len(opened.boxes) == 9


# --- kept by a name --------------------------------------------------------------------------------


def test_a_filter_is_kept_taken_up_and_removed(sign_in, mara):
    client, address = sign_in(mara), reverse("desk")
    factories.draft(by=mara, title="Rest")

    kept = client.post(f"{address}?state=draft&sort=title&page=3", {"name": " My  drafts "})
    page = flat(client.get(address).text)
    [row] = SavedFilter.objects.all()
    removed = client.post(address, {"forget": row.pk}, follow=True)

    assert (kept.status_code, kept["Location"]) == (303, f"{address}?state=draft&sort=title&page=3")
    assert (row.name, row.query, row.is_shared) == ("My drafts", "state=draft&sort=title", False)
    assert '<a href="?state=draft&amp;sort=title">My drafts' in page
    assert "The filter is removed." in removed.text
    assert not SavedFilter.objects.exists()


def test_others_see_what_is_shared_and_remove_nothing_of_it(sign_in, mara, eve):
    client = sign_in(eve)
    for name, more in (("Ours", {"is_shared": "on"}), ("Mine", {})):
        client.post(reverse("desk") + "?state=draft", {"name": name, **more})
    theirs = sign_in(mara)

    page = flat(theirs.get(reverse("desk")).text)
    tried = theirs.post(
        reverse("desk"), {"forget": SavedFilter.objects.get(name="Ours").pk}, follow=True
    )

    assert "Ours <small>Eve Editor</small></a>" in page
    assert "Mine </a>" not in page
    assert "This filter is not yours, or is gone." in tried.text
    assert SavedFilter.objects.count() == 2


@pytest.mark.parametrize(
    ("query", "name", "said"),
    [
        ("state=draft", " ", "Give the filter a name of at most 80 characters."),
        ("state=draft", "x" * 81, "Give the filter a name of at most 80 characters."),
        ("page=2", "Nothing", "Nothing is set: set a filter or a sort first."),
    ],
)
def test_what_can_not_be_kept_says_why(sign_in, mara, query, name, said):
    answer = sign_in(mara).post(f"{reverse('desk')}?{query}", {"name": name}, follow=True)

    assert said in answer.text
    assert not SavedFilter.objects.exists()


def test_the_same_name_takes_the_place_of_the_one_before(rf, mara):
    keeping.keep(mara, asked(rf, mara, "state=draft"), "Mine", False)
    keeping.keep(mara, asked(rf, mara, "state=published"), "Mine", True)

    [row] = SavedFilter.objects.all()
    assert (row.query, row.is_shared) == ("state=published", True)


def test_one_person_keeps_no_more_than_fits_a_page(rf, mara, monkeypatch):
    monkeypatch.setattr(SavedFilter, "MOST", 1)
    keeping.keep(mara, asked(rf, mara, "state=draft"), "One", False)

    said = keeping.keep(mara, asked(rf, mara, "state=draft"), "Two", False)

    assert said == "You keep 1 filters of this list: remove one first."


# --- files -----------------------------------------------------------------------------------------


def test_a_file_has_what_is_listed_and_a_mark_for_excel_and_no_formula(sign_in, mara):
    factories.draft(by=mara, title="=SUM(A1)")
    factories.draft(by=mara, title="Büro, “rest”")
    factories.published(factories.draft(by=mara, title="Public"))

    answer = sign_in(mara).get(reverse("desk"), {"as": "csv", "state": "draft", "sort": "title"})

    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer["Content-Disposition"] == 'attachment; filename="desk.csv"'
    assert answer["Cache-Control"] == "no-store"
    head, *rows = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    assert head[1:3] == ["Article", "Topic"]
    assert [row[1] for row in rows] == ["'=SUM(A1)", "Büro, “rest”"]


def test_numbers_stay_numbers_and_every_formula_is_marked():
    formulas = ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "  =1", "\n+1"]

    assert [spreadsheets.safe(each) for each in formulas] == [f"'{each}" for each in formulas]
    assert spreadsheets.safe(-3) == -3
    assert spreadsheets.safe("a=1") == "a=1"


def test_paper_has_all_rows_and_says_what_was_left_out(sign_in, mara, monkeypatch):
    from articles.listing import pages

    monkeypatch.setattr(pages, "ON_PAPER", 2)
    for number in range(3):
        factories.draft(by=mara, title=f"Rest {number}")

    page = flat(sign_in(mara).get(reverse("desk"), {"as": "print", "sort": "title"}).text)

    assert "<td>Rest 0</td>" in page
    assert "<td>Rest 2</td>" not in page
    assert "These are the first 2." in page


@pytest.mark.parametrize("wanted", ["csv", "print"])
def test_a_file_costs_the_same_for_few_and_for_many(sign_in, mara, wanted):
    from tests.reviews.desk.test_dashboard import cost

    client, address = sign_in(mara), reverse("desk") + f"?as={wanted}"
    factories.draft(by=mara)
    cost(client, address)
    few = cost(client, address)
    for _ in range(4):
        factories.draft(by=mara)

    assert cost(client, address) == few <= 8
