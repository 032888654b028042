"""Lists: bullets and numbers, run-in labels, nesting, odd numbering."""

import pytest

from articles.importing import parse
from articles.importing.manuscript import Item, Listing, Paragraph
from tests.articles.importing.webcopy import (
    RAIN,
    SLEEP,
    WALKS,
    doubts,
    kinds,
    only,
    question,
    spaced,
    unspaced,
)

TITLE = "Living in the Hills"


def texts(block: Listing) -> list[str]:
    return [item.text for item in block.items]


@pytest.mark.parametrize(
    "bullet", ["•", "-", "*", "–", "—", "◦", "▪", "✓", "✗", "➤", "o", "·", "👉", "✔️"]
)
def test_bullets_of_all_shapes(bullet: str):
    found = parse(spaced(TITLE, RAIN, f"  {bullet} Dry socks\n  {bullet} Warm hats"))

    assert texts(only(found, "list")) == ["Dry socks", "Warm hats"]
    assert doubts(found) == []


@pytest.mark.parametrize(
    ("one", "two"),
    [("1.", "2."), ("1)", "2)"), ("(1)", "(2)"), ("a.", "b."), ("i)", "ii)"), ("[1]", "[2]")],
)
def test_numbers_of_all_shapes(one: str, two: str):
    found = parse(spaced(TITLE, RAIN, f"{one} Dry socks.\n{two} Warm hats."))

    listing = only(found, "list")
    assert (listing.ordered, texts(listing)) == (True, ["Dry socks.", "Warm hats."])


@pytest.mark.parametrize(
    "line",
    [
        "- a lone dash",
        "* a footnote",
        "– Ann",
        "12. May was wet.",
        "A. Smith said so.",
        "2.5 Grams is much.",
    ],
)
def test_what_only_looks_like_a_marker_stays_text(line: str):
    found = parse(spaced(TITLE, RAIN, line, WALKS))

    assert line in [block.text for block in found.blocks if hasattr(block, "text")]


def test_items_may_be_parted_by_blank_lines_and_hold_two_sentences():
    found = parse(
        spaced(
            TITLE,
            RAIN,
            "1. Count your steps. Write them down.",
            "2. Rest. Nobody runs.",
            "3. Go home.",
        )
    )

    assert texts(only(found, "list")) == [
        "Count your steps. Write them down.",
        "Rest. Nobody runs.",
        "Go home.",
    ]
    assert doubts(found) == []


def test_run_in_labels_are_parted_from_their_texts():
    found = parse(
        spaced(
            TITLE,
            RAIN,
            "1. Daily Walks: Go out every day. It need not be far.",
            "2. Warm Feet: Dry socks help.\n3. No label here.",
        )
    )

    assert [(item.label, item.text) for item in only(found, "list").items] == [
        ("Daily Walks:", "Go out every day. It need not be far."),
        ("Warm Feet:", "Dry socks help."),
        ("", "No label here."),
    ]
    assert "<li><p><strong>Warm Feet:</strong> Dry socks help.</p></li>" in found.body


def test_labels_in_bold_or_before_a_dash_are_labels_too():
    bold = parse(spaced(TITLE, RAIN, "- **Boots:** dry\n- **Hats**: warm"))
    dashed = parse(spaced(TITLE, RAIN, "- Boots – dry ones\n- Hats – warm ones"))

    assert [(item.label, item.text) for item in only(bold, "list").items] == [
        ("Boots:", "dry"),
        ("Hats:", "warm"),
    ]
    assert [(item.label, item.text) for item in only(dashed, "list").items] == [
        ("Boots –", "dry ones"),
        ("Hats –", "warm ones"),
    ]


def test_a_colon_in_one_item_of_three_is_no_label():
    found = parse(spaced(TITLE, RAIN, "- Go at dawn: it is quiet.\n- Rest.\n- Drink."))

    assert [item.label for item in only(found, "list").items] == ["", "", ""]


def test_addresses_and_ratios_are_no_labels():
    found = parse(
        spaced(TITLE, RAIN, "- https://example.org/a is one\n- Mix 1: 2 parts\n- Mix 1: 3 parts")
    )

    assert [item.label for item in only(found, "list").items] == ["", "", ""]


