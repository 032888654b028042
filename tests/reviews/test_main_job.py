"""The main job, without a browser: from draft to a reviewed, published, then retracted text."""

import pytest
from django.utils import timezone

from reviews.approval.badge import Standing, badge
from reviews.models import Event
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_draft_becomes_a_reviewed_page_in_two_rounds():
    doctor, editor = factories.reviewer(), factories.editor()
    first = factories.assigned(to=doctor, by=editor)
    perform("request_changes", first, doctor, Inputs("Add the source.", "None."))

    second = factories.next_draft(first.article, "<p>Rest helps a little.</p>")
    perform("submit", second, factories.author_of(second))
    perform("approve", second, doctor, factories.SIGNED)
    perform("publish", second, editor)

    shown = badge(second, timezone.localdate())
    assert shown.standing == Standing.REVIEWED
    assert [reviewer.titled_name for reviewer in shown.reviewers] == [f"{doctor.name}, MD"]
    perform("retract", second, editor, Inputs("The study was withdrawn."))
    assert badge(second, timezone.localdate()).standing == Standing.UNREVIEWED
    assert list(Event.objects.values_list("transition", flat=True)) == [
        "submit", "assign", "request_changes", "submit", "approve", "publish", "retract",
    ]  # fmt: skip
