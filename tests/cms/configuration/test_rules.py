"""Topics, policies, specialties, synonyms: by their acts, and with a look at what a change would do."""

import pytest
from django.urls import reverse

from articles.models import Topic
from cms.configuration.kinds import KINDS
from cms.models import Synonym
from reviews.entitlement.acts import POLICY
from reviews.models import Amendment, Policy, Specialty
from tests import factories
from tests.cms.configuration.conftest import form_of, said

pytestmark = pytest.mark.django_db


def test_a_topic_is_added_by_the_act_with_its_words_in_both_languages(client, administrator):
    page = client.get(reverse("configure_topics_new"))
    entered = form_of(page, name="Sleep & rest", introduction="Why it goes wrong.", name_es="Sueño")

    response = client.post(reverse("configure_topics_new"), entered)

    assert response.headers["Location"] == reverse("configure_topics")
    topic = Topic.objects.get(slug="sleep-rest")
    assert (topic.name, topic.others["es"]["name"]) == ("Sleep & rest", "Sueño")
    last = Amendment.objects.order_by("-number")[0]
    assert (last.act, last.actor) == ("add_topic", administrator)


def test_the_list_says_of_a_topic_that_no_policy_covers_it(client):
    Topic.objects.create(name="Bare", slug="bare")

    page = said(client.get(reverse("configure_topics")))

    assert "No policy: nothing in it can be submitted." in page


def test_a_topic_does_not_stand_below_itself(client):
    above = factories.topic("Above")
    below = Topic.objects.create(name="Below", slug="below", parent=above)
    address = reverse("configure_topics_row", args=[above.pk])

    response = client.post(address, form_of(client.get(address), parent=below.pk))

    assert response.status_code == 422
    assert "That topic is below this one: choose another." in said(response)


def test_what_a_policy_would_do_is_said_before_it_is_saved(client):
    topic = factories.topic("Pain", specialty="Pain medicine")
    Topic.objects.create(name="Back pain", slug="back-pain", parent=topic)
    factories.reviewer("Pain medicine")
    factories.draft(topic=topic)
    address = reverse("configure_policies_row", args=[topic.policy.pk])

    response = client.post(address, form_of(client.get(address), approvals=3, look="1"))

    assert response.context["effect"] == [
        "It holds for “Pain”, “Back pain”.",
        "1 article is in it.",
        "Reviewers whose credential counts today: 1; needed: 3. In pain medicine: 1.",
    ]
    assert Policy.objects.get().approvals == 1


def test_a_policy_is_changed_by_its_act(client, administrator):
    topic = factories.topic("Pain")
    address = reverse("configure_policies_row", args=[topic.policy.pk])

    response = client.post(address, form_of(client.get(address), approvals=2))

    assert response.status_code == 303
    assert Policy.objects.get().approvals == 2
    last = Amendment.objects.order_by("-number")[0]
    assert (last.act, set(last.details["changed"])) == ("change_policy", {"approvals"})


def test_every_column_of_a_policy_has_its_field_under_a_heading():
    named = {name for _heading, names in KINDS["policies"].sections for name in names}

    assert named == {"topic", *POLICY}


def test_what_cannot_stand_is_said_at_its_field_and_nothing_is_saved(client):
    topic = factories.topic("Pain")
    address = reverse("configure_policies_row", args=[topic.policy.pk])

    response = client.post(address, form_of(client.get(address), approvals=0))

    assert response.status_code == 422
    assert Policy.objects.get().approvals == 1


def test_another_name_of_a_specialty_voids_the_checks_and_says_so_before(client):
    doctor = factories.reviewer("Cardiology")
    specialty = Specialty.objects.get()
    address = reverse("configure_specialties_row", args=[specialty.pk])

    page = said(client.get(address))
    client.post(address, form_of(client.get(address), name="Heart medicine"))

    assert "1 credential names it; its check is void once the name changes." in page
    assert not doctor.person.credentials.get().is_checked


def test_synonyms_are_two_at_least_and_say_what_each_finds(client):
    factories.published(factories.draft(body="<p>Myocardial infarction is named here.</p>"))
    address = reverse("configure_synonyms_new")
    entered = form_of(client.get(address), terms="heart attack, myocardial infarction", look="1")

    looked = client.post(address, entered)
    alone = client.post(address, {**entered, "terms": "heart attack"})
    entered.pop("look")
    client.post(address, entered)

    assert "“heart attack”: 0, “myocardial infarction”: 1" in looked.context["effect"][0]
    assert "Enter two terms at least" in said(alone)
    assert Synonym.objects.filter(terms="heart attack, myocardial infarction").exists()


@pytest.mark.parametrize("role", ["Writers", "Reviewers", "Editors"])
def test_others_are_refused(client, role):
    client.force_login(factories.user(role))

    for name in ("configuration", "configure_topics", "configure_policies_new", "configure_people"):
        assert client.get(reverse(name)).status_code == 403
