"""What programs follow: the feeds, the sitemap, robots.txt, the health of the process."""

import json
import re
from datetime import datetime, timedelta

import feedparser
import pytest
from django.db import DatabaseError, connection
from django.utils import timezone
from lxml import etree

from articles.models import Revision, Topic
from cms.models import GlossaryTerm
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.cms.pages import parsed, select
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
SITE = "https://www.example.org"
# sitemaps.org/protocol.html: what may stand in a map and in the list of maps, in this order
ADDRESS = """<element name="loc"><data type="anyURI">
  <param name="pattern">https://www\\.example\\.org/.*</param></data></element>"""
DAY = """<optional><element name="lastmod"><choice>
  <data type="date"/><data type="dateTime"/></choice></element></optional>"""
RULES = etree.RelaxNG(
    etree.XML(
        f"""<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="{MAP["s"]}"
        datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"><start><choice>
        <element name="urlset"><oneOrMore><element name="url">
        {ADDRESS}{DAY}</element></oneOrMore></element>
        <element name="sitemapindex"><oneOrMore><element name="sitemap">
        {ADDRESS}{DAY}</element></oneOrMore></element>
        </choice></start></grammar>"""
    )
)


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = SITE


def read(response) -> etree._Element:
    assert response.status_code == 200
    return etree.fromstring(response.content)


def unreviewed(title: str, **fields):
    made = factories.draft(title=title, **fields)
    perform("publish_unreviewed", made, factories.editor(), Inputs("Urgent."))
    return made


class TestFeed:
    def test_entries_say_whether_they_are_reviewed(self, client, travel):
        travel(-1)
        factories.published(title="Rest & more", by=factories.reviewer(name="Dr Ada Byron"))
        travel(0)
        unreviewed("Hurried")

        feed = read(client.get("/feed/"))

        assert feed.xpath("a:entry/a:title/text()", namespaces=ATOM) == ["Hurried", "Rest & more"]
        hurried, rest = feed.xpath("a:entry/a:summary/text()", namespaces=ATOM)
        assert hurried == "What is known. (Not yet medically reviewed.)"
        assert rest.startswith("What is known. (Reviewed by Dr Ada Byron, ")
        terms = feed.xpath("a:entry/a:category/@term", namespaces=ATOM)
        assert [term for term in terms if term.startswith("review:")] == [
            "review:unreviewed",
            "review:reviewed",
        ]

    def test_addresses_are_those_of_the_site(self, client):
        factories.published(title="Rest")

        feed = read(client.get("/feed/", headers={"host": "localhost"}))

        assert set(feed.xpath("//a:link/@href", namespaces=ATOM)) == {
            f"{SITE}/",
            f"{SITE}/feed/",
            f"{SITE}/articles/rest/",
            f"{SITE}/articles/rest/card.png",
        }
        assert feed.xpath("a:entry/a:id/text()", namespaces=ATOM) == [f"{SITE}/articles/rest/"]
        assert feed.xpath("a:entry/a:updated", namespaces=ATOM)
        assert feed.xpath("a:entry/a:author/a:name/text()", namespaces=ATOM)

    def test_a_topic_has_its_own_with_what_is_below_it(self, client):
        above, below = factories.topic("Pain"), factories.topic("Backs")
        Topic.objects.filter(pk=below.pk).update(parent=above)
        factories.published(topic=below, title="Rest")
        factories.published(title="Elsewhere")

        feed = read(client.get(f"{above.get_absolute_url()}feed/"))

        assert feed.xpath("a:entry/a:title/text()", namespaces=ATOM) == ["Rest"]
        assert feed.xpath("a:title/text()", namespaces=ATOM) == ["Plain Evidence: Pain"]

    @pytest.mark.parametrize("ending", ["withdraw", "retract"])
    def test_what_was_taken_back_leaves_it_and_that_it_was_is_told(self, client, ending):
        revision = factories.published(factories.draft(title="Rest"))
        perform(ending, revision, factories.editor(), Inputs("Wrong."))

        (entry,) = read(client.get("/feed/")).xpath("a:entry", namespaces=ATOM)
        (title,) = entry.xpath("a:title/text()", namespaces=ATOM)
        assert title == ("Retracted: Rest" if ending == "retract" else "Withdrawn: Rest")
        assert entry.xpath("a:summary/text()", namespaces=ATOM) == ["Wrong."]


