"""A work by its identifier, from services that may be right, wrong, slow, busy or gone."""

import json

import pytest
from django.core.cache import caches
from django.utils import translation

from articles.library.http_client import Pace
from articles.library.lookup import NotFound, look_up, patience
from articles.references.identifiers import Identifier, identify
from tests.services import BOOK, NO_PUBMED, converted, crossref, pubmed

DOI = "/crossref/works/10.1000%2Fabc.1"
EFETCH, IDCONV, BOOKS = "/eutils/efetch.fcgi", "/idconv/", "/books/api/books"
BY_HAND = "Enter it by hand, or try again."


def named(text: str) -> Identifier:
    found = identify(text)
    assert found
    return found


def found(text: str):
    return look_up(named(text), patience())


def why_not(text: str) -> str:
    with pytest.raises(NotFound) as why:
        found(text)
    return str(why.value)


# --- what is right -------------------------------------------------------------------------------


def test_a_doi_is_asked_of_crossref(services):
    services.answer(DOI, crossref())

    record, service = found("10.1000/ABC.1")

    assert service == "Crossref"
    assert record.work == {
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


def test_a_pmid_is_asked_of_pubmed(services):
    services.answer(EFETCH, pubmed())

    record, service = found("PMID: 30973850")

    assert (service, record.work["PMID"], record.work["title"]) == (
        "PubMed", "30973850", "Deaths with kratom"
    )  # fmt: skip


def test_a_pmcid_is_asked_of_pubmed_by_the_pmid_that_the_archive_says(services):
    services.answer(IDCONV, converted(pmcid="PMC6459583", pmid=30973850))
    services.answer(EFETCH, pubmed())

    record, service = found("PMC6459583")

    assert (service, record.work["PMID"], record.work["PMCID"]) == (
        "PubMed", "30973850", "PMC6459583"
    )  # fmt: skip
    assert services.paths == [IDCONV, EFETCH]


def test_a_pmcid_that_is_not_in_pubmed_is_asked_of_crossref(services):
    services.answer(IDCONV, converted(pmcid="PMC6459583", doi="10.1000/ABC.1"))
    services.answer(DOI, crossref())

    record, service = found("PMC6459583")

    assert (service, record.work["DOI"], record.work["PMCID"]) == (
        "Crossref", "10.1000/abc.1", "PMC6459583"
    )  # fmt: skip


@pytest.mark.parametrize("written", ["9780470057964", "ISBN 0-470-05796-3"])
def test_a_book_is_asked_of_open_library(services, written):
    [book] = BOOK.values()
    services.answer(BOOKS, json.dumps({f"ISBN:{named(written).value}": book}))

    record, service = found(written)

    assert service == "Open Library"
    assert record.work == {
        "type": "book",
        "title": "Evidence: How to read it",
        "author": [
            {"family": "van der Berg", "given": "Jeremy"},
            {"literal": "World Health Organization"},
        ],
        "publisher": "Wiley",
        "publisher-place": "Chichester",
        "issued": {"date-parts": [[2005, 5, 16]]},
        "ISBN": named(written).value,
    }
    assert record.warnings == (
        "Open Library does not say which part of a name is the family's: check the authors.",
    )


def test_a_retracted_work_is_said_to_be(services):
    services.answer(DOI, crossref(**{"updated-by": [{"type": "retraction", "DOI": "10.1/x"}]}))

    assert "Crossref marks it as retracted" in " ".join(found("10.1000/abc.1").record.warnings)


# --- manners -------------------------------------------------------------------------------------


def test_services_hear_who_asks(services):
    services.answer(DOI, crossref())
    services.answer(EFETCH, pubmed())

    found("10.1000/abc.1")
    found("PMID 30973850")

    (_, to_crossref, agent), (_, to_pubmed, _) = services.asked
    assert agent == "attest (http://127.0.0.1:8000; mailto:editors@site.test)"
    assert to_crossref == {"mailto": ["editors@site.test"]}
    assert to_pubmed == {
        "db": ["pubmed"], "id": ["30973850"], "retmode": ["xml"],
        "tool": ["attest"], "email": ["editors@site.test"],
    }  # fmt: skip


def test_nobody_is_named_where_no_address_was_set(services, settings):
    settings.LOOKUP_MAIL = ""
    services.answer(DOI, crossref())

    found("10.1000/abc.1")

    assert services.asked == [(DOI, {}, "attest (http://127.0.0.1:8000)")]


def test_what_was_found_is_not_asked_twice(services):
    services.answer(DOI, crossref())

    first, second = found("10.1000/abc.1"), found("doi:10.1000/ABC.1")

    assert first == second
    assert services.paths == [DOI]


def test_warnings_are_kept_in_the_language_of_who_asked(services):
    services.answer(DOI, crossref(author=[]))

    english = found("10.1000/abc.1").record.warnings
    with translation.override("es"):
        spanish = found("10.1000/abc.1").record.warnings

    assert english == ("No author is named.",)
    assert len(spanish) == 1
    assert spanish != english


def test_what_is_not_there_is_asked_again_after_an_hour(services, monkeypatch):
    kept = {}
    monkeypatch.setattr(
        caches["memory"], "set", lambda key, value, seconds: kept.update({value: seconds})
    )

    why_not("10.1000/abc.1")

    assert kept == {"absent": 3600}


def test_a_pace_keeps_questions_apart():
    now, slept = [0.0], []
    pace = Pace(3, clock=lambda: now[0], sleep=slept.append)

    for _ in range(3):
        pace.wait()
    now[0] = 5.0
    pace.wait()

    assert slept == pytest.approx([1 / 3, 2 / 3])


# --- what is wrong ---------------------------------------------------------------------------------


def test_a_service_that_is_busy_is_asked_again(services):
    services.answer(DOI, "", 429, Retry_After="0.01")
    services.answer(DOI, "", 503)
    services.answer(DOI, crossref())

    assert found("10.1000/abc.1").record.work["DOI"] == "10.1000/abc.1"
    assert len(services.asked) == 3


def test_three_times_is_enough(services):
    services.answer(DOI, "", 429)

    assert why_not("10.1000/abc.1") == f"Crossref did not answer. {BY_HAND}"
    assert len(services.asked) == 3


def test_a_network_that_is_down_is_said(services, settings):
    settings.LOOKUP_CROSSREF = "http://127.0.0.1:9"

    assert why_not("10.1000/abc.1") == f"Crossref did not answer. {BY_HAND}"


def test_one_that_does_not_answer_in_time_is_said(services, settings):
    settings.LOOKUP_TIMEOUT, settings.LOOKUP_PATIENCE = 0.05, 0.1
    services.answer(DOI, crossref(), slow=0.5)

    assert why_not("10.1000/abc.1") == f"Crossref did not answer. {BY_HAND}"


def test_an_answer_that_breaks_off_is_none(services):
    services.answer(DOI, crossref(), Content_Length="999999")

    assert why_not("10.1000/abc.1") == f"Crossref did not answer. {BY_HAND}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("10.1000/abc.1", "Crossref does not know DOI 10.1000/abc.1."),
        ("PMID 30973850", "PubMed does not know PMID 30973850."),
        ("PMC6459583", "PubMed Central does not know PMC6459583."),
        ("9780470057964", "Open Library does not know ISBN 9780470057964."),
    ],
)
def test_what_a_service_does_not_know_is_said(services, text, said):
    services.answer(EFETCH, NO_PUBMED)
    services.answer(IDCONV, converted(pmcid="PMC6459583", status="error", errmsg="not found"))
    services.answer(BOOKS, "{}")

    assert why_not(text) == f"{said} Check it, or enter the work by hand."
    assert why_not(text) == f"{said} Check it, or enter the work by hand."
    assert len(services.asked) == 1


