"""The cleaner: the canonical form of what writers write, and nothing else out of whatever comes in."""

import json
import os
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.cleaner import clean, plain_text
from tests.examples import examples

CORPORA = Path(os.environ.get("CORPORA", "../shared/data/corpora")) / "xss"
OWN_ATTACKS = Path(__file__).parent / "attacks" / "own.json"

# --- an oracle that shares nothing with the cleaner ------------------------------------------------

PHRASING = {"#text", "strong", "em", "sub", "sup", "a", "br", "cite"}
FLOW = {"p", "h2", "h3", "h4", "ul", "ol", "dl", "blockquote", "aside", "table", "figure", "hr"}
MAY_HOLD = {
    "": FLOW,
    **dict.fromkeys(("p", "h2", "h3", "h4", "dt"), PHRASING),
    **dict.fromkeys(("strong", "em", "sub", "sup", "a"), PHRASING),
    **dict.fromkeys(("blockquote", "aside", "li", "dd", "td", "th"), FLOW),
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd"},
    "table": {"caption", "tbody"},
    "caption": {"#text"},
    "figure": {"img", "figcaption"},
    "figcaption": PHRASING,
    "tbody": {"tr"},
    "tr": {"td", "th"},
    "cite": set(),
}
VOID = {"br", "hr", "img"}
VALUES = {
    ("a", "href"): r"(https?://[^\s/]|mailto:[^\s@]+@|/(?![/\\])).*",
    ("cite", "data-ref"): r"[A-Za-z0-9][A-Za-z0-9_-]*",
    ("cite", "data-locator"): r"(?! ).{1,100}(?<! )",
    ("cite", "data-quote"): r"(?! ).{1,500}(?<! )",
    ("img", "data-image"): r"[0-9a-f]{64}",
    ("img", "alt"): r".*",
    ("aside", "data-kind"): "warning|key-points|plain-words|note",
    ("dl", "data-kind"): "questions",
    ("ol", "start"): r"\d+",
    **{(cell, span): r"\d+" for cell in ("td", "th") for span in ("colspan", "rowspan")},
}


