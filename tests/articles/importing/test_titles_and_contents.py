"""The title, its repeats, the name of the site, and tables of contents."""

from articles.importing import parse
from tests.articles.importing.webcopy import (
    RAIN,
    SLEEP,
    WALKS,
    doubts,
    dropped,
    kinds,
    outline,
    question,
    spaced,
    unspaced,
)

REPEAT = "the title again, as a heading or as the alternative text of a picture"
CONTENTS = "table of contents: it is made anew from the headings"


def test_the_first_line_is_the_title():
    found = parse(spaced("Do Walks Help Old People?", RAIN))

    assert (found.title, found.title_lines) == ("Do Walks Help Old People?", (1,))
    assert kinds(found) == ["paragraph"]


def test_a_marked_title_and_one_named_so_are_taken_without_the_mark():
    assert parse(spaced("# Walks", RAIN)).title == "Walks"
    assert parse(spaced("Title: Walks for All", RAIN)).title == "Walks for All"


def test_the_title_repeated_goes_whatever_its_capitals():
    found = parse(
        spaced(
            "Do Walks Help Old People?",
            "Do walks Help Old People?",
            RAIN,
            "Do Walks Help Old People?",
            WALKS,
        )
    )

    assert dropped(found) == [
        ("Do walks Help Old People?", REPEAT),
        ("Do Walks Help Old People?", REPEAT),
    ]


def test_filler_made_from_the_title_goes():
    found = parse(
        spaced(
            "Do Walks Help Old People?",
            RAIN,
            "Find your new Do Walks Help Old People? on this page.",
            "See the Do Walks Help Old People? in detail.",
            WALKS,
        )
    )

    assert [reason for _, reason in dropped(found)] == ["filler line", "filler line"]


def test_a_sentence_that_speaks_of_the_title_stays():
    found = parse(
        spaced(
            "Walks in Old Age", RAIN, "Walks in old age are the theme of our next summer course."
        )
    )

    assert found.dropped == ()


def test_a_line_given_twice_in_turn_is_kept_once():
    found = parse(spaced("Walks", RAIN, "Sleep and Rest\nSleep and Rest", SLEEP))

    assert dropped(found) == [("Sleep and Rest", "the line above again")]
    assert outline(found) == [(2, "Sleep and Rest")]


def test_the_title_with_the_name_of_the_site_gives_way_to_the_title():
    found = parse(
        unspaced("Walks for All - Hill Letter", "Walks for All", "Hill Letter", "May 4, 2021", RAIN)
    )

    assert found.title == "Walks for All"
    assert dropped(found)[:2] == [
        ("Walks for All - Hill Letter", "name or menu of the site"),
        ("Hill Letter", "name or menu of the site"),
    ]


def test_a_short_line_above_the_dated_title_is_the_name_of_the_site():
    found = parse(
        spaced("Hill Letter", "Walks for All and Their Dogs", "Published May 4, 2021", RAIN)
    )

    assert found.title == "Walks for All and Their Dogs"
    assert ("Hill Letter", "name or menu of the site") in dropped(found)


def test_a_menu_above_the_title_goes_and_is_asked_about():
    menu = ("The Hill Letter", "News", "Sport", "HEALTH")
    found = parse(spaced("\n".join(menu), "Old People Who Walk Sleep Better", RAIN))

    assert found.title == "Old People Who Walk Sleep Better"
    assert dropped(found) == [(line, "name or menu of the site") for line in menu]
    assert question(found, "title") == (
        "“Old People Who Walk Sleep Better” was taken for the title, and what stands above it for the "
        "name or the menu of the site. Is that right?\n\nThe Hill Letter\nNews\nSport\nHEALTH"
    )


def test_navigation_between_two_lines_makes_the_second_the_title():
    found = parse(unspaced("Hill Letter", "Menu", "Old People Who Walk Sleep Better", RAIN))

    assert found.title == "Old People Who Walk Sleep Better"


def test_a_short_title_above_a_longer_heading_stays_the_title():
    found = parse(spaced("Walks", "Why do old people walk so much?", RAIN, "Where", WALKS))

    assert found.title == "Walks"
    assert outline(found) == [(2, "Why do old people walk so much?"), (2, "Where")]


