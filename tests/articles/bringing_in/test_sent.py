"""Files too long for a request: kept, read by the worker, told on the page of imports, and made once."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.bringing_in import imports, sent
from articles.models import Article, ImportedFile, Revision, TextImport
from tests import factories
from tests.articles.importing.webcopy import RAIN, WALKS

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
COPY = f"Warm baths\n\n{RAIN}\n\nShare on Facebook\n\n{WALKS}\n"
LATER = timedelta(minutes=11)
State = TextImport.State


@pytest.fixture(autouse=True)
def nothing_at_once(monkeypatch):
    monkeypatch.setattr(sent, "AT_ONCE", 0)


@pytest.fixture
def writer():
    return factories.writer()


@pytest.fixture
def page(client, writer):
    """What the page of imports says, once these files were sent; nothing sent, it is asked for."""
    client.force_login(writer)

    def ask(*texts: str, **data: object) -> str:
        files = [SimpleUploadedFile(f"{n}.txt", each.encode()) for n, each in enumerate(texts)]
        address = reverse("articles_import")
        answer = client.post(address, {"texts": files, **data}) if files else client.get(address)
        return answer.content.decode()

    return ask


def read_all() -> None:
    for pk in TextImport.objects.order_by("pk").values_list("pk", flat=True):
        sent.read_sent.call(pk)


def test_the_worker_makes_the_same_draft_and_the_page_tells_the_same_of_it(page, writer):
    topic = factories.topic()
    assert "0.txt was handed to the worker" in page(COPY, topic=topic.pk, is_rules_first="on")
    assert "data-under-way" in page()
    assert "Look again" in page()
    assert "http-equiv" not in page()
    assert not Article.objects.exists()

    read_all()

    draft, kept = Revision.objects.get(), TextImport.objects.get()
    assert (draft.title, draft.article.topic) == ("Warm baths", topic)
    assert list(draft.article.writers.all()) == [writer]
    assert draft.article.imported_file.is_rules_first
    assert (kept.state, bytes(kept.content), kept.topic) == (State.DONE, b"", None)
    said = page()
    assert reverse("revision_edit", args=[draft.pk]) in said
    assert "Share on Facebook" in said
    assert f"{draft.threads.count()} note" in said
    assert "data-under-way" not in said


def test_how_far_the_worker_is_can_be_asked_for_and_is_nobody_elses(page, client):
    page(COPY, COPY.upper())
    sent.read_sent.call(TextImport.objects.latest("pk").pk)

    def how_far():
        return client.get(reverse("articles_import"), headers={"Accept": "application/json"}).json()

    assert how_far() == {"done": 1, "total": 2, "is_under_way": True}
    client.force_login(factories.writer(email="other@example.org"))
    assert how_far() == {"done": 0, "total": 0, "is_under_way": False}
    assert "0.txt" not in page()


def test_how_far_it_is_takes_one_question_and_no_draft(page, client):
    page(COPY, COPY.upper())
    read_all()

    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("articles_import"), headers={"Accept": "application/json"})

    asked = [each["sql"] for each in queries if "articles_" in each["sql"]]
    assert [sql for sql in asked if "articles_textimport" in sql] == asked
    assert len(asked) == 1


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_too_long_for_the_worker_too_is_refused(client, language):
    client.force_login(factories.writer(language=language))
    lines = 59_406, 59_407  # beside 594 for the letters
    files = [SimpleUploadedFile(f"{count}.txt", b"a\n" * count) for count in lines]

    said = client.post(reverse("articles_import"), {"texts": files}).content.decode()

    assert [each.name for each in TextImport.objects.all()] == ["59406.txt"]
    assert ("59407.txt is too long" in said, "59407.txt es demasiado largo" in said) == (
        language == "en",
        language == "es",
    )
    assert "60000" in said


def test_a_file_that_is_no_article_is_refused_in_the_language_of_who_sent_it(client):
    client.force_login(factories.writer(language="es"))
    file = SimpleUploadedFile("te.txt", b"Te\n")
    client.post(reverse("articles_import"), {"texts": [file]})

    read_all()

    assert (
        "te.txt no contiene ningún artículo"
        in client.get(reverse("articles_import")).content.decode()
    )
    kept = TextImport.objects.get()
    assert (kept.state, bytes(kept.content)) == (State.FAILED, b"")


def test_the_same_bytes_make_one_draft_whoever_sends_them_however_often(page, client):
    page(COPY, COPY)
    client.force_login(factories.writer(email="other@example.org"))
    page(COPY)
    read_all()
    read_all()

    assert Article.objects.count() == 1
    assert set(TextImport.objects.values_list("state", flat=True)) == {State.DONE}
    said = page()
    assert "a colleague brought it in" in said
    assert "Warm baths" not in said


def test_one_whose_worker_was_killed_is_begun_again_by_the_clock_and_makes_nothing_twice(
    page, monkeypatch
):
    page(COPY)
    kept = TextImport.objects.get()
    end = sent._end
    monkeypatch.setattr(sent, "_end", lambda *_args, **_more: None)  # killed before it said so
    sent.read_sent.call(kept.pk)
    monkeypatch.setattr(sent, "_end", end)
    now = timezone.now()

    assert sent.hand_over_still(now) == 0
    assert sent.hand_over_still(now + LATER) == 1
    assert sent.hand_over_still(now + LATER) == 0
    sent.read_sent.call(kept.pk)

    kept.refresh_from_db()
    assert (kept.state, kept.tries) == (State.DONE, 2)
    assert ImportedFile.objects.get().article == kept.article
    assert reverse("revision_edit", args=[Revision.objects.get().pk]) in page()


def test_one_that_ends_the_worker_each_time_is_given_up(page):
    page(COPY)
    TextImport.objects.update(state=State.RUNNING, tries=sent.TRIES)

    assert sent.hand_over_still(timezone.now() + LATER) == 0

    assert "0.txt could not be read: it broke off." in page()
    assert bytes(TextImport.objects.get().content) == b""


def test_one_that_was_given_up_while_it_was_read_is_told_as_what_it_became(page, monkeypatch):
    def slowly(*args: object, **more: bool) -> Revision:
        TextImport.objects.update(tries=sent.TRIES)
        sent.hand_over_still(timezone.now() + LATER)
        assert "it broke off" in page()
        return make_draft(*args, **more)

    make_draft = sent.make_draft
    monkeypatch.setattr(sent, "make_draft", slowly)
    page(COPY)

    read_all()

    said = page()
    assert reverse("revision_edit", args=[Revision.objects.get().pk]) in said
    assert "it broke off" not in said


def test_ones_own_file_is_told_as_brought_in_once_its_draft_is_no_more(page, writer):
    page(COPY, topic=factories.topic().pk)
    read_all()
    draft = Revision.objects.get()
    factories.submitted(draft)

    said = page()
    assert f'brought in, as <a href="{reverse("timeline", args=[draft.article_id])}">' in said
    assert "is here already" not in said
    draft.article.writers.remove(writer)
    said = page()
    assert "0.txt was brought in; others write its article now." in said
    assert draft.article.slug not in said


def test_one_waits_for_a_database_that_is_away_and_is_told_of_any_other_error(page, monkeypatch):
    page(COPY)
    pk = TextImport.objects.get().pk
    for error in (OperationalError("gone"), RuntimeError("ours")):

        def fail(*_args: object, error: Exception = error, **_more: object) -> None:
            raise error

        monkeypatch.setattr(sent, "make_draft", fail)
        if isinstance(error, OperationalError):
            with pytest.raises(OperationalError):
                sent.read_sent.call(pk)
            assert TextImport.objects.get().is_under_way
        else:
            sent.read_sent.call(pk)
            assert TextImport.objects.get().state == State.FAILED
    assert not Article.objects.exists()


@pytest.mark.parametrize("is_active", [True, False])
def test_who_may_write_no_more_brings_nothing_in(page, writer, is_active):
    page(COPY)
    writer.groups.clear()
    writer.is_active = is_active
    writer.save()

    read_all()

    assert not Article.objects.exists()
    assert "may write no more" in TextImport.objects.get().said


@pytest.mark.parametrize("bound", ["OF_ONE", "OF_ALL"])
def test_no_more_is_kept_than_so_many_files_of_one_person_and_of_all(page, monkeypatch, bound):
    monkeypatch.setattr(sent, bound, 2)

    said = page(COPY, COPY.upper(), COPY.lower())

    assert "2.txt was not taken: too many long files wait to be read." in said
    assert TextImport.objects.count() == 2
    read_all()
    assert "was not taken" not in page(COPY.lower())


def test_the_page_asks_no_more_often_the_more_was_sent(page):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page()
        return len(queries)

    page(COPY)
    read_all()
    page()
    once = asked()
    page(COPY.upper(), COPY.lower())
    read_all()

    assert asked() == once


def test_the_clock_hands_over_what_waits(page):
    page(COPY)
    TextImport.objects.update(moved_at=timezone.now() - LATER)

    call_command("run_due")

    assert timezone.now() - TextImport.objects.get().moved_at < timedelta(minutes=1)


def test_reading_a_file_keeps_nobody_from_writing(writer, monkeypatch):
    """The text is taken apart before the transaction that stores it begins."""
    inside = connection.in_atomic_block, len(connection.savepoint_ids)

    def manuscript_of(name: str, data: bytes):
        assert (connection.in_atomic_block, len(connection.savepoint_ids)) == inside
        return read(name, data)

    read = imports.manuscript_of
    monkeypatch.setattr(imports, "manuscript_of", manuscript_of)

    imports.make_draft("a.txt", COPY.encode(), writer)
    assert Article.objects.exists()
