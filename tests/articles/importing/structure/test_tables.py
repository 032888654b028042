"""Tables: with cell borders, with blanks for borders, and with none."""

import pytest

from articles.importing import parse
from tests.articles.importing.webcopy import (
    RAIN,
    WALKS,
    doubts,
    kinds,
    only,
    question,
    spaced,
    unspaced,
)

TITLE = "Living in the Hills"
TEAS = (("Tea", "Dose", "Time"), ("Green", "2 g", "Morning"), ("Black", "3 g", "Noon"))


def joined(border: str) -> str:
    return unspaced(*(border.join(row) for row in TEAS))


@pytest.mark.parametrize("border", ["\t", " | ", "|"])
def test_pipes_and_tabs_make_a_table_without_a_doubt(border: str):
    found = parse(spaced(TITLE, RAIN, joined(border), WALKS))

    assert only(found, "table").rows == TEAS
    assert doubts(found) == []


def test_a_markdown_table_loses_its_rules():
    text = "| Tea | Dose |\n|-----|:----|\n| Green | 2 g |"
    found = parse(spaced(TITLE, RAIN, text))

    assert only(found, "table").rows == (("Tea", "Dose"), ("Green", "2 g"))
    assert only(found, "table").lines == (5, 6, 7)
    assert found.body.endswith(
        "<table><tbody><tr><th><p>Tea</p></th><th><p>Dose</p></th></tr>"
        "<tr><td><p>Green</p></td><td><p>2 g</p></td></tr></tbody></table>"
    )


@pytest.mark.parametrize("caption", ["Table 1: Teas of the hills", "**Tabla 2.** Infusiones"])
def test_a_line_that_names_the_table_below_it_is_its_caption(caption: str):
    found = parse(spaced(TITLE, RAIN, caption, joined("|"), WALKS))

    table = only(found, "table")
    assert table.caption == caption.replace("*", "")
    assert table.rows == TEAS
    assert f"<table><caption>{table.caption}</caption><tbody>" in found.body


def test_a_sentence_about_a_table_is_no_caption():
    found = parse(spaced(TITLE, RAIN, "Table tops are kept clean.", joined("|"), WALKS))

    assert only(found, "table").caption == ""


def test_runs_of_blanks_make_a_table_and_a_doubt():
    found = parse(spaced(TITLE, RAIN, joined("    ")))

    assert only(found, "table").rows == TEAS
    assert question(found, "table") == (
        "Runs of blanks were taken for the borders of this table's cells: Tea | Dose | Time. "
        "Is every cell where it belongs?"
    )


def test_uneven_rows_are_filled_and_asked_about():
    found = parse(spaced(TITLE, RAIN, "Tea | Dose | Time\nGreen | 2 g\nBlack | 3 g | Noon"))

    assert only(found, "table").rows[1] == ("Green", "2 g", "")
    assert question(found, "table") == (
        "The rows of this table do not have the same number of cells; empty ones were added at the "
        "end of the short rows. Is every cell where it belongs?"
    )


def test_two_blanks_after_a_sentence_make_no_table():
    found = parse(unspaced(TITLE, "It rains.  People stay in.", "It stops.  People go out."))

    assert kinds(found) == ["paragraph", "paragraph"]


def test_a_flattened_table_is_proposed_with_a_doubt():
    text = unspaced(
        "Wood Type Burns Best For",
        "Old Oak Slowly, with little smoke Cold nights, baking",
        "Young Oak Badly, and spitting Summer fires, fairs",
        "Dead Oak Quickly, hardly any smoke Tea, short visits",
    )
    found = parse(spaced(TITLE, RAIN, text, WALKS))

    assert only(found, "table").rows == (
        ("Wood Type", "Burns", "Best For"),
        ("Old Oak", "Slowly, with little smoke", "Cold nights, baking"),
        ("Young Oak", "Badly, and spitting", "Summer fires, fairs"),
        ("Dead Oak", "Quickly, hardly any smoke", "Tea, short visits"),
    )
    assert question(found, "table") == (
        "The borders of this table's cells were lost. These columns are a proposal: "
        "Wood Type | Burns | Best For. Is every cell where it belongs?"
    )


@pytest.mark.parametrize("put", [spaced, unspaced])
def test_a_flattened_table_is_found_however_lines_are_parted(put):
    rows = ("Tea Dose Effect", "Green 1–2 g Mildly waking", "Black 2–5 g Strongly waking")
    found = parse(put(TITLE, RAIN, *rows, WALKS, RAIN, WALKS))

    assert kinds(found) == ["paragraph", "table", "paragraph", "paragraph", "paragraph"]


def test_a_tab_behind_a_bullet_is_no_cell():
    found = parse(spaced(TITLE, RAIN, "\t•\tgreen tea\n\t•\tblack tea"))

    assert kinds(found) == ["paragraph", "list"]


def test_numbers_part_the_cells_of_a_flattened_table():
    text = "Tea Dose Effect\nGreen 1–2 g Mildly waking\nBlack 2–5 g Strongly waking"
    found = parse(spaced(TITLE, RAIN, text))

    assert only(found, "table").rows[1:] == (
        ("Green", "1–2 g", "Mildly waking"),
        ("Black", "2–5 g", "Strongly waking"),
    )


def test_rows_that_do_not_part_alike_stay_paragraphs_with_a_doubt():
    text = (
        "Wood Burns Best For\nOld Oak Slowly, with smoke Cold nights, Feasts\nAsh Well on any Day"
    )
    found = parse(spaced(TITLE, RAIN, text))

    assert kinds(found) == ["paragraph"] * 4
    assert question(found, "table") == (
        "These 3 lines look like a table whose columns cannot be told apart. They were kept as "
        "paragraphs: should they be a table?"
    )


def test_a_list_in_title_case_is_no_table():
    found = parse(
        spaced(
            TITLE,
            "Walks are known to bring:",
            "Better Sleep Quality\nLower Blood Pressure\nStronger Leg Muscles",
            RAIN,
        )
    )

    assert kinds(found) == ["paragraph", "list", "paragraph"]


def test_cells_one_below_another_are_proposed_by_where_their_numbers_stand():
    text = unspaced("Age", "Walks", "Hours", "Children", "3 a day", "5", "Adults", "1 a day", "2")
    found = parse(spaced(TITLE, RAIN, text, WALKS))

    assert only(found, "table").rows == (
        ("Age", "Walks", "Hours"),
        ("Children", "3 a day", "5"),
        ("Adults", "1 a day", "2"),
    )
    assert question(found, "table") == (
        "The cells of this table stood one below another. These columns are a proposal: "
        "Age | Walks | Hours. Is every cell where it belongs?"
    )
