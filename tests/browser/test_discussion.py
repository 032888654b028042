"""Comments on words in a real browser: selected, painted, seen in the editor, followed, applied."""

from random import Random

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from articles.drafting.drafts import start_draft
from articles.models import Anchor, Comment, Revision, Thread
from articles.sealing import rendering, seal
from articles.text.anchors import running
from articles.text.cleaner import clean
from reviews.reviewing import discussion
from reviews.reviewing.discussion import Passage
from reviews.workflow.perform import perform
from tests import factories
from tests.articles.text import prose
from tests.articles.text.test_cleaner import TAGS
from tests.browser.editing import leave_by, open_editor, save

BODY = (
    '<p>Rest helps the back.<cite data-ref="olsen2019"></cite> Sleep helps too.</p>'
    "<p>Sleep helps too, says a 😀 friend. Ask a doctor about pain that stays.</p>"
    "<table><tbody><tr><td><p>5 mg</p></td></tr></tbody></table>"
)
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
WATCH_SHIFTS = """
window.shifts = 0
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifts += entry.value
}).observe({type: "layout-shift", buffered: true})
"""


@pytest.fixture
def doctor(transactional_db):
    factories.reference()
    return factories.reviewer(name="Dr Ada Byron")


@pytest.fixture
def revision(doctor) -> Revision:
    return factories.assigned(factories.draft(body=BODY, title="Rest"), to=doctor)


def comment(revision, doctor, words: str, kind: str = "must_fix", **fields) -> Thread:
    start = running(revision.body).index(words)
    place = Passage(start, start + len(words))
    return discussion.open_thread(revision, doctor, kind, "Which?", place, **fields)


def read(page: Page, revision: Revision) -> Page:
    page.goto(f"/reviews/{revision.pk}/")
    expect(page.locator("html[data-reviewing=ready]")).to_be_attached()
    return page


def select(page: Page, words: str) -> None:
    """Select words in the text, as a mouse or a finger does."""
    page.evaluate(
        """words => {
          const walker = document.createTreeWalker(document.querySelector(".body"), NodeFilter.SHOW_TEXT)
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf(words)
            if (at >= 0) {
              getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length)
              return
            }
          }
          throw new Error(`not there: ${words}`)
        }""",
        words,
    )


def painted(page: Page) -> list[str]:
    return page.evaluate("[...CSS.highlights.get('comment')].map(range => range.toString())")


def problems(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['target']}" for each in found]


# --- one definition, three places --------------------------------------------------------------------


def test_server_page_and_editor_read_the_same_text(enter, revision, doctor):
    random = Random(20261121)
    pieces = [" rest ", " dose ", "café ", "😀", "2 mg ", "x\u0301"] * 8
    pieces += [*(f"<{tag}>" for tag in TAGS), *(f"</{tag}>" for tag in TAGS)]
    image = f'<figure><img data-image="{"a" * 64}" alt="x">'
    pieces += [f"{image}</figure>", f"{image}<figcaption>Shown</figcaption></figure>"] * 4
    pieces += ['<cite data-ref="olsen2019"></cite>', "<br>", '<td colspan="2">', "<p>"] * 6
    bodies = [clean("".join(random.choices(pieces, k=60))) for _ in range(150)]
    text = seal.text_of(revision)
    pages = [rendering.render(seal.Text(**{**vars(text), "body": body})).body for body in bodies]
    perform("recall", revision, factories.author_of(revision))
    draft = start_draft(revision.article, factories.author_of(revision))
    page = enter(factories.author_of(revision))
    page.add_init_script(
        "document.addEventListener('prose-editor:ready', ({detail}) => { window.editor = detail.editor })"
    )
    page.goto(f"/desk/revisions/{draft.pk}/edit/")
    page.locator("#id_body_area").wait_for()

    found = page.evaluate(
        """async ([bodies, pages]) => {
          const { createDocument } = await import("django-prose-editor/editor")
          const { ofDocument, ofPage } = await import("articles/anchors")
          const parse = (html) => new DOMParser().parseFromString(html, "text/html").body
          return [
            bodies.map((body) => ofDocument(createDocument(body, editor.schema)).text),
            pages.map((page) => ofPage(parse(page)).text),
          ]
        }""",
        [bodies, pages],
    )

    expected = [running(body) for body in bodies]
    assert found[0] == expected
    assert found[1] == expected


