"""What ends, or is closed, is said before it matters and shown at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reviews.desk.reminders import send_due
from reviews.models import Credential, Notification
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.mark.parametrize(("days", "told"), [(60, 2), (61, 0), (-1, 0)])
def test_a_credential_that_ends_reminds_its_holder_and_the_editors_once(days, told):
    factories.reviewer(name="Dr Ada Byron", expires_on=TODAY + timedelta(days=days))
    factories.editor()
    now = timezone.now()

    send_due(now)
    send_due(now)

    occasion = Notification.objects.filter(occasion__startswith="credential")
    assert occasion.count() == told


def test_one_that_changed_meanwhile_reminds_nobody():
    factories.reviewer(expires_on=TODAY + timedelta(days=9))
    Credential.objects.update(expires_on=TODAY + timedelta(days=8))

    send_due(timezone.now())

    assert not Notification.objects.filter(occasion__startswith="credential").exists()


def test_the_dashboard_says_so_before_a_statement_is_written(client):
    doctor = factories.reviewer(expires_on=TODAY + timedelta(days=9))
    client.force_login(doctor)

    page = client.get(reverse("dashboard")).text

    assert "Your credential “Licence to practise medicine, Example Medical Board” ends on" in page


def test_the_board_says_that_whoever_is_waited_for_has_no_account_any_more(client):
    ada, ben = factories.reviewer(name="Dr Ada Byron"), factories.reviewer(name="Dr Ben")
    revision = factories.assigned(to=ada)
    ada.is_active = False
    ada.save()
    client.force_login(factories.editor())

    page = client.get(reverse("board")).text

    closed = "The account of Dr Ada Byron is closed: take them off and ask somebody else."
    assert f"Stuck: 0 of 1 approval given. {closed}" in page
    perform("assign", revision, factories.editor(), Inputs(reviewer=ben))
    assert closed in client.get(reverse("board")).text  # the round waits for everybody who is asked
    perform("release", revision, factories.editor(), Inputs("No longer with us.", reviewer=ada))
    assert closed not in client.get(reverse("board")).text


def test_a_deactivated_reviewer_leaves_the_kept_page_of_the_board_at_once(
    client, django_capture_on_commit_callbacks
):
    doctor = factories.reviewer(name="Dr Ada Byron")
    address = "/about/review-board/"
    assert "Dr Ada Byron" in client.get(address).text

    with django_capture_on_commit_callbacks(execute=True):
        doctor.is_active = False
        doctor.save()

    assert "Dr Ada Byron" not in client.get(address).text
