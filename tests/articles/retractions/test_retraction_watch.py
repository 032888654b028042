"""The file of Retraction Watch as it really is: several dates, lists, encodings and ways to say nothing."""

from datetime import date

import pytest

from articles.references.standing import Nature
from articles.retractions import retraction_watch
from articles.retractions.retraction_watch import NotRetractionWatch, Unread
from tests.articles.retractions.files import HEADER, line


def read(*lines: str | bytes) -> list:
    encoded = [each if isinstance(each, bytes) else each.encode() for each in (HEADER, *lines)]
    return list(retraction_watch.rows(b"".join(each + b"\n" for each in encoded).splitlines(True)))


def test_a_row_says_what_became_of_a_work_and_why():
    [row] = read(line(7, OriginalPaperDOI="https://doi.org/10.5555/ABC"))

    assert (row.record, row.nature, row.doi, row.pmid) == (7, Nature.RETRACTION, "10.5555/abc", "")
    assert (row.on, row.published_on) == (date(2021, 4, 15), date(2019, 3, 1))
    assert row.reasons == ("Data Error", "Notice - Limited or No Information")
    assert row.notice_doi == "10.5555/notice.1"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("12/31/2020 0:00", date(2020, 12, 31)),
        ("2/9/2010", date(2010, 2, 9)),
        ("2010-02-09", date(2010, 2, 9)),
        ("2010-02-09T00:00:00", date(2010, 2, 9)),
    ],
)
def test_both_forms_of_a_date(written, day):
    assert read(line(1, RetractionDate=written))[0].on == day


@pytest.mark.parametrize("nothing", ["unavailable", "Unavailable", "0", "", " ; ", "none"])
def test_what_is_not_known_is_no_identifier(nothing):
    [row] = read(line(1, OriginalPaperDOI=nothing, OriginalPaperPubMedID=nothing))

    assert (row.doi, row.pmid) == ("", "")


def test_a_row_about_two_works_is_two():
    rows = read(line(1, OriginalPaperDOI="10.5555/a; 10.5555/b;", OriginalPaperPubMedID="11;12;"))

    assert [(row.doi, row.pmid) for row in rows] == [("10.5555/a", "11"), ("10.5555/b", "12")]


def test_a_semicolon_may_belong_to_a_doi():
    sici = "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"

    assert [row.doi for row in read(line(1, OriginalPaperDOI=sici))] == [sici.lower()]


@pytest.mark.parametrize("nature", ["RETRACTION", "Expression of concern", "expression of Concern"])
def test_the_case_of_a_nature_says_nothing(nature):
    assert isinstance(read(line(1, RetractionNature=nature))[0].nature, Nature)


def test_one_line_in_another_encoding_spoils_no_other():
    odd = line(1, Title="Caf? au lait").encode().replace(b"?", b"\xe9")

    rows = read(odd, line(2, Title="Crème brûlée"))

    assert [row.title for row in rows] == ["Café au lait", "Crème brûlée"]


def test_a_title_may_hold_a_line_break_and_lines_are_counted_in_the_file():
    rows = read(line(1, Title="One\nwork"), line(2, RetractionDate="soon"))

    assert rows[0].line == 2
    assert rows[1] == Unread(4, "its date is “soon”")


@pytest.mark.parametrize(
    "fields",
    [{"RetractionNature": "Applause"}, {"RetractionDate": ""}, {"Record ID": "x"}],
)
def test_what_can_not_be_used_is_said_with_its_line(fields):
    [unread] = read(line(1, **fields))

    assert isinstance(unread, Unread)
    assert unread.line == 2


def test_another_file_is_refused_by_what_it_lacks():
    with pytest.raises(NotRetractionWatch, match="Record ID"):
        list(retraction_watch.rows([b"Title,DOI\r\n", b"x,10.5555/a\r\n"]))
