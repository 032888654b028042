"""Invariant 6: every save names the version it started from, and nothing is ever lost."""

import pytest

from articles.drafting.drafts import DraftText, NotADraft, Stale, save_draft, start_draft
from articles.models import Contribution, Revision
from articles.models.articles import State
from reviews.workflow.perform import perform
from tests import factories

pytestmark = pytest.mark.django_db


def text(body: str, **fields: str) -> DraftText:
    return DraftText(fields.pop("title", "Rest"), fields.pop("standfirst", ""), body, **fields)


def test_a_save_counts_one_version_up():
    draft = factories.draft()

    saved = save_draft(draft, 1, factories.author_of(draft), text("<p>Rest may help.</p>"))

    assert (saved.version, saved.title, saved.body) == (2, "Rest", "<p>Rest may help.</p>")


def test_a_stale_save_writes_nothing_and_hands_back_the_text_that_stands():
    draft = factories.draft()
    hers, his = factories.author_of(draft), factories.editor()
    save_draft(draft, 1, hers, text("<p>Hers.</p>"))

    with pytest.raises(Stale) as refused:
        save_draft(draft, 1, his, text("<p>His.</p>"))

    assert str(refused.value) == "This draft was saved elsewhere: it is at version 2 now."
    assert (refused.value.theirs.version, refused.value.theirs.body) == (2, "<p>Hers.</p>")
    draft.refresh_from_db()
    assert (draft.version, draft.body) == (2, "<p>Hers.</p>")
    assert not Contribution.objects.filter(revision=draft, user=his).exists()


def test_what_was_refused_may_be_saved_over_the_text_that_was_shown():
    draft = factories.draft()
    writer = factories.author_of(draft)
    save_draft(draft, 1, writer, text("<p>Hers.</p>"))
    with pytest.raises(Stale) as refused:
        save_draft(draft, 1, writer, text("<p>His.</p>"))

    saved = save_draft(draft, refused.value.theirs.version, writer, text("<p>Both.</p>"))

    assert (saved.version, saved.body) == (3, "<p>Both.</p>")


@pytest.mark.parametrize("version", [0, 2, 99])
def test_a_version_from_the_future_or_the_past_is_stale(version: int):
    draft = factories.draft()

    with pytest.raises(Stale):
        save_draft(draft, version, factories.author_of(draft), text("<p>Other.</p>"))


def test_a_stale_save_of_the_same_text_is_stale_too():
    """The writer should see that somebody else was there."""
    draft = factories.draft()
    writer = factories.author_of(draft)
    save_draft(draft, 1, writer, text("<p>Same.</p>"))

    with pytest.raises(Stale):
        save_draft(draft, 1, writer, text("<p>Same.</p>"))


def test_a_save_without_a_change_writes_nothing():
    """Invariant 3: not even after the cleaner has had it, and nobody becomes a contributor by it."""
    draft = factories.draft()
    before = Revision.objects.filter(pk=draft.pk).values().get()
    same = DraftText(f" {draft.title} ", draft.standfirst, "<div>Rest helps.</div>")

    saved = save_draft(draft, 1, factories.editor(), same)

    assert saved.version == 1
    assert Revision.objects.filter(pk=draft.pk).values().get() == before
    assert Contribution.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.IN_REVIEW, "This text is in review; it no longer changes."),
        (State.APPROVED, "This text is approved; it no longer changes."),
        (State.SCHEDULED, "This text is scheduled; it no longer changes."),
        (State.PUBLISHED, "This text is published; it no longer changes."),
        (State.SUPERSEDED, "This text is superseded; it no longer changes."),
        (State.CHANGES_REQUESTED, "This text is changes requested; it no longer changes."),
        (State.REJECTED, "This text is rejected; it no longer changes."),
        (State.RECALLED, "This text is recalled; it no longer changes."),
        (State.DISCARDED, "This text is discarded; it no longer changes."),
        (State.WITHDRAWN, "This text is withdrawn; it no longer changes."),
        (State.RETRACTED, "This text is retracted; it no longer changes."),
    ],
)
def test_only_a_draft_is_saved(state: State, expected: str):
    revision = factories.brought_to(state, factories.draft())
    before = Revision.objects.filter(pk=revision.pk).values().get()

    with pytest.raises(NotADraft) as refused:
        save_draft(revision, revision.version, factories.editor(), text("<p>Other.</p>"))

    assert str(refused.value) == expected
    assert Revision.objects.filter(pk=revision.pk).values().get() == before


def test_starting_a_draft_twice_opens_one():
    live = factories.published()
    hers, his = factories.author_of(live), factories.editor()

    first, second = start_draft(live.article, hers), start_draft(live.article, his)

    assert first == second
    assert (first.number, first.based_on, first.body) == (2, live, live.body)
    assert not first.contributions.exists()


@pytest.mark.parametrize(
    "state", [State.CHANGES_REQUESTED, State.RECALLED, State.PUBLISHED, State.RETRACTED]
)
def test_the_next_draft_starts_from_the_latest_text(state: State):
    before = factories.brought_to(state, factories.draft())

    draft = start_draft(before.article, factories.author_of(before))

    assert (draft.based_on, draft.body, draft.version) == (before, before.body, 1)


def test_after_a_rejection_the_next_draft_starts_from_the_published_text():
    live = factories.published()
    refused = factories.next_draft(live.article, "<p>Gold helps.</p>")
    factories.brought_to(State.REJECTED, refused)

    draft = start_draft(live.article, factories.author_of(live))

    assert (draft.number, draft.based_on, draft.body) == (3, live, live.body)


def test_after_a_discarded_draft_the_next_one_starts_from_the_text_before():
    live = factories.published()
    factories.brought_to(State.DISCARDED, factories.next_draft(live.article, "<p>Gold.</p>"))

    draft = start_draft(live.article, factories.author_of(live))

    assert (draft.number, draft.based_on, draft.body) == (3, live, live.body)


def test_what_was_saved_is_what_is_sealed():
    draft = factories.draft()
    saved = factories.rewrite(draft, "<p>Rest may help.</p>")

    perform("submit", saved, factories.author_of(saved))

    assert '"body":"<p>Rest may help.</p>"' in saved.sealed
