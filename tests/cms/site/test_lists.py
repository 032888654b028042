"""Pages that list articles."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from taggit.models import Tag, TaggedItem

from articles.models import Article, TagIntroduction, Topic
from cms.site import front
from cms.site.teasers import published, tagged
from reviews.models import Credential
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.cms.pages import parsed, select, words

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def titles(response, where: str = "main") -> list[str]:
    selector = f"{where} .teaser h2, {where} .teaser h3"
    return [words(title) for title in select(parsed(response), selector)]


def unreviewed(**fields):
    made = factories.draft(**fields)
    perform("publish_unreviewed", made, factories.editor(), Inputs("Urgent."))
    return made


class TestHome:
    def test_an_empty_site_says_so(self, client):
        for path in ("/", "/articles/"):
            assert "Nothing is published yet." in client.get(path).content.decode()

    def test_the_newest_reviewed_article_leads_and_each_stands_there_once(self, client, travel):
        travel(-2)
        factories.published(title="Old")
        travel(-1)
        factories.published(title="Reviewed")
        travel(0)
        unreviewed(title="Hurried")

        response = client.get("/")

        assert titles(response, ".lead-story") == ["Reviewed"]
        assert titles(response, ".latest") == ["Hurried"]
        assert titles(response, ".newly-reviewed") == ["Old"]

    def test_a_reviewed_article_leads_however_many_came_without_review(self, client, monkeypatch):
        monkeypatch.setattr(front, "LATEST", 0)
        monkeypatch.setattr(front, "NEWLY_REVIEWED", 1)
        factories.published(title="Reviewed")
        for title in ("One", "Two"):
            unreviewed(title=title)

        response = client.get("/")

        assert titles(response, ".lead-story") == ["Reviewed"]
        assert titles(response, ".newly-reviewed") == []

    def test_topics_stand_there_with_what_is_published_in_or_below_them(self, client):
        above = factories.topic("Pain")
        below = factories.topic("Backs")
        Topic.objects.filter(pk=below.pk).update(parent=above, introduction="Of the spine.")
        Topic.objects.filter(pk=above.pk).update(introduction="What hurts.")
        factories.published(topic=below)
        factories.draft(topic=factories.topic("Sleep"))

        topics = select(parsed(client.get("/")), ".topic-list li")

        assert [words(topic) for topic in topics] == ["Pain What hurts."]

    def test_what_troubles_a_reader_leads_to_what_is_published_on_it(self, client):
        factories.published().article.tags.add("back pain")
        factories.draft().article.tags.add("colds")
        for tag, complaint in (("back pain", "My back hurts"), ("colds", "I have a cold")):
            TagIntroduction.objects.create(
                tag=Tag.objects.get(name=tag),
                text="What helps.",
                complaint=complaint,
                others={"es": {"complaint": "Me duele la espalda"}},
            )

        (link,) = select(parsed(client.get("/")), ".complaints a")

        assert (words(link), link.get("href")) == ("My back hurts", "/tags/back-pain/")
        assert client.get(link.get("href")).status_code == 200
        assert not select(
            parsed(client.get("/es/")), ".complaints"
        )  # nothing is published in Spanish

    def test_every_letter_leads_to_a_list(self, client):
        factories.published(title="Rest")

        letters = {
            words(each): each.get("href") for each in select(parsed(client.get("/")), ".alphabet a")
        }

        assert titles(client.get(letters["R"])) == ["Rest"]
        assert titles(client.get(letters["Q"])) == []

    def test_each_teaser_wears_its_state(self, client, travel):
        travel(-800)
        factories.published(title="Overdue")
        travel(0)
        changed = factories.published(title="Changed")
        second = factories.next_draft(changed.article, "<p>New.</p>")
        perform("publish_unreviewed", second, factories.editor(), Inputs("Urgent."))
        unreviewed(title="Unreviewed")
        factories.published(title="Reviewed")

        teasers = select(parsed(client.get("/articles/")), ".teaser")

        states = {
            words(select(teaser, "h3")[0]): select(teaser, ".review")[0].get("data-state")
            for teaser in teasers
        }
        assert states == {title: title.lower() for title in states}
        assert len(states) == 4


class TestPagination:
    @pytest.fixture
    def _many(self):
        topic, doctor, editor = factories.topic("Pain"), factories.reviewer(), factories.editor()
        author = factories.writer()
        for number in range(23):
            made = factories.approved(
                factories.draft(author, topic=topic, title=f"Article {number:02}"), by=doctor
            )
            perform("publish", made, editor)

    @pytest.mark.usefixtures("_many")
    def test_pages_part_the_list_without_loss(self, client):
        first, second = client.get("/articles/"), client.get("/articles/?page=2")

        found = titles(first) + titles(second)

        assert len(titles(first)) == 20
        assert sorted(found) == [f"Article {number:02}" for number in range(23)]
        (canonical,) = select(parsed(second), "link[rel=canonical]")
        assert canonical.get("href").endswith("/articles/?page=2")

    @pytest.mark.parametrize(
        "page", ["0", "-1", "2", "9" * 40, "9" * 5000, "x", "1.5", "", "%00", "%ff", "1%27--", "²"]
    )
    @pytest.mark.parametrize("path", ["/articles/", "topic"])
    def test_a_page_that_is_not_there_is_404(self, client, page, path):
        topic = factories.topic("Pain")
        factories.published(topic=topic)
        address = topic.get_absolute_url() if path == "topic" else path

        assert client.get(f"{address}?page={page}").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/articles/nope/",
        "/articles/nope/history/",
        "/articles/nope/references.bib",
        "/articles/%00/",
        "/articles/" + "a" * 3000 + "/",
        "/articles/a'%20OR%201=1--/",
        "/articles/..%2f..%2fetc/",
        "/articles/é/",
        "/topics/nope/",
        "/topics/nope/feed/",
        "/tags/nope/",
        "/people/nope/",
        "/people/%00/",
        "/about/nope/",
        "/about/..%2fbase/",
        "/sitemap-nope.xml",
        "/sitemap-articles.xml?p=99",
        "/sitemap-articles.xml?p=x",
    ],
)
def test_an_address_that_does_not_exist_is_404(client, address):
    assert client.get(address).status_code == 404


class TestTopic:
    def test_one_that_is_empty_leads_on(self, client):
        (section,) = select(
            parsed(client.get(factories.topic("Sleep").get_absolute_url())),
            "section[aria-labelledby=articles]",
        )

        assert words(section) == "Articles Nothing is published on this topic yet. All articles"
        assert [each.get("href") for each in select(section, "a")] == ["/articles/"]

    def test_it_lists_what_is_below_it_and_leads_up_and_down(self, client):
        above, below = factories.topic("Pain"), factories.topic("Backs")
        Topic.objects.filter(pk=below.pk).update(parent=above)
        factories.published(topic=below, title="Rest")

        upper = client.get(above.get_absolute_url())
        lower = client.get(below.get_absolute_url())

        assert titles(upper) == ["Rest"]
        assert "Backs" in words(select(parsed(upper), "aside")[0])
        assert words(select(parsed(lower), ".breadcrumb")[0]) == "Home Pain"

    def test_topics_in_a_loop_do_not_hang_it(self, client):
        one, two = factories.topic("One"), factories.topic("Two")
        Topic.objects.filter(pk=one.pk).update(parent=two)
        Topic.objects.filter(pk=two.pk).update(parent=one)
        revision = factories.published(topic=one)

        assert client.get(one.get_absolute_url()).status_code == 200
        assert client.get(revision.article.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/", None),
        ("/articles/", "All articles"),
        ("/about/editorial-process/", "How we review"),
        ("/es/articles/", "Todos los artículos"),
    ],
)
def test_the_head_of_a_page_says_where_it_is(client, address, name):
    here = select(parsed(client.get(address)), ".masthead nav a[aria-current=page]")

    assert [words(each) for each in here] == [name] * bool(name)


def test_a_tag_is_introduced_and_one_without_words_is_not(client):
    revision = factories.published()
    revision.article.tags.add("back pain", "rest")
    text = "Where backs hurt, and what helps."
    TagIntroduction.objects.create(tag=Tag.objects.get(name="back pain"), text=text)

    introduced = parsed(client.get("/tags/back-pain/"))
    other = parsed(client.get("/tags/rest/"))

    assert [words(each) for each in select(introduced, ".standfirst")] == [text]
    assert select(introduced, "meta[name=description]")[0].get("content") == text
    assert not select(other, ".standfirst")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite begins with the tag.")
def test_where_many_have_a_tag_each_article_is_asked_whether_it_has_it():
    revision = factories.published()
    revision.article.tags.add("rest")
    tag, kind = Tag.objects.get(name="rest"), ContentType.objects.get_for_model(Article)
    TaggedItem.objects.bulk_create(
        TaggedItem(tag=tag, content_type=kind, object_id=10_000 + number) for number in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE taggit_taggeditem")

    plan = tagged(published(), tag)[:21].explain()

    assert "object_id = articles_" in plan


def test_a_tag_lists_its_published_articles(client):
    revision = factories.published(title="Rest")
    revision.article.tags.add("back pain")

    response = client.get("/tags/back-pain/")

    assert titles(response) == ["Rest"]
    assert "/tags/back-pain/" in client.get(revision.article.get_absolute_url()).content.decode()


class TestPerson:
    def test_it_lists_what_they_wrote(self, client):
        revision = factories.published(title="Rest")
        author = factories.author_of(revision).person

        assert titles(client.get(author.get_absolute_url())) == ["Rest"]

    def test_it_lists_what_they_reviewed_while_the_badge_names_them(self, client, travel):
        doctor = factories.reviewer(name="Dr Ada Byron")
        factories.published(by=doctor, title="Rest")
        address = doctor.person.get_absolute_url()

        assert titles(client.get(address)) == ["Rest"]
        travel(800)
        assert titles(client.get(address)) == []

    def test_credentials_say_when_and_by_whom_they_were_checked(self, client, travel):
        doctor = factories.reviewer(expires_on=timezone.localdate())
        admin = factories.user(name="Ruth")
        held = Credential.objects.get(person=doctor.person)
        factories.checked(held, timezone.localdate(), by=admin)
        Credential.objects.create(
            person=doctor.person, kind="degree", title="Claimed degree", issuer="Somewhere"
        )
        address = doctor.person.get_absolute_url()

        (valid,) = select(parsed(client.get(address)), ".credentials li")
        travel(1)
        (expired,) = select(parsed(client.get(address)), ".credentials li")

        assert "Checked" in words(valid)
        assert "by Ruth" in words(valid)
        assert expired.get("data-state") == "expired"
        assert "Expired" in words(expired)

    def test_interests_asked_for_and_not_asked_for_differ(self, client):
        asked = factories.person(interests_declared_on=timezone.localdate())
        not_asked = factories.person()

        assert "None declared." in client.get(asked.get_absolute_url()).content.decode()
        assert "Not asked yet." in client.get(not_asked.get_absolute_url()).content.decode()


class TestAllArticles:
    def test_by_letter_they_stand_in_the_order_of_their_titles(self, client):
        for title in ("Back pain", "Asthma", "“Bad” cholesterol", "Åland eye disease", "Bruises"):
            factories.published(title=title)

        assert titles(client.get("/articles/?letter=b")) == [
            "Back pain",
            "Bruises",
            "“Bad” cholesterol",
        ]
        assert titles(client.get("/articles/?letter=A")) == ["Asthma", "Åland eye disease"]
        empty = client.get("/articles/?letter=Z").content.decode()
        assert "No article fits that." in empty
        assert len(titles(client.get("/articles/?letter=%C3%91"))) == 5  # no letter of English

    def test_they_are_narrowed_by_topic_and_by_the_standing_of_their_review(self, client):
        pain, sleep = factories.topic("Pain"), factories.topic("Sleep")
        below = factories.topic("Backs")
        Topic.objects.filter(pk=below.pk).update(parent=pain)
        factories.published(title="Reviewed", topic=below)
        unreviewed(title="Hurried", topic=pain)
        factories.published(title="Elsewhere", topic=sleep)

        assert titles(client.get(f"/articles/?topic={pain.slug}")) == ["Hurried", "Reviewed"]
        assert titles(client.get(f"/articles/?topic={pain.slug}&kind=reviewed")) == ["Reviewed"]
        assert titles(client.get("/articles/?kind=unreviewed&letter=H")) == ["Hurried"]
        assert client.get("/articles/?topic=nowhere").status_code == 404
        page = parsed(client.get(f"/articles/?topic={pain.slug}&kind=reviewed"))
        chosen = [words(each) for each in page.xpath("//option[@selected]")]
        assert chosen == ["Pain", "Review in date"]
        assert f"/articles/?topic={pain.slug}&kind=reviewed&letter=B" in {
            each.get("href") for each in select(page, ".alphabet a")
        }


class TestTopicAsAGuide:
    def test_it_says_where_to_start_groups_what_is_below_and_what_was_changed(self, client, travel):
        pain, below = factories.topic("Pain"), factories.topic("Backs")
        Topic.objects.filter(pk=below.pk).update(parent=pain)
        travel(-3)
        factories.published(title="First", topic=pain)
        factories.published(title="Also of backs", topic=below)
        travel(-2)
        taken_back = factories.published(title="Wrong", topic=pain)
        travel(-1)
        factories.published(title="Of backs", topic=below)
        unreviewed(title="Hurried", topic=pain)
        travel(0)
        perform("retract", taken_back, factories.editor(), Inputs("Made up."))
        travel(1)

        page = parsed(client.get(pain.get_absolute_url()))

        assert [words(each) for each in select(page, ".start h3")] == ["Of backs"]
        groups = {
            words(select(each, "h2")[0]): [words(title) for title in select(each, "h3")]
            for each in select(page, ".group")
        }
        assert groups == {"Articles": ["Hurried", "First"], "Backs": ["Also of backs"]}
        told = "[aria-labelledby={}] .ledger li"
        assert words(select(page, told.format("changed"))[0]).startswith(
            "Wrong Retracted: Made up."
        )
        new = [words(each) for each in select(page, told.format("new") + " > a")]
        assert new == ["Hurried", "Of backs", "Also of backs", "First"]

    def test_what_is_years_old_is_not_called_new(self, client, travel):
        pain = factories.topic("Pain")
        travel(-800)
        for title in ("One", "Two", "Three"):
            factories.published(title=title, topic=pain)
        travel(0)

        assert not select(parsed(client.get(pain.get_absolute_url())), "[aria-labelledby=new]")
