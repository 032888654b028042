"""Search over what is published: what it finds, in which order, and what helps where it finds nothing."""

from datetime import timedelta
from io import StringIO
from urllib.parse import urlencode

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from articles.drafting.drafts import About, DraftText, save_draft, start_draft
from articles.models import Article, Topic
from articles.search import tokenizer
from articles.search.index import MOST
from articles.signals import article_changed
from cms.search import entries
from cms.search.asking import mended, understand
from cms.search.models import ENTRIES, SearchEntry, SearchWord, Synonym
from cms.search.results import ResultKind, Wish, search, suggestions
from cms.search.snippets import marked, snippet
from cms.search.synonyms import DEFAULTS
from cms.search.views import search_page
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.cms.pages import parsed, robots_of, select
from tests.cms.pages import words as read
from tests.examples import examples
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def found(text: str, **wish: str) -> list[str]:
    """The titles that a question finds, in order."""
    page = search(Wish.of({"q": text, **wish}), timezone.localdate())
    return [result.teaser.text.title for result in page.results]


def article(title: str, body: str = "<p>Rest helps.</p>", **fields):
    return factories.published(title=title, body=body, **fields)


# --- what is in it, and when -----------------------------------------------------------------------


def test_a_text_is_found_once_it_is_published_and_not_before():
    revision = factories.approved(title="Kratom", body="<p>A leaf.</p>")

    before = found("kratom")
    perform("publish", revision, factories.editor())

    assert (before, found("kratom")) == ([], ["Kratom"])


@pytest.mark.parametrize("ending", ["withdraw", "retract"])
def test_what_is_taken_back_leaves_at_once_with_its_words(ending):
    revision = article("Kratom", "<p>Mitragynine.</p>")

    perform(ending, revision, factories.editor(), Inputs("It was wrong."))

    assert found("kratom") == []
    assert suggestions("krat") == []
    assert not SearchEntry.objects.exists()
    assert not SearchWord.objects.exists()


def test_a_publication_that_fails_leaves_nothing_in_search():
    revision = factories.approved(title="Kratom")

    def fail(**sent: object) -> None:
        raise RuntimeError("Something after search went wrong.")

    article_changed.connect(fail)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            perform("publish", revision, factories.editor())
    finally:
        article_changed.disconnect(fail)

    assert not SearchEntry.objects.exists()


def test_the_next_edition_takes_the_place_of_the_one_before():
    revision = article("Kratom", "<p>Sandalwood.</p>")

    factories.published(factories.next_draft(revision.article, "<p>Naloxone.</p>"))

    assert (found("sandalwood"), found("naloxone")) == ([], ["Kratom"])
    assert SearchWord.objects.get(word="kratom").entries == 1


def test_drafts_are_never_found():
    revision = article("Kratom", "<p>Mitragynine.</p>")

    factories.next_draft(revision.article, "<p>Unproven.</p>")

    assert found("unproven") == []


def test_another_topic_counts_at_once():
    revision = article("Kratom")
    before, heart = revision.article.topic, factories.topic("Heart")

    perform("retopic", revision, factories.editor(), Inputs(topic=heart, follows="keep"))

    assert found("kratom", topic=heart.slug) == ["Kratom"]
    assert found("kratom", topic=before.slug) == []


def test_the_topic_of_a_draft_moves_nothing_that_readers_find():
    revision = article("Kratom")
    before, heart = revision.article.topic, factories.topic("Heart")
    draft = start_draft(revision.article, factories.author_of(revision))
    about = About(heart, (), About.of(revision.article).bylines)

    save_draft(draft, draft.version, factories.editor(), DraftText.of(draft), about)

    assert found("kratom", topic=before.slug) == ["Kratom"]
    assert found("kratom", topic=heart.slug) == []


def test_another_address_counts_at_once():
    revision = article("Kratom")

    Article.objects.filter(pk=revision.article_id).update(slug="elsewhere")

    assert suggestions("kratom") == [("Kratom", "/articles/elsewhere/")]


