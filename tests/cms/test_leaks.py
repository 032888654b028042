"""What is not public is on no public page, whatever its state."""

import pytest
from taggit.models import Tag

from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories

pytestmark = pytest.mark.django_db

SECRET = "unannounced"


def draft():
    made = factories.draft(title=f"The {SECRET} title", body=f"<p>An {SECRET} text.</p>")
    made.article.tags.add(f"{SECRET} tag")
    return made


def scheduled():
    from datetime import timedelta

    from django.utils import timezone

    made = factories.approved(draft())
    when = timezone.now() + timedelta(days=1)
    perform("schedule", made, factories.editor(), Inputs(publish_at=when))
    return made


def rejected():
    doctor = factories.reviewer()
    made = factories.assigned(draft(), to=doctor)
    perform("reject", made, doctor, Inputs("No.", "None."))
    return made


def recalled():
    made = factories.submitted(draft())
    perform("recall", made, factories.author_of(made))
    return made


def discarded():
    made = draft()
    perform("discard", made, factories.author_of(made))
    return made


STATES = {
    "draft": draft,
    "in_review": lambda: factories.assigned(draft()),
    "approved": lambda: factories.approved(draft()),
    "scheduled": scheduled,
    "rejected": rejected,
    "recalled": recalled,
    "discarded": discarded,
}


@pytest.mark.parametrize("state", STATES)
def test_a_text_that_was_never_public_is_nowhere(client, state):
    made = STATES[state]()
    assert made.state == state
    factories.published(topic=made.article.topic)
    address = made.article.get_absolute_url()
    person = made.article.people.first()

    for gone in ("", "history/", "history/1/", "references.bib", "references.json"):
        assert client.get(address + gone).status_code == 404
    assert client.get(f"/tags/{Tag.objects.get().slug}/").status_code == 404
    for open_to_all in (
        "/",
        "/articles/",
        made.article.topic.get_absolute_url(),
        f"{made.article.topic.get_absolute_url()}feed/",
        person.get_absolute_url(),
        "/feed/",
        "/sitemap.xml",
        "/sitemap-articles.xml",
        "/sitemap-topics.xml",
        "/sitemap-people.xml",
    ):
        response = client.get(open_to_all)
        assert response.status_code == 200
        assert SECRET not in response.content.decode()
        assert made.article.slug not in response.content.decode()


def test_a_draft_of_a_published_article_does_not_show_through(client):
    published = factories.published(title="Rest")
    factories.next_draft(published.article, f"<p>An {SECRET} text.</p>")

    for address in ("/", "/articles/", "/feed/", published.article.get_absolute_url()):
        assert SECRET not in client.get(address).content.decode()


def test_a_name_given_to_a_draft_is_not_credited_with_the_published_text(client):
    published = factories.published(title="Rest")
    person = factories.person(name="Newcomer")
    published.article.bylines.create(person=person, position=1)

    response = client.get(person.get_absolute_url())

    assert "Rest" not in response.content.decode()
