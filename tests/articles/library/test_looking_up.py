"""Looking up from the desk: the paste box, the citing window, the form of a work."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.library import importing
from articles.models import Reference
from tests import factories
from tests.services import crossref, pubmed

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}
DOI, EFETCH = "/crossref/works/10.1000%2Fabc.1", "/eutils/efetch.fcgi"
IMPORT, NEW = "reference_import", "reference_new"


@pytest.fixture
def client(client):
    client.force_login(factories.writer())
    return client


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- a paste ---------------------------------------------------------------------------------------


def test_an_identifier_is_shown_as_understood_before_it_is_stored(client, services):
    services.answer(DOI, crossref())

    shown = client.post(reverse(IMPORT), {"text": "https://doi.org/10.1000/abc.1"})

    page = shown.content.decode()
    assert "Looked up: 1 work" in page
    assert "Kratom and sleep: A trial" in page
    assert not Reference.objects.exists()


def test_what_was_shown_is_what_is_entered_and_nobody_is_asked_again(client, services):
    services.answer(DOI, crossref())
    offered = client.post(reverse(IMPORT), {"text": "10.1000/abc.1"}, **JSON).json()

    data = {"text": offered["text"], "take": ["1"], "enter": "1"}
    entered = client.post(reverse(IMPORT), data, **JSON).json()

    [work] = Reference.objects.all()
    assert entered["results"][0]["entered"]["key"] == work.key == "smith2020"
    assert work.csl == {
        "id": "smith2020",
        "type": "article-journal",
        "title": "Kratom and sleep: A trial",
        "container-title": "Journal of Rest",
        "container-title-short": "J Rest",
        "volume": "7",
        "issue": "2",
        "page": "e12",
        "author": [{"family": "Smith", "given": "Ada"}, {"literal": "Rest Group"}],
        "issued": {"date-parts": [[2020, 4]]},
        "DOI": "10.1000/abc.1",
        "ISSN": "1234-5679",
    }
    assert services.paths == [DOI]


def test_several_are_looked_up_and_those_that_are_not_found_stand_last(client, services):
    services.answer(EFETCH, pubmed())
    services.answer(DOI, crossref())
    text = "10.1000/none\n\nPMID 30973850\n9780470057965\n10.1000/abc.1\nhttps://example.org/a/page"

    answer = client.post(reverse(IMPORT), {"text": text}, **JSON).json()

    assert [(each["text"], each["problem"], each["by_hand"]) for each in answer["records"][2:]] == [
        (
            "Line 1: 10.1000/none",
            "Crossref does not know DOI 10.1000/none. Check it, or enter the work by hand.",
            "type=article-journal&doi=10.1000%2Fnone",
        ),
        (
            "Line 4: 9780470057965",
            "This ISBN has a typing error: its check digit does not match.",
            "",
        ),
        (
            "Line 6: https://example.org/a/page",
            "An address is not looked up. Enter the work by hand.",
            "type=webpage&url=https%3A%2F%2Fexample.org%2Fa%2Fpage",
        ),
    ]
    assert [each["number"] for each in answer["records"]] == [1, 2, 3, 4, 5]
    texts = [each["text"] for each in answer["records"][:2]]
    assert [text.partition(".")[0] for text in texts] == ["Olsen EO", "Smith A; Rest Group"]


def test_only_what_was_found_is_counted_as_looked_up(client, services):
    services.answer(DOI, crossref())

    page = client.post(reverse(IMPORT), {"text": "10.1000/none\n10.1000/abc.1\n978-0-470-05796-5"})

    assert "Looked up: 1 work · not found: 2" in " ".join(page.content.decode().split())


def test_a_service_that_does_not_answer_is_asked_for_one_of_several(client, services):
    services.answer("/crossref/works/10.1000%2Fa", "", 503)

    answer = client.post(
        reverse(IMPORT), {"text": "10.1000/a\n10.1000/b\n10.1000/c"}, **JSON
    ).json()

    assert {each["problem"] for each in answer["records"]} == {
        "Crossref did not answer. Enter it by hand, or try again."
    }
    assert services.paths == ["/crossref/works/10.1000%2Fa"] * 3


def test_at_most_thirty_are_looked_up_at_once(client, services):
    text = "\n".join(f"10.1000/{number}" for number in range(33))

    answer = client.post(reverse(IMPORT), {"text": text}, **JSON).json()

    assert (len(answer["records"]), answer["left"], len(services.asked)) == (30, 3, 30)


def test_what_the_library_has_is_not_asked_for(client, services):
    known = factories.reference()

    answer = client.post(reverse(IMPORT), {"text": "10.15585/mmwr.mm6814a2"}, **JSON).json()
    data = {"text": answer["text"], "take": ["1"], "enter": "1"}
    entered = client.post(reverse(IMPORT), data, **JSON).json()

    assert answer["records"][0]["have"]["certain"]
    assert entered["results"][0]["entered"]["key"] == known.key
    assert services.asked == []
    assert Reference.objects.count() == 1


def test_one_that_cannot_be_looked_up_opens_the_form_and_says_why(client, services):
    services.answer(DOI, "", 503)

    answer = client.post(reverse(IMPORT), {"text": "10.1000/abc.1"})

    query = "type=article-journal&doi=10.1000%2Fabc.1"
    assert answer.headers["Location"] == f"{reverse(NEW)}?{query}"
    assert said(answer) == ["Crossref did not answer. Enter it by hand, or try again."]


def test_switched_off_nobody_is_asked(client, services, settings):
    settings.LOOKUP = False

    one = client.post(reverse(IMPORT), {"text": "10.1000/abc.1"})
    several = client.post(reverse(IMPORT), {"text": "10.1000/abc.1\n10.1000/b"}, **JSON).json()

    assert one.headers["Location"].startswith(reverse(NEW))
    assert [each["problem"] for each in several["records"]] == [
        "Nothing is looked up elsewhere. Enter it by hand."
    ] * 2
    assert services.asked == []


def test_titles_with_marks_and_names_with_parts_come_through_the_page_unchanged(client, services):
    changed = {
        "title": ["Effects of <i>Mitragyna</i> &amp; CO<sub>2</sub> at p &lt; .05"],
        "author": [{"given": "Ludwig", "family": "van Beethoven", "suffix": "Jr"}],
    }
    services.answer(DOI, crossref(**changed))
    offered = client.post(reverse(IMPORT), {"text": "10.1000/abc.1"}, **JSON).json()

    [again] = importing.offers(offered["text"]).offers

    assert again.record.work["title"] == (
        "Effects of <i>Mitragyna</i> & CO<sub>2</sub> at p < .05: A trial"
    )
    assert again.record.work["author"][0]["suffix"] == "Jr"


# --- the citing window -------------------------------------------------------------------------------


def test_a_search_asks_nobody_and_says_who_would_be(client, services):
    answer = client.get(reverse("reference_search"), {"q": "10.1000/abc.1"}).json()

    assert answer == {
        "results": [],
        "said": "DOI 10.1000/abc.1 is not in the library yet. Press Enter to look it up at Crossref.",
        "by_hand": "type=article-journal&doi=10.1000%2Fabc.1",
        "look_up": "DOI 10.1000/abc.1",
    }
    assert services.asked == []


@pytest.mark.parametrize("text", ["10.1000/abc.1", "PMC6459583", "9780470057964", "PMID 30973850"])
def test_what_a_search_gives_to_look_up_is_read_as_the_same(client, services, text):
    first = client.get(reverse("reference_search"), {"q": text}).json()
    again = client.get(reverse("reference_search"), {"q": first["look_up"]}).json()

    assert again == first


# --- the form ------------------------------------------------------------------------------------------


def test_a_look_up_fills_what_is_empty_and_changes_nothing_typed(client, services):
    services.answer(DOI, crossref())
    typed = {
        "type": "article-journal",
        "title": "Kratom & sleep",
        "doi": "10.1000/ABC.1",
        "volume": "7",
    }

    page = client.post(reverse(NEW), {**typed, "look_up": "1"})

    fields = page.context["form"].initial
    assert {name: fields[name] for name in typed} == typed
    assert (fields["journal"], fields["date"], fields["pages"]) == (
        "Journal of Rest", "2020-04", "e12"
    )  # fmt: skip
    assert page.context["differing"] == [("Title", "Kratom and sleep: A trial")]
    assert said(page) == [
        "From Crossref: Journal, Journal, abbreviated, Issue, Pages, ISSN, Authors, Published."
        " Nothing is saved yet."
    ]
    assert "What you typed stays. Found otherwise:" in page.content.decode()
    assert not Reference.objects.exists()


def test_a_new_form_takes_the_kind_too(client, services):
    services.answer(DOI, crossref(type="book"))

    page = client.post(
        reverse(NEW), {"type": "article-journal", "doi": "10.1000/abc.1", "look_up": "1"}
    )

    assert page.context["form"].initial["type"] == "book"


def test_a_work_of_the_library_is_completed_and_not_saved(client, services):
    known = factories.reference(
        "smith", type="article-journal", title="Kratom", DOI="10.1000/abc.1"
    )
    services.answer(DOI, crossref())
    data = {"type": "article-journal", "title": "Kratom", "doi": "10.1000/abc.1", "look_up": "1"}

    page = client.post(reverse("reference_edit", args=[known.pk]), data)

    assert page.context["form"].initial["journal"] == "Journal of Rest"
    known.refresh_from_db()
    assert "container-title" not in known.csl


@pytest.mark.parametrize(
    ("entered", "sentence"),
    [
        ({}, "Enter a DOI, PMID, PMCID or ISBN first."),
        ({"doi": "11.1"}, "A DOI begins with “10.”, as in 10.15585/mmwr.mm6814a2."),
        (
            {"doi": "10.1000/none"},
            "Crossref does not know DOI 10.1000/none. Check it, or enter the work by hand.",
        ),
    ],
)
def test_a_look_up_that_fails_leaves_the_form_as_it_was(client, services, entered, sentence):
    data = {"type": "report", "title": "Typed", **entered}

    page = client.post(reverse(NEW), {**data, "look_up": "1"})
    answer = client.post(reverse(NEW), {**data, "look_up": "1"}, **JSON).json()

    assert said(page) == [sentence]
    assert {name: page.context["form"].initial[name] for name in data} == data
    assert answer["said"] == sentence
    assert "Typed" in answer["fields"]


def test_the_form_offers_it_only_where_it_is_on(client, services, settings):
    def page() -> str:
        return client.get(reverse(NEW)).content.decode()

    assert 'name="look_up"' in page()
    settings.LOOKUP = False
    assert 'name="look_up"' not in page()


def test_the_form_asks_the_database_as_often_as_without_it(client, services, settings):
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            client.get(reverse(NEW))
        return len(made)

    queries()
    with_it = queries()
    settings.LOOKUP = False

    assert with_it == queries()
    assert services.asked == []
