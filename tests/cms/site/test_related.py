"""What stands beside an article: by topic, tags and shared works, and never what is not public."""

import pytest

from articles.models import Article
from cms.site.related import CONSIDERED, STATEMENT, nearest
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.cms.pages import parsed, select, words
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@shared
def pain():
    return factories.topic("Pain")


@shared
def rest(pain):
    return factories.published(topic=pain, title="Rest").article


def slugs(article) -> list[str]:
    return [Article.objects.get(pk=pk).slug for pk in nearest(article)]


def test_what_has_more_in_common_comes_first(rest, pain):
    work = factories.reference()
    alike = factories.published(title="Alike", topic=pain).article
    by_tags = factories.published(title="By tags").article
    by_work = factories.published(title="By work").article
    factories.published(title="Stranger")
    rest.tags.add("back", "heat")
    alike.tags.add("back")
    by_tags.tags.add("back", "heat")
    for article in (rest, by_work):
        article.shelf.add(work)

    assert slugs(rest) == ["by-tags", "alike", "by-work"]


def test_only_what_is_published_is_named(rest, pain):
    factories.draft(title="Draft", topic=pain)
    for ending in ("withdraw", "retract"):
        made = factories.published(title=ending, topic=pain)
        perform(ending, made, factories.editor(), Inputs("Wrong."))

    assert slugs(rest) == []


def test_the_page_names_them_with_the_state_of_their_review(client, rest, pain):
    factories.published(title="Heat", topic=pain, by=factories.reviewer(name="Dr Ada Byron"))
    hurried = factories.draft(title="Cold", topic=pain)
    perform("publish_unreviewed", hurried, factories.editor(), Inputs("Urgent."))

    (section,) = select(parsed(client.get(rest.get_absolute_url())), ".related")

    said = [words(each) for each in select(section, "li")]
    assert said[0] == "Cold Not yet medically reviewed"
    assert said[1].startswith("Heat Reviewed by Dr Ada Byron, ")


def test_a_page_without_company_has_no_such_list(client, rest):
    assert not select(parsed(client.get(rest.get_absolute_url())), ".related")


def test_what_is_near_is_found_in_one_query(rest, pain, django_assert_num_queries):
    for title in ("Heat", "Cold"):
        factories.published(topic=pain, title=title).article.tags.add("back")
    rest.tags.add("back")

    assert slugs(rest) == ["cold", "heat"]
    with django_assert_num_queries(1):
        nearest(rest)


def test_no_more_than_the_newest_of_a_crowd_are_looked_at():
    assert STATEMENT.count(f"LIMIT {CONSIDERED}") == 3
