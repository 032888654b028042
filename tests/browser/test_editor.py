"""The editor in a real browser: what it keeps, how it cites, and that nobody is shut out of it."""

from random import Random

import pytest
from playwright.sync_api import Page, expect

from articles.models import Revision
from articles.text.cleaner import clean
from tests import factories
from tests.articles.text.test_cleaner import EVERY_KIND, TAGS
from tests.browser.editing import (
    choose,
    click_into,
    expect_said,
    expect_text,
    html_of,
    jump,
    leave_by,
    listen,
    open_editor,
    paste,
    press,
    save,
    type_at_the_end,
)

BOLD = "Bold (Ctrl+B)"
WORDS = [" rest ", " dose ", "café", " 2 mg "] * 12
SMITH = {
    "type": "article-journal",
    "title": "Kratom and sleep",
    "author": [{"family": "Smith", "given": "Ada"}],
    "issued": {"date-parts": [[2020]]},
}


@pytest.fixture
def writer(transactional_db):
    return factories.writer(name="Mara Lindqvist")


@pytest.fixture
def draft(writer) -> Revision:
    factories.reference()
    factories.reference("smith2020", **SMITH)
    return factories.draft(by=writer, title="Rest for back pain")


def expect_citations(page: Page, *numbers: str) -> None:
    expect(page.locator("#id_body_area cite")).to_have_text(numbers)


# --- what the editor keeps ---------------------------------------------------------------------------


def test_every_kind_of_block_survives_opening_and_saving(enter, writer, draft):
    draft = factories.rewrite(draft, EVERY_KIND)
    page = enter(writer)
    open_editor(page, draft)

    # a change and its undoing make the editor write what it has into the form
    page.locator("#id_body_area").click()
    type_at_the_end(page, "x")
    page.keyboard.press("Backspace")

    expect_text(page, EVERY_KIND)
    save(page)
    saved = Revision.objects.get(pk=draft.pk)
    assert (saved.body, saved.version) == (draft.body, draft.version)


def test_whatever_the_cleaner_lets_through_survives_the_editor(enter, writer, draft):
    random = Random(20261121)
    pieces = [*WORDS, *(f"<{tag}>" for tag in TAGS), *(f"</{tag}>" for tag in TAGS)]
    pieces += ['<cite data-ref="olsen2019"></cite>', '<a href="/x">', '<td colspan="2">', "<p>"] * 6
    bodies = [clean("".join(random.choices(pieces, k=60))) for _ in range(300)]
    page = enter(writer)
    page.add_init_script(
        "document.addEventListener('prose-editor:ready', ({detail}) => { window.editor = detail.editor })"
    )
    open_editor(page, draft)

    kept = page.evaluate(
        """async (bodies) => {
          const { createDocument, getHTMLFromFragment } = await import("django-prose-editor/editor")
          return bodies.map((body) => {
            const loaded = createDocument(body, editor.schema)
            loaded.check()
            return getHTMLFromFragment(loaded.content, editor.schema)
          })
        }""",
        bodies,
    )

    changed = [
        (was, clean(now)) for was, now in zip(bodies, kept, strict=True) if clean(now) != was
    ]
    assert changed == []


def test_saving_without_a_change_keeps_the_version(enter, writer, draft):
    page = enter(writer)
    open_editor(page, draft)

    save(page)

    assert Revision.objects.get(pk=draft.pk).version == draft.version


def test_what_is_typed_is_saved(enter, writer, draft):
    page = enter(writer)
    open_editor(page, draft).click()
    listen(page)
    type_at_the_end(page, " Ask a doctor.")
    expect_said(page, "Not saved yet")

    save(page)

    assert Revision.objects.get(pk=draft.pk).body == "<p>Rest helps. Ask a doctor.</p>"
    expect(page.locator("#save-status")).to_contain_text("Saved")


def test_signs_and_a_space_begin_lists_and_callouts_say_what_they_are(enter, writer, draft):
    page = enter(writer)
    open_editor(page, factories.rewrite(draft, "<p>Rest.</p>")).click()
    jump(page, "Control+End")

    for typed in ("1. One", "", "- Two"):
        page.keyboard.press("Enter")
        page.keyboard.type(typed)
    page.keyboard.press("Control+Shift+Space")
    page.keyboard.type("mg")
    jump(page, "Control+Home")
    press(page, "Warning")

    lists = "<ol><li><p>One</p></li></ol><ul><li><p>Two\u00a0mg</p></li></ul>"
    expect_text(page, clean(f'<aside data-kind="warning"><p>Rest.</p></aside>{lists}'))
    label = "e => getComputedStyle(e, '::before').content"
    assert page.locator("#id_body_area aside").evaluate(label) == '"Warning"'


# --- citing ------------------------------------------------------------------------------------------


def dialog(page: Page):
    return page.get_by_role("dialog", name="Cite a reference")


