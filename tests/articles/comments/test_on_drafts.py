"""What writers and editors say about a draft: who reads it, how it follows the text, whom it tells."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from articles.comments import on_drafts, tracking
from articles.comments.on_drafts import Closed
from articles.comments.tracking import Report
from articles.drafting import drafts
from articles.drafting.drafts import DraftText
from articles.models import DraftComment, DraftThread, Revision
from reviews.models import Notification
from reviews.workflow.perform import perform
from tests import factories

pytestmark = pytest.mark.django_db

BODY = "<p>Rest helps most people with a sore back. Ask a doctor first.</p>"
WORDS = "a sore back"


@pytest.fixture
def writer():
    return factories.writer(name="Ana Ruiz")


@pytest.fixture
def draft(writer):
    return factories.draft(writer, BODY, "Back pain")


def on_words(draft: Revision, user, text: str = "Which back?", **options) -> DraftThread:
    start = "Rest helps most people with a sore back.".index(WORDS)
    passage = tracking.selected(draft, draft.body, start, start + len(WORDS))
    is_private = options.pop("is_private", False)
    return on_drafts.open_thread(draft, user, text, is_private, passage)[0]


def save(draft: Revision, body: str, report: Report | None = None) -> Revision:
    draft.refresh_from_db()
    text = DraftText.of(draft)
    new = DraftText(title=text.title, body=body)
    return drafts.save_draft(draft, draft.version, draft.created_by, new, report=report)


def post(client, user, name: str, pk: int, **fields):
    client.force_login(user)
    return client.post(reverse(name, args=[pk]), fields, headers={"X-Requested-With": "fetch"})


# --- who reads it ------------------------------------------------------------------------------------


def test_who_writes_the_article_reads_comments_and_nobody_else_does(client, writer, draft):
    thread = on_words(draft, writer)

    for reader, is_shown in (
        (writer, True),
        (factories.editor(), True),
        (factories.writer(), False),
        (factories.reviewer(), False),
        (factories.user(), False),
    ):
        shown = DraftThread.objects.shown_to(reader).filter(pk=thread.pk).exists()
        assert shown == is_shown, reader.groups.all()


def test_a_note_to_oneself_is_read_by_nobody_else_whatever_they_may(client, writer, draft):
    note = on_words(draft, writer, "My doubts, @Eva Soto.", is_private=True)
    others = [factories.editor(name="Eva Soto"), factories.user(is_superuser=True, is_staff=True)]

    for other in others:
        client.force_login(other)
        for name in ("revision_edit", "note_cards"):
            assert "My doubts" not in client.get(reverse(name, args=[draft.pk])).content.decode()
        page = client.get(reverse("draft_threads", args=[draft.article_id]))
        assert "My doubts" not in page.content.decode()
        for name in ("answer", "resolve", "delete"):
            assert post(client, other, f"draft_thread_{name}", note.pk, text="x").status_code == 404
    assert not Notification.objects.exists()
    client.force_login(writer)
    assert "My doubts" in client.get(reverse("revision_edit", args=[draft.pk])).content.decode()


def test_its_maker_deletes_a_note_for_good_in_review_too(client, writer, draft):
    note = on_words(draft, writer, is_private=True)
    perform("submit", ready(draft), writer)

    assert post(client, writer, "draft_thread_delete", note.pk).status_code == 200

    assert not DraftThread.objects.exists()
    assert not DraftComment.objects.exists()


def ready(draft: Revision) -> Revision:
    factories.reference()
    save(draft, BODY.replace("first.", 'first.<cite data-ref="olsen2019"></cite>'))
    draft.refresh_from_db()
    return draft


def test_what_somebody_answered_is_not_deleted(client, writer, draft):
    thread = on_words(draft, writer)
    on_drafts.answer(thread, factories.editor(), "The lower one.")

    answer = post(client, writer, "draft_thread_delete", thread.pk)

    assert answer.status_code == 409
    assert "answered" in answer.content.decode()
    assert DraftThread.objects.get() == thread


# --- how it follows the text ---------------------------------------------------------------------------


def test_it_follows_its_words_and_says_when_they_are_gone(writer, draft):
    thread = on_words(draft, writer)

    save(draft, BODY.replace("Rest helps", "In most studies rest helps"))
    thread.refresh_from_db()
    assert (thread.exact, thread.state) == (WORDS, "anchored")

    save(draft, "<p>Ask a doctor first.</p>")
    thread.refresh_from_db()
    assert thread.state == "orphaned"
    assert thread.quote == WORDS


def test_the_editor_says_where_it_went(writer, draft):
    thread = on_words(draft, writer)
    body = "<p>Ask a doctor first. Somebody with a stiff back rests.</p>"
    start = "Ask a doctor first. Somebody with ".__len__()
    posted = json.dumps([{"draft": thread.pk, "start": start, "end": start + len("a stiff back")}])

    save(draft, body, Report.read(posted, body))

    thread.refresh_from_db()
    assert (thread.exact, thread.state) == ("a stiff back", "changed")


def test_words_that_are_not_saved_yet_are_found_by_the_next_save(client, writer, draft):
    typed = BODY.replace("</p>", " Sleep well at night.</p>")
    start = typed.index("Sleep") - len("<p>")
    place = {"start": start, "end": start + len("Sleep well"), "body": typed}
    answer = post(client, writer, "draft_thread_open", draft.pk, text="How long?", **place)
    thread = DraftThread.objects.get()
    assert answer.status_code == 200
    assert (thread.quote, thread.state) == ("Sleep well", "orphaned")

    said = json.dumps([{"draft": thread.pk, "start": start, "end": start + len("Sleep well")}])
    save(draft, typed, Report.read(said, typed))

    thread.refresh_from_db()
    assert thread.state == "anchored"


def test_what_is_open_goes_along_into_the_next_draft(writer, draft):
    thread, done = on_words(draft, writer), on_words(draft, writer)
    on_drafts.resolve(done, writer)
    perform("submit", ready(draft), writer)
    perform("recall", draft, writer)

    following = drafts.start_draft(draft.article, writer)

    thread.refresh_from_db()
    done.refresh_from_db()
    assert (thread.revision, thread.exact) == (following, WORDS)
    assert done.revision == draft


# --- in review -----------------------------------------------------------------------------------------


def test_in_review_it_is_read_and_not_added_to(client, writer, draft):
    thread = on_words(draft, writer)
    perform("submit", ready(draft), writer)

    for act in (
        lambda: on_drafts.open_thread(draft, writer, "More.", False),
        lambda: on_drafts.answer(thread, writer, "More."),
        lambda: on_drafts.resolve(thread, writer),
        lambda: on_drafts.reopen(thread),
    ):
        with pytest.raises(Closed):
            act()
    client.force_login(writer)
    page = client.get(reverse("draft_threads", args=[draft.article_id])).content.decode()
    assert "Which back?" in page
    assert "textarea" not in page


def test_open_ones_are_named_before_submission_and_no_seal_has_them(client, writer, draft):
    on_words(draft, writer, "Sealed nowhere.")
    on_words(draft, writer, is_private=True)
    draft = ready(draft)
    client.force_login(writer)
    panel = client.get(reverse("revision_edit", args=[draft.pk])).content.decode()
    assert "1 comment of those who write it is open." in panel

    perform("submit", draft, writer)

    draft.refresh_from_db()
    assert "Sealed nowhere." not in draft.sealed


def test_no_reviewer_and_no_dossier_has_it(client, writer, draft):
    on_words(draft, writer, "Between ourselves.")
    draft = ready(draft)
    perform("submit", draft, writer)
    draft.refresh_from_db()
    editor, reviewer = factories.editor(), factories.reviewer()
    factories.assigned(draft, to=reviewer, by=editor)

    for user, name, pk in (
        (reviewer, "review", draft.pk),
        (editor, "review", draft.pk),
        (editor, "dossier", draft.article_id),
        (editor, "timeline", draft.article_id),
    ):
        client.force_login(user)
        assert "Between ourselves." not in client.get(reverse(name, args=[pk])).content.decode()
    client.force_login(reviewer)
    assert client.get(reverse("draft_threads", args=[draft.article_id])).status_code in (403, 404)


# --- whom it tells ---------------------------------------------------------------------------------------


def test_who_is_named_is_told_each_time_and_the_others_once_an_hour(writer, draft):
    editor = factories.editor(name="Eva Soto")
    thread, told = on_drafts.open_thread(draft, editor, "Look at this, @Ana Ruiz.", False)
    assert "Ana Ruiz" in told
    on_drafts.answer(thread, writer, "Better, @eva soto?")
    on_drafts.answer(thread, writer, "Or so.")
    on_drafts.answer(thread, writer, "Or so, too.")

    heard = Notification.objects.filter(recipient=editor).order_by("pk")
    assert [each.subject.split(" ")[2] for each in heard] == ["named", "commented"]
    assert all(each.path == reverse("draft_thread", args=[thread.pk]) for each in heard)


def test_nobody_is_named_or_told_who_may_not_read_it(writer, draft):
    factories.writer(name="Other Writer")
    factories.reviewer(name="Rae Viewer")
    editor = factories.editor(name="Eva Soto")
    thread, _ = on_drafts.open_thread(draft, editor, "@Other Writer, @Rae Viewer?", False)
    assert not thread.comments.get().mentioned.exists()

    draft.article.writers.remove(writer)  # who no longer writes it hears no more
    Notification.objects.all().delete()
    assert "Ana" not in on_drafts.answer(thread, editor, "@Ana Ruiz, are you there?")
    assert not Notification.objects.exists()


def test_a_longer_name_is_meant_where_one_begins_like_another(writer, draft):
    short, long = factories.writer(name="Ana"), factories.writer(name="Ana Ruiz Soto")

    found = on_drafts.named_in("@Ana Ruiz Soto, and mail@ana.example", [short, long])

    assert found == [long]


def test_names_are_offered_of_those_who_may_read_it(client, writer, draft):
    factories.editor(name="Eva Soto")
    factories.reviewer(name="Evan Viewer")
    client.force_login(writer)

    answer = client.get(reverse("draft_people", args=[draft.pk]), {"q": "so"})

    assert answer.json() == {"results": ["Eva Soto"]}


def test_words_are_escaped_and_names_stand_out(client, writer, draft):
    factories.editor(name="Eva <b> Soto")
    on_drafts.open_thread(draft, writer, "<i>So</i>, @Eva <b> Soto?", False)
    client.force_login(writer)

    shown = client.get(reverse("revision_edit", args=[draft.pk])).content.decode()

    assert "&lt;i&gt;So" in shown
    assert "<strong>@Eva &lt;b&gt; Soto</strong>?" in shown


# --- two at once -----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_who_resolve_at_once_the_first_is_named(writer, draft):
    thread, editor = on_words(draft, writer), factories.editor()

    def resolve(user) -> None:
        try:
            on_drafts.resolve(thread, user)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(resolve, [writer, editor]))

    thread.refresh_from_db()
    assert thread.resolved_by in (writer, editor)


def test_without_a_script_it_comes_back_to_its_place(client, writer, draft):
    client.force_login(writer)
    address = reverse("draft_thread_open", args=[draft.pk])

    answer = client.post(address, {"text": "As a whole?"})

    thread = DraftThread.objects.get()
    assert answer["Location"] == f"{reverse('revision_edit', args=[draft.pk])}#{thread.key}"
    assert thread.state == "whole"
    answer = client.post(address, {"text": " "}, follow=True)
    assert "Write the comment first." in answer.content.decode()
