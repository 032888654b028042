"""Tags, fields and elements whose meaning depends on the type of work or on the program that wrote them."""

import json

import pytest

from articles.references.csl import name_line
from articles.references.formats import read
from tests.articles.references.formats.test_quirks import article, bib, crossref, nbib, ris


def names(record, role="author"):
    return [name_line(each) for each in record.work.get(role, [])]


# --- RIS -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "lines", "expected"),
    [
        ("BOOK", ["SP  - 345"], {"number-of-pages": "345"}),
        ("BOOK", ["SP  - 12-34"], {"page": "12-34"}),
        ("BOOK", ["IS  - 12"], {"volume": "12"}),
        ("BOOK", ["T2  - Nights", "M1  - 7"], {"collection-title": "Nights", "collection-number": "7"}),
        ("CHAP", ["T2  - Sleep", "NV  - 7"], {"container-title": "Sleep", "collection-number": "7"}),
        ("EJOUR", ["M1  - 4"], {"issue": "4"}),
        ("CASE", ["A2  - U.S.", "VL  - 410"], {"container-title": "U.S.", "volume": "410"}),
        ("PAT", ["SN  - US 1234567", "M1  - 12/9"], {"number": "US 1234567"}),
        ("CONF", ["T2  - Third Congress", "JF  - Proceedings"],
         {"container-title": "Proceedings", "event-title": "Third Congress"}),
        ("UNPB", ["PB  - medRxiv"], {"type": "article", "publisher": "medRxiv"}),
        ("PREPRINT", ["JO  - bioRxiv"], {"type": "article", "publisher": "bioRxiv"}),
        ("JOUR", ["PY  - 2019", "Y1  - Jan. 2019"], {"issued": {"date-parts": [[2019, 1]]}}),
        ("JOUR", ["PY  - 2010", "Y1  - 2011/01/01"], {"issued": {"date-parts": [[2010]]}}),
        ("JOUR", ["PY  - 2019年5月"], {"issued": {"date-parts": [[2019, 5]]}}),
        ("JOUR", ["SP  - 1", "EP  - NA"], {"page": "1"}),
        ("JOUR", ["SP  - 12\u2010"], {"page": "12"}),
        ("JOUR", ["SP  - 45", "EP  - +"], {"page": "45+"}),
        ("JOUR", ["U2  - L612345678", "C5  - 29111111"], {"PMID": "29111111"}),
        ("JOUR", ["C1  - PMID: 31861234"], {"PMID": "31861234"}),
    ],
)  # fmt: skip
def test_what_a_tag_means_depends_on_the_type(kind, lines, expected):
    work = ris(*lines, kind=kind).work

    assert {name: work.get(name) for name in expected} == expected


@pytest.mark.parametrize("kind", ["CASE", "PAT", "BILL", "THES", "MPCT", "SLIDE", "PCOMM"])
def test_who_stands_second_edits_only_what_is_edited(kind):
    assert "editor" not in ris("A2  - Somebody, Else", kind=kind).work


def test_of_an_edited_book_the_first_edit_it_and_the_second_its_series():
    record = ris("AU  - Lind, M", "A2  - Okoro, T", kind="EDBOOK")

    assert "author" not in record.work
    assert names(record, "editor") == ["Lind, M"]
    assert names(record, "collection-editor") == ["Okoro, T"]


@pytest.mark.parametrize(
    ("written", "name", "said"),
    [
        ("J. K. Smith", "Smith, J. K.", "“J. K. Smith” was read as initials and a family name: check it."),
        ("J. van der Berg", "van der Berg, J.", "read as initials"),
        ("Smith, J. (Ed.)", "Smith, J.", "“(Ed.)” was left out of a name"),
        ("Smith Jr., John", "Smith, John, Jr.", ""),
        ("U.S. Congress", "U.S. Congress", "kept whole"),
    ],
)  # fmt: skip
def test_names_as_ieee_and_lists_of_contents_have_them(written, name, said):
    record = ris(f"AU  - {written}")

    assert names(record) == [name]
    assert said in " ".join(record.warnings)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("JOURNAL OF INVENTED EVIDENCE", "Journal of Invented Evidence"),
        ("BMC REST MEDICINE", "BMC Rest Medicine"),
        ("ACM J", "ACM J"),
    ],
)
def test_a_journal_in_capitals_keeps_what_is_an_abbreviation(written, name):
    assert ris(f"T2  - {written}").work["container-title"] == name


