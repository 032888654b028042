"""Writing a draft: saving, conflicts, what stands around the text, notes, preview."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.drafting.drafts import (
    About,
    DraftText,
    NotADraft,
    Stale,
    save_draft,
    start_draft,
)
from articles.library.importing import new_key
from articles.models import Byline, Comment, Contribution, Revision, Thread
from articles.sealing import seal
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.markup import flat
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def fields(draft: Revision, **changed: object) -> dict[str, object]:
    """What the edit page posts for a draft."""
    bylines = list(draft.article.bylines.all())
    posted = {
        "title": draft.title,
        "standfirst": draft.standfirst,
        "body": draft.body,
        "change_note": draft.change_note,
        "topic": draft.article.topic_id,
        "tags": ", ".join(draft.article.tags.names()),
        "version": draft.version,
        "bylines-TOTAL_FORMS": len(bylines),
        "bylines-INITIAL_FORMS": len(bylines),
    }
    for number, byline in enumerate(bylines):
        posted[f"bylines-{number}-person"] = byline.person_id
        posted[f"bylines-{number}-role"] = byline.role
    return {**posted, **changed}


@shared
def draft() -> Revision:
    return factories.draft(title="Rest for back pain")


@pytest.fixture
def client(client, draft):
    client.force_login(factories.author_of(draft))
    return client


def edit(draft: Revision) -> str:
    return reverse("revision_edit", args=[draft.pk])


# --- saving ------------------------------------------------------------------------------------------


def test_a_save_writes_the_text_and_counts_a_version(client, draft):
    response = client.post(edit(draft), fields(draft, title="Rest", body="<p>It <b>helps</b>.</p>"))

    assert response.headers["Location"] == edit(draft)
    saved = Revision.objects.get(pk=draft.pk)
    assert (saved.title, saved.body, saved.version) == (
        "Rest", "<p>It <strong>helps</strong>.</p>", 2,
    )  # fmt: skip
    assert Contribution.objects.get(revision=draft).saves == 2


def test_a_save_without_a_change_writes_nothing(client, draft):
    before = Revision.objects.filter(pk=draft.pk).values().get()
    sealed = seal.compose(draft).serialised()

    response = client.post(edit(draft), fields(draft), follow=True)

    assert "Nothing had changed, so nothing was saved." in response.content.decode()
    assert Revision.objects.filter(pk=draft.pk).values().get() == before
    assert seal.compose(draft).serialised() == sealed
    assert Contribution.objects.get(revision=draft).saves == 1


def test_what_stands_around_the_text_is_saved_with_it(client, draft):
    topic, ada = factories.topic(), factories.person(name="Ada")
    posted = fields(draft, topic=topic.pk, tags="pain, rest")
    posted |= {
        "bylines-TOTAL_FORMS": 2, "bylines-1-person": ada.pk, "bylines-1-role": Byline.Role.EDITOR,
    }  # fmt: skip

    client.post(edit(draft), posted)

    article = Revision.objects.get(pk=draft.pk).article
    assert (article.topic, set(article.tags.names())) == (topic, {"pain", "rest"})
    assert [(byline.role, byline.position) for byline in article.bylines.all()] == [
        ("editor", 1), ("writer", 0),
    ]  # fmt: skip
    assert Revision.objects.get(pk=draft.pk).version == 2


def test_a_person_stands_there_once_in_a_role(client, draft):
    person = draft.article.bylines.get().person_id
    posted = fields(draft, title="Changed")
    posted |= {"bylines-TOTAL_FORMS": 2, "bylines-1-person": person, "bylines-1-role": "writer"}

    response = client.post(edit(draft), posted)

    assert response.status_code == 422
    assert "The same person stands there twice in the same role." in response.content.decode()
    assert Revision.objects.get(pk=draft.pk).title == "Rest for back pain"


def test_what_is_wrong_is_named_beside_its_field_and_what_was_typed_stays(client, draft):
    response = client.post(edit(draft), fields(draft, title="", body="<p>Typed for an hour.</p>"))

    page = response.content.decode()
    assert response.status_code == 422
    assert "Give it a title; you can change it until it is submitted." in page
    assert "&lt;p&gt;Typed for an hour.&lt;/p&gt;" in page
    assert Revision.objects.get(pk=draft.pk).version == 1


def test_works_that_the_text_cites_come_beside_it(client, draft):
    factories.reference()

    body = '<p>A<cite data-ref="olsen2019"></cite><cite data-ref="nobody"></cite></p>'
    page = flat(client.post(edit(draft), fields(draft, body=body), follow=True).text)

    assert [each.key for each in draft.article.shelf.all()] == ["olsen2019"]
    assert "Unintentional Drug Overdose Deaths" in page
    assert "Cited, but not in the library: <code>nobody</code>" in page


def test_the_edit_page_says_what_stands_in_the_way_of_submission(client, draft):
    draft = factories.rewrite(draft, '<p>A<cite data-ref="nobody"></cite></p>')

    page = client.get(edit(draft)).content.decode()

    assert "“nobody” is not in the reference library." in page


def test_the_edit_page_has_no_inline_script_or_style_without_a_nonce(client, draft):
    response = client.get(edit(draft))

    page = response.content.decode()
    assert 'type="importmap" nonce=' in page
    assert " style=" not in page
    assert "<style" not in page
    assert " on" + "click=" not in page


def test_the_edit_page_costs_the_same_however_much_stands_on_it(client, draft):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(edit(draft)).status_code == 200
        return len(captured)

    def fill(key: str) -> None:
        factories.reference(key, type="book", title=f"Work {key}")
        factories.rewrite(
            Revision.objects.get(pk=draft.pk), f'{draft.body}<p>x<cite data-ref="{key}"></cite></p>'
        )
        thread = Thread.objects.create(revision=draft, opened_by=factories.author_of(draft))
        Comment.objects.create(thread=thread, author=factories.writer(), text="Why?")
        Byline.objects.create(article=draft.article, person=factories.person())

    fill("first")
    before = queries()
    for number in range(6):
        fill(f"ref{number}")

    assert queries() == before


# --- conflicts ---------------------------------------------------------------------------------------


def test_a_stale_save_is_refused_with_both_texts_whole(client, draft):
    factories.rewrite(draft, "<p>Theirs.</p>", by=factories.editor(name="Ada Byron"))

    response = client.post(edit(draft), fields(draft, title="Mine", body="<p>My words.</p>"))

    page = response.content.decode()
    assert response.status_code == 409
    assert "Ada Byron saved this draft" in page
    assert "&lt;p&gt;Theirs.&lt;/p&gt;" in page
    assert '<div class="body"><p>Theirs.</p></div>' in page
    assert "&lt;p&gt;My words.&lt;/p&gt;" in page
    assert '<del><span class="visually-hidden">removed: </span>Theirs.</del>' in page
    assert '<ins><span class="visually-hidden">inserted: </span>My words.</ins>' in page
    assert "view=side" not in page  # a link away would lose what was typed
    assert Revision.objects.get(pk=draft.pk).body == "<p>Theirs.</p>"


def test_keep_mine_posts_my_text_on_top_of_theirs(client, draft):
    theirs = factories.rewrite(draft, "<p>Theirs.</p>", by=factories.editor())
    response = client.post(edit(draft), fields(draft, body="<p>Mine.</p>"))
    kept = dict(response.context["kept"])

    client.post(edit(draft), {**kept, "version": response.context["theirs"].version})

    saved = Revision.objects.get(pk=draft.pk)
    assert (saved.body, saved.version) == ("<p>Mine.</p>", theirs.version + 1)


def test_a_stale_save_changes_nothing_around_the_text(client, draft):
    factories.rewrite(draft, "<p>Theirs.</p>", by=factories.editor())

    client.post(edit(draft), fields(draft, topic=factories.topic().pk, tags="new"))

    article = Revision.objects.get(pk=draft.pk).article
    assert (article.topic, list(article.tags.all())) == (draft.article.topic, [])


def test_what_was_written_is_not_lost_when_the_text_was_sealed_meanwhile(client, draft):
    perform("submit", draft, factories.author_of(draft))

    response = client.post(edit(draft), fields(draft, body="<p>My words.</p>"))

    page = response.content.decode()
    assert response.status_code == 409
    assert "This text is in review, so it no longer changes." in page
    assert "&lt;p&gt;My words.&lt;/p&gt;" in page
    assert "Keep mine" not in page


def test_a_sealed_text_opens_no_editor(client, draft):
    perform("submit", draft, factories.author_of(draft))

    response = client.get(edit(draft), follow=True)

    assert response.redirect_chain == [(reverse("timeline", args=[draft.article_id]), 302)]
    assert "This text is in review, so it no longer changes." in response.content.decode()


def test_saving_a_sealed_draft_is_refused(draft):
    perform("submit", draft, factories.author_of(draft))

    with pytest.raises(NotADraft):
        save_draft(draft, draft.version, factories.author_of(draft), DraftText("x"))


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_once_one_wins_and_the_other_is_told(draft):
    def save(words: str) -> str:
        try:
            save_draft(draft, 1, writer, DraftText("x", body=f"<p>{words}</p>"))
        except Stale:
            return "stale"
        finally:
            connection.close()
        return "saved"

    writer = factories.author_of(draft)
    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(save, ["one", "two"]))

    assert outcomes == ["saved", "stale"]
    assert Revision.objects.get(pk=draft.pk).version == 2


def test_a_change_around_the_text_alone_is_a_save_too(draft):
    about = About.of(draft.article)
    changed = About(about.topic, ("pain",), about.bylines)

    saved = save_draft(draft, 1, factories.editor(), DraftText.of(draft), changed)

    assert saved.version == 2
    with pytest.raises(Stale):
        save_draft(draft, 1, factories.editor(), DraftText.of(draft), about)


# --- the next draft ----------------------------------------------------------------------------------


def test_a_draft_after_a_rejection_starts_from_the_published_text():
    live = factories.published()
    second = factories.next_draft(live.article, "<p>A wrong premise.</p>")
    doctor = factories.reviewer()
    factories.assigned(second, to=doctor)
    factories.release_asked_again(second, but=doctor)
    perform("reject", second, doctor, Inputs("The premise is wrong.", "None."))

    third = start_draft(live.article, factories.author_of(live))

    assert (third.number, third.based_on, third.body) == (3, live, live.body)


def test_copying_a_text_is_not_writing_it():
    live = factories.published()

    draft = start_draft(live.article, factories.author_of(live))

    assert not draft.contributions.exists()


def test_keys_are_made_of_name_and_year_and_never_twice():
    work = {"author": [{"family": "Ó Briain"}], "issued": {"date-parts": [[2019]]}}
    assert new_key(work) == "obriain2019"
    factories.reference("obriain2019", type="book", title="x")

    assert new_key(work) == "obriain2019a"
    assert new_key({"title": "World health"}) == "worldhealth"
    assert new_key({"title": "Coffee and melatonin in shift workers"}) == "coffeeandmelatonin"


# --- notes -------------------------------------------------------------------------------------------


@shared
def note(draft) -> Thread:
    thread = Thread.objects.create(
        revision=draft, kind=Thread.Kind.NOTE, opened_by=factories.author_of(draft)
    )
    Comment.objects.create(thread=thread, author=thread.opened_by, text="A table lost its columns.")
    return thread


def test_a_note_is_answered_and_resolved(client, draft, note):
    assert "A table lost its columns." in client.get(edit(draft)).content.decode()

    response = client.post(
        reverse("note_answer", args=[note.pk]), {"text": "Put right.", "resolve": 1}
    )

    note.refresh_from_db()
    assert response.headers["Location"] == f"{edit(draft)}#thread-{note.pk}"
    assert [each.text for each in note.comments.all()][1:] == ["Put right."]
    assert (note.is_resolved, note.resolved_by) == (True, factories.author_of(draft))


def test_a_note_is_resolved_without_an_answer(client, note):
    client.post(reverse("note_resolve", args=[note.pk]))

    assert Thread.objects.get(pk=note.pk).is_resolved


def test_notes_are_resolved_several_at_once_and_no_point_of_a_reviewer_with_them(
    client, draft, note
):
    writer = factories.author_of(draft)
    more = [
        Thread.objects.create(revision=draft, kind=kind, opened_by=writer)
        for kind in (Thread.Kind.NOTE, Thread.Kind.NOTE, Thread.Kind.MUST_FIX)
    ]
    resolving = reverse("notes_resolve", args=[draft.pk])

    ticked = client.post(resolving, {"thread": [note.pk, more[0].pk, more[2].pk, "nonsense"]})
    assert list(Thread.objects.unresolved()) == more[1:]
    page = client.post(resolving, {"all": 1}, follow=True)

    assert ticked.headers["Location"] == f"{edit(draft)}#threads"
    assert list(Thread.objects.unresolved()) == more[2:]
    assert "1 note is resolved." in page.content.decode()
    assert set(Thread.objects.exclude(resolved_by=None).values_list("resolved_by", flat=True)) == {
        writer.pk
    }


def test_an_empty_answer_is_refused_in_place(client, note):
    response = client.post(reverse("note_answer", args=[note.pk]), {"text": " "})

    assert response.status_code == 422
    assert "Write the answer first." in response.content.decode()
    assert note.comments.count() == 1


def test_the_point_of_a_reviewer_is_answered_but_not_resolved_by_the_writer(client, draft):
    doctor = factories.reviewer()
    factories.assigned(draft, to=doctor)
    thread = Thread.objects.create(revision=draft, kind=Thread.Kind.MUST_FIX, opened_by=doctor)
    Comment.objects.create(thread=thread, author=doctor, text="Name the dose.")
    perform("request_changes", draft, doctor, Inputs("See my comment.", "None."))
    second = start_draft(draft.article, factories.author_of(draft))

    page = flat(client.get(edit(second)).text)
    assert "<strong>Changes requested</strong>" in page
    assert page.index("See my comment.") < page.index('id="writing"')
    refused = client.post(reverse("note_resolve", args=[thread.pk]))
    client.post(reverse("note_answer", args=[thread.pk]), {"text": "500 mg."})

    assert "Name the dose." in page
    assert "Must fix (from text 1)" in page
    assert "Resolve without an answer" not in page
    assert refused.status_code == 403
    assert thread.comments.count() == 2
    assert not Thread.objects.get(pk=thread.pk).is_resolved


# --- tags --------------------------------------------------------------------------------------------


def test_tags_are_parted_by_commas_and_known_ones_are_used_again(client, draft):
    other = factories.draft()
    other.article.tags.add("Sjögren’s syndrome", "back pain")

    client.post(edit(draft), fields(draft, tags='sjogren’s  SYNDROME, "Back Pain", dose of 5 mg,,'))

    names = sorted(Revision.objects.get(pk=draft.pk).article.tags.names())
    assert names == ["Sjögren’s syndrome", "back pain", "dose of 5 mg"]
    page = client.get(edit(draft)).content.decode()
    assert 'value="Sjögren’s syndrome, back pain, dose of 5 mg"' in page


def test_a_tag_that_is_too_long_is_said_and_not_cut(client, draft):
    page = client.post(edit(draft), fields(draft, tags="x" * 101))

    assert page.status_code == 422
    assert "At most 100 characters for a tag" in page.content.decode()


# --- what places notices ---------------------------------------------------------------------------


def test_a_writer_sorts_an_article_until_it_is_public():
    draft = factories.draft()
    about = About.of(draft.article)

    save_draft(draft, 1, factories.author_of(draft), DraftText.of(draft),
               About(about.topic, ("back pain",), about.bylines))  # fmt: skip

    assert list(draft.article.tags.names()) == ["back pain"]


def test_a_writer_can_not_take_a_notice_off_a_public_page_by_its_tag():
    """Tags place disclaimers on the page that readers see now, whatever becomes of the draft."""
    live = factories.published()
    live.article.tags.add("kratom")
    draft = start_draft(live.article, factories.author_of(live))
    about = About(live.article.topic, (), About.of(live.article).bylines)

    with pytest.raises(PermissionDenied):
        save_draft(draft, 1, factories.author_of(live), DraftText.of(draft), about)
    assert list(live.article.tags.names()) == ["kratom"]

    save_draft(draft, 1, factories.editor(), DraftText.of(draft), about)
    assert list(live.article.tags.names()) == []


def test_the_page_of_a_public_article_shows_its_tags_and_keeps_them(sign_in):
    live = factories.published()
    live.article.tags.add("back pain")
    draft = start_draft(live.article, factories.author_of(live))
    client = sign_in(factories.author_of(live))
    address = reverse("revision_edit", args=[draft.pk])
    form = client.get(address).context["form"]
    typed = {**form.initial, "body": "<p>New.</p>", "tags": "", "topic": factories.topic().pk}
    typed |= {"bylines-TOTAL_FORMS": "0", "bylines-INITIAL_FORMS": "0"}

    response = client.post(address, typed)

    live.article.refresh_from_db()
    assert response.status_code in (302, 303)
    assert form.fields["tags"].disabled
    assert list(live.article.tags.names()) == ["back pain"]
    assert live.article.topic_id != typed["topic"]
