"""Comments follow the text: through saves, into the next draft, and never in a sealed text."""

import pytest
from django.core.exceptions import ValidationError

from articles.comments.tracking import Report
from articles.drafting import drafts
from articles.drafting.drafts import DraftText, save_draft, start_draft
from articles.models import Anchor, Thread
from articles.text.anchors import running
from reviews.reviewing import discussion
from reviews.reviewing.discussion import Passage
from reviews.workflow.perform import action_for, perform
from tests import factories
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
BODY = "<p>Rest helps the back. Sleep helps too.</p><p>Ask a doctor about pain that stays.</p>"


@shared
def doctor():
    return factories.reviewer()


@shared
def reviewed(doctor):
    return factories.assigned(factories.draft(body=BODY), to=doctor)


def passage(body: str, words: str) -> Passage:
    start = running(body).index(words)
    return Passage(start, start + len(words))


def comment(revision, doctor, words: str, kind: str = "must_fix", **fields) -> Thread:
    place = passage(revision.body, words) if words else None
    return discussion.open_thread(revision, doctor, kind, "Which?", place, **fields)


def sent_back(revision, doctor):
    """The draft after changes were requested."""
    perform("request_changes", revision, doctor, factories.SIGNED)
    return start_draft(revision.article, factories.author_of(revision))


def where(thread: Thread, revision) -> tuple[str, str]:
    """State and words of a thread in a text."""
    anchor = Anchor.objects.get(thread=thread, revision=revision)
    return anchor.state, running(revision.body)[anchor.start : anchor.end]


def save(draft, body: str, report: Report | None = None):
    text = DraftText(draft.title, draft.standfirst, body, draft.change_note)
    user = factories.author_of(draft)
    return save_draft(draft, draft.version, user, text, report=report)


def test_the_next_draft_takes_the_open_threads_over(reviewed, doctor):
    thread = comment(reviewed, doctor, "Sleep helps")
    whole = comment(reviewed, doctor, "")
    settled = comment(reviewed, doctor, "Ask")
    discussion.resolve(settled, doctor)

    draft = sent_back(reviewed, doctor)

    assert where(thread, draft) == ("anchored", "Sleep helps")
    assert where(whole, draft) == ("whole", "")
    assert not Anchor.objects.filter(thread=settled, revision=draft).exists()


def test_a_save_moves_the_anchors_and_leaves_the_quote(reviewed, doctor):
    thread = comment(reviewed, doctor, "Sleep helps too")
    draft = sent_back(reviewed, doctor)

    draft = save(draft, BODY.replace("Sleep helps too", "Sleep often helps too"))

    assert where(thread, draft) == ("changed", "Sleep often helps too")
    thread.refresh_from_db()
    assert thread.quote == "Sleep helps too"
    assert where(thread, reviewed) == ("anchored", "Sleep helps too")


def test_a_deleted_passage_is_an_orphan_and_comes_back_with_its_words(reviewed, doctor):
    thread = comment(reviewed, doctor, "Sleep helps too.")
    draft = sent_back(reviewed, doctor)

    draft = save(draft, BODY.replace(" Sleep helps too.", ""))
    assert where(thread, draft) == ("orphaned", "")
    draft = save(draft, BODY)

    assert where(thread, draft) == ("anchored", "Sleep helps too.")


def test_where_the_editor_saw_it_go_is_believed_if_it_is_plausible(reviewed, doctor):
    first = comment(reviewed, doctor, "helps the back")
    draft = sent_back(reviewed, doctor)
    twice = "<p>Rest helps the back. Rest helps the back.</p>"

    draft = save(draft, twice, Report(twice, {first.pk: (26, 40)}))

    assert Anchor.objects.get(thread=first, revision=draft).start == 26


@pytest.mark.parametrize("place", [(0, 4000), (7, 7), (-3, 4), (30, 40)])
def test_an_implausible_report_is_not_believed(reviewed, doctor, place):
    thread = comment(reviewed, doctor, "Rest helps the back")
    draft = sent_back(reviewed, doctor)

    body = BODY.replace("Ask", "Talk to")
    draft = save(draft, body, Report(body, {thread.pk: place}))

    assert where(thread, draft) == ("anchored", "Rest helps the back")


