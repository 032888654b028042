"""`verify` names each row that lies. Every tampering here goes around the product, by SQL."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles.models import Revision
from reviews.models import Approval, Debt, Event, Round
from reviews.record.verification import problems
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.tampering import lift_triggers, restore_triggers, tamper
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@shared
def revision() -> Revision:
    return factories.published()


@shared
def _without_triggers(revision: Revision) -> None:
    lift_triggers()


def said() -> list[str]:
    return [str(problem) for problem in problems(timezone.localdate())]


def test_an_honest_site_has_nothing_to_say(revision):
    perform("retract", revision, factories.editor(), Inputs("The trial was retracted."))
    factories.next_draft(revision.article, "<p>New.</p>")
    debtor = factories.draft()
    perform("publish_unreviewed", debtor, factories.editor(), Inputs("Urgent."))

    assert said() == []


@pytest.mark.usefixtures("_without_triggers")
class TestTampering:
    def test_a_sealed_text(self, revision):
        tamper("articles_revision", revision.pk, "sealed", revision.sealed.replace("Rest", "Gold"))

        assert said() == [
            f"revision {revision.pk} ({revision.title}): its sealed text does not have its digest"
        ]

    def test_a_column_beside_the_seal(self, revision):
        tamper("articles_revision", revision.pk, "body", "<p>Gold helps.</p>")

        assert said() == [
            f"revision {revision.pk} ({revision.title}): its body is not the sealed one"
        ]

    def test_a_text_resealed_with_its_own_digest(self, revision):
        """Rewriting text and digest together still contradicts the chain and the signatures."""
        other = factories.published(title=revision.title, body="<p>Gold helps.</p>")
        for column in ("sealed", "digest", "body"):
            tamper("articles_revision", revision.pk, column, getattr(other, column))

        assert said() == [
            f"revision {revision.pk} ({revision.title}): "
            "its digest is not the one that was submitted",
            f"approval {Approval.objects.get(revision=revision).pk} "
            f"({Approval.objects.get(revision=revision).name}): "
            "signs another text than the one it stands on",
        ]

    def test_a_language_that_is_not_the_articles(self, revision):
        tamper("articles_revision", revision.pk, "language", "es")

        assert said() == [f"revision {revision.pk}: is in another language than its article"]

    def test_a_state(self, revision):
        tamper("articles_revision", revision.pk, "state", "approved")

        assert said() == [
            f"revision {revision.pk} ({revision.title}): says approved, its events say published"
        ]

    def test_an_event(self, revision):
        event = Event.objects.filter(transition="approve").get()
        tamper("reviews_event", event.pk, "actor_name", "Somebody else")

        assert f"event {event.pk} (approve): was changed after it was written" in said()

    @pytest.mark.parametrize("transition", ["submit", "assign", "approve", "publish"])
    def test_an_event_emptied_of_what_it_says(self, revision, transition):
        event = Event.objects.filter(transition=transition).get()
        tamper("reviews_event", event.pk, "details", "{}")

        assert f"event {event.pk} ({transition}): was changed after it was written" in said()

    def test_an_event_taken_out(self, revision):
        event, after = Event.objects.filter(transition__in=["assign", "approve"])
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM reviews_notice WHERE event_id = %s", [event.pk])
            cursor.execute("DELETE FROM reviews_event WHERE id = %s", [event.pk])

        assert f"event {after.pk} (approve): is number 3 where number 2 is expected" in said()
        assert f"event {after.pk} (approve): does not follow the event before it" in said()

    def test_a_signature(self, revision):
        approval = Approval.objects.get()
        tamper("reviews_approval", approval.pk, "name", "Dr Somebody Else")

        found = said()

        assert (
            f"approval {approval.pk} (Dr Somebody Else): no event records this signature" in found
        )
        assert any("the signature it records is gone" in each for each in found)
        assert (
            f"badge of revision {revision.pk} ({revision.title}): its events do not bear it out"
            in found
        )

    def test_a_forged_signature_behind_a_forged_badge(self, revision):
        unreviewed = factories.draft()
        perform("publish_unreviewed", unreviewed, factories.editor(), Inputs("Urgent."))
        forged = Approval.objects.get()
        forged.pk, forged.revision, forged.digest = None, unreviewed, unreviewed.digest
        forged._state.adding = True
        forged.save()

        assert said() == [
            f"approval {forged.pk} ({forged.name}): no event records this signature",
            f"badge of revision {unreviewed.pk} ({unreviewed.title}): "
            "its events do not bear it out",
        ]

    def test_the_terms_of_a_review(self, revision):
        terms = Round.objects.get()
        tamper("reviews_round", terms.pk, "interval_months", 240)

        assert said() == [
            f"round {terms.pk}: its terms are not those frozen at submission",
            f"article {revision.article_id}: is not queued for its next review",
        ]

    def test_a_debt_made_to_vanish(self, revision):
        unreviewed = factories.draft()
        event = perform("publish_unreviewed", unreviewed, factories.editor(), Inputs("Urgent."))
        Debt.objects.all().delete()

        assert said() == [f"event {event.pk} (publish_unreviewed): the debt that it left is gone"]


def test_the_command_ends_well_on_an_honest_site(revision):
    out = StringIO()

    call_command("verify", stdout=out)

    assert out.getvalue() == "All true: 1 articles, 4 events, 1 approvals.\n"


@pytest.mark.usefixtures("_without_triggers")
def test_the_command_names_the_rows_and_fails(revision):
    tamper("articles_revision", revision.pk, "state", "approved")
    restore_triggers()
    errors = StringIO()

    with pytest.raises(CommandError, match=r"^2 row\(s\) lie\.$"):
        call_command("verify", stderr=errors)

    assert errors.getvalue() == (
        f"revision {revision.pk} ({revision.title}): says approved, its events say published\n"
        f"revision {revision.pk}: does not say what was entered into the log\n"
    )


def test_time_alone_makes_nothing_a_lie(revision):
    assert list(problems(timezone.localdate() + timedelta(days=5000))) == []
