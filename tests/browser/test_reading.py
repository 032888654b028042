"""What scripts add to the reading pages, and what paper and other directions of writing get of them."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories

SECTIONS = "".join(f"<h2>Part {number}</h2>{'<p>Rest helps.</p>' * 30}" for number in (1, 2, 3))


@pytest.fixture
def article(transactional_db):
    factories.reference()
    cited = SECTIONS + '<p>It does.<cite data-ref="olsen2019"></cite></p>'
    draft = factories.draft(title="Rest for back pain", body=cited)
    return factories.published(draft).article


def test_titles_are_suggested_while_somebody_types_and_chosen_by_keyboard(article, page):
    page.goto("/")
    field = page.get_by_role("combobox", name="Search")

    field.press_sequentially("bac")
    option = page.get_by_role("option", name="Rest for back pain")
    expect(option).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(option).to_be_hidden()
    field.press_sequentially("k")
    expect(option).to_be_visible()
    field.press("ArrowDown")
    field.press("Enter")

    page.wait_for_url(f"**{article.get_absolute_url()}")


def test_the_contents_name_the_section_that_is_read(article, page):
    page.emulate_media(reduced_motion="reduce")
    page.goto(article.get_absolute_url())

    page.locator("h2", has_text="Part 2").evaluate("heading => heading.scrollIntoView()")

    current = page.locator(".contents a[aria-current]")
    expect(current).to_have_text("Part 2")


def test_paper_keeps_the_stamp_and_the_sources_and_leaves_the_rest(article, page):
    page.goto(article.get_absolute_url())
    page.emulate_media(media="print")

    for kept in (".badge", ".references", ".how-to-cite", ".record", ".drawn.lead"):
        expect(page.locator(kept).first).to_be_visible()
    for left in (".masthead nav", ".search-field", ".contents", ".related", ".share"):
        expect(page.locator(left).first).to_be_hidden()


def test_from_right_to_left_the_page_is_its_own_mirror(article, page):
    """Logical properties only: what stands at a distance from one edge stands so from the other."""
    page.goto(article.get_absolute_url())
    width = page.evaluate("document.documentElement.clientWidth")
    places = (
        ".site-name, .masthead nav li, .badge, .body, .contents, .references li, .site-footer p"
    )
    measure = (
        f"[...document.querySelectorAll('{places}')].map(each => each.getBoundingClientRect())"
    )

    usual = page.evaluate(measure)
    page.evaluate("document.documentElement.dir = 'rtl'")
    mirrored = page.evaluate(measure)

    assert len(usual) > 8
    for before, after in zip(usual, mirrored, strict=True):
        assert after["right"] == pytest.approx(width - before["left"], abs=1)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_citation_opens_its_reference_in_place(article, page):
    """On hover, on focus and on the first tap; Escape closes it; its target is large enough for a finger."""
    page.goto(article.get_absolute_url())
    mark, card = page.locator("cite[data-ref] a"), page.locator(".citation-preview")

    box = mark.bounding_box()
    assert min(box["width"], box["height"]) >= 24
    mark.hover()
    expect(card).to_contain_text("Notes from the Field")
    expect(card).to_contain_text("Article in a journal, 2019")
    expect(card.locator(".back-links")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.locator("h2", has_text="References").hover()
    mark.evaluate("link => link.focus({ focusVisible: true })")
    expect(card).to_be_visible()
    expect(mark).to_have_attribute("aria-describedby", "citation-preview")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#ref-1$"))


SPEAKS = """
  const spoken = []
  window.heard = spoken
  class Utterance { constructor(words) { this.words = words } }
  Object.defineProperty(window, "SpeechSynthesisUtterance", { value: Utterance })
  Object.defineProperty(window, "speechSynthesis", { value: {
    cancel() {},
    speak(each) {
      spoken.push(each.words)
      setTimeout(() => each.onstart?.())
      if (spoken.length < 4) setTimeout(() => each.onend?.(), 5)
    },
  } })
"""


def test_what_a_reader_chose_of_size_and_colours_holds_on_the_next_page(article, page):
    page.emulate_media(color_scheme="light")
    page.goto(article.get_absolute_url())
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")

    page.get_by_role("button", name="Larger text").click()
    page.get_by_role("button", name="Dark page").click()
    expect(page.get_by_role("button", name="Light page")).to_be_visible()
    page.goto("/about/review/")

    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "18px"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != paper
    page.goto(article.get_absolute_url())
    page.get_by_role("button", name="Smaller text").click()
    page.get_by_role("button", name="Light page").click()
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "16px"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper


def test_the_browser_reads_aloud_sentence_by_sentence_and_marks_the_one_it_reads(article, page):
    """The voice is the browser's own; here one that says nothing, as a machine for tests has none."""
    page.add_init_script(SPEAKS)
    page.goto(article.get_absolute_url())

    page.get_by_role("button", name="Listen").click()
    page.wait_for_function("heard.length === 4 && CSS.highlights.has('spoken')")

    assert page.evaluate("heard") == [
        "Rest for back pain",
        "What is known.",
        "Part 1",
        "Rest helps.",
    ]
    marked = "[...CSS.highlights.get('spoken')].map((range) => range.toString())"
    assert page.evaluate(marked) == ["Rest helps."]
    page.get_by_role("button", name="Stop").click()
    assert page.evaluate("CSS.highlights.has('spoken')") is False
    expect(page.get_by_role("button", name="Listen")).to_be_visible()


def test_on_a_phone_the_contents_are_a_sheet_behind_a_button(article, page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(article.get_absolute_url())

    expect(page.locator(".contents")).to_be_hidden()
    page.mouse.wheel(0, 1200)
    page.get_by_role("button", name="On this page").click()
    page.get_by_role("link", name="Part 2").click()

    expect(page).to_have_url(re.compile("#s-part-2$"))
    expect(page.locator(".contents")).to_be_hidden()
