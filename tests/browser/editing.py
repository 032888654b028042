"""What a person does in the editor, for the tests of several files."""

import re
import time

from playwright.sync_api import Locator, Page, expect

from articles.models import Revision
from articles.text.cleaner import clean

TABLE = (
    "<table><tbody><tr><th><p>Drug</p></th><th><p>Dose</p></th></tr>"
    "<tr><td><p>A</p></td><td><p>1</p></td></tr></tbody></table>"
)
ROOM = 250  # pixels that a text has at least, on a phone too
PATIENCE = 60  # seconds that a state may take to come on a busy machine
# The browser moves the cursor at once and tells of it later; until then a key works on the old place.
HAS_HEARD = """(place) => {
  const { view } = document.querySelector("#id_body_area").editor
  const { from, node } = view.state.selection
  const held = node ? view.nodeDOM(from) : view.domAtPos(from).node
  return view.domObserver.currentSelection.eq(view.domSelectionRange()) && (!place || place.contains(held))
}"""


def open_editor(page: Page, draft: Revision) -> Locator:
    page.goto(f"/desk/revisions/{draft.pk}/edit/")
    area = page.locator("#id_body_area")
    area.wait_for()
    room = area.bounding_box()
    assert room is not None
    assert room["width"] > ROOM
    return area


def html_of(page: Page) -> str:
    """What would be posted."""
    return page.locator("#id_body").input_value()


def expect_text(page: Page, wanted: str) -> None:
    """What would be kept of the text, now or in a moment."""
    until = time.monotonic() + PATIENCE
    while clean(html_of(page)) != wanted and time.monotonic() < until:
        page.wait_for_timeout(50)
    assert clean(html_of(page)) == wanted


def listen(page: Page) -> None:
    """Note from now on what is said of saving: some of it stands there for a moment only."""
    page.evaluate(
        """() => {
          window.said = []
          const status = document.querySelector("#save-status")
          const note = () => said.push(status.textContent)
          new MutationObserver(note).observe(status, { childList: true })
        }"""
    )


def expect_said(page: Page, words: str) -> None:
    """Since the page was listened to."""
    page.wait_for_function("words => said.some((each) => each.includes(words))", arg=words)


def save(page: Page) -> None:
    """By the button, which may wait for a save that is under way; the page stays."""
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#save-status")).to_contain_text(re.compile("^(Saved|Everything is saved)"))


def leave_by(button: Locator) -> None:
    """Press what leads to another page, and wait for that, though its address may be the same."""
    with button.page.expect_navigation():
        button.click()


def type_at_the_end(page: Page, words: str) -> None:
    jump(page, "Control+End")
    page.keyboard.type(words)


def jump(page: Page, keys: str) -> None:
    """Press keys that move the cursor, and let the editor hear of it before the next key."""
    if "Home" in keys:
        _let_the_focus_settle(page)
    page.keyboard.press(keys)
    page.wait_for_function(HAS_HEARD)


def _let_the_focus_settle(page: Page) -> None:
    """For 200 ms after it took the focus ProseMirror takes a jump to the start for a browser's slip."""
    page.wait_for_function(
        "() => Date.now() - document.querySelector('#id_body_area').editor.view.input.lastFocus > 250"
    )


def click_into(place: Locator, times: int = 1) -> None:
    """Put the cursor there by the mouse, and let the editor hear of it before the next key."""
    place.click(click_count=times)
    place.page.wait_for_function(HAS_HEARD, arg=place.element_handle())


def paste(page: Page, html: str) -> None:
    page.evaluate(
        """html => {
          const data = new DataTransfer()
          data.setData("text/html", html)
          const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})
          document.querySelector("#id_body_area").dispatchEvent(event)
        }""",
        html,
    )


def press(page: Page, name: str) -> None:
    page.get_by_role("toolbar").get_by_role("button", name=name, exact=True).click()
    expect(page.locator("#id_body_area")).to_be_focused()


def choose(page: Page, words: str) -> None:
    """An entry of the menu of tables, by the keyboard."""
    page.get_by_role("toolbar").get_by_role("button", name="Table", exact=True).press("Enter")
    page.locator(".prose-menubar__picker:popover-open").get_by_text(words).click()
