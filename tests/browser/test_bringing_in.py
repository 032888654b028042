"""Texts brought in through the browser, on a phone too."""

from playwright.sync_api import expect

from articles.bringing_in import sent
from articles.models import TextImport
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


def test_what_the_worker_read_comes_in_place_and_nothing_else_of_the_page_goes(
    enter, transactional_db, monkeypatch
):
    monkeypatch.setattr(sent, "AT_ONCE", 0)
    topic = factories.topic(name="Sleep")
    page = enter(factories.writer())
    page.goto("/desk/import/")
    long, empty = f"Warm baths\n\n{RAIN}\n\n{WALKS}\n", " "
    files = [("baths.txt", long), ("empty.txt", empty)]
    page.get_by_label("Files", exact=True).set_input_files(
        [{"name": name, "mimeType": "text/plain", "buffer": text.encode()} for name, text in files]
    )
    page.get_by_role("button", name="Bring in").click()
    read = page.get_by_role("region", name="Long files")
    expect(read.get_by_role("progressbar")).to_be_visible()
    page.get_by_label("Topic").select_option(str(topic.pk))
    page.get_by_label("Files", exact=True).set_input_files(
        {"name": "next.txt", "mimeType": "text/plain", "buffer": b"Next"}
    )

    sent.read_sent.call(TextImport.objects.get().pk)

    expect(read.get_by_role("link", name="Warm baths")).to_be_visible()
    expect(read.get_by_role("progressbar")).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text="The worker is through.")).to_have_count(1)
    expect(page.get_by_text("empty.txt holds nothing but white space")).to_be_visible()
    expect(page.get_by_label("Topic")).to_have_value(str(topic.pk))
    assert (
        page.get_by_label("Files", exact=True).evaluate("input => input.files[0].name")
        == "next.txt"
    )
