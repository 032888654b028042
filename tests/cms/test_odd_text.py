"""Whatever somebody writes, wherever it enters or stood before: every public address can be read."""

import json
import re
from collections.abc import Callable
from functools import wraps
from xml.etree import ElementTree

import pytest
from django.db import connection, models, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st
from taggit.models import Tag

from articles.drafting.drafts import About, DraftText, save_draft, start_article
from articles.entering import FORBIDDEN
from articles.models import (
    Article,
    Image,
    Person,
    Revision,
    SuggestedText,
    TagIntroduction,
    Topic,
)
from articles.text.slugs import slug_of
from cms.models import ReaderComment
from reviews.models import Specialty
from reviews.workflow.context import Inputs
from tests import factories
from tests.examples import examples
from tests.test_access import routes

pytestmark = pytest.mark.django_db
NAMES = {
    "Latin": "Größe der Übelkeit",
    "Vietnamese": "Bệnh tiểu đường",
    "Polish": "Żółtaczka",
    "Turkish": "İSHAL ıŞIK",
    "Greek": "Διαβήτης",
    "Cyrillic": "Диабет",
    "Georgian": "დიაბეტი",
    "Armenian": "Շաքարախտ",
    "Hebrew": "סוכרת",
    "Arabic": "السكري",
    "Persian": "دیابت",
    "Devanagari": "मधुमेह",
    "Bengali": "ডায়াবেটিস",
    "Tamil": "நீரிழிவு",
    "Thai": "เบาหวาน",
    "Khmer": "ជំងឺទឹកនោមផ្អែម",
    "Amharic": "የስኳር በሽታ",
    "Chinese": "糖尿病",
    "Japanese": "とうにょうびょう",
    "Korean": "당뇨병",
    "signs": "?!… 🙂",
}
ODD = st.text(
    st.one_of(
        st.sampled_from(
            "\x00\x07\x0b\x0c\x1b\x7f\x85\ufffe\uffff\u2028\u200b\u202e<>&\"'\\{}%]\r\n"
        ),
        st.characters(exclude_categories=["Cs"]),
    ),
    min_size=1,
    max_size=40,
)
PUBLIC = (
    "", "articles/", "feed/", "feed.json", "llms.txt", "search/?q={word}", "search/suggest?q={word}",
    "about/review/", "about/board/", "articles/{article}/", "articles/{article}/history/",
    "articles/{article}/history/1/", "articles/{article}/card.png", "articles/{article}/references.bib",
    "articles/{article}/references.ris", "articles/{article}/references.json",
    "articles/{article}/citation.ris", "articles/{article}/citation.bib",
    "articles/{article}/citation.json", "articles/{article}/helpful/", "articles/{article}/report/",
    "articles/{article}/comment/", "articles/{article}/follow/", "topics/{topic}/follow/",
    "about/corrections/feed/", "about/corrections/feed.json", "about/corrections/", "topics/{topic}/",
    "topics/{topic}/feed/", "topics/{topic}/feed.json",
    "tags/{tag}/", "people/{person}/", "people/{person}/feed/", "people/{person}/feed.json",
    "sitemap.xml", "sitemap-articles.xml", "sitemap-topics.xml", "sitemap-people.xml",
    "sitemap-tags.xml", "opensearch.xml", "glossary/", "newsletter/", "attestations/{revision}/",
    "attestations/{revision}/{event}/", "transparency/heads/", "transparency/keys/",
    "transparency/consistency/",
)  # fmt: skip


