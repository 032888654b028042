"""The page of an article in each of its states, as anybody sees it."""

import re
from itertools import pairwise

import pytest
from django.utils import translation

from articles.models import Disclaimer, Revision, Wording
from cms.site.sealed_texts import reading
from reviews import phrases
from reviews.models import Approval
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.cms.pages import badge_of, parsed, robots_of, select, words
from tests.tampering import force
from tests.worlds import shared

pytestmark = pytest.mark.django_db

BODY = """
<h2>Does it help?</h2><p>A little.<cite data-ref="olsen2019"></cite></p>
<table><tbody><tr><th><p>What</p></th></tr><tr><td><p>Rest</p></td></tr></tbody></table>
<h2>How long?</h2><p>Days.<cite data-ref="olsen2019"></cite></p>
<dl data-kind="questions"><dt>Is it safe?</dt><dd><p>Mostly.</p></dd></dl>
"""


@shared
def doctor():
    return factories.reviewer(name="Dr Ada Byron", specialty="Pain medicine")


@shared
def published(doctor) -> Revision:
    factories.reference()
    return factories.published(
        by=doctor, body=BODY, title="Rest for back pain", topic=factories.topic("Pain")
    )


def get(client, revision: Revision):
    return client.get(revision.article.get_absolute_url())


class TestPublished:
    def test_it_shows_title_text_names_and_references(self, client, published):
        page = parsed(get(client, published))

        assert words(select(page, "h1")[0]) == "Rest for back pain"
        assert words(select(page, ".standfirst")[0]) == "What is known."
        assert "Written by User" in words(select(page, ".byline")[0])
        assert words(select(page, ".breadcrumb")[0]) == "Pain"
        assert [words(link) for link in select(page, ".contents a")] == [
            "Does it help?",
            "How long?",
            "References",
            "How we reviewed this",
        ]
        assert "A little.1" in words(select(page, ".body")[0])

    def test_each_reference_leads_to_the_work_and_back_to_every_place(self, client, published):
        page = parsed(get(client, published))

        (entry,) = select(page, ".references li")

        assert entry.get("id") == "ref-1"
        assert [link.get("href") for link in select(entry, "a")] == [
            "https://doi.org/10.15585/mmwr.mm6814a2",
            "#cite-1-1",
            "#cite-1-2",
        ]
        for link in select(page, "a[href^='#']"):
            assert page.get_element_by_id(link.get("href")[1:]) is not None

    def test_headings_go_down_by_one_and_there_is_one_title(self, client, published):
        levels = [int(h.tag[1]) for h in parsed(get(client, published)).iter("h1", "h2", "h3")]

        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(lower - upper <= 1 for upper, lower in pairwise(levels))

    def test_wide_tables_can_be_scrolled_by_keyboard(self, client, published):
        (region,) = select(parsed(get(client, published)), ".table-scroll")

        assert (region.get("role"), region.get("tabindex")) == ("region", "0")

    def test_what_nobody_may_run_is_not_there(self, client, published):
        response = get(client, published)
        page = parsed(response)

        assert {script.get("type") for script in page.iter("script")} == {
            "application/ld+json",
            "module",
            None,  # what was chosen of text size and colours must hold before anything is drawn
        }
        assert all(
            each.get("src", "/static/").startswith("/static/") for each in page.iter("script")
        )
        assert not page.xpath("//*[@style] | //style | //@*[starts-with(name(), 'on')]")
        assert "script-src 'self';" in response["Content-Security-Policy"] + ";"

    def test_disclaimers_stand_above_and_below(self, client, published):
        for placement in Disclaimer.Placement:
            notice = Disclaimer.objects.create(
                name=placement, slug=placement, placement=placement, everywhere=True
            )
            Wording.objects.create(disclaimer=notice, title=f"At the {placement}", text="Ask.")

        page = parsed(get(client, published))

        above, below = select(page, ".disclaimer")
        assert "answer" in above.getparent().get("class")
        assert words(above) == "At the top Ask."
        assert words(below) == "At the bottom Ask."
        assert below.getparent().getparent().tag == "article"

    def test_it_says_how_to_cite_it(self, client, published):
        (section,) = select(parsed(get(client, published)), ".how-to-cite")

        (line, links) = select(section, "p")
        assert re.fullmatch(
            r"\w+ U\. Rest for back pain\. Plain Evidence\. Published \w+ \d+, \d{4}\."
            r" Accessed \w+ \d+, \d{4}\. http://127\.0\.0\.1:8000/articles/rest-for-back-pain/",
            words(line),
        )
        for link in select(links, "a"):
            assert client.get(link.get("href")).status_code == 200

    def test_who_may_write_it_finds_the_desk_and_everybody_else_the_same_page(
        self, client, published
    ):
        as_reader = words(select(parsed(get(client, published)), "main")[0])
        client.force_login(factories.author_of(published))
        as_writer = get(client, published)
        client.force_login(factories.writer())
        as_other = get(client, published)

        assert words(select(parsed(as_writer), "main")[0]) == as_reader
        desk = f'href="/desk/articles/{published.article_id}/"'
        assert desk in as_writer.content.decode()
        assert desk not in as_other.content.decode()

    def test_it_is_read_and_nothing_else(self, client, published):
        assert client.post(published.article.get_absolute_url()).status_code == 405