# --- the review page ---------------------------------------------------------------------------------


def test_selected_words_are_commented_on_and_painted(enter, revision, doctor):
    page = read(enter(doctor), revision)
    select(page, "friend. Ask a doctor")

    page.get_by_role("button", name="Comment", exact=True).first.click()
    dialog = page.get_by_role("dialog", name="Comment on these words")
    dialog.get_by_label("Must fix").check()
    expect(dialog.get_by_label("Say instead")).to_be_hidden()
    dialog.get_by_role("textbox", name="Comment", exact=True).fill("Which friend?")
    assert problems(page) == []
    dialog.get_by_role("button", name="Comment", exact=True).click()
    page.wait_for_url("**/#thread-*")
    expect(page.locator("html[data-reviewing=ready]")).to_be_attached()

    thread = Thread.objects.get()
    assert thread.quote == "friend. Ask a doctor"
    anchor = thread.anchors.get()
    assert running(revision.body)[anchor.start : anchor.end] == thread.quote
    assert painted(page) == [thread.quote]
    expect(page.locator(".decision-bar")).to_contain_text("1 “must fix” comment is still open.")


def test_a_paragraph_is_commented_on_by_keyboard_alone(enter, revision, doctor):
    page = read(enter(doctor), revision)

    page.get_by_role("button", name="Choose a paragraph by keyboard").press("Enter")
    expect(page.locator(".sheet .body p").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Comment on these words")
    dialog.get_by_label("Suggestion").check()
    expect(dialog.get_by_label("Say instead")).to_have_value(
        "Rest helps the back.[·] Sleep helps too."
    )
    dialog.get_by_label("Say instead").fill("Rest may help the back.[·] Sleep helps too.")
    dialog.get_by_role("textbox", name="Comment", exact=True).fill("Too strong.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/#thread-*")

    assert Thread.objects.get().replacement == "Rest may help the back.\ufffc Sleep helps too."


def test_without_a_script_a_paragraph_is_chosen_from_a_list(new_page, enter, revision, doctor):
    page = enter(doctor, new_page(java_script_enabled=False))
    page.goto(f"/reviews/{revision.pk}/")

    page.get_by_text("Comment on a paragraph or the whole article").click()
    form = page.locator(".thread-form")
    form.get_by_label("On", exact=True).select_option(
        label="“Rest helps the back.[·] Sleep helps too.”"
    )
    form.get_by_label("Question").check()
    form.get_by_role("textbox", name="Comment", exact=True).fill("Always?")
    leave_by(form.get_by_role("button", name="Comment"))

    assert Thread.objects.get().quote == "Rest helps the back.\ufffc Sleep helps too."
    expect(page.locator(".thread")).to_contain_text("Always?")


def test_sixty_comments_come_without_moving_the_page(enter, doctor):
    body = "".join(f"<p>{'Rest helps the back in most trials. ' * 7}{n}</p>" for n in range(60))
    revision = factories.assigned(factories.draft(body=body), to=doctor)
    text = running(revision.body)
    for n in range(60):
        start = text.index(f"{n}\n" if n < 59 else "59")
        discussion.open_thread(revision, doctor, "question", "?", Passage(start - 30, start))
    page = enter(doctor)
    page.add_init_script(WATCH_SHIFTS)

    read(page, revision)
    expect(page.locator(".threads")).to_have_attribute("data-laid", "beside")
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )

    assert page.evaluate("window.shifts") == 0
    assert len(painted(page)) == 60


def test_a_card_leads_to_its_words_and_they_lead_back(enter, revision, doctor):
    comment(revision, doctor, "Ask a doctor")
    page = read(enter(doctor), revision)
    card = page.locator(".thread")

    page.get_by_role("button", name="Ask a doctor").click()
    expect(card).to_have_class("thread active")
    page.locator("h1").first.click()
    assert problems(page) == []