# --- what a question means -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        "treatment", "treatments", "SYNDROMES", "sjogren", "Sjögren", "SJÖGREN’S", "treatment sjögren",
        '"treatment of sjögren"', '"treatments sjogren"', "nothing OR sjögren", "what is sjögren",
        "sjö", "b12", "vitamin b12", "covid-19", "covid 19", "sjögren -kratom", "日本語",
    ],
)  # fmt: skip
def test_finds_the_article(question):
    article("Treatment of Sjögren’s syndrome", "<p>Vitamin B12 and COVID-19, 日本語.</p>")

    assert "Treatment of Sjögren’s syndrome" in found(question)


@pytest.mark.parametrize(
    "question",
    ['"syndrome treatment"', "treatment -syndrome", "-treatment", "the of is", "", "   "],
)
def test_does_not_find_the_article(question):
    article("Treatment of Sjögren’s syndrome")

    asked = understand(question)

    assert ENTRIES.hits(asked.query).keys == ()


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("myocardial infarction", "After a heart attack"),
        ("heart attack", "Myocardial infarction"),
        ("acetaminophen dose", "The dose of paracetamol"),
        ("hypertension and salt", "Salt and high blood pressure"),
    ],
)
def test_finds_by_the_other_name(question, title):
    Synonym.objects.all().delete()
    for terms in DEFAULTS["en"]:
        Synonym.objects.create(terms=terms)
    article(title)
    article("Something else")

    assert found(question) == [title]


def test_a_synonym_that_is_switched_off_counts_no_more():
    Synonym.objects.all().delete()
    Synonym.objects.create(terms="heart attack, myocardial infarction", is_active=False)
    article("After a heart attack")

    assert found("myocardial infarction") == []


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("5mg", "Take 5 mg."),
        ("500MG", "Take 500 mg."),
        ("5mg", "Take 5mg."),
        ("5\u202fmg", "Take 5 mg."),
        ("10\u00b5g", "Take 10 \u03bcg."),
        ("anti-inflammatory", "An antiinflammatory drug."),
        ("anti\u2011inflammatory", "An anti-inflammatory drug."),
        ("ﬂuid", "Some fluid."),
        ("cafe\u0301", "Some café."),
    ],
)
def test_however_it_is_written_it_is_found(question, words):
    article("One", f"<p>{words}</p>")
    article("Other", "<p>Nothing of the kind.</p>")

    assert found(question) == ["One"]


def test_every_default_synonym_names_two_terms_or_more():
    listed = [terms for language in DEFAULTS.values() for terms in language]
    assert len(listed) >= 500
    assert all(len(terms.split(",")) >= 2 and len(terms) <= 300 for terms in listed)


def test_what_stands_in_titles_goes_before_headings_and_headings_before_text():
    article("Three", "<p>Much of it is about other things, and then kratom.</p>")
    article("Two", "<h2>Kratom</h2><p>A leaf.</p>")
    article("Kratom", "<p>A leaf.</p>")

    assert found("kratom") == ["Kratom", "Two", "Three"]
    assert found("kratom", page="0") == ["Kratom", "Two", "Three"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("kratm", "kratom"), ("neumonia", "pneumonia"), ("hipertention", "hypertension")],
)
def test_a_slip_is_mended_and_said(client, typed, meant):
    article("Of kratom, pneumonia and hypertension")

    page = parsed(client.get("/search/", {"q": typed}))

    assert read(select(page, ".results h3")[0]) == "Of kratom, pneumonia and hypertension"
    assert meant in read(select(page, ".said")[0])
    assert select(page, ".said a")[0].get("href") == f"/search/?q={meant}"


def test_a_word_that_is_nothing_like_any_is_not_mended():
    article("Kratom")

    assert mended("zzzzzz", ["zzzzzz"]) == ""


