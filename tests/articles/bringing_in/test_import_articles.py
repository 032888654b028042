"""`import_articles`: files in, drafts out; nothing half-written, nothing twice, no review granted."""

import hashlib
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from articles.importing import MAX_BYTES
from articles.models import Article, ImportedFile, Reference, Revision, Thread
from reviews.models import Approval, Event
from reviews.refusal import Refused
from reviews.workflow.perform import perform
from tests import factories
from tests.worlds import shared

pytestmark = pytest.mark.django_db

COPY = """Warm Baths and Sleep

Medically reviewed by Dr Somebody, MD

Warm baths are an old remedy for bad sleep. This page says what is known.

What a Bath Does

The skin warms, and the body loses heat afterwards. That may help people to fall asleep.

  1. Timing: Take it one to two hours before bed.
  2. Heat: Warm is enough.

Share on Facebook

References

  1. Haghayegh S, et al. Passive body heating. Sleep Med Rev. 2019. doi:10.1016/j.smrv.2019.04.008
  2. Some Health Site, https://www.example.com
"""


@shared
def writer():
    return factories.writer(email="writer@example.org")


@pytest.fixture
def copy(tmp_path) -> Path:
    path = tmp_path / "baths.txt"
    path.write_text(COPY, encoding="utf-8")
    return path


def run(*paths: Path, **options) -> tuple[str, str]:
    out, errors = StringIO(), StringIO()
    options.setdefault("author", "writer@example.org")
    try:
        call_command("import_articles", *map(str, paths), stdout=out, stderr=errors, **options)
    except CommandError as error:
        errors.write(f"{error}\n")
    return out.getvalue(), errors.getvalue()


def test_a_file_becomes_a_draft_with_its_structure(writer, copy):
    out, errors = run(copy)

    draft = Revision.objects.get()
    assert errors == ""
    assert out.startswith("1/1 baths.txt: “Warm Baths and Sleep”, ")
    assert (draft.title, draft.state) == ("Warm Baths and Sleep", Revision.State.DRAFT)
    assert "<h2>What a Bath Does</h2>" in draft.body
    assert (
        "<li><p><strong>Timing:</strong> Take it one to two hours before bed.</p></li>"
        in draft.body
    )
    assert "Facebook" not in draft.body
    assert list(draft.article.writers.all()) == [writer]


def test_the_bytes_and_every_dropped_line_are_kept(writer, copy):
    run(copy)

    kept = ImportedFile.objects.get()
    assert bytes(kept.original) == copy.read_bytes()
    assert kept.sha256 == hashlib.sha256(copy.read_bytes()).hexdigest()
    dropped = {line["text"].strip(): line["reason"] for line in kept.dropped}
    assert {"Share on Facebook", "Medically reviewed by Dr Somebody, MD"} <= set(dropped)
    assert all(dropped.values())


def notes() -> list[str]:
    return [thread.comments.get().text for thread in Thread.objects.filter(kind="note")]


def test_works_that_the_library_has_go_on_the_shelf(writer, copy):
    work = factories.reference("haghayegh2019", title="Baths", DOI="10.1016/j.smrv.2019.04.008")

    run(copy)

    assert list(Article.objects.get().shelf.all()) == [work]


def test_works_that_it_has_not_and_home_pages_become_notes(writer, copy):
    run(copy)

    assert not Reference.objects.exists()
    assert any("the library does not have them" in note and "Haghayegh" in note for note in notes())
    assert any("home page" in note and "www.example.com" in note for note in notes())


def test_a_file_of_page_furniture_alone_is_no_article(writer, tmp_path):
    path = tmp_path / "empty-page.txt"
    path.write_text("A Title Alone\n\nShare on Facebook\n\nLeave a comment\n")

    _out, errors = run(path)

    assert errors.startswith(
        "empty-page.txt holds no article: beside a title there is no text in it."
    )
    assert not Article.objects.exists()


def test_a_device_is_no_file(writer):
    _out, errors = run(Path("/dev/zero"))

    assert errors.startswith("zero is no file: name the text files themselves.\n")


