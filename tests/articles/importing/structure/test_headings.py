"""Which lines are headings, and at which level."""

import pytest

from articles.importing import parse
from articles.importing.lines.wording import is_headline
from tests.articles.importing.webcopy import (
    RAIN,
    SLEEP,
    WALKS,
    doubts,
    kinds,
    only,
    outline,
    question,
    spaced,
    unspaced,
)

TITLE = "Living in the Hills"


@pytest.mark.parametrize(
    "line",
    [
        "Why People Walk",
        "What is rain?",
        "Short-term and long-term effects",
        "Tea: Is It Safe, Cheap and Good?",
        "RISKS AND SIDE EFFECTS",
        "Legal Status in the U.S.",
        "Dr. Hill and St. John",
        "🌿 Herbs of the Hills",
        "Side Effects:",
        "can tea help with sleep?",
        "Walk Today!",
    ],
)
def test_headlines(line: str):
    assert is_headline(line)


@pytest.mark.parametrize(
    "line",
    [
        "Rain is wet.",
        "Stay dry, friends.",
        "Here are some of them:",
        "The most common effects are:",
        "It rains. People stay in",
        "and then it stopped",
        "https://example.org/walks",
        "– Ann, a walker",
        "a | b | c",
        "What a day it was when we all went out into the rain!",
        RAIN,
    ],
)
def test_no_headlines(line: str):
    assert not is_headline(line)


@pytest.mark.parametrize("put", [spaced, unspaced])
def test_unmarked_headings_are_found_with_and_without_blank_lines(put):
    found = parse(put(TITLE, RAIN, "Why People Walk", WALKS, "What helps with sleep?", SLEEP))

    assert outline(found) == [(2, "Why People Walk"), (2, "What helps with sleep?")]
    assert question(found, "headings") == (
        "The file marks no headings. These 2 lines were taken for them, by their wording and their "
        "place. Is each one a heading, and at its level?\n\nWhy People Walk\nWhat helps with sleep?"
    )


def test_one_unmarked_heading_is_asked_about_in_the_singular():
    found = parse(spaced(TITLE, RAIN, "Why People Walk", WALKS))

    assert question(found, "headings") == (
        "The file marks no headings. This line was taken for one: is it?\n\nWhy People Walk"
    )


def test_a_short_closing_sentence_is_a_paragraph():
    found = parse(spaced(TITLE, RAIN, WALKS, "Stay dry."))

    assert kinds(found) == ["paragraph", "paragraph", "paragraph"]


def test_a_short_line_with_nothing_below_it_is_a_paragraph():
    found = parse(spaced(TITLE, RAIN, "Happy Walking"))

    assert kinds(found) == ["paragraph", "paragraph"]


def test_a_line_that_leads_into_a_list_is_a_paragraph():
    found = parse(spaced(TITLE, RAIN, "Good boots are:", "- dry\n- light"))

    assert kinds(found) == ["paragraph", "paragraph", "list"]


def test_a_heading_between_a_leading_line_and_a_list_is_a_heading():
    found = parse(spaced(TITLE, RAIN + " Here is what helps:", "Good Boots", "- dry\n- light"))

    assert kinds(found) == ["paragraph", "heading", "list"]


def test_a_heading_that_ends_in_a_colon_heads_prose_or_a_list():
    found = parse(spaced(TITLE, RAIN, "Side Effects:", WALKS, "Good Boots:", "- dry\n- light"))

    assert outline(found) == [(2, "Side Effects:"), (2, "Good Boots:")]


def test_labels_with_a_colon_stand_one_level_below_the_heading_above():
    found = parse(
        spaced(
            TITLE,
            "Boots",
            RAIN,
            "Pros:",
            "- dry\n- light",
            "Cons:",
            "- dear\n- stiff",
            "Shoes",
            WALKS,
        )
    )

    assert outline(found) == [(2, "Boots"), (3, "Pros:"), (3, "Cons:"), (2, "Shoes")]


def test_marked_headings_keep_their_order_of_depth():
    found = parse(
        spaced("# " + TITLE, "## Why", RAIN, "### For health", WALKS, "## Where ##", SLEEP)
    )

    assert outline(found) == [(2, "Why"), (3, "For health"), (2, "Where")]
    assert doubts(found) == []


def test_depths_that_are_left_out_are_closed_up():
    found = parse(spaced("# " + TITLE, "### Why", RAIN, "##### For health", WALKS))

    assert outline(found) == [(2, "Why"), (3, "For health")]


def test_underlined_and_bold_lines_are_headings():
    found = parse(
        spaced(f"{TITLE}\n=====", "Why\n---", RAIN, "**When**", SLEEP, f"**Not this.** {WALKS}")
    )

    assert found.title_lines == (1, 2)
    assert outline(found) == [(2, "Why"), (3, "When")]


