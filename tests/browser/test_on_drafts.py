"""Comments between those who write a draft, in a real browser: on words, with names, followed and deleted."""

import re

import pytest
from playwright.sync_api import Page, expect

from articles.models import DraftThread, Revision
from tests import factories
from tests.browser.editing import open_editor, save, type_at_the_end
from tests.browser.test_discussion import problems

BODY = "<p>Rest helps most people with a sore back. Ask a doctor first.</p>"
SELECT = """(words) => {
  const { editor } = document.querySelector("#id_body_area")
  let found = null
  editor.state.doc.descendants((node, at) => {
    if (node.isText && node.text.includes(words)) found ??= at + node.text.indexOf(words)
  })
  editor.chain().focus().setTextSelection({ from: found, to: found + words.length }).run()
}"""
IS_FOCUSED = "() => document.activeElement.isContentEditable"  # it comes with the next frame


@pytest.fixture
def draft(transactional_db) -> Revision:
    writer = factories.writer(name="Ana Ruiz")
    factories.editor(name="Eva Soto")
    return factories.draft(writer, BODY, "Back pain")


def comment(page: Page, words: str, text: str) -> None:
    page.evaluate(SELECT, words)
    page.wait_for_function(IS_FOCUSED)
    page.keyboard.press("Control+Alt+m")
    dialog = page.get_by_role("dialog", name="Comment on the draft")
    expect(dialog.locator("blockquote")).to_have_text(words)
    dialog.get_by_label("Comment", exact=True).type(text)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_comment_on_words_names_somebody_and_follows_the_text(
    enter, new_page, draft, width, scheme
):
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    open_editor(enter(draft.created_by, page), draft)
    expect(page.locator("[data-rail]")).to_be_hidden()

    comment(page, "a sore back", "Which one, @so")
    page.get_by_role("option", name="Eva Soto").click()
    expect(page.locator("dialog textarea")).to_have_value("Which one, @Eva Soto ")
    assert problems(page) == []
    page.get_by_role("dialog").get_by_role("button", name="Comment").click()

    card = page.locator(".thread.on-draft")
    expect(card.locator("strong")).to_have_text("@Eva Soto")
    expect(page.locator("#id_body_area .comment-hl")).to_have_text("a sore back")
    assert problems(page) == []
    type_at_the_end(page, " Walk every day.")
    save(page)
    assert DraftThread.objects.get().state == "anchored"
    width_of_page = page.evaluate("document.documentElement.scrollWidth")
    assert width_of_page <= width


def test_a_comment_on_what_is_just_typed_finds_its_words(enter, draft):
    page = enter(draft.created_by)
    open_editor(page, draft).click()
    type_at_the_end(page, " Sleep well.")
    comment(page, "Sleep well", "How long?")
    page.get_by_role("dialog").get_by_role("button", name="Comment").click()
    expect(page.locator(".thread.on-draft .lost")).to_be_empty()
    page.evaluate("document.querySelector('#id_body_area').editor.commands.focus('end')")
    page.keyboard.type(" Always.")
    save(page)

    thread = DraftThread.objects.get()
    assert (thread.exact, thread.state) == ("Sleep well", "anchored")


def test_a_note_to_oneself_is_answered_resolved_and_deleted(enter, draft):
    page = enter(draft.created_by)
    open_editor(page, draft)
    form = page.locator("[data-draft-comment]")
    page.locator("summary", has_text="Comment on the draft").click()
    form.get_by_label("Comment", exact=True).fill("Ask Rita.")
    form.get_by_label("Only for me").check()
    form.get_by_role("button", name="Comment").click()

    card = page.locator(".thread[data-kind=private]")
    card.locator("summary").click()
    card.get_by_label("Answer").fill("Done.")
    card.get_by_role("button", name="Answer and resolve").click()
    expect(card).to_have_class(re.compile(r"\bresolved\b"))
    page.once("dialog", lambda dialog: dialog.accept())
    card.get_by_role("button", name="Delete").click()
    expect(card).to_have_count(0)
    assert not DraftThread.objects.exists()
