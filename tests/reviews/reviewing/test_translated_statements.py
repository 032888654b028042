"""In a translation verdicts are given anew, with those on the original beside them."""

import pytest
from django.utils import timezone

from articles.models import Revision
from reviews.models import Verdict
from reviews.reviewing.statements import ledger, rule
from tests import factories

pytestmark = pytest.mark.django_db

KINDS = ["dosage"]
CITE = '<cite data-ref="olsen2019" data-locator="p. 1"></cite>'


def test_the_verdict_on_the_original_stands_beside_and_counts_for_nothing():
    factories.reference()
    doctor, other = factories.reviewer(), factories.reviewer()
    topic = factories.topic(evidence_from=timezone.localdate())
    body = f"<p>Adults took 5 grams a day.{CITE}</p>"
    original = factories.assigned(factories.draft(topic=topic, body=body), to=doctor)
    [row] = ledger(original, doctor, KINDS).rows
    rule(original, doctor, KINDS, row.statement.key, Verdict.Ruling.PARTLY, "In one trial.")
    made = factories.draft(topic=topic, body=f"<p>Adults in Spain took 5 grams a day.{CITE}</p>")
    Revision.objects.filter(pk=made.pk).update(translated_from=original)
    made.refresh_from_db()

    translated = ledger(factories.assigned(made, to=other), other, KINDS)

    [row] = translated.rows
    assert [(each.reviewer, each.note) for each in row.original] == [(doctor, "In one trial.")]
    assert row.is_unchecked
    assert translated.why_incomplete == "1 statement has no verdict of yours yet."
