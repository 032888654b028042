"""The main job in a real browser: from a new article to a reviewed page, and to its retraction.

With `SCREENSHOTS=folder` a picture of each page is kept there.
"""

import os
import re
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.editing import save, type_at_the_end

pytestmark = pytest.mark.both_databases

TITLE = "Does rest help a sore back?"
SLUG = "does-rest-help-a-sore-back"
DESK = {"width": 1440, "height": 900}  # where comments and the decision both stand beside the text


@pytest.fixture
def shoot() -> Callable[[Page, str], None]:
    """Keep a picture of a page, numbered in the order of the story, where a folder is named."""
    folder, numbers = os.environ.get("SCREENSHOTS"), count(1)

    def kept(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            path = Path(folder) / f"{next(numbers):02}-{name}.png"
            page.screenshot(path=path, full_page=True)

    return kept


@pytest.fixture
def people(transactional_db) -> dict:
    factories.reference()
    factories.topic("Pain", approvals=2, specialty="Pain medicine")
    return {
        "writer": factories.writer(name="Mara Lindqvist"),
        "reviewer": factories.reviewer("Pain medicine", name="Dr Ines Carvalho"),
        "second": factories.reviewer(name="Dr Jonas Weber"),
        "absent": factories.reviewer(name="Dr Petra Novak"),
        "editor": factories.editor(name="Tomas Okafor"),
    }


@pytest.fixture
def cast(people, enter, new_page) -> Iterator[dict[str, Page]]:
    """A signed-in browser for each of them, and one for a reader."""
    pages = {role: enter(user, new_page(viewport=DESK)) for role, user in people.items()}
    return {**pages, "reader": new_page(viewport=DESK)}


def open_action(page: Page, name: str):
    """Unfold an action beside the text, in its pane where the window is narrow; return what is in it."""
    page.wait_for_load_state()  # a script may unfold it too
    pane = page.get_by_role("link", name="Check and decide")
    if pane.is_visible():
        pane.click()
    action = page.locator(f"details[data-action={name}]")
    if action.get_attribute("open") is None:
        action.locator("summary").click()
    return action


def sign(page: Page, name: str, statement: str, password: str = factories.PASSWORD) -> None:
    action = open_action(page, name)
    action.get_by_label("Your statement").fill(statement)
    action.get_by_label("Your competing interests").fill("None declared.")
    action.get_by_label("Your password").fill(password)
    action.get_by_role("button").click()


def submit(page: Page) -> None:
    open_action(page, "submit").get_by_role("button", name="Submit for review").click()
    page.wait_for_url("**/desk/articles/*/")


def write(page: Page, words: str) -> None:
    """Type at the end of the text in the editor."""
    page.locator("#id_body_area").click()
    type_at_the_end(page, words)


def cite(page: Page, words: str) -> None:
    page.keyboard.press("Control+Alt+r")
    dialog = page.get_by_role("dialog", name="Cite a reference")
    dialog.get_by_role("combobox").fill(words)
    expect(dialog.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.locator("#id_body_area cite")).to_have_text("[1]")


def told(page: Page, words: str) -> None:
    expect(page.get_by_role("status").first).to_contain_text(words)


def test_the_main_job_from_a_new_article_to_its_retraction(cast, shoot, watch):
    watch.expect("403 (Forbidden)")
    begin_and_submit(cast["writer"], shoot)
    assign(cast["editor"], shoot)
    decline(cast["absent"], shoot)
    ask_another(cast["editor"])
    comment_and_request_changes(cast["reviewer"], shoot)
    decide_after_another(cast["second"])
    answer_and_submit_again(cast["writer"], shoot)
    approve(cast["reviewer"], shoot)
    approve_too(cast["second"])
    publish(cast["editor"], shoot)
    read_reviewed(cast["reader"], shoot)
    retract(cast["editor"], shoot)
    read_retracted(cast["reader"], shoot)


def begin_and_submit(page: Page, shoot) -> None:
    page.goto("/desk/")
    shoot(page, "writer-desk-empty")
    page.goto("/desk/articles/new/")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Standfirst").fill("Less than people think.")
    page.get_by_label("Topic").select_option(label="Pain")
    shoot(page, "writer-new-article")
    page.get_by_role("button", name="Begin writing").click()

    write(page, "A day of rest is enough")
    cite(page, "olsen")
    page.keyboard.type(".")
    save(page)
    shoot(page, "writer-edit")
    page.get_by_role("link", name="Preview").click()
    expect(page.frame_locator("iframe").locator(".body cite a")).to_have_text("1")
    shoot(page, "writer-preview")
    page.get_by_role("link", name="Go on writing").click()
    submit(page)
    told(page, f"“{TITLE}”: you submitted it for review. Told: Tomas Okafor.")
    shoot(page, "writer-timeline")


def assign(page: Page, shoot) -> None:
    page.goto("/reviews/board/")
    stuck = page.get_by_text("Stuck: 0 of 2 approvals given. No reviewer has been asked.")
    expect(stuck).to_be_visible()
    shoot(page, "editor-board")
    page.get_by_role("link", name=TITLE).click()
    open_action(page, "assign").get_by_role("button").click()
    expect(page.locator("label").filter(has_text="Dr Ines Carvalho")).to_contain_text(
        "of the wanted specialty"
    )
    page.get_by_label("Dr Ines Carvalho").check()
    shoot(page, "editor-assign")
    page.get_by_role("button", name="Assign a reviewer").click()
    told(page, "you asked Dr Ines Carvalho to review it")
    ask(page, "Dr Petra Novak")


def ask(page: Page, name: str) -> None:
    open_action(page, "assign").get_by_role("button").click()
    page.get_by_label(name).check()
    page.get_by_role("button", name="Assign a reviewer").click()
    told(page, f"you asked {name} to review it")


def decline(page: Page, shoot) -> None:
    page.goto("/reviews/")
    page.get_by_role("link", name=TITLE).click()
    action = open_action(page, "decline")
    action.get_by_label("Why you decline").fill("I am on leave.")
    action.get_by_role("button").click()
    told(page, "you declined the review. Told: Tomas Okafor.")
    expect(page.get_by_role("link", name=TITLE)).to_have_count(0)
    shoot(page, "reviewer-declined")


def ask_another(page: Page) -> None:
    """Who declined does not count as asked: the board says who holds the text."""
    page.goto("/reviews/board/")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_text("Dr Petra Novak: declined")).to_be_visible()
    ask(page, "Dr Jonas Weber")


