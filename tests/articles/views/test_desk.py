"""The writer's desk: who comes in, the list of articles, a new one, and the story of one."""

from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.drafting.drafts import start_draft
from articles.drafting.worklist import VIEWS, Pages, worklist
from articles.models import Article, Comment, Revision, Thread
from articles.models.articles import ONCE_PUBLIC, State
from reviews.workflow.perform import perform
from tests import factories
from tests.worlds import shared

pytestmark = pytest.mark.django_db


def pages(revision: Revision, thread: Thread) -> list[str]:
    """Every page of the desk, by name."""
    return [
        reverse("desk"),
        reverse("article_new"),
        reverse("references"),
        reverse("reference_new"),
        reverse("reference_search"),
        reverse("reference_edit", args=[factories.reference().pk]),
        *owned(revision, thread),
    ]


def owned(revision: Revision, thread: Thread) -> list[str]:
    """The pages that belong to the writers of one article."""
    return [
        reverse("timeline", args=[revision.article_id]),
        reverse("article_next", args=[revision.article_id]),
        reverse("revision_edit", args=[revision.pk]),
        reverse("revision_preview", args=[revision.pk]),
        *acts(revision, thread),
    ]


def acts(revision: Revision, thread: Thread) -> list[str]:
    """Those that only take a form."""
    return [
        reverse("draft_start", args=[revision.article_id]),
        reverse("shelf_add", args=[revision.pk]),
        reverse("note_answer", args=[thread.pk]),
        reverse("note_resolve", args=[thread.pk]),
    ]


@shared
def draft() -> Revision:
    return factories.draft(title="Rest for back pain")


@shared
def thread(draft) -> Thread:
    return note(draft, "Lines 40 to 52 look like a table.")


def note(draft: Revision, text: str, kind: str = Thread.Kind.NOTE) -> Thread:
    writer = factories.author_of(draft)
    thread = Thread.objects.create(revision=draft, kind=kind, opened_by=writer)
    Comment.objects.create(thread=thread, author=writer, text=text)
    return thread


# --- who comes in ------------------------------------------------------------------------------------


def test_anonymous_visitors_are_asked_to_sign_in(client, draft, thread):
    for address in pages(draft, thread):
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (
            302,
            f"{reverse('account_login')}?next={address}",
        )


@pytest.mark.parametrize("role", ["Reviewers", "Administrators"])
def test_who_may_not_write_is_refused(sign_in, draft, thread, role):
    client = sign_in(factories.user(role))

    for address in pages(draft, thread):
        assert client.get(address).status_code == 403, address


def test_another_writer_does_not_find_the_article(sign_in, draft, thread):
    client = sign_in(factories.writer())

    for address in owned(draft, thread):
        answer = client.post(address) if address in acts(draft, thread) else client.get(address)
        assert answer.status_code == 404, address
    assert client.post(reverse("revision_edit", args=[draft.pk])).status_code == 404


def test_a_writer_and_an_editor_open_every_page(sign_in, draft, thread):
    for user in (factories.author_of(draft), factories.editor()):
        client = sign_in(user)
        for address in pages(draft, thread):
            expected = 405 if address in acts(draft, thread) else 200
            assert client.get(address).status_code == expected, address


def test_no_page_of_the_desk_is_indexed(sign_in, draft):
    client = sign_in(factories.author_of(draft))

    page = client.get(reverse("desk")).content.decode()
    preview = client.get(reverse("revision_preview", args=[draft.pk]))

    assert '<meta name="robots" content="noindex">' in page
    assert preview.headers["X-Robots-Tag"] == "noindex, nofollow"


# --- the list ----------------------------------------------------------------------------------------


def listed(client, **query: str) -> list[str]:
    return [revision.title for revision in client.get(reverse("desk"), query).context["page"]]


def test_a_writer_sees_his_own_articles_and_an_editor_all(sign_in, draft):
    factories.draft(title="Sleep")

    assert listed(sign_in(factories.author_of(draft))) == ["Rest for back pain"]
    assert listed(sign_in(factories.editor())) == ["Sleep", "Rest for back pain"]


def test_the_list_says_what_one_asks_first(sign_in, draft):
    ada = factories.editor(name="Ada Byron")
    factories.rewrite(draft, "<p>Changed.</p>", by=ada)

    page = sign_in(factories.author_of(draft)).get(reverse("desk")).content.decode()

    assert '<span class="state" data-state="draft">Draft</span>' in page
    assert str(draft.article.topic) in page
    assert '<td data-label="Last writer">Ada Byron</td>' in page