def test_lists_nest_by_indent_and_by_bullet():
    indented = parse(spaced(TITLE, RAIN, "- Boots\n    - dry\n    - light\n- Hats"))
    styled = parse(spaced(TITLE, RAIN, "1. Boots\n• dry\n• light\n2. Hats"))

    for found in (indented, styled):
        [boots, hats] = only(found, "list").items
        [inner] = boots.more
        assert (boots.text, texts(inner), hats.text) == ("Boots", ["dry", "light"], "Hats")
        assert doubts(found) == []


def test_numbers_nest_by_indent_and_by_outline():
    indented = parse(spaced(TITLE, RAIN, "1. Boots.\n   1. dry.\n   2. light.\n2. Hats."))
    outlined = parse(spaced(TITLE, RAIN, "1. Boots.\n1.1 Dry.\n1.2 Light.\n2. Hats."))

    for found in (indented, outlined):
        [boots, hats] = only(found, "list").items
        assert (boots.text, len(boots.more[0].items), hats.text) == ("Boots.", 2, "Hats.")
        assert doubts(found) == []


def test_an_item_keeps_the_paragraph_that_hangs_below_it():
    found = parse(spaced(TITLE, RAIN, "1. Start low.\n   Half of it is enough.\n2. Go slow."))

    assert only(found, "list").items[0] == Item(
        "Start low.", (5,), more=(Paragraph("Half of it is enough.", (6,)),)
    )


def test_bullets_after_a_finished_list_are_a_list_of_their_own():
    found = parse(spaced(TITLE, RAIN, "1. Boots.\n2. Hats.\n• dry\n• warm"))

    assert [(block.ordered, texts(block)) for block in found.blocks if block.kind == "list"] == [
        (True, ["Boots.", "Hats."]),
        (False, ["dry", "warm"]),
    ]


def test_a_list_that_a_paragraph_interrupts_goes_on_with_its_number():
    found = parse(
        spaced(
            TITLE,
            RAIN,
            "1. Boots, and dry ones.\n2. Hats, and warm ones.\n3. Go.",
            WALKS,
            "4. Sleep a lot. Then go again.",
        )
    )

    assert [block.start for block in found.blocks if block.kind == "list"] == [1, 4]
    assert '<ol start="4">' in found.body


def test_a_restart_of_the_numbers_makes_two_lists_and_a_doubt():
    found = parse(spaced(TITLE, RAIN, "1. Boots.\n2. Hats.\n1. Tea.\n2. Bread."))

    assert [texts(block) for block in found.blocks if block.kind == "list"] == [
        ["Boots.", "Hats."],
        ["Tea.", "Bread."],
    ]
    assert question(found, "list") == (
        "The numbering goes from 2 to 1 here. Is this one list or two, and is an item missing?"
    )


def test_a_number_left_out_makes_a_doubt():
    found = parse(spaced(TITLE, RAIN, "1. Boots.\n2. Hats.\n4. Tea.\n5. Bread."))

    assert len(only(found, "list").items) == 4
    assert question(found, "list") == (
        "The numbering goes from 2 to 4 here. Is this one list or two, and is an item missing?"
    )


def test_ones_all_along_number_one_list():
    found = parse(spaced(TITLE, RAIN, "1. Boots.\n1. Hats.\n1. Tea."))

    assert len(only(found, "list").items) == 3
    assert doubts(found) == []


def test_full_sentences_above_paragraphs_are_items_of_one_list():
    found = parse(
        spaced(
            TITLE,
            "Steps",
            RAIN,
            "1. Talk to your neighbours.",
            RAIN,
            "2. Keep a diary.",
            WALKS,
            "3. Go out, then rest.",
            SLEEP,
            WALKS,
        )
    )

    listing = only(found, "list")
    assert [len(item.more) for item in listing.items] == [1, 1, 1]
    assert kinds(found)[-1] == "paragraph"
    assert question(found, "list") == (
        "Each number here has a paragraph below it. They were kept as one list; are they headings, "
        "and does the last paragraph belong to the last item?"
    )


def test_very_deep_nesting_is_flattened_not_lost():
    text = unspaced(*(" " * (4 * depth) + f"- level {depth}" for depth in range(30)))
    found = parse(spaced(TITLE, RAIN, text))

    assert all(f"level {depth}<" in found.body for depth in range(30))
