"""Files brought in through the browser: what the command makes of them, one answer for each."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from articles.bringing_in import imports, sent
from articles.documents import pieces_in
from articles.importing import BadFile
from articles.importing.reading import Message
from articles.models import Article, Comment, Reference, Revision, TextImport, Thread
from tests import factories
from tests.articles.documents.test_citation_fields import BATHS, NAPS, item, zotero
from tests.articles.documents.word import field, paragraph, runs, word_file
from tests.articles.importing.webcopy import RAIN, WALKS

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
COPY = f"Warm baths\n\n{RAIN}\n\nShare on Facebook\n\n{WALKS}\n"
PAGE = f"<html><body><h1>Cold baths</h1><p>{RAIN}</p><p>{WALKS}</p></body></html>"


@pytest.fixture
def writer(client):
    writer = factories.writer()
    client.force_login(writer)
    return writer


def send(client, *files: tuple[str, bytes], **data: object):
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(reverse("articles_import"), {"texts": sent, **data})


def test_each_file_becomes_a_draft_and_the_page_says_what_became_of_it(client, writer):
    topic = factories.topic()

    answer = send(
        client,
        ("warm.txt", COPY.encode()),
        ("cold.html", PAGE.encode()),
        ("tea.pdf", b"%PDF-1.7"),
        topic=topic.pk,
    )

    said = answer.content.decode()
    assert answer.status_code == 200
    assert set(Revision.objects.values_list("title", flat=True)) == {"Warm baths", "Cold baths"}
    assert {article.topic for article in Article.objects.all()} == {topic}
    assert "Share on Facebook" in said
    assert "tea.pdf is a PDF, not plain text." in said
    for draft in Revision.objects.all():
        assert reverse("revision_edit", args=[draft.pk]) in said


def test_a_file_that_is_here_already_makes_nothing_and_shows_nobody_what_they_may_not_see(
    client, writer
):
    send(client, ("warm.txt", COPY.encode()))

    again = send(client, ("copy of warm.txt", COPY.encode()))
    client.force_login(factories.writer(email="other@example.org"))
    by_another = send(client, ("warm.txt", COPY.encode()))

    article = Article.objects.get()
    address = reverse("timeline", args=[article.pk])
    assert (again.status_code, address in again.content.decode()) == (200, True)
    assert address not in by_another.content.decode()
    assert "Warm baths" not in by_another.content.decode()
    assert "a colleague brought it in" in by_another.content.decode()


def test_footnotes_that_the_library_knows_are_cited_and_the_others_asked_about(client, writer):
    known = factories.reference(
        "known2019", **{**factories.OLSEN, "DOI": "10.1016/j.smrv.2019.04.008"}
    )
    data = word_file(
        paragraph("Warm baths", "Title"),
        paragraph(RAIN, footnote=1),
        paragraph(WALKS, footnote=2),
        footnotes=("Haghayegh S. doi:10.1016/j.smrv.2019.04.008", "Smith A. PMID: 12345678"),
    )

    send(client, ("baths.docx", data))

    draft = Revision.objects.get()
    assert f'<cite data-ref="{known.key}"></cite>' in draft.body
    assert "[1]" not in draft.body
    assert "[2]" in draft.body
    notes = [comment.text for thread in draft.threads.all() for comment in thread.comments.all()]
    assert any("no works of the library yet: [2]" in note for note in notes)


def test_what_the_fields_of_a_word_file_cite_is_entered_once_and_cited(client, writer):
    known = factories.reference("known2019", **{**factories.OLSEN, "DOI": BATHS["DOI"]})
    cites = zotero(item(BATHS, locator="12", label="page"), item(NAPS))
    data = word_file(
        paragraph("Warm baths", "Title"),
        runs("A bath helps ", field(cites, "(Haghayegh; Doe)"), "."),
        runs(RAIN, field(zotero(item(NAPS)), "(Doe)")),
    )

    send(client, ("baths.docx", data))

    draft, naps = Revision.objects.get(), Reference.objects.get(key="doe")
    assert (
        f'<p>A bath helps<cite data-ref="{known.key}" data-locator="p. 12"></cite>'
        f'<cite data-ref="{naps.key}"></cite>.</p>'
    ) in draft.body
    assert (naps.csl["title"], naps.entered_by) == ("On naps", writer)
    assert set(draft.article.shelf.all()) == {known, naps}
    assert Reference.objects.count() == 2


def test_notes_are_signed_by_the_import_and_answers_by_whoever_gives_them(client, writer):
    send(client, ("warm.txt", COPY.encode()))
    draft = Revision.objects.get()
    note = draft.threads.order_by("pk").last()

    client.post(reverse("note_answer", args=[note.pk]), {"text": "It is about sleep."})

    said = Comment.objects.filter(thread=note).select_related("thread")
    Comment.objects.filter(text="It is about sleep.").update(written_at=timezone.now() + MINUTE)
    assert [each.signature for each in said] == ["The import", writer.name]
    page = client.get(reverse("revision_edit", args=[draft.pk])).content.decode()
    assert "The import,\n" in page
    timeline = client.get(reverse("timeline", args=[draft.article_id])).content.decode()
    assert "The import" in timeline


def test_a_paragraph_that_leads_into_the_text_is_offered_as_standfirst(client, writer):
    send(client, ("warm.txt", f"Warm baths\n\n{RAIN}\n\nHow hot\n\n{WALKS}\n".encode()))

    offered = Thread.objects.get(comments__text__contains="move it into the standfirst")
    assert offered.quote == RAIN


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("te.pdf", b"%PDF-1.7", "te.pdf es un PDF, no texto sin formato."),
        ("te.txt", b"", "te.txt está vacío"),
        ("te.docx", b"PK\x03\x04 word/document.xml", "está dañado o bloqueado"),
        ("te.txt", b"Te", "no contiene ningún artículo"),
    ],
)
def test_a_refusal_is_said_in_the_language_of_the_desk(client, name, data, said):
    client.force_login(factories.writer(language="es"))

    assert said in send(client, (name, data)).content.decode()


def test_nothing_and_too_much_are_refused_before_anything_is_read(client, writer):
    nothing = send(client)
    many = send(client, *((f"{number}.txt", COPY.encode()) for number in range(21)))
    large = send(client, ("a.txt", b"a" * (2 * 1024 * 1024 + 1)))

    assert send(client, ("tea.pdf", b"%PDF-1.7")).status_code == 422
    assert "Choose one file or more." in nothing.content.decode()
    assert "At most 20 files at once" in many.content.decode()
    assert "a.txt is too large" in large.content.decode()
    assert not Article.objects.exists()


EMPTY = "<w:p/>"
THE_MOST = {  # 12,000 pieces; a paragraph of Word is three: itself, its run, and the words in that
    "a.docx": (word_file(*[paragraph("Tea")] * 4000), word_file(*[paragraph("Tea")] * 4000, EMPTY)),
    "a.txt": (b"a\n" * 11_882, b"a\n" * 11_883),
    "a.html": (b"<html>" + b"<p>a" * 11_765, b"<html>" + b"<p>a" * 11_766),
    "letters.txt": (b"a" * 500_000 + b"\n" * 9_453, b"a" * 500_000 + b"\n" * 9_454),
}


@pytest.mark.parametrize("name", THE_MOST)
def test_what_would_hold_a_request_long_is_handed_to_the_worker_unread(
    client, writer, monkeypatch, name
):
    read = []

    def note(name: str, data: bytes) -> None:
        read.append(data)
        raise BadFile(Message("%(name)s was read."), name=name)

    monkeypatch.setattr(imports, "manuscript_of", note)
    fits, too_long = THE_MOST[name]

    assert f"{name} was read." in send(client, (name, fits)).content.decode()
    handed = send(client, (name, too_long))
    assert handed.status_code == 200
    assert f"{name} was handed to the worker" in handed.content.decode()
    assert read == [fits]
    assert bytes(TextImport.objects.get().content) == too_long


def test_files_beyond_what_is_read_at_once_are_handed_to_the_worker(client, writer, monkeypatch):
    files = ("a.txt", COPY.encode()), ("b.html", PAGE.encode()), ("c.txt", COPY.upper().encode())
    monkeypatch.setattr(sent, "AT_ONCE", sum(pieces_in(*each) for each in files) - 1)

    said = send(client, *files).content.decode()

    assert "c.txt was handed to the worker" in said
    assert Article.objects.count() == 2
    assert [each.name for each in TextImport.objects.all()] == ["c.txt"]
