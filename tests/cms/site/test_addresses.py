"""Addresses that an article had, has, or shares: moved (301), merged (301), withdrawn (410)."""

import pytest

from articles import addresses
from articles.models import FormerAddress
from reviews.models import Event
from reviews.record.history import description
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.cms.pages import parsed, robots_of, select, words
from tests.worlds import shared

pytestmark = pytest.mark.django_db
WHY = Inputs("The study was wrong.")


@shared
def editor():
    return factories.editor()


@shared
def live():
    return factories.published(factories.draft(title="Rest"))


@shared
def other():
    return factories.published(factories.draft(title="Exercise"))


def move(revision, to: str) -> Event:
    return perform("move", revision, factories.editor(), Inputs(address=to))


def merge(revision, into: str) -> Event:
    return perform("merge", revision, factories.editor(), Inputs(address=into))


# --- moved --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "history/",
        "history/1/",
        "history/compare/?from=1&to=1",
        "references.bib",
        "citation.ris",
        "card.png",
    ],
)
def test_every_page_of_an_article_is_found_by_its_old_address(client, live, rest):
    event = move(live, "rest-and-pain")

    found = client.get(f"/articles/rest/{rest}")

    assert (found.status_code, found["Location"]) == (301, f"/articles/rest-and-pain/{rest}")
    assert found["Cache-Control"] == "public, max-age=3600"
    assert client.get(f"/articles/rest-and-pain/{rest}").status_code in (200, 302)
    assert description(event) == "changed its address from rest to rest-and-pain"


def test_each_of_many_old_addresses_leads_to_the_present_one_at_once(client, live):
    for slug in ("two", "three", "four"):
        move(live, slug)

    assert client.get("/articles/rest/")["Location"] == "/articles/four/"
    assert client.get("/articles/three/")["Location"] == "/articles/four/"


def test_an_article_takes_an_old_address_of_its_own_back(client, live):
    move(live, "two")
    move(live, "rest")

    assert client.get("/articles/rest/").status_code == 200
    assert client.get("/articles/two/")["Location"] == "/articles/rest/"


def test_nobody_else_gets_an_old_address(live, other):
    move(live, "two")

    assert factories.draft(title="Rest").article.slug == "rest-2"
    with pytest.raises(Refused, match="Another article has that address, or had it"):
        move(other, "Rest")


@pytest.mark.parametrize(
    ("entered", "why_not"),
    [
        ("", "Enter the new address."),
        ("???", "Enter the new address."),
        ("rest", "That is its address already."),
        ("exercise", "Another article has that address"),
    ],
)
def test_an_address_that_will_not_do_is_refused(live, other, entered, why_not):
    with pytest.raises(Refused, match=why_not):
        move(live, entered)

    assert not FormerAddress.objects.exists()


def test_lists_and_maps_name_the_present_address(client, live):
    move(live, "rest-and-pain")

    for page in ("/", "/articles/", "/feed/", "/feed.json", "/sitemap-articles.xml"):
        text = client.get(page).text
        assert "/articles/rest-and-pain/" in text
        assert "/articles/rest/" not in text


@pytest.mark.parametrize(
    ("entered", "slug"),
    [
        ("rest", "rest"),
        (" Rest and Pain ", "rest-and-pain"),
        ("/articles/rest/", "rest"),
        ("https://www.example.org/articles/rest/?page=2#dose", "rest"),
        ("https://www.example.org/", ""),
        ("a/b", ""),
        ("..", ""),
        ("", ""),
    ],
)
def test_an_address_is_read_from_what_people_paste(entered, slug):
    assert addresses.read(entered) == slug


# --- withdrawn ----------------------------------------------------------------------------------------


def test_what_is_withdrawn_is_gone_and_says_why(client, live, editor):
    perform("withdraw", live, editor, WHY)

    page = client.get("/articles/rest/")

    assert page.status_code == 410
    assert "The study was wrong." in words(select(parsed(page), ".notice")[0])
    assert robots_of(page) == "noindex"
    assert client.get("/articles/rest/history/").status_code == 200


# --- merged -------------------------------------------------------------------------------------------


def test_a_withdrawn_article_leads_to_the_one_that_it_was_merged_into(client, live, other, editor):
    perform("withdraw", live, editor, WHY)

    event = merge(live, "https://www.example.org/articles/exercise/")

    found = client.get("/articles/rest/")
    assert (found.status_code, found["Location"]) == (301, "/articles/exercise/")
    assert description(event) == "merged it into “Exercise”"
    assert "It was merged into Exercise." in words(page_header(client, "/articles/rest/history/"))
    told = words(page_header(client, "/articles/exercise/history/"))
    assert "“Rest” was merged into this article." in told


def page_header(client, address: str):
    return select(parsed(client.get(address)), "article > header")[0]


def test_a_retracted_article_stays_under_its_notice_and_names_the_other(
    client, live, other, editor
):
    perform("retract", live, editor, WHY)
    merge(live, "exercise")

    page = client.get("/articles/rest/")

    (notice,) = select(parsed(page), ".notice")
    assert page.status_code == 200
    assert "Read instead: Exercise" in words(notice)
    assert select(notice, "a[href='/articles/exercise/']")


def test_an_editor_takes_a_merger_back(client, live, other, editor):
    perform("withdraw", live, editor, WHY)
    with pytest.raises(Refused, match="Enter the address of the other article"):
        merge(live, "")
    merge(live, "exercise")

    event = merge(live, "")

    assert client.get("/articles/rest/").status_code == 410
    assert description(event) == "took back that it was merged into another article"


@pytest.mark.parametrize("into", ["rest", "nowhere", "unpublished"])
def test_it_is_merged_only_into_another_that_is_published(live, editor, into):
    factories.draft(title="Unpublished")
    perform("withdraw", live, editor, WHY)

    with pytest.raises(Refused, match="No other published article has that address"):
        merge(live, into)


def test_a_chain_of_mergers_leads_to_its_end_and_a_circle_nowhere(client, live, other, editor):
    third = factories.published(factories.draft(title="Sleep"))
    perform("withdraw", live, editor, WHY)
    merge(live, "exercise")
    perform("withdraw", other, editor, WHY)
    assert client.get("/articles/rest/").status_code == 410
    merge(other, "sleep")
    assert client.get("/articles/rest/")["Location"] == "/articles/sleep/"

    perform("withdraw", third, editor, WHY)
    third.article.merged_into = live.article
    third.article.save()

    answers = [
        client.get(f"/articles/{slug}/").status_code for slug in ("rest", "exercise", "sleep")
    ]
    assert answers == [410, 410, 410]


def test_a_new_text_ends_the_merger(client, live, other, editor):
    perform("withdraw", live, editor, WHY)
    merge(live, "exercise")

    again = factories.published(factories.next_draft(live.article, "<p>Rest, after all.</p>"))

    assert client.get("/articles/rest/").status_code == 200
    with pytest.raises(Refused, match="A newer text of this article is published"):
        merge(live, "exercise")
    perform("withdraw", again, editor, WHY)
    assert client.get("/articles/rest/").status_code == 410


def test_what_was_never_public_has_no_address_to_change(editor):
    with pytest.raises(Refused, match="not possible: this text is draft now"):
        move(factories.draft(), "elsewhere")

    assert addresses.moved("nowhere") is None