@shared
def followed() -> dict[str, str]:
    """A published article, and where its feeds are."""
    doctor = factories.reviewer(name="Dr Ada Byron")
    revision = factories.published(title="Rest & more", by=doctor, topic=factories.topic("Pain"))
    places = {
        "site": "/",
        "topic": revision.article.topic.get_absolute_url(),
        "writer": factories.author_of(revision).person.get_absolute_url(),
        "reviewer": doctor.person.get_absolute_url(),
    }
    factories.published(title="Elsewhere")
    return places


@pytest.mark.parametrize("place", ["site", "topic", "writer", "reviewer"])
def test_a_reader_of_feeds_finds_no_fault_and_both_forms_say_the_same(client, followed, place):
    atom = feedparser.parse(client.get(f"{followed[place]}feed/").content)
    feed = json.loads(client.get(f"{followed[place]}feed.json").content)

    assert not atom.bozo
    entries = [(each.title, each.link, each.summary) for each in atom.entries]
    assert entries == [(each["title"], each["url"], each["summary"]) for each in feed["items"]]
    assert [each.content[0].value for each in atom.entries] == [
        each["content_html"] for each in feed["items"]
    ]
    expected = ["Elsewhere", "Rest & more"] if place == "site" else ["Rest & more"]
    assert [each.title for each in atom.entries] == expected
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{SITE}{followed[place]}feed.json"
    assert {each["href"] for each in atom.feed.links} >= {f"{SITE}{followed[place]}feed/"}
    assert feed["items"][-1]["authors"]


@pytest.mark.parametrize("address", ["/topics/nope/feed/", "/people/nope/feed.json"])
def test_nothing_is_fed_from_where_nothing_is(client, address):
    assert client.get(address).status_code == 404


def test_every_kind_of_page_names_its_feed_and_the_search(client, followed):
    for address in followed.values():
        page = parsed(client.get(address))
        links = [each.get("href") for each in select(page, "link[rel=alternate], link[rel=search]")]

        assert {"/feed/", "/feed.json", "/opensearch.xml"} <= set(links)
        assert all(client.get(link).status_code == 200 for link in links)


def test_browsers_are_told_how_to_search(client):
    described = read(client.get("/opensearch.xml"))

    (template, _itself) = described.xpath("//*[local-name()='Url']/@template")
    assert template == f"{SITE}/search/?q={{searchTerms}}"


def test_language_models_find_what_is_published_and_how_to_read_it(client, followed):
    told = client.get("/llms.txt").content.decode()

    assert told.startswith("# Plain Evidence\n\n> ")
    assert f"- [Pain]({SITE}{followed['topic']})" in told
    for address in re.findall(rf"\({SITE}(/[^)]*)\)", told):
        assert client.get(address).status_code == 200


