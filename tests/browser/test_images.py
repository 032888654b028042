"""Images in the editor: from the library, from a file, by paste and by drop, and when one is refused."""

from base64 import b64encode

import pytest
from playwright.sync_api import Page, expect

from articles.models import Image, Revision
from articles.text.cleaner import clean
from tests import factories
from tests.browser.editing import click_into, expect_text, html_of, jump, open_editor, save
from tests.factories import figure, picture

SEND = """([kind, files, html]) => {
  const transfer = new DataTransfer()
  for (const [name, type, data] of files) {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))
    transfer.items.add(new File([bytes], name, { type }))
  }
  if (html) transfer.setData("text/html", html)
  const area = document.querySelector("#id_body_area")
  const { left, top } = area.firstElementChild.getBoundingClientRect()
  const options = { bubbles: true, cancelable: true, clientX: left + 5, clientY: top + 5 }
  area.dispatchEvent(kind === "paste"
    ? new ClipboardEvent("paste", { ...options, clipboardData: transfer })
    : new DragEvent("drop", { ...options, dataTransfer: transfer }))
}"""


@pytest.fixture
def writer(transactional_db):
    return factories.writer(name="Mara Lindqvist")


@pytest.fixture
def draft(writer) -> Revision:
    return factories.draft(by=writer, title="Rest for back pain")


def send(page: Page, kind: str, *files: tuple[str, str, bytes], html: str = "") -> None:
    packed = [[name, form, b64encode(data).decode()] for name, form, data in files]
    page.evaluate(SEND, [kind, packed, html])


def dialog(page: Page):
    return page.get_by_role("dialog", name="image")


