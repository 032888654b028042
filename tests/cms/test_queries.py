"""How often a page asks the database: a fixed number, whatever it lists."""

import pytest
from django.contrib.contenttypes.models import ContentType

from articles.models import Article
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ARTICLE = 6  # what its text looks like among them
NOTICE = 1  # what a retraction says, and who
HISTORY = 1  # what lay readers said
# what is known until something changes; these tests are transactions, in which it is asked each time
FRAME = 2
SURROUNDINGS = 4  # topics, rules of disclaimers, fallen sources, terms of the glossary
LISTS = {
    "/": 7 + FRAME,  # what was corrected or taken back, and what troubles readers, among them
    "/articles/": 4 + FRAME,
    "topic": 6 + FRAME,
    "tag": 4 + FRAME,
    "person": 6 + FRAME,
    "/feed/": 9,  # its articles, what became of others, and what stands around whole texts
    "/sitemap-articles.xml": 4,
}


@pytest.fixture(autouse=True)
def _warm(client):
    """What every process asks once: content types, and whether this is a demonstration."""
    ContentType.objects.get_for_model(Article)
    client.get("/about/review/")


def site_of(count: int):
    """So many published articles with tags, by one writer and one reviewer, in one topic."""
    topic, doctor, editor = factories.topic("Pain"), factories.reviewer(), factories.editor()
    author = factories.writer()
    for _ in range(count):
        made = factories.approved(factories.draft(author, topic=topic), by=doctor)
        made.article.tags.add("back pain")
        perform("publish", made, editor)
    return {
        "topic": topic.get_absolute_url(),
        "tag": "/tags/back-pain/",
        "person": author.person.get_absolute_url(),
    }


@pytest.mark.once
@pytest.mark.parametrize("count", [3, 12])
@pytest.mark.parametrize("page", LISTS)
def test_lists(client, django_assert_num_queries, count, page):
    addresses = site_of(count)
    address = addresses.get(page, page)
    client.get("/about/review/")

    with django_assert_num_queries(LISTS[page]):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("ending", ["", "withdraw", "retract"])
@pytest.mark.parametrize("versions", [1, 4])
def test_an_article(client, django_assert_max_num_queries, ending, versions):
    revision = factories.published()
    for number in range(versions - 1):
        factories.published(factories.next_draft(revision.article, f"<p>Text {number}.</p>"))
    revision.article.tags.add("back pain", "rest")
    live = revision.article.revisions.published().get()
    most = ARTICLE + FRAME + SURROUNDINGS + NOTICE * (ending == "retract")
    if ending:
        perform(ending, live, factories.editor(), Inputs("Why."))

    with django_assert_max_num_queries(most):
        page = client.get(revision.article.get_absolute_url())

    assert page.status_code == (410 if ending == "withdraw" else 200)
    with django_assert_max_num_queries(most + HISTORY):
        assert client.get(f"{revision.article.get_absolute_url()}history/").status_code == 200