def cite(page: Page, words: str) -> None:
    page.keyboard.press("Control+Alt+r")
    dialog(page).get_by_role("combobox").fill(words)
    expect(dialog(page).get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(dialog(page)).to_have_count(0)


def test_typing_an_opening_bracket_and_an_at_sign_cites(enter, writer, draft):
    page = enter(writer)
    open_editor(page, draft).click()
    type_at_the_end(page, " [@")

    expect(dialog(page).get_by_role("option")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(dialog(page).get_by_role("option", selected=True)).to_contain_text("smith2020")
    page.keyboard.press("Enter")

    expect(page.locator("#id_body_area cite")).to_have_text("[1]")
    page.keyboard.type(".")
    save(page)
    assert Revision.objects.get(pk=draft.pk).body == (
        '<p>Rest helps.<cite data-ref="smith2020"></cite>.</p>'
    )
    expect(page.locator(".shelf")).to_contain_text("Kratom and sleep")


def test_numbers_follow_every_edit(enter, writer, draft):
    page = enter(writer)
    open_editor(page, draft).click()
    jump(page, "Control+End")
    cite(page, "olsen")
    jump(page, "Control+Home")

    cite(page, "smith")
    expect_citations(page, "[1]", "[2]")
    page.keyboard.press("Control+z")
    expect_citations(page, "[1]")
    page.keyboard.press("Control+Shift+z")
    expect_citations(page, "[1]", "[2]")
    click_into(page.locator("#id_body_area cite").first)
    page.keyboard.press("Delete")
    expect_citations(page, "[1]")
    assert "olsen2019" in html_of(page)


def test_the_button_cites_and_escape_comes_back_to_the_text(enter, writer, draft):
    page = enter(writer)
    open_editor(page, draft).click()

    page.get_by_role("button", name="Cite a reference (Ctrl+Alt+R)").click()
    expect(dialog(page)).to_be_visible()
    assert dialog(page).evaluate("dialog => dialog.parentElement === document.body")
    page.keyboard.type("kratom")
    page.keyboard.press("Escape")  # once, whatever was typed

    expect(dialog(page)).to_have_count(0)
    expect(page.locator("#id_body_area")).to_be_focused()


def test_a_search_without_a_hit_says_so_and_leads_to_the_form_of_the_work(enter, writer, draft):
    page = enter(writer)
    open_editor(page, draft).click()
    page.keyboard.press("Control+Alt+r")

    dialog(page).get_by_role("combobox").fill("unicorn")

    expect(dialog(page).get_by_role("status")).to_have_text("No reference has all of these words.")
    dialog(page).get_by_role("button", name="Enter this work").click()
    expect(dialog(page).get_by_label("Title", exact=True)).to_have_value("unicorn")


def test_a_citation_of_an_unknown_work_is_visibly_wrong(enter, writer, draft):
    draft = factories.rewrite(draft, '<p>A<cite data-ref="nobody1999"></cite></p>')
    page = enter(writer)
    open_editor(page, draft)

    wrong = page.locator("#id_body_area cite.missing")
    expect(wrong).to_have_text("[?]")
    expect(wrong).to_have_attribute(
        "aria-label", "Citation [?]: “nobody1999” is not in the library"
    )
    expect(page.locator(".beside")).to_contain_text("not in the library: nobody1999")


def test_a_pasted_citation_of_a_work_in_the_library_is_numbered(enter, writer, draft):
    page = enter(writer)
    open_editor(page, draft).click()

    paste(page, '<p data-pm-slice="0 0 []">B<cite data-ref="olsen2019">[9]</cite></p>')

    expect(page.locator("#id_body_area cite")).to_have_text("[1]")


# --- blocks ------------------------------------------------------------------------------------------


def test_a_callout_is_made_changed_and_taken_away(enter, writer, draft):
    page = enter(writer)
    open_editor(page, draft).click()

    press(page, "Warning")
    expect_text(page, '<aside data-kind="warning"><p>Rest helps.</p></aside>')
    press(page, "Key points")
    expect_text(page, '<aside data-kind="key-points"><p>Rest helps.</p></aside>')
    press(page, "Key points")
    expect_text(page, "<p>Rest helps.</p>")


def test_questions_and_answers_are_written_with_the_enter_key(enter, writer, draft):
    draft = factories.rewrite(draft, "")
    page = enter(writer)
    open_editor(page, draft).click()

    press(page, "Questions and answers")
    page.keyboard.type("Does it help?")
    page.keyboard.press("Enter")
    page.keyboard.type("A little.")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("Is it safe?")
    page.keyboard.press("Enter")
    page.keyboard.type("Mostly.")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("The end.")

    expect_text(
        page,
        '<dl data-kind="questions"><dt>Does it help?</dt><dd><p>A little.</p></dd>'
        "<dt>Is it safe?</dt><dd><p>Mostly.</p></dd></dl><p>The end.</p>",
    )


def test_a_table_has_a_head_and_a_caption(enter, writer, draft):
    draft = factories.rewrite(draft, "")
    page = enter(writer)
    open_editor(page, draft).click()

    choose(page, "Insert a table")
    expect(page.locator("#id_body_area")).to_be_focused()
    page.keyboard.type("Drug")
    choose(page, "Table caption")
    page.get_by_role("textbox", name="Caption").fill("Doses")
    page.get_by_role("button", name="Set").click()

    expect(page.locator("#id_body_area caption")).to_have_text("Doses")
    assert clean(html_of(page)).startswith(
        "<table><caption>Doses</caption><tbody><tr><th><p>Drug</p></th><th><p></p></th>"
    )


# --- for everybody -----------------------------------------------------------------------------------


def test_the_editing_area_and_the_toolbar_have_names(enter, writer, draft):
    page = enter(writer)
    open_editor(page, draft)

    area = page.get_by_role("textbox", name="Text", exact=True)
    expect(area).to_have_attribute("aria-multiline", "true")
    expect(area).to_have_attribute("aria-describedby", "id_body_helptext")
    expect(page.get_by_role("toolbar", name="Formatting")).to_be_visible()


def test_the_toolbar_is_one_tab_stop_and_arrows_move_in_it(enter, writer, draft):
    page = enter(writer)
    open_editor(page, draft).click()
    expect(page.locator(".prose-menubar button[tabindex='0']")).to_have_count(1)

    page.keyboard.press("Alt+F10")
    expect(page.get_by_role("button", name="Kind of block: paragraph")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Bulleted list (Ctrl+Shift+8)")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Heading", exact=True)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Heading below", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect_text(page, "<h3>Rest helps.</h3>")
    expect(page.locator("#id_body_area")).to_be_focused()
    page.keyboard.press("Alt+F10")
    expect(page.locator("#id_body_area")).not_to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#id_body_area")).to_be_focused()


def test_the_state_of_a_button_is_announced(enter, writer, draft):
    page = enter(writer)
    open_editor(page, draft).click()
    jump(page, "Control+End")
    bold = page.get_by_role("button", name=BOLD)
    expect(bold).to_have_attribute("aria-pressed", "false")

    page.keyboard.press("Control+b")

    expect(bold).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Undo (Ctrl+Z)")).to_have_attribute(
        "aria-disabled", "true"
    )


def test_spelling_is_checked_while_writing(enter, writer, draft):
    page = enter(writer)

    assert open_editor(page, draft).get_attribute("spellcheck") != "false"


# --- nothing is lost ---------------------------------------------------------------------------------


def test_a_save_on_top_of_another_shows_both_texts_and_keeps_mine(enter, writer, draft, watch):
    watch.expect("409 (Conflict)")
    page = enter(writer)
    open_editor(page, draft).click()
    factories.rewrite(draft, "<p>Rest helps. Theirs.</p>", by=factories.editor())
    type_at_the_end(page, " Mine.")

    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Compare and decide").click()

    expect(page.get_by_role("heading", name="Your text is not saved yet")).to_be_visible()
    mine, theirs = page.locator("#mine-body"), page.locator("#theirs-body")
    expect(mine).to_have_value("<p>Rest helps. Mine.</p>")
    expect(theirs).to_have_value("<p>Rest helps. Theirs.</p>")
    leave_by(page.get_by_role("button", name="Keep mine"))
    assert Revision.objects.get(pk=draft.pk).body == "<p>Rest helps. Mine.</p>"


def test_buttons_beside_the_text_wait_for_unsaved_words(enter, writer, draft):
    page = enter(writer)
    open_editor(page, draft).click()
    type_at_the_end(page, " More.")

    page.get_by_role("button", name="Submit for review").click()

    page.wait_for_url(lambda url: not url.endswith("/edit/"))
    revision = Revision.objects.get(pk=draft.pk)
    assert (revision.state, revision.body) == ("in_review", "<p>Rest helps. More.</p>")


def test_buttons_beside_the_text_do_nothing_while_it_cannot_be_saved(enter, writer, draft, watch):
    watch.expect("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")
    page = enter(writer)
    open_editor(page, draft).click()
    page.context.set_offline(True)
    type_at_the_end(page, " More.")
    listen(page)

    page.get_by_role("button", name="Submit for review").click()

    expect_said(page, "Save your text first")
    assert Revision.objects.get(pk=draft.pk).is_draft


def test_without_javascript_the_text_is_written_as_html(new_page, enter, writer, draft):
    page = enter(writer, new_page(java_script_enabled=False))
    page.goto(f"/desk/revisions/{draft.pk}/edit/")

    page.get_by_label("Text", exact=True).fill("<p>Plain <b>HTML</b>.</p>")
    leave_by(page.get_by_role("button", name="Save", exact=True))

    assert Revision.objects.get(pk=draft.pk).body == "<p>Plain <strong>HTML</strong>.</p>"