def comment_and_request_changes(page: Page, shoot) -> None:
    page.goto("/reviews/")
    shoot(page, "reviewer-dashboard")
    page.get_by_role("link", name=TITLE).click()
    expect(page.locator(".references li")).to_contain_text("MMWR Morb Mortal Wkly Rep")
    page.get_by_text("Comment on a paragraph or the whole article").click()
    page.get_by_label("Must fix").check()
    page.get_by_label("Comment", exact=True).fill("Say for whom.")
    page.get_by_role("button", name="Comment", exact=True).click()
    told(page, "Your comment is on this page.")
    waits = "Approve must wait: 1 “must fix” comment is still open."
    expect(page.get_by_role("region", name="Decision").get_by_text(waits)).to_be_visible()
    shoot(page, "reviewer-review")

    sign(page, "request_changes", "It says “people”, the source says adults.", "not my password")
    expect(page.get_by_role("alert")).to_contain_text("That is not your password.")
    expect(page.get_by_label("Your password").and_(page.locator(":focus"))).to_be_visible()
    kept = page.locator("[data-action=request_changes]").get_by_label("Your statement")
    expect(kept).to_have_value("It says “people”, the source says adults.")
    shoot(page, "reviewer-wrong-password")
    sign(page, "request_changes", "It says “people”, the source says adults.")
    told(page, "you requested changes. Told: Mara Lindqvist and Tomas Okafor.")


def decide_after_another(page: Page) -> None:
    """Whoever is in the middle while another wants changes is heard: the text goes back with both."""
    page.goto("/reviews/")
    page.get_by_role("link", name=TITLE).first.click()
    waits = "Dr Ines Carvalho requested changes. Waiting for the decision of Dr Jonas Weber."
    expect(page.get_by_text(waits).first).to_be_visible()
    sign(page, "approve", "The sources say what the text says.")
    told(page, "you approved it, which ended the round: changes requested.")


