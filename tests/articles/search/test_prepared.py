"""A prepared query answers as the query set that it was made of, whatever it is asked of."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils import timezone

from articles.models import Article, Person, Revision, Topic
from articles.search.prepared import MOST, Prepared
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


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


def test_it_takes_several_keys_and_lists_of_them(pks: list[int]) -> None:
    def build(keys: Iterable[int], titles: Iterable[str], language: str) -> QuerySet[Revision]:
        found = Revision.objects.filter(article__in=keys, title__in=titles, language=language)
        return found.order_by("pk")

    prepared, titles = Prepared(build), ["Text 0", "Text 1", "Text 4"]

    for keys in (pks, pks[1:2], []):
        for asked in (titles, titles[:1], []):
            assert prepared(keys, asked, "en") == list(build(keys, asked, "en"))
    assert prepared(pks, titles, "es") == []


def test_a_part_of_a_union_may_have_no_keys(pks: list[int]) -> None:
    def build(some: Iterable[int], others: Iterable[int]) -> QuerySet[Article, Any]:
        first, second = (Article.objects.order_by().filter(pk__in=each) for each in (some, others))
        return first.values_list("pk", Value("a")).union(second.values_list("pk", Value("b")))

    prepared = Prepared(build)

    assert sorted(prepared(pks[:1], pks[:2])) == sorted(
        [(pks[0], "a"), (pks[0], "b"), (pks[1], "b")]
    )
    assert prepared([], pks[4:]) == [(pks[4], "b")]
    assert prepared([], []) == []


def test_it_may_ask_without_a_key(pks: list[int]) -> None:
    prepared = Prepared(lambda: Article.objects.order_by("pk").values_list("pk", flat=True)[:3])

    assert prepared() == prepared() == pks[:3]


def test_rows_may_be_told_by_their_columns(pks: list[int]) -> None:
    prepared = Prepared(
        lambda keys: Revision.objects.filter(article__in=keys).values("title", "article")
    )

    assert prepared(pks[3:4]) == [{"title": "Text 3", "article": pks[3]}]


def test_none_and_whether_ask_in_another_way(pks: list[int]) -> None:
    def build(topic: int | None, is_first: bool) -> QuerySet[Article]:
        found = Article.objects.all() if topic is None else Article.objects.filter(topic=topic)
        return found.order_by("pk" if is_first else "-pk")

    prepared, topic = Prepared(build), Article.objects.get(pk=pks[0]).topic_id

    assert [each.pk for each in prepared(None, True)] == pks
    assert [each.pk for each in prepared(None, False)] == pks[::-1]
    assert [each.pk for each in prepared(topic, True)] == pks[:1]
    assert prepared(10**6, True) == []


def test_moments_are_keys(pks: list[int]) -> None:
    def build(since: datetime, before: date) -> QuerySet[Article, int]:
        found = Article.objects.filter(created_at__gte=since, created_at__date__lt=before)
        return found.order_by("pk").values_list("pk", flat=True)

    prepared, now, today = Prepared(build), timezone.now(), timezone.localdate()
    hour, day = timedelta(hours=1), timedelta(days=2)

    assert prepared(now - hour, today + day) == pks
    assert prepared(now + hour, today + day) == []
    assert prepared(now - hour, today - day) == []


def test_what_would_be_asked_of_other_values_than_the_given_is_refused() -> None:
    containing = Prepared(lambda words: Topic.objects.filter(name__contains=words))
    earlier = Prepared(lambda number: Revision.objects.filter(number=number - 1))
    unheard = Prepared(lambda pk, _number: Topic.objects.filter(pk=pk))
    impossible = Prepared(lambda number: Person.objects.filter(pk=number, pk__in=[]))

    for prepared, given in (
        (containing, ("Pain",)),
        (earlier, (2,)),
        (unheard, (1, 2)),
        (impossible, (1,)),
    ):
        with pytest.raises(ValueError, match="lambda"):
            prepared(*given)  # type: ignore[operator]


def test_a_moment_that_was_not_given_would_grow_old() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("a moment is text to it")
    prepared = Prepared(lambda pk: Article.objects.filter(pk=pk, created_at__lt=timezone.now()))

    with pytest.raises(ValueError, match="not given"):
        prepared(1)
