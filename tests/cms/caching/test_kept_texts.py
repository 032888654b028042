"""What sealed texts look like, kept in the database: shown as this site made it, and made again to verify."""

import json
from contextlib import suppress
from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Revision
from articles.sealing import seal
from cms.caching import kept_texts, registry
from cms.caching.models import KeptText
from cms.site import sealed_texts
from cms.site.sealed_texts import made_ready, packed, unpacked
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

BODY = (
    '<aside data-kind="warning"><p>Call 112.</p></aside><h2>Rest</h2><p>It helps.'
    '<cite data-ref="olsen2019" data-locator="p. 3" data-quote="It did."></cite>'
    '<cite data-ref="berg2020"></cite></p><p>And again.<cite data-ref="berg2020"></cite></p>'
    '<dl data-kind="questions"><dt>Does it?</dt><dd><p>Yes.</p></dd></dl>'
    "<table><tbody><tr><th><p>Rest</p></th><th><p>Better</p></th></tr>"
    "<tr><td><p>One day</p></td><td><p>12%</p></td></tr>"
    "<tr><td><p>Two days</p></td><td><p>15%</p></td></tr></tbody></table>"
)


@pytest.fixture
def published() -> Revision:
    factories.reference("olsen2019", DOI="10.1000/1")
    factories.reference("berg2020", title="Rest & more")
    return factories.published(factories.draft(title="Back pain", body=BODY))


@pytest.fixture
def row(published) -> KeptText:
    keep()
    return KeptText.objects.get()


def keep() -> int:
    return kept_texts.keep(kept_texts.missing(), packed)


def page_of(client, revision: Revision) -> str:
    registry.clear()
    return client.get(revision.article.get_absolute_url()).content.decode()


def verified() -> str:
    said = StringIO()
    with suppress(CommandError, SystemExit):
        call_command("verify", stdout=said, stderr=said)
    return said.getvalue()


def test_a_page_is_the_same_from_what_is_kept_and_nothing_is_rendered(
    client, published, monkeypatch
):
    before = page_of(client, published)
    keep()
    monkeypatch.setattr("cms.site.sealed_texts.rendering.render", None)

    assert page_of(client, published) == before
    assert "It helps." in before
    assert "Rest &amp; more" in before


def test_what_is_kept_is_all_that_was_made(published, row):
    text = seal.read(published.sealed)
    made, found = made_ready(text), unpacked(text, json.loads(row.content))

    assert (found.rendered, found.questions) == (made.rendered, made.questions)
    assert (found.left_out, found.source_list) == (made.left_out, made.source_list)
    assert [(each.entry.kind, each.entry.year) for each in found.rendered.sources] == [
        (each.entry.kind, each.entry.year) for each in made.rendered.sources
    ]


def test_a_row_that_somebody_changed_is_never_shown_and_is_named(client, published, row):
    row.content = row.content.replace("It helps.", "It harms.")
    row.save()

    assert "It helps." in page_of(client, published)
    assert "was changed after it was made" in verified()


def test_a_row_of_another_text_is_never_shown_for_this_one(client, published, row):
    other = factories.published(factories.draft(title="Sleep", body="<p>Sleep well.</p>"))
    keep()
    KeptText.objects.filter(digest=other.digest).update(
        content=row.content, signature=row.signature
    )

    assert "Sleep well." in page_of(client, other)


def test_what_verify_would_make_otherwise_is_named(row, monkeypatch):
    assert "All true" in verified()
    monkeypatch.setattr(
        sealed_texts, "packed", lambda sealed: {**packed(sealed), "body": "<p>Other</p>"}
    )

    assert "is not what its text looks like" in verified()


def test_a_row_without_its_text_is_named(row):
    content, language = row.content, row.language
    KeptText.objects.update(
        digest="0" * 64, signature=kept_texts._signature("0" * 64, language, content)
    )

    assert "is of a text that is not there" in verified()


@pytest.mark.parametrize("changed", [{"CITATION_STYLE": "vancouver"}, {"SECRET_KEY": "another"}])
def test_another_renderer_or_secret_knows_nothing_of_it(client, published, row, changed):
    with override_settings(**changed):
        kept_texts.renderer.cache_clear()
        try:
            assert kept_texts.kept([row.digest], row.language) == {}
            assert list(kept_texts.lies(packed)) == []
            assert sealed_texts.keep_all.call() == 1
            assert row.pk not in KeptText.objects.values_list("pk", flat=True)
        finally:
            kept_texts.renderer.cache_clear()


def test_only_what_readers_see_is_kept(published):
    factories.draft(body="<p>A draft.</p>")
    factories.approved(factories.draft(body="<p>Not yet.</p>"))
    second = factories.published(factories.next_draft(published.article, "<p>Later.</p>"))
    gone = factories.published(factories.draft(body="<p>Gone.</p>"))
    perform("withdraw", gone, factories.editor(), Inputs(comment="Outdated."))

    keep()

    assert [each.digest for each in KeptText.objects.all()] == [second.digest]


def test_the_clock_keeps_what_was_just_published_and_the_worker_all(published):
    cache.delete("kept-texts")
    Revision.objects.filter(pk=published.pk).update(
        published_at=timezone.now() - timedelta(hours=2)
    )
    new = factories.published(factories.draft(body="<p>New.</p>"))

    cache.set("kept-texts", True)
    assert sealed_texts.keep_due(timezone.now()) == 1
    assert KeptText.objects.get().digest == new.digest
    assert sealed_texts.keep_all.call() == 1
    assert sealed_texts.keep_all.call() == 0


def test_who_reads_writes_nothing(client, published):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page_of(client, published)

    assert {each["sql"].split()[0] for each in asked} == {"SELECT"}


def test_a_mark_that_comes_later_is_shown(client, published, row):
    article = published.article
    assert "quotations" not in page_of(client, published)
    article.shows_quotations = True
    article.save()

    assert "It did." in page_of(client, published)
