"""Suggesting changes of somebody's draft in a real browser, and taking and refusing them."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Revision, SuggestedText
from tests import factories
from tests.browser.editing import type_at_the_end
from tests.browser.test_discussion import problems

BODY = "<p>Rest helps most people. Ask a doctor first.</p>"


@pytest.fixture
def draft(transactional_db) -> Revision:
    return factories.draft(factories.writer(name="Ana Ruiz"), BODY, "Back pain")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_an_editor_suggests_and_the_writer_settles(enter, new_page, draft, width, scheme):
    editor = factories.editor(name="Eva Soto")
    look = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    page = enter(editor, new_page(**look))
    page.goto(f"/desk/revisions/{draft.pk}/edit/")
    page.get_by_role("link", name="Suggest changes instead").click()
    page.locator("#id_body_area").wait_for()
    page.get_by_label("Title").fill("Sore backs")
    page.locator("#id_body_area").click()
    type_at_the_end(page, " Walk every day.")
    expect(page.locator("#save-status")).to_contain_text(re.compile("^Saved"))
    assert problems(page) == []
    draft.refresh_from_db()
    assert (draft.body, draft.version) == (BODY, 1)
    page.get_by_role("link", name="Hand over").click()
    page.get_by_label("What you tell the writers with it").fill("Who sleeps well?")
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("heading", name="What you suggest")).to_be_visible()

    page = enter(draft.created_by, new_page(**look))
    page.goto(f"/desk/revisions/{draft.pk}/edit/")
    page.get_by_role("link", name="take or refuse them").click()
    expect(page.locator(".suggested-changes > li")).to_have_count(2)
    assert problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Take", exact=True).last.click()
    page.get_by_role("button", name="Refuse", exact=True).click()
    expect(page.get_by_text("All of it is settled.")).to_be_visible()

    draft.refresh_from_db()
    assert draft.title == "Back pain"
    assert draft.body == BODY.replace("first.", "first. Walk every day.")
    assert SuggestedText.objects.get().ended_at
