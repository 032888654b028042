"""What search says first to somebody who may be in danger, and whom pages tell them to call."""

import pytest
from django.utils import translation

from cms import emergencies as calls
from cms.search.emergencies import emergencies
from cms.search.models import Emergency
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.cms.pages import parsed, select, words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "question",
    [
        "chest pain",
        "pain in my chest",
        "CHEST PAINS at night",
        "overdose",
        "took too many tablets",
        "suicidal",
        "I want to die",
        "stroke",
        "can't breathe",
        "can’t breathe",
        "my child is choking",
    ],
)
def test_a_question_of_somebody_in_danger_is_known(question):
    assert emergencies(question)


@pytest.mark.parametrize(
    "question", ["", "back pain", "breathing exercises", "sleeping tablets", "kratom"]
)
def test_other_questions_are_none(question):
    assert emergencies(question) == ()


@pytest.mark.parametrize("question", ["dolor en el pecho", "no puedo respirar", "me quiero morir"])
def test_each_language_has_its_own(question):
    assert emergencies(question) == ()
    with translation.override("es"):
        assert emergencies(question)


def test_the_page_begins_with_what_to_do_and_a_number_to_tap(client, settings):
    settings.SITE_COUNTRY = "GB"

    page = parsed(client.get("/search/", {"q": "suicidal"}))

    (told,) = select(page, "main .emergency")
    assert [each.get("href") for each in told.iter("a")] == ["tel:999", "tel:116123"]
    assert words(told).startswith(
        "In an emergency call 999 To talk to somebody: 116 123 You do not"
    )


def test_a_misspelt_question_is_understood(client):
    factories.published(factories.draft(title="Chest pain"))

    assert select(parsed(client.get("/search/", {"q": "chset pain"})), ".emergency")


def test_a_site_of_no_country_names_the_numbers_of_several(client, settings):
    settings.SITE_COUNTRY = ""

    (told,) = select(parsed(client.get("/search/", {"q": "stroke"})), ".emergency")

    assert [each.get("href") for each in told.iter("a")] == ["tel:112", "tel:999", "tel:911"]


def test_editors_change_the_list_and_it_counts_at_once(client):
    Emergency.objects.update(is_active=False)
    Emergency.objects.create(terms="adder bite", advice="Keep still.")
    client.force_login(factories.user("Administrators", is_staff=True))

    assert client.get("/admin/cms/emergency/").status_code == 200
    assert b"Keep still." in client.get("/search/", {"q": "bite of an adder"}).content
    assert not select(parsed(client.get("/search/", {"q": "stroke"})), ".emergency")


def test_every_country_has_an_emergency_number_that_dials():
    for country in calls.countries():
        for number in calls._table()["numbers"][country].values():
            assert calls.dialled(number).removeprefix("tel:").isdigit()


WARNING = '<aside data-kind="warning"><p>Get emergency help for a seizure.</p></aside>'


def test_an_article_that_warns_of_an_emergency_begins_with_the_number(client, settings):
    settings.SITE_COUNTRY = "ES"
    revision = factories.published(factories.draft(body=f"<p>Rest.</p>{WARNING}"))

    page = parsed(client.get(revision.article.get_absolute_url()))

    told = next(iter(select(page, ".answer")[0]))
    assert told.get("class") == "emergency"
    assert [each.get("href") for each in told.iter("a")] == ["tel:112", "#warning-1"]
    assert page.get_element_by_id("warning-1") is not None


def test_one_that_warns_of_something_else_does_not(client):
    body = '<aside data-kind="warning"><p>It is bitter.</p></aside><p>Rest.</p>'
    revision = factories.published(factories.draft(body=body))

    assert not select(parsed(client.get(revision.article.get_absolute_url())), ".emergency")


def test_callouts_that_a_text_begins_with_stand_before_the_contents(client):
    body = f"{WARNING}<h2>One</h2><p>Rest.</p>"
    revision = factories.published(factories.draft(body=body))

    page = client.get(revision.article.get_absolute_url()).content.decode()

    places = ['id="warning-1"', 'class="contents"', "<p>Rest.</p>"]
    assert [*map(page.index, places)] == sorted(map(page.index, places))


def test_what_is_retracted_leads_to_none_of_its_advice(client):
    revision = factories.published(factories.draft(body=f"{WARNING}<p>Rest.</p>"))
    perform("retract", revision, factories.editor(), Inputs("Made up."))

    (told,) = select(parsed(client.get(revision.article.get_absolute_url())), ".emergency")

    assert not [each for each in told.iter("a") if each.get("href").startswith("#")]