# --- BibTeX --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (r"Lind, M and \"{O}zt{\"u}rk, \c{S}. and \'Inigo, J", ["Lind, M", "Öztürk, Ş.", "Ínigo, J"]),
        (r"I\~nigo, Jos\'e", ["Iñigo, José"]),
        (r"Lind, M AND {Rest and Sons}", ["Lind, M", "Rest and Sons"]),
        (r"Nguy{\~{\^e}}n, B{\h a}o", ["Nguyễn, Bảo"]),
        ("given=Hans, family=Lind and family=Berg, prefix=van, given={Simon, A.}",
         ["Lind, Hans", "van Berg, Simon, A."]),
        ("Lind M, Okoro T, Sato K", ["Lind, M", "Okoro, T", "Sato, K"]),
        ("John Smith Jr. and Lind, M", ["Smith, John, Jr.", "Lind, M"]),
        ("Smith, John, Jr.", ["Smith, John, Jr."]),
    ],
)  # fmt: skip
def test_every_letter_of_every_name_is_kept(written, expected):
    assert names(bib(f"author = {{{written}}}")) == expected


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        (r"doi = {10.1007/978-3{\_}5}", "DOI", "10.1007/978-3_5"),
        (r"doi = {10.1002/(SICI)1097{\textless}1::AID{\textgreater}3}", "DOI", "10.1002/(sici)1097<1::aid>3"),
        (r"doi = {10.1000\slash 182}", "DOI", "10.1000/182"),
        (r"url = {https://example.org/{\~{}}a/b{\_}c}", "URL", "https://example.org/~a/b_c"),
        ("pubmed_id = {31000001}", "PMID", "31000001"),
        ("eprint = {PMC6000005}, eprinttype = {pmc}", "PMCID", "PMC6000005"),
        ("issn = {0028-4793}, eissn = {1533-4406}", "ISSN", "0028-4793, 1533-4406"),
        ("art_number = {e12}", "page", "e12"),
        ("pages = {1--9}, eid = {e12}", "number", "e12"),
        ("year = {2014/5}, month = {7}", "issued", {"date-parts": [[2014, 7]]}),
        ("year = {2014}, month = {1--2}", "issued", {"date-parts": [[2014, 1]]}),
        ("date = {06/2014}", "issued", {"date-parts": [[2014, 6]]}),
        ("date = {15.06.2014}", "issued", {"date-parts": [[2014, 6, 15]]}),
        ("date = {3/4/2014}", "issued", {"date-parts": [[2014]]}),
    ],
)  # fmt: skip
def test_values_of_bibtex_as_programs_write_them(fields, name, value):
    assert bib(fields).work[name] == value


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("book", "pages = {345}", {"number-of-pages": "345"}),
        ("inbook", "booktitle = {B}, bookauthor = {Lind, M}",
         {"container-author": [{"family": "Lind", "given": "M"}]}),
        ("inreference", "booktitle = {B}", {"type": "entry-encyclopedia"}),
        ("inproceedings", "journal = {J}, number = {2}", {"container-title": "J", "issue": "2"}),
        ("report", "type = {resreport}", {"genre": "Research report"}),
        ("misc", "publisher = {arXiv}", {"type": "article"}),
        ("jurisdiction", "", {"type": "legal_case"}),
    ],
)  # fmt: skip
def test_kinds_of_bibtex_and_biblatex(kind, fields, expected):
    work = bib(fields, kind=kind).work

    assert {name: work.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        (r"kept at 37$^\circ$C", "kept at 37°C"),
        (r"37$^{\circ}$C", "37°C"),
        ("the `placebo' group's rest", "the ‘placebo’ group's rest"),
        ("\ufb01nding e\ufb00ects", "finding effects"),
    ],
)
def test_signs_of_titles(written, printed):
    assert read(f"@article{{k, title = {{{written}}}}}").records[0].work["title"] == printed


# --- PubMed, Crossref, CSL-JSON ------------------------------------------------------------------------


def test_the_pages_of_a_discussion_stay():
    assert nbib("PG  - 1082-8; discussion 1088-9").work["page"] == "1082-1088; discussion 1088-1089"


def test_the_brackets_of_a_translation_stay_and_a_title_of_its_own_stands_where_there_is_no_other():
    translated = read("PMID- 31000001\nTI  - [On rest].\nTT  - De la sieste.").records[0]
    untranslated = read("PMID- 31000001\nTI  - [Not Available].\nTT  - De la sieste.").records[0]
    own = article("<VernacularTitle>De la sieste.</VernacularTitle>", title="[Not Available].")

    assert translated.work["title"] == "[On rest]"
    assert untranslated.work["title"] == own.work["title"] == "De la sieste"
    assert article("", title="[On rest].").work["title"] == "[On rest]"


def test_a_formula_of_a_title_is_raised_and_lowered():
    formula = "<msub><mi>CO</mi><mn>2</mn></msub>"
    journal = (
        "<journal><journal_metadata/><journal_article><titles><title>{}</title></titles>"
        "</journal_article></journal>"
    )

    assert crossref(journal.format(f"<math>{formula}</math>")).work["title"] == "CO<sub>2</sub>"
    [record] = read(json.dumps([{"title": f"<mml:math>{formula}</mml:math>"}])).records
    assert record.work["title"] == "CO<sub>2</sub>"


def test_a_standard_of_crossref_has_its_designation_and_an_entry_is_one():
    standard = crossref(
        "<standard><standard_metadata><titles><title>Beds</title></titles><designators><as_published>"
        "<std_designator>ISO 1</std_designator></as_published></designators></standard_metadata></standard>"
    )
    entry = crossref(
        "<book book_type='reference'><book_metadata><titles><title>B</title></titles></book_metadata>"
        "<content_item component_type='reference_entry'><titles><title>Rest</title></titles></content_item>"
        "</book>"
    )

    assert (standard.work["type"], standard.work["number"]) == ("standard", "ISO 1")
    assert (entry.work["type"], entry.work["container-title"]) == ("entry-encyclopedia", "B")


def test_the_interface_of_crossref_says_the_day_of_the_issue_both_serials_and_the_meeting():
    item = {
        "type": "proceedings-article",
        "title": ["Rest"],
        "ISBN": ["http://id.crossref.org/isbn/9783161484100"],
        "ISSN": ["0028-4793", "1533-4406"],
        "issued": {"date-parts": [[2014, 12, 1]]},
        "published-print": {"date-parts": [[2015]]},
        "event": {"name": "Third Congress", "location": "Oslo"},
    }
    [record] = read(json.dumps({"message": item})).records

    assert record.work["issued"] == {"date-parts": [[2015]]}
    assert record.work["ISBN"] == "9783161484100"
    assert record.work["ISSN"] == "0028-4793, 1533-4406"
    assert (record.work["event-title"], record.work["event-place"]) == ("Third Congress", "Oslo")
