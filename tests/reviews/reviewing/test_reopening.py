"""Before a source changes the page says what rests on it; then exactly that is looked at again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import RetractionMatch, RetractionNotice
from articles.retractions import standings
from reviews.models import Assignment, Verdict
from reviews.reviewing.statements import ledger, rule
from tests import factories
from tests.worlds import shared

pytestmark = pytest.mark.django_db

KINDS = ["dosage"]
BODY = (
    '<p>Adults took 5 grams a day.<cite data-ref="one" data-locator="p. 1"></cite></p>'
    '<p>Children took 2 grams a day.<cite data-ref="two" data-locator="p. 2"></cite></p>'
)


@shared
def doctor():
    return factories.reviewer()


@shared
def works():
    return [
        factories.reference(
            key,
            type="article-journal",
            title=f"Doses of extract {key} in adults",
            author=[{"family": "Olsen", "given": "A"}],
            issued={"date-parts": [[2019]]},
            **{"container-title": "Journal of Doses", "volume": "3", "page": "1-9"},
        )
        for key in ("one", "two")
    ]


@pytest.fixture
def text(works, doctor):
    """A published text with a verdict on each of its two statements."""
    topic = factories.topic(evidence_from=timezone.localdate())
    found = factories.assigned(factories.draft(topic=topic, body=BODY), to=doctor)
    for row in ledger(found, doctor, KINDS).rows:
        rule(found, doctor, KINDS, row.statement.key, Verdict.Ruling.SUPPORTED, "")
    return found


def fall(work, by):
    notice = RetractionNotice.objects.create(
        record=7, nature="retraction", title=work.title, on=timezone.localdate()
    )
    match = RetractionMatch.objects.create(
        reference=work, notice=notice, basis="title", state="proposed"
    )
    standings.decide(match, True, by, "The title and the year agree.", timezone.now())


def states(text, doctor) -> list[str]:
    return [row.state for row in ledger(text, doctor, KINDS).rows]


def test_a_retraction_reopens_what_rests_on_it_and_nothing_else(text, works, doctor):
    assert states(text, doctor) == ["supported", "supported"]

    fall(works[0], factories.editor())

    one, two = ledger(text, doctor, KINDS).rows
    assert (one.state, two.state) == ("stale", "supported")
    assert one.reopened.startswith("one: ")
    assert ledger(text, doctor, KINDS).why_incomplete


def test_a_verdict_that_is_given_after_it_stands(text, works, doctor):
    fall(works[0], factories.editor())
    [row] = ledger(text, doctor, KINDS).unchecked

    rule(text, doctor, KINDS, row.statement.key, Verdict.Ruling.PARTLY, "Others say so too.")

    assert states(text, doctor) == ["partly", "supported"]


def test_what_is_cited_to_tell_of_the_retraction_stays(text, works, doctor):
    fall(works[0], factories.editor())

    why = "It is cited to tell that it was retracted."
    standings.acknowledge(text.article, works[0], doctor, why, timezone.now())

    assert states(text, doctor) == ["supported", "supported"]


def test_another_work_under_the_same_entry_is_asked_about_once_and_reopens(
    client, text, works, doctor
):
    client.force_login(factories.editor())
    address = reverse("reference_edit", args=[works[1].pk])
    form = client.get(address).context["form"]
    sent = {field.name: field.value() or "" for field in form}
    sent |= {"title": "Sleep in shift workers of the northern ports", "year": "2021"}

    asked = client.post(address, sent)

    works[1].refresh_from_db()
    assert "1 statement rests on this one" in " ".join(asked.content.decode().split())
    assert works[1].title != sent["title"]
    client.post(address, {**sent, "anyway": "1"})
    works[1].refresh_from_db()
    assert works[1].title == sent["title"]
    assert states(text, doctor) == ["supported", "stale"]


def test_a_mended_entry_reopens_nothing(client, text, works, doctor):
    client.force_login(factories.editor())
    address = reverse("reference_edit", args=[works[1].pk])
    form = client.get(address).context["form"]
    sent = {field.name: field.value() or "" for field in form} | {"pages": "10-19"}

    client.post(address, sent)

    assert states(text, doctor) == ["supported", "supported"]


def test_the_page_of_a_source_says_what_rests_on_it_and_asks_for_it(client, works):
    doctor, editor = factories.reviewer(), factories.editor()
    live = factories.published(factories.draft(body=BODY), by=doctor)
    fall(works[0], editor)
    client.force_login(editor)

    said = " ".join(client.get(reverse("source", args=[works[0].pk])).content.decode().split())

    assert "1 statement rests on it" in said
    assert "Adults took 5 grams a day." in said
    assert "Children took" not in said
    client.post(reverse("source_ask", args=[works[0].pk, live.article_id]))
    assert Assignment.objects.waiting().get(revision=live).reviewer == doctor


def test_what_was_ruled_on_long_before_is_older_than_what_happened(text, works, doctor):
    Verdict.objects.update(given_at=timezone.now() + timedelta(days=1))

    fall(works[0], factories.editor())

    assert states(text, doctor) == ["supported", "supported"]
