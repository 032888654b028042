"""One article in two languages: linked, listed apart, each with a review of its own."""

import json

import feedparser
import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from articles.drafting.drafts import start_draft
from articles.drafting.translating import NotTranslatable, follow_original, start_translation
from articles.models import Article, Disclaimer, Person, Revision, Wording
from cms.caching import invalidation, registry
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from reviews.workflow.submission import Submission
from reviews.workflow.submission_preview import preview
from tests import factories
from tests.cms.pages import badge_of, nodes_of, parsed, select, words
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
UNREVIEWED = Inputs("A warning that cannot wait.")


@shared
def original() -> Revision:
    draft = factories.draft(title="Back pain", body="<p>Rest helps.</p>")
    draft.article.tags.add("rest")
    return factories.published(draft)


@shared
def translation(original: Revision) -> Revision:
    """Published, with a review of its own."""
    return shown(factories.published(translate(original, "Dolor de espalda")))


def translate(original: Revision, title: str) -> Revision:
    """A draft of the article in Spanish."""
    draft = start_translation(original.article, "es", title, factories.writer())
    return factories.rewrite(draft, "<p>El reposo ayuda.</p>")


def shown(revision: Revision) -> Revision:
    """Let the site hear of it, as the journal does when a transaction commits."""
    registry.clear()
    return revision


def advice(revision: Revision):
    return preview(Submission(revision), timezone.localdate())


def alternates(client, path: str) -> dict[str, str]:
    page = parsed(client.get(path))
    return {each.get("hreflang"): each.get("href") for each in select(page, "head link[hreflang]")}


def titles(client, path: str) -> list[str]:
    page = parsed(client.get(path))
    return [words(each) for each in select(page, "main .teaser h3, main .teaser h2")]


def test_the_policy_of_its_review_is_named_in_its_language(client, translation):
    topic = translation.article.topic
    topic.others = {"es": {"name": "Espalda y columna", "introduction": ""}}
    topic.save()

    _state, said = badge_of(client.get(f"/es/articles/{translation.article.slug}/"))

    assert "Revisado según la política de «Espalda y columna»." in said


class TestStarting:
    def test_a_translation_begins_with_the_text_that_readers_see(self, original):
        factories.next_draft(original.article, "<p>Not yet public.</p>")

        draft = start_translation(original.article, "es", "Dolor", factories.writer())

        article = draft.article
        assert (article.language, article.translation_of, article.slug) == (
            "es",
            original.article,
            "dolor",
        )
        assert (draft.body, draft.standfirst) == (original.body, original.standfirst)
        assert (draft.language, draft.translated_from) == ("es", original)
        assert article.topic == original.article.topic
        assert list(article.tags.names()) == ["rest"]

    def test_a_translation_is_never_translated_again(self, translation, original):
        with pytest.raises(NotTranslatable):
            start_translation(translation.article, "es", "Dolor", factories.writer())
        with pytest.raises(NotTranslatable):
            start_translation(translation.article, "en", "Pain", factories.writer())
        assert Article.objects.filter(translation_of=original.article).count() == 1

    def test_what_it_was_made_from_is_sealed_with_it(self, translation, original):
        later = start_draft(translation.article, factories.author_of(translation))
        assert later.translated_from == original

        translation.translated_from = None
        with pytest.raises(Exception, match="never changes"):
            Revision.objects.filter(pk=translation.pk).update(translated_from=None)


class TestOwnReview:
    def test_the_badge_of_the_original_is_not_lent(self, client, original):
        draft = translate(original, "Dolor de espalda")
        perform("publish_unreviewed", draft, factories.editor(), UNREVIEWED)
        shown(draft)

        assert badge_of(client.get(original.article.get_absolute_url()))[0] == "reviewed"
        assert badge_of(client.get(draft.article.get_absolute_url()))[0] == "unreviewed"
        assert (
            "reviewedBy"
            not in nodes_of(client.get(draft.article.get_absolute_url()))["MedicalWebPage"]
        )


