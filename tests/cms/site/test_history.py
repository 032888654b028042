"""The record of an article: every version that was public, who answers for it, and its text."""

from datetime import UTC, datetime

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from lxml import html

from reviews import phrases
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.cms.pages import badge_of, parsed, robots_of, select, words
from tests.worlds import shared

pytestmark = pytest.mark.django_db


@shared
def article():
    """Version 1 and version 3 were public; 2 was not."""
    doctor = factories.reviewer(name="Dr Ada Byron")
    first = factories.published(by=doctor, title="Rest", body="<p>Rest helps.</p>")
    second = factories.next_draft(first.article, "<p>A secret.</p>")
    perform("submit", second, factories.author_of(second))
    perform("request_changes", second, doctor, Inputs("No.", "None."))
    third = factories.next_draft(first.article, "<p>Rest helps a little.</p>")
    third.change_note = "Says how much."
    third.save()
    perform("publish_unreviewed", third, factories.editor(), Inputs("Urgent."))
    factories.next_draft(first.article, "<p>The next secret.</p>")
    return first.article


def test_it_lists_what_was_public_and_nothing_else(client, article):
    response = client.get(f"{article.get_absolute_url()}history/")

    titles = [words(title) for title in select(parsed(response), ".versions h3")]
    assert titles == ["Version 3, update", "Version 1, first published"]
    assert "secret" not in response.content.decode()


def test_each_version_says_who_wrote_and_reviewed_it_and_what_changed(client, article):
    newer, older = select(
        parsed(client.get(f"{article.get_absolute_url()}history/")), ".versions > li"
    )

    assert "Says how much." in words(newer)
    assert "Medically reviewed by nobody" in words(newer)
    assert "State Published, shown now" in words(newer)
    assert "Medically reviewed by Dr Ada Byron, MD, " in words(older)
    assert "Their interests Dr Ada Byron: None." in words(older)
    assert "State Superseded" in words(older)
    assert select(older, "a[href$='/history/1/']")


@pytest.mark.parametrize(
    ("declared", "shown"),
    [
        ("None.", "Ninguno."),
        ("none", "Ninguno."),
        ("ninguno", "ninguno"),
        ("None in 3 years.",) * 2,
    ],
)
def test_that_nobody_has_interests_is_said_in_the_language_of_the_page(declared, shown):
    with override("es"):
        assert phrases.interests(declared) == shown
    with override("en"):
        assert phrases.interests("None") == "None"


def test_a_byline_has_no_dot_without_something_on_both_its_sides():
    def said(template, **context):
        return " ".join(words(html.fromstring(render_to_string(template, context))).split())

    day = datetime(2030, 5, 3, tzinfo=UTC)
    signer = {"slug": "ada", "name": "Ada Byron"}
    nobody = {"updated_at": day, "version": {"writers": [], "editors": []}}
    reading = {"rendered": {"minutes": 5}}
    signed = {**signer, "fields": "Pharmacy", "signed_on": day}

    line = said("cms/articles/_byline.html", page=nobody, reading=reading)
    assert line == "Published 3 May 2030 · 5 min read"
    for each in ({**signer, "fields": "Pharmacy"}, {**signer, "signed_on": day}, signer):
        assert "·" not in said("cms/margin/_signers.html", signers=[each])
    assert "Pharmacy · signed 3 May 2030" in said("cms/margin/_signers.html", signers=[signed])


def test_an_old_version_is_readable_and_marked(client, article):
    response = client.get(f"{article.get_absolute_url()}history/1/")

    page = parsed(response)
    assert "Rest helps." in words(select(page, ".body")[0])
    assert "A newer version exists." in words(select(page, ".notice")[0])
    assert badge_of(response) is None
    assert robots_of(response) == "noindex"
    (canonical,) = select(page, "link[rel=canonical]")
    assert canonical.get("href").endswith(article.get_absolute_url())
    assert not select(page, "script[type='application/ld+json']")


def test_the_present_version_is_read_on_the_page_of_the_article(client, article):
    response = client.get(f"{article.get_absolute_url()}history/3/")

    assert response.status_code == 302
    assert response["Location"] == article.get_absolute_url()


@pytest.mark.parametrize("number", ["2", "4", "5", "0", "9" * 30, "9" * 5000, "-1", "1.5", "x"])
def test_there_is_no_page_of_a_version_that_was_never_public(client, article, number):
    assert client.get(f"{article.get_absolute_url()}history/{number}/").status_code == 404


# --- comparing ----------------------------------------------------------------------------------------


def compared(client, article, chosen=""):
    return client.get(f"{article.get_absolute_url()}history/compare/{chosen}")


def test_two_public_versions_are_compared(client, article):
    response = compared(client, article, "?from=1&to=3")

    page = parsed(response)
    assert words(select(page, ".compared ins")[0]) == "inserted: a little"
    assert "Version 1" in words(select(page, ".compared-texts")[0])
    assert robots_of(response) == "noindex"
    assert compared(client, article).content == response.content


@pytest.mark.parametrize("chosen", ["?from=1&to=2", "?from=2&to=3", "?to=4", "?to=x", "?from=%00"])
def test_what_was_never_public_is_never_compared(client, article, chosen):
    response = compared(client, article, chosen)

    assert response.status_code == 404
    assert "secret" not in response.content.decode()


@pytest.mark.parametrize("ending", ["withdraw", "retract"])
def test_what_is_withdrawn_is_not_compared_and_what_is_retracted_is(client, article, ending):
    live = article.revisions.published().get()
    perform(ending, live, factories.editor(), Inputs("The study was wrong."))

    response = compared(client, article, "?from=1&to=3")

    assert response.status_code == (302 if ending == "withdraw" else 200)


def test_the_record_says_what_changed_and_which_sources_came_and_went(client, article):
    factories.reference()
    cited = '<p>Rest helps a little.<cite data-ref="olsen2019"></cite></p>'
    perform("discard", article.revisions.get(state="draft"), article.writers.get())
    factories.published(factories.next_draft(article, cited))

    newest, middle, oldest = select(
        parsed(client.get(f"{article.get_absolute_url()}history/")), ".versions > li"
    )

    assert "1 paragraph changed · 1 citation added · 1 source added" in words(newest).lower()
    assert "Notes from the Field" in words(select(newest, "details")[0])
    assert select(newest, "a[href$='history/compare/?from=3&to=5']")
    assert "Compare with version 1" in words(middle)
    assert "Compare" not in words(oldest)