def test_an_import_grants_no_review_whatever_the_file_says(writer, copy):
    """Invariant 13. It is not even submitted: nobody sorted it, so no policy covers it."""
    run(copy)

    with pytest.raises(Refused, match="Choose a topic: it decides who must review"):
        perform("submit", Revision.objects.get(), writer)
    assert not Approval.objects.exists()
    assert not Event.objects.exists()


def test_the_same_bytes_make_nothing_twice(writer, copy, tmp_path):
    again = tmp_path / "again.txt"
    again.write_bytes(copy.read_bytes())
    run(copy)

    out, errors = run(copy, again)

    assert (Article.objects.count(), errors) == (1, "")
    assert out == (
        "1/2 baths.txt: is here already, as “warm-baths-and-sleep”.\n"
        "2/2 again.txt: is here already, as “warm-baths-and-sleep”.\n"
    )


def test_bad_files_get_one_clear_error_each_and_the_others_go_in(writer, copy, tmp_path):
    bad = {
        "empty.txt": b"",
        "binary.txt": b"\x7fELF\x00\x01",
        "latin.txt": "Caf\xe9 and health.".encode("latin-1"),
        "huge.txt": b"a" * (MAX_BYTES + 1),
    }
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)

    paths = [*(tmp_path / name for name in bad), tmp_path / "missing.txt", tmp_path, copy]
    out, errors = run(*paths)

    assert Article.objects.count() == 1
    assert out.startswith("7/7 baths.txt: ")
    assert len(errors.splitlines()) == 7
    assert errors.splitlines()[-1] == "6 of 7 file(s) could not be imported."
    for name in (*bad, "missing.txt"):
        assert sum(line.startswith(name) for line in errors.splitlines()) == 1


def test_fifty_megabytes_are_refused_before_they_are_read(writer, tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)

    _out, errors = run(path)

    assert errors.startswith("huge.txt is too large: 50 MB, where 2 MB is the most")


def test_a_first_line_that_is_too_long_for_a_title_is_none(writer, tmp_path):
    line = "What a Very Long Title Says About " + "Baths and " * 30 + "Sleep"
    path = tmp_path / "long.txt"
    path.write_text(f"{line}\n\nA paragraph of prose, as an article has them.\n")

    run(path)

    draft = Revision.objects.get()
    assert len(draft.title) <= 200
    assert line in draft.body


def test_a_dry_run_prints_what_would_be_made_and_writes_nothing(copy):
    out, errors = run(copy, dry_run=True, format="json", author=None)

    (shown,) = json.loads(out)
    assert errors == ""
    assert shown["title"] == "Warm Baths and Sleep"
    assert {"blocks", "references", "dropped", "doubts"} <= shown.keys()
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("email", "message"),
    [
        (None, "Say whose drafts they become: --author EMAIL.\n"),
        ("nobody@example.org", "Nobody signs in as nobody@example.org.\n"),
        ("reader@example.org", "Reader is not a writer: ask an administrator for the right.\n"),
    ],
)
def test_drafts_need_somebody_who_may_write_them(copy, email, message):
    factories.user(name="Reader", email="reader@example.org")

    assert run(copy, author=email) == ("", message)


def test_a_topic_can_be_named(writer, copy):
    topic = factories.topic()

    run(copy, topic=topic.slug)

    assert Article.objects.get().topic == topic
    assert run(copy, topic="none")[1] == "There is no topic “none”.\n"


@pytest.mark.parametrize("is_rules_first", [True, False])
def test_an_import_begins_with_the_house_rules_where_that_was_chosen(writer, copy, is_rules_first):
    run(copy, rules_first=is_rules_first)

    assert ImportedFile.objects.get().is_quiet is is_rules_first


def test_the_page_lets_one_begin_with_the_house_rules(writer, copy, client):
    client.force_login(writer)

    with copy.open("rb") as file:
        client.post(reverse("articles_import"), {"texts": file, "is_rules_first": "on"})

    assert ImportedFile.objects.get().is_quiet
