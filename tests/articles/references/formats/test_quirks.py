"""What databases and reference managers write that no document of the formats foresees; each once."""

import pytest

from articles.references.csl import name_line
from articles.references.formats import read
from articles.references.formats.records import Record, pages
from articles.references.identifiers import issn, serials

BOOK = (
    "<PubmedBookArticle><BookDocument><PMID>3</PMID><Book><BookTitle>{}</BookTitle></Book>{}"
    "</PubmedBookArticle>"
)


def ris(*lines: str, kind: str = "JOUR") -> Record:
    text = "\n".join([f"TY  - {kind}", "TI  - Rest", *lines, "ER  - "])
    return read(text).records[0]


def bib(fields: str, kind: str = "article") -> Record:
    return read(f"@{kind}{{key, title = {{Rest}}, {fields}}}").records[0]


def nbib(*lines: str) -> Record:
    return read("\n".join(["PMID- 31000001", "TI  - Rest.", *lines])).records[0]


def crossref(body: str) -> Record:
    return read(f"<doi_records><crossref>{body}</crossref></doi_records>").records[0]


# --- RIS -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "name", "value"),
    [
        (["VL  - Volume 523", "IS  - No. 4"], "volume", "523"),
        (["VL  - Volume 523", "IS  - No. 4"], "issue", "4"),
        (["VL  - 12 Suppl 1"], "volume", "12 Suppl 1"),
        (["PMID - 34593868", "SN  - 0028-4793"], "PMID", "34593868"),
        (["SN  - 0028-4793", "PMID - 34593868"], "ISSN", "0028-4793"),
        (["L3  - 10.1037/abc0000001"], "DOI", "10.1037/abc0000001"),
        (["SO  - Cochrane Database of Rest"], "container-title", "Cochrane Database of Rest"),
        (["US  - https://doi.org/10.5555/x"], "DOI", "10.5555/x"),
        (["SN  - 0028-4793 1533-4406"], "ISSN", "0028-4793, 1533-4406"),
        (["SN  - 0028-4793 (Print)", "SN  - 1533-4406 (Electronic)"], "ISSN", "0028-4793, 1533-4406"),
        (["SP  - S102", "EP  - 9"], "page", "S102-S109"),
    ],
)  # fmt: skip
def test_values_in_odd_places_and_forms(lines, name, value):
    assert ris(*lines).work[name] == value


@pytest.mark.parametrize("indent", ["    ", "\t", "\t    "])
def test_a_record_that_is_indented_is_read(indent):
    text = "TY  - JOUR\nTI  - Rest in\n      bed\nAU  - Lind, M\nER  - \n"
    [record] = read("".join(f"{indent}{line}\n" for line in text.split("\n"))).records

    assert record.work["title"] == "Rest in bed"
    assert record.work["author"] == [{"family": "Lind", "given": "M"}]
    assert read(f"{indent}TY  - JOUR\nTI  - Rest\nER  - ").records[0].work["title"] == "Rest"


def test_a_report_is_not_numbered_by_its_isbn():
    record = ris("SN  - 978-92-4-006172-9 (electronic version)", kind="RPRT")

    assert record.work["ISBN"] == "9789240061729"
    assert "number" not in record.work
    assert ris("SN  - RR-17", kind="RPRT").work["number"] == "RR-17"


def test_a_second_isbn_is_said_and_another_form_of_the_first_is_not():
    other = ris("SN  - 9780702066016", "SN  - 9789240061729", kind="BOOK")
    same = ris("SN  - 9780702066016", "SN  - 0702066011", kind="BOOK")

    assert (other.work["ISBN"], same.work["ISBN"]) == ("9780702066016", "9780702066016")
    assert "ISBN “9789240061729” was left out: the entry holds one." in other.warnings
    assert not [said for said in same.warnings if "ISBN" in said]


def test_an_issn_with_a_typing_error_is_said_and_the_right_one_stays():
    record = ris("SN  - 0028-4794", "SN  - 1533-4406")

    assert record.work["ISSN"] == "1533-4406"
    assert "ISSN “0028-4794” was left out: it has a typing error." in record.warnings


