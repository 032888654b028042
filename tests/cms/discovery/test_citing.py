"""The article itself as a work that others cite and share."""

import json
from html import unescape

import pytest

from articles.references import bibliography
from cms.discovery.citing import line, name_parts
from cms.discovery.sharing import share_links
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.cms.pages import parsed, select
from tests.worlds import shared

pytestmark = pytest.mark.django_db


@shared
def rest():
    author = factories.user("Writers", name="Mara Lindqvist")
    factories.person(author, name="Mara Lindqvist")
    return factories.published(factories.draft(author, title="Rest & 100% heat"))


def test_bibtex_ris_and_csl_name_the_same_work(client, rest):
    address = f"{rest.article.get_absolute_url()}citation"
    day = rest.published_at

    bib, ris, csl = (
        client.get(f"{address}.{kind}").content.decode() for kind in ("bib", "ris", "json")
    )

    slug = rest.article.slug
    assert bib == (
        f"@misc{{{slug},\n"
        "  author = {Lindqvist, Mara},\n"
        "  title = {{Rest \\& 100\\% heat}},\n"
        "  journal = {Plain Evidence},\n"
        "  version = {1},\n"
        "  publisher = {Plain Evidence},\n"
        f"  url = {{http://127.0.0.1:8000/articles/{slug}/}},\n"
        f"  year = {{{day.year}}},\n"
        f"  month = {day:%b},\n".replace(f"{day:%b}", f"{day:%b}".lower())
        + f"  day = {{{day.day}}},\n}}\n"
    )
    assert f"PY  - {day.year}\r\nDA  - {day:%Y/%m/%d}/\r\n" in ris
    assert ris.startswith(f"TY  - ELEC\r\nID  - {slug}\r\nAU  - Lindqvist, Mara\r\n")
    (work,) = json.loads(csl)
    assert (work["type"], work["version"]) == ("webpage", "1")


def test_what_it_says_in_plain_words_is_its_abstract(client):
    body = '<aside data-kind="plain-words"><p>Rest helps some.</p></aside><p>a</p>'
    revision = factories.published(factories.draft(body=body))

    address = f"{revision.article.get_absolute_url()}citation.ris"
    found = client.get(address).content.decode()
    perform("retract", revision, factories.editor(), Inputs("Wrong."))

    assert "AB  - Rest helps some.\r\n" in found
    assert "AB  -" not in client.get(address).content.decode()


def test_a_retracted_article_is_cited_as_one_and_a_withdrawn_one_not_at_all(client, rest):
    address = f"{rest.article.get_absolute_url()}citation.ris"
    perform("retract", rest, factories.editor(), Inputs("Wrong."))
    assert "TI  - Retracted: Rest & 100% heat" in client.get(address).content.decode()

    other = factories.published()
    perform("withdraw", other, factories.editor(), Inputs("Unclear."))

    assert client.get(f"{other.article.get_absolute_url()}citation.ris").status_code == 404
    assert client.get(f"{rest.article.get_absolute_url()}citation.exe").status_code == 404


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Mara Lindqvist", {"given": "Mara", "family": "Lindqvist"}),
        ("Dr Ines M Carvalho", {"given": "Ines M", "family": "Carvalho"}),
        (
            "Ludwig van der Beek",
            {"given": "Ludwig", "family": "Beek", "non-dropping-particle": "van der"},
        ),
        ("Van Morrison", {"given": "Van", "family": "Morrison"}),
        ("Plato", {"literal": "Plato"}),
        ("Dr", {"literal": "Dr"}),
    ],
)
def test_names_are_parted_as_citations_part_them(name, parts):
    assert name_parts(name) == parts


def test_links_to_share_are_links_and_carry_the_words_whole(client, rest):
    title, address = "Rest & 100% heat", f"http://127.0.0.1:8000{rest.article.get_absolute_url()}"
    (section,) = select(parsed(client.get(rest.article.get_absolute_url())), ".share")

    found = [(link.text, link.get("href")) for link in select(section, "a")]

    assert found == share_links(title, address)
    assert found[0][1].startswith("mailto:?subject=Rest%20%26%20100%25%20heat&body=Rest%20%26")
    assert all(button.get("hidden") is not None for button in select(section, "button"))


@pytest.mark.parametrize("names", [(), ("Mara Lindqvist",), ("Ann Bell", "Carl D de Groot", "Who")])
@pytest.mark.parametrize(
    "title",
    [
        "Rest",
        "Rest?",
        "Rest!",
        "Rest.",
        "Heat & <cold>",
        "“Why” 'it' \"helps\"",
        "1. Title",
        "Why…",
    ],
)
def test_the_line_is_that_of_the_style(names, title):
    work = {
        "id": "rest",
        "type": "webpage",
        "title": title,
        "author": [name_parts(name) for name in names],
        "container-title": "Plain Evidence",
        "publisher": "Plain Evidence",
        "URL": "https://example.org/articles/rest/",
    }

    (entry,) = bibliography.entries([work])

    assert unescape(line(names, title, "Plain Evidence")) == unescape(entry.html)