def tried(test: Callable[[str], None]) -> Callable[[str], None]:
    """With a few texts, each on a site of its own."""

    @examples(4, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @wraps(test)
    def alone(odd: str) -> None:
        with transaction.atomic():
            test(odd)
            transaction.set_rollback(True)

    return alone


def read_all(revision: Revision, word: str = "") -> None:
    """Read every public address; machine formats are whole."""
    article = revision.article
    tag, person = article.tags.first(), article.people.first()
    assert tag is not None
    assert person is not None
    names = {
        "article": article.slug,
        "topic": article.topic.slug,
        "tag": tag.slug,
        "person": person.slug,
        "revision": revision.pk,
        "event": revision.events.latest("number").number,
        "word": word,
    }
    client = Client()
    for address in PUBLIC:
        path = "/" + address.format(**names)
        response = client.get(path)
        assert response.status_code < 500, path
        kind = response["Content-Type"]
        if "xml" in kind and response.status_code == 200:
            ElementTree.fromstring(response.content)
        if "json" in kind and response.status_code == 200:
            json.loads(response.content)


BY_KEYS = ("newsletter/", "following/")  # opened by links that were mailed


def test_every_public_route_is_read():
    """Those of the reading site, in its first language; files and words of scripts are read elsewhere."""
    elsewhere = (
        "media/",
        "identity/",
        "words/",
        "search",
        "sitemap",
        "articles/<slug:slug>/",
        *BY_KEYS,
    )
    reading = {
        route
        for route in routes()
        if not route.startswith(
            ("account/", "admin/", "desk/", "health/", "preview/", "readers/", "reviews/", "start/",
             ".well-known/security.txt", "robots.txt", "favicon.ico", "metrics", *elsewhere)
        )
    }  # fmt: skip
    filled = {
        route.replace("<slug:slug>", "{}")
        .replace("<tag:slug>", "{}")
        .replace("<slug:page>", "review")
        .replace("<int:revision>", "{}")
        .replace("<int:number>", "{}")
        for route in reading
    }
    asked = {re.sub(r"\{(topic|tag|person|revision|event)\}", "{}", address) for address in PUBLIC}

    assert filled - asked == set()


@pytest.mark.parametrize("script", NAMES)
def test_names_in_every_script_have_addresses_that_open(script):
    """Of tags, titles, topics, people and specialties."""
    name = NAMES[script]
    writer = factories.writer(name=name)
    Person.objects.filter(user=writer).update(name=name, slug=slug_of(name, "person"))
    topic = factories.topic(name)
    Topic.objects.filter(pk=topic.pk).update(slug=slug_of(name, "topic"))
    text = DraftText(name, name, f"<h2>{name}</h2><p>{name}</p>")
    revision = start_article(writer, Topic.objects.get(pk=topic.pk), text)
    revision.article.tags.add(name)
    Specialty.objects.create(name=name)
    factories.published(revision)

    read_all(Revision.objects.select_related("article__topic").get(pk=revision.pk), name)

    slugs = [revision.article.slug, revision.article.tags.get().slug, Specialty.objects.get().key]
    assert all(slug and slug.isascii() for slug in slugs)


def test_two_names_that_are_said_alike_have_two_addresses():
    first, second = (factories.draft(title=title).article for title in ("Диета", "Dieta"))
    first.tags.add("Диета", "Dieta")

    assert (first.slug, second.slug) == ("dieta", "dieta-2")
    assert sorted(first.tags.slugs()) == ["dieta", "dieta-2"]


def test_a_tag_is_one_however_it_is_written():
    """Case, accents, composed or not, white space, full width."""
    articles = [factories.draft().article for _ in range(6)]
    ways = (
        "Café au lait",
        "café au lait",
        "CAFE AU LAIT",
        "Cafe\u0301  au lait",
        "Ｃafé au\xa0lait",
    )

    for article, name in zip(articles, ways, strict=False):
        article.tags.set([name])

    assert Tag.objects.get().name == "Café au lait"
    assert all(list(article.tags.names()) == ["Café au lait"] for article in articles[:5])


def test_a_tag_that_was_stored_without_an_address_takes_no_page_down():
    revision = factories.published()
    revision.article.tags.add("rest")
    for slug in ("", "größe", "中文"):
        Tag.objects.update(slug=slug)
        assert Client().get(revision.article.get_absolute_url()).status_code == 200
        assert Client().get("/").status_code == 200
    assert Client().get("/tags/中文/").status_code == 200


@given(odd=ODD)
@example(odd="A\x0bB\x00C\uffff")
@tried
def test_odd_text_through_every_door_leaves_every_page_readable(odd):
    """Typed into the forms of writers, reviewers, editors, readers and the administration."""
    writer, editor, doctor = factories.writer(), factories.editor(), factories.reviewer()
    topic = factories.topic()
    as_writer, as_editor, as_doctor, reader = (Client() for _ in range(4))
    as_writer.force_login(writer)
    as_editor.force_login(editor)
    as_doctor.force_login(doctor)
    typed = {"title": f"T{odd}", "standfirst": odd, "topic": topic.pk, "language": "en"}
    made = as_writer.post("/desk/articles/new/", typed)
    assert made.status_code in (302, 303, 422)
    draft = Revision.objects.filter(article__writers=writer).last()
    if draft is None:  # refused with a message, which is right too
        draft = factories.draft(writer, topic=topic)
    saved = as_writer.post(
        f"/desk/revisions/{draft.pk}/edit/",
        {
            "title": f"T{odd}", "standfirst": odd, "body": f"<h2>{odd}</h2><p>a{odd}</p>",
            "change_note": odd, "tags": f"rest, {odd}", "topic": topic.pk, "version": draft.version,
            "writer": writer.pk, "lead_image": odd, "lead_alt": odd, "passages": odd,
            "bylines-TOTAL_FORMS": 1, "bylines-INITIAL_FORMS": 0,
            "bylines-0-person": writer.person.pk, "bylines-0-role": "writer",
        },
    )  # fmt: skip
    assert saved.status_code in (302, 303, 409, 422)
    draft = factories.draft(writer, title=f"T{odd}", topic=topic)
    for place in (
        {},
        {"start": "0", "end": "9", "body": f"<p>{odd}</p>"},
        {"start": odd, "end": odd},
    ):
        said = as_writer.post(f"/desk/revisions/{draft.pk}/comments/", {"text": f"@{odd}", **place})
        assert said.status_code == 302
    for page in ("comments/", "next/", ""):
        assert as_writer.get(f"/desk/articles/{draft.article_id}/{page}").status_code == 200
    suggested = {
        "title": f"T{odd}",
        "body": f"<p>{odd}</p>",
        "version": "0",
    }
    assert as_editor.post(f"/desk/revisions/{draft.pk}/suggest/", suggested).status_code in (
        302,
        409,
        422,
    )
    as_editor.post(f"/desk/revisions/{draft.pk}/suggest/offer/", {"note": odd})
    for made in SuggestedText.objects.filter(revision=draft):
        assert as_editor.get(f"/desk/suggested/{made.pk}/").status_code == 200
    draft.article.tags.add("rest", odd)
    factories.assigned(draft, to=doctor)
    for client, path, sent in (
        (
            as_doctor,
            f"/reviews/{draft.pk}/threads/",
            {"kind": "question", "text": odd, "quote": odd},
        ),
        (
            as_doctor,
            f"/reviews/{draft.pk}/threads/",
            {"kind": "question", "text": odd, "line": odd, "collect": "1"},
        ),
        (as_doctor, f"/reviews/{draft.pk}/collected/", {"discard": odd}),
        (as_doctor, f"/reviews/{draft.pk}/ask_for_time/", {"due_on": odd}),
        (as_doctor, f"/reviews/{draft.pk}/approve/", {"comment": odd, "interests": odd}),
        (as_editor, f"/reviews/{draft.pk}/assign/", {"reviewer": odd, "note": odd}),
        (
            as_writer,
            "/desk/references/new/",
            {"title": odd, "kind": "article-journal", "authors": odd},
        ),
        (as_writer, "/desk/references/import/", {"text": odd}),
        (as_doctor, f"/reviews/{draft.pk}/decline/", {"comment": odd, "reviewer": odd}),
    ):
        status = client.post(path, sent).status_code
        assert status < 500, path
        assert status != 404, path
    published = factories.published(factories.draft(writer, title=f"T{odd}", topic=topic))
    published.article.tags.add("rest", odd)
    for path in ("helpful", "report", "comment"):
        sent = {
            "version": 1,
            "answer": "no",
            "words": odd,
            "remark": odd,
            "name": odd,
            "quote": odd,
        }
        assert reader.post(f"/articles/{published.article.slug}/{path}/", sent).status_code < 500

    read_all(published, odd.strip() or "x")


@given(odd=ODD)
@example(odd="A\x0bB\x00C\uffff")
@tried
def test_odd_text_that_stood_there_before_leaves_every_page_readable(odd):
    """Written past every door, as a site may have stored it by an earlier version."""
    if connection.vendor == "postgresql":
        odd = odd.replace("\x00", "")  # which that database never took
    writer = factories.writer()
    draft = factories.draft(writer, body=f"<p>Rest.</p>{factories.figure(factories.image())}")
    draft.article.tags.add("rest")
    written_past_the_doors(Revision.objects.filter(pk=draft.pk), ("change_note", "lead_alt"), odd)
    draft.refresh_from_db()
    written_past_the_doors(Image.objects.all(), ("title", "alt", "caption", "credit"), odd)
    written_past_the_doors(Person.objects.all(), ("name", "post_nominals", "interests"), odd)
    written_past_the_doors(Topic.objects.all(), ("name", "introduction"), odd)
    published = factories.published(draft)
    TagIntroduction.objects.create(tag=Tag.objects.get(name="rest"), text=odd)
    Tag.objects.filter(name="rest").update(name=odd)
    ReaderComment.objects.create(
        revision=published,
        name=odd,
        words=odd,
        sent_at=timezone.now(),
        state="approved",
        by=factories.editor(),
        at=timezone.now(),
    )

    read_all(published, odd.strip() or "x")


def written_past_the_doors(rows: models.QuerySet, columns: tuple[str, ...], odd: str) -> None:
    lengths = {name: rows.model._meta.get_field(name).max_length for name in columns}
    rows.update(**{name: odd[:most] for name, most in lengths.items()})


def test_a_control_character_in_a_sealed_note_ends_no_feed():
    published = factories.published()
    draft = factories.next_draft(published.article, "<p>Rest helps a lot.</p>")
    Revision.objects.filter(pk=draft.pk).update(change_note="A\x0bnote")
    draft.refresh_from_db()
    factories.published(draft, change="update")

    for path in ("/feed/", f"/topics/{published.article.topic.slug}/feed/"):
        response = Client().get(path)
        assert response.status_code == 200
        ElementTree.fromstring(response.content)
    assert not FORBIDDEN.search(response.content.decode())


def test_a_title_is_kept_without_what_xml_forbids():
    writer, topic = factories.writer(), factories.topic()
    client = Client()
    client.force_login(writer)

    client.post(
        "/desk/articles/new/", {"title": "A\x0bB\x00C", "topic": topic.pk, "language": "en"}
    )

    assert Revision.objects.get(article__writers=writer).title == "ABC"


def test_what_is_saved_by_the_one_writer_has_nothing_that_xml_forbids():
    draft = factories.draft()
    text = DraftText("A\x0bB", "C\x0bD", "<p>E\x0bF</p>", change_note="G\x0bH")
    saved = save_draft(
        draft, draft.version, factories.author_of(draft), text, About.of(draft.article)
    )

    assert (saved.title, saved.standfirst, saved.body, saved.change_note) == (
        "AB", "CD", "<p>EF</p>", "GH"
    )  # fmt: skip


def test_the_record_of_what_was_said_has_nothing_that_xml_forbids():
    """`perform` is the door of the record: a script may call it as well as a form."""
    doctor = factories.reviewer()
    revision = factories.assigned(to=doctor)
    from reviews.workflow.perform import perform

    event = perform("approve", revision, doctor, Inputs("I\x0bchecked.", "No\x00ne."))

    assert not FORBIDDEN.search(json.dumps(event.details, ensure_ascii=False) + event.comment)
    assert Article.objects.get(pk=revision.article_id)
