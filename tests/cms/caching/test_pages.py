"""Whole pages kept ready: served without Django, dropped when what they show changes, never another's."""

import gzip
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import brotli
import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.test import RequestFactory
from django.utils import timezone
from taggit.models import Tag

from articles.models import Disclaimer, Person, TagIntroduction, Topic
from cms.caching import invalidation
from cms.caching.compression import encoding_for
from cms.caching.invalidation import Journal
from cms.caching.pages import PARAMETERS, KeptPage, KeptPages, ServeKept
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class Reader:
    """Asks the site as the web server does, and counts how often Django is asked."""

    def __init__(self, journal: Journal, limit: int = 10_000_000) -> None:
        self.pages = KeptPages(journal, limit)
        self.asked = 0
        self.django = WSGIHandler()
        self.serve = ServeKept(self._ask, self.pages)

    def _ask(self, environ, start_response):
        self.asked += 1
        return self.django(environ, start_response)

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[str, dict, bytes]:
        path, _, query = path.partition("?")
        environ = RequestFactory().generic(method, path, QUERY_STRING=query, **headers).environ
        environ["HTTP_HOST"] = headers.get("HTTP_HOST", "localhost")
        started = {}

        def start_response(status, headers, exc_info=None):
            started.update(status=status, headers=dict(headers))

        answer = self.serve(environ, start_response)
        body = b"".join(answer)
        if close := getattr(answer, "close", None):
            close()
        return started["status"], started["headers"], body

    def is_kept(self, path: str) -> bool:
        """Whether asking for the page leaves Django alone."""
        before = self.asked
        self.get(path)
        return self.asked == before


@pytest.fixture
def journal(monkeypatch, tmp_path) -> Journal:
    journal = Journal(tmp_path / "changes.log")
    monkeypatch.setattr(invalidation, "journal", lambda: journal)
    return journal


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """The end of a request would close the connection that the test's own transaction lives in."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """A context in which what waits for the commit happens at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def reader(journal) -> Reader:
    return Reader(journal)


@shared
def site() -> dict:
    """Two published articles that share nothing, under two topics, and people.

    A third keeps the one topic from being empty without the first.
    """
    doctor, editor = factories.reviewer(), factories.editor()
    pain = factories.topic("Pain")
    sleep = factories.topic("Sleep")
    back = Topic.objects.create(name="Back pain", slug="back-pain", parent=pain)
    first = factories.draft(factories.writer(name="Mara Lindqvist"), topic=back, title="Rest")
    other = factories.draft(factories.writer(name="Otto Brand"), topic=sleep, title="Naps")
    for draft, tag in ((first, "rest"), (other, "naps")):
        draft.article.tags.add(tag)
        factories.published(draft, by=doctor)
    factories.published(factories.draft(factories.writer(), topic=pain, title="Warmth"), by=doctor)
    people = {"editor": editor, "doctor": doctor}
    return {"first": first.article, "other": other.article, "pain": pain, "sleep": sleep, **people}


def addresses(site: dict) -> list[str]:
    first, other = site["first"], site["other"]
    people = Person.objects.filter(articles__in=[first, other]).distinct()
    return [
        "/",
        "/articles/",
        "/feed/",
        "/about/review/",
        *(topic.get_absolute_url() for topic in Topic.objects.all()),
        "/feed.json",
        "/llms.txt",
        *(f"{site[name].get_absolute_url()}feed/" for name in ("pain", "sleep")),
        *(f"{person.get_absolute_url()}feed/" for person in people),
        "/tags/rest/",
        "/tags/naps/",
        *(person.get_absolute_url() for person in people),
        *(address for article in (first, other) for address in of_article(article)),
    ]


def of_article(article) -> list[str]:
    own = article.get_absolute_url()
    return [own, f"{own}history/", f"{own}references.ris", f"{own}citation.bib", f"{own}card.png"]


# --- what is served ----------------------------------------------------------------------------------


def test_every_kind_of_page_is_kept_and_served_without_django(reader, site):
    for address in addresses(site):
        status, headers, body = reader.get(address)
        assert status.startswith("200"), address

        again = reader.get(address)

        assert reader.is_kept(address), address
        assert again == (status, headers, body), address
        assert "Set-Cookie" not in headers, address


