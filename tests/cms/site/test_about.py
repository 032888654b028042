"""The pages about the site: their defaults, the texts of editors, and where they never appear."""

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, SitePage, Topic
from articles.text import cleaner
from cms.caching import invalidation
from cms.caching.invalidation import Journal
from cms.search.models import SearchEntry
from cms.site import about
from reviews.models import Credential
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.cms.pages import parsed, select

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
WORDS = "<p>We take no money from makers of zolpidem.</p>"


def published(page: SitePage = SitePage.ADVERTISING, words: str = WORDS):
    """A page about the site whose text an editor has published."""
    text = approved(page, words)
    perform("publish", text, factories.editor())
    return text


def approved(page: SitePage, words: str = WORDS):
    writer, second = factories.editor(), factories.editor()
    factories.person(second)
    text = factories.rewrite(about.open_draft(page, writer), words, writer)
    perform("submit", text, writer)
    perform("assign", text, writer, Inputs(reviewer=second))
    perform("approve", text, second, factories.SIGNED)
    return text


@pytest.mark.once
@pytest.mark.parametrize("page", SitePage.values)
def test_every_page_has_a_default_in_the_vocabulary_of_bodies(client, page):
    """So that an editor who begins from it loses nothing."""
    response = client.get(f"/about/{page}/")
    found = parsed(response)
    default = about.default(SitePage(page), "en")

    assert response.status_code == 200
    assert select(found, "h1")[0].text_content() == default.title
    assert default.standfirst
    assert default.body == cleaner.clean(default.body)
    assert cleaner.plain_text(default.body)
    assert "{" not in default.body
    assert not select(found, "meta[name=robots]")
    assert select(found, "link[rel=canonical]")[0].get("href").endswith(f"/about/{page}/")


@pytest.mark.once
def test_every_page_links_to_all_of_them(client):
    links = {each.get("href") for each in select(parsed(client.get("/")), ".site-footer a")}

    assert {f"/about/{page}/" for page in SitePage.values} <= links


def test_a_page_shows_the_default_until_an_editor_has_published_a_text(client):
    editor = factories.editor()
    draft = about.open_draft(SitePage.CORRECTIONS, editor)
    default = about.default(SitePage.CORRECTIONS, "en")

    assert (draft.title, draft.standfirst, draft.body) == (
        default.title,
        default.standfirst,
        default.body,
    )
    assert not draft.contributions.exists(), "copying is not writing"
    factories.rewrite(draft, WORDS, editor)
    assert b"zolpidem" not in client.get("/about/corrections/").content
    assert about.open_draft(SitePage.CORRECTIONS, factories.editor()) == draft


def test_an_article_address_leads_to_the_page_about_the_site(client):
    text = published()

    response = client.get(f"/articles/{text.article.slug}/")

    assert text.article.slug == "about-advertising"
    assert (response.status_code, response["Location"]) == (301, "/about/advertising/")
    assert b"zolpidem" in client.get("/about/advertising/").content
    assert client.get(f"/articles/{text.article.slug}/history/").status_code == 200
    assert client.get(f"/articles/{text.article.slug}/card.png").status_code == 404


def test_it_appears_nowhere_among_articles(client):
    """Though it has tags, sources and a name in common with an article."""
    article = factories.published(title="Rest", body="<p>Rest. Zolpidem too.</p>")
    article.article.tags.add("money")
    text = published()
    text.article.tags.add("money")
    work = factories.reference()
    for each in (text, article):
        each.article.shelf.add(work)
    topic = Topic.objects.get(is_about_site=True)
    lists = ["/", "/articles/", "/feed/", "/feed.json", "/tags/money/", "/sitemap-articles.xml"]
    pages = [*lists, "/sitemap-topics.xml", "/search/?q=zolpidem", "/search/suggest?q=zolpi"]
    pages += [article.article.get_absolute_url(), "/search/"]

    for address in pages:
        found = client.get(address).content.decode()
        assert "makers of zolpidem" not in found, address
        assert found.count(text.title) == found.count(f"{text.title}</a></li>"), address
        assert topic.slug not in found, address
    assert client.get(topic.get_absolute_url()).status_code == 404
    assert client.get(f"{topic.get_absolute_url()}feed/").status_code == 404
    assert list(SearchEntry.objects.values_list("article", flat=True)) == [article.article_id]


def test_the_site_map_says_when_a_text_was_published(client):
    text = published()

    found = client.get("/sitemap-site.xml").content.decode()

    assert found.count("<lastmod>") == 1
    entry = found[found.index("/about/advertising/") :].partition("</url>")[0]
    assert f"{text.published_at:%Y-%m-%d}" in entry


