"""A writer adds, splits and joins statements; they follow the text into the next draft."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.drafting.evidence import marking
from articles.drafting.evidence.grounds import register
from articles.drafting.evidence.marking import CannotMark, Entered
from articles.models import MarkedStatement
from reviews.models import Policy
from reviews.workflow.submission import Submission
from tests import factories
from tests.worlds import shared

pytestmark = pytest.mark.django_db
CITE = '<cite data-ref="olsen2019" data-locator="p. 4"></cite>'
BODY = f"<p>Vellora root eases pain and adults took 5 grams a day.{CITE}</p>"
FIRST, SECOND = "Vellora root eases pain", "and adults took 5 grams a day"


@shared
def topic():
    factories.reference()
    return factories.topic(evidence_from=timezone.localdate())


def post(client, draft, **entered):
    sent = {"category": "fact", **entered}
    return client.post(reverse("statement_mark", args=[draft.pk]), sent)


def test_a_sentence_is_split_and_each_half_has_its_source_in_one_field(client, topic):
    draft = factories.draft(topic=topic, body=BODY)
    client.force_login(factories.author_of(draft))
    page = client.get(reverse("evidence", args=[draft.pk]), {"statement": "0-53"}).content.decode()
    assert "Vellora root eases pain and adults took 5 grams a day" in page

    response = post(client, draft, words=FIRST, until=53, near=0)
    assert response.url.endswith(f"?statement={len(FIRST)}-53#statement")
    post(
        client, draft, words=SECOND, category="dosage", work="olsen2019",
        place="“five grams a day”, p. 5",
    )  # fmt: skip

    first, second = register(draft)
    assert (first.words, second.words) == (FIRST, SECOND)
    assert second.supports[0].words == "five grams a day"
    assert second.supports[0].locator == "p. 5"
    page = client.get(reverse("evidence", args=[draft.pk])).content.decode()
    assert "five grams a day" in page
    assert "<cite>Olsen 2019</cite>" in page
    assert "Change this statement" in page


def test_marks_follow_edits_and_the_next_draft(topic):
    Policy.objects.update(checked=[])
    draft = factories.draft(topic=topic, body=BODY)
    marking.mark(draft, Entered(SECOND, "dosage"), factories.author_of(draft))

    moved = factories.rewrite(draft, f"<h2>Dose</h2>{BODY}")
    assert [each.words for each in register(moved) if each.mark] == [SECOND]
    factories.published(moved)
    following = factories.next_draft(draft.article, f"<p>Before.</p>{BODY}")

    assert [each.words for each in register(following) if each.mark] == [SECOND]
    assert MarkedStatement.objects.count() == 2
    gone = factories.rewrite(following, "<p>Nothing of it.</p>")
    assert not [each for each in register(gone) if each.mark]
    back = factories.rewrite(gone, f"<p>Before.</p>{BODY}")
    assert [each.words for each in register(back) if each.mark] == [SECOND]


def test_an_end_that_has_passed_is_asked_about(topic):
    draft = factories.draft(topic=topic, body=BODY)
    yesterday = timezone.localdate() - timedelta(days=1)

    marking.mark(draft, Entered(SECOND, "legal", ends_on=yesterday), factories.author_of(draft))

    assert "statement ended" in [each.kind for each in Submission(draft).blocking]


@pytest.mark.parametrize(
    ("entered", "why"),
    [
        ({"words": "These words are nowhere"}, "does not have these words"),
        ({"words": "pain and"}, "three at least"),
        ({"words": SECOND, "place": "p. 4"}, "Say which source"),
        ({"words": SECOND, "work": "nobody"}, "Select a valid choice"),
        ({"words": SECOND, "as_of": "2025-02-02", "ends_on": "2025-01-01"}, "ends before"),
        ({"words": SECOND, "category": "nonsense"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_kept_says_why_and_keeps_what_was_typed(client, topic, entered, why):
    draft = factories.draft(topic=topic, body=BODY)
    client.force_login(factories.author_of(draft))

    response = post(client, draft, **entered)

    assert response.status_code == 422
    assert why in response.content.decode()
    assert entered["words"] in response.content.decode()
    assert not MarkedStatement.objects.exists()


def test_a_sealed_text_is_marked_by_nobody(topic):
    draft = factories.draft(topic=topic, body=BODY)
    made = marking.mark(draft, Entered(SECOND, "dosage"), factories.author_of(draft))
    factories.submitted(draft)

    with pytest.raises(CannotMark, match="no draft any more"):
        marking.mark(draft, Entered(FIRST, "fact"), factories.author_of(draft))
    with pytest.raises(CannotMark, match="no draft any more"):
        marking.unmark(draft, made.pk)


def test_a_mark_is_taken_away(client, topic):
    draft = factories.draft(topic=topic, body=BODY)
    client.force_login(factories.author_of(draft))
    made = marking.mark(draft, Entered(SECOND, "dosage"), factories.author_of(draft))

    post(client, draft, unmark="", mark=made.pk)

    assert not MarkedStatement.objects.exists()


def test_places_and_words_of_other_articles_are_offered(topic):
    other = factories.submitted(factories.draft(topic=topic, body=BODY))
    draft = factories.draft(topic=topic, body=BODY.replace("p. 4", "p. 8"))

    assert [each.written for each in marking.used_before(draft)] == ["p. 4"]
    assert other.article_id != draft.article_id
