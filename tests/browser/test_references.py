"""The library of references: a kind that brings its own fields, and a file entered while one watches."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles.library import batches
from articles.models import Reference, ReferenceImport
from tests import factories

RIS = (
    "TY  - JOUR\nTI  - Rest\nAU  - Moyo, T\nPY  - 2020\nER  - \nTY  - JOUR\nAU  - Lind, M\nER  - \n"
)


@pytest.fixture
def page(enter, transactional_db):
    return enter(factories.writer(name="Mara Lindqvist"))


def test_another_kind_brings_its_fields_and_enter_saves_the_work(page):
    page.goto(reverse("reference_new"))
    page.get_by_label("Title", exact=True).fill("Opioids")

    page.get_by_label("Kind of work").select_option("chapter")
    page.get_by_label("Book", exact=True).fill("A book of medicines")
    expect(page.get_by_label("Title", exact=True)).to_have_value("Opioids")
    page.get_by_label("Place of publication").fill("Oslo")
    page.get_by_label("Place of publication").press("Enter")

    expect(page.get_by_role("heading", name="References")).to_be_visible()
    work = Reference.objects.get().csl
    assert (work["type"], work["container-title"], work["publisher-place"]) == (
        "chapter", "A book of medicines", "Oslo"
    )  # fmt: skip


def test_a_file_is_watched_until_its_report_stands_and_taken_back(page, tmp_path):
    file = tmp_path / "works.ris"
    file.write_text(RIS)
    page.goto(reverse("reference_import"))
    page.get_by_label("Or choose a file").set_input_files(file)
    page.get_by_role("button", name="Enter the whole file").click()
    expect(page.get_by_role("progressbar", name="Entered so far")).to_be_visible()

    batches.enter_file.call(ReferenceImport.objects.get().pk)

    expect(page.get_by_role("row", name="Refused")).to_contain_text("It has no title.")
    expect(page.get_by_role("table").get_by_role("link", name="moyo2020")).to_be_visible()
    page.get_by_role("button", name="Take all of them back").click()
    expect(page.get_by_role("status").or_(page.get_by_role("alert")).first).to_contain_text(
        "Taken back: 1."
    )
    assert not Reference.objects.exists()
