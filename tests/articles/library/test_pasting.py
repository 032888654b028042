"""One paste: what it says is shown, what the library has is found, and the rest is entered."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.library.duplicates import duplicate_of
from articles.models import Reference
from tests import factories
from tests.worlds import shared

pytestmark = pytest.mark.django_db
IMPORT = "reference_import"
JSON = {"HTTP_ACCEPT": "application/json"}

SMITH = """TY  - JOUR
TI  - Kratom and sleep
AU  - Smith, Ada
PY  - 2020
DO  - 10.1000/abc.1
ER  -
"""
OLSEN = """TY  - JOUR
TI  - Notes from the Field: Unintentional drug overdose deaths with kratom detected.
AU  - Olsen, Emily
PY  - 2019
ER  -
"""
NAMELESS = "TY  - JOUR\nAU  - Nobody, A\nPY  - 2001\nER  -\n"


@pytest.fixture
def client(client):
    client.force_login(factories.writer())
    return client


@shared
def olsen() -> Reference:
    return factories.reference(**{**factories.OLSEN, "PMID": "30973850"})


def posted(client, text: str, **more: object):
    return client.post(reverse(IMPORT), {"text": text, **more}, **JSON)


# --- duplicates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("work", "why", "is_certain"),
    [
        ({"DOI": "10.15585/mmwr.mm6814a2"}, "It has the same DOI.", True),
        ({"PMID": "30973850"}, "It has the same PMID.", True),
        (
            {"DOI": "10.15585/mmwr.mm6814a2", "PMID": "77"},
            "It has the same DOI. But the PMID differs: check which is right.",
            True,
        ),
    ],
)
def test_a_work_with_the_same_identifier_is_the_same_work(olsen, work, why, is_certain):
    assert duplicate_of(work) == (olsen, why, is_certain)


def test_a_book_is_the_same_by_its_isbn_of_either_length_but_a_chapter_of_it_is_not():
    book = factories.reference("book2000", type="book", title="A book", ISBN="080442957X")

    found = duplicate_of({"type": "book", "ISBN": "9780804429573"})

    assert found == (book, "It has the same ISBN.", True)
    assert duplicate_of({"type": "chapter", "title": "One", "ISBN": "9780804429573"}) is None


@pytest.mark.parametrize(
    ("changed", "is_found"),
    [
        ({}, True),
        ({"title": "NOTES from the field — unintentional drug overdose deaths with Kratom detectéd"}, True),
        ({"issued": {"date-parts": [[2020, 1]]}}, True),
        ({"issued": {"date-parts": [[2021]]}}, False),
        ({"author": [{"family": "Smith", "given": "Ada"}]}, False),
        ({"title": "Kratom and sleep"}, False),
        ({"DOI": "10.1000/a.preprint"}, False),
    ],
)  # fmt: skip
def test_a_work_is_like_another_by_title_year_and_first_author(olsen, changed, is_found):
    work = {**factories.OLSEN, **changed}
    if "DOI" not in changed:
        del work["DOI"]

    found = duplicate_of(work)

    assert (found is not None) == is_found
    if found:
        assert (found.reference, found.is_certain) == (olsen, False)


def test_parts_of_a_series_are_told_apart_by_their_numbers():
    work = {**factories.OLSEN, "title": "Deaths with kratom in the United States, part 1"}
    del work["DOI"]
    factories.reference("olsen1", **work)

    assert duplicate_of({**work, "title": work["title"].replace("part 1", "part 2")}) is None


# --- the dialog --------------------------------------------------------------------------------------


def test_a_paste_says_what_it_is_and_what_the_library_has(client, olsen):
    answer = posted(client, SMITH + OLSEN + NAMELESS + SMITH).json()

    assert answer["format"] == "RIS"
    new, known, nameless, again = answer["records"]
    assert new == {
        "number": 1,
        "text": "Smith A. Kratom and sleep. Published online 2020.",
        "kind": "Article in a journal",
        "identifiers": ["doi:10.1000/abc.1"],
        "warnings": [],
        "problem": "",
        "repeats": 0,
        "by_hand": "",
        "have": None,
    }
    assert known["have"] == {
        "key": "olsen2019",
        "why": "It has the same title, first author and year.",
        "certain": False,
    }
    assert nameless["problem"] == "It has no title. Enter it by hand."
    assert nameless["by_hand"] == "type=article-journal&authors=Nobody%2C+A&date=2001"
    assert again["repeats"] == 1


def test_what_is_chosen_is_entered_in_order_and_stands_beside_the_draft(client, olsen):
    draft = factories.draft(by=client.get("/desk/").wsgi_request.user)
    address = f"{reverse(IMPORT)}?for={draft.pk}"
    chosen = {"text": SMITH + OLSEN + NAMELESS, "enter": "1", "take": ["1", "2", "3"]}

    results = client.post(address, chosen, **JSON).json()["results"]

    assert [each["entered"] and each["entered"]["key"] for each in results] == [
        "smith2020",
        "olsen2019",
        None,
    ]
    assert [each["is_new"] for each in results] == [True, False, False]
    assert results[2]["why_not"] == ["It has no title. Enter it by hand."]
    assert set(draft.article.shelf.all()) == {olsen, Reference.objects.get(key="smith2020")}
    assert Reference.objects.get(key="smith2020").csl["DOI"] == "10.1000/abc.1"


def test_a_work_that_is_only_like_another_can_be_entered_apart(client, olsen):
    posted(client, OLSEN, enter="1", take="1", apart="1")

    assert list(Reference.objects.values_list("key", flat=True)) == ["olsen2019", "olsen2019a"]


def test_what_stands_twice_in_a_paste_is_entered_once(client):
    results = posted(client, SMITH * 2, enter="1", take=["1", "2"]).json()["results"]

    assert [each["entered"]["key"] for each in results] == ["smith2020", "smith2020"]
    assert Reference.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Paste something first, or choose a file."),
        ("no record", "This is none of the formats that are read:"),
        ("https://www.who.int", "A home page is not a source"),
    ],
)
def test_what_is_no_work_is_refused_in_words(client, text, said):
    answer = posted(client, text)

    assert answer.status_code == 422
    assert said in answer.json()["said"]


def test_the_search_of_the_dialog_takes_identifiers(client, olsen):
    def found(words):
        answer = client.get(reverse("reference_search"), {"q": words}).json()
        return (
            [each["key"] for each in answer["results"]],
            answer.get("said"),
            answer.get("by_hand"),
        )

    have = "You already have this work: olsen2019."
    assert found("https://doi.org/10.15585/MMWR.mm6814a2") == (["olsen2019"], have, None)
    assert found("PMID: 30973850") == (["olsen2019"], have, None)
    assert found("10.1000/new") == (
        [],
        "DOI 10.1000/new is not in the library yet. Enter the work once, and cite it.",
        "type=article-journal&doi=10.1000%2Fnew",
    )
    assert found("https://www.who.int/")[1].startswith("A home page is not a source")
    assert found("kratom 2019") == (["olsen2019"], None, None)


def test_the_form_of_a_work_comes_with_what_is_known_of_it(client):
    address = f"{reverse('reference_new')}?type=book&isbn=9780470057964"

    fields = client.get(address, **JSON).json()["fields"]
    refused = client.post(address, {"type": "book", "isbn": "9780470057964"}, **JSON)
    entered = client.post(address, {"type": "book", "title": "A book"}, **JSON)

    assert 'value="9780470057964"' in fields
    assert refused.status_code == 422
    assert "Enter the title as the work itself has it." in refused.json()["fields"]
    assert entered.status_code == 201
    [work] = Reference.objects.all()
    assert entered.json() == {"entered": {"key": work.key, "text": "A Book."}}


# --- without JavaScript --------------------------------------------------------------------------------


def test_pages_lead_from_a_paste_to_works(client, olsen):
    form = client.get(reverse("reference_new")).content.decode()
    assert f'action="{reverse(IMPORT)}"' in form

    shown = client.post(reverse(IMPORT), {"text": SMITH + OLSEN + NAMELESS}).content.decode()
    assert "Read as RIS: 3 works" in shown
    assert "Perhaps you have this work: " in shown
    assert "It is another work: enter it as a new one" in shown

    data = {"text": SMITH + OLSEN, "enter": "1", "take": ["1", "2"]}
    done = client.post(reverse(IMPORT), data).content.decode()
    assert "Entered as" in done
    assert "smith2020" in done


def test_a_file_is_read_whatever_its_encoding(client):
    data = SMITH.replace("Smith, Ada", "Müller, Ada").encode("cp1252")

    shown = client.post(reverse(IMPORT), {"file": SimpleUploadedFile("x.ris", data)})

    assert "Müller A. Kratom and sleep." in shown.content.decode()


def test_an_identifier_leads_to_the_form_with_it(client):
    answer = client.post(reverse(IMPORT), {"text": "PMID: 123456"})

    assert (
        answer.headers["Location"] == f"{reverse('reference_new')}?type=article-journal&pmid=123456"
    )
    assert 'value="123456"' in client.get(answer.headers["Location"]).content.decode()


def test_markup_in_a_record_is_text(client):
    evil = json.dumps([{"type": "book", "title": "<script>alert(1)</script>"}])

    assert "<script>alert" not in client.post(reverse(IMPORT), {"text": evil}).content.decode()


def test_a_paste_of_a_hundred_works_is_read_with_few_queries(client, django_assert_max_num_queries):
    works = [
        {"type": "book", "title": f"Work {number}", "DOI": f"10.1000/{number}"}
        for number in range(100)
    ]
    client.get(reverse(IMPORT))

    with django_assert_max_num_queries(10):
        posted(client, json.dumps(works))


def test_of_each_footnote_is_told_which_work_of_the_library_it_names(client, olsen):
    footnotes = [f"Olsen, doi:{olsen.csl['DOI']}.", "Personal communication.", "See PMID 30973850"]

    answer = client.post(reverse(IMPORT), {"footnote": footnotes}).json()

    assert [each and each["key"] for each in answer["works"]] == [olsen.key, None, olsen.key]
    assert answer["sought"] == [f"doi:{olsen.csl['DOI']}", footnotes[1], "PMID 30973850"]
