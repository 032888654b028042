"""Comments that a reviewer collects: read by nobody, until they go with the decision or before it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Anchor, Thread
from articles.models.articles import State
from reviews.models import Assignment, Notification, PendingComment
from reviews.refusal import Refused
from reviews.reviewing import pending
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.factories import SIGNED
from tests.markup import flat
from tests.worlds import shared

pytestmark = pytest.mark.django_db
ENTERED = {"kind": "must_fix", "text": "Which rest, and how long?", "passage": "0-10"}


@shared
def ada():
    return factories.reviewer(name="Dr Ada")


@shared
def ben():
    return factories.reviewer(name="Dr Ben")


@shared
def wanda():
    return factories.writer(name="Wanda")


@shared
def text(ada, ben, wanda):
    topic = factories.topic(approvals=2, reports="first")
    draft = factories.draft(wanda, "<p>Rest helps most people.</p>", title="Rest", topic=topic)
    return factories.assigned(factories.assigned(draft, to=ada), to=ben)


@pytest.fixture
def says(client):
    """Sends a form off and returns the page that follows."""

    def post(user, name, *pks, **entered) -> str:
        client.force_login(user)
        return flat(client.post(reverse(name, args=pks), entered, follow=True).text)

    return post


@pytest.fixture
def reads(client):
    def get(user, revision) -> str:
        client.force_login(user)
        return flat(client.get(reverse("review", args=[revision.pk])).text)

    return get


def collected(says, user, revision, **entered) -> PendingComment:
    says(user, "thread_open", revision.pk, **{**ENTERED, "collect": "1", **entered})
    return PendingComment.objects.latest("pk")


def test_what_is_collected_is_on_its_authors_page_alone_and_tells_nobody(
    says, reads, text, ada, ben, wanda
):
    collected(says, ada, text)

    assert "Which rest, and how long?" in reads(ada, text)
    assert not any("Which rest" in reads(each, text) for each in (ben, wanda))
    assert not Thread.objects.exists()
    assert not Notification.objects.filter(kind="comment").exists()


def test_it_is_nobody_elses_to_change_or_to_find(client, says, text, ada, ben):
    kept = collected(says, ada, text)

    client.force_login(ben)
    answer = client.post(reverse("pending_change", args=[text.pk, kept.pk]), {"discard": "1"})
    client.post(reverse("pending_all", args=[text.pk]), {"discard": "1"})

    assert answer.status_code == 404
    assert PendingComment.objects.filter(pk=kept.pk).exists()


def test_it_goes_with_the_decision_to_its_place_in_the_text(says, text, ada):
    collected(says, ada, text)
    collected(says, ada, text, kind="suggestion", replacement="Lying down", text="Clearer.")

    perform("request_changes", text, ada, SIGNED)

    first, second = Thread.objects.order_by("pk")
    assert (first.kind, first.quote, first.opened_by) == ("must_fix", "Rest helps", ada)
    assert second.replacement == "Lying down"
    assert Anchor.objects.get(thread=first, revision=text).exact == "Rest helps"
    assert not PendingComment.objects.exists()
    assert not Notification.objects.filter(kind="comment").exists()  # the decision tells


def test_a_must_fix_never_goes_with_an_approval(says, text, ada):
    kept = collected(says, ada, text)

    with pytest.raises(Refused, match="You have collected 1 “must fix” comment"):
        perform("approve", text, ada, SIGNED)
    says(ada, "pending_change", text.pk, kept.pk, discard="1")
    perform("approve", text, ada, SIGNED)

    assert not Thread.objects.exists()


def test_sent_before_the_decision_it_tells_as_any_comment(says, text, ada, wanda):
    collected(says, ada, text)
    collected(says, ada, text, text="And since when?", kind="question")

    page = says(ada, "pending_all", text.pk)

    assert "Sent. Told: Dr Ben and Wanda." in page
    assert Thread.objects.count() == 2
    assert Notification.objects.filter(kind="comment", recipient=wanda).count() == 1


def test_one_is_changed_and_sent_and_the_others_wait(says, text, ada):
    kept = collected(says, ada, text)
    collected(says, ada, text, text="Another point.")

    says(ada, "pending_change", text.pk, kept.pk, text="In other words.", send="1")

    assert Thread.objects.get().comments.get().text == "In other words."
    assert PendingComment.objects.get().text == "Another point."


def test_a_refused_decision_keeps_them(says, text, ada):
    collected(says, ada, text, kind="question")

    with pytest.raises(Refused):
        perform("request_changes", text, ada, Inputs())  # no statement

    assert PendingComment.objects.count() == 1
    assert not Thread.objects.exists()


def test_what_was_never_sent_waits_on_the_next_text_where_its_words_are(
    says, reads, text, ada, wanda
):
    collected(says, ada, text)
    perform("recall", text, wanda)
    draft = factories.next_draft(text.article, "<p>In short: Rest helps most people.</p>")

    perform("submit", draft, wanda)

    assert [(each.start, each.end) for each in pending.placed(draft, ada)] == [(10, 20)]
    assert "1 comment is not sent" in reads(ada, draft)
    pending.send(draft, ada)
    assert Anchor.objects.get(revision=draft).exact == "Rest helps"


def test_where_its_words_are_gone_it_is_said_of_the_article_with_them(says, text, ada, wanda):
    collected(says, ada, text)
    perform("recall", text, wanda)
    draft = factories.next_draft(text.article, "<p>Exercise does.</p>")
    perform("submit", draft, wanda)

    pending.send(draft, ada)

    assert Thread.objects.get().quote == "Rest helps"
    assert not Anchor.objects.filter(revision=draft).exclude(start=0, end=0).exists()


def test_on_a_text_that_was_taken_back_they_wait_and_nothing_is_late(says, reads, text, ada, wanda):
    collected(says, ada, text)
    Assignment.objects.update(due_on=timezone.localdate() - timedelta(days=4))
    assert "4 days late" in reads(ada, text)

    perform("recall", text, wanda)

    page = reads(ada, text)
    assert text.state == State.RECALLED
    assert "late" not in page.partition("<main")[2]
    assert "they wait here for the next one that you review" in page
    assert "Comments on this text are closed" in page


class TestWishes:
    """A reviewer who can’t, or not yet."""

    def test_who_declines_names_somebody_whom_the_editor_asks_by_one_link(
        self, client, reads, text, ada
    ):
        cora, editor = factories.reviewer(name="Dr Cora"), factories.editor()

        perform("decline", text, ada, Inputs("On leave.", reviewer=cora))

        event = text.events.get(transition="decline")
        assert event.details["reviewer_name"] == "Dr Cora"
        assert "Named instead: Dr Cora." in reads(editor, text)
        address = reverse("review_action", args=[text.pk, "assign"])
        assert f'value="{cora.pk}" required checked' in flat(client.get(address).text)
        perform("assign", text, editor, Inputs(reviewer=cora))
        assert "Named instead" not in reads(editor, text)

    def test_nobody_is_named_who_may_not_be_asked(self, text, ada, ben, wanda):
        for each in (ben, wanda):  # one is asked already, the other wrote it
            with pytest.raises(Refused, match="can’t be asked for this text"):
                perform("decline", text, ada, Inputs("On leave.", reviewer=each))

    def test_the_form_offers_those_who_may(self, reads, text, ada, ben, wanda):
        factories.reviewer(name="Dr Cora")

        form = reads(ada, text).partition('data-action="decline"')[2].partition("</form>")[0]

        assert "Dr Cora" in form
        assert not any(str(each) in form.partition("<select")[2] for each in (ada, ben, wanda))

    def test_more_time_is_asked_for_and_due_changes_once_an_editor_agrees(
        self, says, reads, text, ada
    ):
        editor, asked = factories.editor(), Assignment.objects.get(revision=text, reviewer=ada)
        later = asked.due_on + timedelta(days=9)

        perform("ask_for_time", text, ada, Inputs(due_on=later))

        asked.refresh_from_db()
        assert (asked.due_on, asked.wanted_until) == (later - timedelta(days=9), later)
        assert Notification.objects.filter(recipient=editor, subject__contains="Rest").exists()
        assert "Dr Ada needs until" in reads(editor, text)
        says(editor, "review_action", text.pk, "change_due", reviewer=ada.pk, due_on=later)
        asked.refresh_from_db()
        assert (asked.due_on, asked.wanted_until) == (later, None)

    @pytest.mark.parametrize("days", [-400, 0])
    def test_no_day_is_asked_for_that_is_not_later(self, text, ada, days):
        asked = Assignment.objects.get(revision=text, reviewer=ada)

        with pytest.raises(Refused, match="choose a later one"):
            perform("ask_for_time", text, ada, Inputs(due_on=asked.due_on + timedelta(days=days)))
