"""A reviewer names a statement that the finder did not see: it is checked like any other."""

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import MarkedStatement
from articles.text.citations import cited_keys
from reviews.models import Verdict
from reviews.refusal import Refused
from reviews.reviewing.statements import ledger, rule
from reviews.workflow.perform import perform
from tests import factories
from tests.worlds import shared

pytestmark = pytest.mark.django_db

BODY = '<p>Grandmothers knew it, and cups were small then.<cite data-ref="olsen2019"></cite></p>'
KINDS = ["dosage", "interaction", "disease_claim", "comparative"]


@shared
def doctor():
    return factories.reviewer()


@pytest.fixture
def text(doctor):
    factories.reference()
    topic = factories.topic(evidence_from=timezone.localdate())
    return factories.assigned(factories.draft(topic=topic, body=BODY), to=doctor)


def added(client, text, words: str, category: str = "dosage"):
    sent = {"words": words, "category": category}
    return client.post(reverse("statement_add", args=[text.pk]), sent, follow=True)


def test_a_statement_that_a_reviewer_adds_needs_a_verdict(client, text, doctor):
    assert ledger(text, doctor, KINDS).rows == ()
    client.force_login(doctor)

    said = added(client, text, "cups were small then").content.decode()

    assert "Added: whoever approves the text from now on rules on it." in said
    text.refresh_from_db()
    [row] = ledger(text, doctor, KINDS).rows
    assert (row.statement.words, row.statement.category) == ("cups were small then", "dosage")
    with pytest.raises(Refused, match="1 statement has no verdict of yours yet"):
        perform("approve", text, doctor, factories.SIGNED)
    rule(text, doctor, KINDS, row.statement.key, Verdict.Ruling.SUPPORTED, "")
    perform("approve", text, doctor, factories.SIGNED)
    text.refresh_from_db()
    assert cited_keys(text.body) == ["olsen2019"]


@pytest.mark.parametrize(
    ("words", "category", "said"),
    [
        ("mugs were large then", "dosage", "The text does not have these words"),
        ("cups were small then", "testimonial", "Choose what kind of statement it is."),
        ("cups", "dosage", "three at least"),
    ],
)
def test_what_cannot_be_added_is_refused_in_words(client, text, doctor, words, category, said):
    client.force_login(doctor)

    assert said in added(client, text, words, category).content.decode()
    assert not MarkedStatement.objects.exists()


def test_only_who_is_asked_and_has_not_decided_adds_one(client, text, doctor):
    client.force_login(factories.reviewer())
    assert added(client, text, "cups were small then").status_code in (403, 404)
    client.force_login(doctor)
    perform("request_changes", text, doctor, factories.SIGNED)
    assert added(client, text, "cups were small then").status_code == 403
