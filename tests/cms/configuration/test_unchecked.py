"""What was published before statements were checked: said to readers, listed for editors."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.drafting.evidence import tally
from cms.configuration import unchecked
from cms.readers.models import Helpfulness
from reviews.models import Policy
from tests import factories
from tests.worlds import shared

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
LATER = timezone.now() + timedelta(hours=1)
SAID = "Reviewed before statements were checked against their sources one by one"


@shared
def doctor():
    return factories.reviewer()


def begins(day) -> None:
    Policy.objects.update(evidence_from=day)


def page_of(client, text) -> str:
    return " ".join(client.get(text.article.get_absolute_url()).content.decode().split())


def test_a_badge_from_before_says_so_from_the_day_of_its_topic_on(client, doctor):
    old = factories.published(by=doctor, body="<p>Adults took 5 grams a day.</p>")
    assert SAID not in page_of(client, old)

    begins(TODAY)

    assert SAID in page_of(client, old)
    assert "Medically reviewed by" in page_of(client, old)


@pytest.mark.parametrize("day", [None, TODAY + timedelta(days=1)])
def test_no_badge_says_so_before_that_day(client, doctor, day):
    old = factories.published(by=doctor)
    begins(day)

    assert SAID not in page_of(client, old)


def test_a_badge_from_then_on_says_nothing_of_it(client, doctor):
    factories.reference()
    topic = factories.topic(evidence_from=TODAY)
    new = factories.published(
        factories.draft(topic=topic, body='<p>Rest helps.<cite data-ref="olsen2019"></cite></p>'),
        by=doctor,
    )
    assert new.round.checked

    assert SAID not in page_of(client, new)


def test_what_may_do_harm_comes_first_and_then_what_most_readers_answered_to(doctor):
    mild = factories.published(by=doctor, body="<p>The plant grows in Asia and flowers in May.</p>")
    read = factories.published(by=doctor, body="<p>Adults took 5 grams a day.</p>")
    grave = factories.published(by=doctor, body="<p>It cures cancer in a week for everybody.</p>")
    Helpfulness.objects.create(revision=read, yes=3, no=1)
    Helpfulness.objects.create(revision=mild, yes=90)
    while tally.count_due(LATER):
        pass

    rows = unchecked.rows()

    assert [row.revision for row in rows] == [read, grave, mild]
    assert [row.answers for row in rows] == [4, 0, 90]
    assert [row.is_risky for row in rows] == [True, True, False]


def test_the_list_is_no_wall(client, doctor):
    """Nothing that is published waits for it: it is listed, and stays."""
    old = factories.published(by=doctor, body="<p>Adults took 5 grams a day.</p>")
    begins(TODAY)
    client.force_login(factories.editor())

    said = " ".join(client.get(reverse("unchecked_list")).content.decode().split())

    assert old.title in said
    assert "Not counted yet" in said
    assert "1 of 1 published texts went public before its statements were checked" in said
    old.refresh_from_db()
    assert old.state == old.State.PUBLISHED


def test_many_are_listed_with_as_many_queries_as_few(client, doctor, django_assert_num_queries):
    client.force_login(factories.editor())
    client.get(reverse("unchecked_list"))
    for _ in (1, 2):
        factories.published(by=doctor)
        with django_assert_num_queries(LISTED):
            client.get(reverse("unchecked_list"))


LISTED = 7