def test_each_article_stands_there_once_by_its_latest_text(sign_in):
    live = factories.published(factories.draft(title="Old title"))
    draft = factories.next_draft(live.article, "<p>New.</p>")

    client = sign_in(factories.author_of(live))

    assert [row.pk for row in client.get(reverse("desk")).context["page"]] == [draft.pk]
    assert "an earlier text is published" in client.get(reverse("desk")).content.decode()


def test_a_discarded_draft_does_not_hide_the_published_text(sign_in):
    live = factories.published()
    draft = factories.next_draft(live.article, "<p>New.</p>")
    perform("discard", draft, factories.author_of(draft))

    page = sign_in(factories.author_of(live)).get(reverse("desk")).context["page"]

    assert [row.pk for row in page] == [live.pk]


def test_the_list_narrows_by_state_and_by_title(sign_in, draft):
    writer = factories.author_of(draft)
    factories.published(factories.draft(by=writer, title="Sleep and rest"))
    client = sign_in(writer)

    assert listed(client, view="open") == ["Rest for back pain"]
    assert listed(client, view="published") == ["Sleep and rest"]
    assert listed(client, view="closed") == []
    assert listed(client, view="nonsense") == ["Sleep and rest", "Rest for back pain"]
    assert listed(client, q="REST sleep") == ["Sleep and rest"]
    assert listed(client, q="rest", view="open") == ["Rest for back pain"]


def test_the_list_is_cut_into_pages_that_keep_the_search(sign_in):
    writer, topic = factories.writer(), factories.topic()
    for number in range(27):
        factories.draft(by=writer, title=f"Article {number:02}", topic=topic)
    client = sign_in(writer)

    first = client.get(reverse("desk"), {"q": "article"})
    second = client.get(reverse("desk"), {"q": "article", "page": 2})

    assert len(first.context["page"]) == 25
    assert len(second.context["page"]) == 2
    assert "?q=article&amp;page=2" in first.content.decode()


@pytest.mark.parametrize("view", ["all", "open"])
def test_pages_read_from_the_end_go_on_where_those_before_them_stop(view):
    writer = factories.writer()
    for number in range(7):
        factories.draft(writer, title=f"Rest {number}")
    factories.published(factories.draft(writer))
    factories.draft()

    listed_texts, articles = worklist(writer), Article.objects.writable_by(writer)
    if view == "open":
        listed_texts, articles = listed_texts.filter(state="draft"), None
    pages = Pages(listed_texts, 2, articles)

    listed = [row.pk for number in pages.page_range for row in pages.page(number)]
    assert listed == [row.pk for row in listed_texts]
    assert len(listed) == pages.count == (8 if view == "all" else 7)


def test_the_list_costs_the_same_however_long_it_is(sign_in, django_assert_num_queries):
    writer, topic = factories.writer(), factories.topic()
    factories.draft(by=writer, topic=topic)
    client = sign_in(writer)
    client.get(reverse("desk"))
    with django_assert_num_queries(9):
        # session, user, rights, counts, count, list, what waits, kept filters, inbox
        client.get(reverse("desk"))

    for _ in range(12):
        factories.draft(by=writer, topic=topic)

    with django_assert_num_queries(9):
        client.get(reverse("desk"))


def test_the_tabs_count_what_is_to_be_done_and_sent_back_work_is_named_first(sign_in):
    writer = factories.writer()
    factories.draft(writer)
    factories.draft()
    factories.published(factories.draft(writer))
    back = factories.submitted(factories.draft(writer, title="Rest for aches"))
    Revision.objects.filter(pk=back.pk).update(state="recalled")

    page = " ".join(sign_in(writer).get(reverse("desk")).content.decode().split())

    assert "> Open (1) <" in page
    assert "> Sent back (1) <" in page
    assert "> Published (1) <" in page
    assert "> Closed <" in page
    assert "> All (3) <" in page
    assert page.index("take it up") < page.index("Rest for aches")


def test_each_tab_counts_what_it_lists(sign_in):
    writer, editor = factories.writer(), factories.editor()
    for state in State.values:  # the only text of an article, and one after a public one
        factories.brought_to(State(state), factories.draft(writer))
        if state not in ONCE_PUBLIC:
            live = factories.published(factories.draft(writer))
            factories.brought_to(State(state), factories.next_draft(live.article, "<p>New.</p>"))
    factories.published()

    for user, view in product((writer, editor), ("all", "closed")):
        views = sign_in(user).get(reverse("desk"), {"view": view}).context["views"]
        counted = {name: count for name, _label, count in views}
        listed = worklist(user)
        views_of = {name: states or tuple(State) for name, (_label, states) in VIEWS.items()}
        assert counted == {
            name: listed.filter(state__in=states).count() for name, states in views_of.items()
        }


