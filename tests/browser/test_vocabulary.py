"""A kind of block that is one row for the time of a test: written, pasted, kept and counted."""

import pytest
from playwright.sync_api import expect

from articles.sealing import rendering, seal
from articles.text.anchors import running
from tests import factories
from tests.articles.text.kinds import add_kinds
from tests.browser.editing import expect_text, open_editor, paste, press, save, type_at_the_end

TIP = '<details data-kind="tip"><p>Rest helps the back.</p></details>'
BODY = f"{TIP}<address>Acme Press, Oslo</address><p>The end.</p>"


@pytest.fixture
def writer(transactional_db, monkeypatch):
    add_kinds(monkeypatch)
    return factories.writer(name="Mara Lindqvist")


def test_a_block_of_a_new_row_is_opened_edited_and_saved(enter, writer):
    draft = factories.draft(by=writer, body=BODY)
    page = enter(writer)
    open_editor(page, draft).click()

    expect_text(page, BODY)
    type_at_the_end(page, " Soon.")
    save(page)

    draft.refresh_from_db()
    assert draft.body == BODY.replace("end.", "end. Soon.")


def test_its_buttons_put_it_around_the_text_change_its_kind_and_take_it_away(enter, writer):
    page = enter(writer)
    open_editor(page, factories.draft(by=writer, body="<p>Rest helps.</p>")).click()

    press(page, "Tip")
    expect_text(page, '<details data-kind="tip"><p>Rest helps.</p></details>')
    press(page, "Example")
    expect_text(page, '<details data-kind="example"><p>Rest helps.</p></details>')
    press(page, "Example")
    expect_text(page, "<p>Rest helps.</p>")
    press(page, "Imprint")
    expect_text(page, "<address>Rest helps.</address>")


def test_it_is_pasted_and_what_only_looks_like_it_is_left_out(enter, writer):
    page = enter(writer)
    open_editor(page, factories.draft(by=writer, body="")).click()

    paste(
        page,
        "<details><summary>Menu</summary>Home</details><details data-kind='example' style='x'>"
        "<p>Take <b>one</b>.</p></details><address>Acme</address>",
    )

    expect_text(
        page,
        '<details data-kind="example"><p>Take <strong>one</strong>.</p></details>'
        "<address>Acme</address>",
    )


def test_comments_count_the_same_words_in_the_editor_and_on_a_page(enter, writer):
    draft = factories.draft(by=writer, body=BODY)
    shown = rendering.render(seal.compose(draft)).body
    page = enter(writer)
    expect(open_editor(page, draft)).to_contain_text("Acme")

    found = page.evaluate(
        """async (shown) => {
          const { ofDocument, ofPage } = await import("articles/anchors")
          const { editor } = document.querySelector("#id_body_area")
          const page = new DOMParser().parseFromString(shown, "text/html").body
          return [ofDocument(editor.state.doc).text, ofPage(page).text]
        }""",
        shown,
    )

    assert found == [running(BODY)] * 2