def test_a_number_shows_its_reference(enter, revision, doctor):
    page = read(enter(doctor), revision)

    page.locator(".body cite a").first.focus()

    expect(page.locator(".reference-note")).to_contain_text("Unintentional Drug Overdose")
    expect(page.locator(".reference-note a")).to_have_attribute(
        "href", "https://doi.org/10.15585/mmwr.mm6814a2"
    )
    page.keyboard.press("Escape")
    expect(page.locator(".reference-note")).to_be_hidden()


def anchored(thread: Thread, draft: Revision) -> str:
    anchor = Anchor.objects.get(thread=thread, revision=draft)
    return running(Revision.objects.get(pk=draft.pk).body)[anchor.start : anchor.end]


# --- the editor --------------------------------------------------------------------------------------


def next_draft(revision: Revision, doctor) -> Revision:
    perform("request_changes", revision, doctor, factories.SIGNED)
    return start_draft(revision.article, factories.author_of(revision))


def edit(page: Page, draft: Revision) -> Page:
    page.add_init_script(
        "document.addEventListener('prose-editor:ready', ({detail}) => { window.editor = detail.editor })"
    )
    page.goto(f"/desk/revisions/{draft.pk}/edit/")
    page.locator("#id_body_area").wait_for()
    expect(page.locator(".threads")).to_have_attribute("data-laid", "beside")
    return page


def change(page: Page, words: str, instead: str) -> None:
    """Put other words in the place of some, as typing over a selection does."""
    page.evaluate(
        """([words, instead]) => {
          const { state, view } = editor
          state.doc.descendants((node, position) => {
            const at = node.isText ? node.text.indexOf(words) : -1
            if (at < 0) return
            const tr = view.state.tr
            view.dispatch(tr.insertText(instead, position + at, position + at + words.length))
          })
        }""",
        [words, instead],
    )


def marked(page: Page) -> list[str]:
    return page.evaluate(
        """() => {
          const found = {}
          for (const part of document.querySelectorAll("#id_body_area .comment-hl")) {
            found[part.dataset.comment] = (found[part.dataset.comment] ?? "") + part.textContent
          }
          return Object.values(found)
        }"""
    )


def test_a_comment_follows_edits_cut_and_paste_and_undo(enter, revision, doctor):
    thread = comment(revision, doctor, "Ask a doctor about pain")
    draft = next_draft(revision, doctor)
    page = edit(enter(factories.author_of(revision)), draft)
    card = page.locator(".thread")
    assert marked(page) == ["Ask a doctor about pain"]

    change(page, "Rest helps", "A 😀 rest may help")
    change(page, "a doctor", "your doctor")
    assert marked(page) == ["Ask your doctor about pain"]
    expect(card.locator(".lost")).to_have_text("The words have changed since.")

    change(page, "Ask your doctor about pain that stays.", "")
    expect(card).to_have_class("thread orphaned")
    expect(card.locator(".lost")).to_have_text("These words are no longer in the text.")
    change(page, "A 😀 rest", "Ask your doctor about pain that stays. A 😀 rest")
    assert marked(page) == ["Ask your doctor about pain"]
    page.evaluate("editor.commands.undo()")
    page.evaluate("editor.commands.undo()")
    assert problems(page) == []

    page.evaluate("editor.commands.redo()")
    page.evaluate("editor.commands.undo()")
    words = marked(page)
    page.evaluate("editor.commands.focus()")
    change(page, "Sleep helps", "Good sleep helps")
    save(page)
    assert [anchored(thread, draft)] == words


def test_a_suggestion_is_applied_in_one_step_and_settled_by_the_save(enter, revision, doctor):
    thread = comment(
        revision, doctor, "Rest helps the back", "suggestion", replacement="Rest may help the back"
    )
    draft = next_draft(revision, doctor)
    page = edit(enter(factories.author_of(revision)), draft)

    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#id_body_area p").first).to_contain_text("Rest may help the back.")
    expect(page.locator(".said")).to_contain_text("Applied.")
    page.evaluate("editor.commands.undo()")
    expect(page.locator("#id_body_area p").first).to_contain_text("Rest helps the back.")
    expect(page.get_by_role("button", name="Apply")).to_be_visible()
    page.evaluate("editor.commands.redo()")
    change(page, "Rest may help the back", "Rest helps the back")
    page.get_by_role("button", name="Apply").click()
    save(page)

    thread.refresh_from_db()
    assert (thread.outcome, anchored(thread, draft)) == ("applied", "Rest may help the back")
    expect(page.locator(".thread h3")).to_contain_text("Suggestion, applied")