def test_a_title_that_may_end_in_the_name_of_a_site_is_asked_about():
    found = parse(spaced("Walks for All | Hill Letter", RAIN))

    assert found.title == "Walks for All | Hill Letter"
    assert question(found, "title") == "Is the end of this title the name of a site?"


def test_without_a_title_the_most_telling_heading_is_proposed():
    found = parse(spaced(RAIN, "Walks in the Valley", WALKS, "Other Matters", SLEEP))

    assert (found.title, found.title_lines) == ("Walks in the Valley", ())
    assert outline(found) == [(2, "Walks in the Valley"), (2, "Other Matters")]
    assert question(found, "title") == (
        "The file has no title. “Walks in the Valley” is a proposal, made from one of its headings. "
        "What is it called?"
    )


def test_without_title_and_headings_the_first_sentence_is_proposed():
    found = parse(spaced(RAIN, WALKS))

    assert (
        found.title
        == "Rain falls on most days of the year in the hills, and the people who live there…"
    )
    assert kinds(found) == ["paragraph", "paragraph"]
    assert doubts(found) == ["title"]


def test_introduction_is_no_title():
    found = parse(spaced("Introduction", RAIN, "Walks in the Valley", WALKS))

    assert found.title == "Walks in the Valley"
    assert outline(found) == [(2, "Introduction"), (2, "Walks in the Valley")]


def test_nothing_but_furniture_leaves_an_untitled_empty_manuscript():
    found = parse(unspaced("Share", "Tweet"))

    assert (found.title, found.blocks, found.body) == ("Untitled", (), "")
    assert question(found, "title") == (
        "The file has no title. “Untitled” is a proposal, made from nothing, for nothing was left. "
        "What is it called?"
    )


def test_bulleted_contents_equal_to_later_headings_go():
    found = parse(
        unspaced(
            "Walks for All",
            RAIN,
            "- Why People Walk",
            "- Where People Walk: A Guide",
            "Why People Walk",
            WALKS,
            "Where People Walk: A Guide",
            SLEEP,
        )
    )

    assert dropped(found) == [
        ("- Why People Walk", CONTENTS),
        ("- Where People Walk: A Guide", CONTENTS),
    ]
    assert outline(found) == [(2, "Why People Walk"), (2, "Where People Walk: A Guide")]


def test_plain_contents_below_their_label_go_with_it():
    found = parse(
        spaced(
            "Walks for All",
            unspaced("In this article", "Why people walk", "Where", "References"),
            RAIN,
            "Why people walk",
            WALKS,
            "Where",
            SLEEP,
            unspaced("References", "1. Hill A. Walking. J Walks. 2020;1:2. doi:10.1000/182"),
        )
    )

    assert dropped(found)[:4] == [
        ("In this article", "label of a table of contents, which is made anew from the headings"),
        ("Why people walk", CONTENTS),
        ("Where", CONTENTS),
        ("References", CONTENTS),
    ]


def test_numbered_contents_go_with_their_numbers():
    found = parse(
        unspaced(
            "Walks for All",
            "Contents",
            "1 Why",
            "1.1 For health",
            "1.2 For fun",
            "2 Where",
            "1 Why",
            RAIN,
            "1.1 For health",
            WALKS,
            "1.2 For fun",
            SLEEP,
            "2 Where",
            RAIN,
        )
    )

    assert [text for text, _ in dropped(found)] == [
        "Contents",
        "1 Why",
        "1.1 For health",
        "1.2 For fun",
        "2 Where",
    ]
    assert outline(found) == [(2, "Why"), (3, "For health"), (3, "For fun"), (2, "Where")]


def test_linked_contents_in_markdown_go():
    found = parse(
        spaced(
            "# Walks",
            "## Contents\n- [Why](#why)\n- [Where](#where)",
            "## Why",
            RAIN,
            "## Where",
            WALKS,
        )
    )

    assert [text for text, _ in dropped(found)] == [
        "## Contents",
        "- [Why](#why)",
        "- [Where](#where)",
    ]


def test_a_list_that_a_sentence_leads_into_stays_though_headings_repeat_it():
    found = parse(
        spaced(
            "Walks for All",
            "There are two kinds of walk that the valley is known for:",
            unspaced("• Short Walks", "• Long Walks"),
            "Short Walks",
            RAIN,
            "Long Walks",
            SLEEP,
        )
    )

    assert found.dropped == ()
    assert kinds(found)[:2] == ["paragraph", "list"]
