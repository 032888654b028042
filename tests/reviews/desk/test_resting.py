"""What rests on somebody or something is listed, and asked about again at once."""

import pytest
from django.urls import reverse

from articles.models import Disclaimer, Wording
from cms.models import User
from reviews.desk.people import resting
from reviews.models import Checklist, Credential, Policy
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.markup import flat
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@shared
def ada() -> User:
    return factories.reviewer("Pain medicine", name="Dr Ada Byron")


@shared
def notice() -> Disclaimer:
    made = Disclaimer.objects.create(name="Emergency", slug="emergency", everywhere=True)
    Wording.objects.create(disclaimer=made, title="In an emergency", text="Call.")
    return made


@shared
def world(ada, notice):
    """A text that Ada approved by a policy with a checklist, one of another reviewer and topic."""
    topic = factories.topic(checklist=Checklist.objects.first())
    other = factories.published(factories.draft(title="Other"))
    mine = factories.assigned(factories.draft(title="Mine", topic=topic), to=ada)
    return mine, other


@pytest.fixture
def published(ada):
    return factories.published(factories.draft(title="Signed"), by=ada)


def of(kind: str, row: object) -> set[str]:
    return set(resting.texts(kind, row).values_list("title", flat=True))  # type: ignore[arg-type]


def test_on_a_reviewer_and_on_each_credential_rests_what_they_signed(world, published, ada):
    licence = Credential.objects.get(person=ada.person)
    degree = factories.credential(ada.person, title="Degree")

    assert of("person", ada.person) == of("credential", licence) == {"Signed"}
    assert of("credential", degree) == set()


def test_a_signature_that_was_struck_carries_nothing(published, ada):
    key = published.approvals.get().pk
    perform("strike", published, ada, Inputs("Not read.", approval=key, ground="mistaken"))

    assert of("person", ada.person) == set()


def test_on_a_policy_a_checklist_and_a_notice(world, published, notice):
    mine, other = world

    assert of("policy", mine.article.topic.policy) == {"Mine"}
    assert of("policy", other.article.topic.policy) == {"Other"}
    assert of("checklist", Checklist.objects.first()) == {"Mine"}
    assert of("disclaimer", notice) == {"Other", "Signed"}


def test_all_of_it_is_asked_about_again_in_one_go(client, world, published, ada, notice):
    _mine, other = world
    client.force_login(factories.editor(name="Edna"))
    address = reverse("rests_on", args=["disclaimer", notice.pk])

    page = flat(client.get(address).text)
    sent = {"deed": "ask_again", "text": [other.pk, published.pk]}
    done = flat(client.post(reverse("board_bulk"), sent).text)

    assert "2 texts" in page
    assert page.count("checked>") == 2
    assert '<option value="ask_again" selected>' in page
    assert done.count("to review it by") == 2
    assert published.assignments.waiting().get().reviewer == ada
    again = flat(client.post(reverse("board_bulk"), sent).text)
    assert again.count("Nobody who signed it can be asked: choose a reviewer.") == 2


def test_where_the_signer_has_gone_another_is_chosen(client, published, ada):
    other = factories.reviewer(name="Dr Ben")
    User.objects.filter(pk=ada.pk).update(is_active=False)
    client.force_login(factories.editor())
    sent = {"deed": "ask_again", "text": published.pk, "reviewer": other.pk}

    client.post(reverse("board_bulk"), sent)

    assert published.assignments.waiting().get().reviewer == other


def test_the_ways_there(client, world, ada):
    client.force_login(factories.editor())
    licence = Credential.objects.get(person=ada.person)

    listed = client.get(reverse("grounds")).text
    person = client.get(reverse("person_desk", args=[ada.person.pk])).text

    for policy in Policy.objects.all():
        assert reverse("rests_on", args=["policy", policy.pk]) in listed
    assert reverse("rests_on", args=["person", ada.person.pk]) in person
    assert reverse("rests_on", args=["credential", licence.pk]) in person
    assert client.get(reverse("rests_on", args=["policy", 0])).status_code == 404
    assert client.get(reverse("rests_on", args=["moon", 1])).status_code == 404


def test_a_long_list_costs_no_more_than_a_short_one(client, ada, django_assert_max_num_queries):
    client.force_login(factories.editor())
    for _ in range(3):
        factories.published(by=ada)
    address = reverse("rests_on", args=["person", ada.person.pk])
    client.get(address)

    with django_assert_max_num_queries(30):
        client.get(address)


def test_an_older_signature_says_the_same_in_words(ada):
    licence = Credential.objects.get(person=ada.person)
    kept = licence.snapshot()
    del kept["credential"]

    assert resting._is_of(licence, kept)
    assert not resting._is_of(licence, {**kept, "title": "Degree"})