class TestBadge:
    def test_reviewed(self, client, published):
        state, says = badge_of(get(client, published))

        assert state == "reviewed"
        assert says.startswith("Medically reviewed by Dr Ada Byron, MD Pain medicine · signed ")
        assert robots_of(get(client, published)) == ""

    def test_specialties_are_named_in_the_language_of_the_page(self):
        with translation.override("es"):
            assert phrases.specialty("Pain medicine") == "Medicina del dolor"
            assert phrases.specialty("Hydrotherapy at sea") == "Hydrotherapy at sea"

    def test_it_links_to_what_review_means_and_to_the_reviewer(self, client, published, doctor):
        (badge,) = select(parsed(get(client, published)), "section.badge")

        addresses = [link.get("href") for link in select(badge, "a")]

        history = f"{published.article.get_absolute_url()}history/"
        assert addresses == [doctor.person.get_absolute_url(), "/about/review/", history]
        assert all(client.get(address).status_code == 200 for address in addresses)

    def test_who_signed_only_changes_is_named_for_them_alone(self, client, published):
        second = factories.next_draft(published.article, "<p>A little more.</p>")
        checker = factories.reviewer(name="Dr Ben Cole")
        factories.assigned(second, to=checker)
        factories.release_asked_again(second, but=checker)
        of_changes = Inputs("I read the change.", "None.", scope=Approval.Scope.CHANGES)
        perform("approve", second, checker, of_changes)
        perform("publish", second, factories.editor())

        response = get(client, published)

        says = badge_of(response)[1]
        assert says.startswith("Medically reviewed by Dr Ada Byron, MD Pain medicine · signed ")
        assert "Changes since then reviewed by Dr Ben Cole, MD" in says
        assert "(the changes only)" in words(select(parsed(response), ".record")[0])

    def test_overdue(self, client, published, travel):
        travel(800)

        state, says = badge_of(get(client, published))

        assert state == "overdue"
        assert says.startswith("Review overdue since")
        assert "Dr Ada Byron" not in says
        assert "Page last reviewed" not in get(client, published).content.decode()

    def test_changed(self, client, published):
        second = factories.next_draft(published.article, "<p>Rest does not help.</p>")
        perform("publish_unreviewed", second, factories.editor(), Inputs("Urgent."))

        response = get(client, published)

        state, says = badge_of(response)
        assert state == "changed"
        assert says.startswith("Text has changed since the last review")
        assert robots_of(response) == "noindex"

    def test_unreviewed(self, client):
        revision = factories.draft()
        perform("publish_unreviewed", revision, factories.editor(), Inputs("Urgent."))

        response = get(client, revision)

        state, says = badge_of(response)
        assert state == "unreviewed"
        assert says.startswith("Not yet medically reviewed")
        assert robots_of(response) == "noindex"
        assert "Medically reviewed by nobody" in words(select(parsed(response), ".record")[0])

    def test_a_text_changed_behind_our_back_has_none(self, client, published):
        assert badge_of(get(client, published))[0] == "reviewed"
        force(published, sealed=published.sealed.replace("Days", "Years"))

        response = get(client, published)

        assert badge_of(response)[0] != "reviewed"
        assert "Years." in response.content.decode()
        assert "lastReviewed" not in response.content.decode()
        assert "reviewed by Dr Ada Byron" not in response.content.decode()
        assert "Reviewed by" not in client.get("/").content.decode()
        assert "Reviewed by" not in client.get("/feed/").content.decode()
        assert published.article.slug not in client.get("/sitemap-articles.xml").content.decode()


