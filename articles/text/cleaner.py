"""The one cleaner: the only way into a body, and the last thing before one is shown.

A body is a small, closed HTML vocabulary. `clean` turns whatever it is given into the canonical form
of that vocabulary, so that two bodies that read alike are equal to the letter (and in their digest),
whichever editor, import or script wrote them.
"""

import re
from typing import Final

import nh3
from lxml import etree, html

from articles.text import locators
from articles.text.canonical import HEADINGS, SYNONYMS, build

INLINE: Final = {"strong", "em", "sub", "sup", "a", "br", "cite"}
PROSE: Final = {"p", "h2", "h3", "h4", "dt", "caption", "figcaption"}
CONTAINERS: Final = {"blockquote", "aside", "li", "dd", "td", "th"}
LISTS: Final = {"ul", "ol", "dl"}
TABLE: Final = {"table", "tbody", "tr"}
FIGURE: Final = {"figure", "img"}
TAGS: Final = INLINE | PROSE | CONTAINERS | LISTS | TABLE | FIGURE | {"hr"}
ATTRIBUTES: Final = {
    "a": {"href"},
    "cite": {"data-ref", "data-locator", "data-quote"},
    "img": {"data-image", "alt"},
    "aside": {"data-kind"},
    "dl": {"data-kind"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
SPOKEN: Final = {"data-locator": locators.locator, "data-quote": locators.quote}
KINDS: Final = {"aside": {"warning", "key-points", "note"}, "dl": {"questions"}}
WRAPPERS: Final = {"div", "section", "article", "main", "thead", "tfoot"}

HREF = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@]+@|/(?![/\\]))", re.IGNORECASE)
KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}", re.IGNORECASE)
IMAGE_KEY = re.compile(r"[0-9a-f]{64}")
COUNT = re.compile(r"[1-9]\d{0,3}")
INVISIBLE = re.compile(
    "[\u200b\u2060\ufeff\u00ad]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]"
)
TAG = re.compile(r"<(/?)([a-z0-9]+)")
# libxml2 drops what is nested deeper than 255; real copy never comes near
MAX_DEPTH: Final = 60


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value as it may stay, or None where the attribute goes."""
    if name == "href":
        return value.strip() if HREF.match(value.strip()) else None
    if name == "data-ref":
        return value if KEY.fullmatch(value) else None
    if name in SPOKEN:
        return SPOKEN[name](value) or None
    if name == "data-image":
        return value if IMAGE_KEY.fullmatch(value) else None
    if name == "alt":
        return value
    if name == "data-kind":
        return value if value in KINDS.get(tag, ()) else None
    return value if COUNT.fullmatch(value) and value != "1" else None


_first = nh3.Cleaner(
    tags=TAGS | WRAPPERS | set(SYNONYMS) | set(HEADINGS),
    attributes=ATTRIBUTES,
    attribute_filter=_attribute,
    link_rel=None,
)
_last = nh3.Cleaner(tags=TAGS, attributes=ATTRIBUTES, attribute_filter=_attribute, link_rel=None)


def clean(markup: str) -> str:
    """Return the canonical form of a body; "" where nothing that can be read is left.

    Takes any string, safe or not. `clean(clean(x)) == clean(x)`.
    """
    # before: nh3 refuses lone surrogates; after: it has turned `&#8203;` into the character
    markup = INVISIBLE.sub("", _first.clean(INVISIBLE.sub("", markup)))
    if _depth(markup) > MAX_DEPTH:
        markup = nh3.clean(markup, tags=set())
    return _last.clean(serialise(build(parse(markup))))


def parse(markup: str) -> html.HtmlElement:
    """Parse a body into a `div` that holds its blocks."""
    return html.fragment_fromstring(markup or "", create_parent="div")


def serialise(root: html.HtmlElement) -> str:
    """The inner HTML of an element."""
    inner = "".join(etree.tostring(child, encoding="unicode", method="html") for child in root)
    return _escape(root.text) + inner


def plain_text(markup: str) -> str:
    """The words of a body, blocks parted by blank lines, citations left out."""
    root = parse(markup)
    for cite in list(root.iter("cite")):
        cite.drop_tree()
    for line_break in root.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    blocks = [
        " ".join(block.text_content().split())
        for block in root.iter()
        if block.tag in PROSE and block.text_content().strip()
    ]
    return "\n\n".join(blocks)


def _escape(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _depth(markup: str) -> int:
    """How deep the tags of well-formed markup nest."""
    deepest = depth = 0
    for closing, name in TAG.findall(markup):
        if name not in {"br", "hr", "img"}:
            depth += -1 if closing else 1
            deepest = max(deepest, depth)
    return deepest
