"""Citing in a real browser: one box for words, identifiers and records, and what a citation points to."""

import re

import pytest
from playwright.sync_api import Page, expect

from articles.models import Reference, Revision, Snippet
from articles.reusing.snippets import reword
from tests import factories
from tests.browser.editing import click_into, html_of, jump, open_editor, save
from tests.browser.editing import paste as paste_into_text
from tests.services import crossref, pubmed

RIS = """TY  - JOUR
TI  - Kratom and sleep
AU  - Smith, Ada
PY  - 2020
DO  - 10.1000/abc.1
ER  -
"""
KNOWN = RIS.replace("Kratom and sleep", "Deaths").replace("10.1000/abc.1", "10.15585/MMWR.mm6814a2")
BOOK = "@book{k, title={Rest}, author={Doe, Jane}, year=2001, isbn={9780470057964}}\n@book{x, title={No end"


@pytest.fixture
def writer(transactional_db):
    return factories.writer(name="Mara Lindqvist")


@pytest.fixture
def editor(enter, writer) -> Page:
    """The editor with the cursor at the end of a text."""
    factories.reference()
    page = enter(writer)
    open_editor(page, factories.draft(by=writer)).click()
    jump(page, "Control+End")
    return page


CITED = '<p>Rest helps.<cite data-ref="olsen2019"></cite></p>'


def suggestion(writer) -> str:
    return f"/desk/revisions/{factories.draft(body=CITED).pk}/suggest/"


def snippet(writer) -> str:
    made = Snippet.objects.create(name="Rest", owner=writer)
    reword(made, CITED, writer)
    return f"/desk/snippets/{made.pk}/"


@pytest.mark.parametrize("text", [suggestion, snippet])
def test_what_is_no_draft_numbers_its_citations_and_cites_too(enter, text):
    factories.reference()
    editor = factories.editor()
    page = enter(editor)
    page.goto(text(editor))
    page.locator("#id_body_area").click()
    citation = page.locator("#id_body_area cite")

    expect(citation).to_have_text("[1]")
    expect(citation).to_have_attribute("aria-label", re.compile("^Citation \\[1\\]: Olsen"))
    jump(page, "Control+End")
    page.keyboard.press("Control+Alt+r")
    dialog(page).get_by_role("combobox").fill("Olsen")
    dialog(page).get_by_role("option").first.click()
    page.keyboard.press("Enter")

    expect(citation).to_have_text(["[1]", "[1]"])


def dialog(page: Page):
    return page.get_by_role("dialog", name="Cite a reference")


def paste(page: Page, text: str) -> None:
    """Open the dialog, and paste into its box."""
    page.keyboard.press("Control+Alt+r")
    dialog(page).get_by_role("combobox").evaluate(
        """(input, text) => {
          const data = new DataTransfer()
          data.setData("text/plain", text)
          const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})
          input.dispatchEvent(event)
        }""",
        text,
    )


def test_pasted_ris_is_shown_entered_and_cited_close_to_the_words(editor):
    page = editor
    page.keyboard.type(" ")
    paste(page, RIS)

    expect(dialog(page).get_by_role("status")).to_have_text("Read as RIS: 1 work.")
    expect(dialog(page).get_by_role("checkbox")).to_be_focused()
    expect(dialog(page)).to_contain_text("Smith A. Kratom and sleep.")
    page.keyboard.press("Enter")

    expect(dialog(page)).to_have_count(0)
    expect(page.locator("#id_body_area cite")).to_have_text("[1]")
    assert 'Rest helps.<cite data-ref="smith2020"' in html_of(page)
    assert Reference.objects.get(key="smith2020").doi == "10.1000/abc.1"