@pytest.mark.parametrize(
    ("accepted", "encoding", "opened"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("br;q=0.5, gzip;q=1.0", "gzip", gzip.decompress),
        ("gzip;q=0.8, br; q=0.8", "br", brotli.decompress),
        ("*", "br", brotli.decompress),
        ("*;q=0", "", bytes),
        ("gzip;q=0.5, identity", "", bytes),
        ("gzip;q=nonsense", "", bytes),
        ("identity", "", bytes),
        ("", "", bytes),
    ],
)
def test_a_page_is_compressed_as_the_reader_allows(reader, site, accepted, encoding, opened):
    assert encoding_for(accepted) == encoding
    plain = reader.get("/")[2]

    _, headers, body = reader.get("/", HTTP_ACCEPT_ENCODING=accepted)

    assert opened(body) == plain
    assert headers.get("Content-Encoding", "") == encoding
    assert int(headers["Content-Length"]) == len(body)
    assert headers["Vary"] == "Accept-Encoding, Cookie"


@pytest.mark.parametrize("path", ["/", "/feed/", "/feed.json"])
def test_a_page_that_the_reader_has_is_not_sent_again(reader, site, path):
    _, headers, _ = reader.get(path, HTTP_ACCEPT_ENCODING="gzip")

    status, again, body = reader.get(
        path, HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=headers["ETag"]
    )

    assert status == "304 Not Modified"
    assert body == b""
    assert again["ETag"] == headers["ETag"]
    assert reader.get(path, HTTP_IF_NONE_MATCH=headers["ETag"])[0] == "200 OK"  # another encoding


@pytest.mark.parametrize("claimed", ["LOCALHOST", "localhost:1", "127.0.0.1", "[::1]"])
def test_by_whatever_name_of_the_site_a_page_is_the_same_and_kept_once(
    reader, journal, site, claimed
):
    other = Reader(journal)
    for address in addresses(site):
        built = other.get(address, HTTP_HOST=claimed)

        assert reader.get(address)[2] == built[2], address
        asked = reader.asked
        assert (
            reader.get(address, HTTP_HOST=claimed, HTTP_X_FORWARDED_PROTO="gopher")[2] == built[2]
        )
        assert reader.asked == asked, address


@pytest.mark.parametrize(
    "claimed", ["evil.example", "localhost@evil.example", "", "a\nb", "localhost:x"]
)
def test_by_another_name_nothing_that_is_kept_is_served_and_nothing_kept(reader, site, claimed):
    reader.get("/articles/")
    asked, kept = reader.asked, reader.pages.report()["kept"]

    status, _headers, _body = reader.get("/articles/", HTTP_HOST=claimed)

    assert reader.asked == asked + 1
    assert reader.pages.report()["kept"] == kept
    assert claimed == "" or status.startswith("400")


def test_a_head_request_gets_the_headers_alone(reader, site):
    reader.get("/")

    status, headers, body = reader.get("/", method="HEAD")

    assert status == "200 OK"
    assert body == b""
    assert int(headers["Content-Length"]) > 0


def test_staff_see_the_live_page_and_leave_nothing_behind(reader, site):
    cookie = f"{settings.SESSION_COOKIE_NAME}=abc"

    reader.get("/", HTTP_COOKIE=cookie)
    reader.get("/", HTTP_COOKIE=cookie)

    assert reader.asked == 2
    assert reader.pages.report()["kept"] == 0


@pytest.mark.parametrize(
    "address",
    [
        "/search/?q=rest",
        "/articles/?page=x",
        "/articles/?page=01",
        "/articles/?page=٢",
        "/account/login/",
        "/nowhere/",
        "/health/live",
        "/desk/",
    ],
)
def test_what_is_not_the_same_for_everybody_is_not_kept(reader, site, address):
    reader.get(address)
    reader.get(address)

    assert reader.asked == 2
    assert reader.pages.report()["kept"] == 0


@pytest.mark.parametrize(
    "marks", ["fbclid=x", "utm_source=a&utm_medium=b", "gclid=&x", "%66bclid=1"]
)
def test_marks_that_others_hang_on_an_address_lead_to_the_same_page(reader, site, marks):
    plain = reader.get("/articles/")

    assert reader.get(f"/articles/?{marks}") == plain
    assert reader.asked == 1
    assert reader.get(f"/articles/?page=1&{marks}")[0] == "200 OK"
    assert reader.is_kept("/articles/?page=1")


