"""Changes since the reviewer's last decision: the first view of the page in later rounds."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.reviewing.last_decision import since
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.worlds import shared

pytestmark = pytest.mark.django_db


@shared
def doctor():
    return factories.reviewer()


@shared
def second(doctor):
    """A text of which the doctor asked changes, and its next round."""
    first = factories.assigned(to=doctor, body="<p>Take 5 mg of it, once a day.</p>")
    perform("request_changes", first, doctor, Inputs("Too little.", "None."))
    # who asked for changes is asked again by itself
    return factories.submitted(
        factories.next_draft(first.article, "<p>Take 10 mg of it, once a day.</p>")
    )


def test_in_a_later_round_the_changes_come_first_and_the_whole_text_by_its_tab(
    client, doctor, second
):
    client.force_login(doctor)

    changes = client.get(f"/reviews/{second.pk}/").content.decode()
    whole = client.get(f"/reviews/{second.pk}/?text=whole").content.decode()

    assert "Changes since your last review" in changes
    assert "5</del><ins>" in changes
    assert "Text 1, changes requested" in changes
    assert second.based_on.digest[:12] in changes
    assert second.digest[:12] in changes
    assert "<del>" not in whole
    assert "Take 10 mg of it, once a day." in whole


def test_in_the_first_round_all_is_new(client, doctor):
    first = factories.assigned(to=doctor)
    client.force_login(doctor)

    page = client.get(f"/reviews/{first.pk}/changes/").content.decode()

    assert "All of it is new." in page
    assert "Rest helps." in page
    assert "Views of the text" not in client.get(f"/reviews/{first.pk}/").content.decode()


def test_who_has_not_decided_compares_with_what_is_published(client, doctor):
    live = factories.published(body="<p>Rest helps most people.</p>")
    revision = factories.assigned(
        factories.next_draft(live.article, "<p>Rest helps some people.</p>"), to=doctor
    )
    client.force_login(doctor)

    page = client.get(f"/reviews/{revision.pk}/changes/?view=side").content.decode()

    assert "Changes since the published text" in page
    assert 'data-view="side"' in page
    assert "<del>" not in client.get(f"/reviews/{revision.pk}/").content.decode()


def test_the_last_decision_counts_and_not_the_last_text(doctor, second):
    other = factories.reviewer()
    perform("recall", second, factories.author_of(second))
    third = factories.submitted(factories.next_draft(second.article, "<p>Rest.</p>"))

    assert since(third, doctor).base == second.based_on
    assert since(third, other).base is None


def test_nobody_sees_changes_of_a_text_that_they_may_not_read(client, second):
    client.force_login(factories.reviewer())

    assert client.get(f"/reviews/{second.pk}/changes/").status_code == 404


def test_the_changes_cost_four_queries_more_than_the_text_at_most(
    client, doctor, second, django_assert_max_num_queries
):
    client.force_login(doctor)
    client.get(f"/reviews/{second.pk}/changes/")
    with CaptureQueriesContext(connection) as whole:
        client.get(f"/reviews/{second.pk}/?text=whole")

    with django_assert_max_num_queries(len(whole) + 4):
        client.get(f"/reviews/{second.pk}/changes/")
