"""Each kind of change is seen, named in the summary, and marked where it is."""

import pytest

from articles.comparing import compare, showing
from articles.images.pictures import Picture
from articles.sealing.seal import Signature
from tests.articles.comparing.texts import text, work

CELLS = (
    "<tr><td><p>Adults</p></td><td><p>5 mg</p></td></tr>"
    "<tr><td><p>Children</p></td><td><p>none</p></td></tr>"
)
WIDER = (
    "<tr><td><p>Adults</p></td><td><p>daily</p></td><td><p>5 mg</p></td></tr>"
    "<tr><td><p>Children</p></td><td><p>daily</p></td><td><p>none</p></td></tr>"
)


def table(rows: str) -> str:
    return f"<table><tbody>{rows}</tbody></table>"


def item(words: str) -> str:
    return f"<li><p>{words}</p></li>"


CASES = {
    "where a citation points": (
        '<p>Rest.<cite data-ref="olsen2019" data-locator="p. 3"></cite></p>',
        '<p>Rest.<cite data-ref="olsen2019" data-locator="p. 12"></cite></p>',
        ["1 paragraph changed", "1 citation changed"],
        "place in the source: p. 12, before: p. 3",
    ),
    "what a citation quotes": (
        '<p>Rest.<cite data-ref="olsen2019"></cite></p>',
        '<p>Rest.<cite data-ref="olsen2019" data-quote="It helps."></cite></p>',
        ["1 paragraph changed", "1 citation changed"],
        "quotation from the source: It helps., before: none",
    ),
    "a word": (
        "<p>Take 5 mg a day.</p>",
        "<p>Take 5000 mg a day.</p>",
        ["1 paragraph changed"],
        "5</del><ins><span class=\"visually-hidden\">inserted: </span>5000</ins> mg",
    ),
    "a paragraph more": (
        "<p>Rest helps.</p>",
        "<p>Rest helps.</p><p>Sleep does too, in most people.</p>",
        ["1 paragraph added"],
        "Sleep does too, in most people.</ins>",
    ),
    "bold": (
        "<p>Do <strong>not</strong> drive.</p>",
        "<p>Do not drive.</p>",
        ["1 paragraph changed", "1 passage formatted differently"],
        "bold removed",
    ),
    "superscript": (
        "<p>10<sup>6</sup> cells</p>",
        "<p>106 cells</p>",
        ["1 paragraph changed"],
        "<sup>6</sup></del>",
    ),
    "a link": (
        '<p>See <a href="/a">there</a>.</p>',
        '<p>See <a href="/b">there</a>.</p>',
        ["1 paragraph changed", "1 link target changed"],
        "link: /b, before: /a",
    ),
    "a level": (
        "<h2>Dose for adults</h2>",
        "<h3>Dose for adults</h3>",
        ["1 heading changed"],
        "Was a heading of level 2, is a heading of level 3",
    ),
    "a kind of list": (
        f"<ul>{item('one')}{item('two')}</ul>",
        f"<ol>{item('one')}{item('two')}</ol>",
        ["1 list changed in kind"],
        "Was a list with bullets, is a numbered list",
    ),
    "an item": (
        f"<ul>{item('one by one')}{item('two by two')}</ul>",
        f"<ul>{item('one by one')}{item('three at once, or four')}{item('two by two')}</ul>",
        ["1 list item added"],
        '<li data-change="inserted"><small class="what">Added</small>',
    ),
    "a kind of callout": (
        '<aside data-kind="note"><p>Do not drive.</p></aside>',
        '<aside data-kind="warning"><p>Do not drive.</p></aside>',
        ["1 callout changed in kind"],
        "Kind: warning, before: note",
    ),
    "a cell": (
        table(CELLS),
        table(CELLS.replace("5 mg", "10 mg")),
        ["1 table cell changed"],
        "10</ins> mg",
    ),
    "a column": (table(CELLS), table(WIDER), ["1 table column added"], '<td data-change="inserted">'),
    "a row": (
        table(CELLS),
        table("<tr><td><p>Elderly people</p></td><td><p>half</p></td></tr>" + CELLS),
        ["1 table row added"],
        '<tr data-change="inserted">',
    ),
    "a header cell": (
        table(CELLS),
        table(CELLS.replace("<td><p>Adults</p></td>", "<th><p>Adults</p></th>")),
        ["1 table cell changed"],
        "Was a cell, is a header cell",
    ),
    "another order": (
        "<p>First comes rest.</p><p>Then comes sleep, and a lot of it.</p>",
        "<p>Then comes sleep, and a lot of it.</p><p>First comes rest.</p>",
        ["1 paragraph moved"],
        "See where it is now",
    ),
    "a line": ("<p>Rest.</p><hr><p>Sleep.</p>", "<p>Rest.</p><p>Sleep.</p>", ["1 block removed"], "<hr"),
    "a space that does not break": (
        "<p>5 mg</p>",
        "<p>5&nbsp;mg</p>",
        ["1 paragraph changed"],
        "no-break space",
    ),
    "another source, with the number of the first": (
        '<p>It helps.<cite data-ref="olsen2019"></cite></p>',
        '<p>It helps.<cite data-ref="smith2020"></cite></p>',
        ["1 paragraph changed", "1 citation removed", "1 citation added", "1 source added",
         "1 source removed"],
        "[1, Smith 2020]</cite></ins>",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_change_is_counted_and_marked(case):
    old, new, summary, marked = CASES[case]

    shown = showing.show(compare(text(old), text(new)))

    assert shown.summary == summary
    assert marked in "".join(row.both for part in shown.stretches for row in part.rows)


def test_what_moved_and_changed_on_the_way_says_both():
    first = "<p>Rest helps most people who are in pain, and harms nobody.</p>"
    second = "<p>Whoever cannot sleep may read a book, or get up and walk.</p>"
    new = text(second + first.replace("most", "some"))

    shown = showing.show(compare(text(first + second), new))

    assert shown.summary == ["1 paragraph moved"]
    rows = [row for part in shown.stretches for row in part.rows]
    [arrived] = [row for row in rows if row.label == "Moved here"]
    [left] = [row for row in rows if row.label == "Moved away"]
    assert "some</ins> people" in arrived.both or "some</ins> people" in left.both + arrived.both


def test_numbers_that_shift_are_no_change():
    cited = '<p>It helps.<cite data-ref="olsen2019"></cite></p>'
    new = '<p>Sleep does.<cite data-ref="smith2020"></cite></p>' + cited

    shown = showing.show(compare(text(cited), text(new)))

    assert shown.summary == ["1 paragraph added", "1 source added"]
    *_, row = shown.stretches[-1].rows
    assert (row.fate, "[1]" in row.old, "[2]" in row.new) == ("kept", True, True)


def test_sources_are_added_removed_and_corrected():
    old = text(references=(work("olsen2019"), work("smith2020")))
    new = text(references=(work("olsen2019", DOI="10.1000/1"), work("lee2021")))

    shown = showing.show(compare(old, new))

    assert shown.summary == ["1 source added", "1 source removed", "1 source corrected"]
    assert [source.label for source in shown.sources] == ["Added", "Removed", "Corrected"]
    [doi] = shown.sources[2].fields
    assert (doi.name, doi.old, doi.new) == ("DOI", "", "10.1000/1")


def test_title_standfirst_and_names_are_compared():
    ben = Signature("Ben Cole", "", "editor", "ben")
    old = text()
    new = text(title="Rest and sleep", standfirst="", bylines=(*old.bylines, ben))

    shown = showing.show(compare(old, new))

    assert shown.summary == ["title changed", "standfirst changed", "names under the title changed"]
    assert [row.label for row in shown.heads] == [
        "Title changed",
        "Standfirst changed",
        "Names changed",
    ]
    assert "Edited by Ben Cole. </ins>" in shown.heads[2].both


def test_a_name_that_leads_to_another_profile_is_a_change():
    other = text(bylines=(Signature("Ada Byron", "MD", "writer", "ada-2"),))

    shown = showing.show(compare(text(), other))

    assert "profile: ada-2, before: ada" in shown.heads[0].both


ONE, OTHER = (Picture(letter * 64, "webp", 900, 600) for letter in "ab")


def figure(picture: Picture, alt: str = "A leaf") -> str:
    return (
        f'<figure><img data-image="{picture.key}" alt="{alt}">'
        "<figcaption>Kratom</figcaption></figure>"
    )


@pytest.mark.parametrize(
    ("new", "marked"),
    [
        (figure(OTHER), '<small class="what">Removed</small><picture>'),
        (figure(ONE, "A tree"), "Alternative text: A tree, before: A leaf"),
        (figure(ONE).replace("Kratom", "Mitragyna"), "Mitragyna</ins>"),
    ],
    ids=["another picture", "alternative text", "caption"],
)
def test_a_picture_that_changed_is_seen(new, marked):
    old = text(figure(ONE), images=(ONE,))

    comparison = compare(old, text(new, images=(ONE, OTHER)))

    shown = showing.show(comparison)
    assert shown.summary == ["1 picture changed"]
    assert marked in shown.stretches[0].rows[0].both
    assert comparison.rejected() == old.body


def test_a_credit_or_a_lead_image_that_changed_is_said():
    credited = Picture(ONE.key, "webp", 900, 600, credit="Ada Byron")

    shown = showing.show(
        compare(
            text(images=(ONE,)), text(images=(credited,), lead_image=ONE.key, lead_alt="A leaf")
        )
    )

    assert [field.name for field in shown.others] == ["lead image", "lead alt", "image credit"]


def test_the_format_of_a_seal_is_no_change_of_the_text():
    """A draft has none yet."""
    assert not showing.show(compare(text(format=0), text(format=1))).others


def test_what_stayed_is_folded_away_but_for_the_neighbours():
    paragraphs = [f"<p>Paragraph {'abcdefghij'[n]} stands here.</p>" for n in range(10)]
    new = [*paragraphs[:-1], "<p>Paragraph j stood here.</p>"]

    shown = showing.show(compare(text("".join(paragraphs)), text("".join(new))))

    assert [(part.is_folded, len(part.rows)) for part in shown.stretches] == [(True, 8), (False, 2)]


def test_markup_in_the_words_stays_words():
    shown = showing.show(compare(text(title="a < b"), text(title="a <script>")))

    assert "&lt;" in shown.heads[0].both
    assert "<script>" not in shown.heads[0].both
