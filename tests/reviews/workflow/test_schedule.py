"""What the clock does."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.models import Revision
from reviews.models import Event
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from reviews.workflow.schedule import publish_due
from tests import factories
from tests.tampering import lift_triggers, tamper

pytestmark = pytest.mark.django_db


def scheduled(**fields) -> Revision:
    revision = factories.approved(**fields)
    inputs = Inputs(publish_at=timezone.now() + timedelta(hours=1))
    perform("schedule", revision, factories.editor(), inputs)
    return revision


def in_two_hours():
    return timezone.now() + timedelta(hours=2)


def test_nothing_is_published_before_its_time():
    revision = scheduled()

    assert publish_due(timezone.now()) == []

    revision.refresh_from_db()
    assert revision.state == Revision.State.SCHEDULED


def test_what_is_due_is_published_once_however_often_the_clock_runs():
    revision = scheduled()

    first, second = publish_due(in_two_hours()), publish_due(in_two_hours())

    assert [outcome.error for outcome in first] == [""]
    assert second == []
    revision.refresh_from_db()
    assert revision.state == Revision.State.PUBLISHED
    event = Event.objects.get(transition="publish")
    assert (event.actor, event.actor_name) == (None, "The schedule")


def test_one_that_fails_stays_scheduled_and_stops_no_other():
    """Invariant 16. Its text was tampered with, so that it no longer has its digest."""
    bad, good = scheduled(), scheduled()
    _break_seal(bad)

    outcomes = publish_due(in_two_hours())

    assert [(outcome.revision, bool(outcome.error)) for outcome in outcomes] == [
        (bad, True),
        (good, False),
    ]
    bad.refresh_from_db()
    assert bad.state == Revision.State.SCHEDULED


def test_the_command_says_what_it_did_and_fails_where_something_did():
    bad, good = scheduled(), scheduled()
    Revision.objects.filter(pk__in=[bad.pk, good.pk]).update(
        publish_at=timezone.now() - timedelta(minutes=1)
    )
    _break_seal(bad)
    out, errors = StringIO(), StringIO()

    with pytest.raises(CommandError, match=r"^1 scheduled text\(s\) could not be published"):
        call_command("run_due", stdout=out, stderr=errors)

    assert out.getvalue() == f"Published: {good}\n"
    assert errors.getvalue() == (
        f"Not published: {bad}: The stored text does not match its digest: "
        "call the administrator and run “verify”.\n"
    )


def _break_seal(revision: Revision) -> None:
    lift_triggers()
    tamper("articles_revision", revision.pk, "sealed", "{}")