def test_every_parameter_that_a_page_of_the_reading_site_reads_is_known():
    """One that a new page reads would never reach it."""
    asked = re.compile(r"""GET(?:\.get\(|\[)["'](\w+)["']|["'](\w+)["'] in request\.GET""")
    folders = (
        "cms/views",
        "cms/search",
        "cms/readers/views/voices.py",
        "cms/site",
        "cms/discovery",
    )
    files = [
        file
        for folder in folders
        for file in ([Path(folder)] if folder.endswith(".py") else Path(folder).rglob("*.py"))
        if file.name not in ("previews.py",)  # behind NEVER_KEPT
    ]

    found = {
        name for file in files for pair in asked.findall(file.read_text()) for name in pair if name
    }

    assert found
    assert found <= PARAMETERS


def test_the_headers_of_a_page_that_was_not_built_yet_are_those_of_the_page(reader, site):
    head = reader.get("/", method="HEAD")

    assert head[0] == "200 OK"
    assert head[2] == b""
    assert {"ETag", "Cache-Control"} <= head[1].keys()
    assert reader.get("/")[1] == head[1]
    assert reader.asked == 1


def test_what_is_not_kept_is_compressed_too(reader, site):
    plain = reader.get("/search/?q=nothing")[2]

    _, headers, body = reader.get("/search/?q=nothing", HTTP_ACCEPT_ENCODING="gzip")

    assert headers["Content-Encoding"] == "gzip"
    assert int(headers["Content-Length"]) == len(body) < len(plain)
    assert "Accept-Encoding" in headers["Vary"]
    assert b"</html>" in gzip.decompress(body)


# --- what is dropped ---------------------------------------------------------------------------------


def retract(site: dict) -> None:
    perform("retract", site["first"].revisions.published().get(), site["editor"], Inputs("Wrong."))


def empty_a_topic(site: dict) -> None:
    """The head of every page led to it until now."""
    perform("withdraw", site["other"].revisions.published().get(), site["editor"], Inputs("Wrong."))


def move_a_topic(site: dict) -> None:
    site["sleep"].parent = site["pain"]
    site["sleep"].save()


def move_to_another_top(site: dict) -> None:
    site["other"].topic = site["pain"]
    site["other"].save()


def publish_another(site: dict) -> None:
    factories.published(factories.draft(factories.writer(), topic=site["pain"]))


def rename(site: dict) -> None:
    topic = site["first"].topic
    topic.name = "The back"
    topic.save()


def move(site: dict) -> None:
    site["first"].topic = site["pain"]
    site["first"].save()


def untag(site: dict) -> None:
    site["first"].tags.remove("rest")


def tag(site: dict) -> None:
    site["first"].tags.add("naps")


def describe(site: dict) -> None:
    person = Person.objects.filter(articles=site["first"]).first()
    person.biography = "Writes about backs."
    person.save()


def stand_beside(site: dict) -> None:
    """Another article of the same topic: the page beside it names it from now on."""
    draft = factories.draft(factories.writer(), topic=site["first"].topic, title="Moving")
    factories.published(draft)


def join_by_tag(site: dict) -> None:
    site["other"].tags.add("rest")
    factories.published(factories.next_draft(site["other"], "<p>Sleep.</p>"))


def new_edition(site: dict) -> None:
    draft = factories.next_draft(site["first"], "<p>Move.</p>")
    factories.published(draft)


def notice(site: dict, **rule: bool) -> Disclaimer:
    made = Disclaimer.objects.create(name="A", slug="a", **rule)
    made.wordings.create(title="Mind", text="Ask somebody.")
    return made


def notice_everywhere(site: dict) -> None:
    notice(site, everywhere=True)


def notice_on_a_topic(site: dict) -> None:
    notice(site).topics.add(site["first"].topic)


def notice_on_a_tag(site: dict) -> None:
    notice(site).tags.add("rest")


def introduce_a_tag(site: dict) -> None:
    TagIntroduction.objects.create(tag=Tag.objects.get(name="rest"), text="Lying down.")