def test_a_name_without_a_comma_stays_whole_and_is_said():
    record = ris("A2  - Amy E. Keating", "A2  - Institute of Rest", kind="CHAP")

    assert [name_line(each) for each in record.work["editor"]] == [
        "Amy E. Keating",
        "Institute of Rest",
    ]
    said = [each for each in record.warnings if "comma" in each]
    assert said == [
        "“Amy E. Keating” has no comma, and was kept whole: a person is “Family, Given”."
    ]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("World Rest Body,", "World Rest Body"),
        ("Department of Rest,, Oslo", "{Department of Rest, Oslo}"),
        ("Doe, Jane; ORCID: http://orcid.org/0000-0002-1825-009X", "Doe, Jane"),
    ],
)
def test_names_of_endnote_and_ovid(written, name):
    assert [name_line(each) for each in ris(f"AU  - {written}").work["author"]] == [name]


def test_a_degree_is_no_initial_and_is_said():
    record = ris("AU  - Smith, John PhD", "AU  - Doe, Jane A", "AU  - Roe, MD")
    names = [name_line(each) for each in record.work["author"]]

    assert names == ["Smith, John", "Doe, Jane A", "Roe, MD"]
    assert "The degree “PhD” was left out of a name." in record.warnings


def test_anonymous_is_nobody():
    record = ris("AU  - [Anonymous]")

    assert "author" not in record.work
    assert "No author is named." in record.warnings


def test_a_work_of_the_registry_is_a_trial():
    record = ris("UR  - https://clinicaltrials.gov/ct2/show/NCT01234567", kind="GEN")

    assert record.work["number"] == "NCT01234567"
    assert record.work["genre"] == "Clinical trial registration"


@pytest.mark.parametrize("place", ["medRxiv", "bioRxiv", "arXiv preprint arXiv:1706.03762"])
def test_what_stands_on_a_server_of_preprints_is_one_and_said(place):
    record = bib(f"journal = {{{place}}}")

    assert record.work["type"] == "article"
    assert record.work["publisher"] == place.split()[0]
    assert f"“{place.split()[0]}” holds preprints: it is entered as one." in record.warnings


def test_the_number_of_arxiv_is_kept_and_leads_there():
    work = bib("journal = {arXiv preprint arXiv:1706.03762}").work

    assert (work["number"], work["URL"]) == ("arXiv:1706.03762", "https://arxiv.org/abs/1706.03762")


# --- BibTeX --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tex", "title"),
    [
        (r"p \textless 0.05, \textgreater 3 \textbar x", "p <0.05, >3 |x"),
        (r"CO{\textless}sub{\textgreater}2{\textless}/sub{\textgreater}", "CO<sub>2</sub>"),
        (r"\mbox{Rest} and \texttt{sleep}, \enquote{quoted}", "Rest and sleep, “quoted”"),
        (r"\href{https://a.example/b}{Words}", "Words"),
        (r"37 \degree C, 5 \micro g", "37 °C, 5 µg"),
    ],
)
def test_commands_of_tex_that_are_often_met(tex, title):
    assert read(f"@misc{{a, title = {{{tex}}}}}").records[0].work["title"] == title


def test_a_command_that_nobody_knows_stays_and_is_said():
    record = read(r"@misc{a, title = {Rest \drugname{in} winter}}").records[0]

    assert record.work["title"] == r"Rest \drugname in winter"
    assert r"What “\drugname” prints is not known: write it out in the entry." in record.warnings


@pytest.mark.parametrize("cut", [r"\href{", r"\textit{", r"\frac{1}", r"$\mbox$", r"\'", r"{\it\ "])
def test_a_command_cut_short_harms_nothing(cut):
    assert read(f'@misc{{a, title = "Rest {cut}"}}').records


