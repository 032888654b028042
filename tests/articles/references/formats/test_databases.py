"""The formats of databases and of EndNote, each by a small record of our own, and by broken ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.references.formats import FORMATS, Unreadable, read

PUBMED = """<?xml version="1.0"?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" "https://dtd.example.org/x.dtd">
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">31000001</PMID>
<Article><Journal><ISSN>1234-5679</ISSN><JournalIssue><Volume>7</Volume><Issue>2</Issue>
<PubDate><Year>2019</Year><Month>Feb</Month></PubDate></JournalIssue><Title>Invented medicine</Title>
</Journal><ArticleTitle>CO<sub>2</sub> &amp; p &lt; 5 <i>in vivo</i>.</ArticleTitle>
<Pagination><MedlinePgn>132-42</MedlinePgn></Pagination>
<ELocationID EIdType="doi" ValidYN="Y">10.5555/x;1</ELocationID>
<AuthorList CompleteYN="Y"><Author><CollectiveName>Invented Collaborators.</CollectiveName></Author>
<Author><LastName>Moyo</LastName><ForeName>Tobe A</ForeName><Suffix>Jr</Suffix></Author></AuthorList>
<Language>eng</Language><PublicationTypeList><PublicationType>Retracted Publication</PublicationType>
</PublicationTypeList></Article><MedlineJournalInfo><MedlineTA>Inv Med</MedlineTA></MedlineJournalInfo>
</MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="pmc">PMC77</ArticleId></ArticleIdList>
</PubmedData></PubmedArticle>
<PubmedBookArticle><BookDocument><PMID>31000002</PMID><Book><Publisher><PublisherName>Press
</PublisherName><PublisherLocation>Oslo</PublisherLocation></Publisher><BookTitle>A Handbook</BookTitle>
<PubDate><Year>2020</Year></PubDate><AuthorList Type="editors"><Author><LastName>Lind</LastName>
<ForeName>Maren</ForeName></Author></AuthorList></Book><ArticleTitle>A chapter</ArticleTitle>
<AuthorList Type="authors"><Author><LastName>Silva</LastName><ForeName>Ana</ForeName></Author>
</AuthorList></BookDocument></PubmedBookArticle></PubmedArticleSet>
"""
CROSSREF = """<?xml version="1.0" encoding="UTF-8"?>
<crossref_result xmlns="http://www.crossref.org/qrschema/3.0"><query_result><body><query><doi_record>
<crossref xmlns="http://www.crossref.org/xschema/1.1"><book book_type="edited_book"><book_metadata>
<contributors><person_name contributor_role="editor" sequence="first"><given_name>Maren</given_name>
<surname>Lind</surname></person_name></contributors><titles><title>A Handbook</title></titles>
<edition_number>2</edition_number><publisher><publisher_name>Press</publisher_name>
<publisher_place>Oslo</publisher_place></publisher><isbn>978-0-470-05796-4</isbn></book_metadata>
<content_item component_type="chapter"><contributors><organization contributor_role="author"
sequence="first">Invented Group</organization><person_name contributor_role="author"
sequence="additional"><given_name>Tobe</given_name><surname>Moyo</surname><suffix>III</suffix>
</person_name></contributors><titles><title>A chapter</title></titles><publication_date
media_type="online"><year>2013</year></publication_date><publication_date media_type="print">
<month>03</month><year>2014</year></publication_date><pages><first_page>5</first_page><last_page>9
</last_page></pages><doi_data><doi>10.5555/c</doi><resource>https://example.org/c/1</resource>
</doi_data></content_item></book></crossref></doi_record></query></body></query_result></crossref_result>
"""
ENDNOTE_XML = """<?xml version="1.0" encoding="UTF-8"?><xml><records><record>
<ref-type name="Journal Article">17</ref-type><contributors><authors><author><style>Moyo, Tobe</style>
</author><author><style>Lind, M.</style></author></authors></contributors><titles><title>
<style face="normal">CO</style><style face="subscript">2</style></title><secondary-title><style>Invented
Medicine</style></secondary-title></titles><pages><style>5-9</style></pages><volume><style>7</style>
</volume><number><style>2</style></number><dates><year><style>2019</style></year></dates>
<electronic-resource-num><style>10.5555/x</style></electronic-resource-num></record></records></xml>
"""
ENDNOTE = """%0 Book Section
%A Moyo, Tobe
%E Lind, Maren
%T A chapter
%B A Handbook
%I Press
%C Oslo
%D 2014
%P 5-9
%R 10.5555/c
"""
WEB_OF_SCIENCE = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Moyo, T
   Lind, M
AF Moyo, Tobe
   Lind, Maren
TI Daylight and
   sleep
SO INVENTED EVIDENCE
VL 137
AR 107538
DI 10.5555/x
PD JUN 13
PY 2023
PM 31000001
ER

EF
"""
SCOPUS = (
    '"Authors","Author full names","Title","Year","Source title","Volume","Issue","Art. No.",'
    '"Page start","Page end","DOI","Link","PubMed ID","Document Type"\n'
    '"Moyo T.A.; Lind M.","Moyo, Tobe A. (57190000001); Lind, Maren (57190000002)","Zinc, ""now""",'
    '"2020","Invented Medicine","1","2","","1","5","10.5555/x","https://www.scopus.com/inward/record.uri?x=1",'
    '"31000003","Article"\n'
)


def works(text):
    return [record.work for record in read(text).records]