def say_what_troubles_readers(site: dict) -> None:
    rest = Tag.objects.get(name="rest")
    TagIntroduction.objects.create(tag=rest, text="Lying down.", complaint="I am tired")


def change_the_address(site: dict) -> None:
    live = site["first"].revisions.published().get()
    perform("move", live, site["editor"], Inputs(address="lying-down"))


EMPTY_FEED = re.compile(rb"<updated>.*?</updated>")
CHANGES = [
    retract,
    empty_a_topic,
    move_a_topic,
    move_to_another_top,
    publish_another,
    rename,
    move,
    untag,
    tag,
    stand_beside,
    join_by_tag,
    describe,
    new_edition,
    notice_everywhere,
    notice_on_a_topic,
    notice_on_a_tag,
    introduce_a_tag,
    say_what_troubles_readers,
    change_the_address,
]
# what each of these leaves as it is stays kept
UNTOUCHED = {
    empty_a_topic: [],
    move_a_topic: [],
    move_to_another_top: [],
    retract: ["/tags/naps/", "sleep", "other"],
    publish_another: ["/tags/rest/", "/tags/naps/", "first", "other", "sleep"],
    rename: ["sleep", "/tags/naps/", "other"],
    move: ["sleep", "/tags/naps/", "other"],
    untag: ["sleep", "other"],
    tag: ["sleep"],
    stand_beside: ["sleep", "/tags/naps/", "other"],
    join_by_tag: ["pain"],
    describe: ["/", "/articles/", "first", "other"],
    new_edition: ["sleep", "/tags/naps/", "other"],
    notice_everywhere: ["/", "/articles/", "sleep"],
    notice_on_a_topic: ["/", "/articles/", "other"],
    notice_on_a_tag: ["/", "/articles/", "other"],
    introduce_a_tag: ["/", "/articles/", "/tags/naps/", "other"],
    say_what_troubles_readers: ["/tags/naps/", "other"],
    change_the_address: ["sleep", "/tags/naps/", "other"],
}


def words(answer: tuple[str, dict, bytes]) -> tuple[str, bytes]:
    """Status and text; the feed of an empty list is as old as its asking."""
    status, _, body = answer
    return status, body if b"<entry>" in body else EMPTY_FEED.sub(b"", body)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_drops_the_pages_that_show_it_and_no_other(
    reader, journal, site, committed, change
):
    """The oracle is the live page: one that reads differently after the change must not be served."""
    own = {name: site[name].get_absolute_url() for name in ("first", "other", "sleep", "pain")}
    pages = addresses(site)
    before = {address: words(reader.get(address)) for address in pages}

    with committed():
        change(site)

    for name in UNTOUCHED[change]:
        assert reader.is_kept(own.get(name, name)), name
    anew = Reader(journal)
    live = {address: words(anew.get(address)) for address in pages}
    assert {address: words(reader.get(address)) for address in pages} == live
    assert live != before, "the change should be seen somewhere"


def test_work_on_a_draft_drops_nothing(reader, site, committed):
    for address in addresses(site):
        reader.get(address)

    with committed():
        draft = factories.next_draft(site["first"], "<p>Move a little.</p>")
        factories.approved(draft)

    assert reader.pages.report()["dropped"] == 0
    assert all(reader.is_kept(address) for address in addresses(site))


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_drops_nothing(reader, site):
    reader.get("/")

    with transaction.atomic():
        rename(site)
        transaction.set_rollback(True)

    assert reader.is_kept("/")


def test_a_page_that_was_begun_before_the_change_is_not_kept(reader, site, committed):
    ask = reader.django

    def slow(environ, start_response):
        answer = ask(environ, start_response)
        with committed():
            rename(site)
        return answer

    reader.django = slow
    reader.get("/")
    reader.django = ask

    assert not reader.is_kept("/")
    assert b"The back" in reader.get("/topics/back-pain/")[2]


def test_another_process_hears_of_it_at_once(journal, site, tmp_path, committed):
    ours, theirs = Reader(journal), Reader(Journal(tmp_path / "changes.log"))
    address = site["first"].get_absolute_url()
    ours.get(address)
    theirs.get(address)

    with committed():
        retract(site)

    assert b"Retracted" in ours.get(address)[2]
    assert b"Retracted" in theirs.get(address)[2]


# --- time, memory, crowds, and a database that is gone ------------------------------------------------


