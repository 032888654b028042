"""What is asked of an entry, by its kind: what it lacks, whether it retells, how its title is written."""

import pytest

from articles.references.completeness import Gap, asked, retells, twins

AUTHOR = [{"family": "Olsen", "given": "EO"}]
ISSUED = {"date-parts": [[2019]]}
ARTICLE = {
    "id": "olsen2019",
    "type": "article-journal",
    "title": "Deaths with kratom detected",
    "author": AUTHOR,
    "container-title": "MMWR",
    "issued": ISSUED,
    "volume": "68",
    "page": "326-327",
}
CHAPTER = {
    "id": "chapter",
    "type": "chapter",
    "title": "Kratom",
    "author": AUTHOR,
    "container-title": "A book",
    "editor": AUTHOR,
    "publisher": "A publisher",
    "publisher-place": "Geneva",
    "issued": ISSUED,
    "page": "1-9",
}


def said(work):
    return [each.words for each in asked(work)]


def without(work, *names):
    return {name: value for name, value in work.items() if name not in names}


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (ARTICLE, []),
        ({**without(ARTICLE, "page"), "number": "e12"}, []),
        (
            {**without(ARTICLE, "volume", "page"), "DOI": "10.1000/1"},
            ["Lacks: volume or issue, pages or number of the article."],
        ),
        ({**without(ARTICLE, "volume", "page"), "status": "in press"}, []),
        (CHAPTER, []),
        (
            without(CHAPTER, "publisher-place", "page"),
            ["Lacks: place of publication, pages."],
        ),
        (
            {**CHAPTER, "container-title": "A book. 3rd ed."},
            ["Its edition has a field of its own."],
        ),
        (
            {"id": "p", "type": "webpage", "title": "Stroke", "URL": "https://nhs.uk/stroke"},
            ["Lacks: authors or publisher or site, day on which it was read."],
        ),
        (
            {"id": "l", "type": "document", "genre": "Package insert", "title": "Restol"},
            ["Lacks: maker, revised."],
        ),
    ],
)
def test_each_kind_needs_what_finds_it_again(work, expected):
    assert said(work) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://en.wikipedia.org/wiki/Kratom", True),
        ("https://www.sciencedirect.com/topics/medicine/kratom", True),
        ("https://www.sciencedirect.com/science/article/pii/S1", False),
        ("https://notwikipedia.org/wiki/Kratom", False),
        ("https://[broken", False),
    ],
)
def test_a_site_that_sums_up_retells_other_works(address, expected):
    assert retells({"type": "webpage", "URL": address}) is expected


def test_title_case_is_asked_of_articles_and_not_of_books():
    title = "Dietary Reference Intakes for Selenium and Carotenoids"

    assert [each.gap for each in asked({**ARTICLE, "title": title})] == [Gap.TITLE]
    book = {"type": "book", "title": title, "author": AUTHOR, "publisher": "P", "issued": ISSUED}
    assert asked(book) == []


def test_works_that_may_be_one_are_named_in_pairs():
    again = {**without(ARTICLE, "page"), "id": "olsen2019a"}
    other = {**ARTICLE, "id": "other", "title": "Something else altogether"}

    assert twins([ARTICLE, again, other]) == [("olsen2019", "olsen2019a")]
