"""The glossary as editors keep it and readers meet it."""

import pytest
from django.urls import reverse
from django.utils import translation

from articles.sealing import seal
from cms.models import GlossaryTerm
from tests import factories
from tests.cms.configuration.conftest import form_of, said

pytestmark = pytest.mark.django_db
TEXT = "<p>A statin lowers it.</p><h2>How</h2><p>Statins block an enzyme.</p>"


@pytest.fixture
def editor():
    return factories.editor()


@pytest.fixture
def statin(editor):
    return GlossaryTerm.objects.create(
        term="statin",
        synonyms="statins",
        definition="A medicine that lowers cholesterol.",
        owner=editor,
    )


def page_of(client, revision):
    return client.get(revision.article.get_absolute_url()).content.decode()


def test_an_article_explains_its_words_once_in_a_section_and_says_whose_words_those_are(
    client, statin
):
    revision = factories.published(factories.draft(body=TEXT))

    page = page_of(client, revision)

    assert page.count('class="term" href="/glossary/#statin"') == 2
    assert "no reviewer signed them with this text" in page


def test_the_sealed_text_knows_nothing_of_it(client, statin):
    revision = factories.published(factories.draft(body=TEXT))

    page_of(client, revision)
    revision.refresh_from_db()

    assert seal.digest(revision.sealed) == revision.digest
    assert "glossary" not in revision.sealed


def test_without_a_term_a_page_says_nothing_of_a_glossary(client):
    revision = factories.published(factories.draft(body=TEXT))

    assert "no reviewer signed them" not in page_of(client, revision)


@pytest.mark.django_db(transaction=True)
def test_a_change_of_a_term_reaches_the_page(client, statin):
    revision = factories.published(factories.draft(body=TEXT))
    before = page_of(client, revision)

    statin.definition = "It lowers cholesterol in blood."
    statin.save()
    changed = page_of(client, revision)
    statin.is_active = False
    statin.save()

    assert "A medicine that lowers cholesterol." in before
    assert "It lowers cholesterol in blood." in changed
    assert 'class="term"' not in page_of(client, revision)


def test_the_page_lists_the_terms_of_its_language(client, statin, editor):
    GlossaryTerm.objects.create(
        term="Ánimo", definition="Cómo se siente alguien.", owner=editor, language="es"
    )

    page = client.get("/glossary/").content.decode()
    spanish = client.get("/es/glossary/").content.decode()

    assert '<dt id="statin">statin</dt>' in page
    assert "Ánimo" not in page
    assert '<dt id="animo">Ánimo</dt>' in spanish
    assert "<h2>" not in spanish.partition("<article")[2].partition("</article")[0]
    assert "statin" not in spanish


def test_many_terms_stand_under_their_letters(client, editor):
    for number in range(20):
        GlossaryTerm.objects.create(term=f"pain {number}", definition="Pain.", owner=editor)
    GlossaryTerm.objects.create(term="Über", definition="Over.", owner=editor)

    page = client.get("/glossary/").content.decode()

    assert page.index("<h2>P</h2>") < page.index("pain 0") < page.index("<h2>U</h2>")


def test_editors_keep_it_and_are_told_where_a_term_stands(client, editor):
    factories.published(factories.draft(body=TEXT))
    client.force_login(editor)
    address = reverse("configure_glossary_new")
    entered = form_of(
        client.get(address),
        term="Statin",
        synonyms="statins",
        definition="It lowers cholesterol.",
        owner=str(editor.pk),
    )

    looked = client.post(address, {**entered, "look": "1"})
    client.post(address, entered)
    again = client.post(address, entered)

    assert looked.context["effect"] == [
        "Published articles that use it: 1. Readers find there what it means."
    ]
    assert GlossaryTerm.objects.get().slug == "statin"
    assert "“Statin” is explained already, as “Statin”." in said(again)


def test_a_definition_claims_no_review(client, editor):
    client.force_login(editor)
    address = reverse("configure_glossary_new")
    entered = form_of(
        client.get(address),
        term="Statin",
        definition="Medically reviewed by Dr. Ada Okafor.",
        owner=str(editor.pk),
    )

    refused = client.post(address, entered)

    assert refused.status_code == 422
    assert not GlossaryTerm.objects.exists()


def test_editors_are_led_to_what_they_may_open(client, statin, editor):
    client.force_login(editor)

    found = client.get(reverse("configure_glossary")).content.decode()

    assert reverse("configure_policies") not in found
    assert f'href="{reverse("configure_glossary")}" aria-current="page"' in found


def test_the_list_says_who_answers(client, statin, editor):
    client.force_login(editor)

    with translation.override("en"):
        page = said(client.get(reverse("configure_glossary")))

    assert f"(English, {editor} answers for it)" in page