def answer_and_submit_again(page: Page, shoot) -> None:
    page.reload()
    shoot(page, "writer-changes-requested")
    page.get_by_role("link", name="Its review").click()
    expect(page.get_by_text("It says “people”, the source says adults.").first).to_be_visible()
    thread = page.locator(".thread").filter(has_text="Say for whom.")
    thread.locator("summary").click()
    thread.get_by_label("Your answer").fill("For adults; the next text says so.")
    thread.get_by_role("button", name="Answer").click()
    told(page, "Your answer is on this page.")
    shoot(page, "writer-answers")

    page.get_by_role("link", name="Timeline").click()
    page.get_by_role("button", name="Start the next draft").click()
    write(page, " This is about adults.")
    save(page)
    submit(page)
    told(page, "Told: Dr Ines Carvalho, Dr Jonas Weber and Tomas Okafor.")


def approve(page: Page, shoot) -> None:
    page.goto("/reviews/")
    expect(page.get_by_text("Review, round 2")).to_be_visible()
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.locator(".sheet .body")).to_contain_text("This is about adults.")
    # a point of the round before stands until whoever raised it says that it is met
    expect(page.locator("#decide-approve")).to_contain_text("1 “must fix” comment is still open.")
    thread = page.locator(".thread").filter(has_text="For adults; the next text says so.")
    thread.locator("summary").click()
    thread.get_by_role("button", name="Resolve without an answer").click()
    told(page, "The thread is resolved.")
    open_action(page, "approve")
    shoot(page, "reviewer-second-round")
    sign(page, "approve", "I checked every statement against its source.")
    told(page, "you approved it. Told: Mara Lindqvist and Tomas Okafor.")
    shoot(page, "reviewer-dashboard-done")


def approve_too(page: Page) -> None:
    """Whoever approved the round before confirms the small change: the form is filled in already."""
    page.goto("/reviews/")
    page.get_by_role("link", name=TITLE).first.click()
    expect(
        page.get_by_text("1 of 2 approvals given; waiting for Dr Jonas Weber.").first
    ).to_be_visible()
    page.get_by_role("link", name="Confirm the change").click()
    approval = page.locator("#decide-approve")
    expect(approval.get_by_label("Your statement")).to_have_value(re.compile("the text of round 1"))
    approval.get_by_label("Your password").fill(factories.PASSWORD)
    approval.get_by_role("button", name="Sign: approve").click()
    told(page, "you approved it. Told: Mara Lindqvist and Tomas Okafor.")


def publish(page: Page, shoot) -> None:
    page.goto("/reviews/board/")
    page.get_by_role("link", name=TITLE).click()
    open_action(page, "publish")
    shoot(page, "editor-publish")
    page.get_by_role("button", name="Publish now").click()
    told(page, "you published it. Told: Dr Ines Carvalho, Dr Jonas Weber and Mara Lindqvist.")


def read_reviewed(page: Page, shoot) -> None:
    answer = page.goto("/")
    assert answer is not None
    assert answer.ok
    shoot(page, "reader-home")
    page.goto(f"/articles/{SLUG}/")
    expect(page.locator(".badge")).to_have_attribute("data-state", "reviewed")
    expect(page.locator(".badge")).to_contain_text("Dr Ines Carvalho, MD")
    expect(page.locator(".badge")).to_contain_text("Dr Jonas Weber, MD")
    expect(page.locator(".body")).to_contain_text("This is about adults.")
    expect(page.locator(".references li")).to_contain_text("doi:10.15585/mmwr.mm6814a2")
    shoot(page, "reader-article")


def retract(page: Page, shoot) -> None:
    page.goto("/reviews/board/")
    page.get_by_role("link", name=TITLE).click()
    action = open_action(page, "retract")
    action.get_by_label("Explanation to readers").fill("The study that it rests on was withdrawn.")
    shoot(page, "editor-retract")
    action.get_by_role("button", name="Retract").click()
    told(page, "you retracted it. Told: Dr Ines Carvalho, Dr Jonas Weber and Mara Lindqvist.")
    shoot(page, "editor-retracted")


def read_retracted(page: Page, shoot) -> None:
    page.reload()
    expect(page.locator(".notice[data-kind=retraction]")).to_contain_text(
        "The study that it rests on was withdrawn."
    )
    expect(page.locator(".badge")).to_have_count(0)
    expect(page.locator(".body")).to_contain_text("A day of rest is enough")
    shoot(page, "reader-retracted")
