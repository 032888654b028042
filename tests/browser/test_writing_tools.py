"""The tools around the text: links, tables, keys, the whole window, measures; and what a key costs."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Revision, Snippet
from articles.reusing.snippets import reword
from articles.sealing import rendering, seal
from tests import factories
from tests.articles.text.test_cleaner import EVERY_KIND
from tests.browser.editing import (
    TABLE,
    choose,
    click_into,
    expect_text,
    jump,
    open_editor,
    press,
    type_at_the_end,
)

SCRIPTS = """() => [
  ...document.querySelectorAll("script[src]"),
].map(({ src }) => src).filter((src) => /prose|articles/.test(src))"""


@pytest.fixture
def writer(transactional_db):
    return factories.writer()


@pytest.fixture
def draft(writer) -> Revision:
    factories.reference()
    return factories.draft(by=writer)


@pytest.fixture
def page(enter, page, writer) -> Page:
    page.add_init_script(
        "document.addEventListener('prose-editor:ready', ({detail}) => { window.editor = detail.editor })"
    )
    return enter(writer, page)


def storage(page: Page, name: str) -> int:
    return page.evaluate(f"() => editor.storage.{name}")


def test_selected_words_are_said_to_be_one_statement(page, draft):
    """What was typed a moment ago is saved first: places are those of the saved text."""
    open_editor(page, draft).click()
    jump(page, "Control+Home")
    page.keyboard.type("Adults took five grams. ")
    jump(page, "Control+Home")
    for _ in range(2):
        jump(page, "Control+Shift+ArrowRight")
    jump(page, "Control+Shift+ArrowRight")

    page.keyboard.press("Control+Alt+e")

    page.wait_for_url("**/evidence/?statement=*")
    expect(page.get_by_label("The words of the statement")).to_have_value("Adults took five")


def test_a_link_is_made_changed_and_taken_away_by_the_keyboard(page, draft):
    open_editor(page, draft).click()
    jump(page, "Control+Home")
    jump(page, "Control+Shift+ArrowRight")
    asking = page.get_by_role("dialog")

    page.keyboard.press("Control+k")
    page.keyboard.type("java script")
    page.keyboard.press("Enter")
    expect(asking.get_by_role("alert")).to_contain_text("Enter a whole address")
    expect(asking.get_by_role("textbox", name="Address, or words")).to_be_focused()
    expect(asking.get_by_role("textbox")).to_have_count(1)
    page.keyboard.press("Control+a")
    page.keyboard.type("example.org/rest")
    page.keyboard.press("Enter")
    expect(page.locator("#id_body_area")).to_be_focused()
    expect_text(page, '<p><a href="https://example.org/rest">Rest</a> helps.</p>')

    page.keyboard.press("Control+k")
    expect(asking.get_by_role("textbox")).to_have_value("https://example.org/rest")
    page.keyboard.type("ask@example.org")
    page.keyboard.press("Enter")
    expect_text(page, '<p><a href="mailto:ask@example.org">Rest</a> helps.</p>')

    page.keyboard.press("Control+k")
    asking.get_by_role("button", name="Remove the link").click()
    expect(page.locator("#id_body_area a")).to_have_count(0)
    expect_text(page, "<p>Rest helps.</p>")


def test_a_link_without_a_selection_asks_for_its_words(page, draft):
    open_editor(page, draft).click()
    type_at_the_end(page, " See ")

    page.keyboard.press("Control+k")
    page.keyboard.type("/articles/sleep/")
    page.keyboard.press("Tab")
    page.keyboard.type("sleep")
    page.keyboard.press("Enter")
    expect(page.locator("#id_body_area a")).to_have_text("sleep")
    page.keyboard.type(" too.")

    expect_text(page, '<p>Rest helps. See <a href="/articles/sleep/">sleep</a> too.</p>')


def test_an_article_of_this_site_is_found_by_its_title_and_linked_by_the_keyboard(page, draft):
    factories.published(title="Sleep and light")
    open_editor(page, draft).click()
    type_at_the_end(page, " See ")
    asking = page.get_by_role("dialog")

    page.keyboard.press("Control+k")
    page.keyboard.type("light sl")
    expect(asking.get_by_role("option")).to_have_text("Sleep and light")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(asking.get_by_role("textbox", name="Words", exact=True)).to_have_value("Sleep and light")
    page.keyboard.press("Enter")

    address = Revision.objects.get(title="Sleep and light").article.get_absolute_url()
    expect_text(page, f'<p>Rest helps. See <a href="{address}">Sleep and light</a></p>')


def test_rows_and_columns_come_move_and_go_by_the_keyboard(page, draft):
    open_editor(page, factories.rewrite(draft, TABLE))
    click_into(page.locator("#id_body_area td").first)

    page.keyboard.press("Alt+Shift+ArrowDown")
    page.keyboard.press("Alt+Shift+ArrowRight")
    expect(page.locator("#id_body_area tr")).to_have_count(3)
    expect(page.locator("#id_body_area tr").first.locator("th")).to_have_count(3)
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#id_body_area tr").nth(2).locator("td").first).to_have_text("A")
    choose(page, "Move column on")
    expect(page.locator("#id_body_area th")).to_have_text(["", "Drug", "Dose"])
    choose(page, "Delete column")
    choose(page, "Delete row")
    choose(page, "Header row on or off")

    expect_text(
        page,
        "<table><tbody><tr><td><p></p></td><td><p>Dose</p></td></tr>"
        "<tr><td><p></p></td><td><p></p></td></tr></tbody></table>",
    )


def test_the_place_of_the_cursor_and_the_marks_are_said(page, draft):
    open_editor(page, factories.rewrite(draft, "<h2>One</h2><p>Two</p>" + TABLE)).click()
    said = page.locator(".prose-editor [aria-live]")

    click_into(page.locator("#id_body_area h2"))
    expect(said).to_have_text("Heading")
    click_into(page.locator("#id_body_area td").nth(1))
    expect(said).to_have_text("Table, row 2 of 2, column 2 of 2")
    click_into(page.locator("#id_body_area h2 + p"))
    expect(said).to_have_text("Paragraph")
    page.keyboard.press("Control+b")
    expect(said).to_have_text("Bold")


def test_the_whole_window_is_for_the_text_alone_until_escape(page, draft):
    open_editor(page, draft).click()
    type_at_the_end(page, " More")

    page.keyboard.press("Control+Shift+f")
    expect(page.locator(".whole-window")).to_be_visible()
    expect(page.locator("#id_body_area")).to_be_focused()
    expect(page.locator(".beside")).to_have_js_property("inert", True)
    press(page, "Warning")
    page.keyboard.type(".")
    page.keyboard.press("Escape")

    expect(page.locator(".whole-window")).to_have_count(0)
    expect(page.locator("#id_body_area")).to_be_focused()
    expect(page.locator("[inert]")).to_have_count(0)
    expect_text(page, '<aside data-kind="warning"><p>Rest helps. More.</p></aside>')


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("en", "<p>“Rest” – or ‘rest’ — it’s 1–2 days… (“so”)</p>"),
        ("es", "<p>«Rest» – or “rest” — it’s 1–2 days… («so»)</p>"),
    ],
)
def test_quotation_marks_and_dashes_are_those_of_the_language(page, draft, language, printed):
    draft.article.language = language
    draft.article.save()
    open_editor(page, factories.rewrite(draft, "")).click()

    page.keyboard.type('"Rest" -- or \'rest\' --- it\'s 1--2 days... ("so")')

    expect_text(page, printed)


def test_a_character_is_found_by_its_name_and_the_last_ones_come_first(page, draft):
    open_editor(page, draft).click()
    type_at_the_end(page, " Take ")
    page.keyboard.press("Control+Alt+u")
    dialog = page.get_by_role("dialog", name="Put in a character")
    dialog.get_by_label("Its name").fill("less eq")
    expect(dialog.locator(".characters button")).to_have_text(["≤"])
    page.keyboard.press("Enter")
    expect(page.locator("#id_body_area")).to_contain_text("Take ≤")

    page.keyboard.press("Control+Alt+u")
    expect(dialog.get_by_role("region", name="Used last").get_by_role("button")).to_have_text(["≤"])
    page.keyboard.press("ArrowDown")
    expect(
        dialog.get_by_role("button", name="at most, less than or equal to").first
    ).to_be_focused()
    expect(dialog.get_by_role("status")).to_have_text("at most, less than or equal to")
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("button", name="times", exact=True)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(dialog.get_by_label("Its name")).to_be_focused()
    dialog.get_by_label("Its name").fill("nobody knows")
    expect(dialog.get_by_role("status")).to_have_text("No character has this name.")
    page.keyboard.press("Escape")
    expect(page.locator("#id_body_area")).to_be_focused()


def test_all_keys_stand_on_a_sheet(page, draft):
    open_editor(page, draft).click()
    sheet = page.get_by_role("dialog", name="Keys")

    page.keyboard.press("Control+/")
    expect(sheet).to_contain_text("Cite a reference")
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(page.locator("#id_body_area")).to_be_focused()
    page.keyboard.press("Alt+F10")
    expect(page.locator(".prose-menubar :focus")).to_be_visible()
    page.keyboard.press("?")

    expect(sheet).to_be_visible()


def test_the_toolbar_keeps_the_focus_while_it_is_drawn_anew(page, draft):
    open_editor(page, draft).click()
    page.keyboard.press("Alt+F10")
    expect(page.locator(".prose-menubar__selected :focus")).to_be_visible()
    drawn = storage(page, "toolbar.drawn")

    page.evaluate("() => { editor.commands.setNode('heading', { level: 2 }) }")

    page.wait_for_function("drawn => editor.storage.toolbar.drawn > drawn", arg=drawn)
    expect(page.locator(".prose-menubar__selected :focus")).to_have_attribute(
        "aria-label", "Kind of block: heading"
    )


def test_words_are_counted_as_readers_will_be_told(page, draft):
    draft = factories.rewrite(draft, EVERY_KIND + "<p>The cat sat on the mat.</p>" * 20)
    open_editor(page, draft)
    rendered = rendering.render(seal.text_of(draft))

    expect(page.locator(".readability")).to_have_text(
        f"{rendered.words} words · {rendered.minutes} min to read · "
        "reading level: US school grade 1 (Flesch–Kincaid)"
    )
    click_into(page.locator("#id_body_area > p").last)
    type_at_the_end(page, " Indeed so.")
    expect(page.locator(".readability")).to_contain_text(f"{rendered.words + 2} words")


def test_a_key_renumbers_nothing_and_waits_for_no_button(page, draft):
    body = '<p>Rest helps a little with pain.<cite data-ref="olsen2019"></cite></p>' * 100
    open_editor(page, factories.rewrite(draft, body)).click()
    jump(page, "Control+End")
    expect(page.locator(".readability")).to_contain_text("600 words")
    numbered, blocks = storage(page, "citation.numbered"), storage(page, "readability.blocks")
    first = page.locator("#id_body_area p").first.element_handle()
    page.evaluate(
        """() => {
          window.drawn = new MutationObserver(() => {})
          const what = {subtree: true, childList: true, attributes: true}
          drawn.observe(document.querySelector("#id_body_area"), what)
        }"""
    )

    page.keyboard.type(" word")

    expect(page.locator(".readability")).to_contain_text("601 words")
    assert storage(page, "citation.numbered") == numbered
    # the block that is written in, once or at most with each letter
    assert blocks < storage(page, "readability.blocks") <= blocks + len(" word")
    touched = page.evaluate(
        """() => new Set(
          drawn.takeRecords().map(({target}) => target.closest("#id_body_area > p"))
        ).size"""
    )
    assert touched <= 1
    assert first.evaluate("paragraph => paragraph.isConnected")
    drawn_before_paint = page.evaluate(
        """() => {
          const before = editor.storage.toolbar.drawn
          editor.view.dispatch(editor.state.tr.insertText("x"))
          return editor.storage.toolbar.drawn - before
        }"""
    )
    assert drawn_before_paint == 0


def test_a_citation_that_goes_with_its_sentence_renumbers_the_rest(page, draft):
    other = factories.reference("smith2020", title="Kratom and sleep")
    body = f'<p>One.<cite data-ref="olsen2019"></cite></p><p>Two.<cite data-ref="{other.key}"></cite></p>'
    open_editor(page, factories.rewrite(draft, body))
    numbers = page.locator("#id_body_area cite")
    expect(numbers).to_have_text(["[1]", "[2]"])

    click_into(page.locator("#id_body_area p").first, times=3)
    page.keyboard.press("Delete")

    expect(numbers).to_have_text(["[1]"])


def test_the_scripts_of_the_editor_load_on_its_page_alone(page, draft):
    open_editor(page, draft)
    assert any("django_prose_editor/editor" in src for src in page.evaluate(SCRIPTS))

    for address in ("/", "/desk/", f"/desk/revisions/{draft.pk}/preview/", "/desk/references/"):
        page.goto(address)
        assert [src for src in page.evaluate(SCRIPTS) if "prose" in src] == [], address


def test_on_a_phone_the_toolbar_is_one_line_and_the_page_does_not_scroll_sideways(page, draft):
    page.set_viewport_size({"width": 390, "height": 800})
    open_editor(page, draft)

    bar = page.get_by_role("toolbar").bounding_box()
    assert bar is not None
    assert bar["height"] < 70
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", [(390, 844), (820, 1100), (1024, 768), (320, 256)])
def test_the_toolbar_and_the_bar_that_saves_are_in_reach_wherever_one_writes(page, draft, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sections = "".join(f"<h2>Section {each}</h2>" + "<p>Rest.</p>" * 20 for each in range(20))
    open_editor(page, factories.rewrite(draft, sections))
    click_into(page.locator("#id_body_area p").last)
    type_at_the_end(page, " More.")

    page.get_by_role("toolbar").get_by_role("button", name="Bold (Ctrl+B)").click()
    page.keyboard.type("So.")
    page.get_by_role("button", name="Save", exact=True).click(trial=True)

    expect(page.locator("#id_body_area strong")).to_have_text("So.")
    written = page.locator("#id_body_area strong").bounding_box()
    bar = page.locator("#save-dock").bounding_box()
    assert written is not None
    assert bar is not None
    assert written["y"] + written["height"] <= bar["y"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_snippet_is_put_in_with_its_mark_and_typing_behind_it_has_none(page, writer):
    snippet = Snippet.objects.create(name="Poison centre", owner=writer)
    wording = reword(snippet, "<p>Call the poison centre.</p>", writer)
    draft = factories.draft(by=writer, body="<p>Rest helps.</p>")
    open_editor(page, draft).click()

    page.get_by_role("button", name="Put in a snippet").click()
    page.get_by_label("Words of the snippet").fill("poison")
    page.get_by_role("option", name="Poison centre").click()
    page.get_by_role("button", name="Put in", exact=True).click()
    page.keyboard.press("Enter")
    page.keyboard.type("At once.")

    expect_text(
        page,
        f'<p>Rest helps.</p><p data-snippet="{wording.pk}">Call the poison centre.</p><p>At once.</p>',
    )
