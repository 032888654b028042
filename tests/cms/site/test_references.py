"""Reference lists to take along."""

import json

import pytest

from articles.references.export import bibtex, csl_json, ris
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories

OLSEN = {**factories.OLSEN, "id": "olsen2019"}
ODD = {
    "id": "who",
    "type": "webpage",
    "title": "50% {safe} & cheap_ish \\ 3^2\nER  - ",
    "author": [{"literal": "World Health Organization"}],
    "issued": {"date-parts": [["2020"]]},
    "URL": "https://example.org/a_b?c=1&d=%20",
    "page": None,
}


def test_bibtex_of_an_article():
    assert bibtex([OLSEN]) == (
        "@article{olsen2019,\n"
        "  author = {Olsen, Emily O'Malley},\n"
        "  title = {{Notes from the Field: Unintentional Drug Overdose Deaths with Kratom Detected}},\n"
        "  shortjournal = {MMWR Morb Mortal Wkly Rep},\n"
        "  volume = {68},\n"
        "  number = {14},\n"
        "  pages = {326--327},\n"
        "  doi = {10.15585/mmwr.mm6814a2},\n"
        "  year = {2019},\n"
        "  month = apr,\n"
        "  day = {12},\n"
        "}\n"
    )


def test_bibtex_keeps_what_tex_would_take_as_commands():
    entry = bibtex([ODD])

    assert entry.startswith("@misc{who,\n  author = {{World Health Organization}},\n")
    assert r"50\% \{safe\} \& cheap\_ish \textbackslash{} 3\textasciicircum{}2 ER -" in entry
    assert "url = {https://example.org/a_b?c=1&d=%20}" in entry
    assert "month" not in entry


def test_ris_of_an_article():
    assert ris([OLSEN]).split("\r\n") == [
        "TY  - JOUR",
        "ID  - olsen2019",
        "AU  - Olsen, Emily O'Malley",
        "TI  - Notes from the Field: Unintentional Drug Overdose Deaths with Kratom Detected",
        "J2  - MMWR Morb Mortal Wkly Rep",
        "VL  - 68",
        "IS  - 14",
        "DO  - 10.15585/mmwr.mm6814a2",
        "PY  - 2019",
        "DA  - 2019/04/12/",
        "SP  - 326",
        "EP  - 327",
        "ER  - ",
        "",
        "",
    ]


def test_no_value_can_end_a_ris_record():
    lines = ris([ODD]).split("\r\n")

    assert lines.count("ER  - ") == 1
    assert "AU  - World Health Organization" in lines
    assert "PY  - 2020" in lines


def test_csl_json_is_as_it_is_stored():
    assert json.loads(csl_json([OLSEN, ODD])) == [OLSEN, ODD]


def test_a_work_of_which_nothing_is_known_is_still_an_entry():
    assert bibtex([{"id": "x"}]) == "@misc{x,\n}\n"
    assert ris([{"id": "x"}]) == "TY  - GEN\r\nID  - x\r\nER  - \r\n\r\n"


@pytest.mark.django_db
class TestDownload:
    @pytest.fixture
    def published(self):
        factories.reference()
        body = '<p>Rest helps.<cite data-ref="olsen2019"></cite></p>'
        return factories.published(body=body, title="Rest")

    @pytest.mark.parametrize(
        ("extension", "media_type", "start"),
        [
            ("bib", "application/x-bibtex", "@article{olsen2019,"),
            ("ris", "application/x-research-info-systems", "TY  - JOUR"),
            ("json", "application/vnd.citationstyles.csl+json", "[\n"),
        ],
    )
    def test_each_format(self, client, published, extension, media_type, start):
        response = client.get(f"/articles/rest/references.{extension}")

        assert response["Content-Type"] == f"{media_type}; charset=utf-8"
        assert response["Content-Disposition"] == f'attachment; filename="rest.{extension}"'
        assert response.content.decode().startswith(start)

    @pytest.mark.parametrize("extension", ["xml", "bibx", "b", "__class__"])
    def test_another_format_is_404(self, client, published, extension):
        assert client.get(f"/articles/rest/references.{extension}").status_code == 404

    def test_a_retracted_text_keeps_its_list(self, client, published):
        perform("retract", published, factories.editor(), Inputs("Wrong."))

        assert client.get("/articles/rest/references.bib").status_code == 200
