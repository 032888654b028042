"""What Zotero, Mendeley, EndNote and Word put into a file as citations becomes works and places of them."""

import base64
import json

import pytest

from articles.documents import citation_fields, manuscript_in
from articles.importing import BadFile, Manuscript
from tests.articles.documents.word import field, paragraph, runs, word_file
from tests.articles.importing.webcopy import RAIN, WALKS

BATHS = {
    "id": 7,
    "type": "article-journal",
    "title": "Passive body heating before bed",
    "container-title": "Sleep Medicine Reviews",
    "author": [{"family": "Haghayegh", "given": "Shahab"}],
    "issued": {"date-parts": [[2019, 8]]},
    "DOI": "10.1016/j.smrv.2019.04.008",
}
NAPS = {"id": 8, "type": "book", "title": "On naps", "author": [{"family": "Doe", "given": "Jane"}]}
ENDNOTE = (
    "<EndNote><Cite><Author>Doe</Author><Year>2011</Year><RecNum>3</RecNum><Pages>14</Pages>"
    "<DisplayText>(Doe 2011)</DisplayText><record><rec-number>3</rec-number>"
    '<ref-type name="Book">6</ref-type><contributors><authors><author>Doe, Jane</author></authors>'
    "</contributors><titles><title>On naps</title></titles><dates><year>2011</year></dates>"
    "</record></Cite></EndNote>"
)
LISTED = "1. Haghayegh S. Passive body heating."
SOURCES = (
    "<b:Source><b:Tag>Doe11</b:Tag><b:SourceType>JournalArticle</b:SourceType><b:Title>On naps</b:Title>"
    "<b:Year>2011</b:Year><b:Month>March</b:Month><b:JournalName>Journal of Naps</b:JournalName>"
    "<b:Volume>4</b:Volume><b:Pages>10-12</b:Pages><b:StandardNumber>10.1000/naps.4</b:StandardNumber>"
    "<b:Author><b:Author><b:NameList><b:Person><b:Last>Doe</b:Last><b:First>Jane</b:First>"
    "<b:Middle>Q.</b:Middle></b:Person></b:NameList></b:Author></b:Author></b:Source>"
    "<b:Source><b:Tag>Who20</b:Tag><b:SourceType>Report</b:SourceType><b:Title>Sleep</b:Title>"
    "<b:Institution>World Health Organization</b:Institution><b:Year>2020</b:Year><b:Author><b:Author>"
    "<b:Corporate>World Health Organization</b:Corporate></b:Author></b:Author></b:Source>"
)


def zotero(*items: dict[str, object]) -> str:
    said = json.dumps({"citationID": "a", "citationItems": items, "schema": "csl"})
    return f" ADDIN ZOTERO_ITEM CSL_CITATION {said} "


def item(work: dict[str, object], **more: object) -> dict[str, object]:
    return {"id": work["id"], "itemData": work, **more}


def read(*body: str, **more: object) -> Manuscript:
    data = word_file(paragraph("Warm baths and sleep", "Title"), *body, **more)
    return manuscript_in("baths.docx", data)


def titles(found: Manuscript) -> list[str]:
    return [work["title"] for work in found.works]


def test_a_citation_of_zotero_is_its_work_and_the_place_in_it():
    found = read(
        runs("A bath helps ", field(zotero(item(BATHS, locator="12")), "(Haghayegh 2019)"), "."),
        runs(RAIN + " ", field(zotero(item(BATHS), item(NAPS)), "(Haghayegh 2019; Doe)")),
    )

    first, second = found.citations
    assert titles(found) == ["Passive body heating before bed", "On naps"]
    assert found.works[0]["DOI"] == "10.1016/j.smrv.2019.04.008"
    assert [(each.work, each.place) for each in first.works] == [(0, "p. 12")]
    assert [each.work for each in second.works] == [0, 1]
    assert f"<p>A bath helps{first.mark}.</p>" in found.body
    assert "2019" not in found.body


def test_citations_of_mendeley_are_read_in_both_of_its_forms():
    kept = base64.b64encode(json.dumps({"citationItems": [item(NAPS)]}).encode()).decode()
    control = (
        f'<w:sdt><w:sdtPr><w:tag w:val="MENDELEY_CITATION_v3_{kept}"/></w:sdtPr>'
        "<w:sdtContent><w:r><w:t>(Doe)</w:t></w:r></w:sdtContent></w:sdt>"
    )
    older = zotero(item(BATHS)).replace("ZOTERO_ITEM ", "")

    found = read(runs("One ", control, " and two ", field(older, "[2]"), " of them."))

    assert set(titles(found)) == {"On naps", "Passive body heating before bed"}
    assert "Doe" not in found.body
    assert len(found.citations) == 2


