"""A manuscript's body is canonical HTML: what the one cleaner makes of it is the same to the letter."""

import json

from articles.importing import parse
from articles.text.cleaner import clean
from tests.articles.importing.webcopy import RAIN, SLEEP, WALKS, spaced

EVERYTHING = spaced(
    "# Tea & Rain <for all>",
    "Tea is **strong**, *hot* and _wet_; see the [guide](https://example.org/a?b=1&c=2). "
    "5 < 6 & 7 > 2 * 3 * 1.",
    "## Kinds & Uses",
    "1. Green Tea: mild\n2. Black Tea: strong\n   - with milk\n   - with lemon",
    "Tea | Dose\nGreen | 2 g",
    "> So says the song.",
    "Warning: It is hot.",
    "Old Oak: Burns slowly.\nAsh: Burns well.",
    "## FAQ",
    "### Is tea wet?",
    "It is.\n\n- always\n- everywhere",
    "## References",
    "1. Hill A. Tea. https://example.org/tea",
)


def test_every_kind_of_block_as_html():
    assert parse(EVERYTHING).body == (
        "<p>Tea is <strong>strong</strong>, <em>hot</em> and <em>wet</em>; see the "
        '<a href="https://example.org/a?b=1&amp;c=2">guide</a>. 5 &lt; 6 &amp; 7 &gt; 2 * 3 * 1.</p>'
        "<h2>Kinds &amp; Uses</h2>"
        "<ol><li><p><strong>Green Tea:</strong> mild</p></li>"
        "<li><p><strong>Black Tea:</strong> strong</p>"
        "<ul><li><p>with milk</p></li><li><p>with lemon</p></li></ul></li></ol>"
        "<table><tbody><tr><th><p>Tea</p></th><th><p>Dose</p></th></tr>"
        "<tr><td><p>Green</p></td><td><p>2 g</p></td></tr></tbody></table>"
        "<blockquote><p>So says the song.</p></blockquote>"
        '<aside data-kind="warning"><p><strong>Warning:</strong> It is hot.</p></aside>'
        "<dl><dt>Old Oak</dt><dd><p>Burns slowly.</p></dd><dt>Ash</dt><dd><p>Burns well.</p></dd></dl>"
        "<h2>FAQ</h2>"
        '<dl data-kind="questions"><dt>Is tea wet?</dt><dd><p>It is.</p>'
        "<ul><li><p>always</p></li><li><p>everywhere</p></li></ul></dd></dl>"
    )


def test_the_cleaner_changes_nothing():
    body = parse(EVERYTHING).body

    assert clean(body) == body


def test_the_title_is_plain_text():
    assert parse(EVERYTHING).title == "Tea & Rain <for all>"


def test_scripts_and_links_of_other_schemes_are_text():
    text = "A [link](javascript:alert(1)) and <script>alert(1)</script> are no part of an article."
    body = parse(spaced("Tea", text)).body

    assert body == (
        "<p>A [link](javascript:alert(1)) and &lt;script&gt;alert(1)&lt;/script&gt; are no part of an "
        "article.</p>"
    )
    assert clean(body) == body


def test_typography_is_kept_as_typed():
    text = (
        "“Curly” ‘quotes’ – dashes — and… ellipses, a misspeling, and\u00a0narrow spaces (±5 °C)."
    )

    body = parse(spaced("Tea", text)).body

    assert body == f"<p>{text}</p>".replace("\u00a0", "&nbsp;")
    assert clean(body) == body


def test_the_manuscript_as_json():
    found = parse(
        spaced(
            "Tea",
            RAIN,
            "Share",
            "Kinds",
            WALKS,
            "- Green: mild\n- Black: strong",
            "References",
            "Rain, https://example.org/rain",
        )
    )

    printed = json.loads(json.dumps(found.as_json()))

    assert list(printed) == [
        "title",
        "title_lines",
        "body",
        "blocks",
        "references",
        "dropped",
        "doubts",
        "footnotes",
        "works",
        "citations",
    ]
    assert printed["title_lines"] == [1]
    assert printed["blocks"] == [
        {"kind": "paragraph", "text": RAIN, "lines": [3]},
        {"kind": "heading", "text": "Kinds", "level": 2, "lines": [7]},
        {"kind": "paragraph", "text": WALKS, "lines": [9]},
        {
            "kind": "list",
            "items": [
                {"kind": "item", "text": "mild", "lines": [11], "label": "Green:", "more": []},
                {"kind": "item", "text": "strong", "lines": [12], "label": "Black:", "more": []},
            ],
            "lines": [11, 12],
            "ordered": False,
            "start": 1,
        },
    ]
    assert printed["references"] == [
        {
            "kind": "page",
            "text": "Rain, https://example.org/rain",
            "lines": [16],
            "url": "https://example.org/rain",
            "doi": "",
            "pmid": "",
            "pmcid": "",
            "isbn": "",
        }
    ]
    assert printed["dropped"][0] == {"line": 5, "text": "Share", "reason": "share button"}
    assert printed["doubts"] == [
        {
            "line": 7,
            "kind": "headings",
            "question": "The file marks no headings. This line was taken for one: is it?\n\nKinds",
            "quote": "",
        }
    ]


def test_callouts_and_questions_as_json():
    found = parse(spaced("Tea", RAIN, "Note: It is hot.", "FAQ", "Is tea wet?", "It is.", SLEEP))

    callout, _, questions = found.as_json()["blocks"][1:4]
    assert callout == {
        "kind": "callout",
        "about": "note",
        "label": "Note:",
        "blocks": [{"kind": "paragraph", "text": "It is hot.", "lines": [5]}],
        "lines": [5],
    }
    assert questions["items"][0]["text"] == "Is tea wet?"