def test_family_and_initials_without_a_comma_are_no_given_name_and_family():
    record = bib("author = {Smith JA and Doe, Jane}")

    assert [name_line(each) for each in record.work["author"]] == ["Smith, JA", "Doe, Jane"]
    assert any(
        "“Smith JA” was read as a family name and initials" in said for said in record.warnings
    )


def test_event_version_degree_and_note_are_kept():
    conference = bib("eventtitle = {Congress of Rest}, venue = {Oslo}", "inproceedings").work

    assert (conference["event-title"], conference["event-place"]) == ("Congress of Rest", "Oslo")
    series = bib("booktitle = {Book}, series = {Series}, number = {7}", "incollection").work

    assert (series["collection-title"], series["collection-number"]) == ("Series", "7")
    assert bib("version = {1.2}", "dataset").work["version"] == "1.2"
    assert bib("", "mastersthesis").work["genre"] == "Master's thesis"
    assert bib("note = {Submitted}", "unpublished").work["note"] == "Submitted"
    assert "note" not in bib("note = {PMID: 31000001}").work


# --- PubMed --------------------------------------------------------------------------------------------


def test_where_else_a_work_is_registered_is_noted():
    record = nbib("SI  - ClinicalTrials.gov/NCT01234567", "SI  - Dryad/10.5061/dryad.a")

    assert record.work["note"] == "ClinicalTrials.gov/NCT01234567\nDryad/10.5061/dryad.a"


def test_both_issns_of_a_journal_are_kept():
    record = nbib("IS  - 1533-4406 (Electronic)", "IS  - 0028-4793 (Linking)")

    assert record.work["ISSN"] == "1533-4406, 0028-4793"


def test_identifiers_on_one_line_and_a_pmcid_that_is_not_open_yet():
    record = nbib(
        "LID - S0140-6736(20)1 [pii] 10.5555/x [doi]", "PMC - PMC77 [Available on 2021-01-01]"
    )

    assert (record.work["DOI"], record.work["PMCID"]) == ("10.5555/x", "PMC77")


def test_the_registered_sign_of_medline_is_read():
    assert nbib("JT  - GeneReviews((R))").work["container-title"] == "GeneReviews®"


def article(body: str, title: str = "Rest") -> Record:
    return read(
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>3</PMID><Article>"
        f"<ArticleTitle>{title}</ArticleTitle>{body}</Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
    ).records[0]


def test_pubmed_xml_notes_registries_and_leaves_misspelt_names_out():
    record = article(
        "<AuthorList><Author ValidYN='N'><LastName>Lnid</LastName></Author>"
        "<Author><LastName>Lind</LastName><Initials>M</Initials></Author>"
        "<Author><ForeName>Plato</ForeName></Author></AuthorList>"
        "<DataBankList><DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList>"
        "<AccessionNumber>NCT01234567</AccessionNumber></AccessionNumberList></DataBank></DataBankList>"
        "<Pagination><MedlinePgn>27-9, 33; discussion 40</MedlinePgn></Pagination>"
    )

    assert record.work["author"] == [{"family": "Lind", "given": "M"}, {"literal": "Plato"}]
    assert record.work["note"] == "ClinicalTrials.gov/NCT01234567"
    assert record.work["page"] == "27-29, 33; discussion 40"


def test_a_chapter_of_the_bookshelf_has_the_doi_that_stands_behind_it():
    behind = (
        "</BookDocument><PubmedBookData><ArticleIdList><ArticleId IdType='doi'>10.5555/chapter</ArticleId>"
        "</ArticleIdList></PubmedBookData>"
    )
    text = f"<PubmedArticleSet>{BOOK.format('Rest', behind)}</PubmedArticleSet>"

    assert read(text).records[0].work["DOI"] == "10.5555/chapter"


# --- Crossref ------------------------------------------------------------------------------------------