@pytest.mark.parametrize(
    ("text", "path", "service", "body"),
    [
        ("10.1000/abc.1", DOI, "Crossref", '{"message": {'),
        ("10.1000/abc.1", DOI, "Crossref", "<html>Welcome</html>"),
        ("10.1000/abc.1", DOI, "Crossref", '{"message": {"DOI": "10.1000/abc.1"}}'),
        ("10.1000/abc.1", DOI, "Crossref", b"\xff\xfe\xff"),
        ("PMID 30973850", EFETCH, "PubMed", pubmed()[:400]),
        ("PMID 30973850", EFETCH, "PubMed", ""),
        ("PMC6459583", IDCONV, "PubMed Central", '{"records": 7}'),
        ("PMC6459583", IDCONV, "PubMed Central", "[]"),
        ("9780470057964", BOOKS, "Open Library", "nothing"),
    ],
)
def test_an_answer_that_cannot_be_read_is_said(services, text, path, service, body):
    services.answer(path, body)

    assert why_not(text) == f"What {service} answered can't be read. {BY_HAND}"


@pytest.mark.parametrize(
    ("text", "path", "body", "said"),
    [
        (
            "10.1000/abc.1", DOI, crossref(DOI="10.1000/other"),
            "Crossref was asked for DOI 10.1000/abc.1 and answered with another work (DOI 10.1000/other).",
        ),
        (
            "PMID 30973850", EFETCH, pubmed("1"),
            "PubMed was asked for PMID 30973850 and answered with another work (PMID 1).",
        ),
        (
            "0306406152", BOOKS, json.dumps({"ISBN:0306406152": next(iter(BOOK.values()))}),
            "Open Library was asked for ISBN 0306406152 and answered with another work (ISBN 9780470057964).",
        ),
    ],
)  # fmt: skip
def test_another_work_is_refused(services, text, path, body, said):
    services.answer(path, body)

    assert why_not(text) == f"{said} Enter it by hand."


def test_another_work_behind_a_pmcid_is_refused(services):
    services.answer(IDCONV, converted(pmcid="PMC6459583", pmid="30973850"))
    services.answer(EFETCH, pubmed(pmcid="PMC1"))

    assert why_not("PMC6459583") == (
        "PubMed was asked for PMC6459583 and answered with another work (PMCID PMC1). Enter it by hand."
    )


def test_an_answer_without_measure_is_refused(services):
    services.answer(DOI, b"x" * (2 * 1024 * 1024 + 1))

    assert why_not("10.1000/abc.1") == (
        "Crossref answered with more than 2 MB, which is no record. Enter it by hand."
    )


def test_a_question_that_is_refused_is_not_repeated(services):
    services.answer(DOI, "", 403)

    assert why_not("10.1000/abc.1") == (
        "Crossref refused the question (HTTP 403). Enter it by hand."
    )
    assert len(services.asked) == 1


@pytest.mark.parametrize(
    "location", ["http://localhost:1/x", "file:///etc/passwd", "//evil.test/x"]
)
def test_a_redirect_to_another_host_is_not_followed(services, location):
    services.answer(DOI, "", 302, Location=location)

    assert why_not("10.1000/abc.1") == (
        "Crossref sends on to another site, which was not asked. Enter it by hand."
    )


def test_a_redirect_on_the_same_host_is_followed(services):
    services.answer(DOI, "", 301, Location="/crossref/works/other")
    services.answer("/crossref/works/other", crossref())

    assert found("10.1000/abc.1").service == "Crossref"
