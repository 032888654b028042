"""The list of people: narrowed by what counts, sorted, kept, taken along."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.listing.saved_filters import SavedFilter
from articles.models import Person
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(sign_in):
    return sign_in(factories.editor(name="Edda"))


def listed(client, **query) -> set[str]:
    answer = client.get(reverse("people"), {**query, "as": "csv"})
    rows = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    return {row[0] for row in rows} - {"Name"}


def test_people_are_narrowed_by_what_counts_today(client):
    able, gone = factories.reviewer(name="Able"), factories.reviewer(name="Gone", is_active=False)
    soon = factories.reviewer(name="Soon", expires_on=timezone.localdate() + timedelta(days=9))
    unchecked = factories.reviewer(name="Unchecked")
    unchecked.person.credentials.update(current_check=None)

    names = {each.person.titled_name for each in (able, gone, soon)}
    assert listed(client, standing="counts") >= names
    assert listed(client, standing="waits") == {unchecked.person.titled_name}
    assert listed(client, standing="soon") == {soon.person.titled_name}
    assert listed(client, account="deactivated") == {gone.person.titled_name}
    assert listed(client, q="Able") == {able.person.titled_name}


def test_a_page_is_sorted_and_a_filter_is_kept(client):
    for name in ("Zoe Z", "Ann A"):
        factories.reviewer(name=name)

    client.post(f"{reverse('people')}?sort=-name", {"name": "Backwards"})
    page = client.get(reverse("people"), {"sort": "-name"}).content.decode()

    assert SavedFilter.objects.get(list_name="people").query == "sort=-name"
    assert page.index("Zoe Z") < page.index("Ann A")


def test_the_list_asks_as_often_for_many_people_as_for_few(client):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("people"), {"filter": ""})
        return len(asked)

    factories.reviewer()
    client.get(reverse("people"))
    few = count()
    for _number in range(8):
        factories.reviewer()

    assert Person.objects.count() > 8
    assert count() == few
