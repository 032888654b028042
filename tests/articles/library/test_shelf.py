"""The references beside a draft: asked for together, formatted once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.library.shelf import shelf_of
from articles.references import bibliography
from tests import factories

pytestmark = pytest.mark.django_db


def cited(count: int) -> str:
    for number in range(count):
        doi = f"10.1000/{number}"
        factories.reference(f"work{number}", type="book", title=f"Work {number}", DOI=doi)
    return "".join(f'<p>a<cite data-ref="work{number}"></cite></p>' for number in range(count))


def test_the_page_of_a_draft_asks_as_often_for_many_citations_as_for_one(client):
    writer = factories.writer()
    client.force_login(writer)
    many = factories.draft(by=writer, body=cited(40))
    few = factories.draft(by=writer, body="<p>a</p>", topic=many.article.topic)
    few = factories.rewrite(few, '<p>a<cite data-ref="work1"></cite></p>')
    asked = []

    for draft in (few, few, many):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("revision_edit", args=[draft.pk]))
        asked.append(len(queries))

    assert asked[2] == asked[1]


def test_an_entry_is_formatted_once_until_it_is_corrected():
    reference = factories.reference("book1", type="book", title="Before")
    draft = factories.draft(body='<p>a<cite data-ref="book1"></cite></p>')
    shelf_of(draft)
    formatted = bibliography._entry.cache_info().misses

    assert shelf_of(draft).cited[0].html == "<i>Before</i>."
    assert bibliography._entry.cache_info().misses == formatted
    reference.csl = {**reference.csl, "title": "After"}
    reference.save()
    assert shelf_of(draft).cited[0].html == "<i>After</i>."


def test_works_gathered_and_not_cited_stand_apart():
    cited_work, gathered = (
        factories.reference(),
        factories.reference("book1", type="book", title="T"),
    )
    draft = factories.draft(
        body='<p>a<cite data-ref="olsen2019"></cite><cite data-ref="no"></cite></p>'
    )
    draft.article.shelf.add(cited_work, gathered)

    shelf = shelf_of(draft)

    assert [each.key for each in shelf.cited] == ["olsen2019"]
    assert [each.key for each in shelf.uncited] == ["book1"]
    assert shelf.unknown == ["no"]
