"""What records of databases say, in every field, whatever the format."""

import pytest

from articles.references.formats import read, read_bytes


def ris(*lines: str, kind: str = "JOUR") -> str:
    return "\n".join([f"TY  - {kind}", "TI  - T", *lines, "ER  - ", ""])


def work(*lines: str, kind: str = "JOUR"):
    [record] = read(ris(*lines, kind=kind)).records
    return record.work


@pytest.mark.parametrize(
    ("lines", "page"),
    [
        (["SP  - 326", "EP  - 7"], "326-327"),
        (["C7  - 107538"], "107538"),
        (["C7  - Article e12"], "e12"),
        (["M1  - e0123456"], "e0123456"),
        (["SE  - 55"], "55"),
        (["SP  - e12"], "e12"),
    ],
)
def test_an_article_has_pages_or_its_number(lines, page):
    assert work(*lines)["page"] == page


def test_a_number_beside_pages_is_kept():
    assert work("SP  - 1", "EP  - 9", "C7  - 77")["number"] == "77"


@pytest.mark.parametrize(
    ("lines", "pmid"),
    [
        (["C2  - 31000003", "DB  - Scopus"], "31000003"),
        (["C5  - 31000004", "DB  - Embase"], "31000004"),
        (["N1  - PMID: 31000005 PMCID: PMC6"], "31000005"),
        (["AN  - 31000006", "DB  - PubMed"], "31000006"),
        (["AN  - 31000006", "DP  - NLM"], "31000006"),
        (["UR  - https://europepmc.org/article/MED/31000007"], "31000007"),
        (["AN  - 31234567", "DB  - a9h"], None),
        (
            ["AN  - 31234567", "UR  - https://search.ebscohost.com/login.aspx?db=a9h&AN=31234567"],
            None,
        ),
        (["AN  - 31234567"], None),
        (["C2  - 31000003"], None),
    ],
)
def test_a_pmid_is_taken_from_where_a_database_is_known_to_write_it(lines, pmid):
    assert work(*lines).get("PMID") == pmid


def test_two_addresses_in_one_field_are_two():
    found = work("UR  - https://doi.org/10.1000/x;y; https://example.org/paper/1")

    assert (found["DOI"], found["URL"]) == ("10.1000/x;y", "https://example.org/paper/1")


def test_an_identifier_that_can_not_be_read_costs_no_address():
    [record] = read(ris("UR  - https://pubmed.ncbi.nlm.nih.gov/?term=sleep+statins")).records

    assert record.work["URL"] == "https://pubmed.ncbi.nlm.nih.gov/?term=sleep+statins"
    assert any("stays an address" in each for each in record.warnings)


def test_authors_keep_the_order_of_the_record():
    found = work("A1  - Moyo, T.", "AU  - Lind, M.", "A1  - Silva, A.")

    assert [each["family"] for each in found["author"]] == ["Moyo", "Lind", "Silva"]


def test_a_chapter_has_its_book_and_its_editors():
    found = work(
        "AU  - Moyo, T.", "A2  - Lind, M.", "T2  - The Book", "A4  - Silva, A.", kind="CHAP"
    )

    assert found["container-title"] == "The Book"
    assert found["editor"] == [{"family": "Lind", "given": "M."}]
    assert found["translator"] == [{"family": "Silva", "given": "A."}]


def test_an_edited_book_has_editors_and_no_author():
    found = work("AU  - Lind, M.", kind="EDBOOK")

    assert "author" not in found
    assert found["editor"] == [{"family": "Lind", "given": "M."}]


def test_a_day_without_its_year_takes_that_of_the_publication():
    assert work("PY  - 2023", "DA  - JUN 13")["issued"] == {"date-parts": [[2023, 6, 13]]}


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Y2  - 2020/04/27", [2020, 4, 27]),
        ("N1  - Accessed: 27 April 2020", [2020, 4, 27]),
        ("N1  - Retrieved on 2020-04-27; more", [2020, 4, 27]),
    ],
)
def test_the_day_of_reading(line, day):
    assert work(line, kind="ELEC")["accessed"] == {"date-parts": [day]}


def test_markup_in_titles_becomes_a_mark_or_goes():
    found = read(
        "TY  - JOUR\nTI  - <b>PM</b><sub><strong>2.5</strong></sub> &amp; p &lt; 5 <em>in vivo</em>\n"
        "JO  - Medicine &amp;amp; Science\nAU  - M&uuml;ller, J.\nER  - \n"
    ).records[0]

    assert found.work["title"] == "PM<sub>2.5</sub> & p < 5 <i>in vivo</i>"
    assert found.work["container-title"] == "Medicine & Science"
    assert found.work["author"] == [{"family": "Müller", "given": "J."}]


def test_capitals_of_web_of_science_are_lowered_and_said():
    [record] = read(ris("T2  - JOURNAL OF INVENTED EVIDENCE")).records

    assert record.work["container-title"] == "Journal of Invented Evidence"
    assert (
        "The name of the journal stood in capitals: check how it writes itself." in record.warnings
    )
    assert work("T2  - PLOS ONE")["container-title"] == "PLOS ONE"


# --- encodings ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_in_unicode_is_read_in_whichever_form(encoding):
    reading = read_bytes(ris("AU  - Wałęska, Łucja").encode(encoding))

    assert reading.records[0].work["author"] == [{"family": "Wałęska", "given": "Łucja"}]
    assert reading.doubt == ""


def test_an_old_encoding_is_read_and_said():
    reading = read_bytes(ris("AU  - Müller, Jörg").encode("cp1252"))

    assert reading.records[0].work["author"] == [{"family": "Müller", "given": "Jörg"}]
    assert reading.doubt == (
        "The file is not UTF-8, and was read as Western European: look at its accents."
    )


def test_what_nobody_sees_is_not_stored():
    found = work(
        "AU  - Sjo\u0308gren, A\u00adnna", "T2  - Invented\u200b Jour\x0bnal", "AB  - \x00x\u202e"
    )

    assert found["author"] == [{"family": "Sjögren", "given": "Anna"}]
    assert found["container-title"] == "Invented Journal"
    assert found["abstract"] == "x"