def test_where_headings_are_marked_an_unmarked_short_line_is_none():
    found = parse(spaced("# " + TITLE, "## Why", RAIN, "A view of the hills", "## Where", WALKS))

    assert kinds(found) == ["heading", "paragraph", "paragraph", "heading", "paragraph"]


def test_title_case_heads_chapters_and_sentence_case_their_sections():
    found = parse(
        spaced(
            TITLE,
            "The Rain of the Hills",
            "What is rain?",
            RAIN,
            "Kinds of rain in the hills",
            RAIN,
            "Walks and Health",
            "Effects on the heart",
            WALKS,
            "Other effects",
            WALKS,
            "Sleep and Rest",
            "Sleep in winter",
            SLEEP,
        )
    )

    assert outline(found) == [
        (2, "The Rain of the Hills"),
        (3, "What is rain?"),
        (3, "Kinds of rain in the hills"),
        (2, "Walks and Health"),
        (3, "Effects on the heart"),
        (3, "Other effects"),
        (2, "Sleep and Rest"),
        (3, "Sleep in winter"),
    ]


def test_a_name_does_not_make_title_case():
    """“Rain in Wales” tells nothing of its level where Wales is capitalised everywhere."""
    prose = f"Many walk in Wales, and more and more in Wales sleep well. {RAIN}"
    found = parse(
        spaced(
            TITLE,
            "Facts and Figures",
            "Rain in Wales",
            prose,
            "Sleep and rest",
            SLEEP,
            "Walks in Wales",
            WALKS,
        )
    )

    assert outline(found) == [
        (2, "Facts and Figures"),
        (3, "Rain in Wales"),
        (3, "Sleep and rest"),
        (3, "Walks in Wales"),
    ]


def test_mixed_casing_alone_makes_no_second_level():
    found = parse(spaced(TITLE, "Why People Walk", RAIN, "Where to go", WALKS, "When To Go", SLEEP))

    assert {level for level, _ in outline(found)} == {2}


def test_capitals_head_chapters_above_anything_else():
    found = parse(
        unspaced(
            TITLE,
            "THE RAIN OF THE HILLS",
            "Kinds of Rain",
            RAIN,
            "Rain in winter",
            RAIN,
            "WALKS AND HEALTH",
            "Effects on the Heart",
            WALKS,
        )
    )

    assert outline(found) == [
        (2, "THE RAIN OF THE HILLS"),
        (3, "Kinds of Rain"),
        (3, "Rain in winter"),
        (2, "WALKS AND HEALTH"),
        (3, "Effects on the Heart"),
    ]


def test_where_chapters_open_with_a_section_the_next_heading_is_a_section():
    found = parse(
        spaced(
            TITLE,
            "The Rain of the Hills",
            "Kinds of Rain",
            RAIN,
            "Rain in Winter",
            RAIN,
            "Walks and Health",
            "Effects on the Heart",
            WALKS,
            "Conclusion",
            SLEEP,
        )
    )

    assert outline(found) == [
        (2, "The Rain of the Hills"),
        (3, "Kinds of Rain"),
        (3, "Rain in Winter"),
        (2, "Walks and Health"),
        (3, "Effects on the Heart"),
        (2, "Conclusion"),
    ]


def test_numbered_headings_lose_their_numbers_and_keep_their_order():
    found = parse(
        spaced(
            TITLE,
            "Gains",
            RAIN + " Here is what people name:",
            "1. Better Sleep",
            SLEEP,
            "2. Stronger Legs",
            WALKS,
            "Losses",
            RAIN,
            "1. Wet Feet",
            RAIN,
            "2. Blisters",
            WALKS,
        )
    )

    assert outline(found) == [
        (2, "Gains"),
        (3, "Better Sleep"),
        (3, "Stronger Legs"),
        (2, "Losses"),
        (3, "Wet Feet"),
        (3, "Blisters"),
    ]


def test_numbered_headings_are_chapters_where_nothing_else_heads_or_the_title_counts_them():
    numbered = ("1. Better Sleep", SLEEP, "2. Stronger Legs", WALKS)

    alone = parse(spaced("Why Walk", RAIN, *numbered, "Conclusion", RAIN))
    counted = parse(spaced("2 Reasons to Walk", "How We Chose", RAIN, *numbered))

    assert outline(alone) == [(2, "Better Sleep"), (2, "Stronger Legs"), (2, "Conclusion")]
    assert outline(counted) == [(2, "How We Chose"), (2, "Better Sleep"), (2, "Stronger Legs")]