@pytest.mark.parametrize("is_apart", [False, True])
def test_a_citation_of_endnote_is_read_from_its_field_or_from_what_the_field_carries(is_apart):
    """Where the field is long, EndNote puts all of it into the data of a field within."""
    data = base64.b64encode(ENDNOTE.encode() + b"\0").decode()
    inner = field(" ADDIN EN.CITE.DATA ", "", data)
    whole = field(f" ADDIN EN.CITE {ENDNOTE} ", "(Doe 2011)")
    shows = '<w:r><w:fldChar w:fldCharType="separate"/>'
    parted = field(" ADDIN EN.CITE ", "(Doe 2011)", data).replace(shows, inner + shows, 1)

    found = read(runs("Naps are short ", parted if is_apart else whole, "."), paragraph(RAIN))

    assert titles(found) == ["On naps"]
    assert found.works[0]["author"] == [{"family": "Doe", "given": "Jane"}]
    assert found.citations[0].works[0].place == "p. 14"
    assert "(Doe 2011)" not in found.body


def test_words_own_citations_are_read_from_the_sources_of_the_document():
    simple = (
        '<w:fldSimple w:instr=" CITATION Who20 \\l 1033 "><w:r><w:t>(WHO)</w:t></w:r></w:fldSimple>'
    )

    found = read(
        runs("Naps ", field(" CITATION Doe11 \\p 11 \\l 1033 ", "(Doe, 2011)"), " and more ", simple, "."),
        sources=SOURCES,
    )  # fmt: skip

    naps, sleep = sorted(found.works, key=lambda work: work["title"])
    assert (naps["type"], naps["container-title"], naps["DOI"]) == (
        "article-journal",
        "Journal of Naps",
        "10.1000/naps.4",
    )
    assert naps["author"] == [{"family": "Doe", "given": "Jane Q."}]
    assert naps["issued"] == {"date-parts": [[2011, 3]]}
    assert sleep["author"] == [{"literal": "World Health Organization"}]
    assert {place.place for each in found.citations for place in each.works} == {"p. 11", ""}


def test_a_citation_in_a_footnote_stands_in_the_text():
    note = runs("See ", field(zotero(item(BATHS)), "Haghayegh, Passive body heating"), ".")

    found = read(paragraph(RAIN, footnote=1), paragraph(WALKS), footnotes=(note,))

    assert titles(found) == ["Passive body heating before bed"]
    assert found.citations[0].mark in found.body
    assert "[1]" not in found.body
    assert found.footnotes == 0


def test_the_list_that_the_program_made_of_the_same_works_goes_with_its_heading():
    found = read(
        runs(RAIN + " ", field(zotero(item(BATHS)), "(1)")),
        paragraph("References", "Heading1"),
        runs(field(" ADDIN ZOTERO_BIBL {} CSL_BIBLIOGRAPHY ", LISTED)),
    )

    assert "References" not in found.body
    assert found.references == ()
    assert [each.text for each in found.dropped] == [
        "References",
        LISTED,
    ]


@pytest.mark.parametrize(
    "instruction",
    [
        " ADDIN ZOTERO_ITEM CSL_CITATION {broken",
        ' ADDIN ZOTERO_ITEM CSL_CITATION {"citationItems": 3}',
        ' ADDIN ZOTERO_ITEM CSL_CITATION {"citationItems": ["a"]}',
        " ADDIN EN.CITE <EndNote><Cite>",
        " CITATION Nobody \\l 1033",
        " PAGEREF x ",
    ],
)
def test_what_cannot_be_read_stays_as_the_words_that_the_file_shows(instruction):
    found = read(
        runs("A bath helps ", field(instruction, "(Haghayegh 2019)"), "."), paragraph(RAIN)
    )

    assert "A bath helps (Haghayegh 2019)." in found.body
    assert (found.works, found.citations) == ((), ())


def test_words_beside_a_citation_and_a_work_without_a_title_are_asked_about():
    nameless = {"id": 9, "type": "book"}
    found = read(
        runs("A bath helps ", field(zotero(item(BATHS, prefix="see")), "(see Haghayegh)"), "."),
        runs("It does ", field(zotero(item(nameless)), "(Anonymous)"), "."),
        paragraph(RAIN),
    )

    asked = [doubt.question for doubt in found.doubts if doubt.kind == "fields"]
    assert any("beside a citation" in each and each.endswith("see") for each in asked)
    assert any("too little to be a work" in each for each in asked)
    assert "It does (Anonymous)." in found.body


def test_letters_of_the_file_are_never_taken_for_a_citation():
    found = read(
        runs("A bullet \ue000 helps ", field(zotero(item(BATHS)), "(1)"), "."), paragraph(RAIN)
    )

    assert found.citations[0].mark == "\ue001"
    assert "\ue000 helps\ue001." in found.body


def test_fields_that_say_more_than_those_of_any_article_are_not_read(monkeypatch):
    """Within them stands what the bound on elements does not see."""
    cited = runs("Warm.", field(f" ADDIN EN.CITE {ENDNOTE}", "(Doe 2011)"))
    monkeypatch.setattr(citation_fields, "_MOST", len(f" ADDIN EN.CITE {ENDNOTE}") * 2)

    assert titles(read(cited * 2)) == ["On naps"]
    with pytest.raises(BadFile, match="holds more than an article can"):
        read(cited * 3)
    with pytest.raises(BadFile, match="holds more than an article can"):
        read(runs("Warm.", field(" ADDIN EN.CITE " + "<a/>" * citation_fields._LONGEST, "1")))