def test_a_chapter_in_a_series_has_the_editors_of_its_book_and_the_series():
    record = crossref(
        "<book><book_series_metadata><series_metadata><titles><title>Series of Rest</title></titles>"
        "</series_metadata><contributors><person_name contributor_role='editor'><given_name>Ed</given_name>"
        "<surname>Itor</surname></person_name></contributors><titles><title>Book of Rest</title></titles>"
        "</book_series_metadata><content_item><titles><title>One</title></titles></content_item></book>"
    )

    assert record.work["editor"] == [{"family": "Itor", "given": "Ed"}]
    assert record.work["collection-title"] == "Series of Rest"
    assert record.work["container-title"] == "Book of Rest"


def test_standards_theses_data_and_reviews_of_crossref():
    standard = crossref(
        "<standard><standard_metadata><titles><title>Beds</title></titles><designators><standard_designator>"
        "ISO 1</standard_designator></designators><standards_body><standards_body_name>ISO"
        "</standards_body_name></standards_body></standard_metadata></standard>"
    ).work
    thesis = crossref(
        "<dissertation><titles><title>Rest</title></titles><institution><institution_name>Fjord</institution_name>"
        "<institution_place>Oslo</institution_place></institution><degree>PhD</degree></dissertation>"
    ).work
    data = crossref(
        "<database><database_metadata><publisher><publisher_name>Bank</publisher_name></publisher>"
        "</database_metadata><dataset><titles><title>Rest</title></titles></dataset></database>"
    ).work
    review = crossref("<peer_review><titles><title>Of rest</title></titles></peer_review>").work

    assert (standard["number"], standard["publisher"]) == ("ISO 1", "ISO")
    assert (thesis["genre"], thesis["publisher-place"]) == ("PhD", "Oslo")
    assert (data["type"], data["publisher"]) == ("dataset", "Bank")
    assert review["type"] == "review"


# --- values --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("326--7", "326-327"),
        ("2020-03", "2020-03"),
        ("27-9, 33", "27-29, 33"),
        ("e1-e9", "e1-e9"),
        ("S102–9", "S102-S109"),
        ("12-12", "12"),
        ("101 passim", "101 passim"),
        ("pp. 12-15,", "12-15"),
        ("P12-P15", "P12-P15"),
    ],
)
def test_pages_are_written_out_and_nothing_runs_backwards(written, right):
    assert pages(written) == right


def test_several_issns_are_one_value():
    assert issn("0028-4793; 15334406") == "0028-4793, 1533-4406"
    assert serials("0028-4793 1533-4406 978-0-7020-6601-6") == {
        "ISBN": "9780702066016",
        "ISSN": "0028-4793, 1533-4406",
    }


# --- EndNote, Web of Science, Scopus -------------------------------------------------------------------


def test_endnote_swaps_the_names_of_a_journal_and_keeps_days_in_other_fields():
    journal = ris(
        "T2  - N Engl J Med", "J2  - The New England journal of medicine", "ET  - 2019/04/11"
    )
    page = read(
        "TY  - ELEC\nTI  - Flu\nVL  - 2020\nIS  - 4 March\nUR  - https://a.example/b\nER  - "
    )

    assert journal.work["container-title"] == "The New England journal of medicine"
    assert journal.work["container-title-short"] == "N Engl J Med"
    assert "edition" not in journal.work
    assert page.records[0].work["accessed"] == {"date-parts": [[2020, 3, 4]]}


def test_the_abbreviation_of_nlm_counts_before_that_of_another_database():
    work = ris("T2  - New England Journal of Medicine", "J2  - New Engl. J. Med.").work

    assert work["container-title-short"] == "N Engl J Med"


def test_a_supplement_and_a_group_of_web_of_science():
    text = (
        "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Lind, M\nCA ABC Study Grp\nTI Rest\n"
        "SO Annals of rest\nVL 5\nIS 2\nSU 1\nBP 14\nEP +\nER\n\nEF"
    )
    record = read(text).records[0]

    assert record.work["author"][-1] == {"literal": "ABC Study Grp"}
    assert (record.work["issue"], record.work["page"]) == ("2 suppl 1", "14")
    assert not [said for said in record.warnings if "comma" in said]
