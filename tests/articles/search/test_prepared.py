"""A prepared query answers as the query set that it was made of, whatever it is asked of."""

from typing import Any

import pytest
from django.db.models import Exists, OuterRef, QuerySet

from articles.models import Article, Revision, Topic
from articles.search.prepared import MOST, Prepared
from tests import factories

pytestmark = pytest.mark.django_db


def drafted(pks: list[Any]) -> QuerySet[Article]:
    """With a condition of its own, something beside, and something counted."""
    drafts = Revision.objects.filter(article=OuterRef("pk"), state=Revision.State.DRAFT)
    articles = Article.objects.filter(pk__in=pks, language="en").select_related("topic__parent")
    return articles.annotate(is_drafted=Exists(drafts)).order_by("pk")


@pytest.fixture
def pks(db: None) -> list[int]:
    writer = factories.writer()
    return [factories.draft(writer, title=f"Text {each}").article_id for each in range(5)]


def told(articles: list[Article]) -> list[tuple[Any, ...]]:
    return [(each.pk, each.topic.name, each.is_drafted) for each in articles]  # type: ignore[attr-defined]


def test_it_gives_the_same_rows_of_any_number_of_keys(pks: list[int]) -> None:
    prepared = Prepared(drafted)

    for count in range(len(pks) + 1):
        assert told(prepared(pks[:count])) == told(list(drafted(pks[:count])))


def test_it_is_put_into_sql_once_for_each_size(pks: list[int]) -> None:
    built = []

    def build(keys: list[Any]) -> QuerySet[Article]:
        built.append(len(keys))
        return drafted(keys)

    prepared = Prepared(build)
    found = [prepared([pk]) for pk in pks] + [prepared(pks[:3]), prepared(pks[:4])]

    assert [len(each) for each in found] == [1, 1, 1, 1, 1, 3, 4]
    assert built == [1, 4]


def test_keys_may_be_words() -> None:
    topic = factories.topic("Sleep")
    prepared = Prepared(lambda slugs: Topic.objects.filter(slug__in=slugs))

    assert prepared([topic.slug]) == [topic]
    assert prepared(["another"]) == []


def test_of_many_keys_it_asks_as_anybody_would(pks: list[int]) -> None:
    missing = range(10**6, 10**6 + MOST)

    assert told(Prepared(drafted)([*pks, *missing])) == told(list(drafted(pks)))


def test_it_asks_one_query(pks: list[int], django_assert_num_queries: Any) -> None:
    prepared = Prepared(drafted)

    with django_assert_num_queries(1):
        told(prepared(pks))
