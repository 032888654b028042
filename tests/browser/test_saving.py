"""Nothing is ever lost: autosave, two writers at once, a crash offline, a session that ended."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from articles.models import Revision
from tests import factories
from tests.browser.editing import click_into, leave_by, open_editor, save, type_at_the_end

KEPT = "() => Object.keys(localStorage).filter((key) => key.startsWith('attest:kept:'))"
THREE = "<p>One.</p><p>Two.</p><p>Three.</p>"


@pytest.fixture
def writer(transactional_db):
    return factories.writer(name="Mara Lindqvist")


@pytest.fixture
def draft(writer) -> Revision:
    return factories.draft(by=writer, title="Rest for back pain")


def status(page: Page):
    return page.locator("#save-status")


def banner(page: Page):
    return page.locator("#save-banner")


def body_of(draft: Revision) -> str:
    return Revision.objects.get(pk=draft.pk).body


def write(page: Page, draft: Revision, words: str) -> None:
    open_editor(page, draft).click()
    type_at_the_end(page, words)


def look_again(page: Page) -> None:
    """What a page does when somebody comes back to it, and otherwise every few seconds."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def kept_on_device(page: Page) -> None:
    """Wait until the last words are in the browser's store."""
    page.wait_for_function(f"({KEPT})().some((key) => localStorage.getItem(key).includes('Kept'))")


def crash(page: Page) -> None:
    """End the page as a crash does: it has no last word, and so sends no last request."""
    page.evaluate(
        """() => { for (const last of ["pagehide", "visibilitychange"])
          addEventListener(last, (event) => event.stopImmediatePropagation(), true) }"""
    )
    page.close()


def test_words_are_saved_while_writing_and_at_once_on_demand(enter, writer, draft):
    page = enter(writer)
    write(page, draft, " First.")
    expect(status(page)).to_contain_text("Saved")
    assert body_of(draft) == "<p>Rest helps. First.</p>"
    assert page.evaluate(KEPT) == []

    type_at_the_end(page, " Second.")
    page.keyboard.press("Control+s")
    expect(status(page)).to_contain_text("Saved")

    assert body_of(draft) == "<p>Rest helps. First. Second.</p>"
    leave_by(page.get_by_role("button", name="Submit for review"))
    assert not Revision.objects.get(pk=draft.pk).is_draft


def test_an_empty_title_is_named_and_keeps_no_word_from_being_saved(enter, writer, draft):
    page = enter(writer)
    write(page, draft, " More.")

    page.get_by_label("Title").fill("")
    page.keyboard.press("Control+s")

    expect(status(page)).to_contain_text("but not this: Give it a title")
    assert Revision.objects.get(pk=draft.pk).title == "Rest for back pain"
    assert body_of(draft) == "<p>Rest helps. More.</p>"


def test_two_writers_in_different_places_just_go_on(new_page, enter, writer, draft):
    ada = factories.editor(name="Ada Byron")
    draft = factories.rewrite(draft, THREE)
    page, second = enter(writer), enter(ada, new_page())
    for each in (page, second):
        open_editor(each, draft)
    click_into(second.locator("#id_body_area p").first)
    second.keyboard.press("End")
    second.keyboard.type(" Ada’s.")
    second.get_by_label("Title").fill("Rest and back pain")
    save(second)

    page.locator("#id_body_area").click()
    type_at_the_end(page, " Mine.")

    expect(status(page)).to_contain_text("together with what Ada Byron changed elsewhere")
    area = page.locator("#id_body_area")
    expect(area.locator("p")).to_have_text(["One. Ada’s.", "Two.", "Three. Mine."])
    expect(page.get_by_label("Title")).to_have_value("Rest and back pain")
    expect(area).to_be_focused()
    page.keyboard.type(" More.")
    save(page)
    look_again(second)
    expect(second.locator("#id_body_area p").last).to_have_text("Three. Mine. More.")
    expect(status(second)).to_contain_text("Mara Lindqvist changed this text at")
    second.get_by_label("Title").fill("Rest")
    save(second)

    body = "<p>One. Ada’s.</p><p>Two.</p><p>Three. Mine. More.</p>"
    stored = Revision.objects.get(pk=draft.pk)
    assert (stored.title, stored.body) == ("Rest", body)
    for _undone in range(2):  # one's own words, never those of another
        page.evaluate("document.querySelector('#id_body_area').editor.commands.undo()")
    expect(area.locator("p")).to_have_text(["One. Ada’s.", "Two.", "Three."])


