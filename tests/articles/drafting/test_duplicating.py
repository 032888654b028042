"""A new article that begins with the text of another."""

import pytest
from django.urls import reverse

from articles.drafting.duplicating import duplicate
from articles.models import Article, Contribution, Revision
from tests import factories

pytestmark = pytest.mark.django_db


def test_text_topic_tags_and_works_follow_and_no_review_does():
    other = factories.writer(email="other@example.org")
    live = factories.published(title="Rest for back pain")
    live.article.tags.set(["Rest", "Backs"])
    live.article.shelf.add(factories.reference())

    made = duplicate(live.article, other)

    assert (made.title, made.body, made.state) == (
        "Copy of Rest for back pain",
        live.body,
        Revision.State.DRAFT,
    )
    assert made.article.topic == live.article.topic
    assert set(made.article.tags.names()) == {"Rest", "Backs"}
    assert list(made.article.shelf.all()) == [factories.reference()]
    assert list(made.article.writers.all()) == [other]
    assert not made.article.events.exists()


def test_whoever_wrote_in_the_one_has_words_in_the_other():
    draft = factories.draft()
    other = factories.writer(email="other@example.org")

    made = duplicate(draft.article, other)

    wrote = Contribution.objects.filter(revision__article=made.article)
    assert set(wrote.values_list("user", flat=True)) == {draft.created_by_id, other.pk}


def test_the_button_begins_it_and_a_page_about_the_site_has_none(sign_in):
    draft = factories.draft(title="Rest for back pain")
    client = sign_in(draft.created_by)

    page = client.get(reverse("timeline", args=[draft.article_id])).content.decode()
    answer = client.post(reverse("article_duplicate", args=[draft.article_id]))

    made = Revision.objects.get(title="Copy of Rest for back pain")
    assert reverse("article_duplicate", args=[draft.article_id]) in page
    assert answer.url == reverse("revision_edit", args=[made.pk])
    assert Article.objects.count() == 2
