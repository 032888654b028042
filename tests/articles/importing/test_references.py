"""Reference lists are taken out of the text, and each entry is told for what it identifies."""

import pytest

from articles.importing import parse
from articles.importing.references import identify
from tests.articles.importing.webcopy import (
    RAIN,
    SLEEP,
    WALKS,
    doubts,
    dropped,
    kinds,
    question,
    spaced,
    unspaced,
)

TITLE = "Living in the Hills"
LABEL = "heading of the reference list: the list is kept apart from the text"
WORK = "Hill A, Stone B. Walking in old age. J Walks. 2020;12(3):4-9. doi:10.1000/182."


@pytest.mark.parametrize(
    ("text", "kind", "field", "value"),
    [
        (WORK, "work", "doi", "10.1000/182"),
        ("https://doi.org/10.1016/S0140-6736(97)11096-0", "work", "doi", "10.1016/s0140-6736(97)11096-0"),
        ("(see doi: 10.1000/ABC.)", "work", "doi", "10.1000/abc"),
        ("Hill A. Walks. PMID: 31013270", "work", "pmid", "31013270"),
        ("https://pubmed.ncbi.nlm.nih.gov/31013270/", "work", "pmid", "31013270"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC6459583/", "work", "pmcid", "PMC6459583"),
        ("Hill A. Walks. ISBN 978-0-309-16394-1", "work", "isbn", "9780309163941"),
        ("Hill A. Rain. https://example.org/rain/hills.", "page", "url", "https://example.org/rain/hills"),
        ("Rain, www.example.org/index.php?id=7", "page", "url", "www.example.org/index.php?id=7"),
        ("Rain, example.org/rain", "page", "url", "example.org/rain"),
        ("Institute of Rain, https://rain.example.org", "home page", "url", "https://rain.example.org"),
        ("Institute of Rain, https://rain.example.org/", "home page", "url", "https://rain.example.org/"),
        ("Institute of Rain, rain.example.com/index.html", "home page", "url", "rain.example.com/index.html"),
        ("Hill A. Walks. Valley Press; 1999.", "unidentified", "url", ""),
    ],
)  # fmt: skip
def test_an_entry_is_told_for_what_it_identifies(text: str, kind: str, field: str, value: str):
    found = identify(text, (1,))

    assert (found.kind, getattr(found, field)) == (kind, value)


@pytest.mark.parametrize(
    "heading",
    [
        "References",
        "REFERENCES:",
        "Bibliography",
        "Works Cited",
        "## References",
        "Sources",
        "Article Sources",
        "Further reading",
        "References (2)",
    ],
)
def test_reference_lists_are_told_by_their_heading(heading: str):
    found = parse(spaced(TITLE, RAIN, heading, f"1. {WORK}\n2. Rain. https://example.org/rain"))

    assert [(one.kind, one.lines) for one in found.references] == [("work", (7,)), ("page", (8,))]
    assert kinds(found) == ["paragraph"]
    assert dropped(found) == [(heading, LABEL)]


def test_home_pages_are_no_text_and_each_asks_for_its_work():
    found = parse(
        spaced(
            TITLE,
            RAIN,
            "References",
            "  1. Institute of Rain, https://rain.example.org\n  2. Journal of Walks, https://walks.example.org",
        )
    )

    assert [one.kind for one in found.references] == ["home page", "home page"]
    assert "example.org" not in found.body
    assert [doubt.question for doubt in found.doubts] == [
        "“Institute of Rain, https://rain.example.org” is a home page: it names a site, not a work. "
        "Which page or work was meant?",
        "“Journal of Walks, https://walks.example.org” is a home page: it names a site, not a work. "
        "Which page or work was meant?",
    ]


def test_entries_that_identify_nothing_are_asked_about_at_once():
    found = parse(
        spaced(
            TITLE, RAIN, "References", "Hill A. Walks. Valley Press; 1999.\nStone B. Rain. 2001."
        )
    )

    assert question(found, "reference") == (
        "These entries of the reference list have no DOI, PMID, ISBN or address. Which works are "
        "they exactly?\n\nHill A. Walks. Valley Press; 1999.\nStone B. Rain. 2001."
    )


def test_bracketed_numbers_and_bullets_are_taken_off():
    brackets = parse(spaced(TITLE, RAIN, "References", f"[1] {WORK}\n[2] {WORK}"))
    bullets = parse(spaced(TITLE, RAIN, "Sources", f"• {WORK}\n• {WORK}"))

    assert [one.text for one in brackets.references] == [WORK, WORK]
    assert [one.text for one in bullets.references] == [WORK, WORK]


def test_an_address_on_its_own_line_belongs_to_the_entry_above():
    found = parse(
        spaced(
            TITLE,
            RAIN,
            "References",
            unspaced(
                "Hill A. Walks in old age. 2019.",
                "https://example.org/walks",
                "Stone B. Rain. 2001.",
                "doi:10.1000/182",
            ),
        )
    )

    assert [(one.text, one.lines) for one in found.references] == [
        ("Hill A. Walks in old age. 2019. https://example.org/walks", (7, 8)),
        ("Stone B. Rain. 2001. doi:10.1000/182", (9, 10)),
    ]


def test_addresses_alone_are_an_entry_each():
    found = parse(
        spaced(
            TITLE,
            RAIN,
            "Sources:",
            "https://example.org/walks/in/old/age/and/after\nhttps://example.org/rain",
        )
    )

    assert [one.url for one in found.references] == [
        "https://example.org/walks/in/old/age/and/after",
        "https://example.org/rain",
    ]


def test_sources_in_one_line_are_parted():
    found = parse(
        spaced(
            TITLE,
            RAIN,
            "Sources: Walks https://example.org/walks; Rain https://example.org/rain",
            WALKS,
        )
    )

    assert [(one.text, one.lines) for one in found.references] == [
        ("Walks https://example.org/walks", (5,)),
        ("Rain https://example.org/rain", (5,)),
    ]
    assert kinds(found) == ["paragraph", "paragraph"]


def test_a_sentence_above_the_entries_goes_with_their_heading():
    found = parse(
        spaced(
            TITLE, RAIN, "Sources", "We use nothing but the best sources.", f"1. {WORK}\n2. {WORK}"
        )
    )

    assert dropped(found) == [("Sources", LABEL), ("We use nothing but the best sources.", LABEL)]
    assert len(found.references) == 2


def test_the_text_goes_on_below_a_reference_list():
    found = parse(
        spaced(TITLE, RAIN, "References", f"1. {WORK}\n2. {WORK}", "Sleep and Rest", SLEEP)
    )

    assert kinds(found) == ["paragraph", "heading", "paragraph"]
    assert question(found, "other articles") == (
        "This stands below the reference list, where articles usually are over. Does it belong to "
        "this one?"
    )


def test_foods_and_helplines_are_no_references():
    foods = parse(spaced(TITLE, RAIN, "Sources", "- oats\n- beans\n- nuts"))
    helplines = parse(
        spaced(
            TITLE,
            RAIN,
            "Resources",
            "- Hill Rescue: 555-123-4567, https://rescue.example.org\n- Night Line: 1-800-555-HILL",
        )
    )
    section = parse(spaced(TITLE, RAIN, "Resources", WALKS))

    assert foods.references == helplines.references == section.references == ()
    assert kinds(foods) == kinds(helplines) == ["paragraph", "heading", "list"]


def test_a_numbered_list_of_addresses_at_the_end_lost_its_heading():
    found = parse(spaced(TITLE, RAIN, f"1. {WORK}\n2. {WORK}"))

    assert len(found.references) == 2
    assert question(found, "references") == (
        "The 2 numbered lines at the end hold addresses and were taken for the reference list. "
        "Is that right?"
    )


def test_citation_marks_are_kept_as_text_and_asked_about_once():
    found = parse(
        spaced(
            TITLE,
            f"{RAIN} [1] {WALKS} [2, 3]",
            SLEEP + "[1]",
            "References",
            f"1. {WORK}\n2. {WORK}",
        )
    )

    assert "[2, 3]" in found.body
    assert question(found, "citations") == (
        "The text has 3 citation marks as plain text ([1], [2, 3]) pointing at the 2 entries of the "
        "reference list. Replace each by a citation."
    )


def test_citation_marks_without_a_list_say_so():
    found = parse(spaced(TITLE, f"{RAIN}[1]"))

    assert question(found, "citations") == (
        "The text has a citation mark as plain text ([1]) pointing at a reference list that the file "
        "lacks. Replace each by a citation."
    )


def test_identified_entries_raise_no_doubt():
    assert doubts(parse(spaced(TITLE, RAIN, "References", f"1. {WORK}\n2. {WORK}"))) == []
