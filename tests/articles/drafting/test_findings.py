"""What is wrong or missing in a text, each with its place. Pure: no database."""

import pytest

from articles.drafting.drafts import DraftText
from articles.drafting.findings import Beside, EditorPlace, Facts, findings
from articles.models import Image, Reference
from articles.text import fields

KEY = "a" * 64
KNOWN = Reference(key="olsen2019", csl={"title": "Deaths"}, doi="10.1/x")
HOME = Reference(key="who", csl={"title": "WHO"}, url="https://www.who.int/")


BADGE = "readers see who reviewed the text on its badge below the title, which comes with the signatures."
TYPED = f"Take out “medically reviewed”: {BADGE}"
BY_OTHERS = f"An administrator has to take it out: {BADGE}"


def found(body: str = "<p>Rest helps.</p>", **changes: object) -> list[tuple[str, str, str]]:
    """(severity, message, place) of each finding on a text that is else in order."""
    written = {"title": "Rest", "standfirst": "What is known.", "body": body}
    written |= {name: changes.pop(name) for name in fields.names() if name in changes}
    facts = {
        "text": DraftText(**written),
        "has_author": True,
        "works": {},
        "gathered": (),
        "images": {},
        **changes,
    }
    return [
        (each.severity.value, each.message, each.place.at or each.place.field)
        for each in findings(Facts(**facts))
    ]


def test_a_text_in_order_has_no_findings():
    body = (
        "<p>Why.</p><h2>One</h2><h3>Two</h3><p>So.</p><h2>Three</h2>"
        "<ul><li><p>a</p></li></ul><table><caption>Doses</caption><tbody></tbody></table>"
        '<dl data-kind="questions"><dt>Safe?</dt><dd><p>Yes.</p></dd></dl>'
        '<dl><dt>Dose</dt></dl><p>x<cite data-ref="olsen2019"></cite></p>'
        f'<figure><img data-image="{KEY}" alt=""></figure>'
    )
    picture = Image(key=KEY, licence="own")

    assert found(body, works={"olsen2019": KNOWN}, images={KEY: picture}) == []


def test_a_page_about_the_site_says_how_the_site_reviews():
    said = "<p>Each article is medically reviewed.</p>"

    assert found(said, is_about_site=True) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": ""}, ("blocks", "Give it a title first.", "title")),
        ({"body": ""}, ("blocks", "There is no text yet.", "body")),
        (
            {"has_author": False},
            ("blocks", "Say who wrote it: an article needs a byline.", "bylines-0-person"),
        ),
        (
            {"standfirst": ""},
            (
                "advises",
                "A standfirst of one or two sentences tells readers what they will learn.",
                "standfirst",
            ),
        ),
        *(
            ({name: "Medically reviewed by me"}, ("blocks", TYPED, name))
            for name in ("title", "standfirst", "lead_alt", "change_note")
        ),
        ({"body": "<p><strong>Medically</strong> reviewed</p>"}, ("blocks", TYPED, "body")),
        (
            {
                "body": f'<figure><img data-image="{KEY}" alt="Medically reviewed"></figure>',
                "images": {KEY: Image(key=KEY, licence="own")},
            },
            ("blocks", TYPED, "body"),
        ),
        (
            {"beside": (Beside("The profile of Ada", "Medically reviewed", EditorPlace("tags")),)},
            ("blocks", f"The profile of Ada says “medically reviewed”. {BY_OTHERS}", "tags"),
        ),
        (
            {"gathered": (KNOWN,)},
            ("advises", "Gathered, but cited nowhere: olsen2019. Readers won't see it.", "shelf"),
        ),
        (
            {"gathered": (KNOWN,) * 300},
            (
                "advises",
                f"Gathered, but cited nowhere: {', '.join(['olsen2019'] * 5)} and 295 more."
                " Readers won't see them.",
                "shelf",
            ),
        ),
        (
            {"lead_image": KEY},
            ("blocks", "The lead image is not in the library. Choose another.", "lead_image"),
        ),
        (
            {"lead_image": KEY, "images": {KEY: Image(key=KEY, licence="own")}},
            (
                "blocks",
                "Say what the lead image shows, for readers who can't see it.",
                "lead_alt",
            ),
        ),
        (
            {"lead_image": KEY, "lead_alt": "A bed", "images": {KEY: Image(key=KEY, title="Bed")}},
            (
                "blocks",
                "State the licence of the image “Bed”, and who made it, in the library.",
                "lead_image",
            ),
        ),
    ],
)
def test_what_stands_around_the_body(changes, expected):
    assert found(**changes) == [expected]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h2>One</h2><h2>Two</h2><p>So.</p>", ("Nothing stands under “One” yet.", "heading-0")),
        ("<p>x</p><h2>One</h2>", ("Nothing stands under “One” yet.", "heading-0")),
        (
            "<h2>One</h2><p>x</p><h4>Two</h4><p>x</p>",
            ("“Two” is of level 4 right under a heading of level 2: make it level 3.", "heading-1"),
        ),
        (
            "<h3>One</h3><p>x</p>",
            ("“One” is of level 3 right under the title: make it level 2.", "heading-0"),
        ),
        (
            '<p>a<cite data-ref="olsen2019"></cite><cite data-ref="none"></cite></p>',
            ("“none” is not in the reference library.", "citation-1"),
        ),
        (
            '<p>a<cite data-ref="who"></cite>b<cite data-ref="who"></cite></p>',
            (
                "“who” is a home page, and that is not a source: name the exact work.",
                "citation-0",
            ),
        ),
        (
            f'<figure><img data-image="{KEY}"></figure>',
            ("Say what image 1 shows, or mark it as decorative.", "image-0"),
        ),
        (
            f'<figure><img data-image="{"b" * 64}" alt="x"></figure>',
            ("Image 1 is not in the library. Choose another.", "image-0"),
        ),
        (
            '<dl data-kind="questions"><dt>A?</dt><dt>B?</dt><dd><p>x</p></dd></dl>',
            ("The question “A?” has no answer yet.", "question-0"),
        ),
    ],
)
def test_what_blocks_in_the_body_leads_to_its_element(body, expected):
    works, images = {"olsen2019": KNOWN, "who": HOME}, {KEY: Image(key=KEY, licence="own")}

    assert found(body, works=works, images=images) == [("blocks", *expected)]


def test_a_table_without_a_caption_is_a_matter_of_advice():
    table = "<table><tbody><tr><td><p>a</p></td></tr></tbody></table>"

    assert found(table) == [
        ("advises", "Give table 1 a caption that says what it compares.", "table-0")
    ]


def test_a_place_is_an_id_on_the_page_of_the_draft():
    assert [EditorPlace().anchor, EditorPlace("shelf").anchor] == ["id_body", "shelf"]