def test_what_must_be_right_on_the_day_stays_whatever_the_text_says(client, settings):
    for page in (SitePage.CONTACT, SitePage.REVIEW_BOARD):
        published(page)
    doctor = factories.reviewer("Cardiology")
    factories.reviewer(expires_on=timezone.localdate() - timezone.timedelta(days=1), name="Late")

    assert settings.DEFAULT_FROM_EMAIL in client.get("/about/contact/").content.decode()
    board = client.get("/about/review-board/").content.decode()
    assert doctor.person.name in board
    assert "Late" not in board


@pytest.mark.once
@pytest.mark.parametrize(
    ("change", "dropped"),
    [
        ("publish", "about-review-board-en"),
        ("role", "board"),
        ("credential", "board"),
    ],
)
def test_a_change_drops_exactly_the_pages_that_show_it(
    client, django_capture_on_commit_callbacks, monkeypatch, tmp_path, change, dropped
):
    journal = Journal(tmp_path / "changes.log")
    monkeypatch.setattr(invalidation, "journal", lambda: journal)
    doctor, article = factories.reviewer(name="Dr Elsewhere"), factories.published()
    others = ("/about/privacy/", "/", "/articles/", article.article.get_absolute_url())
    elsewhere = {key for each in others for key in client.get(each)["Surrogate-Key"].split()}
    text, editor = approved(SitePage.REVIEW_BOARD), factories.editor()
    shown = set(client.get("/about/review-board/")["Surrogate-Key"].split())
    start = journal.length()

    with django_capture_on_commit_callbacks(execute=True):
        if change == "publish":
            perform("publish", text, editor)
        elif change == "role":
            doctor.groups.clear()
        else:
            Credential.objects.create(person=factories.person(), title="Licence", issuer="Board")

    told, _ = journal.since(start)
    assert dropped in told & shown
    assert not told & elsewhere


def test_the_database_lets_no_article_become_a_page_about_the_site():
    from django.db import DatabaseError, transaction

    text, article = published(), factories.draft().article

    for pk, about_what in ((article.pk, "privacy"), (text.article_id, "")):
        with pytest.raises(DatabaseError), transaction.atomic():
            Article.objects.filter(pk=pk).update(about=about_what)
    with pytest.raises(DatabaseError), transaction.atomic():
        Article.objects.create(slug="twice", topic=article.topic, about="advertising")


# --- the editors' desk ---------------------------------------------------------------------------


def test_the_desk_says_of_every_page_where_it_stands(sign_in, django_assert_max_num_queries):
    live = published(SitePage.PRIVACY)
    editor = factories.editor(name="Cleo")
    about.open_draft(SitePage.CONTACT, editor, "es")
    client = sign_in(editor)
    client.get("/desk/about/")

    with django_assert_max_num_queries(12):
        page = parsed(client.get("/desk/about/"))

    told = {row.get("id"): " ".join(row.text_content().split()) for row in select(page, "tbody tr")}
    assert len(told) == 2 * len(SitePage)
    assert "The default" in told["contact-es"]
    assert "Draft" in told["contact-es"]
    assert "Version 1" in told["privacy-en"]
    assert f"Approved by {live.approvals.get().name}" in told["privacy-en"]
    assert "The default" in told["ai-use-en"]


def test_an_editor_begins_from_the_default_of_the_language_and_goes_back_to_it(sign_in):
    live, editor = published(SitePage.PRIVACY), factories.editor()
    client = sign_in(editor)

    client.post("/desk/about/privacy/es/")
    response = client.post("/desk/about/privacy/en/", {"default": "1"})

    spanish = Article.objects.get(about="privacy", language="es")
    draft = live.article.revisions.open().get()
    assert spanish.revisions.get().body == about.default(SitePage.PRIVACY, "es").body
    assert spanish.get_absolute_url() == "/es/about/privacy/"
    assert response["Location"] == reverse("revision_edit", args=[draft.pk])
    assert draft.body == about.default(SitePage.PRIVACY, "en").body
    assert draft.based_on == live
    assert b"zolpidem" in client.get("/about/privacy/").content, "until it is published"


def test_the_editor_of_a_page_about_the_site_offers_no_topic_tags_or_names(sign_in):
    editor = factories.editor()
    draft = about.open_draft(SitePage.PRIVACY, editor)
    client = sign_in(editor)
    address = reverse("revision_edit", args=[draft.pk])

    page = parsed(client.get(address))
    fields = {each.get("name") for each in select(page, "input, select")}
    response = client.post(
        address,
        {
            "version": draft.version,
            "bylines-TOTAL_FORMS": 1,
            "bylines-INITIAL_FORMS": 0,
            "title": "What we know of you",
            "standfirst": "Little.",
            "body": WORDS,
            "bylines-0-person": factories.person().pk,
            "bylines-0-role": "writer",
            "tags": "money",
        },
    )

    draft.refresh_from_db()
    assert not {"topic", "tags", "bylines-0-person"} & fields
    assert response.status_code == 302
    assert (draft.title, draft.body) == ("What we know of you", WORDS)
    assert not draft.article.bylines.exists()
    assert not draft.article.tags.exists()
