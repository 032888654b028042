"""Words found and replaced, sections and blocks that change places: by the keyboard, and undone at once."""

import pytest
from playwright.sync_api import Locator, Page, expect

from articles.models import Revision
from tests import factories
from tests.browser.editing import click_into, expect_text, jump, open_editor, save

SECTIONS = (
    "<h2>One</h2><p>First.</p><h3>Below one</h3><p>Detail.</p>"
    "<h2>Two</h2><p>Second.</p><h2>Three</h2><p>Third.</p>"
)


@pytest.fixture
def writer(transactional_db):
    return factories.writer()


@pytest.fixture
def draft(writer) -> Revision:
    factories.reference()
    return factories.draft(by=writer)


@pytest.fixture
def page(enter, page, writer) -> Page:
    return enter(writer, page)


def find_bar(page: Page) -> Locator:
    return page.get_by_role("search", name="Find and replace")


def headings(page: Page) -> Locator:
    return page.locator("#id_body_area :is(h2, h3)")


def test_words_are_replaced_in_blocks_cells_and_captions_and_undone_at_once(page, draft):
    body = (
        "<p>Paracetamol’s dose: paracetamol <strong>paracetamol</strong>.</p>"
        "<table><caption>Paracetamol by age</caption><tbody><tr><th><p>Paracetamol</p></th></tr>"
        "<tr><td><p>paracetamols</p></td></tr></tbody></table>"
    )
    open_editor(page, factories.rewrite(draft, body)).click()
    jump(page, "Control+Home")
    bar = find_bar(page)

    page.keyboard.press("Control+h")
    page.keyboard.type("paracetamol")
    expect(bar.get_by_role("status")).to_have_text("1 of 6")
    page.keyboard.press("Enter")
    expect(bar.get_by_role("status")).to_have_text("2 of 6")
    bar.get_by_label("Whole words").check()
    expect(bar.get_by_role("status")).to_contain_text("of 5")
    bar.get_by_label("Same case").check()
    expect(bar.get_by_role("status")).to_contain_text("of 2")
    bar.get_by_label("Same case").uncheck()
    bar.get_by_label("Replace with").fill("acetaminophen")
    bar.get_by_role("button", name="Replace all").press("Enter")

    expect(bar.get_by_role("status")).to_have_text("5 replaced")
    expect_text(
        page,
        "<p>acetaminophen’s dose: acetaminophen <strong>acetaminophen</strong>.</p>"
        "<table><caption>acetaminophen by age</caption><tbody><tr><th><p>acetaminophen</p></th></tr>"
        "<tr><td><p>paracetamols</p></td></tr></tbody></table>",
    )
    bar.get_by_role("button", name="Replace all").press("Control+z")
    expect_text(page, body)
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    expect(page.locator("#id_body_area")).to_be_focused()


def test_a_replacement_takes_no_citation_away_and_goes_on_behind_itself(page, draft):
    body = '<p>Do not<cite data-ref="olsen2019"></cite> do not do.</p>'
    open_editor(page, factories.rewrite(draft, body)).click()
    jump(page, "Control+Home")
    bar = find_bar(page)

    page.keyboard.press("Control+h")
    page.keyboard.type("do")
    page.keyboard.press("Tab")
    bar.get_by_label("Replace with").fill("do it, do")
    bar.get_by_label("Replace with").press("Enter")
    expect(bar.get_by_role("status")).to_have_text("3 of 4")
    bar.get_by_label("Regular expression").check()
    bar.get_by_label("Find", exact=True).fill("(")
    expect(bar.get_by_role("status")).to_contain_text("not a regular expression")
    bar.get_by_label("Find", exact=True).fill("t.* d")
    expect(bar.get_by_role("status")).to_have_text("Nothing found")
    bar.get_by_label("Find", exact=True).fill(r"(\w+) not d")
    bar.get_by_label("Replace with").fill("never $1 and d")
    bar.get_by_role("button", name="Replace", exact=True).click()

    expect_text(
        page,
        '<p>do it, do not<cite data-ref="olsen2019"></cite> never do and do.</p>',
    )


