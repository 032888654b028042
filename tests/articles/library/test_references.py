"""The library of references: entering works, refusing what is no source, finding them again."""

import pytest
from django.urls import reverse

from articles.models import Reference
from articles.references import csl
from tests import factories

pytestmark = pytest.mark.django_db
NEW = "reference_new"

WORK = {
    "type": "article-journal",
    "title": "Kratom and sleep",
    "authors": "Smith, Ada\nWorld Health Organization",
    "journal": "Journal of Sleep",
    "date": "2020-03",
    "doi": "https://doi.org/10.1000/ABC.1",
}


@pytest.fixture
def client(client):
    client.force_login(factories.writer())
    return client


def refused(client, **entered: str) -> str:
    """The page that comes back."""
    response = client.post(reverse(NEW), {**WORK, **entered})
    assert response.status_code == 422
    return response.content.decode()


# --- entering ----------------------------------------------------------------------------------------


def test_fields_become_csl(client):
    response = client.post(reverse(NEW), WORK)

    work = Reference.objects.get()
    assert response.headers["Location"] == reverse("references")
    assert work.csl == {
        "id": "smith2020",
        "type": "article-journal",
        "title": "Kratom and sleep",
        "author": [{"family": "Smith", "given": "Ada"}, {"literal": "World Health Organization"}],
        "container-title": "Journal of Sleep",
        "issued": {"date-parts": [[2020, 3]]},
        "DOI": "10.1000/abc.1",
    }
    assert work.doi == "10.1000/abc.1"


def test_what_the_form_does_not_know_is_kept(client):
    known = {
        **factories.OLSEN,
        "language": "en",
        "author": [{"family": "Olsen", "given": "Emily", "suffix": "Jr"}],
    }
    work = factories.reference(**known)
    entered = {**csl.fields_of(work.csl), "title": "Corrected", "volume": ""}

    client.post(reverse("reference_edit", args=[work.pk]), entered)

    work.refresh_from_db()
    expected = {**known, "id": "olsen2019", "title": "Corrected"}
    del expected["volume"]
    assert work.csl == expected


def test_opening_and_saving_a_work_changes_nothing(client):
    work = factories.reference()
    before = work.csl

    client.post(reverse("reference_edit", args=[work.pk]), csl.fields_of(work.csl))

    work.refresh_from_db()
    assert work.csl == before


def test_a_work_entered_for_a_draft_comes_beside_it(client):
    draft = factories.draft(by=client.get("/desk/").wsgi_request.user)
    address = f"{reverse(NEW)}?for={draft.pk}"
    assert draft.title in client.get(address).content.decode()

    response = client.post(address, WORK)

    assert response.headers["Location"] == reverse("revision_edit", args=[draft.pk])
    assert [work.key for work in draft.article.shelf.all()] == ["smith2020"]


def test_a_work_is_not_entered_for_the_draft_of_others(client):
    draft = factories.draft()

    assert client.post(f"{reverse(NEW)}?for={draft.pk}", WORK).status_code == 404
    assert not Reference.objects.exists()


def test_a_chapter_has_editors_book_and_place(client):
    chapter = {
        "type": "chapter",
        "title": "Opioids",
        "authors": "Smith, Ada",
        "journal": "A book of medicines",
        "editors": "Lind, Maren\nMoyo, Tobe",
        "edition": "2",
        "publisher": "A press",
        "place": "Oslo",
        "pages": "3-20",
    }

    client.post(reverse(NEW), chapter)

    work = Reference.objects.get().csl
    assert work["editor"] == [
        {"family": "Lind", "given": "Maren"},
        {"family": "Moyo", "given": "Tobe"},
    ]
    assert (work["container-title"], work["edition"], work["publisher-place"]) == (
        "A book of medicines", "2", "Oslo"
    )  # fmt: skip


def test_another_kind_shows_its_fields_with_what_was_typed_and_stores_nothing(client):
    typed = {**WORK, "type": "chapter", "volume": "3", "issue": "4"}

    page = client.post(reverse(NEW), {**typed, "show_kind": "1"})

    form = page.context["form"]
    assert [field.name for field in form.of_kind][:3] == ["journal", "editors", "edition"]
    assert str(form["journal"].label) == "Book"
    assert [field.name for field in form.known] == ["issue"]  # which chapters have not
    assert form["volume"].value() == "3"
    assert not Reference.objects.exists()


