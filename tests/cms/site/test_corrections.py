"""What readers are told of a change: on the page, in the history, in the feed, and for machines."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bench import crowd
from bench.prose import random_texts
from cms.discovery import feeds
from cms.runtime import statistics
from cms.site.front import front_page
from cms.site.news.notices import notices
from reviews.models import Approval, ChangeKind
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.cms.pages import nodes_of
from tests.markup import flat
from tests.worlds import shared

pytestmark = pytest.mark.django_db
CHANGES = Inputs("It is right now.", "None.", Approval.Scope.CHANGES)


@shared
def doctor():
    return factories.reviewer()


@shared
def live(doctor):
    return factories.published(factories.draft(title="Rest"), by=doctor)


def change(live, doctor, kind: ChangeKind, body: str, **entered):
    """Publish the next text of the article as that kind of change."""
    draft = factories.next_draft(live.article, body)
    fields = {"was_wrong": "It said 4 g.", "says_now": "It says 3 g."}
    told = fields if kind == ChangeKind.CORRECTION else {}
    perform("submit", draft, factories.author_of(draft), Inputs(change=kind, **told))
    signed = factories.SIGNED if kind == ChangeKind.EDITION else CHANGES
    perform("approve", draft, doctor, signed)
    perform("publish", draft, factories.editor(), Inputs(**entered))
    return draft


def page(client, live) -> str:
    return flat(client.get(live.article.get_absolute_url()).text)


def history(client, live) -> str:
    return client.get(reverse("article_history", args=[live.article.slug])).text


def test_a_correction_stands_on_the_page_and_in_the_history(client, live, doctor):
    change(live, doctor, ChangeKind.CORRECTION, "<p>Three.</p>")

    for shown in (page(client, live), history(client, live)):
        assert "<strong>What was wrong:</strong> It said 4 g." in shown
        assert "<strong>What it says now:</strong> It says 3 g." in shown
    assert "Version 2, correction" in history(client, live)


def test_it_stays_through_updates_and_goes_with_a_new_edition(client, live, doctor):
    change(live, doctor, ChangeKind.CORRECTION, "<p>Three.</p>")
    change(live, doctor, ChangeKind.UPDATE, "<p>Three or so.</p>")
    assert page(client, live).count('data-kind="correction" aria-label') == 1

    change(live, doctor, ChangeKind.EDITION, "<p>All new.</p>")

    assert 'data-kind="correction" aria-label' not in page(client, live)
    assert "It said 4 g." in history(client, live)


def test_an_earlier_version_shows_no_correction_that_came_after_it(client, live, doctor):
    change(live, doctor, ChangeKind.CORRECTION, "<p>Three.</p>")

    old = client.get(reverse("article_version", args=[live.article.slug, 1])).text

    assert "Corrected on" not in old


def test_of_a_change_that_readers_need_not_know_the_history_has_a_line(client, live, doctor):
    change(
        live, doctor, ChangeKind.MINOR, "<p>Rest  helps!</p>", is_announced=False, note="A comma."
    )

    shown = history(client, live)
    assert "Version 2, minor edit" in shown
    assert "A comma." not in shown


def test_of_one_that_they_need_to_know_the_note_is_shown(client, live, doctor):
    change(live, doctor, ChangeKind.UPDATE, "<p>New.</p>", is_announced=True, note="A new trial.")

    assert "A new trial." in history(client, live)


def test_machines_read_the_correction_with_its_day(client, live, doctor):
    corrected = change(live, doctor, ChangeKind.CORRECTION, "<p>Three.</p>")

    article = nodes_of(client.get(live.article.get_absolute_url()))["Article"]

    assert article["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": "It said 4 g. It says 3 g.",
            "datePublished": corrected.published_at.date().isoformat(),
        }
    ]


def test_the_feed_tells_a_correction_and_stays_quiet_about_a_comma(client, live, doctor):
    other = factories.published(title="Sleep")
    feed = reverse("feed")
    change(live, doctor, ChangeKind.MINOR, "<p>Rest, helps.</p>")
    quiet = client.get(feed).text
    change(live, doctor, ChangeKind.CORRECTION, "<p>Three.</p>")
    loud = client.get(feed).text

    assert quiet.index(other.title) < quiet.index("<title>Rest</title>")
    assert f"<updated>{live.published_at:%Y-%m-%dT%H:%M:%S}" in quiet
    assert "Correction: It said 4 g. It says 3 g." in loud
    assert loud.index("<title>Rest</title>") < loud.index(other.title)


def test_what_was_told_last_is_found_behind_what_was_changed_in_silence(
    client, live, doctor, monkeypatch
):
    """However many of the newest publications told nothing; a page of them is read at a time."""
    monkeypatch.setattr(feeds, "ENTRIES", 2)
    monkeypatch.setattr(feeds, "READ_AT_ONCE", 2)
    second = factories.published(factories.draft(title="Heat"), by=doctor)
    factories.published(title="Sleep")
    factories.published(title="Walking")
    for silent in (second, live):
        change(silent, doctor, ChangeKind.MINOR, "<p>Rest, helps.</p>")

    told = client.get(reverse("feed_json")).json()

    assert [item["title"] for item in told["items"]] == ["Walking", "Sleep"]


def test_corrections_cost_no_query(client, live, doctor):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client, live)
        return len(queries)

    change(live, doctor, ChangeKind.CORRECTION, "<p>Three.</p>")
    cost()
    with_one = cost()
    for number in range(4):
        change(live, doctor, ChangeKind.CORRECTION, f"<p>Three and {number}.</p>")
    cost()

    assert cost() == with_one


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite's plans")
def test_bad_news_is_found_by_what_is_rare_however_much_is_published(live):
    """A front page of 30,000 articles took 251 ms where it began with all that is published, 36 ms so."""
    crowd.gather(random_texts(300))
    statistics.refresh()

    with CaptureQueriesContext(connection) as asked:
        notices()
        front_page(timezone.localdate())

    plans = [plan(query["sql"]) for query in asked if "ORDER BY" in query["sql"]]
    told = "\n".join(line for lines in plans for line in lines)
    assert "USING INDEX changes_of_a_kind" in told
    assert "USING INDEX entries_by_due_day" in told
    assert "USING INDEX approval_signed" in told


def plan(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return [str(row[-1]) for row in cursor.fetchall()]