def test_where_no_article_has_all_words_some_will_do(client):
    article("Kratom")

    page = parsed(client.get("/search/", {"q": "kratom kratom-leaf astronauts"}))

    assert read(select(page, ".results h3")[0]) == "Kratom"
    assert "some of them" in " ".join(map(read, select(page, ".said")))


def test_a_rare_word_says_what_a_question_is_about():
    article("A dose of water", "<p>Drink it.</p>")
    article("Dose by dose", "<p>Slowly.</p>")
    article("Diabetes", "<p>Metformin is begun slowly.</p>")
    for number in range(4):
        article(f"Steps {number}", "<p>Walk, as a daily dose.</p>")

    assert found("metformin dose astronauts")[0] == "Diabetes"
    assert set(found("metformin dose -walk")) == {"Diabetes", "A dose of water", "Dose by dose"}


@pytest.mark.parametrize(
    "question", ["how long does kratom last", "Is it OK: kratom?", "do I need kratom OR ginkgo"]
)
def test_what_is_only_said_around_a_question_narrows_nothing(question):
    article("Kratom", "<p>A leaf, that may last.</p>")

    assert found(question) == ["Kratom"]


def test_small_talk_alone_is_asked_for_and_in_quotes_it_counts():
    article("Kratom", "<p>Nobody knows how long.</p>")
    article("Kratom again", "<p>A leaf.</p>")

    assert found("how long") == ["Kratom"]
    assert found('kratom "long"') == ["Kratom"]


# --- the page --------------------------------------------------------------------------------------


def test_the_words_are_marked_and_nothing_else_is_markup(client):
    article("Kratom & <b>co", "<p>Tom &amp; “Kratom” &lt;script&gt;alert(1)&lt;/script&gt;.</p>")

    response = client.get("/search/", {"q": "kratom <i>"})
    page = parsed(response)

    assert [mark.text for mark in select(page, ".results mark")] == ["Kratom", "Kratom"]
    assert b"<script>alert" not in response.content
    assert robots_of(response) == "noindex"


def test_marks_run_over_neighbours_and_fit_the_original_letters():
    query = understand("sjogren syndrome").query

    assert marked("Sjögren syndrome, again", query) == "<mark>Sjögren syndrome</mark>, again"


def test_the_words_of_a_phrase_are_marked_side_by_side_alone():
    query = understand('"bad sleep" kratom').query

    shown = marked("No bad idea: bad sleep after kratom, bad kratom", query)

    assert shown == (
        "No bad idea: <mark>bad sleep</mark> after <mark>kratom</mark>, bad <mark>kratom</mark>"
    )


def test_a_snippet_is_the_stretch_with_most_of_the_words():
    text = "kratom " + "filler " * 100 + "here kratom meets naloxone at last " + "filler " * 100

    shown = snippet(text, tokenizer.query("kratom naloxone"))

    assert "<mark>kratom</mark> meets <mark>naloxone</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")


def test_facets_count_and_narrow(client):
    pain = factories.topic("Pain")
    back = factories.topic("Back pain")
    type(back).objects.filter(pk=back.pk).update(parent=pain)
    article("Kratom one", topic=pain)
    article("Kratom two", "<dl data-kind='questions'><dt>Is it?</dt><dd>Yes.</dd></dl>", topic=back)
    unreviewed = factories.draft(title="Kratom three")
    perform("publish_unreviewed", unreviewed, factories.editor(), Inputs("An emergency."))

    page = parsed(client.get("/search/", {"q": "kratom"}))
    facets = [read(each) for each in select(page, ".choices > li")]

    assert facets == [
        "Pain 2", "Back pain 1", f"{unreviewed.article.topic} 1",
        "Review in date 2", "No review in date 1", "Questions and answers 1",
    ]  # fmt: skip
    assert found("kratom", topic=pain.slug) == ["Kratom two", "Kratom one"]
    assert found("kratom", topic=back.slug, kind="questions") == ["Kratom two"]
    assert found("kratom", kind="unreviewed") == ["Kratom three"]
    assert found("kratom", topic=pain.slug, kind="unreviewed") == []