def test_the_outline_leads_and_moves_sections_with_all_that_stands_in_them(page, draft):
    open_editor(page, factories.rewrite(draft, SECTIONS))
    outline = page.locator("[data-outline] ol")
    expect(outline.get_by_role("listitem")).to_have_count(4)

    outline.get_by_role("button", name="Two", exact=True).click()
    expect(page.locator("#id_body_area")).to_be_focused()
    page.keyboard.type(" and a half")
    expect(outline.get_by_role("button", name="Two and a half", exact=True)).to_have_attribute(
        "aria-current", "location"
    )
    outline.get_by_role("button", name="Two and a half", exact=True).press("Alt+ArrowUp")
    expect(headings(page)).to_have_text(["Two and a half", "One", "Below one", "Three"])
    expect(outline.get_by_role("button", name="Two and a half", exact=True)).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(headings(page)).to_have_text(["Two and a half", "One", "Below one", "Three"])
    page.keyboard.press("ArrowDown")
    expect(outline.get_by_role("button", name="One", exact=True)).to_be_focused()

    # so that nothing that a save changes beside the text moves the outline amid the drag
    save(page)
    outline.get_by_role("listitem").nth(3).drag_to(
        outline.get_by_role("listitem").nth(0), target_position={"x": 40, "y": 3}
    )

    expect(headings(page)).to_have_text(["Three", "Two and a half", "One", "Below one"])
    expect(page.locator("#id_body_area p")).to_have_text(["Third.", "Second.", "First.", "Detail."])
    click_into(page.locator("#id_body_area p").first)
    page.keyboard.press("Control+z")
    expect(headings(page)).to_have_text(["Two and a half", "One", "Below one", "Three"])
    save(page)


def test_on_a_phone_the_outline_is_a_line_above_the_text_with_buttons(page, draft):
    page.set_viewport_size({"width": 390, "height": 844})
    open_editor(page, factories.rewrite(draft, SECTIONS))
    outline = page.locator("[data-outline]")
    expect(outline.locator("ol")).to_be_hidden()

    outline.get_by_text("Outline").click()
    outline.get_by_role("button", name="Move down: One", exact=True).click()

    expect(headings(page)).to_have_text(["Two", "One", "Below one", "Three"])
    page.keyboard.press("Control+h")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_blocks_move_past_their_neighbours_by_the_keyboard(page, draft):
    body = (
        "<p>A</p><ul><li><p>B</p></li><li><p>C</p></li></ul>"
        "<dl><dt>D</dt><dd><p>d</p></dd><dt>E</dt><dd><p>e</p></dd></dl>"
    )
    open_editor(page, factories.rewrite(draft, body))

    click_into(page.locator("#id_body_area li").nth(1))
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.type("!")
    click_into(page.locator("#id_body_area dd").nth(1))
    page.keyboard.press("Alt+ArrowUp")
    click_into(page.locator("#id_body_area > p").first)
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")

    expect_text(
        page,
        "<ul><li><p>C!</p></li><li><p>B</p></li></ul>"
        "<dl><dt>E</dt><dd><p>e</p></dd><dt>D</dt><dd><p>d</p></dd></dl><p>A</p>",
    )
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(page.locator("#id_body_area > :first-child")).to_have_text("A")


def test_a_regular_expression_that_takes_years_is_refused_and_the_page_goes_on(page, draft):
    open_editor(page, factories.rewrite(draft, f"<p>{'a' * 60}!</p><p>dose 5 mg</p>")).click()
    bar = find_bar(page)

    page.keyboard.press("Control+h")
    bar.get_by_label("Regular expression").check()
    bar.get_by_label("Find", exact=True).fill("(a+)+b")
    expect(bar.get_by_role("status")).to_contain_text("takes too long on this text")
    bar.get_by_label("Find", exact=True).fill(r"dose (\d) mg")
    expect(bar.get_by_role("status")).to_have_text("1 of 1")
    bar.get_by_label("Replace with").fill("$1 mg")
    bar.get_by_role("button", name="Replace all").click()

    expect_text(page, f"<p>{'a' * 60}!</p><p>5 mg</p>")
