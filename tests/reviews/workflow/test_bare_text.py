"""A sales pitch with no source, as it stands: no road leads it to a badge, whoever walks it."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.drafting import duplicating
from articles.models import Revision
from reviews.desk.texts.bulk import Deed
from reviews.models import Approval
from reviews.refusal import Refused
from reviews.workflow.perform import perform
from reviews.workflow.transitions import TABLE
from tests import factories
from tests.articles.evidence.sales_pitch import PITCH
from tests.worlds import shared

pytestmark = pytest.mark.django_db

SENT = {
    "comment": "I checked every statement against its source.", "interests": "None.", "scope": "full",
    "change": "factual", "settles": "1",
}  # fmt: skip


@shared
def topic():
    return factories.topic(evidence_from=timezone.localdate())


def badge_of(client: Client, revision: Revision) -> str:
    page = client.get(revision.article.get_absolute_url())
    return "badge" if "Medically reviewed" in page.content.decode() else ""


def test_no_transition_that_anybody_posts_takes_it_out_of_its_draft(client, topic):
    pitch = factories.draft(topic=topic, body=PITCH)
    reviewer = factories.reviewer()

    for user in (factories.author_of(pitch), factories.editor(), reviewer):
        client.force_login(user)
        for name in set(TABLE) - {"discard"}:
            sent = {**SENT, "digest": pitch.digest, "version": pitch.version, "state": pitch.state}
            sent["reviewer"] = reviewer.pk
            client.post(reverse("review_action", args=[pitch.pk, name]), sent)
            pitch.refresh_from_db()
            assert pitch.state == Revision.State.DRAFT, f"{name} by {user}"
    assert not Approval.objects.exists()
    assert not badge_of(client, pitch)


def test_a_copy_of_it_is_as_bare(topic):
    pitch = factories.draft(topic=topic, body=PITCH)

    copy = duplicating.duplicate(pitch.article, factories.author_of(pitch))

    with pytest.raises(Refused):
        perform("submit", copy, factories.author_of(copy))


@pytest.mark.parametrize("deed", Deed.values)
def test_no_deed_of_the_board_takes_it_anywhere(client, topic, deed):
    pitch = factories.draft(topic=topic, body=PITCH)
    client.force_login(factories.editor())

    sent = {**SENT, "deed": deed, "text": [pitch.pk], "reviewer": factories.reviewer().pk}
    client.post(reverse("board_bulk"), sent)

    pitch.refresh_from_db()
    assert pitch.state == Revision.State.DRAFT
    assert not badge_of(client, pitch)


def test_published_without_review_it_is_refused_and_bears_no_badge(client, topic):
    pitch = factories.draft(topic=topic, body=PITCH)

    with pytest.raises(Refused):
        perform(
            "publish_unreviewed", pitch, factories.editor(), factories.Inputs(comment="Urgent.")
        )
    assert not badge_of(client, pitch)


def test_a_draft_that_changes_its_topic_is_submitted_by_the_policy_of_that(topic):
    """Begun where nothing is asked, and moved where it is: the gates are those of the day and the topic."""
    pitch = factories.draft(topic=factories.topic(), body=PITCH)
    sent = factories.submitted(pitch)
    perform("recall", sent, factories.author_of(sent))
    again = factories.next_draft(sent.article, PITCH)
    again.article.topic = topic
    again.article.save()

    with pytest.raises(Refused):
        perform("submit", Revision.objects.get(pk=again.pk), factories.author_of(again))


def test_reviewed_where_nothing_was_asked_it_falls_short_of_a_topic_that_asks(client, topic):
    """Moved there, its page says what its review lacks: that of its own day asked for no verdicts."""
    live = factories.published(factories.draft(topic=factories.topic(), body=PITCH))
    moved = factories.Inputs(topic=topic, follows="keep")
    perform("retopic", live, factories.editor(), moved)

    page = client.get(live.article.get_absolute_url()).content.decode()
    assert "Reviewed before statements were checked" in page or "verdicts on statements" in page
