"""The lists of references and images: narrowed, sorted, kept, taken along, and many rows at once."""

import csv
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.listing.saved_filters import SavedFilter
from articles.models import Image, Reference
from cms.models import User
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
CITING = "<p>Rest.<cite data-ref='{}'></cite></p>"


@pytest.fixture
def writer() -> User:
    return factories.writer()


@pytest.fixture
def client(client: Client, writer: User) -> Client:
    client.force_login(writer)
    return client


def listed(client, name: str, **query) -> list[str]:
    """The first column of the file, which has what the page lists."""
    answer = client.get(reverse(name), {**query, "as": "csv"})
    return [row[0] for row in csv.reader(StringIO(answer.content.decode("utf-8-sig")))][1:]


@pytest.fixture
def works() -> None:
    for key, pmid in (("alpha", "1"), ("beta", "2"), ("gamma", "3")):
        factories.reference(key, title=f"On {key}", PMID=pmid, DOI=f"10.5555/{key}")


@pytest.mark.usefixtures("works")
def test_works_are_narrowed_by_what_they_are_and_where_they_are_cited(client):
    pain, sleep = factories.topic("Pain"), factories.topic("Sleep")
    factories.draft(body=CITING.format("alpha"), topic=pain)
    factories.draft(body=CITING.format("beta"), topic=sleep)
    Reference.objects.filter(key="gamma").update(evidence="trial")

    assert listed(client, "references", topic=pain.pk) == ["alpha"]
    assert listed(client, "references", evidence="trial") == ["gamma"]
    assert listed(client, "references", evidence="none") == ["alpha", "beta"]
    assert listed(client, "references", show="uncited") == ["gamma"]
    assert listed(client, "references", q="beta") == ["beta"]


@pytest.mark.usefixtures("works")
def test_works_are_sorted_by_a_column_and_the_page_keeps_the_order(client):
    for title in ("One", "Two"):
        factories.draft(body=CITING.format("beta"), title=title)

    assert listed(client, "references", sort="-texts") == ["beta", "gamma", "alpha"]
    page = client.get(reverse("references"), {"sort": "-key"}).content.decode()
    assert page.index(">gamma<") < page.index(">beta<") < page.index(">alpha<")


@pytest.mark.usefixtures("works")
def test_a_filter_is_kept_under_a_name(client):
    for name, query in (("references", "evidence=none"), ("images", "licence=own")):
        client.post(f"{reverse(name)}?{query}", {"name": "Mine"})

        assert SavedFilter.objects.get(list_name=name).query == query
        assert "Mine" in client.get(reverse(name)).content.decode()


@pytest.mark.usefixtures("works")
def test_many_works_are_noted_and_taken_along_at_once(client):
    address = reverse("references_bulk")
    client.post(address, {"take": ["alpha", "beta"], "evidence": "trial", "deed": "evidence"})
    assert set(listed(client, "references", evidence="trial")) == {"alpha", "beta"}

    client.post(f"{address}?evidence=trial", {"every": "2", "evidence": "review"})
    assert set(listed(client, "references", evidence="review")) == {"alpha", "beta"}

    file = client.post(address, {"take": ["gamma"], "deed": "ris"})
    assert "On gamma" in file.content.decode()
    assert "On alpha" not in file.content.decode()


@pytest.mark.usefixtures("works")
def test_where_other_rows_match_now_nothing_is_done(client):
    sent = {"every": "2", "evidence": "trial"}
    page = client.post(reverse("references_bulk"), sent, follow=True).content.decode()

    assert "Now 3 match, and not as many as before" in page
    assert not Reference.objects.filter(evidence="trial").exists()


def test_images_are_narrowed_sorted_credited_and_removed_in_number(client, writer):
    shown = factories.image(by=writer, title="Shown", licence="")
    free = factories.image(factories.picture(width=300), by=writer, title="Free")
    factories.draft(by=writer, body=factories.figure(shown))

    assert listed(client, "images", show="unused") == ["Free"]
    assert listed(client, "images", show="licence") == ["Shown"]
    assert listed(client, "images", licence="none") == ["Shown"]
    assert listed(client, "images", sort="title") == ["Free", "Shown"]
    assert listed(client, "images", sort="-texts") == ["Shown", "Free"]

    both = {"row": [shown.pk, free.pk]}
    address = reverse("images_bulk")
    page = client.post(address, {**both, "licence": "cc-by"}, follow=True).content.decode()
    assert "asks for a credit" in page
    client.post(address, {**both, "licence": "cc-by", "credit": "Mara"})
    assert set(Image.objects.values_list("licence", "credit")) == {("cc-by", "Mara")}

    client.post(address, {**both, "deed": "delete"})
    assert list(Image.objects.values_list("title", flat=True)) == ["Shown"]


@pytest.mark.parametrize("name", ["references", "images"])
@pytest.mark.parametrize("asked", [{"bulk": ""}, {"as": "csv"}])
def test_a_list_asks_as_often_for_many_rows_as_for_few(client, writer, name, asked):
    query = {"sort": "-texts", "filter": "", **asked}

    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(reverse(name), query)
        return len(found)

    _fill(writer, range(2))
    client.get(reverse(name), query)
    few = count()
    _fill(writer, range(2, 12))

    assert count() == few <= 10


def _fill(writer: User, numbers: range) -> None:
    for number in numbers:
        factories.reference(f"w{number}", title=f"W{number}", PMID=str(number + 1))
        factories.image(factories.picture(width=60 + number), by=writer)


def test_nobody_but_writers_comes_to_them(client):
    client.force_login(factories.user())
    for name in ("references_bulk", "images_bulk"):
        assert client.post(reverse(name)).status_code == 403