class Oracle(HTMLParser):
    """Collects everything in a body that the vocabulary does not have, and its words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = [""]
        self.faults: list[str] = []
        self.words: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._stands(tag)
        for name, value in attrs:
            if not re.fullmatch(VALUES.get((tag, name), "(?!)"), value or "", re.DOTALL):
                self.faults.append(f"<{tag} {name}={value!r}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes something else")

    def handle_data(self, data: str) -> None:
        self._stands("#text")
        self.words.update(re.findall(r"\w+", data))

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data!r}")

    handle_decl = handle_pi = unknown_decl = handle_comment

    def _stands(self, what: str) -> None:
        if what not in MAY_HOLD.get(self.open[-1], set()):
            self.faults.append(f"{what} in <{self.open[-1] or 'body'}>")


def examined(markup: str) -> Oracle:
    oracle = Oracle()
    oracle.feed(markup)
    oracle.close()
    assert oracle.open == [""], markup
    return oracle


def faults(markup: str) -> list[str]:
    return examined(markup).faults


# --- examples ----------------------------------------------------------------------------------------

PHOTO, CHART, RULE = (f'data-image="{digit * 64}"' for digit in "abc")
EVERY_KIND = (
    "<p>Rest <strong>helps <em>a little</em></strong>, H<sub>2</sub>O and m<sup>2</sup>,"
    ' <a href="https://example.org/a?b=1&amp;c=2">a link</a>.<cite data-ref="olsen2019"></cite>'
    '<cite data-ref="olsen2019" data-locator="p. 12" data-quote="Deaths &amp; “rest”"></cite>'
    "<br>New line.</p>"
    "<h2>One</h2><h3>Two</h3><h4>Three</h4>"
    "<ul><li><p>First</p><ul><li><p>Nested</p></li></ul></li></ul>"
    '<ol start="3"><li><p>Third</p></li></ol>'
    "<blockquote><p>Quoted</p></blockquote>"
    '<aside data-kind="warning"><h3>Take care</h3><p>Never alone.</p></aside>'
    '<aside data-kind="key-points"><ul><li><p>Point</p></li></ul></aside>'
    '<aside data-kind="plain-words"><p>Rest.</p></aside>'
    '<aside data-kind="note"><p>Noted</p></aside>'
    "<dl><dt>Term</dt><dd><p>Meaning</p></dd></dl>"
    '<dl data-kind="questions"><dt>Does it help?</dt><dd><p>A little.</p><p>Ask.</p></dd></dl>'
    "<table><caption>Doses</caption><tbody><tr><th><p>Drug</p></th><th><p>Dose</p></th></tr>"
    '<tr><td colspan="2"><p>Paracetamol</p></td></tr>'
    "<tr><td><p></p></td><td><p>1 g</p></td></tr></tbody></table>"
    f'<figure><img {PHOTO} alt="A person at rest"><figcaption>Rest <em>helps</em>.'
    '<cite data-ref="olsen2019"></cite></figcaption></figure>'
    f'<ul><li><p>In a list</p><figure><img {CHART} alt=""></figure></li></ul>'
    f"<figure><img {RULE}></figure>"
    "<hr><p>The end.</p>"
)


def test_what_writers_write_stays_as_it_is():
    assert clean(EVERY_KIND) == EVERY_KIND
    assert faults(EVERY_KIND) == []


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('data-locator=" page  12 "', ' data-locator="p. 12"'),
        ('data-locator="pages 12 – 14"', ' data-locator="pp. 12-14"'),
        ('data-locator="326,327"', ' data-locator="pp. 326, 327"'),
        ('data-locator="e12"', ' data-locator="p. e12"'),
        ('data-locator="Table\n2"', ' data-locator="Table 2"'),
        ('data-locator="chapter 3"', ' data-locator="chapter 3"'),
        ('data-locator=" "', ""),
        ('data-quote="  It\u200b  rests. "', ' data-quote="It rests."'),
        ('data-quote="&quot;<b>&amp;"', ' data-quote="&quot;&lt;b&gt;&amp;"'),
        (f'data-quote="{"x" * 501}"', f' data-quote="{"x" * 500}"'),
        (f'data-locator="{"x" * 101}"', f' data-locator="{"x" * 100}"'),
        ('onclick="x()" class="y"', ""),
    ],
)
def test_a_citation_says_where_and_in_which_words(written, kept):
    cleaned = clean(f'<p>A<cite data-ref="x" {written}></cite></p>')

    assert cleaned == f'<p>A<cite data-ref="x"{kept}></cite></p>'
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("", ""),
        ("  \n ", ""),
        ("<p></p><p><br></p><p>&nbsp;</p>", ""),
        ("Just words", "<p>Just words</p>"),
        ("<div>One<div>Two</div>Three</div>", "<p>One</p><p>Two</p><p>Three</p>"),
        ("<h1>Title</h1><h6>Deep</h6>", "<h2>Title</h2><h4>Deep</h4>"),
        ("<p><b>x</b><i>y</i></p>", "<p><strong>x</strong><em>y</em></p>"),
        ("<p><em><strong>x</strong></em></p>", "<p><strong><em>x</em></strong></p>"),
        ("<p><strong>a</strong><strong>b</strong></p>", "<p><strong>ab</strong></p>"),
        ("<p> a  b \n c <br> d </p>", "<p>a b c<br>d</p>"),
        ("<strong><p>a</p><p>b</p></strong>", "<p><strong>a</strong></p><p><strong>b</strong></p>"),
        ("<p>a<cite>b</cite></p>", "<p>ab</p>"),
        ('<p>a<cite data-ref="x">[9]</cite></p>', '<p>a<cite data-ref="x"></cite></p>'),
        (
            "<ul><li>a</li><ul><li>b</li></ul></ul>",
            "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>",
        ),
        ("<li>a</li><li>b</li>", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("<dl><div><dt>a</dt><dd>b</dd></div></dl>", "<dl><dt>a</dt><dd><p>b</p></dd></dl>"),
        ("<aside>a</aside>", '<aside data-kind="note"><p>a</p></aside>'),
        ('<aside data-kind="advert"><p>a</p></aside>', '<aside data-kind="note"><p>a</p></aside>'),
        ('<p><a href="javascript:alert(1)">a</a></p>', "<p>a</p>"),
        ('<p><a href="//evil.example">a</a></p>', "<p>a</p>"),
        ("<p>a&#8203;b\u00adc</p>", "<p>abc</p>"),
        ("<p>e\u0301</p>", "<p>é</p>"),
        (
            "<table><thead><tr><th>a</th></tr></thead><tr></tr><tr><td>b</td></tr></table>",
            "<table><tbody><tr><th><p>a</p></th></tr><tr><td><p>b</p></td></tr></tbody></table>",
        ),
        ("<table><caption>a</caption><tr><td></td></tr></table>", "<p>a</p>"),
        (f"<p>a <img {PHOTO}> b</p>", f"<p>a</p><figure><img {PHOTO}></figure><p>b</p>"),
        (
            f'<figure class="x"><img alt=" a \n b " src="/x.png" onerror="x()" {PHOTO}></figure>',
            f'<figure><img {PHOTO} alt="a b"></figure>',
        ),
        ('<figure><img src="https://evil.example/x.png" alt="a"></figure>', ""),
        (f'<p>a<img data-image="{"A" * 64}"><img data-image="x"></p>', "<p>a</p>"),
        ("<figure><figcaption>a</figcaption>b</figure>", "<p>a</p><p>b</p>"),
        (
            f"<figure><figcaption>a<p>b</p></figcaption><img {PHOTO}>c<img {CHART}></figure>",
            f"<figure><img {PHOTO}><figcaption>a</figcaption></figure><p>c</p>"
            f"<figure><img {CHART}></figure><p>b</p>",
        ),
        (
            f"<figure><img {PHOTO}><figcaption> </figcaption></figure>",
            f"<figure><img {PHOTO}></figure>",
        ),
        (
            f"<table><caption>a<img {PHOTO}></caption><tr><td><img {CHART}></td></tr></table>",
            f"<figure><img {PHOTO}></figure><table><caption>a</caption><tbody><tr><td>"
            f"<figure><img {CHART}></figure></td></tr></tbody></table>",
        ),
    ],
)
def test_everything_has_one_form(written, kept):
    assert clean(written) == kept


def test_a_body_nested_beyond_reason_keeps_its_words():
    assert clean("<blockquote>" * 400 + "deep" + "</blockquote>" * 400) == "<p>deep</p>"


def test_the_words_of_a_body_stand_in_blocks():
    words = plain_text('<h2>One</h2><p>two<cite data-ref="x"></cite> three<br>four</p>')

    assert words == "One\n\ntwo three four"


# --- properties --------------------------------------------------------------------------------------

TAGS = sorted(
    {
        *FLOW,
        *PHRASING,
        *MAY_HOLD,
        "figcaption",
        "b",
        "i",
        "div",
        "section",
        "span",
        "font",
        "center",
        "thead",
    }
    - {"#text", "", "cite", "img"}
)
words = st.sampled_from(["rest", "dose", "café", "2", "mg", "kratom", "a", "x1"])
attributes = st.sampled_from(
    ["", "", ' data-kind="warning"', ' data-kind="questions"', ' start="4"', ' colspan="2"',
     ' style="color:red"', ' onclick="x()"', ' href="https://example.org/x"', ' href="javascript:x"']
)  # fmt: skip
pieces = st.one_of(
    words.map(lambda word: f" {word} "),
    st.tuples(st.sampled_from(TAGS), attributes).map(lambda tag: f"<{tag[0]}{tag[1]}>"),
    st.sampled_from(TAGS).map(lambda tag: f"</{tag}>"),
    st.sampled_from([f"<img {PHOTO}>", f'<img {CHART} alt="">']),
    st.sampled_from(
        ['<cite data-ref="olsen2019"></cite>', "<br>", "&amp;", "&lt;", "\n", "<!-- x -->", "<img>"]
    ),
)
soup = st.lists(pieces, max_size=40).map("".join)


@examples(400)
@given(soup)
def test_markup_of_any_kind_comes_out_in_the_vocabulary_with_all_its_words(markup):
    cleaned = clean(markup)

    assert faults(cleaned) == []
    assert clean(cleaned) == cleaned
    written = Counter(re.findall(r"\w+", re.sub(r"<[^>]*>|&\w+;", " ", markup)))
    assert examined(cleaned).words == written
    assert Counter(re.findall("data-image", cleaned)) == Counter(re.findall("data-image", markup))


@examples(300)
@given(st.text(max_size=200))
def test_text_of_any_kind_comes_out_in_the_vocabulary(text):
    cleaned = clean(text)

    assert faults(cleaned) == []
    assert clean(cleaned) == cleaned


# --- attacks -----------------------------------------------------------------------------------------


def attacks(path: Path) -> list[str]:
    found = json.loads(path.read_text())
    return [item["payload"] if isinstance(item, dict) else item for item in found]


@pytest.mark.parametrize("attack", attacks(OWN_ATTACKS))
def test_an_attack_comes_out_harmless(attack):
    assert faults(clean(attack)) == []


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the collections of attacks are not here")
def test_the_attacks_that_others_collected_come_out_harmless():
    found = [attack for path in sorted(CORPORA.glob("*.json")) for attack in attacks(path)]

    assert len(found) > 100
    assert [attack for attack in found if faults(clean(attack))] == []
    assert [attack for attack in found if clean(clean(attack)) != clean(attack)] == []