def test_a_review_that_runs_out_changes_the_kind_without_a_write(travel):
    article("Kratom", topic=factories.topic(interval_months=12))
    in_date = found("kratom", kind="reviewed")

    travel(400)

    assert (in_date, found("kratom", kind="reviewed")) == (["Kratom"], [])
    assert found("kratom", kind="unreviewed") == ["Kratom"]


def test_pages_lead_on_and_keep_what_was_chosen(client):
    topic, author = factories.topic("Pain"), factories.writer()
    doctor, editor = factories.reviewer(), factories.editor()
    for number in range(12):
        made = factories.draft(author, title=f"Kratom {number}", topic=topic)
        perform("publish", factories.approved(made, by=doctor), editor)

    page = parsed(client.get("/search/", {"q": "kratom", "topic": topic.slug}))
    (link,) = select(page, ".pages a")
    second = parsed(client.get(link.get("href")))

    assert link.get("href") == f"/search/?q=kratom&topic={topic.slug}&page=2"
    assert len(select(page, ".results > li")) == 10
    assert len(select(second, ".results > li")) == 2


def test_nothing_found_helps(client):
    article("Kratom")

    page = read(select(parsed(client.get("/search/", {"q": "zzzzzz"})), "main")[0])

    assert "We found nothing for “zzzzzz”" in page
    assert "Check the spelling" in page
    assert "New on this site Kratom" in page


def test_suggestions_are_titles_with_their_addresses(client):
    revision = article("Kratom for pain")

    answer = client.get("/search/suggest", {"q": "pain krat"})

    address = revision.article.get_absolute_url()
    assert answer.json() == {"suggestions": [{"title": "Kratom for pain", "url": address}]}


@pytest.mark.parametrize("address", ["/", "/search/", "/articles/", "/about/review/", "/nothing/"])
def test_every_page_has_one_search_field(client, address):
    page = parsed(client.get(address))

    (field,) = select(page, "input[type=search]")
    assert select(page, f"label[for={field.get('id')}]")


@pytest.mark.parametrize("count", [3, 15])
def test_the_number_of_queries_does_not_depend_on_what_is_found(
    client, django_assert_max_num_queries, count
):
    topic, author = factories.topic("Pain"), factories.writer()
    doctor, editor = factories.reviewer(), factories.editor()
    for number in range(count):
        made = factories.draft(author, title=f"Kratom {number}", topic=topic)
        perform("publish", factories.approved(made, by=doctor), editor)
    client.get("/about/review/")

    with django_assert_max_num_queries(14):
        client.get("/search/", {"q": "kratom leaf OR kratom", "topic": topic.slug})
    with django_assert_max_num_queries(7):
        client.get("/search/suggest", {"q": "krat"})


# --- whatever is typed -------------------------------------------------------------------------------

NASTY = [
    "\0", "a\0b", "\ud800", "kratom \udfff", "'", '"', '""', '"kratom', "-", "--", "-kratom", "OR", "OR OR",
    "a OR", "kratom OR", "OR kratom", "kratom AND", "NEAR(kratom leaf)", "kratom*", "*", "^kratom",
    "title_words:kratom", "{title_words} : kratom", "kratom & leaf", "kratom | !", "kratom <-> leaf",
    "kratom:*A", "(((", ")))", "\\", "%", "_", "%s %d %(x)s {0} {x}", "'; DROP TABLE cms_searchentry; --",
    "<script>", "&amp;", "½ ² ﬁ ß İ ı", "é" * 500, "日本語 العربية עברית", "🙂", "\u202e\u200b\ufeff",
    "kratom " * 2000, "x" * 10_000, '"' * 10_000, "-" * 10_000, "a b " * 2500, "1e5 0x1f 5mg 10.1000/x",
]  # fmt: skip


