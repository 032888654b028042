"""While somebody writes: autosave, conflicts and their merge, presence, an ended session, versions."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.coediting import presence
from articles.drafting import unsaved_posts
from articles.drafting.drafts import About, DraftText, name_version, save_draft
from articles.models import Presence, Revision
from articles.text import cleaner
from articles.text import fields as text_fields
from reviews.workflow.perform import perform
from tests import factories
from tests.articles.drafting.test_drafts import fields
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@shared
def draft() -> Revision:
    factories.reference()
    return factories.draft(title="Rest for back pain", by=factories.writer(name="Mara Lindqvist"))


@pytest.fixture
def client(client, draft):
    client.force_login(factories.author_of(draft))
    return client


def at(name: str, draft: Revision, *more: str) -> str:
    return reverse(name, args=[draft.pk, *more])


def typed(draft: Revision, **changed: object) -> dict[str, object]:
    return fields(draft, writer=factories.author_of(draft).pk, **changed)


def stored(draft: Revision) -> Revision:
    return Revision.objects.get(pk=draft.pk)


# --- autosave ----------------------------------------------------------------------------------------


def test_an_autosave_is_a_save_and_says_at_which_version_the_draft_is(client, draft):
    body = (
        '<p>It <b>helps</b>.<cite data-ref="olsen2019"></cite><cite data-ref="nobody"></cite></p>'
    )

    answer = client.post(at("autosave", draft), typed(draft, body=body)).json()

    saved = stored(draft)
    assert saved.body.startswith("<p>It <strong>helps</strong>.")
    assert answer == {
        "version": 2,
        "saved_at": saved.saved_at.isoformat(),
        "unknown": ["nobody"],
        "refused": {},
    }


def test_an_autosave_without_a_change_writes_nothing(client, draft):
    answer = client.post(at("autosave", draft), typed(draft)).json()

    assert (answer["version"], stored(draft).version) == (1, 1)


def test_a_field_that_is_wrong_keeps_no_other_from_being_saved(client, draft):
    answer = client.post(at("autosave", draft), typed(draft, title="", body="<p>An hour.</p>"))

    assert answer.status_code == 200
    assert answer.json()["refused"] == {
        "title": "Give it a title; you can change it until it is submitted."
    }
    assert (stored(draft).title, stored(draft).body) == ("Rest for back pain", "<p>An hour.</p>")


def test_an_autosave_takes_at_most_fifteen_queries(client, draft):
    body = '<p>Rest.<cite data-ref="olsen2019"></cite></p>'
    client.post(at("autosave", draft), typed(draft, body=body))
    posted = typed(stored(draft), body=body.replace("Rest", "Bed rest"))

    with CaptureQueriesContext(connection) as captured:
        answer = client.post(at("autosave", draft), posted)

    asked = [each["sql"] for each in captured if "SAVEPOINT" not in each["sql"]]
    assert answer.json()["version"] == 3
    assert len(asked) <= 15, asked


@pytest.mark.parametrize("sent", [{}, {"around": 1}, {"look": 1}], ids=str)
def test_an_autosave_cleans_a_body_once(client, draft, monkeypatch, sent):
    cleaned = []
    clean = cleaner.clean
    monkeypatch.setattr(cleaner, "clean", lambda markup: cleaned.append(markup) or clean(markup))

    client.post(at("autosave", draft), typed(draft, body="<p>Bed <b>rest</b>.</p>", **sent))

    assert cleaned == ["<p>Bed <b>rest</b>.</p>"]


def test_topic_tags_and_names_are_saved_when_they_are_sent_as_changed(client, draft):
    client.post(at("autosave", draft), typed(draft, tags="pain"))
    assert not draft.article.tags.exists()

    answer = client.post(at("autosave", draft), typed(draft, tags="pain", around=1)).json()

    assert answer["version"] == 2
    assert [tag.name for tag in draft.article.tags.all()] == ["pain"]


def test_a_wrong_topic_does_not_keep_the_text_from_being_saved(client, draft):
    posted = typed(draft, body="<p>An hour.</p>", topic=0, around=1)

    answer = client.post(at("autosave", draft), posted).json()

    assert list(answer["refused"]) == ["topic"]
    assert stored(draft).body == "<p>An hour.</p>"


def test_a_stale_autosave_writes_nothing_and_names_who_saved(client, draft):
    theirs = factories.rewrite(draft, "<p>Hers.</p>", by=factories.editor(name="Ada Byron"))

    answer = client.post(at("autosave", draft), typed(draft, body="<p>Mine.</p>"))

    assert answer.status_code == 409
    assert answer.json() == {
        "by": "Ada Byron",
        "at": theirs.saved_at.isoformat(),
        "version": 2,
        "closed": "",
    }
    assert stored(draft).body == "<p>Hers.</p>"


def test_an_autosave_of_a_sealed_text_says_so(client, draft):
    posted = typed(draft, body="<p>Late.</p>")
    perform("submit", draft, factories.author_of(draft))

    answer = client.post(at("autosave", draft), posted)

    assert answer.status_code == 409
    assert answer.json()["closed"] == "This text is in review, so it no longer changes."


def test_a_page_that_somebody_else_opened_saves_nothing(draft):
    client = Client()
    client.force_login(factories.editor())

    answer = client.post(at("autosave", draft), typed(draft, body="<p>Hers.</p>"))

    assert (answer.status_code, answer.json()) == (403, {"reason": "somebody else"})
    assert stored(draft).version == 1


def test_looking_says_whether_a_text_differs_and_saves_nothing(client, draft):
    same = client.post(at("autosave", draft), typed(draft, look=1, title=f" {draft.title}"))
    other = client.post(at("autosave", draft), typed(draft, look=1, body="<p>Other.</p>"))

    assert (same.json(), other.json()) == ({"differs": False}, {"differs": True})
    assert stored(draft).version == 1


def test_a_form_without_a_version_is_refused(client, draft):
    answer = client.post(at("autosave", draft), typed(draft, version=""))

    assert answer.status_code == 422
    assert "version" in answer.json()["refused"]


# --- merging -----------------------------------------------------------------------------------------


@shared
def three_blocks(draft) -> Revision:
    return factories.rewrite(draft, "<p>a</p><p>b</p><p>c</p>")


def test_changes_in_different_blocks_are_saved_together(client, three_blocks):
    mine = typed(three_blocks, body="<p>A</p><p>b</p><p>c</p>")
    ada = factories.editor(name="Ada Byron")
    factories.rewrite(three_blocks, "<p>a</p><p>b</p><p>C</p>", by=ada)

    page = client.post(at("revision_edit", three_blocks), mine, follow=True)

    said = "Saved as version 4, together with what Ada Byron changed elsewhere."
    saved = stored(three_blocks)
    assert said in page.content.decode()
    assert (saved.version, saved.body) == (4, "<p>A</p><p>b</p><p>C</p>")


def test_an_autosave_answers_with_what_others_changed_elsewhere(client, three_blocks):
    mine = typed(three_blocks, body="<p>A</p><p>b</p><p>c</p>", change_note="Mine.")
    ada = factories.editor(name="Ada Byron")
    theirs = save_draft(three_blocks, 2, ada, DraftText("Other", body="<p>a</p><p>b</p><p>C</p>"))

    answer = client.post(at("autosave", three_blocks), mine).json()

    assert (answer["version"], answer["joined"]["others"]) == (4, ["Ada Byron"])
    assert answer["joined"]["at"] == theirs.saved_at.isoformat()
    assert answer["joined"]["typed"]["body"] == "<p>A</p><p>b</p><p>c</p>"
    assert answer["joined"]["stored"] == text_fields.values(stored(three_blocks))
    assert (stored(three_blocks).title, stored(three_blocks).change_note) == ("Other", "Mine.")


def test_tags_changed_here_go_beside_a_text_changed_there(client, three_blocks):
    was = About.of(three_blocks.article).mark
    posted = typed(three_blocks, tags="pain", around=1, around_was=was)
    factories.rewrite(three_blocks, "<p>a</p><p>b</p><p>C</p>", by=factories.editor())

    answer = client.post(at("autosave", three_blocks), posted).json()

    article = stored(three_blocks).article
    assert list(article.tags.names()) == ["pain"]
    assert answer["around"] == About.of(article).mark
    article.tags.set(["theirs"])
    factories.rewrite(stored(three_blocks), "<p>a</p><p>b</p><p>D</p>", by=factories.editor())
    assert client.post(at("autosave", three_blocks), {**posted, "version": 4}).status_code == 409
    assert list(article.tags.names()) == ["theirs"]


def test_who_changed_nothing_gets_what_others_saved_and_writes_nothing(client, three_blocks):
    factories.rewrite(three_blocks, "<p>a</p><p>b</p><p>C</p>", by=factories.editor())

    answer = client.post(at("autosave", three_blocks), typed(three_blocks)).json()

    assert answer["version"] == stored(three_blocks).version == 3
    assert answer["joined"]["stored"]["body"] == "<p>a</p><p>b</p><p>C</p>"


def test_a_second_window_of_ones_own_is_joined_without_a_name(client, three_blocks):
    writer = factories.author_of(three_blocks)
    factories.rewrite(three_blocks, "<p>a</p><p>b</p><p>C</p>", by=writer)

    posted = typed(three_blocks, body="<p>A</p><p>b</p><p>c</p>")
    page = client.post(at("revision_edit", three_blocks), posted, follow=True)

    assert "together with what you changed in another window" in page.content.decode()


def test_without_the_text_that_one_began_from_nothing_is_joined(client, three_blocks):
    posted = typed(three_blocks, body="<p>A</p><p>b</p><p>c</p>")
    factories.rewrite(three_blocks, "<p>a</p><p>b</p><p>C</p>", by=factories.editor())
    three_blocks.checkpoints.filter(version=2).delete()

    answer = client.post(at("autosave", three_blocks), posted)

    assert answer.status_code == 409
    assert stored(three_blocks).body == "<p>a</p><p>b</p><p>C</p>"


@pytest.mark.parametrize(
    ("choice", "middle"),
    [("mine", "<p>B1</p>"), ("theirs", "<p>B2</p>"), ("both", "<p>B1</p><p>B2</p>")],
)
def test_a_block_that_both_changed_is_chosen(client, three_blocks, choice, middle):
    mine = typed(three_blocks, body="<p>a</p><p>B1</p><p>c</p>")
    factories.rewrite(three_blocks, "<p>a</p><p>B2</p><p>c</p>", by=factories.editor())

    page = client.post(at("revision_edit", three_blocks), mine)
    (clash,) = (part.name for part in page.context["merge"].parts if part.origin == "clash")
    form = {**dict(page.context["kept"]), "version": 3, "base": 2, f"choose-{clash}": choice}
    client.post(at("revision_merge", three_blocks), {**form, "merge": 1})

    assert f'name="choose-{clash}"' in page.content.decode()
    assert stored(three_blocks).body == f"<p>a</p>{middle}<p>c</p>"


def test_a_merge_on_top_of_a_third_save_is_asked_anew(client, three_blocks):
    mine = typed(three_blocks, body="<p>A</p><p>b</p><p>c</p>")
    latest = factories.rewrite(three_blocks, "<p>a</p><p>b</p><p>C</p>", by=factories.editor())
    factories.rewrite(latest, "<p>a</p><p>b</p><p>D</p>", by=factories.editor())

    page = client.post(
        at("revision_merge", three_blocks), {**mine, "version": 3, "base": 2, "merge": 1}
    )

    assert page.status_code == 409
    assert page.context["base_version"] == 2
    assert stored(three_blocks).body == "<p>a</p><p>b</p><p>D</p>"


def test_comparing_saves_nothing(client, three_blocks):
    page = client.post(at("revision_merge", three_blocks), typed(three_blocks, body="<p>x</p>"))

    assert page.status_code == 200
    assert stored(three_blocks).version == 2


def test_a_version_that_is_not_a_number_is_no_base(client, three_blocks):
    posted = typed(three_blocks, body="<p>x</p>", base="-1", version="9" * 40)

    page = client.post(at("revision_merge", three_blocks), posted)

    assert page.status_code == 200
    assert page.context["merge"].clashes == 1


# --- presence ----------------------------------------------------------------------------------------


def test_who_has_the_draft_open_is_seen_and_who_falls_silent_is_not(client, draft):
    ada = factories.editor(name="Ada Byron")
    presence.touch(draft, ada, is_typing=True)

    def others() -> list[dict[str, object]]:
        return client.post(at("revision_presence", draft)).json()["others"]

    assert others() == [{"name": "Ada Byron", "typing": True}]
    Presence.objects.filter(user=ada).update(typed_at=timezone.now() - timedelta(seconds=16))
    assert others() == [{"name": "Ada Byron", "typing": False}]
    Presence.objects.filter(user=ada).update(seen_at=timezone.now() - timedelta(seconds=16))
    assert others() == []


def test_who_leaves_is_gone_at_once(client, draft):
    client.post(at("revision_presence", draft), {"typing": 1})
    assert Presence.objects.get().typed_at

    client.post(at("revision_presence", draft), {"leaving": 1})

    assert not Presence.objects.exists()


def test_presence_costs_three_queries_beside_signing_in(client, draft, django_assert_num_queries):
    presence.touch(draft, factories.editor(), is_typing=False)

    with django_assert_num_queries(3 + 3):  # session, user, rights; draft, touch, read
        client.post(at("revision_presence", draft))


# --- an ended session --------------------------------------------------------------------------------


def proof_of(draft: Revision) -> str:
    return unsaved_posts.proof(factories.author_of(draft), draft.pk)


@pytest.mark.parametrize("proof", ["", "forged", "of another draft"])
def test_nothing_is_kept_of_who_was_never_signed_in(draft, proof):
    """1 MB for anybody, again and again, would fill the database."""
    other = factories.draft()
    sent = proof_of(other) if proof == "of another draft" else proof
    client = Client()

    answer = client.post(at("revision_edit", draft), typed(draft, proof=sent), follow=True)

    assert "nothing was saved" in answer.content.decode()
    kept = [session.get_decoded() for session in Session.objects.all()]
    assert not any(unsaved_posts.KEY in session for session in kept)


def test_of_one_writer_so_much_is_kept_in_an_hour(draft, settings):
    settings.ACCOUNT_RATE_LIMITS = {"unsaved_post": "2/h/key"}

    for _ in range(3):
        posted_signed_out(draft)

    kept = [session.get_decoded() for session in Session.objects.all()]
    assert sum(unsaved_posts.KEY in session for session in kept) == 2


def posted_signed_out(draft: Revision) -> Client:
    client = Client()
    body, proof = "<p>Typed after the session ended.</p>", proof_of(draft)
    answer = client.post(at("revision_edit", draft), typed(draft, body=body, proof=proof))
    assert "/account/login/" in answer.headers["Location"]
    return client


def test_what_is_posted_signed_out_is_offered_after_signing_in(draft):
    client = posted_signed_out(draft)
    client.force_login(factories.author_of(draft))

    page = client.get(at("revision_edit", draft))

    assert "Typed after the session ended." in page.content.decode()
    assert stored(draft).version == 1
    form = {**dict(page.context["kept"]), "version": 1}
    client.post(at("revision_edit", draft), form)
    assert stored(draft).body == "<p>Typed after the session ended.</p>"
    assert (
        "Your text is not saved yet" not in client.get(at("revision_edit", draft)).content.decode()
    )


def test_somebody_else_who_signs_in_gets_nothing_of_it(draft):
    client = posted_signed_out(draft)
    client.force_login(factories.editor())

    page = client.get(at("revision_edit", draft)).content.decode()

    assert "Typed after" not in page
    assert not any("posted" in key for key in client.session.keys())  # noqa: SIM118


def test_it_may_be_left(draft):
    client = posted_signed_out(draft)
    client.force_login(factories.author_of(draft))

    client.get(at("revision_edit", draft) + "?leave")

    assert "Typed after" not in client.get(at("revision_edit", draft)).content.decode()


def test_a_page_asks_who_is_signed_in_and_gets_a_fresh_token(client, draft):
    answer = client.get(reverse("signed_in"))

    assert answer.json()["writer"] == factories.author_of(draft).pk
    assert len(answer.json()["token"]) == 64
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_form_refused_for_its_token_shows_what_was_typed_to_copy(draft):
    client = Client(enforce_csrf_checks=True)
    words = "<p>" + "Typed for an hour. " * 9 + "</p>"

    answer = client.post(at("revision_edit", draft), {"body": words, "password": "secret"})

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "&lt;p&gt;Typed for an hour." in page
    assert "secret" not in page


# --- the pages of versions ---------------------------------------------------------------------------


def test_versions_are_listed_read_named_and_restored(client, draft):
    named = at("version_name", draft)
    client.post(named, {"name": "Before cutting dosage"})
    factories.rewrite(stored(draft), "<p>Cut.</p>")
    kept = draft.checkpoints.named().get()
    listed = reverse("article_versions", args=[draft.article_id])

    page = client.get(listed).content.decode()
    read = client.get(reverse("version_detail", args=[draft.article_id, f"v{kept.pk}"]))
    restored = client.post(at("version_restore", draft, f"v{kept.pk}"), {"version": 2})

    assert "Before cutting dosage" in page
    assert "Rest helps." in read.content.decode()
    assert restored.headers["Location"] == at("revision_edit", draft)
    assert (stored(draft).body, stored(draft).version) == ("<p>Rest helps.</p>", 3)


def test_a_version_needs_a_name_to_be_named(client, draft):
    page = client.post(at("version_name", draft), {"name": " "})

    assert page.status_code == 422
    assert "Give it a name that you will know again." in page.content.decode()


def test_restoring_on_top_of_a_newer_save_is_refused(client, draft):
    kept = name_version(draft, factories.author_of(draft), "One")
    factories.rewrite(draft, "<p>Newer.</p>")

    page = client.post(at("version_restore", draft, f"v{kept.pk}"), {"version": 1}, follow=True)

    assert "Not restored. This draft was saved elsewhere" in page.content.decode()
    assert stored(draft).body == "<p>Newer.</p>"


@pytest.mark.parametrize("address", ["v999999", "nonsense"])
def test_a_version_that_is_none_is_not_found(client, draft, address):
    assert (
        client.get(reverse("version_detail", args=[draft.article_id, address])).status_code == 404
    )
    answer = client.post(at("version_restore", draft, address), {"version": 1})
    assert answer.status_code == 404


def test_the_list_of_versions_costs_the_same_however_long_it_is(client, draft):
    address = reverse("article_versions", args=[draft.article_id])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    before = queries()
    for number in range(5):
        factories.rewrite(stored(draft), f"<p>{number}</p>")

    assert queries() == before