def test_a_page_is_built_anew_when_it_is_old(reader, site, monkeypatch):
    reader.get("/")
    for page in reader.pages._things.values():
        assert page.fresh_until <= time.time() + 600
        page.fresh_until = 0

    assert not reader.is_kept("/")
    assert reader.is_kept("/")


def test_a_page_never_outlives_its_day(reader, site, monkeypatch):
    """Reviews fall due by the day: what was true before midnight is asked again after it."""
    almost = timezone.localtime().replace(hour=23, minute=59, second=50, microsecond=0)
    monkeypatch.setattr(time, "time", almost.timestamp)
    monkeypatch.setattr(timezone, "now", lambda: almost)
    reader.get("/")

    monkeypatch.setattr(time, "time", (almost + timedelta(seconds=20)).timestamp)

    assert not reader.is_kept("/")


def test_memory_is_bounded_and_the_oldest_goes_first(journal, site):
    pages = addresses(site)
    size = max(len(Reader(journal).get(address)[2]) for address in pages)
    reader = Reader(journal, limit=3 * size)

    for address in pages:
        reader.get(address)
        reader.get(address, HTTP_ACCEPT_ENCODING="br")
        assert reader.pages.report()["bytes"] <= reader.pages.limit

    assert reader.is_kept(pages[-1])
    assert not reader.is_kept(pages[0])


@pytest.mark.django_db(transaction=True)
def test_a_crowd_is_served_by_one_builder(reader, site, monkeypatch):
    crowd = 12
    arrived = threading.Barrier(crowd)
    waiting = threading.Semaphore(0)
    ask = reader.django
    bodies = []

    class Heard(threading.Event):
        def wait(self, timeout=None):
            waiting.release()
            return super().wait(timeout)

    def slow(environ, start_response):
        try:
            assert all(waiting.acquire(timeout=60) for _ in range(crowd - 1))
            return ask(environ, start_response)
        finally:
            connection.close()

    def visit():
        arrived.wait()
        bodies.append(reader.get("/")[2])

    reader.django = slow
    ours = SimpleNamespace(Event=Heard, Lock=threading.Lock)
    monkeypatch.setattr("cms.caching.pages.threading", ours)
    threads = [threading.Thread(target=visit) for _ in range(crowd)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert reader.asked == 1
    assert len(bodies) == crowd
    assert len(set(bodies)) == 1


@pytest.fixture
def no_database() -> Iterator[Callable]:
    """Every query fails, as when the server is gone."""

    def refuse(execute, sql, params, many, context):
        raise DatabaseError("The server is gone.")

    return lambda: connection.execute_wrapper(refuse)


def test_readers_are_served_while_the_database_is_gone(reader, site, no_database):
    pages = addresses(site)
    before = {address: reader.get(address) for address in pages}
    for page in reader.pages._things.values():
        page.fresh_until = 0  # and none of them can be built anew

    with no_database():
        for _ in range(3):
            assert {address: reader.get(address) for address in pages} == before
        assert reader.get("/articles/never-asked-for/")[0].startswith("500")


def test_a_retracted_text_is_not_served_even_then(reader, site, committed, no_database):
    address = site["first"].get_absolute_url()
    reader.get(address)
    with committed():
        retract(site)

    with no_database():
        assert reader.get(address)[0].startswith("500")


# --- the parts ---------------------------------------------------------------------------------------


def test_the_journal_tells_what_was_appended_since(tmp_path):
    one, two = Journal(tmp_path / "deep" / "log"), Journal(tmp_path / "deep" / "log")
    start = two.length()

    one.append({"site", "article-7"})
    one.append({"topic-3"})

    told, position = two.since(start)
    assert told == {"site", "article-7", "topic-3"}
    assert position == two.length()
    assert two.since(position) == (set(), position)


def test_an_encoding_counts_towards_the_bytes(tmp_path):
    pages = KeptPages(Journal(tmp_path / "log"), 1000)
    page = KeptPage("200 OK", [], b"x" * 400, frozenset({"site"}), time.time() + 60, 400)
    pages.keep(("/",), page, pages.now())
    _, body, _ = page.as_sent("")

    pages.grew(("/",), len(body))

    assert pages.report()["bytes"] == 800
    assert pages.get(("/",)) is page