def test_an_empty_desk_says_how_to_begin(sign_in):
    page = sign_in(factories.writer()).get(reverse("desk")).content.decode()

    assert "You have no article yet." in page
    assert "Write the first" in page


# --- a new article -----------------------------------------------------------------------------------


def test_a_new_article_is_a_draft_of_its_writer(sign_in):
    writer, topic = factories.writer(), factories.topic()

    entered = {"title": " Rest  and pain ", "standfirst": "Short.", "topic": topic.pk}
    response = sign_in(writer).post(reverse("article_new"), entered)

    draft = Revision.objects.get()
    assert response.headers["Location"] == reverse("revision_edit", args=[draft.pk])
    assert (draft.title, draft.standfirst, draft.state) == ("Rest and pain", "Short.", "draft")
    assert draft.article.slug == "rest-and-pain"
    assert [byline.person.user for byline in draft.article.bylines.all()] == [writer]


def test_articles_to_link_to_are_published_and_have_all_the_words_in_their_titles(sign_in):
    client = sign_in(factories.writer())
    live = factories.published(title="Sleep and light")
    factories.draft(title="Light sleep, a draft")
    factories.published(title="Light alone")

    found = client.get(reverse("article_search"), {"q": "LIGHT sle"}).json()
    nothing = client.get(reverse("article_search"), {"q": " "}).json()

    address = live.article.get_absolute_url()
    assert found == {"results": [{"label": "Sleep and light", "value": address}]}
    assert nothing == {"results": []}


def test_what_is_missing_is_named_beside_its_field_and_what_was_typed_stays(sign_in):
    page = sign_in(factories.writer()).post(reverse("article_new"), {"standfirst": "Short."})

    text = page.content.decode()
    assert "Give it a title; you can change it until it is submitted." in text
    assert "Choose a topic: it decides who must review the article." in text
    assert "Short.</textarea>" in text
    assert not Article.objects.exists()


# --- the story of one --------------------------------------------------------------------------------


def test_the_timeline_tells_who_did_what(sign_in):
    writer, doctor = factories.writer(name="Mara"), factories.reviewer(name="Ines")
    live = factories.published(factories.draft(by=writer), by=doctor)
    second = factories.next_draft(live.article, "<p>New.</p>")
    note(second, "Is this still true?", kind=Thread.Kind.QUESTION)

    page = sign_in(writer).get(reverse("timeline", args=[live.article_id])).content.decode()

    for words in ("submitted it for review", "approved it", "published it", "Is this still true?"):
        assert words in page
    assert "<strong>Mara</strong> wrote" in page
    assert page.index("Text 2:") < page.index("Text 1:")
    assert "Go on writing" in page


def test_the_timeline_leads_to_what_can_be_done_which_judges_the_text(sign_in):
    live = factories.published(factories.draft(by=factories.writer(), title="Rest"))
    start_draft(live.article, factories.author_of(live))
    client = sign_in(factories.author_of(live))
    next_steps = reverse("article_next", args=[live.article_id])

    timeline = client.get(reverse("timeline", args=[live.article_id])).content.decode()
    page = client.get(next_steps).content.decode()

    assert f'href="{next_steps}"' in timeline
    assert "Nothing has changed since the published text." not in timeline
    assert "Nothing has changed since the published text." in page
    assert "The published text" in page


def test_the_timeline_offers_the_next_draft_where_none_is_open(sign_in):
    live = factories.published()
    client = sign_in(factories.author_of(live))
    page = client.get(reverse("timeline", args=[live.article_id])).content.decode()
    assert "Start the next draft" in page

    response = client.post(reverse("draft_start", args=[live.article_id]))

    draft = live.article.revisions.get(state="draft")
    assert response.headers["Location"] == reverse("revision_edit", args=[draft.pk])
    assert draft.based_on == live


def test_starting_a_draft_twice_leads_to_the_one_that_is_open(sign_in):
    live = factories.published()
    draft = start_draft(live.article, factories.author_of(live))

    response = sign_in(factories.author_of(live)).post(
        reverse("draft_start", args=[live.article_id])
    )

    assert response.headers["Location"] == reverse("revision_edit", args=[draft.pk])


def test_the_timeline_costs_the_same_however_long_it_is(sign_in):
    live = factories.published()
    client = sign_in(factories.author_of(live))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("timeline", args=[live.article_id]))
        return len(captured)

    def one_more_round() -> None:
        draft = factories.next_draft(live.article, f"<p>{live.article.revisions.count()}</p>")
        note(draft, "Why?")
        perform("submit", draft, factories.author_of(draft))
        perform("recall", draft, factories.author_of(draft))

    one_more_round()
    queries()  # opening it marks what was told of it as read
    before = queries()
    for _ in range(4):
        one_more_round()

    assert queries() == before