class TestLinked:
    def test_both_name_each_other_themselves_and_the_original(self, client, original, translation):
        here, there = (each.article.get_absolute_url() for each in (original, translation))

        found = alternates(client, here)

        assert found == alternates(client, there)
        assert found == {
            "en": f"http://127.0.0.1:8000{here}",
            "es": f"http://127.0.0.1:8000{there}",
            "x-default": f"http://127.0.0.1:8000{here}",
        }
        (link,) = select(parsed(client.get(here)), ".also-in a")
        assert (link.get("href"), link.get("lang"), words(link)) == (there, "es", "Español")

    def test_machines_read_the_language_and_the_other(self, client, original, translation):
        here, there = (each.article.get_absolute_url() for each in (original, translation))

        english = nodes_of(client.get(here))["Article"]
        spanish = nodes_of(client.get(there))["Article"]

        base = "http://127.0.0.1:8000"
        assert (english["inLanguage"], spanish["inLanguage"]) == ("en", "es")
        assert english["workTranslation"] == [{"@id": f"{base}{there}#article"}]
        assert spanish["translationOfWork"] == {"@id": f"{base}{here}#article"}
        page = parsed(client.get(there))
        tags = {
            each.get("name") or each.get("property"): each.get("content")
            for each in select(page, "meta")
        }
        assert tags["citation_language"] == "es"
        assert (tags["og:locale"], tags["og:locale:alternate"]) == ("es_ES", "en_US")

    def test_a_draft_is_nowhere(self, client, original):
        shown(translate(original, "Dolor de espalda"))

        assert alternates(client, original.article.get_absolute_url()) == {}
        assert select(parsed(client.get("/")), ".languages") == []

    def test_every_page_leads_to_the_other_language(self, client, original, translation):
        original.article.tags.add("only here")
        topic = original.article.topic.get_absolute_url()
        for path, there in {
            "/": "/es/",
            topic: f"/es{topic}",
            "/about/review/": "/es/about/review/",
            original.article.get_absolute_url(): translation.article.get_absolute_url(),
            "/tags/rest/": "/es/tags/rest/",
            "/tags/only-here/": "/es/",
            f"{original.article.get_absolute_url()}history/": (
                f"{translation.article.get_absolute_url()}history/"
            ),
        }.items():
            (link,) = select(parsed(client.get(path)), ".languages a")
            assert (link.get("href"), link.get("hreflang")) == (there, "es")
            assert client.get(there).status_code == 200

    def test_the_head_leads_to_no_topic_that_is_empty_in_the_language(
        self, client, original, translation
    ):
        factories.published(topic=factories.topic("Sleep"))

        def topics(path: str) -> list[str]:
            found = select(parsed(client.get(path)), ".masthead nav a")
            return [words(each) for each in found if "/topics/" in each.get("href")]

        name = original.article.topic.name
        assert (topics("/"), topics("/es/")) == (sorted([name, "Sleep"]), [name])

    def test_machines_are_led_to_what_stands_in_both_and_may_be_listed(
        self, client, original, translation
    ):
        original.article.tags.add("only here")

        here, there = (alternates(client, path) for path in ("/tags/rest/", "/es/tags/rest/"))

        base = "http://127.0.0.1:8000"
        both = {"en": f"{base}/tags/rest/", "es": f"{base}/es/tags/rest/"}
        assert here == there == {**both, "x-default": both["en"]}
        history = f"{translation.article.get_absolute_url()}history/"
        for path in ("/tags/only-here/", "/search/", "/newsletter/", history):
            assert alternates(client, path) == {}

    def test_machines_are_led_to_no_text_that_nobody_reviewed(self, client, original):
        draft = translate(original, "Dolor de espalda")
        hurried = perform("publish_unreviewed", draft, factories.editor(), UNREVIEWED)
        shown(draft)
        here = original.article.get_absolute_url()
        there = hurried.article.get_absolute_url()

        assert alternates(client, here) == alternates(client, there) == {}
        (link,) = select(parsed(client.get(here)), ".also-in a")
        assert link.get("href") == there
        assert there not in client.get("/sitemap-articles.xml").content.decode()

    def test_the_past_leads_to_the_past_even_where_it_has_ended(
        self, client, original, translation
    ):
        factories.published(factories.next_draft(original.article, "<p>Move.</p>"))
        here, there = (
            f"{each.article.get_absolute_url()}history/" for each in (original, translation)
        )

        def other(path: str) -> str:
            (link,) = select(parsed(client.get(path)), ".languages a")
            return link.get("href")

        assert [other(f"{here}{page}") for page in ("1/", "compare/")] == [there, there]
        perform("withdraw", translation, factories.editor(), Inputs("Wrong."))
        assert other(there) == here

    def test_the_site_map_lists_each_with_the_other(self, client, original, translation):
        text = client.get("/sitemap-articles.xml").content.decode()

        for each in (original, translation):
            address = f"http://127.0.0.1:8000{each.article.get_absolute_url()}"
            assert f"<loc>{address}</loc>" in text
            assert text.count(f'hreflang="{each.language}" href="{address}"') == 2
        assert (
            "<loc>http://127.0.0.1:8000/es/</loc>"
            in client.get("/sitemap-site.xml").content.decode()
        )

    def test_one_more_question_for_all_that_is_translated(
        self, client, original, translation, django_assert_max_num_queries
    ):
        ContentType.objects.get_for_model(Article)
        client.get("/es/about/review/")

        with django_assert_max_num_queries(14):
            client.get(translation.article.get_absolute_url())