def test_several_records_go_in_in_order_and_what_is_there_already_is_used(editor):
    page = editor
    paste(
        page,
        RIS + KNOWN + RIS.replace("Smith", "Doe").replace("abc.1", "c").replace("sleep", "rest"),
    )
    boxes = dialog(page).get_by_role("checkbox")
    expect(boxes).to_have_count(3)
    expect(dialog(page)).to_contain_text(
        "You already have this work: olsen2019. It has the same DOI."
    )

    boxes.nth(0).uncheck()
    dialog(page).get_by_role("button", name="Insert").click()

    expect(page.locator("#id_body_area cite")).to_have_text(["[1]", "[2]"])
    assert html_of(page).index("olsen2019") < html_of(page).index("doe2020")
    assert not Reference.objects.filter(key="smith2020").exists()
    page.keyboard.press("Control+z")
    expect(page.locator("#id_body_area cite")).to_have_count(0)
    page.keyboard.press("Control+Shift+z")
    expect(page.locator("#id_body_area cite")).to_have_text(["[1]", "[2]"])


def test_a_broken_record_is_named_and_the_other_goes_in(editor):
    page = editor
    paste(page, BOOK)

    expect(dialog(page)).to_contain_text("can't be read: a brace, quote or comma is missing in it.")
    dialog(page).get_by_role("button", name="Insert").click()

    expect(page.locator("#id_body_area cite")).to_have_count(1)
    assert 'data-ref="doe2001"' in html_of(page)


def test_an_identifier_that_is_not_known_opens_the_form_with_it(editor, watch):
    watch.expect("422 (Unprocessable Entity)")
    page = editor
    page.keyboard.press("Control+Alt+r")
    box = dialog(page).get_by_role("combobox")
    box.fill("https://doi.org/10.15585/mmwr.mm6814a2")
    expect(dialog(page).get_by_role("status")).to_have_text(
        "You already have this work: olsen2019."
    )
    box.fill("https://www.who.int/")
    expect(dialog(page).get_by_role("status")).to_contain_text("A home page is not a source")
    box.fill("10.1000/new")
    expect(dialog(page).get_by_role("status")).to_contain_text(
        "DOI 10.1000/new is not in the library yet."
    )
    page.keyboard.press("Enter")

    expect(dialog(page).get_by_label("DOI", exact=True)).to_have_value("10.1000/new")
    expect(dialog(page).get_by_label("Title", exact=True)).to_be_focused()
    dialog(page).get_by_role("button", name="Save and insert").click()
    expect(dialog(page)).to_contain_text("Enter the title as the work itself has it.")
    dialog(page).get_by_label("Title", exact=True).fill("A new work")
    dialog(page).get_by_label("Kind of work").select_option("book")
    expect(dialog(page).get_by_label("Edition", exact=True)).to_be_visible()
    expect(dialog(page).get_by_label("Title", exact=True)).to_have_value("A new work")
    dialog(page).get_by_role("button", name="Save and insert").click()

    expect(page.locator("#id_body_area cite")).to_have_text("[1]")
    assert Reference.objects.get(doi="10.1000/new").title == "A new work"


def test_a_citation_says_where_in_the_work_and_in_which_words(enter, writer):
    factories.reference()
    draft = factories.draft(by=writer, body='<p>Rest helps.<cite data-ref="olsen2019"></cite></p>')
    page = enter(writer)
    open_editor(page, draft)
    cite = page.locator("#id_body_area cite")
    about = page.get_by_role("dialog", name="What this citation points to")

    click_into(cite)
    page.keyboard.press("Enter")
    expect(about).to_contain_text("Unintentional Drug Overdose Deaths")
    about.get_by_label("Its words").fill("x" * 501)
    about.get_by_label("Where in the work").fill("page 12")
    about.get_by_role("button", name="Keep").click()
    expect(about.get_by_role("alert").last).to_have_text("At most 500 characters: 501 are there.")
    about.get_by_label("Its words").fill("  Kratom was detected. ")
    about.get_by_role("button", name="Keep").click()

    expect(cite).to_have_text("[1, page 12]")
    assert "Quoted: “Kratom was detected.”" in (cite.get_attribute("aria-label") or "")
    save(page)
    assert Revision.objects.get(pk=draft.pk).body == (
        '<p>Rest helps.<cite data-ref="olsen2019" data-locator="p. 12" '
        'data-quote="Kratom was detected."></cite></p>'
    )
    page.goto(f"/desk/revisions/{draft.pk}/preview/page/")
    expect(page.locator(".body cite")).to_have_text("1(p12)")
    expect(page.get_by_text("Kratom was detected.")).to_have_count(0)


