"""Lay readers: asked by mail, answer three questions, named as they choose, never part of a review."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Revision, Topic
from cms.assessing.facts import Record
from cms.assessing.facts import lay_readers as facts_of
from reviews.approval.badge import badge
from reviews.desk.people import lay_readers as lay
from reviews.models import LayReading, Notification, Policy
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.examples import TIMES
from tests.markup import flat
from tests.reviews.workflow.test_races import race

pytestmark = pytest.mark.django_db
SAID = {"understood": "yes", "respectful": "partly", "missing": "What it costs."}
NAMED = {**SAID, "may_be_told": "on", "named_as": "Ana", "words": "Now I know whom to ask."}


def asked(revision=None) -> LayReading:
    revision = revision or factories.published()
    return lay.ask(revision, factories.editor(), "Ana M.", "ana@example.org", timezone.now())


def history(client, reading: LayReading) -> str:
    address = reverse("article_history", args=[reading.revision.article.slug])
    return client.get(address).content.decode()


def test_an_editor_asks_and_the_link_leads_to_the_sealed_text(client, sign_in):
    revision = factories.submitted(title="Ibuprofen")
    editor = sign_in(factories.editor())

    editor.post(
        reverse("lay_readers", args=[revision.pk]), {"name": "Ana", "email": "ana@example.org"}
    )

    reading = LayReading.objects.get()
    assert (reading.digest, reading.revision) == (revision.digest, revision)
    page = client.get(lay.path_of(reading)).content.decode()
    assert "Ibuprofen" in page
    assert "Did you understand it?" in page


def test_what_they_say_reaches_the_editors_and_what_they_allow_the_history(client, sign_in):
    reading = asked()

    client.post(lay.path_of(reading), {**NAMED, "lives_with": "back pain"})

    page = history(client, reading)
    assert "Read by Ana, who lives with back pain" in page
    assert "Now I know whom to ask." in page
    assert "What it costs." not in page
    assert "ana@example.org" not in page
    desk = sign_in(factories.editor(email="other@example.org"))
    seen = desk.get(reverse("lay_readers", args=[reading.revision_id])).content.decode()
    assert "What it costs." in seen


def test_whoever_does_not_ask_to_be_named_is_not(client):
    reading = asked()

    client.post(lay.path_of(reading), SAID)

    assert LayReading.objects.done().count() == 1
    assert "Read by patients and carers" not in history(client, reading)


def test_a_link_takes_one_answer_and_ends_with_its_day_or_when_it_is_taken_back(client):
    reading = asked()
    address = lay.path_of(reading)
    client.post(address, NAMED)

    again = client.post(address, {**NAMED, "named_as": "Bea"})
    assert again.status_code == 410
    assert LayReading.objects.get().named_as == "Ana"

    lay.take_back(reading, timezone.now())
    assert "Read by Ana" not in history(client, reading)

    late = asked(factories.published())
    LayReading.objects.filter(pk=late.pk).update(expires_at=timezone.now() - timedelta(days=1))
    assert client.get(lay.path_of(late)).status_code == 410
    assert client.get(reverse("lay_reading", args=["forged"])).status_code == 410


def test_a_text_that_was_taken_from_readers_opens_by_no_link(client):
    reading = asked(factories.published())
    address = lay.path_of(reading)
    assert client.get(address).status_code == 200
    perform("withdraw", reading.revision, factories.editor(), Inputs("It may do harm."))

    assert client.get(address).status_code == 410
    assert client.post(address, SAID).status_code == 410
    assert not LayReading.objects.done().exists()


def test_nobody_is_asked_to_read_a_text_that_was_taken_back():
    revision = factories.published()
    perform("withdraw", revision, factories.editor(), Inputs("It may do harm."))

    with pytest.raises(Refused, match="taken back"):
        asked(revision)
    assert not LayReading.objects.exists()


@pytest.mark.parametrize("lost", factories.LOSSES)
def test_a_link_ends_with_the_right_of_whoever_sent_it_and_another_sends_a_new_one(client, lost):
    told, reading = asked(), asked(factories.published())
    client.post(lay.path_of(told), NAMED)
    LayReading.objects.filter(pk=told.pk).update(asked_by=reading.asked_by)
    address = lay.path_of(reading)
    page = client.get(address)
    assert page.status_code == 200

    lost(reading.asked_by)

    ended = client.get(address)
    assert ended.status_code == 410
    assert "another editor can send you a new link" in flat(ended.text)
    assert client.post(address, SAID).status_code == 410
    assert not lay.answer(reading, SAID, timezone.now())
    assert "Read by Ana" in history(client, told)
    anew = lay.ask(
        reading.revision,
        factories.editor(email="other@example.org"),
        "Ana M.",
        reading.email,
        timezone.now(),
    )
    assert client.get(lay.path_of(anew)).status_code == 200
    assert client.get(address).status_code == 410


def test_nobody_is_named_without_saying_how_nor_types_a_badge(client):
    reading = asked()

    page = client.post(lay.path_of(reading), {**NAMED, "named_as": ""}).content.decode()
    assert "Say how you choose to be named." in page
    refused = client.post(lay.path_of(reading), {**NAMED, "words": "Medically reviewed by Dr Ana"})
    assert refused.status_code == 422
    assert not LayReading.objects.done().exists()


def test_it_is_no_part_of_the_badge_nor_of_the_quorum(client):
    reading = asked()
    today = timezone.localdate()
    before = badge(reading.revision, today)

    client.post(lay.path_of(reading), NAMED)

    assert badge(reading.revision, today) == before


def test_a_draft_is_not_sent_and_nobody_is_asked_twice():
    with pytest.raises(Refused, match="A draft changes"):
        asked(factories.draft())
    reading = asked()
    with pytest.raises(Refused, match="asked already"):
        lay.ask(reading.revision, reading.asked_by, "Ana", "Ana@example.org", timezone.now())


def test_a_policy_says_how_many_and_the_page_how_many_have_read(client, sign_in):
    reading = asked()
    topic: Topic = reading.revision.article.topic
    Policy.objects.filter(topic=topic).update(lay_readers=2)
    client.post(lay.path_of(reading), NAMED)

    assert lay.asked_for(reading.revision) == (2, 1)
    desk = sign_in(factories.editor(email="other@example.org"))
    page = desk.get(reverse("lay_readers", args=[reading.revision_id])).content.decode()
    assert "1 have read this text; its policy asks for 2." in page
    assert "answered: 1, in 1 texts" in " ".join(fact.said for fact in facts_of(Record()))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3 * TIMES))
def test_a_form_that_is_sent_twice_at_once_asks_once(attempt):
    revision, editor, now = factories.submitted(), factories.editor(), timezone.now()
    fresh = partial(Revision.objects.get, pk=revision.pk)

    done = race(*[lambda: lay.ask(fresh(), editor, "Ana", "ana@example.org", now)] * 2)

    assert sorted(type(each).__name__ for each in done) == ["LayReading", "Refused"]
    assert Notification.objects.filter(address="ana@example.org").count() == 1


def test_the_list_asks_no_more_often_the_more_were_asked(sign_in):
    revision = factories.submitted()
    editor = sign_in(factories.editor())
    address, asked = reverse("lay_readers", args=[revision.pk]), []
    for count in (1, 4):
        for number in range(count):
            email = f"ana{count}{number}@example.org"
            lay.ask(revision, factories.editor(), "Ana", email, timezone.now())
        editor.get(address)
        with CaptureQueriesContext(connection) as queries:
            editor.get(address)
        asked.append(len(queries))

    assert asked[0] == asked[1]