def test_hash_numbers_and_letters_head_sections_too():
    found = parse(
        unspaced(
            "Top Walks",
            "#1. The Ridge",
            RAIN,
            "#2. The Lake",
            WALKS,
            "Opinions",
            SLEEP,
            "A. For",
            RAIN,
            "B. Against",
            RAIN,
        )
    )

    assert outline(found) == [
        (2, "The Ridge"),
        (2, "The Lake"),
        (2, "Opinions"),
        (3, "For"),
        (3, "Against"),
    ]


def test_outline_numbers_tell_the_levels():
    found = parse(
        unspaced(
            "Sleep",
            RAIN,
            "1. Nights",
            SLEEP,
            "1.1 Dark rooms",
            SLEEP,
            "1.2 Quiet rooms",
            SLEEP,
            "2. Days",
            WALKS,
        )
    )

    assert outline(found) == [
        (2, "Nights"),
        (3, "Dark rooms"),
        (3, "Quiet rooms"),
        (2, "Days"),
    ]


def test_letters_below_roman_numbers_are_sections_of_their_chapters():
    found = parse(
        spaced(
            TITLE,
            "I. Rain",
            RAIN,
            "II. Walks",
            "A. In May",
            WALKS,
            "B. In June",
            WALKS,
            "III. Sleep",
            SLEEP,
        )
    )

    assert outline(found) == [
        (2, "Rain"),
        (2, "Walks"),
        (3, "In May"),
        (3, "In June"),
        (2, "Sleep"),
    ]


def test_bullets_above_paragraphs_are_doubtful_headings():
    found = parse(spaced(TITLE, "Gains", RAIN, "• Better Sleep", SLEEP, "• Stronger Legs", WALKS))

    assert outline(found) == [(2, "Gains"), (3, "Better Sleep"), (3, "Stronger Legs")]
    assert question(found, "headings").endswith(
        "Gains\n    Better Sleep (least certain)\n    Stronger Legs (least certain)"
    )


def test_short_lines_in_turn_are_a_list_and_asked_about():
    found = parse(
        spaced(
            TITLE,
            RAIN + " It has three sorts:",
            "Drizzle\nShowers\nCloudbursts",
            "What to Wear",
            WALKS,
        )
    )

    assert kinds(found) == ["paragraph", "list", "heading", "paragraph"]
    assert question(found, "list") == (
        "These short lines in turn have no bullets and were made lists. Were they lists, or a table, "
        "or headings?\n\nDrizzle · Showers · Cloudbursts"
    )


def test_lower_case_lines_below_a_leading_line_are_a_list():
    found = parse(spaced(TITLE, RAIN, "Good boots are:", "dry", "light", "cheap", WALKS))

    listing = only(found, "list")
    assert [item.text for item in listing.items] == ["dry", "light", "cheap"]


def test_all_lost_lists_are_asked_about_at_once():
    found = parse(
        spaced(
            TITLE,
            "Kinds of rain include:",
            "Drizzle\nShowers\nCloudbursts",
            RAIN,
            "Kinds of walk include:",
            "Strolls\nHikes\nClimbs",
            WALKS,
        )
    )

    assert question(found, "list").endswith(
        "Drizzle · Showers · Cloudbursts\nStrolls · Hikes · Climbs"
    )


def test_broken_lines_are_joined_and_counted():
    found = parse(
        unspaced(
            "Tea in the Hills",
            "",
            "Tea is drunk at all hours in the hills, and nobody there would think",
            "of calling it a luxury. A kettle stands on every stove, and whoever",
            "comes in out of the rain is given a cup before he is asked his name.",
            "",
            "  * Black tea is for the morning, when it is cold and there is much to",
            "    do before the sun has come over the ridge",
            "  * Green tea is for the evening",
        )
    )

    assert [block.lines for block in found.blocks] == [(3, 4, 5), (7, 8, 9)]
    assert found.blocks[0].text.startswith(
        "Tea is drunk at all hours in the hills, and nobody there would think of"
    )
    assert [item.text for item in found.blocks[1].items] == [
        "Black tea is for the morning, when it is cold and there is much to do before the sun has "
        "come over the ridge",
        "Green tea is for the evening",
    ]


def test_a_link_cut_out_of_its_sentence_comes_back():
    found = parse(
        unspaced(
            TITLE,
            "The oldest book about walking that anybody has read is the one by",
            "Ann Hill",
            ", who never left the valley.",
            RAIN,
        )
    )

    assert found.blocks[0].text == (
        "The oldest book about walking that anybody has read is the one by Ann Hill, who never left "
        "the valley."
    )


def test_the_first_and_the_last_line_may_be_all_there_is():
    assert parse("Walks").title == "Walks"
    assert parse("Walks").blocks == ()
