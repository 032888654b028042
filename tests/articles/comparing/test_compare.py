"""The desk's page that compares any two versions of an article."""

import pytest

from articles.models import Checkpoint
from tests import factories
from tests.markup import flat
from tests.worlds import shared

pytestmark = pytest.mark.django_db


@shared
def draft():
    """The second text of an article whose first is published."""
    factories.reference()
    live = factories.published(body="<p>Take 5 mg of it, once a day.</p>", title="Rest")
    body = '<p>Take 10 mg of it, once a day.<cite data-ref="olsen2019"></cite></p>'
    return factories.next_draft(live.article, body)


@pytest.fixture
def author(client, draft):
    client.force_login(factories.author_of(draft))
    return client


def address(draft, **chosen: object) -> str:
    return f"/desk/articles/{draft.article_id}/compare/?" + "&".join(
        f"{name.strip('_')}={value}" for name, value in chosen.items()
    )


def test_it_shows_what_changed_since_what_readers_see(author, draft):
    page = author.get(address(draft)).content.decode()

    assert "1 paragraph changed · 1 citation added · 1 source added" in page.lower()
    assert "5</del><ins>" in page
    assert "Text 1, published" in page
    assert "Text 2, draft" in page
    assert f"<code>{draft.based_on.digest[:12]}</code>" in page


def test_sealed_texts_drafts_and_saves_are_compared_by_their_addresses(author, draft):
    first = Checkpoint.objects.filter(revision=draft).earliest("pk")
    chosen = {"_from": f"v{first.pk}", "to": f"r{draft.pk}"}

    response = author.get(address(draft, **chosen, view="side"))

    page = response.content.decode()
    assert response.context["chosen"].old == f"v{first.pk}"
    assert f'<option value="v{first.pk}" selected>' in page
    assert 'data-view="side"' in page
    assert f"from=v{first.pk}&amp;to=r{draft.pk}&amp;view=inline" in page


def test_what_is_offered_first_differs_where_anything_does(client):
    draft = factories.rewrite(factories.draft(), "<p>Time helps.</p>")
    client.force_login(factories.author_of(draft))
    first, last = Checkpoint.objects.filter(revision=draft).order_by("pk")

    compared = client.get(address(draft))
    listed = flat(client.get(f"/desk/articles/{draft.article_id}/versions/").text)

    assert compared.context["chosen"].old == f"v{first.pk}"
    assert "Rest</del>" in compared.content.decode()
    assert f'value="v{first.pk}" aria-label="Version 1 as the older" checked' in listed
    assert f'value="v{last.pk}" aria-label="Version 2 as the older" checked' not in listed


def test_two_equal_texts_say_so(author, draft):
    page = author.get(address(draft, _from=f"r{draft.pk}", to=f"r{draft.pk}")).content.decode()

    assert "Nothing. The two texts are the same, to the letter." in page


@pytest.mark.parametrize("wrong", ["r0", "x1", "r99999", "v99999", "1", "r1%27"])
def test_a_version_that_is_not_there_is_not_found(author, draft, wrong):
    assert author.get(address(draft, to=wrong)).status_code == 404


def test_a_version_of_another_article_is_not_found(author, draft):
    other = factories.draft(factories.author_of(draft))

    assert author.get(address(draft, to=f"r{other.pk}")).status_code == 404


def test_nobody_compares_an_article_that_they_may_not_write(client, draft):
    client.force_login(factories.writer())

    assert client.get(address(draft)).status_code == 404


def test_it_asks_the_database_as_often_for_many_versions_as_for_few(
    author, draft, django_assert_max_num_queries
):
    for number in range(12):
        draft = factories.rewrite(draft, f"<p>Save {number}.</p>")

    # five of them for who asks and what waits for them
    with django_assert_max_num_queries(10):
        assert author.get(address(draft)).status_code == 200
