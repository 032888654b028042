"""Verdicts by keys on forty statements: no key judges a row that its reviewer does not see."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from reviews.models import Verdict
from tests import factories

PARTS = 8
CITE = '<cite data-ref="olsen2019" data-locator="p. 4"></cite>'


@pytest.fixture
def page(enter, transactional_db) -> Page:
    """The review page of a text of forty statements under eight headings: the first is unfolded."""
    factories.reference()
    topic = factories.topic(evidence_from=timezone.localdate())
    body = "".join(
        f"<h2>Part {part}</h2>"
        + "".join(f"<p>Adults took {part}.{each} grams a day.{CITE}</p>" for each in range(1, 6))
        for part in range(1, PARTS + 1)
    )
    reviewer = factories.reviewer()
    text = factories.assigned(factories.draft(topic=topic, body=body), to=reviewer)
    opened: Page = enter(reviewer)
    opened.goto(reverse("review", args=[text.pk]))
    hear_keys(opened)
    pane = opened.get_by_role("link", name="Check and decide")
    if pane.is_visible():
        pane.click()
    return opened


def hear_keys(page: Page) -> None:
    page.wait_for_function("() => document.documentElement.dataset.keys === 'ready'")


def row(page: Page, words: str) -> Locator:
    return page.locator("li.passage", has=page.locator(".passage-words", has_text=words))


def section(page: Page, number: int) -> Locator:
    return page.locator("details.register", has=page.get_by_role("heading", name=f"Part {number}"))


def judged(page: Page) -> int:
    """How many rows the page shows a verdict for; as many are kept."""
    shown = page.locator("li.passage[data-state=supported]").count()
    assert Verdict.objects.count() == shown
    return shown


def stand_on_the_first(page: Page) -> Locator:
    page.locator("[data-ledger]").focus()
    page.keyboard.press("u")
    first = row(page, "1.1 grams")
    expect(first).to_be_focused()
    return first


def test_a_verdict_is_one_key_and_the_next_row_stands_open(page):
    first = stand_on_the_first(page)

    page.keyboard.press("s")

    expect(first).to_have_attribute("data-state", "supported")
    following = row(page, "1.2 grams")
    expect(following).to_be_focused()
    expect(following.locator(".rulings")).to_be_visible()
    expect(first.locator(".rulings")).to_be_hidden()
    assert judged(page) == 1


def test_from_the_end_of_a_section_a_key_unfolds_the_next(page):
    stand_on_the_first(page)
    expect(section(page, 2)).not_to_have_attribute("open", "")

    for _each in range(5):
        page.keyboard.press("j")

    following = row(page, "2.1 grams")
    expect(section(page, 2)).to_have_attribute("open", "")
    expect(following).to_be_focused()
    expect(following.locator(".rulings")).to_be_in_viewport()
    assert judged(page) == 0


def test_no_key_judges_in_a_folded_section(page):
    stand_on_the_first(page)
    section(page, 1).locator("> summary").click()
    expect(row(page, "1.1 grams")).to_be_hidden()

    for key in "spno=":
        page.keyboard.press(key)

    expect(row(page, "1.1 grams")).to_be_hidden()
    assert judged(page) == 0
    page.keyboard.press("j")
    expect(row(page, "1.1 grams")).to_be_focused()
    expect(row(page, "1.1 grams").locator(".rulings")).to_be_in_viewport()


def test_a_section_that_folds_around_the_focus_is_unfolded_and_not_judged(page):
    """Its row may keep the focus: what a script folds, no person sees."""
    first = stand_on_the_first(page)
    first.evaluate(
        """row => {
          const focus = row.ownerDocument.activeElement
          row.closest("details").open = false
          focus.dispatchEvent(new KeyboardEvent("keydown", {key: "s", bubbles: true}))
        }"""
    )

    expect(section(page, 1)).to_have_attribute("open", "")
    expect(first.locator(".rulings")).to_be_in_viewport()
    assert judged(page) == 0


def test_the_first_key_on_a_folded_card_unfolds_it(page):
    first = stand_on_the_first(page)
    first.locator("summary").click()
    expect(first.locator(".rulings")).to_be_hidden()

    page.keyboard.press("s")

    expect(first.locator(".rulings")).to_be_visible()
    assert judged(page) == 0
    page.keyboard.press("s")
    expect(first).to_have_attribute("data-state", "supported")


def test_the_first_key_on_a_row_scrolled_away_brings_it_back(page):
    first = stand_on_the_first(page)
    for each in range(2, PARTS + 1):
        section(page, each).evaluate("element => { element.open = true }")
    row(page, f"{PARTS}.5 grams").scroll_into_view_if_needed()
    expect(first.locator("summary")).not_to_be_in_viewport()
    expect(first).to_be_focused()

    page.keyboard.press("s")

    expect(first.locator("summary")).to_be_in_viewport()
    assert judged(page) == 0
    page.keyboard.press("s")
    expect(first).to_have_attribute("data-state", "supported")
    assert judged(page) == 1


def test_a_key_that_is_held_down_judges_one_row(page):
    first = stand_on_the_first(page)

    page.keyboard.down("s")
    expect(row(page, "1.2 grams")).to_be_focused()
    for _each in range(3):
        page.keyboard.down("s")
    page.keyboard.up("s")

    expect(first).to_have_attribute("data-state", "supported")
    assert judged(page) == 1


def test_f8_unfolds_what_it_leads_to(page):
    for _each in range(6):
        page.keyboard.press("F8")

    there = row(page, "2.1 grams")
    expect(there).to_be_focused()
    expect(section(page, 2)).to_have_attribute("open", "")
    expect(there.locator(".rulings")).to_be_in_viewport()
    assert judged(page) == 0


def test_a_verdict_that_is_not_kept_is_said_to_be_lost(page, watch):
    watch.expect("net::ERR_FAILED", "Failed to load resource")
    page.route("**/verdicts/", lambda route: route.abort())
    page.reload()  # a page that stands already may send its next request past a route that is new
    hear_keys(page)
    first = stand_on_the_first(page)

    page.keyboard.press("s")

    expect(page.locator("[data-ledger-status]")).to_contain_text("Not kept")
    expect(first).to_have_attribute("data-state", "unchecked")
    assert judged(page) == 0