def test_an_identifier_is_looked_up_by_enter_shown_and_cited(editor, services):
    services.answer("/crossref/works/10.1000%2Fabc.1", crossref())
    page = editor
    page.keyboard.press("Control+Alt+r")
    dialog(page).get_by_role("combobox").fill("https://doi.org/10.1000/abc.1")
    expect(dialog(page).get_by_role("status")).to_have_text(
        "DOI 10.1000/abc.1 is not in the library yet. Press Enter to look it up at Crossref."
    )
    expect(dialog(page).get_by_role("button", name="Look it up")).to_be_visible()
    assert services.asked == []

    page.keyboard.press("Enter")
    expect(dialog(page).get_by_role("status")).to_have_text("Looked up: 1 work.")
    expect(dialog(page)).to_contain_text("Kratom and sleep: A trial")
    page.keyboard.press("Enter")

    expect(page.locator("#id_body_area cite")).to_have_text("[1]")
    assert 'data-ref="smith2020"' in html_of(page)
    assert services.paths == ["/crossref/works/10.1000%2Fabc.1"]


def test_one_that_cannot_be_looked_up_opens_the_form_and_says_why(editor, services):
    services.answer("/crossref/works/10.1000%2Fabc.1", "", 503)
    services.answer("/eutils/efetch.fcgi", pubmed("123456"))
    page = editor
    page.keyboard.press("Control+Alt+r")
    dialog(page).get_by_role("combobox").fill("10.1000/abc.1")
    expect(dialog(page).get_by_role("button", name="Look it up")).to_be_visible()
    page.keyboard.press("Enter")

    status = dialog(page).get_by_role("status")
    expect(status).to_have_text("Crossref did not answer. Enter it by hand, or try again.")
    expect(dialog(page).get_by_label("DOI", exact=True)).to_have_value("10.1000/abc.1")
    expect(dialog(page).get_by_label("Title", exact=True)).to_be_focused()

    dialog(page).get_by_label("Title", exact=True).fill("Typed")
    dialog(page).get_by_label("DOI", exact=True).fill("")
    dialog(page).get_by_label("PMID").fill("123456")
    dialog(page).get_by_role("button", name="Look it up").click()

    expect(status).to_contain_text("From PubMed: ")
    expect(dialog(page).get_by_label("Title", exact=True)).to_have_value("Typed")
    expect(dialog(page).get_by_label("Authors", exact=True)).to_have_value("Olsen, Emily O")
    expect(dialog(page)).to_contain_text("Found otherwise:")


def test_what_is_pasted_as_plain_words_is_offered_the_source_that_it_has_elsewhere(editor):
    """Quietly: the cursor stays in the text, and one undo takes the citation back."""
    page = editor
    words = "Adults slept for twenty minutes longer after a warm bath."
    cite = '<cite data-ref="olsen2019" data-locator="p. 4"></cite>'
    factories.published(factories.draft(title="Baths", body=f"<p>{words}{cite}</p>"))
    before = html_of(page)

    page.keyboard.press("Enter")
    paste_into_text(page, f"<p>{words}</p>")
    banner = page.locator("#save-banner [data-matter=pasted]")
    expect(banner).to_contain_text("stands in “Baths” with a source")
    expect(page.locator("#id_body_area")).to_be_focused()
    assert "olsen2019" not in html_of(page)
    banner.get_by_role("button", name="Cite it so").click()

    expect(banner).to_have_count(0)
    expect(page.locator("#id_body_area")).to_be_focused()
    expect(page.locator("#id_body_area cite")).to_have_text("[1, p. 4]")
    assert f"{words}{cite}" in html_of(page)
    page.keyboard.press("Control+z")
    expect(page.locator("#id_body_area cite")).to_have_count(0)
    assert words in html_of(page)
    assert words not in before
