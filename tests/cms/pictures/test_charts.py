"""Tables drawn above themselves: only what is comparable, and never instead of the table."""

import re

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from articles.sealing.rendering import render
from articles.sealing.seal import Text
from cms.pictures.charts import _ticks, figures_of, with_charts
from cms.site.sealed_texts import made_ready
from tests import factories
from verify_attestation import words_of

CAPTION = "<caption>When children are better</caption>"


def body(*rows: tuple[str, ...]) -> str:
    """A table of these rows, the first of which is its head."""
    head, *rest = rows
    cells = ["".join(f"<th>{each}</th>" for each in head)]
    cells += ["".join(f"<td>{each}</td>" for each in row) for row in rest]
    lines = "".join(f"<tr>{each}</tr>" for each in cells)
    return f"<p>Before.</p><table>{CAPTION}<tbody>{lines}</tbody></table><p>After.</p>"


def text(markup: str) -> Text:
    return Text("Colds", "", markup, (factories.OLSEN | {"id": "olsen2019"},), ())


def drawn(*rows: tuple[str, ...]) -> list[str]:
    """What the drawing of the table says, from top to bottom; nothing where there is none."""
    root = html.fromstring(f"<div>{made_ready(text(body(*rows))).rendered.body}</div>")
    return [
        each.text
        for each in root.xpath(".//svg[contains(@class, 'wide')]/text[not(@class='soft')]")
    ]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (
            [("Illness", "Days"), ("Cold", "15"), ("Earache", "7 to 8")],
            ["Cold", "15", "Earache", "7 to 8"],
        ),
        (
            [("Age", "Cancer", "Changes"), ("12", "87% lower", "97% lower"), ("14", "62% lower", "7% lower")],
            ["12", "87% lower", "97% lower", "14", "62% lower", "7% lower"],
        ),
        (
            [("Measure", "Gain"), ("Pain", "1 point"), ("Sleep", "2.5 points")],
            ["Pain", "1 point", "Sleep", "2.5 points"],
        ),
    ],
    ids=["the unit over a column", "two columns", "one and many"],
)  # fmt: skip
def test_figures_of_one_unit_are_drawn(rows, says):
    assert drawn(*rows) == says


@pytest.mark.parametrize(
    "rows",
    [
        [("Measure", "Gain"), ("Pain", "1 point"), ("Sleep", "8 minutes")],
        [("Measure", "Gain"), ("Pain", "87% lower"), ("Sleep", "87% higher")],
        [("Medicine", "Dose"), ("One", "500 mg"), ("Other", "250 mg")],
        [("Study", "Year"), ("One", "2013"), ("Other", "2019")],
        [("Study", "Result"), ("One", "about 5 points"), ("Other", "6 points")],
        [("Study", "People"), ("One", "1,200 days"), ("Other", "6 days")],
        [("Study", "Days"), ("One", "5")],
        [("Study", "Days", "Days", "Days"), ("One", "5", "6", "7"), ("Other", "5", "6", "7")],
        [("Study", "Days"), ("One", "5"), ("Other", "")],
        [("Study", "Days"), ("One", "5"), ("Other", "6", "7")],
    ],
    ids=[
        "two units", "two directions", "doses", "years", "words", "a number written otherwise",
        "one row", "many columns", "an empty cell", "uneven rows",
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_left_to_the_table(rows):
    assert drawn(*rows) == []


def test_the_drawing_is_for_eyes_alone_and_the_table_stands_beneath():
    markup = made_ready(
        text(body(("Illness", "Days"), ("Cold", "15"), ("Cough", "25")))
    ).rendered.body

    root = html.fromstring(f"<div>{markup}</div>")
    assert {each.get("aria-hidden") for each in root.iter("svg")} == {"true"}
    (table,) = root.iter("table")
    assert [each.text_content() for each in table.iter("td")] == ["Cold", "15", "Cough", "25"]
    assert table.find("caption").text == "When children are better"


def test_what_is_drawn_is_no_word_of_the_sealed_text():
    sealed = body(("Illness", "Days"), ("Cold", "15"), ("Cough", "25"))
    shown = made_ready(text(sealed)).rendered.body

    page = f'<div data-sealed="body">{shown}</div>'
    assert words_of(page).parts["body"] == words_of(sealed, "body").parts["body"]


def test_numbers_are_read_as_the_language_writes_them():
    with translation.override("es"):
        assert drawn(("Grupo", "Días"), ("Uno", "2,5"), ("Otro", "3")) == [
            "Uno",
            "2,5",
            "Otro",
            "3",
        ]
        assert drawn(("Grupo", "Días"), ("Uno", "2.5"), ("Otro", "3")) == []


@given(st.floats(min_value=0.001, max_value=1e6))
def test_a_scale_begins_at_nought_and_reaches_the_highest(highest):
    ticks = _ticks(highest)

    assert ticks[0] == 0
    assert ticks[-1] >= highest * 0.999999
    assert 2 <= len(ticks) <= 6


CELL = st.sampled_from(
    ["5", "7 to 8", "12%", "3 days", "", "<b>5</b>", "x & y", "0", "1e9", "2019"]
)


@given(st.lists(st.lists(CELL, min_size=1, max_size=4), max_size=9), st.booleans())
def test_any_table_keeps_its_words(rows, has_head):
    head = "<tr><th>What</th><th>Days</th></tr>" if has_head else ""
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    rendered = render(text(f"<table>{CAPTION}<tbody>{head}{lines}</tbody></table>"))

    found = with_charts(rendered)

    assert re.sub(r"<svg.*?</svg>", "", found.body) == rendered.body


def test_a_table_without_a_head_is_none_that_can_be_drawn():
    assert figures_of(html.fromstring("<table><tr><td>1</td><td>2 days</td></tr></table>")) is None