def test_the_title_is_put_into_sentence_case_and_nothing_is_stored(client):
    title = "Effect of Salt Substitution on Cardiovascular Events"
    work = factories.reference("neal2021", type="article-journal", title=title)
    page = client.get(work.get_absolute_url())
    assert "Lacks: authors or editors" in page.content.decode()

    form = client.post(
        work.get_absolute_url(), {"title": title, "volume": "385", "sentence_case": "1"}
    ).context["form"]

    assert form["title"].value() == "Effect of salt substitution on cardiovascular events"
    assert form["volume"].value() == "385"
    work.refresh_from_db()
    assert work.title == title


def test_what_an_import_brought_is_seen_and_can_be_changed(client):
    work = factories.reference(**factories.OLSEN, abstract="What was found.", ISSN="1545-861X")

    form = client.get(work.get_absolute_url()).context["form"]
    entered = {**csl.fields_of(work.csl), "abstract": "Corrected."}
    client.post(work.get_absolute_url(), entered)

    assert [field.name for field in form.known] == ["issn", "abstract"]
    work.refresh_from_db()
    assert work.csl["abstract"] == "Corrected."


def test_a_page_of_an_earlier_version_drops_nothing_that_it_did_not_send(client):
    work = factories.reference(**factories.OLSEN, editor=[{"family": "Lind"}], ISSN="1545-861X")

    client.post(work.get_absolute_url(), {"type": "article-journal", "title": "Corrected"})

    work.refresh_from_db()
    assert work.csl == {
        **factories.OLSEN,
        "id": "olsen2019",
        "title": "Corrected",
        "editor": [{"family": "Lind"}],
        "ISSN": "1545-861X",
    }


def test_an_issn_is_checked_where_it_is_typed_and_not_where_a_record_brought_it(client):
    brought = factories.reference(**factories.OLSEN, ISSN="1234-5678")

    kept = client.post(brought.get_absolute_url(), csl.fields_of(brought.csl))
    page = refused(client, issn="1234-5678")

    assert kept.status_code == 302
    assert "This ISSN has a typing error: its check digit does not match." in page


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["doi", "pmid"])
def test_a_work_that_is_there_already_is_refused_with_a_link_to_it(client, name):
    there = factories.reference(**{**factories.OLSEN, "PMID": "30973850"})
    value = {"doi": "doi:10.15585/MMWR.mm6814a2", "pmid": "PMID: 30973850"}[name]

    page = (
        refused(client, doi="", **{name: value}) if name == "pmid" else refused(client, doi=value)
    )

    assert f'The library has this work already: <a href="{there.get_absolute_url()}">' in page
    assert Reference.objects.count() == 1


@pytest.mark.parametrize("url", ["https://www.who.int", "https://www.who.int/index.html"])
def test_a_home_page_is_no_source(client, url):
    page = refused(client, doi="", type="webpage", url=url)

    assert "A home page is not a source" in page
    assert "Kratom and sleep</textarea>" in page


def test_a_page_of_a_site_is_a_source(client):
    client.post(reverse(NEW), {**WORK, "doi": "", "url": "https://www.who.int/news/kratom"})

    assert Reference.objects.get().url == "https://www.who.int/news/kratom"


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("doi", "11.1000/x", "A DOI begins with “10.”, as in 10.15585/mmwr.mm6814a2."),
        ("pmid", "012345", "A PMID has one to eight digits and no leading zero, as in 30973850."),
        ("pmcid", "PMC", "A PMCID is “PMC” and digits, as in PMC6459583."),
        ("isbn", "9780470057965", "This ISBN has a typing error: its check digit does not match."),
        ("date", "March 2020", "Write the date as 2019, 2019-04 or 2019-04-12."),
        ("date", "2021-02-30", "There is no such day: write it as 2019-04-12."),
        ("accessed", "yesterday", "Write the date as 2019, 2019-04 or 2019-04-12."),
        ("title", "", "Enter the title as the work itself has it."),
    ],
)
def test_a_slip_is_named_beside_its_field(client, name, value, advice):
    assert advice in refused(client, **{name: value})
    assert not Reference.objects.exists()