def test_two_writers_in_one_place_are_told_and_choose(enter, writer, draft, watch):
    watch.expect("409 (Conflict)")
    draft = factories.rewrite(draft, THREE)
    page = enter(writer)
    open_editor(page, draft).click()
    theirs = THREE.replace("Three.", "Three, by Ada.").replace("One", "One, too")
    factories.rewrite(draft, theirs, by=factories.editor(name="Ada Byron"))

    type_at_the_end(page, " Mine.")

    expect(status(page)).to_contain_text("Not saved: conflict")
    expect(banner(page)).to_contain_text("Ada Byron saved this draft at")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name="Compare and decide")).to_be_focused()
    page.get_by_role("button", name="Compare and decide").click()
    page.get_by_label("Both, yours first").check()
    leave_by(page.get_by_role("button", name="Save both, put together"))
    assert page.url.endswith("/edit/")
    assert body_of(draft) == "<p>One, too.</p><p>Two.</p><p>Three. Mine.</p><p>Three, by Ada.</p>"
    assert page.evaluate(KEPT) == []


def test_the_button_saves_and_the_page_stays_as_it_is(enter, writer, draft, watch):
    watch.expect("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")
    factories.draft(by=writer, title="Sleep").article.tags.add("back pain", "sleep")
    page = enter(writer)
    write(page, draft, " First.")
    page.evaluate("window.stays = true")

    save(page)
    assert body_of(draft) == "<p>Rest helps. First.</p>"
    expect(page.locator(".verdict")).to_have_text("Nothing blocks submission")
    page.get_by_text("Topic, tags, names and lead image").click()
    page.get_by_label("Tags").fill("Sleep, b")
    suggested = page.locator("#known-tags option")
    expect(suggested).to_have_count(1)
    expect(suggested).to_have_attribute("value", "Sleep, back pain")
    page.get_by_label("Tags").fill("back pain")
    page.get_by_label("Title").press("Enter")
    expect(status(page)).to_contain_text("Saved")
    assert [tag.name for tag in draft.article.tags.all()] == ["back pain"]
    page.context.set_offline(True)
    page.locator("#id_body_area").click()
    type_at_the_end(page, " Second.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(status(page)).to_contain_text("Not saved: offline, will retry. Kept on this device.")
    page.context.set_offline(False)
    save(page)

    page.keyboard.press("Control+z")
    assert page.evaluate("window.stays")
    assert body_of(draft) == "<p>Rest helps. First. Second.</p>"


def test_all_that_stands_beside_a_text_says_what_is_saved(enter, writer, draft):
    factories.reference()
    page = enter(writer)
    open_editor(page, factories.rewrite(draft, "<h2>Why</h2>"))
    expect(page.locator("[data-action=submit]")).to_contain_text("must wait")
    page.get_by_text("Add a reference", exact=True).click()
    page.get_by_label("Key, DOI or PMID").fill("smith")

    click_into(page.locator("#id_body_area h2"))
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("Rest helps.")
    page.evaluate(
        "document.querySelector('#id_body_area').editor.commands.insertCitation('olsen2019')"
    )

    expect(page.locator(".verdict")).to_have_text("Nothing blocks submission")
    expect(page.locator(".shelf")).to_contain_text("olsen2019")
    expect(page.get_by_label("Key, DOI or PMID")).to_have_value("smith")
    leave_by(page.get_by_role("button", name="Submit for review"))
    assert not Revision.objects.get(pk=draft.pk).is_draft


WINDOWS = [(390, 844), (820, 1100), (1280, 900)]


@pytest.mark.parametrize("size", WINDOWS)
def test_what_must_be_decided_is_in_sight_in_a_long_text(enter, writer, draft, watch, size):
    watch.expect("409 (Conflict)", "ERR_INTERNET_DISCONNECTED", "ERR_FAILED")
    long = "".join(f"<h2>Section {each}</h2>" + THREE * 8 for each in range(20))
    draft = factories.rewrite(draft, long)
    page = enter(writer)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_editor(page, draft)
    page.evaluate(
        """() => {
          const form = document.querySelector("#writing")
          const fields = [...new FormData(form)].map(([name, value]) =>
            [name, name === "title" ? "Kept" : value])
          const name = `attest:kept:${form.elements.writer.value}:${form.dataset.revision}:now`
          localStorage.setItem(name, JSON.stringify({ at: Date.now(), around: false, fields }))
        }"""
    )
    page.reload()
    page.locator("#id_body_area").wait_for()
    expect(page.get_by_role("button", name="Restore it")).to_be_in_viewport(ratio=1)
    page.locator("#id_body_area").click()
    page.keyboard.press("Control+Shift+f")
    page.context.set_offline(True)
    type_at_the_end(page, " Mine.")
    factories.rewrite(draft, long.replace("Three.", "Theirs."), by=factories.editor())
    page.context.set_offline(False)

    expect(page.get_by_role("alert").get_by_text("Nothing is lost.")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Restore it")).to_be_in_viewport(ratio=1)
    expect(status(page)).to_be_in_viewport(ratio=1)
    with page.expect_navigation():
        page.get_by_role("button", name="Compare and decide").click()


def test_words_written_offline_survive_a_crash(enter, writer, draft, watch):
    watch.expect("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")
    page = enter(writer)
    context = page.context
    open_editor(page, draft).click()
    context.set_offline(True)
    type_at_the_end(page, " Kept.")
    expect(status(page)).to_contain_text("Not saved: offline, will retry")
    kept_on_device(page)
    crash(page)
    context.set_offline(False)
    assert body_of(draft) == "<p>Rest helps.</p>"

    again = context.new_page()
    watch.follow(again)
    open_editor(again, draft)
    expect(banner(again)).to_contain_text("was kept on this device and not saved")
    again.get_by_role("button", name="Restore it").click()

    expect(status(again)).to_contain_text("Saved")
    assert body_of(draft) == "<p>Rest helps. Kept.</p>"
    assert again.evaluate(KEPT) == []


def test_saving_goes_on_when_the_network_is_back(enter, writer, draft, watch):
    watch.expect("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")
    page = enter(writer)
    open_editor(page, draft).click()
    page.context.set_offline(True)
    type_at_the_end(page, " Kept.")
    expect(status(page)).to_contain_text("Not saved: offline")

    page.context.set_offline(False)

    expect(status(page)).to_contain_text("Saved")
    assert body_of(draft) == "<p>Rest helps. Kept.</p>"


def test_an_ended_session_goes_on_by_itself_for_the_same_writer_alone(enter, writer, draft, watch):
    watch.expect("403 (Forbidden)")
    page = enter(writer)
    open_editor(page, draft).click()
    Session.objects.all().delete()
    type_at_the_end(page, " Kept.")
    expect(status(page)).to_contain_text("Not saved: needs sign-in")
    expect(banner(page).get_by_role("link")).to_have_attribute("target", "_blank")

    other = page.context.new_page()
    watch.follow(other)
    enter(factories.editor(), other)
    look_again(page)
    expect(banner(page)).to_contain_text("Somebody else is signed in here now")
    assert body_of(draft) == "<p>Rest helps.</p>"
    other.context.clear_cookies()
    enter(writer, other)
    look_again(page)

    expect(status(page)).to_contain_text("Saved")
    expect(banner(page)).to_be_hidden()
    assert body_of(draft) == "<p>Rest helps. Kept.</p>"


def test_what_is_posted_after_the_session_ended_comes_back_without_a_script(
    new_page, enter, writer, draft
):
    page = enter(writer, new_page(java_script_enabled=False))
    page.goto(f"/desk/revisions/{draft.pk}/edit/")
    page.get_by_label("Text", exact=True).fill("<p>An hour of work.</p>")
    Session.objects.all().delete()
    leave_by(page.get_by_role("button", name="Save", exact=True))

    page.fill("input[name=login]", writer.email)
    page.fill("input[name=password]", factories.PASSWORD)
    page.press("input[name=password]", "Enter")
    leave_by(page.get_by_role("button", name="Keep mine"))

    assert body_of(draft) == "<p>An hour of work.</p>"


def test_who_else_writes_is_seen_and_gone_when_they_leave(new_page, enter, writer, draft):
    ada = factories.editor(name="Ada Byron")
    page = enter(writer)
    open_editor(page, draft)
    line = page.locator("#presence")

    second = enter(ada, new_page())
    write(second, draft, "x")

    look_again(page)
    expect(line).to_contain_text("Ada Byron is typing here")
    expect(status(second)).to_contain_text("Saved")
    expect(second.locator("#presence")).to_contain_text("Mara Lindqvist has this draft open.")
    second.goto("/desk/")
    look_again(page)
    expect(line).to_be_empty()


def test_signing_out_clears_this_device_of_ones_own_words(enter, writer, draft):
    page = enter(writer)
    open_editor(page, draft)
    page.evaluate(
        """() => {
          const writer = document.querySelector("[name=writer]").value
          localStorage.setItem(`attest:kept:${writer}:1:now`, "{}")
          localStorage.setItem("attest:kept:0:1:now", "{}")
        }"""
    )

    page.goto("/account/logout/")
    page.get_by_role("button", name="Sign out").last.click()
    page.wait_for_url("/")

    assert page.evaluate(KEPT) == ["attest:kept:0:1:now"]
