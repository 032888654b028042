"""What a person does in the editor, for the tests of several files."""

from playwright.sync_api import Locator, Page

from articles.models import Revision

ROOM = 250  # pixels that a text has at least, on a phone too


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


def type_at_the_end(page: Page, words: str) -> None:
    jump(page, "Control+End")
    page.keyboard.type(words)


def jump(page: Page, keys: str) -> None:
    """Press keys that move the cursor, and let the editor hear of it before the next key.

    For 200 ms after it took the focus ProseMirror takes a jump to the start for a browser's slip.
    """
    page.evaluate(
        """() => new Promise((quiet) => {
          const focused = document.querySelector("#id_body_area")?.editor.view.input.lastFocus ?? 0
          setTimeout(quiet, Math.max(0, 250 - (Date.now() - focused)))
        })"""
    )
    page.keyboard.press(keys)
    page.evaluate(
        "() => new Promise((heard) => requestAnimationFrame(() => setTimeout(heard, 50)))"
    )


def click_into(place: Locator) -> None:
    """Put the cursor there by the mouse, and let the editor hear of it before the next key."""
    place.click()
    place.evaluate(
        """(place) => new Promise((heard) => {
          const look = () => {
            const { view } = document.querySelector("#id_body_area").editor
            const { from, node } = view.state.selection
            const held = node ? view.nodeDOM(from) : view.domAtPos(from).node
            place.contains(held) ? heard() : requestAnimationFrame(look)
          }
          look()
        })"""
    )


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


def choose(page: Page, words: str) -> None:
    """An entry of the menu of tables, by the keyboard."""
    page.get_by_role("toolbar").get_by_role("button", name="Table", exact=True).press("Enter")
    page.locator(".prose-menubar__picker:popover-open").get_by_text(words).click()
