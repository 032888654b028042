"""The one cleaner: the only way into a body, and the last thing before one is shown.

A body is a small, closed HTML vocabulary. `clean` turns whatever it is given into the canonical form
of that vocabulary, so that two bodies that read alike are equal to the letter (and in their digest),
whichever editor, import or script wrote them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

import nh3
from lxml import etree, html

INLINE: Final = {"strong", "em", "sub", "sup", "a", "br", "cite"}
PROSE: Final = {"p", "h2", "h3", "h4", "dt", "caption"}
CONTAINERS: Final = {"blockquote", "aside", "li", "dd", "td", "th"}
LISTS: Final = {"ul": "li", "ol": "li", "dl": "dd"}
TABLE: Final = {"table", "tbody", "tr"}
TAGS: Final = INLINE | PROSE | CONTAINERS | set(LISTS) | TABLE | {"hr"}
ATTRIBUTES: Final = {
    "a": {"href"},
    "cite": {"data-ref"},
    "aside": {"data-kind"},
    "dl": {"data-kind"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
KINDS: Final = {"aside": {"warning", "key-points", "note"}, "dl": {"questions"}}
SYNONYMS: Final = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4"}
WRAPPERS: Final = {"div", "section", "article", "main", "thead", "tfoot"}

HREF = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@]+@|/(?![/\\]))", re.IGNORECASE)
KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}", re.IGNORECASE)
COUNT = re.compile(r"[1-9]\d{0,3}")
INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
TAG = re.compile(r"<(/?)([a-z0-9]+)")
# libxml2 drops what is nested deeper than 255; real copy never comes near
MAX_DEPTH: Final = 60


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value as it may stay, or None where the attribute goes."""
    if name == "href":
        return value.strip() if HREF.match(value.strip()) else None
    if name == "data-ref":
        return value if KEY.fullmatch(value) else None
    if name == "data-kind":
        return value if value in KINDS[tag] else None
    return value if COUNT.fullmatch(value) and value != "1" else None


_first = nh3.Cleaner(
    tags=TAGS | WRAPPERS | set(SYNONYMS),
    attributes=ATTRIBUTES,
    attribute_filter=_attribute,
    link_rel=None,
)
_last = nh3.Cleaner(tags=TAGS, attributes=ATTRIBUTES, attribute_filter=_attribute, link_rel=None)


def clean(markup: str) -> str:
    """Return the canonical form of a body; "" where nothing that can be read is left.

    Takes any string, safe or not. `clean(clean(x)) == clean(x)`.
    """
    markup = _first.clean(unicodedata.normalize("NFC", INVISIBLE.sub("", markup)))
    if _depth(markup) > MAX_DEPTH:
        markup = nh3.clean(markup, tags=set())
    root = parse(markup)
    _rename(root)
    _unwrap(root, WRAPPERS)
    _settle_citations(root)
    _settle_attributes(root)
    _give_blocks_their_paragraphs(root)
    _drop_empty(root)
    return _last.clean(serialise(root)).strip()


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
        if name not in {"br", "hr"}:
            depth += -1 if closing else 1
            deepest = max(deepest, depth)
    return deepest


def _rename(root: html.HtmlElement) -> None:
    for element in root.iter(*SYNONYMS):
        element.tag = SYNONYMS[element.tag]


def _unwrap(root: html.HtmlElement, tags: Iterable[str]) -> None:
    """Take wrappers away; where one held running text, that text becomes a paragraph."""
    for element in reversed(list(root.iter(*tags))):
        if element is root:
            continue
        if element.tag not in {"thead", "tfoot"}:
            _wrap_inline(element, "p")
        element.drop_tag()
    for table in root.iter("table"):
        _gather_rows(table)


def _gather_rows(table: html.HtmlElement) -> None:
    """One `tbody` holds all rows of a table, as the editor writes it."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    captions = [child for child in table if child.tag == "caption"][:1]
    for child in list(table):
        table.remove(child)
    body = etree.SubElement(table, "tbody")
    for row in rows:
        row.tail = None
        body.append(row)
    table.text = None
    for caption in captions:
        caption.tail = None
        table.insert(0, caption)
        _flatten(caption)


def _flatten(element: html.HtmlElement) -> None:
    """Leave the text of an element and none of its tags."""
    text = " ".join(element.text_content().split())
    for child in list(element):
        element.remove(child)
    element.text = text


def _settle_citations(root: html.HtmlElement) -> None:
    """A citation is empty, its number being computed; a `cite` of nothing is plain text."""
    for cite in list(root.iter("cite")):
        if not cite.get("data-ref"):
            cite.drop_tag()
            continue
        cite.text = None
        for child in list(cite):
            cite.remove(child)


def _settle_attributes(root: html.HtmlElement) -> None:
    """A link leads somewhere and a callout has a kind, or they are none."""
    for link in list(root.iter("a")):
        if not link.get("href"):
            link.drop_tag()
    for aside in root.iter("aside"):
        aside.set("data-kind", aside.get("data-kind") or "note")


def _give_blocks_their_paragraphs(root: html.HtmlElement) -> None:
    for name, item in LISTS.items():
        for listing in root.iter(name):
            _wrap_strays(listing, item)
    for container in [root, *root.iter(*CONTAINERS)]:
        _wrap_inline(container, "p")
    for cell in root.iter("td", "th", "li", "dd"):
        if not len(cell):
            etree.SubElement(cell, "p")


def _wrap_strays(listing: html.HtmlElement, item: str) -> None:
    """What stands in a list outside its items becomes an item."""
    allowed = {"dt", "dd"} if listing.tag == "dl" else {"li"}
    _wrap_runs(listing, item, lambda element: element.tag not in allowed)


def _wrap_inline(container: html.HtmlElement, tag: str) -> None:
    """Runs of text and inline tags directly inside a block become paragraphs."""
    _wrap_runs(container, tag, lambda element: element.tag in INLINE)


def _wrap_runs(
    parent: html.HtmlElement, tag: str, is_stray: Callable[[html.HtmlElement], bool]
) -> None:
    run: html.HtmlElement | None = None
    children, text = list(parent), parent.text
    parent.text = None
    for child in children:
        parent.remove(child)
    if text and text.strip():
        run = etree.SubElement(parent, tag)
        run.text = text.lstrip()
    for child in children:
        tail, child.tail = child.tail, None
        if is_stray(child):
            if run is None:
                run = etree.SubElement(parent, tag)
            run.append(child)
        else:
            run = None
            parent.append(child)
        if tail and (tail.strip() or run is not None):
            if run is None:
                run = etree.SubElement(parent, tag)
                run.text = tail.lstrip()
            elif len(run):
                run[-1].tail = (run[-1].tail or "") + tail
            else:
                run.text = (run.text or "") + tail


def _drop_empty(root: html.HtmlElement) -> None:
    """Remove blocks that say nothing, innermost first; cells keep one empty paragraph."""
    for element in reversed(
        list(root.iter(*(TAGS - {"br", "hr", "cite", "td", "th", "tr", "tbody"})))
    ):
        if element is root or element.text_content().strip() or len(element.findall(".//cite")):
            continue
        if element.findall(".//hr"):
            continue
        parent = element.getparent()
        if element.tag == "p" and parent.tag in {"td", "th"} and len(parent) == 1:
            element.text = None
            for child in list(element):
                element.remove(child)
            continue
        element.drop_tree()
