"""Texts that lack a reviewer are offered to those who could review them; offering tells the editors."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.drafting.drafts import set_bylines
from articles.models import Byline
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


def test_who_wrote_what_was_approved_since_is_offered_the_next_text(doctor):
    """An editor may ask them: who could be asked, and who is offered, are the same people."""
    draft = factories.draft()
    factories.rewrite(draft, "<p>By her.</p>", by=doctor)
    first = factories.reviewer()
    live = factories.published(draft, by=first)
    first.groups.clear()  # or else they are asked again, and nobody is lacking
    factories.submitted(factories.next_draft(live.article, "<p>Somebody else's.</p>"))

    assert len(offered(doctor)) == 1


def test_an_author_of_the_sealed_text_is_not_offered_it_when_the_byline_is_gone(doctor):
    draft = factories.draft()
    Byline.objects.create(article=draft.article, person=doctor.person)
    set_bylines(factories.submitted(draft).article, [])

    assert offered(doctor) == set()


def test_who_was_taken_off_may_offer_to_come_back(doctor):
    revision = factories.assigned(text("Hearts"), to=doctor)
    perform("release", revision, factories.editor(), Inputs(reviewer=doctor))

    assert offered(doctor) == {"Hearts"}


def test_who_has_no_role_of_a_reviewer_is_offered_nothing(doctor):
    text("Hearts")
    doctor.groups.clear()

    assert offered(doctor) == set()


def test_those_whom_one_query_can_not_tell_make_no_room_for_fewer(doctor):
    """She wrote each of them before it was recalled, and may review none but the last."""
    for number in range(volunteering.LOOKED_AT + 1):
        draft = factories.draft(title=f"Hers {number}", topic=factories.topic())
        factories.rewrite(draft, "<p>By her.</p>", by=doctor)
        factories.submitted(draft)
        perform("recall", draft, factories.author_of(draft))
        factories.submitted(factories.next_draft(draft.article, "<p>Not by her.</p>"))
    text("Not hers")

    assert offered(doctor) == {"Not hers"}
