"""What waits for a writer: comments and points that another had the last word on, and suggested changes."""

import pytest
from django.urls import reverse

from articles.coediting import suggesting
from articles.comments import on_drafts
from articles.comments.waiting import waiting_for
from articles.drafting.drafts import DraftText
from articles.models import Revision, Thread
from cms.models import User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> User:
    return factories.writer(name="Ana Ruiz")


@pytest.fixture
def editor() -> User:
    return factories.editor(name="Eva Soto")


@pytest.fixture
def draft(writer) -> Revision:
    return factories.draft(writer, "<p>Rest helps.</p>", "Back pain")


def counts(user: User) -> list[tuple[str, dict[str, int]]]:
    return [(each.draft.title, each.counts) for each in waiting_for(user).rows]


def test_a_comment_waits_until_one_has_answered_or_it_is_resolved(draft, writer, editor):
    thread, _told = on_drafts.open_thread(draft, editor, "Who says so?", is_private=False)
    on_drafts.open_thread(draft, editor, "For me.", is_private=True)
    assert counts(writer) == [("Back pain", {"comments": 1})]
    assert counts(editor) == []  # the last word is theirs

    on_drafts.answer(thread, writer, "Olsen does.")
    assert counts(writer) == []
    assert counts(editor) == []  # no text of theirs, and nobody named them

    on_drafts.answer(thread, writer, "@Eva Soto, is that enough?")
    assert counts(editor) == [("Back pain", {"comments": 1})]
    on_drafts.resolve(thread, editor)
    assert counts(editor) == []


def test_what_is_suggested_waits_for_those_who_write_the_draft(client, draft, writer, editor):
    made = suggesting.save(draft, editor, 0, DraftText("Sore backs", draft.standfirst, draft.body))
    assert counts(writer) == []
    suggesting.offer(made, editor, "")
    assert counts(writer) == [("Back pain", {"suggested": 1})]
    assert counts(editor) == []

    client.force_login(writer)
    page = client.get(reverse("desk")).content.decode()
    assert "Waits for your answer" in page
    assert reverse("suggested", args=[made.pk]) in page
    assert "Waits for your answer" not in client.get(reverse("desk"), {"q": "x"}).content.decode()

    made.refresh_from_db()
    suggesting.settle(made, made.version, writer, ["title"], is_taken=False)
    assert counts(writer) == []


def test_a_point_of_a_reviewer_waits_on_the_next_draft(draft, writer, editor):
    Thread.objects.create(revision=draft, kind=Thread.Kind.NOTE, opened_by=writer)
    assert counts(writer) == []  # the panel of the draft has what the import asks
    thread = Thread.objects.create(revision=draft, kind=Thread.Kind.MUST_FIX, opened_by=editor)
    thread.comments.create(author=editor, text="Say whom.")
    assert counts(writer) == [("Back pain", {"points": 1})]

    thread.comments.create(author=writer, text="Done.")
    assert counts(writer) == []


def test_what_came_last_stands_first_and_the_rest_is_counted(
    writer, editor, django_assert_num_queries
):
    for number in range(12):
        each = factories.draft(writer, "<p>Rest.</p>", f"Text {number}")
        on_drafts.open_thread(each, editor, "Who?", is_private=False)

    user = User.objects.get(pk=writer.pk)
    user.has_perm("articles.write_article")  # asked once for a page
    with django_assert_num_queries(2):
        found = waiting_for(user)

    assert [each.draft.title for each in found.rows][:2] == ["Text 11", "Text 10"]
    assert (len(found.rows), found.hidden) == (10, 2)
