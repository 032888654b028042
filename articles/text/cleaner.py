"""The one cleaner: the only way into a body, and the last thing before one is shown.

A body is written in a small, closed vocabulary of HTML. `clean` turns whatever it is given into the
canonical form of that vocabulary, so that two bodies that read alike are equal to the letter (and in
their digest), whichever editor, import or script wrote them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

import nh3
from lxml import etree, html

from articles.text import vocabulary
from articles.text.canonical import build
from articles.text.vocabulary import WRAPPERS, Vocabulary

INVISIBLE = re.compile(
    "[\u200b\u2060\ufeff\u00ad]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]"
)
VOID: Final = {"br", "hr", "img"}  # of HTML: they have no end
TAG = re.compile(r"<(/?)([a-z0-9]+)")
# libxml2 drops what is nested deeper than 255; real copy never comes near
MAX_DEPTH: Final = 60
# as HTML's tokenizer parts them: comments, what it takes for comments, and tags with their attributes
TOKEN: Final = re.compile(
    r"""
    <!--(?:-?>|.*?--!?>|.*+)
    | <[!?][^>]*+>? | </(?![a-zA-Z])[^>]*+>?
    | <(?P<ends>/?)(?P<name>[a-zA-Z][^\s/>]*+)
      (?:[\s/]++ | [^\s/>][^\s/>=]*+ (?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+)*+
      >?
    """,
    re.VERBOSE | re.DOTALL,
)
# of HTML: these never nest by themselves, whether somebody ends them or not
NEVER_NEST: Final = frozenset(
    {*VOID, "p", "tr", "td", "th", "thead", "tbody", "tfoot", "col", "colgroup"}
)
# each of these ends another of its kind, and ends with what holds it
ITEMS: Final = {"li": "li", "dt": "dd", "dd": "dd"}
LISTS: Final = frozenset({"ul", "ol", "dl"})
MAX_OPEN: Final = 200  # tags that stand open at once before the parser sees them


@dataclass(frozen=True)
class _Sieve:
    """What lets only a vocabulary through: `first` with what is taken for it, `last` it alone."""

    first: nh3.Cleaner
    last: nh3.Cleaner

    @classmethod
    @cache
    def of(cls, body: Vocabulary) -> "_Sieve":
        def admitted(tag: str, name: str, value: str) -> str | None:
            row = body.get(body.synonyms.get(tag, tag))
            attribute = row.attribute(name) if row else None
            return attribute.kept(value) if attribute else None

        def sieve(tags: Iterable[str]) -> nh3.Cleaner:
            return nh3.Cleaner(
                tags=set(tags),
                attributes=body.attributes,
                attribute_filter=admitted,
                link_rel=None,
            )

        return cls(sieve({*body.tags, *body.synonyms, *WRAPPERS}), sieve(body.tags))


def clean(markup: str) -> str:
    """Return the canonical form of a body; "" where nothing that can be read is left.

    Takes any string, safe or not. `clean(clean(x)) == clean(x)`.
    """
    # before: nh3 refuses lone surrogates; after: it has turned `&#8203;` into the character
    sieve = _Sieve.of(vocabulary.BODY)
    markup = INVISIBLE.sub("", sieve.first.clean(_shallow(INVISIBLE.sub("", markup))))
    if _depth(markup) > MAX_DEPTH:
        markup = nh3.clean(markup, tags=set())
    return sieve.last.clean(serialise(build(parse(markup))))


def parse(markup: str) -> html.HtmlElement:
    """Parse a body into a `div` that holds its blocks."""
    return html.fragment_fromstring(markup or "", create_parent="div")


def serialise(root: html.HtmlElement) -> str:
    """The inner HTML of an element."""
    return _escape(root.text) + "".join(serialise_one(child) for child in root)


def serialise_one(element: html.HtmlElement) -> str:
    """The HTML of an element, with what follows it."""
    return etree.tostring(element, encoding="unicode", method="html")


def plain_text(markup: str) -> str:
    """The words of a body, blocks parted by blank lines, citations left out."""
    root = parse(markup)
    drop_citations(root)
    for line_break in root.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    blocks = [
        " ".join(block.text_content().split())
        for block in root.iter()
        if block.tag in vocabulary.BODY.prose and block.text_content().strip()
    ]
    return "\n\n".join(blocks)


def drop_citations(root: html.HtmlElement) -> None:
    """Take the citations out, whose numbers are no words of the text."""
    for cite in list(root.iter("cite")):
        cite.drop_tree()


def _escape(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _shallow(markup: str) -> str:
    """The markup without the tags that would nest deeper than any copy does.

    With each tag HTML's parser looks through those that stand open, so that 100,000 of them keep it for
    minutes. Only an end tag that closes the last one closes anything: counted so, none stands open unseen.
    """
    open_tags: list[str] = []

    def kept(token: re.Match[str]) -> str:
        name = (token["name"] or "p").lower()
        if name in NEVER_NEST:
            return token[0]
        if token["ends"]:
            _end(ITEMS.get(name, name), open_tags)
            return token[0]
        name = ITEMS.get(name, name)
        if name in ITEMS and open_tags and open_tags[-1] == name:
            return token[0]
        if len(open_tags) >= MAX_OPEN:
            return " "
        open_tags.append(name)
        return token[0]

    # below SVG that would be text, in which an end tag ends nothing; elsewhere it is a comment
    return TOKEN.sub(kept, markup.replace("<![CDATA[", "<!["))


def _end(name: str, open_tags: list[str]) -> None:
    """Take the last off where it is the one that ends, or an item in a list that does."""
    last = len(open_tags) - 1
    while name in LISTS and last > 0 and open_tags[last] in ITEMS:
        last -= 1
    if last >= 0 and open_tags[last] == name:
        del open_tags[last:]


def _depth(markup: str) -> int:
    """How deep the tags of well-formed markup nest."""
    deepest = depth = 0
    for closing, name in TAG.findall(markup):
        if name not in VOID:
            depth += -1 if closing else 1
            deepest = max(deepest, depth)
    return deepest
