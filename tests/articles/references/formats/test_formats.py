"""Works out of RIS, BibTeX, NBIB and CSL-JSON: what is understood, what is said, and that a broken record
harms no other."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.references import export
from articles.references.bibliography import entries
from articles.references.csl import INCOMPLETE
from articles.references.formats import MOST, Unreadable, read
from articles.references.formats.fields import dates, people
from articles.references.formats.records import pages
from articles.references.identifiers import HOME_PAGE
from tests.examples import examples
from tests.factories import OLSEN

CORPORA = Path(os.environ.get("CORPORA", "../shared/data/corpora"))

RIS = """\ufeffTY  - JOUR\r
TI  - Unintentional drug overdose deaths with kratom\r
      detected\r
AU  - Olsen, Emily O'Malley\r
AU  - Schier, J. G., Jr\r
AU  - et al.\r
T2  - MMWR\r
PY  - 2019\r
DA  - 2019/04/12/\r
VL  - 68\r
SP  - 326\r
EP  - 7\r
DO  - https://doi.org/10.15585/MMWR.mm6814a2\r
UR  - https://pubmed.ncbi.nlm.nih.gov/30973850/\r
ER  - \r
"""
BIBTEX = r"""
@string{jama = "JAMA"}
@article{mueller, title = {Na{\"\i}ve {DNA} \& 50% caf\'e}, month = apr, year = 2019, journal = jama,
  author = {M{\"u}ller, J{\'o}zef and van der Berg, Jan and {World Health Organization} and others},
  pages = {326--7}, doi = {10.1000/a\_b}}
@article{broken, title = {A brace is missing, year = 2001}
@book{mueller, title = "The second of this key", publisher = {Press}, isbn = {978-0-470-05796-4},
  date = {2006-01}}
"""
NBIB = """PMID- 30973850
TI  - Notes from the Field: Unintentional Drug Overdose Deaths With Kratom
      Detected.
PG  - 326-7
LID - 10.15585/mmwr.mm6814a2 [doi]
FAU - Olsen, Emily O'Malley
AU  - Olsen EO
CN  - Kratom Study Group
DP  - 2019 Apr 12
DEP - 20190411
TA  - MMWR Morb Mortal Wkly Rep
PMC - PMC6459583
PT  - Journal Article
PT  - Retracted Publication

PMID- 77
TI  - Another work.
AU  - Smith JA
DP  - 2001 Jan-Feb
"""


def test_ris_is_read():
    [record] = read(RIS).records

    assert record.work == {
        "type": "article-journal",
        "title": "Unintentional drug overdose deaths with kratom detected",
        "author": [
            {"family": "Olsen", "given": "Emily O'Malley"},
            {"family": "Schier", "given": "J. G.", "suffix": "Jr"},
        ],
        "note": INCOMPLETE,
        "container-title": "MMWR",
        "issued": {"date-parts": [[2019, 4, 12]]},
        "volume": "68",
        "page": "326-327",
        "DOI": "10.15585/mmwr.mm6814a2",
        "PMID": "30973850",
    }
    assert record.warnings == ("The list of authors ends in “et al.”: the entry shows it so.",)


def test_bibtex_is_read_and_a_broken_entry_is_named():
    reading = read(BIBTEX)

    assert [record.problem for record in reading.records] == [
        "",
        "The entry (“broken”, line 6) can't be read: a brace, quote or comma is missing in it.",
        "",
    ]
    first, _broken, second = (record.work for record in reading.records)
    assert first == {
        "type": "article-journal",
        "title": "Naïve DNA & 50% café",
        "author": [
            {"family": "Müller", "given": "Józef"},
            {"family": "van der Berg", "given": "Jan"},
            {"literal": "World Health Organization"},
        ],
        "note": INCOMPLETE,
        "container-title": "JAMA",
        "issued": {"date-parts": [[2019, 4]]},
        "page": "326-327",
        "DOI": "10.1000/a_b",
    }
    assert second == {
        "type": "book",
        "title": "The second of this key",
        "publisher": "Press",
        "ISBN": "9780470057964",
        "issued": {"date-parts": [[2006, 1]]},
    }


def test_nbib_is_read_and_a_retraction_is_said():
    first, second = read(NBIB).records

    assert first.work == {
        "type": "article-journal",
        "title": "Notes from the Field: Unintentional Drug Overdose Deaths With Kratom Detected",
        "author": [
            {"family": "Olsen", "given": "Emily O'Malley"},
            {"literal": "Kratom Study Group"},
        ],
        "container-title-short": "MMWR Morb Mortal Wkly Rep",
        "issued": {"date-parts": [[2019, 4, 12]]},
        "page": "326-327",
        "DOI": "10.15585/mmwr.mm6814a2",
        "PMID": "30973850",
        "PMCID": "PMC6459583",
        "status": "retracted",
    }
    assert "PubMed marks it as retracted" in first.warnings[0]
    assert second.work["author"] == [{"family": "Smith", "given": "JA"}]
    assert second.work["issued"] == {"date-parts": [[2001, 1]]}


def test_csl_json_is_read_as_the_standard_has_it_and_as_crossref_sends_it():
    crossref = {
        "message": {
            "items": [
                {
                    "type": "journal-article",
                    "title": ["Kratom"],
                    "container-title": ["JAMA"],
                    "author": [{"given": "Ada", "family": "Smith", "ORCID": "x"}, {"name": "WHO"}],
                    "issued": {"date-parts": [[2019, 4, None]]},
                    "DOI": "10.1000/X",
                }
            ]
        }
    }

    assert read(json.dumps([OLSEN])).records[0].work == OLSEN
    [record] = read(json.dumps(crossref)).records
    assert record.work == {
        "type": "article-journal",
        "title": "Kratom",
        "container-title": "JAMA",
        "author": [{"family": "Smith", "given": "Ada"}, {"literal": "WHO"}],
        "issued": {"date-parts": [[2019, 4]]},
        "DOI": "10.1000/x",
    }


@pytest.mark.parametrize("extension", ["bib", "ris", "json"])
def test_what_this_site_exports_it_reads_again(extension):
    work = {**OLSEN, "id": "olsen2019", "title": "10% of {x} & <y>", "page": "326-327"}

    [record] = read(export.FORMATS[extension].write([work])).records

    for name in ("title", "author", "volume", "page", "DOI"):
        assert record.work.get(name) == work.get(name), name
    assert record.work["issued"] == {"date-parts": [[2019, 4, 12]]}


# --- what is odd is said, and harms nothing else -------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "problem", "warnings"),
    [
        ("TI  - T\nAU  - A, B\nPY  - 2001\nDO  - 11.1/x", "",
         ("DOI “11.1/x” was left out. A DOI begins with “10.”, as in 10.15585/mmwr.mm6814a2.",)),
        ("TI  - T", "", ("No author is named.", "No date of publication.")),
        ("AU  - A, B\nPY  - 2001", "It has no title. Enter it by hand.", ()),
        ("TI  - T\nAU  - A, B\nPY  - 2001\nUR  - https://www.who.int/", HOME_PAGE, ()),
        ("TI  - T\nAU  - A, B\nPY  - 2001\nVL  - 3\nUR  - https://www.who.int/", "",
         (f"Address “https://www.who.int/” was left out. {HOME_PAGE}",)),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_said(lines, problem, warnings):
    [record] = read(f"TY  - JOUR\n{lines}\nER  - \n").records

    assert (record.problem, record.warnings) == (problem, warnings)


def test_a_record_without_its_end_harms_no_other():
    reading = read("TY  - JOUR\nTI  - One\nTY  - BOOK\nTI  - Two\nER  -\nTY  - ODD\nTI  - Three")

    assert [(each.work["type"], each.label) for each in reading.records] == [
        ("article-journal", "One"),
        ("book", "Two"),
        ("document", "Three"),
    ]


def test_what_is_not_well_formed_in_csl_json_is_left_out():
    item = {"type": ["x"], "title": {"a": 1}, "author": "Ada", "issued": 3, "evil": "<script>"}

    odd, text, whole = read(json.dumps([item, "words", {"title": "T", "type": "book"}])).records

    assert odd.problem == "It has no title. Enter it by hand."
    assert "“author” is not as CSL-JSON has it, and was left out." in odd.warnings
    assert "evil" not in odd.work
    assert text.problem == "This entry of the list describes no work."
    assert whole.work == {"type": "book", "title": "T"}
    assert "This is not whole as JSON" in read('[{"title": "T"').records[0].problem


@pytest.mark.parametrize(
    "text", ["", "kratom", "Smith J. Kratom. JAMA. 2001;3:1.", "<html></html>"]
)
def test_what_is_no_record_is_refused(text):
    with pytest.raises(Unreadable, match="This is none of the formats that are read"):
        read(text)


def test_a_list_that_is_too_long_is_cut_and_says_by_how_much():
    reading = read("TY  - JOUR\nTI  - T\nER  -\n" * (MOST + 5))

    assert (len(reading.records), reading.left) == (MOST, 5)
    with pytest.raises(Unreadable, match="too much at once"):
        read("TY  - JOUR\n" * 200_000)


PIECES = ["TY  - JOUR\n", "TI  - T\n", "ER  - \n", "AU  - ,\n", "DA  - 0000\n", "PMID- 7\n"]
PIECES += ["@article{", "k,", "title={", "}", "month = jan # ", "$^{", "%", "\\", '"', "\x00", "é"]
PIECES += ["[", "{", '"title": "x"', "]"]


@examples(60)
@given(st.lists(st.sampled_from(PIECES)))
def test_whatever_is_pasted_is_read_or_refused_and_never_breaks(pieces):
    try:
        reading = read("".join(pieces))
    except Unreadable:
        return
    entries([{**each.work, "id": "x"} for each in reading.records if not each.problem])


# --- people, dates, pages ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("2019", [2019]),
        ("2019/04/12/epub", [2019, 4, 12]),
        ("2019//", [2019]),
        ("12 April 2019", [2019, 4, 12]),
        ("2019 Apr-May", [2019, 4]),
        ("2019 Apr 12-18", [2019, 4, 12]),
        ("20190412", [2019, 4, 12]),
        ("2019 Spring", [2019]),
        ("2021-02-30", [2021, 2]),
        ("0000 Year Date", []),
        ("in press", []),
    ],
)
def test_dates_are_read_as_far_as_they_go(written, parts):
    assert dates.read(written) == parts


def test_the_year_of_the_issue_counts_before_that_of_the_page_on_the_web():
    assert dates.issued("2020", "2019/12/30") == {"date-parts": [[2020]]}
    assert dates.issued("2020", "2020/01/02") == {"date-parts": [[2020, 1, 2]]}
    assert dates.issued("", "soon") is None


SPRING = {"date-parts": [[2019]], "season": 1}
DATED_CROSSREF = """<doi_records xmlns="http://www.crossref.org/xschema/1.1"><doi_record><crossref><journal>
<journal_article><titles><title>T</title></titles><publication_date><month>%s</month><year>2019</year>
</publication_date></journal_article></journal></crossref></doi_record></doi_records>"""


@pytest.mark.parametrize(
    "written",
    [
        "TY  - JOUR\nTI  - T\nPY  - 2019\nDA  - 2019///Spring\nER  - \n",
        "@article{x, title={T}, date={2019-21}}",
        "@article{x, title={T}, year=2019, month={Spring}}",
        '[{"type": "article-journal", "title": "T", "issued": {"date-parts": [[2019]], "season": 1}}]',
        '[{"type": "article", "title": "T", "issued": {"date-parts": [["2019"]], "season": "spring"}}]',
        '[{"type": "article-journal", "title": "T", "issued": {"raw": "Spring 2019"}}]',
        "PMID- 31000001\nDP  - 2019 Spring\nTI  - T\n",
        DATED_CROSSREF % 21,
    ],
)
def test_a_season_is_kept_where_no_month_is_known(written):
    [record] = read(written).records
    assert record.work["issued"] == SPRING


def test_a_quarter_or_a_day_has_no_season():
    assert read(DATED_CROSSREF % 33).records[0].work["issued"] == {"date-parts": [[2019]]}
    assert dates.issued("2019 Apr 12 Spring") == {"date-parts": [[2019, 4, 12]]}
    assert dates.issued("2019-21") == {
        "date-parts": [[2019]]
    }  # of two years, unless biblatex says it


@pytest.mark.parametrize(
    ("written", "kept"),
    [("326-7", "326-327"), ("326–327", "326-327"), ("12--12", "12"), ("e1-e9", "e1-e9"), ("S3", "S3")],
)  # fmt: skip
def test_ranges_of_pages_are_written_in_full(written, kept):
    assert pages(written) == kept


def test_names_without_a_comma_are_organisations_but_in_medline():
    assert people.name("World Health Organization") == {"literal": "World Health Organization"}
    assert people.name("Doe, Jr, John") == {"family": "Doe", "given": "John", "suffix": "Jr"}
    assert people.medline_name("van der Berg JA") == {"family": "van der Berg", "given": "JA"}
    assert people.medline_name("Study Group") == {"literal": "Study Group"}


# --- real exports ----------------------------------------------------------------------------------------


@pytest.mark.skipif(not CORPORA.exists(), reason="The corpora are not here.")
@pytest.mark.parametrize("kind", ["ris", "nbib", "bibtex"])
def test_real_exports_are_read_as_zotero_reads_them(kind):
    """Zotero's own test files, with the works that it makes of them."""
    seen = differing = 0
    for path in sorted((CORPORA / kind).glob("zotero-*.expected.json")):
        expected = json.loads(path.read_text())
        source = next(path.parent.glob(f"{path.name.partition('.')[0]}.[!e]*"))
        records = read(source.read_text(errors="replace")).records
        assert len(records) == len(expected), source.name
        for item, record in zip(expected, records, strict=True):
            authors = [each for each in item["creators"] if each["creatorType"] == "author"]
            seen += 3
            differing += item.get("title", "").rstrip(".") != record.work.get("title", "")
            differing += str(item.get("DOI", "")).lower() not in ("", record.work.get("DOI"))
            differing += len(authors) not in (0, len(record.work.get("author", [])))

    assert differing <= seen * 0.1, f"{differing} of {seen}"


def test_a_book_that_is_edited_lacks_no_author():
    book = "@book{a, title={A book}, editor={Lind, Maren}, year={2020}}"

    assert read(book).records[0].warnings == ()