def test_a_report_counts_in_what_was_posted_and_not_in_what_was_kept_of_it(reviewed, doctor):
    thread = comment(reviewed, doctor, "Ask a doctor")
    draft = sent_back(reviewed, doctor)
    posted = "<p></p><p>New   words.</p>" + BODY
    start = running(posted).index("Ask a doctor")

    draft = save(draft, posted, Report(posted, {thread.pk: (start, start + 12)}))

    assert draft.body.startswith("<p>New words.</p>")
    assert where(thread, draft) == ("anchored", "Ask a doctor")


@pytest.mark.parametrize(
    "posted", ["", "nonsense", "{}", "[1]", '[{"thread": 1}]', '[{"thread": "x", "gone": true}]']
)
def test_what_is_not_understood_counts_as_not_said(posted):
    assert Report.read(posted) == Report()


def test_a_report_is_read():
    posted = '[{"thread": 1, "start": 2, "end": 3}, {"thread": 4, "gone": true}]'

    assert Report.read(posted) == Report("", {1: (2, 3), 4: None})


def test_an_applied_suggestion_is_settled_with_the_save(reviewed, doctor):
    thread = comment(reviewed, doctor, "Sleep helps", "suggestion", replacement="Sleep may help")
    draft = sent_back(reviewed, doctor)
    body = BODY.replace("Sleep helps", "Sleep may help")
    start = running(body).index("Sleep may help")
    report = Report(body, {thread.pk: (start, start + 14)}, frozenset([thread.pk]))

    draft = save(draft, body, report)

    thread.refresh_from_db()
    assert (thread.outcome, thread.resolved_by) == ("applied", factories.author_of(draft))


def test_a_suggestion_that_is_not_in_the_text_is_not_settled(reviewed, doctor):
    thread = comment(reviewed, doctor, "Sleep helps", "suggestion", replacement="Sleep may help")
    draft = sent_back(reviewed, doctor)

    save(draft, BODY.replace("Ask", "Talk to"), Report("", {}, frozenset([thread.pk])))

    thread.refresh_from_db()
    assert not thread.is_resolved


def test_a_point_raised_on_the_live_text_reaches_the_draft_that_is_open(doctor):
    live = factories.published(factories.draft(body=BODY), by=doctor)
    draft = factories.next_draft(live.article, BODY.replace("Rest helps", "Rest may help"))

    thread = comment(live, factories.editor(), "Sleep helps too")

    assert where(thread, draft) == ("anchored", "Sleep helps too")


def test_a_discarded_draft_takes_nobodys_place_along(reviewed, doctor):
    thread = comment(reviewed, doctor, "Sleep helps too.")
    draft = save(sent_back(reviewed, doctor), "<p>Nothing.</p>")
    perform("discard", draft, factories.author_of(draft))

    again = start_draft(reviewed.article, factories.author_of(draft))

    assert where(thread, again) == ("anchored", "Sleep helps too.")


# --- must fix ------------------------------------------------------------------------------------


def test_an_open_must_fix_stands_against_the_next_text_until_its_author_resolves_it(
    reviewed, doctor
):
    thread = comment(reviewed, doctor, "Sleep helps")
    draft = save(sent_back(reviewed, doctor), BODY.replace("Sleep", "Good sleep"))
    perform("submit", draft, factories.author_of(draft))

    assert action_for("approve", draft, doctor).reason == "1 “must fix” comment is still open."
    discussion.resolve(thread, doctor)
    assert action_for("approve", draft, doctor).is_ready


def test_a_point_on_a_later_text_does_not_stand_against_the_live_one(doctor):
    live = factories.published(factories.draft(body=BODY), by=doctor)
    draft = factories.next_draft(live.article, BODY.replace("Rest", "Sleep"))
    perform("submit", draft, factories.author_of(draft))

    comment(draft, doctor, "Ask a doctor")

    assert action_for("confirm", live, doctor).is_ready


# --- sealed --------------------------------------------------------------------------------------


def test_where_a_comment_stands_in_a_sealed_text_never_changes(reviewed, doctor):
    thread = comment(reviewed, doctor, "Sleep helps")
    anchor = thread.anchors.get()
    anchor.start = 0

    with pytest.raises(ValidationError):
        anchor.save()
    with pytest.raises(ValidationError):
        anchor.delete()


def test_a_save_without_comments_asks_for_none(django_assert_max_num_queries):
    draft = factories.draft(body=BODY)

    with django_assert_max_num_queries(18):
        drafts.save_draft(
            draft, 1, factories.author_of(draft), DraftText(draft.title, "", "<p>Other.</p>")
        )