class TestSitemap:
    def listed(self, client, section: str) -> list[str]:
        found = read(client.get(f"/sitemap-{section}.xml"))
        return found.xpath("s:url/s:loc/text()", namespaces=MAP)

    def test_the_index_names_every_section_with_its_last_change(self, client):
        factories.published()

        index = read(client.get("/sitemap.xml", headers={"host": "localhost"}))

        assert index.xpath("s:sitemap/s:loc/text()", namespaces=MAP) == [
            f"{SITE}/sitemap-{section}.xml" for section in ("articles", "topics", "people", "site")
        ]
        assert len(index.xpath("s:sitemap/s:lastmod", namespaces=MAP)) == 2

    def test_every_map_keeps_to_the_protocol(self, client):
        factories.published()
        index = read(client.get("/sitemap.xml"))

        RULES.assertValid(index)
        for address in index.xpath("s:sitemap/s:loc/text()", namespaces=MAP):
            RULES.assertValid(read(client.get(address.removeprefix(SITE))))

    def test_a_reviewed_text_is_listed_with_the_day_of_its_last_change(self, client):
        factories.published(title="Rest")

        found = read(client.get("/sitemap-articles.xml"))

        assert found.xpath("s:url/s:loc/text()", namespaces=MAP) == [f"{SITE}/articles/rest/"]
        assert found.xpath("s:url/s:lastmod/text()", namespaces=MAP)

    def test_what_nobody_reviewed_is_left_out(self, client):
        unreviewed("Hurried")
        changed = factories.published(title="Changed")
        second = factories.next_draft(changed.article, "<p>New.</p>")
        perform("publish_unreviewed", second, factories.editor(), Inputs("Urgent."))
        retracted = factories.published(title="Retracted")
        perform("retract", retracted, factories.editor(), Inputs("Wrong."))

        assert self.listed(client, "articles") == []

    def test_a_single_signature_of_two_is_not_a_review(self, client):
        ada, ben = factories.reviewer(), factories.reviewer()
        revision = factories.assigned(topic=factories.topic(approvals=2), to=ada)
        perform("assign", revision, factories.editor(), Inputs(reviewer=ben))
        perform("approve", revision, ada, factories.SIGNED)
        perform("publish_unreviewed", revision, factories.editor(), Inputs("Urgent."))

        assert self.listed(client, "articles") == []

    def test_an_overdue_text_stays_listed(self, client, travel):
        travel(-800)
        factories.published(title="Rest")
        travel(0)

        assert self.listed(client, "articles") == [f"{SITE}/articles/rest/"]

    def test_topics_and_people_are_listed_once_something_is_public(self, client):
        factories.topic("Empty")
        factories.draft()
        revision = factories.published(topic=factories.topic("Pain"))

        topics, people = self.listed(client, "topics"), self.listed(client, "people")

        assert topics == [SITE + revision.article.topic.get_absolute_url()]
        assert SITE + factories.author_of(revision).person.get_absolute_url() in people
        assert len(people) == 2

    def test_every_page_of_the_site_itself_is_there(self, client):
        for address in self.listed(client, "site"):
            assert client.get(address.removeprefix(SITE)).status_code == 200

    def test_the_glossary_is_listed_once_it_explains_a_word(self, client):
        before = self.listed(client, "site")
        owner = factories.editor()
        GlossaryTerm.objects.create(term="angina", definition="Pain of the heart.", owner=owner)

        assert f"{SITE}/glossary/" not in before
        assert f"{SITE}/glossary/" in self.listed(client, "site")


def test_robots_are_kept_from_the_desks_and_shown_the_map(client):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert lines[0] == "User-agent: *"
    assert {"Disallow: /desk/", "Disallow: /reviews/", "Disallow: /account/"} <= set(lines)
    assert f"Sitemap: {SITE}/sitemap.xml" in lines


def test_whoever_finds_a_hole_is_told_whom_to_write_to(client):
    page = client.get("/.well-known/security.txt")

    fields = dict(line.split(": ", 1) for line in page.text.splitlines())
    assert page["Content-Type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == f"{SITE}/about/contact/"
    assert fields["Canonical"] == f"{SITE}/.well-known/security.txt"
    ends = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=364) < ends - timezone.now() <= timedelta(days=365)


@pytest.mark.django_db
def test_an_entry_says_when_its_article_was_published_first(client):
    first = factories.published()
    Revision.objects.filter(pk=first.pk).update(published_at=timezone.now() - timedelta(days=90))
    first.refresh_from_db()
    second = factories.published(factories.next_draft(first.article, "<p>Rest helps more.</p>"))

    (entry,) = feedparser.parse(client.get("/feed/").content).entries
    (item,) = client.get("/feed.json").json()["items"]

    assert entry.published == item["date_published"] == first.published_at.isoformat()
    assert entry.updated == item["date_modified"] == second.published_at.isoformat()


class TestHealth:
    def test_a_sound_process_is_live_and_ready(self, client):
        assert client.get("/health/live").content == b"live\n"
        assert client.get("/health/ready").content == b"ready\n"

    def test_without_a_database_it_is_live_but_not_ready(self, client, monkeypatch):
        def fail() -> None:
            raise DatabaseError

        monkeypatch.setattr(connection, "cursor", fail)

        assert client.get("/health/live").status_code == 200
        assert client.get("/health/ready").status_code == 503
