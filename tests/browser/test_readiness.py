"""The panel beside the editor: fresh after a save, each line leads to its place."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.editing import jump, open_editor


@pytest.fixture
def writer(transactional_db):
    return factories.writer(name="Mara Lindqvist")


def test_a_line_leads_to_its_place_and_goes_when_it_is_mended(enter, writer):
    middle = "<p>Rest helps.</p>" * 30
    draft = factories.draft(
        by=writer, body=f"<h2>Why</h2>{middle}<h2>How long</h2><h2>End</h2>{middle}"
    )
    page = enter(writer)
    open_editor(page, draft)
    verdict = page.locator(".verdict")
    expect(verdict).to_have_text("1 thing blocks submission")

    page.get_by_role("link", name="Nothing stands under “How long” yet.").click()
    expect(page.get_by_role("heading", name="How long")).to_be_in_viewport()
    expect(page.locator("#id_body_area")).to_be_focused()
    assert page.evaluate("getSelection().toString()") == "How long"
    jump(page, "ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.type("Until it is better.")

    expect(verdict).to_have_text("Nothing blocks submission")
    expect(page.get_by_text("This text can be submitted.")).to_be_visible()


def test_the_editor_opens_at_a_place_that_another_page_names(enter, writer):
    draft = factories.draft(
        by=writer, body="<p>Rest.</p>" * 60 + "<h2>Why</h2><p>a</p><h2>End</h2>"
    )
    page = enter(writer)

    page.goto(f"/desk/articles/{draft.article_id}/")
    page.get_by_role("link", name="Nothing stands under “End” yet.").click()

    expect(page.get_by_role("heading", name="End")).to_be_in_viewport()
    expect(page.locator("#id_body_area")).to_be_focused()