@pytest.mark.parametrize("typed", NASTY, ids=lambda typed: ascii(typed)[:30])
def test_whatever_is_typed_gets_a_page(rf, client, typed):
    article("Kratom leaf")

    answers = [
        client.get("/search/", {"q": typed.encode(errors="replace")}),
        client.get("/search/suggest", {"q": typed.encode(errors="replace")}),
    ]
    pages = [
        search(Wish.of({"q": text}), timezone.localdate()) for text in (typed, f"kratom {typed}")
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert all(page.wish.address() for page in pages)


@pytest.mark.parametrize(
    "address",
    [
        "page=-1", "page=0", "page=99999", "page=x", "page=1e9", "page=٣", f"page={'9' * 5000}",
        "topic=nowhere", "topic=%00", "topic=%ff", "kind=nothing", "kind=reviewed&kind=x", "kind=%ed%a0%80",
        "q=%ff%fe", "q=%ed%a0%80", "q=%00", "q=%", "q=%zz", "q", "=", "&&&", "q=a;b", "q[]=x",
        "x=" + "y" * 9000,
    ],
)  # fmt: skip
def test_whatever_stands_in_the_address_gets_a_page(client, address):
    article("Kratom leaf")

    for question in ("", "q=kratom&", "q=zzzz&"):
        assert client.get(f"/search/?{question}{address}").status_code == 200
        assert client.get(f"/search/suggest?{question}{address}").status_code == 200


@pytest.mark.parametrize("charset", ["utf-16", "idna", "base64", "punycode", "cp037"])
def test_whatever_encoding_a_request_claims_gets_a_page(charset):
    from cms import wsgi  # it looks for static files, which a fixture lays first

    environ = RequestFactory().get("/search/?q=kratom%ff").environ
    environ["CONTENT_TYPE"] = f"text/html; charset={charset}"

    request = wsgi.django.request_class(environ)

    assert request.GET["q"] == "kratom\ufffd"
    assert search_page(request).status_code == 200


@given(
    typed=st.one_of(
        st.text(alphabet=st.characters(), max_size=60),
        st.lists(
            st.sampled_from(
                ['"', "-", "OR", "kratom", "leaf", "kratm", "(", "*", ":", "'", "\0", "the", "日本"]
            ),
            max_size=30,
        ).map(" ".join),
    ),
    page=st.text(max_size=6),
    kind=st.one_of(st.sampled_from(list(ResultKind)), st.text(max_size=6)),
    topic=st.text(max_size=6),
)
@examples(120, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_wish_at_all_gets_a_page(one_article, typed, page, kind, topic):
    asked = {"q": typed, "page": page, "kind": kind, "topic": topic}
    address = urlencode({name: value.encode(errors="replace") for name, value in asked.items()})
    request = RequestFactory().get(f"/search/?{address}")
    wish = Wish.of(asked)

    found = search(wish, timezone.localdate())
    suggestions(wish.text)
    response = search_page(request)

    assert found.total >= 0
    assert wish.address().encode("ascii")
    assert response.status_code == 200


@shared
def one_article():
    return article("Kratom leaf", "<p>A leaf of the coffee family.</p>")


# --- the indexes -------------------------------------------------------------------------------------


def fill(count: int) -> None:
    """Many entries of articles that say little, past the workflow: the planner needs rows to count."""
    topic = factories.topic()
    made = Article.objects.bulk_create(
        Article(slug=f"article-{number}", topic=topic) for number in range(count)
    )
    SearchEntry.objects.bulk_create(
        SearchEntry(
            article=each, digest="", text="", title_words=f"title{number % 97}",
            heading_words=f"heading{number % 89}", text_words=f"text{number % 83} common",
            has_questions=False,
        )
        for number, each in enumerate(made)
    )  # fmt: skip
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE cms_searchentry")


@pytest.mark.parametrize("is_lead", [True, False])
def test_the_index_is_used(is_lead):
    fill(3000)
    sql, parameters = ENTRIES.statement(understand("title42 -text7").query, is_lead)
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"

    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}", parameters)
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())

    if connection.vendor == "postgresql":
        assert f"Bitmap Index Scan on cms_searchentry_{'lead' if is_lead else 'vector'}" in plan
        assert "Seq Scan" not in plan
    else:
        # M: the full-text index answers; =: it finds rows, where no sign would mean that it reads them all
        assert "VIRTUAL TABLE INDEX" in plan
        assert ":M" in plan


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite's full-text index")
def test_what_narrows_a_search_does_not_have_its_words_looked_up_again_for_each_row():
    """A common word within a topic of 30,000 articles took 595 ms by a look-up each, 2 ms without."""
    fill(300)
    topic = SearchEntry.objects.filter(article__topic__in=[Topic.objects.latest("pk").pk])

    sql, parameters = ENTRIES.statement(understand("common").query, is_lead=False, among=topic)

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
        [words] = [row[-1] for row in cursor.fetchall() if "VIRTUAL TABLE" in row[-1]]
    assert ":M" in words
    assert "=" not in words  # which would be a row, one after the other


