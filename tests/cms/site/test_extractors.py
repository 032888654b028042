"""What programs that read pages for others leave of ours: trafilatura, by what it drops.

It takes away elements by their names, and others by words in their class or id. A warning that stands in
one of them is lost to whoever reads what is left.
"""

import re

import pytest

from articles.models import Disclaimer, Wording
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.cms.pages import parsed, select

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DROPPED = {
    "aside", "button", "datalist", "dialog", "fieldset", "figure", "footer", "form", "frame", "frameset",
    "head", "iframe", "input", "label", "legend", "map", "menu", "nav", "noscript", "object", "option",
    "output", "picture", "progress", "script", "select", "svg", "template", "textarea",
}  # fmt: skip
UNWANTED = re.compile(
    r"advert|author|banner|bookmark|bread-?crumb|byline|caption|comment|consent|cookie|footer|hidden|login|"
    r"menu|meta-|\bnav|newsletter|outbrain|popup|promo|rating|related|share|sharing|shar(e|ing)-|sidebar|"
    r"sign-?up|social|sponsor|subnav|subscri|taboola|\btags?\b|teaser|toolbar|viral|widget"
)
BODY = (
    '<aside data-kind="key-points"><ul><li><p>Time heals.</p></li></ul></aside>'
    '<aside data-kind="warning"><p>Call your local emergency number for chest pain.</p></aside>'
    "<h2>Part</h2><p>Most people feel better.</p>"
    '<aside data-kind="note"><p>Ask somebody who can examine you.</p></aside>'
)


@pytest.fixture
def revision():
    rule = Disclaimer.objects.create(name="N", slug="n", everywhere=True)
    Wording.objects.create(disclaimer=rule, title="Before you act", text="It may not fit you.")
    return factories.published(factories.draft(title="Rest for back pain", body=BODY))


def kept(page) -> str:
    """The words of the notes of a page that stand in nothing which is dropped."""
    return " ".join(
        note.text_content()
        for note in select(page, "[role=note]")
        if not any(map(is_dropped, (note, *note.iterancestors())))
    )


def is_dropped(element) -> bool:
    named = f"{element.get('class', '')} {element.get('id', '')}"
    return element.tag in DROPPED or bool(element.tag != "html" and UNWANTED.search(named))


WARNINGS = ("emergency number for chest pain", "Ask somebody who can examine", "It may not fit you")


def test_every_warning_of_an_article_is_left(client, revision):
    words = kept(parsed(client.get(revision.article.get_absolute_url())))

    assert [each for each in WARNINGS if each not in words] == []


def test_every_warning_of_a_retracted_one_is_left_and_that_it_is_retracted(client, revision):
    perform("retract", revision, factories.editor(), Inputs("The study was made up."))
    page = parsed(client.get(revision.article.get_absolute_url()))

    assert [each for each in WARNINGS if each not in kept(page)] == []
    [why] = [each for each in select(page, "main p") if "made up" in each.text_content()][:1]
    assert not any(map(is_dropped, (why, *why.iterancestors())))


def test_every_warning_of_an_old_version_is_left(client, revision):
    factories.published(factories.next_draft(revision.article, f"<p>New.</p>{BODY}"))
    words = kept(parsed(client.get(f"{revision.article.get_absolute_url()}history/1/")))

    assert [each for each in WARNINGS if each not in words] == []


def test_what_to_do_now_is_left_of_a_search_for_an_emergency(client):
    assert "112" in kept(parsed(client.get("/search/", {"q": "chest pain"})))
