"""What machines read on the page of an article."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Person, Topic
from cms.accounts.demonstration import ACCOUNTS
from cms.discovery.structured_data import as_script
from reviews.models import Credential
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.cms.discovery.schema_org import faults
from tests.cms.pages import graph_of, nodes_of, parsed, select
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.once]

INVENTED = "An invented person of this demonstration. So are the credentials."
SITE = "http://127.0.0.1:8000"
BODY = """
<aside data-kind="plain-words"><p>It helps some.</p></aside>
<h2>Does it help?</h2><p>A little.<cite data-ref="olsen2019"></cite></p>
<dl data-kind="questions"><dt>Is it safe?</dt><dd><p>Mostly.<cite data-ref="olsen2019"></cite></p>
<p>Ask first.</p></dd></dl>
"""


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = SITE
    settings.SITE_NAME = "Plain Evidence"


@shared
def published():
    factories.reference()
    topic = factories.topic("Backs")
    Topic.objects.filter(pk=topic.pk).update(parent=factories.topic("Pain"))
    topic.refresh_from_db()
    author = factories.user("Writers", name="Mara Lindqvist")
    factories.person(author, post_nominals="MSc")
    doctor = factories.reviewer(name="Dr Ada Byron")
    draft = factories.draft(author, body=BODY, title="Rest for back pain", topic=topic)
    draft.article.tags.add("back pain")
    return factories.published(draft, by=doctor)


def get(client, revision):
    return client.get(revision.article.get_absolute_url())


def test_the_web_page_names_the_reviewer_and_the_day(client, published):
    page = nodes_of(get(client, published))["MedicalWebPage"]

    assert page["url"] == f"{SITE}/articles/rest-for-back-pain/"
    assert page["lastReviewed"] == published.published_at.date().isoformat()
    (reviewer,) = page["reviewedBy"]
    assert (reviewer["@type"], reviewer["name"], reviewer["honorificSuffix"]) == (
        "Person",
        "Dr Ada Byron",
        "MD",
    )
    assert client.get(reviewer["url"].removeprefix(SITE)).status_code == 200


def test_the_article_has_its_people_dates_and_sources(client, published):
    article = nodes_of(get(client, published))["Article"]

    assert article["headline"] == "Rest for back pain"
    assert article["abstract"] == "It helps some."
    assert article["author"][0]["name"] == "Mara Lindqvist"
    assert article["author"][0]["honorificSuffix"] == "MSc"
    assert article["datePublished"] == article["dateModified"]
    assert article["keywords"] == ["back pain"]
    assert article["articleSection"] == "Backs"
    assert article["citation"] == [
        {
            "@type": "ScholarlyArticle",
            "name": factories.OLSEN["title"],
            "url": "https://doi.org/10.15585/mmwr.mm6814a2",
        }
    ]
    assert not {"reviewedBy", "lastReviewed"} & set(article)


def test_the_nodes_refer_to_each_other(client, published):
    nodes = nodes_of(get(client, published))

    assert nodes["MedicalWebPage"]["mainEntity"] == {"@id": nodes["Article"]["@id"]}
    assert nodes["MedicalWebPage"]["breadcrumb"] == {"@id": nodes["BreadcrumbList"]["@id"]}
    assert nodes["Article"]["mainEntityOfPage"] == {"@id": nodes["MedicalWebPage"]["@id"]}


def test_the_breadcrumb_leads_down_the_topics(client, published):
    steps = nodes_of(get(client, published))["BreadcrumbList"]["itemListElement"]

    assert [(step["position"], step["name"]) for step in steps] == [
        (1, "Plain Evidence"),
        (2, "Pain"),
        (3, "Backs"),
        (4, "Rest for back pain"),
    ]


def test_questions_are_given_with_their_answers_as_plain_words(client, published):
    (question,) = nodes_of(get(client, published))["FAQPage"]["mainEntity"]

    assert question["name"] == "Is it safe?"
    assert question["acceptedAnswer"] == {"@type": "Answer", "text": "Mostly. Ask first."}


def test_an_article_without_questions_has_no_such_node(client):
    assert "FAQPage" not in nodes_of(get(client, factories.published()))


def test_no_review_is_claimed_once_the_badge_is_gone(client, published, travel):
    travel(800)
    overdue = nodes_of(get(client, published))["MedicalWebPage"]
    travel(0)
    perform("retract", published, factories.editor(), Inputs("The trial was false."))
    retracted = nodes_of(get(client, published))

    assert not {"reviewedBy", "lastReviewed"} & set(overdue)
    assert not {"reviewedBy", "lastReviewed"} & set(retracted["MedicalWebPage"])
    assert retracted["Article"]["creativeWorkStatus"] == "Retracted"
    assert retracted["Article"]["headline"] == "Retracted: Rest for back pain"


def test_a_withdrawn_article_says_nothing_of_its_text(client, published):
    perform("withdraw", published, factories.editor(), Inputs("Unclear."))

    nodes = nodes_of(get(client, published))

    assert set(nodes) == {"MedicalWebPage", "BreadcrumbList"}
    assert not select(parsed(get(client, published)), "meta[name^='citation']")


def test_nothing_that_is_written_can_leave_the_script(client):
    title = "</script><script>alert(1)</script><!-- & \u2028"
    response = get(client, factories.published(title=title))

    assert nodes_of(response)["Article"]["headline"].startswith("</script><script>alert(1)")
    assert "<script>alert" not in response.content.decode()


def test_the_script_is_pure_ascii_where_html_could_misread_it():
    assert as_script({"a": "<&>\u2028\u2029é"}) == '{"a": "\\u003C\\u0026\\u003E\\u2028\\u2029é"}'


def test_reference_managers_find_who_wrote_what_and_when(client, published):
    found = [
        (tag.get("name"), tag.get("content"))
        for tag in select(parsed(get(client, published)), "meta[name^='citation_']")
    ]

    day = f"{published.published_at:%Y/%m/%d}"
    address = f"{SITE}/articles/rest-for-back-pain/"
    assert found == [
        ("citation_title", "Rest for back pain"),
        ("citation_author", "Mara Lindqvist"),
        ("citation_publication_date", day),
        ("citation_online_date", day),
        ("citation_publisher", "Plain Evidence"),
        ("citation_language", "en"),
        ("citation_public_url", address),
        ("citation_fulltext_html_url", address),
    ]


def as_zotero_reads(page) -> dict[str, str | list[str]]:
    """The item that Zotero's Embedded Metadata makes of a page: the type that is named, else a web page
    by Open Graph, else what it guesses from `citation_title`; fields by Highwire's tags before others.
    """
    said: dict[str, list[str]] = {}
    for tag in select(page, "meta[content]"):
        said.setdefault(tag.get("name") or tag.get("property"), []).append(tag.get("content"))
    first = {name: values[0] for name, values in said.items() if name}
    named = first.get("z:itemType") or {"website": "webpage"}.get(first.get("og:type", ""))
    guessed = "journalArticle" if "citation_title" in first else "webpage"
    return {
        "type": named or guessed,
        "title": first.get("citation_title") or first.get("og:title", ""),
        "authors": said.get("citation_author", []),
        "date": first.get("citation_publication_date", ""),
        "url": first.get("citation_public_url") or first.get("og:url", ""),
        "website": first.get("og:site_name", ""),
    }


def test_zotero_takes_an_article_for_a_web_page_with_author_and_date(client, published):
    assert as_zotero_reads(parsed(get(client, published))) == {
        "type": "webpage",
        "title": "Rest for back pain",
        "authors": ["Mara Lindqvist"],
        "date": f"{published.published_at:%Y/%m/%d}",
        "url": f"{SITE}/articles/rest-for-back-pain/",
        "website": "Plain Evidence",
    }


def test_zotero_takes_every_other_page_for_a_web_page_too(client, published):
    places = ["/", "/articles/", "/about/review/", published.article.topic.get_absolute_url()]

    read = [as_zotero_reads(parsed(client.get(place))) for place in places]

    assert {each["type"] for each in read} == {"webpage"}


def test_canonical_and_open_graph_take_the_address_of_the_site_not_of_the_request(
    client, published
):
    page = parsed(client.get(published.article.get_absolute_url(), headers={"host": "localhost"}))

    address = f"{SITE}/articles/rest-for-back-pain/"
    assert select(page, "link[rel=canonical]")[0].get("href") == address
    properties = {tag.get("property"): tag.get("content") for tag in select(page, "meta[property]")}
    assert properties["og:url"] == address
    assert properties["og:title"] == "Rest for back pain"
    assert properties["og:description"] == "What is known."
    assert properties["og:type"] == "article"


def test_every_graph_keeps_to_the_vocabulary(client, published):
    doctor = Credential.objects.get().person
    Person.objects.filter(pk=doctor.pk).update(orcid="0000-0002-1825-0097", biography="Reads.")
    shown = [doctor, published.article.topic, published.article]
    about = ["/about/site/", "/about/contact/", "/about/privacy/", "/about/review-board/"]
    lists = ["/articles/", "/tags/back-pain/"]
    addresses = ["/", *lists, *about, *(each.get_absolute_url() for each in shown)]

    found = [faults(graph_of(client.get(address))) for address in addresses]

    assert found == [[] for _ in addresses]


def test_a_topic_says_where_it_stands(client):
    pain = factories.topic("Pain")
    back = Topic.objects.create(name="Back pain", slug="back-pain", parent=pain)

    nodes = nodes_of(client.get(back.get_absolute_url()))

    assert nodes["CollectionPage"]["name"] == "Back pain"
    names = [each["name"] for each in nodes["BreadcrumbList"]["itemListElement"]]
    assert names == ["Plain Evidence", "Pain", "Back pain"]


def test_a_list_names_its_articles_in_their_order_and_its_place(client, published, monkeypatch):
    monkeypatch.setattr("cms.views.lists.PER_PAGE", 1)
    newest = factories.published(title="Newest")
    newest.article.tags.add("back pain")

    first, second = client.get("/articles/"), client.get("/articles/?page=2")
    tagged = nodes_of(client.get("/tags/back-pain/"))

    (item,) = nodes_of(first)["ItemList"]["itemListElement"]
    assert (item["position"], item["name"]) == (1, "Newest")
    assert item["url"] == f"{SITE}{newest.article.get_absolute_url()}"
    (item,) = nodes_of(second)["ItemList"]["itemListElement"]
    assert (item["position"], item["name"]) == (2, "Rest for back pain")
    assert nodes_of(second)["CollectionPage"]["url"] == f"{SITE}/articles/?page=2"
    assert tagged["CollectionPage"]["name"] == "Tagged “back pain”"
    steps = tagged["BreadcrumbList"]["itemListElement"]
    assert [(each["name"], each["item"]) for each in steps] == [
        ("Plain Evidence", f"{SITE}/"),
        ("All articles", f"{SITE}/articles/"),
        ("Tagged “back pain”", f"{SITE}/tags/back-pain/"),
    ]


def test_the_review_board_names_its_people(client, published):
    nodes = nodes_of(client.get("/about/review-board/"))

    assert [each["name"] for each in nodes["ItemList"]["itemListElement"]] == ["Dr Ada Byron"]
    assert nodes["WebPage"]["mainEntity"] == {"@id": nodes["ItemList"]["@id"]}
    assert [each["name"] for each in nodes["BreadcrumbList"]["itemListElement"]] == [
        "Plain Evidence",
        "Medical review board",
    ]


def test_the_vocabulary_refuses_what_belongs_elsewhere():
    wrong = {
        "@type": "Article",
        "reviewedBy": {"@type": "Person", "name": ""},
        "datePublished": "May",
    }

    assert faults({"@graph": [wrong, {"@type": "Nonsense"}]}) == [
        "Article has no reviewedBy",
        "Article.datePublished is not 'May'",
        "'Nonsense' is no type",
    ]


def test_a_person_has_the_credentials_that_hold_today(client, published):
    credential = Credential.objects.get()
    address = credential.person.get_absolute_url()

    held = nodes_of(client.get(address))["Person"]
    Credential.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    expired = nodes_of(client.get(address))["Person"]

    assert held["name"] == "Dr Ada Byron"
    assert [each["name"] for each in held["hasCredential"]] == [credential.title]
    assert "hasCredential" not in expired


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_the_people_of_the_demonstration_are_called_invented_where_machines_read_of_them(
    client, published, is_demonstration
):
    if is_demonstration:
        factories.user("Writers", email=ACCOUNTS[0].email)
    response = get(client, published)
    address = Credential.objects.get().person.get_absolute_url()
    nodes = nodes_of(response)

    people = [
        *nodes["MedicalWebPage"]["reviewedBy"],
        *nodes["Article"]["author"],
        nodes_of(client.get(address))["Person"],
    ]

    said = {each.get("disambiguatingDescription", "") for each in people}
    assert len(people) == 3
    assert said == ({INVENTED} if is_demonstration else {""})
    assert not faults(graph_of(response))
