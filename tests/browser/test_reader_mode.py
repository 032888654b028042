"""What the reader modes of browsers leave of our pages: Mozilla's Readability is the one in Firefox.

It needs what `npm ci` installs; where that is not, there is nothing to run.
"""

from pathlib import Path

import pytest
from django.conf import settings

from articles.models import Disclaimer, Wording
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories

READABILITY = Path(settings.BASE_DIR) / "node_modules/@mozilla/readability/Readability.js"
PARSED = """(source) => {
  const Readability = new Function("module", `${source}; return Readability`)({ exports: {} })
  const notes = [...document.querySelectorAll("[role=note]")].map((note) => note.textContent)
  const copy = document.cloneNode(true)
  const { title, byline, publishedTime, lang, textContent } = new Readability(copy).parse()
  return { title, byline, publishedTime, lang, textContent, notes }
}"""
PARAGRAPHS = "".join(
    f"<h2>Part {number}</h2>{'<p>Most people, with time, and rest, feel better.</p>' * 8}"
    for number in (1, 2)
)
BODY = (
    '<aside data-kind="key-points"><ul><li><p>Time heals.</p></li></ul></aside>'
    '<aside data-kind="plain-words"><p>Most backs mend by themselves.</p></aside>'
    '<aside data-kind="warning"><p>Call your local emergency number for chest pain.</p></aside>'
    f'{PARAGRAPHS}<aside data-kind="note"><p>Ask somebody who can examine you.</p></aside>'
)

pytestmark = pytest.mark.skipif(not READABILITY.exists(), reason="Readability comes with npm ci.")


@pytest.fixture
def revision(transactional_db):
    rule = Disclaimer.objects.create(name="N", slug="n", everywhere=True)
    Wording.objects.create(disclaimer=rule, title="Before you act", text="It may not fit you.")
    return factories.published(factories.draft(title="Rest for back pain", body=BODY))


@pytest.fixture
def read(page):
    """Open an address in reader mode: what Readability makes of it, white space evened out."""

    def opened(address: str):
        page.goto(address)
        found = page.evaluate(PARSED, READABILITY.read_text())
        found["textContent"] = " ".join(found["textContent"].split())
        found["notes"] = [" ".join(each.split()) for each in found["notes"]]
        return found

    return opened


def assert_every_note_is_in(found, number):
    assert len(found["notes"]) == number
    words = found["textContent"].replace(" ", "")
    assert [each for each in found["notes"] if each.replace(" ", "") not in words] == []


def test_an_article_keeps_its_warnings_its_badge_and_who_wrote_it_when(revision, read):
    found = read(revision.article.get_absolute_url())

    assert_every_note_is_in(found, 6)
    assert found["title"] == "Rest for back pain"
    assert found["byline"] == factories.author_of(revision).person.name
    assert found["publishedTime"] == revision.published_at.isoformat()
    assert "Medically reviewed by" in found["textContent"]
    assert "What this means" in found["textContent"]
    assert "Report an error" not in found["textContent"]


def test_a_retracted_one_says_so_first(revision, read):
    perform("retract", revision, factories.editor(), Inputs("The study was made up."))

    found = read(revision.article.get_absolute_url())

    assert_every_note_is_in(found, 6)
    assert found["title"] == "Retracted: Rest for back pain"
    at = [found["textContent"].index(each) for each in ("The study was made up.", "Time heals.")]
    assert at == sorted(at)


def test_an_old_version_keeps_them_too(revision, read):
    newer = factories.next_draft(revision.article, f"<p>New.</p>{BODY}")
    factories.published(newer)

    found = read(f"{revision.article.get_absolute_url()}history/1/")

    assert_every_note_is_in(found, 5)
    assert "A newer version exists." in found["textContent"]


def test_a_page_about_the_site_and_one_in_spanish_have_their_titles(revision, read):
    assert read("/about/review/")["title"] == "What medical review means"
    assert read("/es/about/review/")["lang"] == "es"