def test_an_image_of_the_library_is_found_described_and_inserted_by_keyboard(enter, writer, draft):
    factories.image(picture(60), title="Heart")
    sleep = factories.image(picture(61), title="Sleep curve")
    page = enter(writer)
    open_editor(page, draft).click()
    jump(page, "Control+End")

    page.keyboard.press("Control+Alt+p")
    page.keyboard.type("curve")
    expect(dialog(page).get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    dialog(page).get_by_label("Alternative text").fill('Sleep "falls"')
    dialog(page).get_by_role("button", name="Insert").click()

    shown = page.locator("#id_body_area figure")
    expect(shown.get_by_role("status")).to_have_text('Alternative text: Sleep "falls"')
    expect(shown.locator("img")).to_have_attribute("src", f"/media/images/{sleep.key}/61.webp")
    click_into(shown.locator("figcaption"))
    page.keyboard.type("A night")
    save(page)
    assert Revision.objects.get(pk=draft.pk).body == (
        "<p>Rest helps.</p>" + figure(sleep, "Sleep &quot;falls&quot;", "A night")
    )


def test_a_file_is_sent_in_from_the_dialog_and_a_bad_one_is_refused_with_its_reason(
    enter, writer, draft, watch
):
    watch.expect("422 (Unprocessable")
    page = enter(writer)
    open_editor(page, draft).click()

    page.get_by_role("button", name="Insert an image").click()
    file = dialog(page).get_by_label("Or send one in")
    file.set_input_files(
        [{"name": "x.png", "mimeType": "image/png", "buffer": b"<svg onload=x()>"}]
    )
    expect(dialog(page).get_by_role("status")).to_contain_text(
        "x.png: SVG drawings can carry scripts"
    )
    file.set_input_files([{"name": "knee.png", "mimeType": "image/png", "buffer": picture()}])
    expect(dialog(page).get_by_role("status")).to_have_text("knee.png is in the library.")
    dialog(page).get_by_label("It is decorative").check()
    dialog(page).get_by_role("button", name="Insert").click()

    image = Image.objects.get()
    expect(page.locator("#id_body_area figure").get_by_role("status")).to_have_text("Decorative")
    assert figure(image, "") in clean(html_of(page))


def test_a_screenshot_is_pasted_and_warns_until_it_is_described(enter, writer, draft):
    page = enter(writer)
    open_editor(page, draft).click()
    jump(page, "Control+End")

    send(page, "paste", ("image.png", "image/png", picture()))

    shown = page.locator("#id_body_area figure")
    expect(shown.get_by_role("status")).to_have_text("No alternative text yet: say what it shows.")
    image = Image.objects.get()
    expect_text(page, "<p>Rest helps.</p>" + figure(image, None))
    shown.get_by_role("button", name="Describe or replace").click()
    dialog(page).get_by_label("Alternative text").fill("A knee")
    dialog(page).get_by_role("button", name="Change").click()
    expect(shown.get_by_role("status")).to_have_text("Alternative text: A knee")
    shown.get_by_role("button", name="Remove").click()
    expect(shown).to_have_count(0)
    expect(page.locator("#id_body_area")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(shown.get_by_role("status")).to_have_text("Alternative text: A knee")


def test_files_are_dropped_and_one_that_is_refused_says_why_beside_the_others(
    enter, writer, draft, watch
):
    watch.expect("422 (Unprocessable")
    page = enter(writer)
    open_editor(page, draft)

    send(
        page,
        "drop",
        ("one.png", "image/png", picture(60)),
        ("two.png", "image/png", b"MZ no picture"),
        ("three.jpg", "image/jpeg", picture(62, form="JPEG")),
    )

    statuses = page.locator("#id_body_area figure").get_by_role("status")
    expect(statuses).to_have_count(3)
    expect(statuses.nth(0)).to_have_text("No alternative text yet: say what it shows.")
    expect(statuses.nth(1)).to_contain_text("two.png: This is not an image that can be read")
    expect(statuses.nth(2)).to_have_text("No alternative text yet: say what it shows.")
    one, three = Image.objects.order_by("width")
    expect_text(page, "<p>Rest helps.</p>" + figure(one, None) + figure(three, None))


def test_a_picture_among_pasted_words_is_sent_in_and_stays_in_its_place(enter, writer, draft):
    page = enter(writer)
    open_editor(page, draft).click()
    jump(page, "Control+End")
    page.keyboard.type(" ")
    data = b64encode(picture()).decode()

    send(
        page,
        "paste",
        ("words.png", "image/png", picture(9)),
        html=f'<p>One</p><p><img src="data:image/png;base64,{data}" width="5"></p><p>Two</p>',
    )

    shown = page.locator("#id_body_area figure")
    expect(shown.get_by_role("status")).to_have_text("No alternative text yet: say what it shows.")
    assert f"One</p>{figure(Image.objects.get(), None)}<p>Two" in clean(html_of(page))


def test_a_connection_that_breaks_loses_no_picture(enter, writer, draft, watch):
    watch.expect("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")
    page = enter(writer)
    open_editor(page, draft)
    page.context.set_offline(True)

    send(page, "drop", ("knee.png", "image/png", picture()))
    shown = page.locator("#id_body_area figure")
    expect(shown.get_by_role("status")).to_contain_text("The connection is gone.")
    page.context.set_offline(False)
    shown.get_by_role("button", name="Try again").click()

    expect(shown.get_by_role("status")).to_have_text("No alternative text yet: say what it shows.")


def test_files_dropped_on_the_library_are_sent_in(enter, writer):
    page = enter(writer)
    page.goto("/desk/images/")

    page.evaluate(
        """(data) => {
          const transfer = new DataTransfer()
          const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))
          transfer.items.add(new File([bytes], "knee.png", { type: "image/png" }))
          document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, dataTransfer: transfer }))
        }""",
        b64encode(picture()).decode(),
    )

    expect(page.get_by_text("“knee” is in the library.")).to_be_visible()


def test_a_reader_gets_the_modern_format_in_a_place_that_was_kept_for_it(page, draft):
    """The words below a picture don't move when it comes."""
    image = factories.image(picture(1280, 530))
    live = factories.published(factories.rewrite(draft, "<p>Rest.</p>" * 40 + figure(image)))
    page.goto(live.article.get_absolute_url())
    shown = page.locator(".body figure img")
    before = shown.bounding_box()
    assert before

    shown.scroll_into_view_if_needed()

    expect(shown).to_have_js_property("naturalWidth", 656)
    assert shown.evaluate("(image) => image.currentSrc").endswith("/800.avif")
    after = shown.bounding_box()
    assert after
    assert before["width"] == after["width"] == 656
    assert abs(before["height"] - after["height"]) < 1


def test_the_lead_image_is_chosen_in_the_library_and_the_panel_leads_to_it(enter, writer, draft):
    factories.image(picture(60), title="Heart")
    sleep = factories.image(picture(61), title="Sleep curve", alt="A night's sleep", licence="")
    page = enter(writer)
    open_editor(page, draft)

    page.get_by_text("Topic, tags, names and lead image").click()
    page.get_by_role("button", name="Choose a lead image").click()
    dialog(page).get_by_role("option", name="Sleep curve").click()
    expect(dialog(page).get_by_label("Alternative text")).to_have_value("A night's sleep")
    expect(dialog(page).get_by_label("It is decorative")).to_be_hidden()
    dialog(page).get_by_role("button", name="Choose").click()

    picker = page.locator(".lead-picker")
    expect(picker.get_by_role("status")).to_contain_text("Sleep curve: its licence is not stated.")
    expect(picker.locator("img")).to_have_attribute("src", f"/media/images/{sleep.key}/61.webp")
    page.get_by_role("link", name="State the licence of the image").click()
    expect(page.get_by_role("button", name="Describe or replace the lead image")).to_be_focused()
    saved = Revision.objects.get(pk=draft.pk)
    assert (saved.lead_image, saved.lead_alt) == (sleep.key, "A night's sleep")

    page.reload()  # the address names the field: what it is folded into opens
    expect(picker.locator("img")).to_be_visible()
    page.get_by_role("button", name="Remove the lead image").click()
    expect(page.locator(".verdict")).to_have_text("Nothing blocks submission")
    assert Revision.objects.get(pk=draft.pk).lead_image == ""
