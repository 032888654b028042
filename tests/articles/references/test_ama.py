"""Entries as the AMA Manual of Style (11th edition) prints them."""

import html

import pytest

from articles.references import bibliography
from articles.references.csl import INCOMPLETE

MOYO = {"family": "Moyo", "given": "Tobe"}
LIND = {"family": "Lind", "given": "Maren"}
GROUP = {"literal": "ABC Trial Group"}
PEOPLE = [{"family": name, "given": "X"} for name in "ABCDEFG"]


def printed(kind: str = "article-journal", **more) -> str:
    work = {
        "id": "x",
        "type": kind,
        "title": "A title",
        "issued": {"date-parts": [[2020]]},
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    [entry] = bibliography.entries([work])
    return str(entry.html)


JOURNAL = {"container_title": "Inv Med", "volume": "1", "page": "1-2"}


@pytest.mark.parametrize(
    ("authors", "named"),
    [
        ([MOYO, LIND, GROUP], "Moyo T, Lind M; ABC Trial Group."),
        ([*PEOPLE[:6], GROUP], "A X, B X, C X, D X, E X, F X; ABC Trial Group."),
        ([*PEOPLE, GROUP], "A X, B X, C X, et al; ABC Trial Group."),
        ([GROUP, MOYO], "ABC Trial Group, Moyo T."),
        ([GROUP], "ABC Trial Group."),
        ([MOYO, GROUP, {"literal": "Second Group"}], "Moyo T; ABC Trial Group; Second Group."),
        ([{**MOYO, "suffix": "Jr."}, GROUP], "Moyo T Jr; ABC Trial Group."),
        ([{"family": "王", "given": "小明"}], "王小明."),
        ([{"family": "O'Shea", "given": "Pat"}], "O’Shea P."),
    ],
)
def test_authors_and_groups(authors, named):
    assert printed(author=authors, **JOURNAL) == f"{named} A title. <i>Inv Med</i>. 2020;1:1-2."


def test_a_list_that_is_known_to_be_incomplete_keeps_its_et_al():
    line = printed(author=[MOYO], note=INCOMPLETE, **JOURNAL)

    assert line.startswith("Moyo T, et al. A title.")


@pytest.mark.parametrize("title", ["Is it safe?", "Stop!", "Is it <i>safe</i>?"])
def test_a_title_stands_once_where_nobody_is_named(title):
    assert printed(title=title, **JOURNAL) == f"{title} <i>Inv Med</i>. 2020;1:1-2."


@pytest.mark.parametrize(
    "title", ["A. A. Milne and bears", "No. No. 5", "A “b” & c?", "x < 5? x > 3"]
)
def test_words_that_a_title_says_twice_stay(title):
    line = html.unescape(printed(title=title, **JOURNAL))

    assert line == f"{title}{'' if title.endswith('?') else '.'} <i>Inv Med</i>. 2020;1:1-2."


@pytest.mark.parametrize("mark", ["\ue010", "\ue011", "\ue012"])
def test_what_stands_for_a_mark_within_is_no_mark_in_what_is_stored(mark):
    odd = {"family": f"Mo{mark}yo", "given": "T"}

    assert printed(author=[odd, GROUP], title=f"A {mark}title", **JOURNAL) == (
        "Moyo T; ABC Trial Group. A title. <i>Inv Med</i>. 2020;1:1-2."
    )


def test_a_work_of_which_little_is_known_is_printed():
    [entry] = bibliography.entries([{"id": "x", "author": [MOYO, GROUP]}])

    assert str(entry.html) == "Moyo T; ABC Trial Group."


def test_a_book_without_an_author_stands_under_its_title_or_its_editors_once():
    assert printed("book", title="What now?", publisher="Press") == "<i>What Now?</i> Press; 2020."
    assert printed("book", editor=[LIND, MOYO], publisher="Press") == (
        "Lind M, Moyo T, eds. <i>A Title</i>. Press; 2020."
    )


@pytest.mark.parametrize(
    ("issue", "said"),
    [("Suppl 1", "suppl 1"), ("4 Supplement 2", "4 suppl 2"), ("Suppl.", "suppl")],
)
def test_a_supplement_is_named_small(issue, said):
    assert f"2020;1({said}):1-2." in printed(author=[MOYO], issue=issue, **JOURNAL)


def test_quotation_marks_are_those_of_print():
    line = printed(author=[MOYO], title='A "natural" trial: it\'s \'fine\' ("so")', **JOURNAL)

    assert "A “natural” trial: it’s ‘fine’ (“so”)." in line


def test_what_runs_from_right_to_left_is_set_apart():
    line = printed(
        author=[{"family": "الزهراني", "given": "محمد"}, MOYO],
        title="أثر فيتامين د",
        container_title="المجلة",
        volume="12",
        issue="3",
        page="201-209",
    )

    assert line == (
        "<bdi>الزهراني محمد</bdi>, Moyo T. <bdi>أثر فيتامين د</bdi>. <i><bdi>المجلة</bdi></i>."
        " 2020;12(3):201-209."
    )


@pytest.mark.parametrize(
    ("kind", "more", "entry"),
    [
        (
            "dataset",
            {"publisher": "Repository", "version": "2"},
            "A title. Version 2. Repository; 2020.",
        ),
        (
            "software",
            {"publisher": "Maker", "version": "1.2"},
            "A title. Version 1.2. Maker; 2020.",
        ),
        ("document", {"publisher": "Maker Inc"}, "A title. Maker Inc; 2020."),
        ("standard", {"publisher": "ISO", "number": "ISO 1234"}, "A title. ISO 1234. ISO; 2020."),
        (
            "legislation",
            {"container_title": "Statutes", "volume": "42", "section": "5"},
            "A title, 42 Statutes § 5 (2020).",
        ),
        (
            "report",
            {"publisher": "Institute", "number": "12"},
            "<i>A Title</i>. Institute; 2020. Report 12.",
        ),
        (
            "report",
            {"publisher": "Institute", "number": "NG 193"},
            "<i>A Title</i>. Institute; 2020. NG 193.",
        ),
        (
            "paper-conference",
            {"event_title": "Congress", "event_place": "Oslo"},
            "A title. Paper presented at: Congress; 2020; Oslo.",
        ),
        (
            "article",
            {"publisher": "Server"},
            "A title. <i>Server</i>. Preprint posted online 2020.",
        ),
    ],
)
def test_kinds_of_work(kind, more, entry):
    assert printed(kind, author=[MOYO], **more) == f"Moyo T. {entry}"


def test_the_day_of_reading_follows():
    day = {"date-parts": [[2024, 1, 2]]}
    line = printed("document", publisher="Maker", accessed=day, URL="https://example.org/l")

    assert line == "A title. Maker; 2020. Accessed January 2, 2024."


def test_marks_of_a_title_are_printed_and_nothing_else_of_it_is_markup():
    line = printed(author=[MOYO], title="CO<sub>2</sub> & p < 5 <b>x</b>", **JOURNAL)

    assert "CO<sub>2</sub> &amp; p &lt; 5 &lt;b&gt;x&lt;/b&gt;." in line