class TestWithdrawn:
    @pytest.fixture
    def response(self, client, published):
        perform("withdraw", published, factories.editor(name="Erin"), Inputs("It was\n\nunclear."))
        return get(client, published)

    def test_it_says_when_who_and_why(self, response):
        page = parsed(response)

        (notice,) = select(page, ".notice")
        assert words(select(page, "h1")[0]) == "Withdrawn: Rest for back pain"
        assert re.search(r"Withdrawn on \d+ \w+ \d{4} by Erin\.", words(notice))
        assert [words(p) for p in select(notice, "p")][1:3] == ["It was", "unclear."]
        assert len(select(notice, "time[datetime]")) == 1

    def test_it_shows_no_word_of_the_text_and_no_badge(self, response):
        assert "A little" not in response.content.decode()
        assert "What is known" not in response.content.decode()
        assert badge_of(response) is None
        assert robots_of(response) == "noindex"

    def test_its_references_and_its_versions_are_gone_too(self, client, response, published):
        address = published.article.get_absolute_url()

        assert client.get(f"{address}references.bib").status_code == 404
        assert client.get(f"{address}history/1/").status_code == 302
        assert "A little" not in client.get(f"{address}history/").content.decode()
        assert "unclear" in client.get(f"{address}history/").content.decode()


class TestRetracted:
    @pytest.fixture
    def response(self, client, published):
        perform("retract", published, factories.editor(name="Erin"), Inputs("The trial was false."))
        return get(client, published)

    def test_the_notice_stands_above_the_text_with_day_reason_and_who(self, response):
        page = parsed(response)

        (notice,) = select(page, ".notice[data-kind=retraction]")
        (text,) = select(page, ".body")
        assert words(select(page, "h1")[0]) == "Retracted: Rest for back pain"
        assert words(select(page, "title")[0]).startswith("Retracted: ")
        assert re.search(
            r"Retracted on \d+ \w+ \d{4} by Erin\. The trial was false\.", words(notice)
        )
        (standfirst,) = select(page, "[data-sealed=standfirst]")
        order = list(page.iter())
        assert order.index(notice) < order.index(standfirst) < order.index(text)

    def test_the_text_stays_readable_without_a_badge(self, response):
        assert "A little" in response.content.decode()
        assert badge_of(response) is None
        assert "Page last reviewed" not in response.content.decode()
        assert robots_of(response) == "noindex"

    def test_a_new_text_takes_its_place_and_the_reason_stays_in_the_history(
        self, client, response, published
    ):
        second = factories.next_draft(published.article, "<p>Rest does not help.</p>")
        factories.published(second)

        page = get(client, published)

        assert "Rest does not help" in page.content.decode()
        assert not select(parsed(page), ".notice")
        assert "The trial was false." in words(select(parsed(page), ".record")[0])
        old = parsed(client.get(f"{published.article.get_absolute_url()}history/1/"))
        assert len(select(old, ".notice")) == 2


def test_a_rendering_is_made_once_for_each_text(published, monkeypatch):
    first = reading(published)
    monkeypatch.setattr("cms.site.sealed_texts.rendering.render", None)

    assert reading(published) == first


def test_a_draft_cannot_be_read():
    with pytest.raises(ValueError, match="Readers see sealed texts only"):
        reading(factories.draft())
