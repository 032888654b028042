"""The languages of the site: each page speaks that of its address, each desk that of its account."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import resolve
from django.utils import translation

from articles.drafting.drafts import DraftText, start_article
from articles.models import Article, Revision
from cms.urls import reading
from tests import factories
from tests.cms.pages import parsed

pytestmark = pytest.mark.django_db


def spanish(title: str = "Dolor de espalda", **fields: object) -> Revision:
    """A published article in Spanish, no translation of any."""
    by = factories.writer()
    text = DraftText(title, "Lo que se sabe.", "<p>El reposo ayuda.</p>")
    revision = start_article(by, factories.topic(), text, language="es")
    return factories.published(revision, **fields)


def language_of(response) -> tuple[str | None, str]:
    return parsed(response).get("lang"), response["Content-Language"]


@pytest.mark.once
def test_every_page_of_the_reading_site_stands_below_the_prefix_too():
    paths = [re.sub("<.*?>", "1", str(route.pattern)) for route in reading]
    views = [resolve(f"/{path}").func for path in paths]

    with translation.override("es"):
        assert [resolve(f"/es/{path}").func for path in paths] == views


def test_a_page_speaks_as_its_address_says_whatever_the_browser_prefers(client):
    spanish()
    for path, code in {"/": "en", "/es/": "es", "/articles/": "en", "/es/articles/": "es"}.items():
        for preferred in ("en", "es"):
            response = client.get(path, headers={"accept-language": preferred})
            assert language_of(response) == (code, code)
            assert "Accept-Language" not in response.get("Vary", "")


def test_what_is_not_there_is_told_in_the_language_of_the_address(client):
    assert language_of(client.get("/es/articles/nothing/")) == ("es", "es")
    assert language_of(client.get("/articles/nothing/")) == ("en", "en")
    assert client.get("/es/desk/").status_code == 404
    assert client.get("/en/").status_code == 404


def test_an_article_stands_in_its_own_language_and_the_other_prefix_leads_there(client):
    ours, theirs = factories.published(), spanish()
    slug = theirs.article.slug

    assert theirs.article.get_absolute_url() == f"/es/articles/{slug}/"
    for path in (f"/articles/{slug}/", f"/articles/{slug}/history/"):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (301, f"/es{path}")
    response = client.get(f"/es{ours.article.get_absolute_url()}history/?a=b")
    assert response["Location"] == f"{ours.article.get_absolute_url()}history/?a=b"
    assert language_of(client.get(theirs.article.get_absolute_url())) == ("es", "es")
    missing = client.get(f"/es/articles/{slug}/history/99/")
    assert missing.status_code == 404


def test_an_address_that_readers_never_saw_leads_nowhere(client):
    draft = factories.draft()

    assert client.get(f"/es/articles/{draft.article.slug}/").status_code == 404


def test_the_desks_speak_as_the_account_says(client):
    user = factories.writer(language="es")
    client.force_login(user)
    assert language_of(client.get("/desk/", headers={"accept-language": "en"})) == ("es", "es")
    assert language_of(client.get("/"))[0] == "en"

    user.language = ""
    user.save()
    assert language_of(client.get("/desk/", headers={"accept-language": "es"})) == ("en", "en")


def test_the_sign_in_speaks_as_the_browser_asks(client):
    response = client.get("/account/login/", headers={"accept-language": "es-MX,en;q=0.5"})

    assert language_of(response) == ("es", "es")
    assert "Accept-Language" in response["Vary"]


class TestConstraints:
    def test_an_article_has_one_translation_in_a_language(self):
        original, first, second = factories.draft().article, spanish().article, spanish("B").article
        Article.objects.filter(pk=first.pk).update(translation_of=original)

        with pytest.raises(IntegrityError), transaction.atomic():
            Article.objects.filter(pk=second.pk).update(translation_of=original)

    def test_an_article_does_not_translate_itself(self):
        article = factories.draft().article

        with pytest.raises(IntegrityError), transaction.atomic():
            Article.objects.filter(pk=article.pk).update(translation_of=article)