class TestParted:
    def notice(self, client, translation: Revision) -> str:
        page = parsed(client.get(translation.article.get_absolute_url()))
        found = select(page, ".notice[data-kind=translation]")
        return words(found[0]) if found else ""

    def test_the_page_says_that_the_original_has_changed_since(self, client, original, translation):
        assert self.notice(client, translation) == ""

        newer = factories.published(factories.next_draft(original.article, "<p>Move.</p>"))

        assert newer.title in self.notice(client, translation)
        link = f'href="{original.article.get_absolute_url()}"'
        assert link in client.get(translation.article.get_absolute_url()).content.decode()

    def test_until_a_text_that_follows_it_is_published(self, client, original, translation):
        factories.published(factories.next_draft(original.article, "<p>Move.</p>"))
        draft = factories.next_draft(translation.article, "<p>Muévase.</p>")
        follow_original(draft)
        factories.published(draft)

        assert self.notice(client, translation) == ""

    def test_an_original_that_was_retracted_is_told_of(self, client, original, translation):
        perform("retract", original, factories.editor(), Inputs("Wrong."))

        assert "original" in self.notice(client, translation)


class TestListed:
    def test_lists_show_what_is_published_in_their_language(self, client, original, translation):
        topic = original.article.topic.get_absolute_url()
        for path in ("/", "/articles/", topic, "/tags/rest/"):
            assert titles(client, path) == ["Back pain"]
            assert titles(client, f"/es{path}") == ["Dolor de espalda"]

    def test_feeds_are_of_a_language(self, client, original, translation):
        for path, code, title in (
            ("/feed/", "en", "Back pain"),
            ("/es/feed/", "es", "Dolor de espalda"),
        ):
            feed = feedparser.parse(client.get(path).content)
            assert (feed.feed.language, [each.title for each in feed.entries]) == (code, [title])
        listed = json.loads(client.get("/es/feed.json").content)
        assert listed["language"] == "es"
        assert listed["items"][0]["url"].endswith(translation.article.get_absolute_url())

    def test_search_finds_in_its_language_only(self, client, original, translation):
        assert titles(client, "/search/?q=rest") == ["Back pain"]
        assert titles(client, "/es/search/?q=reposo") == ["Dolor de espalda"]
        assert titles(client, "/search/?q=reposo") == []
        suggested = client.get("/es/search/suggest?q=dol").json()["suggestions"]
        assert suggested == [
            {"title": "Dolor de espalda", "url": translation.article.get_absolute_url()}
        ]

    def test_related_articles_are_of_the_same_language(self, client, original, translation):
        page = parsed(client.get(translation.article.get_absolute_url()))

        assert select(page, ".related .teaser") == []

    def test_a_person_is_shown_with_all(self, client, original, translation):
        doctor = translation.approvals.get().person
        page = parsed(client.get(f"/people/{doctor.slug}/"))

        (link,) = select(page, ".teaser h3 a")
        assert (link.get("lang"), link.get("hreflang")) == ("es", "es")

    def test_what_is_kept_of_a_person_is_marked_as_in_the_first_language(self, client, translation):
        doctor = translation.approvals.get().person
        described = {"occupation": "Surgeon", "biography": "Operates.", "interests": "Shares."}
        asked_on = timezone.localdate()
        Person.objects.filter(pk=doctor.pk).update(interests_declared_on=asked_on, **described)

        def marked(address: str) -> str:
            found = select(parsed(client.get(address)), "main [lang=en]")
            return " ".join(words(each) for each in found)

        held = doctor.credentials.first()
        for said in (*described.values(), held.title, held.issuer):
            assert said in marked(f"/es/people/{doctor.slug}/")
        assert "Surgeon" in marked("/es/about/review-board/")
        assert marked(f"/people/{doctor.slug}/") == ""
        Person.objects.filter(pk=doctor.pk).update(interests="None.")
        assert "None" not in marked(f"/es/people/{doctor.slug}/")


