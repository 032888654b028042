"""Texts brought in through the browser, on a phone too."""

from playwright.sync_api import expect

from tests import factories
from tests.articles.documents.word import paragraph, word_file
from tests.articles.importing.webcopy import RAIN, WALKS


def test_files_are_chosen_brought_in_and_opened(enter, transactional_db):
    page = enter(factories.writer())
    page.set_viewport_size({"width": 390, "height": 844})
    data = word_file(paragraph("Warm baths", "Title"), paragraph(RAIN), paragraph(WALKS))

    page.goto("/desk/")
    page.get_by_role("link", name="Bring texts in").click()
    page.get_by_label("Files").set_input_files(
        [
            {"name": "baths.docx", "mimeType": "application/octet-stream", "buffer": data},
            {"name": "empty.txt", "mimeType": "text/plain", "buffer": b" "},
        ]
    )
    page.get_by_role("button", name="Bring in").click()

    became = page.get_by_role("status")
    expect(became.get_by_role("listitem")).to_have_count(2)
    expect(became).to_contain_text("empty.txt holds nothing but white space")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    became.get_by_role("link", name="Warm baths").click()
    expect(page.locator("#id_body_area")).to_contain_text(RAIN)
