"""What stands beside an article: what is on the same subject by two signs, and never what is not public."""

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
    works = [
        factories.reference(),
        factories.reference("who2020", type="webpage", title="Rest", URL="https://example.org/"),
    ]
    alike = factories.published(title="Alike", topic=pain).article
    by_tags = factories.published(title="By tags").article
    by_works = factories.published(title="By works").article
    factories.published(title="Stranger")
    rest.tags.add("back", "heat")
    alike.tags.add("back")
    by_tags.tags.add("back", "heat")
    for article in (rest, by_works):
        article.shelf.add(*works)

    assert slugs(rest) == ["by-tags", "alike", "by-works"]


def test_one_sign_alone_makes_nothing_related(rest, pain):
    """Insomnia led to colds, since both are things that one can do something about."""
    factories.published(title="Of the same topic", topic=pain)
    factories.published(title="With one tag").article.tags.add("self-care")
    factories.published(title="With one work").article.shelf.add(factories.reference())
    rest.tags.add("self-care")
    rest.shelf.add(factories.reference())

    assert slugs(rest) == []


@pytest.mark.parametrize(
    ("mine", "theirs", "is_related"),
    [
        ("Sleeping tablets", "A tablet for the night", True),
        ("Do antibiotics help a cold?", "Low back pain: what helps most people", False),
        ("Daily aspirin", "Statins and muscle aches", False),
    ],
)
def test_words_of_titles_count_where_they_say_what_a_text_is_about(pain, mine, theirs, is_related):
    one, other = (factories.published(title=each, topic=pain).article for each in (mine, theirs))

    assert slugs(one) == ([other.slug] if is_related else [])
    assert slugs(other) == ([one.slug] if is_related else [])


def test_more_words_than_some_make_nothing_nearer(pain):
    title = "Aspirin, statins, salt, sugar, smoking and sleep"
    one = factories.published(title=title, topic=pain).article
    many = factories.published(title=f"{title} again", topic=pain).article
    few = factories.published(title="Aspirin, statins and salt", topic=pain).article

    assert slugs(one) == [few.slug, many.slug]


def test_only_what_is_published_is_named(rest, pain):
    factories.draft(title="Rest in draft", topic=pain)
    for ending in ("withdraw", "retract"):
        made = factories.published(title=f"Rest and {ending}", topic=pain)
        perform(ending, made, factories.editor(), Inputs("Wrong."))

    assert slugs(rest) == []


def test_the_page_names_them_with_the_state_of_their_review(client, rest, pain):
    heat = factories.published(title="Heat", topic=pain, by=factories.reviewer(name="Dr Ada Byron"))
    hurried = factories.draft(title="Cold", topic=pain)
    for article in (rest, heat.article, hurried.article):
        article.tags.add("back")
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