def test_pubmed_xml():
    article, chapter = read(PUBMED).records

    assert read(PUBMED).format == "PubMed XML"
    assert article.work == {
        "type": "article-journal",
        "title": "CO<sub>2</sub> & p < 5 <i>in vivo</i>",
        "container-title": "Invented medicine",
        "container-title-short": "Inv Med",
        "volume": "7",
        "issue": "2",
        "page": "132-142",
        "issued": {"date-parts": [[2019, 2]]},
        "author": [
            {"literal": "Invented Collaborators"},
            {"family": "Moyo", "given": "Tobe A", "suffix": "Jr"},
        ],
        "DOI": "10.5555/x;1",
        "PMID": "31000001",
        "PMCID": "PMC77",
        "ISSN": "1234-5679",
        "language": "eng",
        "status": "retracted",
    }
    assert article.warnings == (
        "PubMed marks it as retracted: cite it only to speak of the retraction.",
    )
    assert chapter.work["type"] == "chapter"
    assert chapter.work["container-title"] == "A Handbook"
    assert chapter.work["editor"] == [{"family": "Lind", "given": "Maren"}]
    assert chapter.work["author"] == [{"family": "Silva", "given": "Ana"}]
    assert (chapter.work["publisher"], chapter.work["publisher-place"]) == ("Press", "Oslo")


def test_crossref_xml():
    [work] = works(CROSSREF)

    assert work == {
        "type": "chapter",
        "title": "A chapter",
        "container-title": "A Handbook",
        "author": [
            {"literal": "Invented Group"},
            {"family": "Moyo", "given": "Tobe", "suffix": "III"},
        ],
        "editor": [{"family": "Lind", "given": "Maren"}],
        "edition": "2",
        "publisher": "Press",
        "publisher-place": "Oslo",
        "ISBN": "9780470057964",
        "issued": {"date-parts": [[2014, 3]]},
        "page": "5-9",
        "DOI": "10.5555/c",
        "URL": "https://example.org/c/1",
    }


def test_endnote_xml():
    [work] = works(ENDNOTE_XML)

    assert work["title"] == "CO<sub>2</sub>"
    assert work["author"] == [
        {"family": "Moyo", "given": "Tobe"},
        {"family": "Lind", "given": "M."},
    ]
    assert (work["container-title"], work["volume"], work["page"]) == (
        "Invented Medicine",
        "7",
        "5-9",
    )
    assert (work["DOI"], work["issued"]) == ("10.5555/x", {"date-parts": [[2019]]})


def test_endnote_text():
    [work] = works(ENDNOTE)

    assert (work["type"], work["container-title"]) == ("chapter", "A Handbook")
    assert work["editor"] == [{"family": "Lind", "given": "Maren"}]
    assert (work["publisher"], work["publisher-place"], work["page"]) == ("Press", "Oslo", "5-9")


def test_web_of_science():
    [work] = works(WEB_OF_SCIENCE)

    assert work["title"] == "Daylight and sleep"
    assert [each["given"] for each in work["author"]] == ["Tobe", "Maren"]
    assert (work["container-title"], work["page"]) == ("Invented Evidence", "107538")
    assert (work["PMID"], work["issued"]) == ("31000001", {"date-parts": [[2023, 6, 13]]})


def test_web_of_science_as_a_table():
    [work] = works(
        "PT\tAU\tAF\tTI\tSO\tPY\tVL\tDI\n"
        'J\tMoyo, T; Lind, M\tMoyo, Tobe; Lind, Maren\tA "title"\tX\t2020\t1\t10.5555/x\n'
    )

    assert work["title"] == 'A "title"'
    assert [each["given"] for each in work["author"]] == ["Tobe", "Maren"]


def test_scopus():
    [work] = works(SCOPUS)

    assert work["title"] == 'Zinc, "now"'
    assert work["author"] == [
        {"family": "Moyo", "given": "Tobe A."},
        {"family": "Lind", "given": "Maren"},
    ]
    assert (work["page"], work["PMID"], work["DOI"]) == ("1-5", "31000003", "10.5555/x")


def test_a_format_that_is_not_read_is_refused_by_its_name():
    with pytest.raises(Unreadable) as refused:
        read("Scopus\nEXPORT DATE: 28 November 2026\n\nMoyo T.A.\nZinc\n")

    assert str(refused.value) == (
        "This is Scopus’ plain text, which can't be read. Export the works as CSV or RIS instead."
    )


@pytest.mark.parametrize("declared", ["ISO-8859-1", "UTF-16", "UTF-8"])
def test_a_document_is_read_as_it_was_decoded_whatever_it_declares(declared):
    text = PUBMED.replace('version="1.0"', f'version="1.0" encoding="{declared}"').replace(
        "Moyo", "Müller"
    )

    assert works(text)[0]["author"][1]["family"] == "Müller"


def test_a_document_cut_off_in_the_middle_is_said_with_its_line():
    [record] = read(PUBMED[:600]).records

    assert record.problem.startswith("This is not whole as XML (")
    assert "line" in record.problem


def test_no_entity_of_a_document_is_followed():
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + (
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article>"
        "<ArticleTitle>T&a;</ArticleTitle></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
    )

    assert works(bomb)[0]["title"] == "T"


SAMPLES = (PUBMED, CROSSREF, ENDNOTE_XML, ENDNOTE, WEB_OF_SCIENCE, SCOPUS)


@given(st.sampled_from(SAMPLES), st.data())
def test_damaged_files_raise_nothing_but_their_own_error(sample, data):
    start = data.draw(st.integers(0, len(sample)))
    end = data.draw(st.integers(start, min(len(sample), start + 80)))
    junk = data.draw(st.text(max_size=6))

    try:
        reading = read(sample[:start] + junk + sample[end:])
    except Unreadable:
        return

    assert reading.format in {each.name for each in FORMATS}