# --- finding -----------------------------------------------------------------------------------------


def test_the_dialog_finds_works_by_any_of_their_words(client):
    factories.reference()
    factories.reference("smith2020", type="book", title="Sleep & Rest")
    search = reverse("reference_search")

    assert keys(client.get(search, {"q": "olsen KRATOM 2019"})) == ["olsen2019"]
    assert keys(client.get(search, {"q": ""})) == ["olsen2019", "smith2020"]
    nothing = {"results": [], "by_hand": "title=unicorn+%26+rest"}
    assert client.get(search, {"q": "unicorn & rest"}).json() == nothing
    assert keys(client.get(search, {"key": ["smith2020", "nobody"]})) == ["smith2020"]
    assert client.get(search, {"q": "sleep"}).json() == {
        "results": [{"key": "smith2020", "text": "Sleep & Rest."}]
    }


def test_the_dialog_says_that_more_works_match_than_it_shows(client):
    for place in range(13):
        factories.reference(f"lind20{place:02}", type="book", title="Rest" if place else "Sleep")
    search = reverse("reference_search")

    every, rest = client.get(search, {"q": ""}).json(), client.get(search, {"q": "rest"}).json()

    assert len(every["results"]) == len(rest["results"]) == 12
    assert every["said"] == "These are the first 12: more words narrow them."
    assert "said" not in rest


def test_what_was_gathered_for_a_draft_is_offered_first_until_it_is_cited(sign_in):
    writer = factories.writer(name="Mara Lindqvist")
    client, draft = sign_in(writer), factories.draft(by=writer)
    for name in ("abel", "beran", "cole", "dahl"):
        factories.reference(f"{name}2020", type="book", title="Rest")
    draft.article.shelf.add(*Reference.objects.filter(key__in=["cole2020", "dahl2020"]))
    search = reverse("reference_search")

    first = keys(client.get(search, {"for": draft.pk, "q": ""}))
    after = keys(client.get(search, {"for": draft.pk, "q": "", "cited": ["cole2020"]}))

    assert first == ["cole2020", "dahl2020", "abel2020", "beran2020"]
    assert after == ["dahl2020", "abel2020", "beran2020", "cole2020"]


def keys(response) -> list[str]:
    return [result["key"] for result in response.json()["results"]]


def test_the_list_is_searched_and_cut_into_pages(client, django_assert_num_queries):
    for number in range(35):
        factories.reference(f"work{number:02}", type="book", title=f"Work {number}")
    client.get(reverse("references"))

    with django_assert_num_queries(8):  # session, user, rights, count, list, texts, filters, unread
        page = client.get(reverse("references")).content.decode()

    assert "35 works" in page
    assert "Page 1 of 2" in page
    assert "work34" in client.get(reverse("references"), {"q": "work 34"}).content.decode()
    empty = client.get(reverse("references"), {"q": "unicorn"}).content.decode()
    assert "No work has all of these words." in empty


def test_a_title_with_markup_is_shown_as_text(client):
    factories.reference("evil2020", type="book", title="<script>alert(1)</script>")

    page = client.get(reverse("references")).content.decode()

    assert "<script>alert" not in page


# --- beside a draft ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["olsen2019", "https://doi.org/10.15585/MMWR.mm6814a2", "PMID: 77"]
)
def test_a_work_comes_beside_a_draft_by_any_of_its_names(client, name):
    factories.reference(**{**factories.OLSEN, "PMID": "77"})
    draft = factories.draft(by=client.get("/desk/").wsgi_request.user)

    client.post(reverse("shelf_add", args=[draft.pk]), {"name": name})

    assert [work.key for work in draft.article.shelf.all()] == ["olsen2019"]


def test_a_name_that_the_library_does_not_know_is_refused_in_place(client):
    draft = factories.draft(by=client.get("/desk/").wsgi_request.user)

    response = client.post(reverse("shelf_add", args=[draft.pk]), {"name": "nobody1999"})

    assert response.status_code == 422
    assert "Not in the library yet: add it as a new reference." in response.content.decode()
