"""Questions about the text as a whole: few, and each of use."""

import pytest

from articles.importing import parse
from tests.articles.importing.webcopy import RAIN, SLEEP, WALKS, doubts, question, spaced, unspaced

TITLE = "Living in the Hills"
SECTIONS = ("Rain and Weather", RAIN, WALKS, "Walks and Health", WALKS, SLEEP)
CLOSING = (
    "Whoever lives up there needs good boots and a stove, and would not want to live anywhere else."
)


def lost(reason: str) -> str:
    return (
        f"This seems to close the article ({reason}), yet no heading such as “Conclusion” stands above "
        "it. Was one lost? Insert it if so."
    )


def test_a_lost_closing_heading_is_told_by_blank_lines():
    found = parse(spaced(TITLE, *SECTIONS) + "\n\n\n\n" + CLOSING)

    assert question(found, "closing heading") == lost(
        "more blank lines stand above it than elsewhere"
    )


def test_a_lost_closing_heading_is_told_by_the_first_words():
    found = parse(spaced(TITLE, *SECTIONS, "In summary, " + CLOSING))

    assert question(found, "closing heading") == lost("its first words say so")


def test_a_lost_closing_heading_is_told_by_what_it_takes_up():
    text = "Rain, weather, walks and health: that is what life is about where we have been, and no more."
    found = parse(unspaced(TITLE, *SECTIONS, text))

    assert question(found, "closing heading") == lost("it takes up the other headings again")


def test_a_closing_heading_of_a_lower_level_lacks_its_chapter():
    found = parse(
        spaced(
            TITLE,
            "Rain and Weather",
            "Kinds of rain",
            RAIN,
            "Walks and Health",
            "Effects on the heart",
            WALKS,
            "Summary of life in the hills",
            SLEEP,
        )
    )

    assert question(found, "closing heading") == lost("its own heading is one of a lower level")


@pytest.mark.parametrize(
    "heading", ["Conclusion", "Final Thoughts", "The Bottom Line", "Wrapping Up", "A Short Summary"]
)
def test_a_closing_heading_that_is_there_is_not_asked_for(heading: str):
    found = parse(spaced(TITLE, *SECTIONS, heading, "In summary, " + CLOSING))

    assert "closing heading" not in doubts(found)


def test_an_ordinary_last_paragraph_is_not_asked_about():
    assert "closing heading" not in doubts(parse(spaced(TITLE, *SECTIONS)))


def test_a_text_without_headings_is_asked_about_where_it_is_long():
    long = parse(spaced(TITLE, *[RAIN, WALKS, SLEEP] * 5))
    short = parse(spaced(TITLE, RAIN, WALKS))

    assert question(long, "headings") == (
        "No heading was found in this text of 15 paragraphs. Were headings lost, and where does a "
        "reader need one?"
    )
    assert doubts(short) == []


def test_sellers_are_one_question_dropped_lines_included():
    found = parse(
        spaced(
            TITLE,
            f"{RAIN} It is best to buy boots from trusted vendors.",
            "Our shop offers sample packages.",
            "Buy now!",
            "SUBSCRIBE TO OUR NEWSLETTER",
            "Get EXCLUSIVE offers from the BEST SHOPS!",
        )
    )

    assert question(found, "commercial interest") == (
        "The text calls to buy or names sellers. Does anybody who wrote or published it gain from "
        "sales? Disclose it, or take these passages out.\n\n"
        "“It is best to buy boots from trusted vendors.”\n"
        "“Our shop offers sample packages.”\n"
        "“Buy now!” (dropped)\n"
        "“Get EXCLUSIVE offers from the BEST SHOPS!” (dropped)"
    )


def test_many_sellers_are_cut_short():
    found = parse(
        spaced(TITLE, RAIN, *[f"Our brand {number} offers boots." for number in range(8)])
    )

    assert question(found, "commercial interest").endswith(
        "“Our brand 4 offers boots.”\nand 3 more"
    )


@pytest.mark.parametrize(
    "line",
    [
        "In order to walk today, rest first.",
        "The order from north to south is this.",
        "They sell nothing.",
    ],
)
def test_ordinary_words_are_no_sellers(line: str):
    assert "commercial interest" not in doubts(parse(spaced(TITLE, RAIN, line)))


def test_leftovers_of_a_page_are_kept_and_asked_about():
    found = parse(spaced(TITLE, f"{RAIN} <b>Really</b>, fish &amp; chips. [gallery ids=1]"))

    assert "&lt;b&gt;Really&lt;/b&gt;, fish &amp;amp; chips. [gallery ids=1]" in found.body
    assert question(found, "markup") == (
        "These look like leftovers of a web page, and were kept as they are: "
        "<b>, </b>, &amp;, [gallery ids=1]. Take them out?"
    )


def test_a_paragraph_without_end_is_asked_about():
    found = parse(spaced(TITLE, f"{RAIN} {WALKS} " * 9))

    assert (
        question(found, "paragraphs")
        == "This paragraph has 594 words. Were line breaks lost in it?"
    )


def test_doubts_stand_in_the_order_of_their_lines():
    found = parse(
        spaced(
            TITLE,
            "Reviewed by Dr. Hill",
            *SECTIONS,
            "In summary, " + CLOSING,
            "References",
            "1. Rain, https://example.org",
        )
    )

    assert [doubt.line for doubt in found.doubts] == sorted(doubt.line for doubt in found.doubts)


def test_a_quote_stands_in_the_text_to_the_letter():
    found = parse(spaced(TITLE, *SECTIONS, "In summary, " + CLOSING))

    [doubt] = [doubt for doubt in found.doubts if doubt.kind == "closing heading"]
    assert doubt.quote == "In summary, " + CLOSING
