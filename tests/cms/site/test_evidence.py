"""What readers see of what a text rests on: the table that an editor switches on, words, days, and marks."""

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Revision
from reviews.reviewing import statements
from reviews.workflow.perform import perform
from tests import factories
from tests.articles.evidence.sales_pitch import HONEST
from tests.cms.pages import parsed, select, words
from tests.worlds import shared

pytestmark = pytest.mark.django_db


@shared
def doctor():
    return factories.reviewer(name="Dr Ada Byron")


@shared
def checked(doctor) -> Revision:
    """A published text whose reviewer held each comparison against its source."""
    factories.reference()
    topic = factories.topic(evidence_from=timezone.localdate())
    text = factories.assigned(to=doctor, topic=topic, body=HONEST)
    for row in statements.ledger(text, doctor, ["comparative"]).rows:
        statements.rule(text, doctor, ["comparative"], row.statement.key, "supported", "")
    perform("approve", text, doctor, factories.SIGNED)
    perform("publish", text, factories.editor())
    return text


def page_of(client, revision: Revision):
    return parsed(client.get(revision.article.get_absolute_url()))


def show(client, revision: Revision, **shown: str) -> None:
    client.force_login(factories.editor())
    answer = client.post(reverse("evidence_show", args=[revision.article_id]), shown)
    client.logout()
    assert answer.status_code == 302


def test_readers_see_nothing_of_it_until_an_editor_shows_it(client, checked):
    page = page_of(client, checked)

    assert select(page, ".evidence") == []
    assert select(page, ".references .quotations") == []
    assert "Sources checked" in words(select(page, ".badge .dates")[0])


def test_the_table_says_statement_source_verdict_and_day(client, checked):
    show(client, checked, shows_evidence="on")

    [row] = select(page_of(client, checked), ".evidence tbody tr")

    assert "better than paracetamol" in words(row)
    assert "Reference 1, p. 4" in words(row)
    assert "Supported" in words(row)
    assert "a mean fall" not in words(row)  # the words of the source are switched on for themselves


def test_words_of_sources_are_shown_where_an_editor_says_so(client, checked):
    show(client, checked, shows_evidence="on", shows_quotations="on")
    page = page_of(client, checked)

    assert "a mean fall of one point" in words(select(page, ".evidence")[0])
    quoted = select(page, ".references .quotations li")
    assert {each.get("data-place") for each in quoted} == {"cite-1-1", "cite-1-2"}


def test_an_entry_says_what_it_is_and_a_citation_where_in_it(client, checked):
    page = page_of(client, checked)

    assert select(page, ".references li")[0].get("data-kind") == "Article in a journal, 2019"
    assert select(page, "cite a")[0].get("data-at") == "p. 4"


def test_whoever_publishes_nothing_switches_nothing(client, checked):
    client.force_login(factories.author_of(checked))

    answer = client.post(reverse("evidence_show", args=[checked.article_id]), {})

    assert answer.status_code == 403


def test_a_text_that_nobody_held_against_its_sources_says_no_day(client):
    text = factories.published(body="<p>Rest helps.</p>")

    assert "Sources checked" not in words(page_of(client, text))
