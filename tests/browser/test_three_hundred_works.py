"""A writer with an export of PubMed: 300 works brought in, three completed, twenty cited, by the keyboard."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from articles.library import batches
from articles.models import Reference, ReferenceImport, Revision
from articles.text.citations import cited_keys
from tests import factories
from tests.browser.editing import jump, open_editor, save
from tests.services import pubmed

MANY, CITED = 300, 20
BARE = (7, 150, 299)  # of which the export has title and PMID only
EFETCH = "/eutils/efetch.fcgi"
RECORD = """PMID- {pmid}
TI  - Sleep and rest in district {number}.
{rest}
"""
WHOLE = """FAU - Moyo{letters}, Tendai
AU  - Moyo{letters} T
TA  - J Rest
JT  - Journal of rest
DP  - 2020 Mar 4
VI  - 12
IP  - 3
PG  - {number}-{end}
LID - 10.1000/rest.{number} [doi]
PT  - Journal Article"""


def letters(number: int) -> str:
    """A family name of its own for each: “ab”, “ac” …"""
    return "".join(chr(ord("a") + digit) for digit in divmod(number, 26))


def record(number: int) -> str:
    whole = WHOLE.format(letters=letters(number), number=number, end=number + 9)
    rest = "PT  - Journal Article" if number in BARE else whole
    return RECORD.format(pmid=31_000_000 + number, number=number, rest=rest)


def known_to_pubmed(number: int) -> str:
    pages = "<Pagination><MedlinePgn>319-323</MedlinePgn></Pagination>"
    answer = pubmed(str(31_000_000 + number))
    return answer.replace("</ArticleTitle>", f"</ArticleTitle>{pages}")


@pytest.fixture
def export(tmp_path) -> Path:
    """The file that PubMed's “Save” writes: 300 records, three of them bare."""
    file = tmp_path / "pubmed-sleep-set.nbib"
    file.write_text("\n".join(record(number) for number in range(MANY)))
    return file


@pytest.fixture
def writer(transactional_db):
    return factories.writer(name="Mara Lindqvist")


@pytest.fixture
def page(enter, writer) -> Page:
    return enter(writer)


def enter_on(control: Locator) -> None:
    """Nothing in this file is clicked."""
    control.focus()
    control.press("Enter")


def bring(page: Page, file: Path, works: int) -> ReferenceImport:
    """Send a file from where one is asked for it, and let the worker enter it."""
    page.get_by_label("Or choose a file").set_input_files(file)
    enter_on(page.get_by_role("button", name="Enter the whole file"))
    expect(page.get_by_role("heading", name=file.name)).to_be_visible()
    batch = ReferenceImport.objects.get(name=file.name)
    batches.enter_file.call(batch.pk)
    expect(page.get_by_role("link", name=f"All works {works}")).to_be_visible()
    return batch


def cite_the_next(page: Page, steps: int) -> None:
    """Open the window, go down so many works, and take that one: no word is typed."""
    window = page.get_by_role("dialog", name="Cite a reference")
    page.keyboard.press("Control+Alt+r")
    expect(window.get_by_role("option").nth(steps)).to_be_visible()
    for _step in range(steps):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(window).to_have_count(0)


def test_an_export_of_pubmed_is_brought_in_completed_and_cited_without_typing(
    page, writer, services, export
):
    for number in BARE:
        services.answer(EFETCH, known_to_pubmed(number))
    draft = factories.draft(by=writer, body="<p>Rest helps.</p>")
    open_editor(page, draft)
    enter_on(page.locator("summary", has_text="Add a reference"))
    enter_on(page.get_by_role("link", name="Import several"))

    bring(page, export, MANY)
    expect(page.get_by_text("3 of these works are incomplete.")).to_be_visible()
    enter_on(page.get_by_role("button", name="Look them up"))
    expect(page.get_by_role("checkbox")).to_have_count(len(BARE))
    assert Reference.objects.filter(is_incomplete=True).count() == len(BARE)
    enter_on(page.get_by_role("button", name="Fill the chosen works"))

    expect(page.get_by_text("Completed: 3.")).to_be_visible()
    expect(page.get_by_text("of these works are incomplete")).to_have_count(0)
    bare = Reference.objects.filter(pmid__in=[str(31_000_000 + number) for number in BARE])
    assert {each.csl["container-title"] for each in bare} == {"Morbidity weekly"}
    assert not Reference.objects.filter(is_incomplete=True).exists()

    enter_on(page.get_by_role("link", name="Back to the text"))
    page.locator("#id_body_area").focus()
    jump(page, "Control+End")
    for count in range(CITED):
        cite_the_next(page, steps=count % 4)
        expect(page.locator("#id_body_area cite")).to_have_count(count + 1)
    save(page)

    keys = cited_keys(Revision.objects.get(pk=draft.pk).body)
    assert len(keys) == len(set(keys)) == CITED
    page.goto(f"/desk/revisions/{draft.pk}/preview/page/")
    expect(page.locator(".body cite").first).to_have_text(re.compile("^1"))
    expect(page.locator("#references li, .references li")).to_have_count(CITED)


RIS = """TY  - JOUR
TI  - Rest by the sea
AU  - Okafor, A
PY  - 2021
{more}ER  -
"""


def test_a_file_is_taken_back_and_two_works_that_are_one_are_merged_and_parted(page, tmp_path):
    kept, copy, other = (tmp_path / f"{name}.ris" for name in ("kept", "copy", "other"))
    kept.write_text(RIS.format(more="DO  - 10.1000/sea\nJO  - Journal of rest\n"))
    copy.write_text(RIS.format(more="VL  - 7\nSP  - 1\nJO  - Journal of rest\n"))
    other.write_text(RIS.format(more="").replace("Rest by", "Work at"))
    for file in (kept, other):
        page.goto(reverse("reference_import"))
        batch = bring(page, file, 1)

    enter_on(page.get_by_role("button", name="Take all of them back"))
    expect(page.get_by_text("Taken back: 1.")).to_be_visible()
    batch.refresh_from_db()
    assert batch.state == ReferenceImport.State.UNDONE
    assert [each.title for each in Reference.objects.all()] == ["Rest by the sea"]

    page.goto(reverse("reference_import"))
    bring(page, copy, 1)
    first, second = Reference.objects.order_by("pk")
    enter_on(page.get_by_role("link", name="See both side by side"))
    enter_on(page.get_by_role("button", name=f"Merge {second.key} into {first.key}"))
    expect(page.get_by_role("button", name="Undo the merge")).to_be_visible()
    first.refresh_from_db()
    assert (first.csl["DOI"], first.csl["volume"], first.csl["page"]) == ("10.1000/sea", "7", "1")
    assert list(Reference.objects.current()) == [first]

    enter_on(page.get_by_role("button", name="Undo the merge"))
    expect(page.get_by_role("button", name="Undo the merge")).to_have_count(0)
    assert set(Reference.objects.current()) == {first, second}
    first.refresh_from_db()
    assert "volume" not in first.csl
