"""Files of thousands of works: entered by the worker, told record by record, taken back as a whole."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from articles.library import batches, duplicates, importing
from articles.models import ImportedRecord, Reference, ReferenceImport
from articles.references import identity
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
State = ReferenceImport.State


def ris(number: int, **more: str) -> str:
    tags = {"TI": f"Rest in group {number}", "AU": f"Moyo{number}, T", "PY": "2020", **more}
    return (
        "TY  - JOUR\n" + "".join(f"{tag}  - {value}\n" for tag, value in tags.items()) + "ER  - \n"
    )


OLSEN = ris(0, TI=factories.OLSEN["title"], DO="10.15585/mmwr.mm6814a2")
LIKE_OLSEN = ris(0, TI=factories.OLSEN["title"], AU="Olsen, Emily O'Malley", PY="2019")
NAMELESS = "TY  - JOUR\nAU  - Moyo, T\nER  - \n"


@pytest.fixture
def writer():
    return factories.writer()


@pytest.fixture
def client(client, writer):
    client.force_login(writer)
    return client


def brought(by, text: str, article=None) -> ReferenceImport:
    """A file that the worker is through with."""
    batch = batches.send("works.ris", text.encode(), by, "en", article)
    batches.enter_file.call(batch.pk)
    batch.refresh_from_db()
    return batch


def told(batch: ReferenceImport) -> list[tuple[int, int, str, str]]:
    records = batch.records.select_related("reference")
    return [
        (each.number, each.line, each.outcome, each.reference.key if each.reference else "")
        for each in records
    ]


def test_each_record_is_told_with_its_line(writer):
    factories.reference()

    batch = brought(writer, ris(1) + OLSEN + LIKE_OLSEN + NAMELESS)

    assert (batch.state, batch.done, batch.total, bytes(batch.content)) == (State.DONE, 4, 4, b"")
    assert told(batch) == [
        (1, 1, "entered", "moyo12020"),
        (2, 6, "same", "olsen2019"),
        (3, 12, "doubtful", "olsen2019a"),
        (4, 17, "refused", ""),
    ]
    doubtful = batch.records.get(number=3)
    assert doubtful.like.key == "olsen2019"
    assert doubtful.said[0] == "It has the same title, first author and year."


def test_the_same_file_again_enters_nothing(writer):
    text = "".join(map(ris, range(5)))
    brought(writer, text)

    again = brought(writer, text)

    assert {each[2] for each in told(again)} == {"same"}
    assert Reference.objects.count() == 5


def test_one_that_broke_off_goes_on_where_it_stopped(writer, monkeypatch):
    monkeypatch.setattr(batches, "PART", 2)
    entering = importing.enter_record
    broken = iter([False, False, False, True])

    def enter(*args):
        if next(broken, False):
            raise RuntimeError
        return entering(*args)

    monkeypatch.setattr(importing, "enter_record", enter)
    batch = brought(writer, "".join(map(ris, range(5))))
    assert (batch.state, batch.done, Reference.objects.count()) == (State.FAILED, 2, 2)

    batches.start_again(batch)
    batches.enter_file.call(batch.pk)

    batch.refresh_from_db()
    assert (batch.state, batch.done) == (State.DONE, 5)
    assert [each[2] for each in told(batch)] == ["entered"] * 5


def test_what_is_no_file_of_works_is_said(writer, client):
    batch = brought(writer, "Dear all, here is nothing.")

    page = client.get(batch.get_absolute_url()).content.decode()

    assert batch.state == State.FAILED
    assert "This is none of the formats that are read" in page


def test_a_file_of_which_the_worker_says_nothing_is_handed_over_again(writer):
    batch = batches.send("works.ris", ris(1).encode(), writer, "en")
    now = timezone.now()

    assert batches.hand_over_still(now) == 0
    assert batches.hand_over_still(now + timedelta(minutes=11)) == 1
    assert batches.hand_over_still(now + timedelta(minutes=12)) == 0
    assert ReferenceImport.objects.get(pk=batch.pk).state == State.WAITING


def test_works_of_a_file_sent_for_a_draft_come_on_its_shelf(writer):
    draft = factories.draft(by=writer)

    batch = brought(writer, ris(1) + ris(2), draft.article)

    assert batch.article.shelf.count() == 2


# --- taking it back --------------------------------------------------------------------------------


def test_a_file_that_nobody_uses_is_taken_back_as_a_whole(writer, client):
    known = factories.reference()
    batch = brought(writer, ris(1) + OLSEN + LIKE_OLSEN)

    client.post(reverse("reference_batch_undo", args=[batch.pk]))

    assert list(Reference.objects.all()) == [known]
    batch.refresh_from_db()
    assert batch.state == State.UNDONE
    assert batch.records.first().label == "Rest in group 1"


def use_by_citing(writer, work):
    factories.draft(by=writer, body=f'<p>A<cite data-ref="{work.key}"></cite>.</p>')


def use_by_gathering(writer, work):
    factories.draft(by=writer).article.shelf.add(work)


def use_by_changing(writer, work):
    importing.editing.change(work, {**work.csl, "volume": "7"}, writer)


def use_by_noting(writer, work):
    Reference.objects.filter(pk=work.pk).update(notes="Read it again.")


@pytest.mark.parametrize("use", [use_by_citing, use_by_gathering, use_by_changing, use_by_noting])
def test_once_one_is_used_all_of_them_stay(writer, client, use):
    batch = brought(writer, ris(1) + ris(2))
    use(writer, Reference.objects.get(key="moyo12020"))

    page = client.post(reverse("reference_batch_undo", args=[batch.pk]), follow=True)

    assert Reference.objects.count() == 2
    assert "Some of these works are used by now, so all of them stay." in page.content.decode()
    batch.refresh_from_db()
    assert batch.state == State.DONE


def test_only_who_sent_it_or_an_editor_takes_a_file_back(writer, client):
    batch = brought(factories.writer(), ris(1))

    refused = client.post(reverse("reference_batch_undo", args=[batch.pk]))
    client.force_login(factories.editor())
    allowed = client.post(reverse("reference_batch_undo", args=[batch.pk]))

    assert (refused.status_code, allowed.status_code) == (403, 302)
    assert not Reference.objects.exists()


# --- its pages ----------------------------------------------------------------------------------------


def test_a_file_is_sent_from_the_page_and_shows_how_far_it_is(client):
    file = SimpleUploadedFile("works.ris", (ris(1) + ris(2)).encode())

    sent = client.post(reverse("reference_import"), {"file": file, "whole": "1"})
    batch = ReferenceImport.objects.get()
    waiting = client.get(batch.get_absolute_url(), HTTP_ACCEPT="application/json").json()
    page = client.get(batch.get_absolute_url()).content.decode()

    assert sent.headers["Location"] == batch.get_absolute_url()
    assert waiting == {"done": 0, "total": 0, "is_under_way": True}
    assert "<progress" in page


def test_a_file_that_is_too_large_to_look_through_says_what_to_do(client):
    file = SimpleUploadedFile("works.ris", b" " * 2_000_001)

    page = client.post(reverse("reference_import"), {"file": file})

    assert "Choose “Enter the whole file”." in page.content.decode()


def test_the_report_is_csv_that_no_spreadsheet_reckons(writer, client):
    batch = brought(writer, ris(1, TI="=1+1", DO="10.1000/a") + NAMELESS)

    answer = client.get(reverse("reference_batch_report", args=[batch.pk]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1][:5] == ["1", "1", "'=1+1", "Entered", "moyo12020"]
    assert rows[1][6] == "10.1000/a"
    assert rows[2][3] == "Refused"
    assert "It has no title. Enter it by hand." in rows[2][8]


@pytest.mark.parametrize("count", [3, 90])
def test_a_report_asks_a_fixed_number_of_questions(
    writer, client, count, django_assert_max_num_queries
):
    batch = brought(writer, "".join(map(ris, range(count))))

    with django_assert_max_num_queries(16):
        client.get(batch.get_absolute_url())


def test_a_report_is_narrowed_to_what_asks_for_a_look(writer, client):
    batch = brought(writer, ris(1) + NAMELESS)

    shown = client.get(batch.get_absolute_url(), {"show": "refused"}).context["page"]

    assert [record.outcome for record in shown] == [ImportedRecord.Outcome.REFUSED]


# --- the library in memory answers as the one in the database ------------------------------------------

WORKS = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["article-journal", "book"]),
        "title": st.sampled_from(["Rest", "Rest 1", "Sleep"]),
    },
    optional={
        "author": st.sampled_from([[{"family": "Moyo"}], [{"family": "Lind"}, {"family": "Moyo"}]]),
        "issued": st.sampled_from([{"date-parts": [[year]]} for year in (2019, 2020, 2022)]),
        "DOI": st.sampled_from(["10.1/a", "10.1/b"]),
        "ISBN": st.sampled_from(["9780470057964", "0470057963"]),
        "URL": st.sampled_from(["https://example.org/a", "https://example.org/a/"]),
    },
)


@given(st.lists(WORKS, max_size=4), WORKS)
def test_the_library_in_memory_answers_as_the_one_in_the_database(known, work):
    Reference.objects.all().delete()
    seen: set[str] = set()
    for number, each in enumerate(known):
        if each.get("DOI") not in seen:
            Reference.objects.create(key=f"w{number}", csl=each)
            seen |= {each["DOI"]} if "DOI" in each else set()

    stored, loaded = duplicates.duplicate_of(work), duplicates.Loaded().duplicate_of(work)

    assert (loaded and (loaded.reference.key, loaded.is_certain, loaded.why)) == (
        stored and (stored.reference.key, stored.is_certain, stored.why)
    )
    assert identity.year(work) >= 0