def test_a_suggestion_on_changed_words_is_not_applied_but_declined(enter, revision, doctor, watch):
    watch.expect("422 (Unprocessable")
    thread = comment(
        revision, doctor, "Rest helps the back", "suggestion", replacement="Rest may help the back"
    )
    draft = next_draft(revision, doctor)
    page = edit(enter(factories.author_of(revision)), draft)
    change(page, "helps the", "never helps the")

    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".said")).to_contain_text("The words have changed")
    page.get_by_text("Answer or decline").click()
    page.get_by_role("button", name="Decline with this reason").click()
    expect(page.locator(".thread")).to_contain_text("Write the answer first.")
    page.get_by_label("Answer", exact=True).fill("Two trials say so.")
    page.get_by_role("button", name="Decline with this reason").click()

    expect(page.locator(".thread h3")).to_contain_text("Suggestion, declined")
    thread.refresh_from_db()
    assert thread.outcome == "declined"
    assert [str(each) for each in thread.comments.all()] == ["Which?", "Two trials say so."]


def test_after_thirty_edits_every_passage_stands_where_its_letters_are(enter, doctor):
    """The bar, by the editor's path: the truth is where ProseMirror moved a passage's own letters."""
    random = Random(7)
    blocks = prose.article(random, words=900)
    revision = factories.assigned(factories.draft(body=prose.body_of(blocks)), to=doctor)
    text = running(revision.body)
    places = [
        (passage.start, passage.end) for passage in prose.passages(blocks, blocks, random, 40)
    ]
    threads = [
        discussion.open_thread(revision, doctor, "question", "?", Passage(*place))
        for place in places
    ]
    draft = next_draft(revision, doctor)
    page = edit(enter(factories.author_of(revision)), draft)

    kept = page.evaluate(RANDOM_EDITS, [places, text])
    page.evaluate("editor.commands.focus()")
    save(page)

    saved = Revision.objects.get(pk=draft.pk)
    now = running(saved.body)
    verdicts = []
    for thread, (truth, share) in zip(threads, kept, strict=True):
        anchor = Anchor.objects.get(thread=thread, revision=saved)
        words = now[anchor.start : anchor.end]
        if share == 0:
            verdicts.append(words == "")
        elif share >= 0.5:
            verdicts.append(bool(words) and words.strip() == truth.strip())
    assert verdicts.count(True) >= 0.99 * len(verdicts)


# Thirty edits: words typed, words deleted, sentences deleted, paragraphs split, one moved. Beside the
# comments each letter of a passage is followed by itself through the steps.
RANDOM_EDITS = """([places, text]) => {
  let seed = 11
  const random = (below) => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed % below
  }
  let position = 0
  const positions = []
  editor.state.doc.descendants((node, at) => {
    if (!node.isTextblock) return true
    node.forEach((child, offset) => {
      const length = child.isText ? child.text.length : 1
      for (let each = 0; each < length; each++) positions[position + each] = at + 1 + offset + each
      position += length
    })
    position++
    return false
  })
  const passages = places.map(([start, end]) => positions.slice(start, end))
  const follow = (tr) => {
    for (const passage of passages) {
      for (const [index, at] of passage.entries()) {
        if (at === null || at === undefined) continue
        const result = tr.mapping.mapResult(at, 1)
        const end = tr.mapping.mapResult(at + 1, -1)
        passage[index] = result.deletedAfter || end.pos <= result.pos ? null : result.pos
      }
    }
  }
  for (let edit = 0; edit < 30; edit++) {
    const { state } = editor
    const blocks = []
    state.doc.descendants((node, at) => {
      if (node.isTextblock && node.content.size > 40) blocks.push([node, at])
      return !node.isTextblock
    })
    const [node, at] = blocks[random(blocks.length)]
    const from = at + 1 + random(node.content.size - 30)
    const tr = state.tr
    const kind = edit % 5
    if (kind === 0) tr.insertText(" quite new words ", from)
    else if (kind === 1) tr.delete(from, from + 6)
    else if (kind === 2) tr.delete(from, from + 28)
    else if (kind === 3) tr.insertText("other", from, from + 4)
    else tr.split(from)
    follow(tr)
    editor.view.dispatch(tr)
  }
  return passages.map((passage) => {
    const left = passage.filter((at) => at !== null && at !== undefined)
    if (!left.length) return ["", 0]
    const truth = editor.state.doc.textBetween(left[0], left.at(-1) + 1, "\\n", "\\ufffc")
    return [truth, left.length / passage.length]
  })
}"""


