"""The panel beside the editor: fresh after a save, each line leads to its place."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import AddressCheck
from tests import factories
from tests.browser.editing import TABLE, expect_text, open_editor


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
    expect(page.get_by_role("heading", name="How long")).to_have_class("found-place")
    assert page.evaluate("getSelection().toString()") == ""
    page.keyboard.press("Enter")
    page.keyboard.type("Until it is better.")

    expect(verdict).to_have_text("Nothing blocks submission")
    expect(page.get_by_text("This text can be submitted.")).to_be_visible()


@pytest.mark.parametrize("key", ["F8", "Control+Alt+KeyN"])
def test_a_key_goes_from_finding_to_finding_and_another_where_the_machine_takes_it(
    enter, writer, key
):
    middle = "<p>Rest helps.</p>" * 30
    draft = factories.draft(by=writer, body=f"<h2>Why</h2><h2>How long</h2>{middle}<h2>End</h2>")
    page = enter(writer)
    open_editor(page, draft)

    page.keyboard.press(key)
    expect(page.get_by_role("heading", name="Why")).to_have_class("found-place")
    page.keyboard.press(key)
    expect(page.get_by_role("heading", name="End")).to_have_class("found-place")
    expect(page.get_by_role("heading", name="End")).to_be_in_viewport()
    page.keyboard.press(f"Shift+{key}")
    expect(page.get_by_role("heading", name="Why")).to_have_class("found-place")


def test_the_editor_opens_at_a_place_that_another_page_names(enter, writer):
    draft = factories.draft(
        by=writer, body="<p>Rest.</p>" * 60 + "<h2>Why</h2><p>a</p><h2>End</h2>"
    )
    page = enter(writer)

    page.goto(f"/desk/articles/{draft.article_id}/")
    page.get_by_role("link", name="Nothing stands under “End” yet.").click()

    expect(page.get_by_role("heading", name="End")).to_be_in_viewport()
    expect(page.locator("#id_body_area")).to_be_focused()


def test_a_line_leads_to_a_dialogue_and_no_key_takes_away_what_it_leads_to(enter, writer):
    image = factories.image(alt="")
    figure = f'<figure><img data-image="{image.key}"></figure>'
    draft = factories.draft(by=writer, body=f"<h2>Why</h2>{figure}{TABLE}")
    page = enter(writer)
    open_editor(page, draft)
    asking = page.get_by_role("dialog")

    page.get_by_role("link", name="Give table 1 a caption").click()
    expect(asking.get_by_role("textbox", name="Caption")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#id_body_area")).to_be_focused()
    expect(page.locator(".found-place")).to_have_count(1)
    page.keyboard.type("New ")
    expect_text(page, f"<h2>Why</h2>{figure}{TABLE.replace('Drug', 'New Drug')}")
    page.get_by_role("link", name="Say what image 1 shows").click()
    asking.get_by_label("Alternative text").fill("Rest")
    asking.get_by_role("button", name="Change").click()

    described = figure.replace(">", ' alt="Rest">', 2).replace(' alt="Rest">', ">", 1)
    expect_text(page, f"<h2>Why</h2>{described}{TABLE.replace('Drug', 'New Drug')}")


@pytest.mark.parametrize("name", ["image without credit", "unknown citation"])
def test_a_line_about_an_image_or_a_citation_selects_nothing(enter, writer, name):
    image = factories.image(alt="Rest", licence="")
    body = (
        f'<p>Rest.</p><figure><img data-image="{image.key}" alt="Rest"></figure>'
        '<p>It helps<cite data-ref="nobody1999"></cite></p>'
    )
    page = enter(writer)
    open_editor(page, factories.draft(by=writer, body=body))

    page.locator(f"[data-finding={name.replace(' ', '-')}] a").click()
    expect(page.locator("#id_body_area")).to_be_focused()
    page.keyboard.press("Delete")

    expect(page.locator("#id_body_area figure")).to_have_count(1)
    expect(page.locator("#id_body_area cite")).to_have_count(1)


def test_an_address_that_answers_no_more_leads_to_its_words(enter, writer):
    gone, here = "https://gone.example.org/leaflet", "https://here.example.org/"
    AddressCheck.objects.create(address=gone, noted_at=timezone.now(), is_gone=True)
    middle = "<p>Rest helps.</p>" * 40
    draft = factories.draft(
        by=writer,
        body=f'<p>See <a href="{here}">here</a>.</p>{middle}<p>And <a href="{gone}">there</a>.</p>',
    )
    page = enter(writer)
    open_editor(page, draft)
    line = page.locator("[data-finding=address-gone]")
    expect(line).to_have_text(f"{gone} answers no more: find where it went, or cite another work.")

    line.get_by_role("link").click()
    expect(page.locator(".found-place")).to_have_text("there")
    expect(page.locator(".found-place")).to_be_in_viewport()
    assert page.evaluate("getSelection().toString()") == ""
    for _ in "there":
        page.keyboard.press("Backspace")
    page.keyboard.type("then")

    expect(line).to_have_count(0)
