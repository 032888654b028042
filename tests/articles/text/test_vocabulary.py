"""A new kind of block is one row: with it alone bodies hold it, and everything that reads them knows it.

That it is pasted and edited as well is shown in `tests/browser/test_vocabulary.py`.
"""

from dataclasses import replace

import pytest

from articles.coediting.merging import merge
from articles.comparing import compare, showing
from articles.comparing.nodes import blocks
from articles.drafting.drafts import DraftText
from articles.sealing.rendering import render
from articles.text import canonical, cleaner, vocabulary
from articles.text.anchors import Difference, Selector, running
from articles.text.cleaner import clean
from articles.text.editor import extensions
from articles.text.vocabulary import INLINE, Attribute, ElementType, Shape
from tests.articles.comparing.texts import text
from tests.articles.text.kinds import HINT, IMPRINT, add_kinds

TIP = '<details data-kind="tip"><p>Rest helps the back.</p></details>'
BODY = f"<h2>Rest</h2>{TIP}<address>Acme Press, Oslo</address><p>The end.</p>"


@pytest.fixture
def _kinds(monkeypatch) -> None:
    add_kinds(monkeypatch)


def changed(old: str, new: str) -> tuple[list[str], str]:
    """The summary of a comparison, and what a page shows of it."""
    found = compare(text(old), text(new))
    assert (found.rejected(), found.accepted()) == (clean(old), clean(new))
    shown = showing.show(found)
    return shown.summary, "".join(row.both for each in shown.stretches for row in each.rows)


# --- a kind more -------------------------------------------------------------------------------------


def test_without_its_row_a_block_is_none():
    assert clean(BODY) == (
        "<h2>Rest</h2><p>Rest helps the back.</p><p>Acme Press, Oslo</p><p>The end.</p>"
    )


@pytest.mark.usefixtures("_kinds")
@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (BODY, BODY),
        ("<details>Rest</details>", '<details data-kind="tip"><p>Rest</p></details>'),
        (
            '<details data-kind="advert" open onclick="x()"><h2>Rest</h2></details>',
            '<details data-kind="tip"><h2>Rest</h2></details>',
        ),
        (
            "<p>One<details data-kind='example'><ul><li>Two</ul></details>",
            '<p>One</p><details data-kind="example"><ul><li><p>Two</p></li></ul></details>',
        ),
        ("<details> <br> </details><address> </address>", ""),
        ("<address>Acme<p>Oslo</p></address>", "<address>Acme</address><p>Oslo</p>"),
    ],
)
def test_it_is_cleaned_into_one_form(written, kept):
    assert clean(written) == kept
    assert clean(kept) == kept


@pytest.mark.usefixtures("_kinds")
def test_it_is_shown_with_what_a_page_adds():
    example = TIP.replace("tip", "example")

    assert render(text(TIP)).body == TIP.replace(">", ' open="">', 1)
    assert 'aria-label="Example"' in render(text(example)).body
    assert render(text(BODY)).contents == (("s-rest", "Rest"),)


@pytest.mark.usefixtures("_kinds")
@pytest.mark.parametrize(
    ("new", "summary", "shown"),
    [
        (BODY.replace(TIP, ""), ["1 hint removed"], "<del>"),
        (BODY.replace(TIP, TIP * 2), ["1 hint added"], "<ins>"),
        (
            BODY.replace("tip", "example"),
            ["1 hint changed in kind"],
            "Kind of hint: example, before: tip",
        ),
        (BODY.replace("helps", "eases"), ["1 paragraph changed"], ">eases</ins>"),
        (BODY.replace(TIP, "") + TIP, ["1 hint moved"], "See where it was"),
        (BODY.replace("Oslo", "Bergen"), ["1 imprint changed"], ">Bergen</ins>"),
        (
            BODY.replace("<address>", "<p>").replace("</address>", "</p>"),
            ["1 paragraph changed"],
            "Was an imprint, is a paragraph",
        ),
    ],
)
def test_it_is_compared_by_its_words_its_kind_and_its_place(new, summary, shown):
    found, page = changed(BODY, new)

    assert found == summary
    assert shown in page


@pytest.mark.usefixtures("_kinds")
def test_a_comment_in_it_follows_its_passage():
    old = running(BODY)
    new = running(f"<p>New.</p>{BODY.replace('helps', 'often helps')}")

    start = old.index("Rest helps the back")
    place = Difference(old, new).locate(Selector.at(old, start, start + len("Rest helps the back")))

    assert old == "Rest\nRest helps the back.\nAcme Press, Oslo\nThe end."
    assert place is not None
    assert new[place.start : place.end] == "Rest often helps the back"


@pytest.mark.usefixtures("_kinds")
def test_two_writers_of_it_are_merged():
    mine, theirs = (
        DraftText("Rest", "", BODY.replace(*words))
        for words in (("helps", "eases"), ("Oslo", "Bergen"))
    )

    merged = merge(DraftText("Rest", "", BODY), mine, theirs)

    assert merged.clashes == 0
    assert merged.text({}).body == BODY.replace("helps", "eases").replace("Oslo", "Bergen")


@pytest.mark.usefixtures("_kinds")
def test_scripts_are_told_of_it():
    told = vocabulary.BODY.as_json()

    assert "details:not([data-kind])" in told["leftOut"]
    assert "address" in told["prose"]
    assert "address" not in told["headings"]


@pytest.mark.usefixtures("_kinds")
def test_the_editor_makes_it_of_its_row():
    made = {each["name"]: each for each in extensions()["SimpleBlocks"]["blocks"]}

    assert set(made) == {"callout", "hint", "address"}
    assert [each["attributes"] for each in made["hint"]["buttons"]] == [
        {"kind": "tip"},
        {"kind": "example"},
    ]
    assert (made["hint"]["isText"], made["address"]["isText"]) == (False, True)


# --- the table ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (replace(HINT, tag="p"), "Two rows have one tag."),
        (replace(HINT, shape=Shape.LIST), "<details> is a list and does not say what its items"),
        (replace(HINT, shape=Shape.LIST, holds=("x",)), "<details> holds <x>, which is in no row."),
        (replace(HINT, shape=Shape.MARK), "<details> is a mark and has no name."),
        (replace(HINT, shape=Shape.ROW), "<details> names no extension of the editor"),
        (replace(HINT, compared_as="quotation"), "<details> can become another of its kind"),
        (replace(HINT, attributes=(Attribute("x"),)), "x of <details> has no label."),
        (replace(IMPRINT, label=""), "<address> names no extension of the editor"),
    ],
    ids=lambda each: each if isinstance(each, str) else each.tag,
)
def test_a_row_that_is_not_whole_is_refused(row: ElementType, problem: str):
    with pytest.raises(ValueError, match=r"^.*" + problem.split(",")[0].replace(".", r"\.")):
        vocabulary.BODY.with_row(row)


def test_an_element_of_no_row_is_refused_where_it_would_be_forgotten():
    (node,) = blocks("<marquee>Rest</marquee>")

    for forgotten in (
        lambda: node.row,
        lambda: canonical.build(cleaner.parse("<marquee>a</marquee>")),
    ):
        with pytest.raises(KeyError, match="marquee"):
            forgotten()


def test_every_shape_is_built_and_has_a_row():
    shapes = {row.shape for row in vocabulary.BODY.rows}

    assert shapes == set(Shape)
    assert set(canonical.BUILDERS) == shapes - INLINE


def test_a_vocabulary_never_changes():
    before = vocabulary.BODY.tags

    vocabulary.BODY.with_row(HINT)

    assert vocabulary.BODY.tags == before