class TestFresh:
    @pytest.fixture
    def touched(self, django_capture_on_commit_callbacks):
        """The keys of the pages that an action drops."""

        def by(act, *given) -> set[str]:
            start = invalidation.journal().length()
            with django_capture_on_commit_callbacks(execute=True):
                act(*given)
            return invalidation.journal().since(start)[0]

        return by

    def shows(self, client, path: str) -> set[str]:
        return set(client.get(path)["Surrogate-Key"].split())

    def test_one_touches_the_page_of_the_other_and_no_list_of_its_language(
        self, client, original, translation, touched
    ):
        other = factories.published(title="Another one", topic=original.article.topic)
        here, there = (each.article.get_absolute_url() for each in (original, translation))
        shown(factories.published(translate(other, "Otro")))
        pages = ["/articles/", original.article.topic.get_absolute_url()]

        dropped = touched(perform, "withdraw", translation, factories.editor(), Inputs("Wrong."))

        assert dropped & self.shows(client, here)
        for path in pages:
            assert not dropped & self.shows(client, path)
            assert dropped & self.shows(client, f"/es{path}")
        assert dropped & self.shows(client, "/tags/rest/")  # which leads to the same tag in Spanish
        assert client.get(there).status_code == 410

    def test_the_first_of_a_language_touches_every_page(self, client, original, touched):
        draft = factories.approved(translate(original, "Dolor"))

        dropped = touched(perform, "publish", draft, factories.editor())

        assert dropped & self.shows(client, "/about/review/")


