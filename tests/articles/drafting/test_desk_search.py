"""The desk's search finds an article by the text that counts now, and only for who may write it."""

import pytest
from django.db import connection

from articles.drafting import desk_search
from articles.drafting.desk_search import DESK
from articles.drafting.worklist import worklist
from articles.models import Article, DeskEntry, Reference
from articles.models.references import LIBRARY
from articles.search import tokenizer
from reviews.workflow.perform import perform
from tests import factories
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def found(user, question: str) -> list[str]:
    texts = worklist(user).filter(article__in=desk_search.found(question, user))
    return [revision.title for revision in texts]


@shared
def mara():
    return factories.writer()


@pytest.mark.parametrize(
    "question",
    ["kratom", "krat", "families", "leaf coffee", '"coffee family"', "KRATOM -opium", "standfirst"],
)
def test_finds_by_title_standfirst_and_text(mara, question):
    text = factories.DraftText("Kratom", "A standfirst.", "<p>A leaf of the coffee family.</p>")
    factories.start_article(mara, factories.topic(), text)

    assert found(mara, question) == ["Kratom"]


@pytest.mark.parametrize(
    "question", ["opium", "the", "\0", '"family coffee"', "(((", "kratom -leaf"]
)
def test_does_not_find(mara, question):
    factories.draft(mara, "<p>A leaf of the coffee family.</p>", title="Kratom")

    assert found(mara, question) == []


def test_a_save_counts_at_once_and_the_text_before_no_more(mara):
    revision = factories.draft(mara, "<p>Opium.</p>", title="Kratom")

    factories.rewrite(revision, "<p>Coffee.</p>")

    assert (found(mara, "opium"), found(mara, "coffee")) == ([], ["Kratom"])


def test_after_a_draft_is_discarded_the_published_text_is_found_again(mara):
    revision = factories.published(factories.draft(mara, "<p>Opium.</p>", title="Kratom"))
    draft = factories.next_draft(revision.article, "<p>Coffee.</p>")

    perform("discard", draft, mara)

    assert (found(mara, "opium"), found(mara, "coffee")) == (["Kratom"], [])


def test_others_find_nothing_of_it_but_editors_do(mara):
    factories.draft(mara, title="Kratom")

    assert found(factories.writer(), "kratom") == []
    assert found(factories.editor(), "kratom") == ["Kratom"]


@pytest.mark.parametrize(
    "question", ["olsen2019", "ols", "10.15585/mmwr.mm6814a2", "10.15585/mm", "drug OVERDOSE"]
)
def test_the_library_finds_by_beginnings_and_identifiers(question):
    made = factories.reference()

    assert list(Reference.objects.search(question)) == [made]


def test_the_library_finds_a_corrected_reference_by_its_new_words_only():
    made = factories.reference()
    made.csl = {**made.csl, "title": "Something else"}
    made.save()

    assert list(Reference.objects.search("overdose")) == []
    assert list(Reference.objects.search("something")) == [made]


@pytest.mark.parametrize("count", [3, 30])
def test_a_search_asks_the_database_at_most_ten_times(client, django_assert_max_num_queries, count):
    author = factories.writer()
    for number in range(count):
        factories.draft(author, title=f"Kratom {number}")
    client.force_login(author)

    with django_assert_max_num_queries(10):
        assert client.get("/desk/", {"q": "kratom"}).status_code == 200


@pytest.mark.parametrize("index", [DESK, LIBRARY], ids=lambda index: index.table)
def test_the_index_is_used(index):
    topic = factories.topic()
    made = Article.objects.bulk_create(Article(slug=f"a{n}", topic=topic) for n in range(3000))
    DeskEntry.objects.bulk_create(
        DeskEntry(article=each, title_words="common", text_words=f"word{number}")
        for number, each in enumerate(made)
    )
    Reference.objects.bulk_create(
        Reference(key=f"r{number}", csl={}, text="", words=f"word{number}")
        for number in range(3000)
    )
    is_postgresql = connection.vendor == "postgresql"
    sql, parameters = index.statement(tokenizer.query("word1234"), is_lead=False)

    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {index.table}")
        cursor.execute(f"EXPLAIN {'' if is_postgresql else 'QUERY PLAN'} {sql}", parameters)
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())

    assert (f"Bitmap Index Scan on {index.table}_vector" if is_postgresql else ":M") in plan
    assert "Seq Scan" not in plan


def test_everything_is_made_again(mara):
    factories.draft(mara, title="Kratom")
    factories.reference()
    DeskEntry.objects.all().delete()
    Reference.objects.update(words="")

    assert desk_search.refresh_all() == 1
    assert found(mara, "kratom") == ["Kratom"]
    assert Reference.objects.search("olsen").count() == 1
