"""The page of a draft while its scripts are late: nothing of it moves, however long the text."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from tests import factories

SCREENS = (
    {"viewport": {"width": 1280, "height": 900}},
    {"viewport": {"width": 820, "height": 1100}},
    {"viewport": {"width": 390, "height": 844}},
)
SCRIPT = re.compile(r"\.js($|\?)")
PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length > 0"
# the sum of all layout shifts since the page began to load
MOVED = """() => new Promise((resolve) => {
  let sum = 0
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) sum += shift.value
    resolve(sum)
  }).observe({ type: "layout-shift", buffered: true })
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)))
})"""
LONG = "<h2>Why</h2>" + "<p>Rest helps with pain in the back.</p>" * 200


UNSEEN = 0.0005  # a pixel in a corner of the window; a line that moves is a hundred times more


@pytest.mark.parametrize("body", [LONG, "<p>Rest.</p>"], ids=["long", "short"])
def test_the_editor_comes_late_and_moves_nothing(transactional_db, new_page, enter, body):
    writer = factories.writer(name="Mara Lindqvist")
    draft = factories.draft(by=writer, title="Rest for back pain", body=body)
    address = f"/desk/revisions/{draft.pk}/edit/"

    moved = [moved_by_late_scripts(enter(writer, new_page(**each)), address) for each in SCREENS]

    assert max(moved) < UNSEEN


def moved_by_late_scripts(page: Page, address: str) -> float:
    """What moves where the scripts come after everything else was seen."""
    held: list[Route] = []
    page.route(SCRIPT, lambda route: held.append(route))
    page.goto(address, wait_until="commit")
    page.wait_for_function(PAINTED)
    page.route(SCRIPT, lambda route: route.continue_())  # the last handler is asked first
    for script in held:
        script.continue_()
    page.locator("#id_body_area").wait_for()
    page.wait_for_load_state("networkidle")
    moved: float = page.evaluate(MOVED)
    return moved


@pytest.mark.parametrize("comes", [True, False])
def test_what_comes_late_is_waited_for_aloud_and_takes_the_focus_along(
    transactional_db, enter, comes
):
    draft = factories.draft(by=factories.writer(name="Mara Lindqvist"))
    page, held = enter(draft.created_by), []
    page.route("**/next/", lambda route: held.append(route))
    page.goto(reverse("timeline", args=[draft.article_id]))
    place = page.locator("[data-later]")
    expect(place).to_have_attribute("aria-busy", "true")
    place.get_by_role("link").focus()
    while not held:
        page.wait_for_timeout(20)

    if comes:
        held[0].continue_()
        expect(page.get_by_role("heading", name="Before publication")).to_be_focused()
        expect(place).to_have_count(0)
    else:
        held[0].fulfill(content_type="text/html", body="<p>A page of another kind</p>")
        expect(place).not_to_have_attribute("aria-busy", "true")
        expect(place.get_by_role("link")).to_be_focused()
