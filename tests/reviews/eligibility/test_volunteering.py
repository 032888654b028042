"""Texts that lack a reviewer are offered to those who could review them; offering tells the editors."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reviews.eligibility import volunteering
from reviews.models import Notification
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.reviews.desk.test_dashboard import cost
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@shared
def doctor():
    return factories.reviewer("Cardiology", name="Dr Ada")


def offered(doctor) -> set[str]:
    return {each.revision.title for each in volunteering.offered_to(doctor, timezone.localdate())}


def text(title: str, **policy):
    return factories.submitted(factories.draft(title=title, topic=factories.topic(**policy)))


def test_offered_is_what_lacks_a_reviewer_and_fits(doctor):
    text("Hearts", specialty="Cardiology")
    text("Any")
    text("Skin", specialty="Dermatology")
    factories.assigned(text("Held"))
    factories.assigned(text("Half held", approvals=2))
    own = factories.draft(title="Own")
    factories.rewrite(own, "<p>By her.</p>", by=doctor)
    factories.submitted(own)
    declined = factories.assigned(text("Declined"), to=doctor)
    perform("decline", declined, doctor, Inputs("I am on leave."))
    assert offered(doctor) == {"Hearts", "Any", "Half held"}
    assert offered(factories.reviewer(expires_on=timezone.localdate() - timedelta(days=1))) == set()


def test_an_offer_tells_each_editor_once(sign_in, doctor):
    desk = factories.editor(name="Eve Editor")
    revision = text("Hearts", specialty="Cardiology")
    client, address = sign_in(doctor), reverse("volunteer", args=[revision.pk])

    first = client.post(address, follow=True).text
    second = client.post(address, follow=True).text

    assert "You offered to review “Hearts”. Told: Eve Editor." in first
    assert "You have offered to review this already." in second
    assert "You have offered. The editors know." in second
    told = Notification.objects.get(recipient=desk, sender=doctor)
    assert told.subject == "Dr Ada offers to review: Hearts"
    assert told.path == reverse("review_action", args=[revision.pk, "assign"])
    assert not revision.assignments.exists()


def test_what_is_not_offered_is_not_there(sign_in, doctor):
    skin = text("Skin", specialty="Dermatology")

    assert sign_in(doctor).post(reverse("volunteer", args=[skin.pk])).status_code == 404


def test_the_dashboard_with_offers_costs_the_same_for_few_and_many(sign_in, doctor):
    client, address = sign_in(doctor), reverse("dashboard")
    for times in (1, 6):
        for _ in range(times):
            text("Any")
            factories.assigned(to=doctor)
            factories.approved(by=doctor)
        if times == 1:
            cost(client, address)
            few = cost(client, address)

    assert cost(client, address) == few <= 20