def test_the_notes_of_an_import_are_resolved_in_place_several_at_once(
    transactional_db, page, enter
):
    writer = factories.writer()
    draft = factories.draft(by=writer, body="<p>Rest helps.</p>" * 3)
    for number in range(4):
        thread = Thread.objects.create(revision=draft, kind=Thread.Kind.NOTE, opened_by=writer)
        Comment.objects.create(thread=thread, author=writer, text=f"Doubt {number}.")
    page = enter(writer)
    open_editor(page, draft)
    page.evaluate("window.stays = true")
    notes = page.locator(".thread")
    box = page.get_by_role("checkbox", name="Tick this note")

    notes.filter(has_text="Doubt 0.").get_by_role("button", name="Done").click()
    expect(page.locator(".thread.resolved")).to_have_count(1)
    expect(box).to_have_count(3)
    page.get_by_role("button", name="Resolve the ticked notes").click()
    expect(page.locator(".several .said")).to_have_text("Tick the notes that are done.")
    box.first.check()
    page.get_by_role("button", name="Resolve the ticked notes").click()
    expect(page.locator(".several .said")).to_have_text("1 is resolved.")
    page.get_by_role("button", name="Resolve all").click()
    expect(page.locator(".thread.resolved")).to_have_count(4)

    expect(page.locator(".several")).to_be_hidden()
    assert page.evaluate("window.stays")
    assert not Thread.objects.unresolved().exists()


def test_a_comment_is_kept_for_the_decision_and_keys_lead_to_what_is_left(enter, revision, doctor):
    comment(revision, doctor, "Rest")
    page = read(enter(doctor), revision)
    expect(page.locator("html[data-keys=ready]")).to_be_attached()
    page.get_by_text("Comment on a paragraph or the whole article").click()
    page.get_by_label("Question").check()
    page.get_by_label("Comment", exact=True).fill("Since when?")
    page.get_by_role("button", name="Keep for my decision").click()

    card = page.locator(".thread.pending")
    expect(card).to_contain_text("Since when?")
    page.keyboard.press("Control+Alt+c")
    page.keyboard.press("Control+Alt+c")
    expect(page.locator(".thread:focus")).to_have_count(1)
    expect(page.get_by_role("heading", name="What you can do")).to_be_hidden()
    page.keyboard.press("Control+Alt+v")
    expect(page.get_by_role("heading", name="What you can do")).to_be_visible()
    expect(page.locator(".decisions summary:focus")).to_have_count(1)
    page.keyboard.press("Control+Alt+k")
    expect(page.get_by_role("heading", name="Keys of this page")).to_be_visible()
    assert Thread.objects.count() == 1


@pytest.mark.parametrize("width", [360, 390, 820, 1280, 1440, 1920])
def test_the_decision_is_in_reach_and_nothing_scrolls_sideways(enter, revision, doctor, width):
    page = enter(doctor)
    page.set_viewport_size({"width": width, "height": 844})
    read(page, revision)

    if width < 700:
        assert page.locator(".desk-header").bounding_box()["height"] < 60
        page.get_by_role("button", name="Decide").click()
    page.locator(".decision-bar").get_by_role("link", name="Request changes").click()

    expect(page.locator("#decide-request_changes textarea").first).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == width