def test_common_words_find_no_more_than_is_ranked_and_say_so():
    fill(MOST + 100)

    hits = ENTRIES.hits(tokenizer.query("common"))

    assert (len(hits.keys), hits.is_cut) == (MOST, True)


def test_each_page_of_a_result_shows_what_the_whole_order_has_there():
    fill(300)
    asked = tokenizer.query("title5 OR heading7 OR text3")

    every = ENTRIES.hits(asked)
    some = [ENTRIES.hits(asked, best=best) for best in (1, 5, 10, 20)]

    assert [hits.keys[:best] for hits, best in zip(some, (1, 5, 10, 20), strict=True)] == [
        every.keys[:best] for best in (1, 5, 10, 20)
    ]
    assert all(sorted(hits.keys) == sorted(every.keys) for hits in some)


# --- making it again ---------------------------------------------------------------------------------


def reindex(*arguments: str) -> str:
    out = StringIO()
    call_command("reindex", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_reindex_makes_everything_again():
    article("Kratom")
    article("Naloxone")
    SearchEntry.objects.filter(article__revisions__title="Kratom").delete()
    SearchEntry.objects.update(title_words="wrong", digest="")
    SearchWord.objects.all().delete()

    said = reindex()

    assert found("kratom") == ["Kratom"]
    assert found("naloxone") == ["Naloxone"]
    assert SearchWord.objects.get(word="helps").entries == 2
    assert "2 of 2 articles" in said
    assert reindex("--check") == "Search says what is published.\n"


def test_the_check_names_each_row_that_lies():
    kept, lost, gone = article("Kratom"), article("Naloxone"), article("Salt")
    assert reindex("--check")
    SearchEntry.objects.filter(pk=kept.article_id).update(text_words="wrong")
    SearchEntry.objects.filter(pk=lost.article_id).delete()
    gone.article.revisions.update(state="withdrawn")
    SearchWord.objects.filter(word="kratom").update(entries=7)

    said = StringIO()
    with pytest.raises(CommandError, match=r"\d row"):
        call_command("reindex", "--check", stderr=said)

    lines = said.getvalue()
    assert f"entry of article {kept.article_id}: is not what its published text says" in lines
    assert f"article {lost.article_id}: is published, and search does not know it" in lines
    assert f"entry of article {gone.article_id}: nothing of it is published" in lines
    assert "search word kratom" in lines


def test_the_vocabulary_stays_right_through_many_changes():
    made = [article(f"Article {number} on kratom") for number in range(3)]
    perform("retract", made[0], factories.editor(), Inputs("It was wrong."))
    factories.published(factories.next_draft(made[1].article, "<p>Other words entirely.</p>"))

    assert list(entries.problems()) == []


def test_a_day_more_or_less_is_no_lie(travel):
    article("Kratom")

    travel(int(timedelta(days=900).days))

    assert list(entries.problems()) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite reads in one order.")
def test_a_scan_always_begins_at_the_same_row():
    """Else each page of a long result would be one of another ranking."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronize_seqscans")

        assert cursor.fetchone() == ("off",)
