"""The library narrowed to what asks for work; what staff say of a work; several completed at once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.models import Attachment, Reference
from tests import factories
from tests.services import pubmed

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
EFETCH = "/eutils/efetch.fcgi"
PAGE = {"type": "webpage", "title": "A page", "URL": "https://example.org/a/page"}


@pytest.fixture
def writer():
    return factories.writer()


@pytest.fixture
def client(client, writer):
    client.force_login(writer)
    return client


@pytest.fixture
def library(writer):
    whole = {**factories.OLSEN, "title": "Whole"}
    works = [
        factories.reference("cited", **whole),
        factories.reference("retracted", **{**whole, "DOI": "10.1/r", "status": "retracted"}),
        factories.reference("marked", **{**whole, "DOI": "10.1/m", "title": "RETRACTED: A trial"}),
        factories.reference("page", **PAGE),
    ]
    factories.draft(by=writer, body='<p>A<cite data-ref="cited"></cite>.</p>')
    return works


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"show": "uncited"}, ["marked", "page", "retracted"]),
        ({"show": "incomplete"}, ["page"]),
        ({"show": "retracted"}, ["marked", "retracted"]),
        ({"show": "unidentified"}, ["page"]),
        ({"kind": "webpage"}, ["page"]),
        ({"kind": "article-journal", "q": "trial"}, ["marked"]),
        ({"show": "nonsense", "kind": "nonsense"}, ["cited", "marked", "page", "retracted"]),
    ],
)
def test_the_library_is_narrowed(client, library, asked, found):
    rows = client.get(reverse("references"), asked).context["rows"]

    assert [reference.key for reference, _entry in rows] == found


@pytest.mark.parametrize("count", [2, 25])
@pytest.mark.parametrize("show", ["", "uncited", "incomplete"])
def test_a_list_asks_a_fixed_number_of_questions(client, show, count, django_assert_num_queries):
    for number in range(count):
        factories.reference(f"page{number}", **PAGE)
    client.get(reverse("references"))

    with django_assert_num_queries(10):
        client.get(reverse("references"), {"show": show, "kind": "webpage"})


def test_staff_say_how_strong_a_work_is_and_keep_a_file_with_it(client, writer):
    work = factories.reference()
    entered = {
        "evidence": "cases",
        "notes": "Three cases only.",
        "file": SimpleUploadedFile("olsen.pdf", b"%PDF-1.7"),
    }

    client.post(reverse("reference_annotate", args=[work.pk]), entered)
    file = client.get(reverse("reference_file", args=[work.pk]))

    work.refresh_from_db()
    assert (work.get_evidence_display(), work.notes) == (
        "Case reports or series", "Three cases only."
    )  # fmt: skip
    assert b"".join(file.streaming_content) == b"%PDF-1.7"
    assert file.headers["Content-Disposition"] == 'attachment; filename="olsen.pdf"'
    assert "notes" not in work.csl
    client.post(reverse("reference_annotate", args=[work.pk]), {"drop_file": "1"})
    assert not Attachment.objects.exists()


def test_a_file_that_is_too_large_is_refused(client, monkeypatch):
    monkeypatch.setattr(Attachment, "LARGEST", 3)
    work = factories.reference()
    file = SimpleUploadedFile("olsen.pdf", b"%PDF")

    page = client.post(reverse("reference_annotate", args=[work.pk]), {"file": file})

    assert page.status_code == 422
    assert "This file is larger than 20 MB" in page.content.decode()


# --- completed at once ---------------------------------------------------------------------------------


def test_several_works_are_completed_after_a_look(client, services):
    services.answer(EFETCH, pubmed())
    work = factories.reference(
        "olsen", type="article-journal", title="Deaths with kratom", PMID="30973850"
    )
    factories.reference("page", **PAGE)

    shown = client.post(reverse("references_complete"), {"take": ["olsen", "page"]})
    before = Reference.objects.get(pk=work.pk).csl
    client.post(reverse("references_complete"), {"take": ["olsen"], "fill": "1"})

    page = shown.content.decode()
    assert "Morbidity weekly" in page
    assert "Enter a DOI, PMID, PMCID or ISBN first." in page
    assert "container-title" not in before
    work.refresh_from_db()
    assert work.csl["container-title"] == "Morbidity weekly"
    assert work.changes.get().get_reason_display() == "Completed by a look-up"
    assert services.paths == [EFETCH]


def test_nothing_chosen_is_said(client):
    page = client.post(reverse("references_complete"), follow=True)

    assert "Choose works to complete first." in page.content.decode()


def test_a_work_that_was_opened_from_a_narrowed_list_leads_back_to_it(client, library):
    listed = client.get(reverse("references"), {"show": "incomplete", "q": "page"}).content.decode()
    address = f"{library[3].get_absolute_url()}?q=page&show=incomplete"

    saved = client.post(address, {"type": "webpage", "title": "A page", "url": PAGE["URL"]})

    assert address.replace("&", "&amp;") in listed
    assert saved["Location"] == f"{reverse('references')}?q=page&show=incomplete"
