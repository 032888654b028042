"""Whole articles in feeds: they warn as their pages do, carry nothing active, and are bounded."""

import re

import feedparser
import nh3
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from articles.models import Disclaimer, Wording
from articles.text import cleaner
from cms.discovery import feed_texts
from cms.discovery.feed_texts import ATTRIBUTES, TAGS, plain
from tests import factories

SITE = "https://www.example.org"
BODY = (
    '<aside data-kind="warning"><p>Call at once.</p></aside>'
    '<h2>Rest</h2><p>Rest helps <cite data-ref="olsen2019"></cite>, '
    '<a href="/articles/heat/">heat</a> too.</p>'
    "<table><tbody><tr><th>Dose</th><th>Hours</th></tr><tr><td>1</td><td>4</td></tr></tbody></table>"
)


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = SITE


def contents(client, address: str = "/feed/") -> list[str]:
    found = feedparser.parse(client.get(address).content, sanitize_html=False).entries
    return [each.content[0].value if "content" in each else "" for each in found]


def warn_everywhere(title: str) -> None:
    made = Disclaimer.objects.create(name=title, slug="ask", everywhere=True)
    Wording.objects.create(
        disclaimer=made, title=title, text="Ask first.", effective_on=timezone.localdate()
    )


@pytest.mark.django_db
@pytest.mark.both_databases
class TestEntry:
    def test_it_holds_the_text_with_its_review_its_warnings_and_its_sources(self, client):
        factories.reference()
        warn_everywhere("No substitute for a doctor")
        doctor = factories.reviewer(name="Dr Ada Byron")
        factories.published(title="Rest", body=BODY, by=doctor)

        (content,) = contents(client)

        said = " ".join(" ".join(html.fromstring(content).itertext()).split())
        assert said.startswith("Reviewed by Dr Ada Byron, ")
        for words in (
            "No substitute for a doctor Ask first.",
            "Warning Call at once.",
            "Rest helps 1 , heat too.",
            "References Olsen EO.",
        ):
            assert words in said

    def test_links_lead_to_the_site_from_wherever_they_are_read(self, client):
        factories.reference()
        factories.published(title="Rest", body=BODY)

        (content,) = contents(client)

        links = re.findall('(?:href|src)="([^"]*)"', content)
        assert {f"{SITE}/articles/rest/#ref-1", f"{SITE}/articles/heat/"} <= set(links)
        assert all(link.startswith("https://") for link in links)

    def test_a_picture_stands_in_it_and_beside_it(self, client):
        image = factories.image(factories.picture(1600, 900))
        factories.published(title="Rest", body=factories.figure(image))

        (content,) = contents(client)
        (entry,) = feedparser.parse(client.get("/feed/").content).entries

        assert f'src="{SITE}/media/images/{image.key}/800.webp"' in content
        assert "A teal square" in content
        (enclosure,) = entry.enclosures
        assert (enclosure.href, enclosure.type) == (f"{SITE}/articles/rest/card.png", "image/png")
        assert client.get("/feed.json").json()["items"][0]["image"] == enclosure.href

    def test_a_new_disclaimer_is_in_it_at_once(self, client):
        factories.published(title="Rest")
        assert "Ask first." not in contents(client)[0]

        warn_everywhere("Ask")

        assert "Ask first." in contents(client)[0]

    def test_what_is_further_back_than_the_bound_is_told_in_short(
        self, client, travel, monkeypatch
    ):
        for days, title in ((-2, "Old"), (-1, "New")):
            travel(days)
            factories.published(title=title, body=f"<p>{title} words.</p>")
        travel(0)
        monkeypatch.setattr(feed_texts, "MOST_BYTES", 120)

        new, old = contents(client)

        assert "New words." in new
        assert old == ""
        items = client.get("/feed.json").json()["items"]
        assert ["content_html" in each for each in items] == [True, False]
        assert items[1]["content_text"].startswith("What is known.")


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>Rest", "</p>", "<script>alert(1)</script>", '<a href="javascript:alert(1)">x</a>',
                '<div data-kind="warning" role="note">Call.</div>', '<img src="/a" onerror="b">',
                '<cite data-said="retracted"><a href="#ref-1">1</a></cite>', "<cite></cite>", "&lt;b&gt;",
                "<style>p{}</style>", '<p style="x" class="y" id="z">q</p>', "<iframe src='/'></iframe>",
            ]
        )
    )
)  # fmt: skip
def test_whatever_a_page_holds_a_feed_gets_nothing_active(parts):
    found = plain("".join(parts), f"{SITE}/articles/rest/")

    assert found == " ".join(
        nh3.clean(found, tags=TAGS, attributes=ATTRIBUTES, link_rel=None).split()
    )
    root = cleaner.parse(found)
    assert {each.tag for each in root.iter()} <= TAGS
    for link in root.xpath(".//@href | .//@src"):
        assert link.startswith(SITE)


def test_a_source_that_fell_is_marked_in_words():
    cite = '<p>So it is<cite data-said="retracted"><a href="#ref-1">1</a></cite>.</p>'

    said = html.fromstring(plain(cite, SITE)).text_content()

    assert said == "So it is1 (retracted)."