class TestDesk:
    def test_a_writer_begins_a_translation_from_the_timeline(self, client, original):
        writer = factories.author_of(original)
        client.force_login(writer)
        address = f"/desk/articles/{original.article_id}/translate/"
        assert address in client.get(f"/desk/articles/{original.article_id}/").content.decode()

        empty = client.post(address, {"language": "es", "title": ""})
        begun = client.post(address, {"language": "es", "title": "Dolor de espalda"})

        assert empty.status_code == 422
        draft = Revision.objects.get(article__translation_of=original.article)
        assert begun["Location"] == f"/desk/revisions/{draft.pk}/edit/"
        page = parsed(client.get(begun["Location"]))
        assert {each.get("lang") for each in select(page, "[id=id_title], [id=id_standfirst]")} == {
            "es"
        }
        assert "Español" in words(select(page, ".foreign")[0])
        assert client.get(address).status_code == 302  # there is one in every language

    def test_of_what_is_neither_public_nor_theirs_nobody_begins_one(self, client):
        draft = factories.draft()
        client.force_login(factories.writer())

        assert client.get(f"/desk/articles/{draft.article_id}/translate/").status_code == 404

    def test_a_draft_is_said_to_follow_the_original(self, client, original, translation):
        factories.published(factories.next_draft(original.article, "<p>Move.</p>"))
        writer = factories.author_of(translation)
        draft = start_draft(translation.article, writer)
        client.force_login(writer)
        timeline = f"/desk/articles/{translation.article_id}/"
        assert "moved on" in client.get(timeline).content.decode()

        client.post(f"/desk/revisions/{draft.pk}/follow/")

        assert "moved on" not in client.get(timeline).content.decode()

    def test_the_lists_are_narrowed_to_a_language(self, client, original, translation):
        client.force_login(factories.editor())
        for path in ("/desk/", "/reviews/board/"):
            for code, here, not_here in (("es", "Dolor", "Back"), ("en", "Back", "Dolor")):
                page = client.get(path, {"language": code}).content.decode()
                assert here in page
                assert not_here not in page

    def test_a_new_article_has_a_language(self, client):
        client.force_login(factories.writer(language="es"))
        topic = factories.topic()
        page = parsed(client.get("/desk/articles/new/"))
        assert select(page, "[id=id_language] option[selected]")[0].get("value") == "es"

        client.post("/desk/articles/new/", {"title": "Uno", "topic": topic.pk, "language": "es"})

        assert Revision.objects.get().language == "es"

    def test_the_account_has_a_page_for_its_language(self, client):
        user = factories.writer()
        client.force_login(user)

        client.post("/account/language/", {"language": "es"})

        assert parsed(client.get("/account/language/")).get("lang") == "es"
        assert client.post("/account/language/", {"language": "xx"}).status_code == 422

    def test_the_preview_speaks_the_language_of_the_text(self, client, original):
        draft = translate(original, "Dolor")
        client.force_login(factories.author_of(draft))

        page = client.get(f"/desk/revisions/{draft.pk}/preview/page/")

        assert (parsed(page).get("lang"), page["Content-Language"]) == ("es", "es")


class TestWords:
    def test_topics_have_a_name_in_each_language(self, client, original, translation):
        topic = original.article.topic
        client.force_login(factories.user("Administrators", is_staff=True))
        sent = {"name": "Pain", "position": 0, "name_es": "Dolor", "introduction_es": "Lo probado."}
        client.post(f"/admin/articles/topic/{topic.pk}/change/", sent)

        path = topic.get_absolute_url()
        assert words(select(parsed(client.get(f"/es{path}")), "h1")[0]) == "Dolor"
        assert "Lo probado." in client.get(f"/es{path}").content.decode()
        assert words(select(parsed(client.get(path)), "h1")[0]) == "Pain"

    def test_a_notice_is_shown_in_the_first_language_until_it_is_translated(
        self, client, original, translation
    ):
        notice = Disclaimer.objects.create(name="N", slug="n", everywhere=True)
        Wording.objects.create(disclaimer=notice, title="In an emergency", text="Call.")
        there = translation.article.get_absolute_url()
        (shown,) = select(parsed(client.get(there)), "section.disclaimer")
        assert shown.get("lang") == "en"
        assert "Not in Español yet" in " ".join(each.message for each in advice(translation))

        Wording.objects.create(disclaimer=notice, title="Urgencias", text="Llame.", language="es")
        Wording.objects.create(disclaimer=notice, title="Emergency", text="Call now.")

        (shown,) = select(parsed(client.get(there)), "section.disclaimer")
        assert (shown.get("lang"), shown.get("aria-label")) == (None, "Urgencias")
        (shown,) = select(
            parsed(client.get(original.article.get_absolute_url())), "section.disclaimer"
        )
        assert shown.get("aria-label") == "Emergency"
