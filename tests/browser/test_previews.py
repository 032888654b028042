"""The preview in its frame, and the link that shows it to somebody without an account."""

from playwright.sync_api import expect

from tests import factories


def test_a_text_is_seen_in_its_frame_and_shown_to_a_stranger_until_the_link_is_revoked(
    transactional_db, page, enter, new_page, watch
):
    writer = factories.writer(name="Mara Lindqvist")
    factories.reference()
    body = '<h2>Why</h2><p>Rest helps.<cite data-ref="olsen2019"></cite></p>'
    draft = factories.draft(writer, body, "Rest for back pain")
    enter(writer)

    page.goto(f"/desk/revisions/{draft.pk}/preview/")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Rest for back pain")).to_be_visible()
    expect(frame.locator(".body")).to_contain_text("Rest helps.")
    window = page.evaluate("document.documentElement.clientWidth")
    assert _width_of_text(page) == window
    assert page.evaluate("document.documentElement.scrollWidth") == window
    widths = []
    for width in ("Phone", "Tablet", "Desktop"):
        page.get_by_role("link", name=width).click()
        expect(page.locator(f'[data-width="{width.lower()}"]')).to_be_visible()
        expect(frame.locator(".body")).to_contain_text("Rest helps.")
        widths.append(_width_of_text(page))
    assert widths == sorted(set(widths))
    for shown in page.frames:
        shown.wait_for_load_state()  # with the script that has links open in a tab of their own
    frame.get_by_role("link", name="Back to the text").click()
    with page.expect_popup() as opened:
        frame.get_by_role("link", name="What this means").click()
    expect(opened.value.locator("h1")).to_be_visible()

    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_label("Copy it now").input_value()
    stranger = new_page()
    path = f"/preview/{address.partition('/preview/')[2]}"
    assert stranger.goto(path).status == 200
    expect(stranger.locator(".body")).to_contain_text("Rest helps.")
    expect(stranger.get_by_label("Preview")).to_contain_text("Draft, not reviewed.")

    page.get_by_role("link", name="Back to the preview").click()
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("status")).to_contain_text("opens nothing")
    watch.expect("410 (Gone)")
    assert stranger.reload().status == 410
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This link opens nothing")


def _width_of_text(page) -> int:
    frame = page.locator("iframe").element_handle().content_frame()
    return frame.evaluate("document.documentElement.clientWidth")
