"""Articles that begin with a template, and the editors who make them."""

import pytest
from django.urls import reverse

from articles.drafting import templates
from articles.drafting.drafts import DraftText
from articles.drafting.readiness import Readiness
from articles.models import ArticleTemplate, Revision, Thread
from articles.text import fields
from tests import factories

pytestmark = pytest.mark.django_db


def medicine() -> ArticleTemplate:
    return ArticleTemplate.objects.get(came_as="medicine", language="en")


def test_a_new_site_has_one_for_each_kind_in_each_language():
    found = ArticleTemplate.objects.values_list("language", "name")

    assert set(found) == {
        ("en", "Medicine"), ("en", "Condition"), ("en", "Supplement"),
        ("es", "Medicamento"), ("es", "Enfermedad"), ("es", "Suplemento"),
    }  # fmt: skip
    for each in ArticleTemplate.objects.all():
        assert each.body == fields.BODY.clean(each.body)
        assert '<aside data-kind="warning">' in each.body
        assert each.listed()


def test_what_a_site_has_changed_stays_when_it_is_migrated_again():
    changed = medicine()
    changed.name, changed.body = "Drug", "<p>Ours.</p>"
    changed.save()

    templates.install_templates(sender=None)

    changed.refresh_from_db()
    assert changed.body == "<p>Ours.</p>"
    assert ArticleTemplate.objects.filter(language="en").count() == 3


def test_an_article_begins_with_its_text_and_its_points_are_ticked_off_one_by_one():
    user, topic = factories.writer(), factories.topic()

    made = templates.begin(medicine(), user, topic, DraftText("Ibuprofen"))

    assert (made.title, made.body) == ("Ibuprofen", medicine().body)
    assert made.standfirst == medicine().standfirst
    tasks = Thread.objects.filter(revision=made, kind=Thread.Kind.TASK)
    assert [each.comments.get().text for each in tasks] == medicine().listed()
    found = {each.kind: each for each in Readiness(made).findings}
    assert found["point of the template"].message == (
        "5 points of the template are not ticked off."
    )
    assert "placeholder" in found


def test_the_points_are_resolved_together_and_no_import_is_blamed(sign_in):
    user = factories.writer()
    made = templates.begin(medicine(), user, factories.topic(), DraftText("Ibuprofen"))

    sign_in(user).post(reverse("notes_resolve", args=[made.pk]), {"all": "1"})

    kinds = {each.kind for each in Readiness(made).findings}
    assert not kinds & {"point of the template", "note of the import", "note closed in silence"}


def test_the_page_offers_them_and_takes_language_and_topic_from_the_one_that_is_chosen(sign_in):
    topic = factories.topic()
    spanish = ArticleTemplate.objects.get(came_as="medicine", language="es")
    ArticleTemplate.objects.filter(pk=spanish.pk).update(topic=topic)
    client = sign_in(factories.writer())

    page = client.get(reverse("article_new"), {"template": spanish.pk}).content.decode()
    client.post(
        reverse("article_new"),
        {"template": spanish.pk, "title": "Ibuprofeno", "language": "en", "topic": ""},
    )

    made = Revision.objects.get(title="Ibuprofeno")
    assert f'<option value="{spanish.pk}" selected>' in page
    assert "Efectos adversos" in page
    assert (made.article.language, made.article.topic) == ("es", topic)


def test_without_a_template_a_topic_must_be_chosen(sign_in):
    answer = sign_in(factories.writer()).post(reverse("article_new"), {"title": "Ibuprofen"})

    assert "Choose a topic: it decides who must review the article." in answer.content.decode()
    assert not Revision.objects.exists()


def test_editors_make_and_change_them_and_what_is_switched_off_is_not_offered(sign_in):
    editor = factories.editor()
    client = sign_in(editor)
    sent = {"name": "Procedure", "language": "en", "position": 5, "is_active": "on"}

    client.post(
        reverse("article_template_new"),
        {**sent, "body": '<h2 onclick="x()">Before</h2>', "points": " One.\n\nTwo. "},
    )

    made = ArticleTemplate.objects.get(name="Procedure")
    assert (made.body, made.listed(), made.changed_by) == (
        "<h2>Before</h2>",
        ["One.", "Two."],
        editor,
    )
    assert "Procedure" in client.get(reverse("article_templates")).content.decode()
    assert "Procedure" in client.get(reverse("article_new")).content.decode()

    sent.pop("is_active")
    client.post(reverse("article_template", args=[made.pk]), {**sent, "body": made.body})

    assert made not in ArticleTemplate.objects.offered()


def test_writers_make_none(sign_in):
    assert sign_in(factories.writer()).get(reverse("article_templates")).status_code == 403
