"""Whole articles for those who read them in a feed: plain HTML that warns as the page does.

Such programs know neither the site's style sheet nor its address: what a page says by its look is said in
words, and every link is absolute.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import nh3
from django.template.loader import render_to_string
from lxml import etree, html

from articles.models import Disclaimer, Wording
from articles.text import cleaner, vocabulary
from cms.addresses import absolute
from cms.caching.surroundings import disclaimers_on_each, with_marks_on_each
from cms.site import page_keys
from cms.site.sealed_texts import readings
from cms.site.teasers import Teaser

# of all texts of a feed together: what is further back has its standfirst and the way to its page
MOST_BYTES: Final = 256 * 1024
TAGS: Final = {
    *("a", "b", "blockquote", "br", "caption", "code", "dd", "div", "dl", "dt", "em", "figcaption"),
    *("figure", "h2", "h3", "h4", "hr", "i", "img", "li", "ol", "p", "small", "span", "strong"),
    *("sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES: Final = {
    "*": {"dir", "lang"},
    "a": {"href"},
    "img": {"alt", "height", "src", "width"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}


@dataclass(frozen=True)
class WholeText:
    """`keys` are those of what covers the text, as `cms.caching.keys` names it."""

    markup: str
    keys: frozenset[str]


def whole_texts(listed: Sequence[Teaser], today: date) -> list[WholeText]:
    """Of the first of those listed, as many as the bound allows. All are of the language of the page."""
    found: list[WholeText] = []
    room = MOST_BYTES
    for each in _made(listed, today):
        room -= len(each.markup.encode())
        if room < 0:
            break
        found.append(each)
    return found


def _made(listed: Sequence[Teaser], today: date) -> Iterator[WholeText]:
    articles = [each.revision.article for each in listed]
    covering = disclaimers_on_each([(each.revision.article, each.text) for each in listed], today)
    ready = (each.rendered for each in readings([each.revision for each in listed]))
    marked = with_marks_on_each(zip(ready, articles, strict=True))
    for entry, wordings, rendered in zip(listed, covering, marked, strict=True):
        context = {
            "entry": entry,
            "rendered": rendered,
            "fallen": [each for each in rendered.sources if each.standing and not each.why],
            "top": _placed(wordings, Disclaimer.Placement.TOP),
            "bottom": _placed(wordings, Disclaimer.Placement.BOTTOM),
        }
        markup = render_to_string("cms/feeds/entry_text.html", context)
        keys = page_keys.covering(entry.revision.article)
        yield WholeText(plain(markup, absolute(entry.get_absolute_url())), frozenset(keys))


def _placed(wordings: Iterable[Wording], placement: Disclaimer.Placement) -> list[Wording]:
    return [each for each in wordings if each.disclaimer.placement == placement]


def plain(markup: str, address: str) -> str:
    """The markup of a page as any program may show it; `address` is where it stands."""
    root = cleaner.parse(markup)
    for drawing in list(root.iter("svg")):
        drawing.drop_tree()
    for cite in list(root.iter("cite")):
        _in_words(cite)
    _label_callouts(root)
    root.make_links_absolute(address)
    sieved = nh3.clean(cleaner.serialise(root), tags=TAGS, attributes=ATTRIBUTES, link_rel=None)
    return " ".join(sieved.split())


def _in_words(cite: html.HtmlElement) -> None:
    """A citation as a raised number, with what became of the work, which a page prints by its style.

    Within a series all but the ends are there unseen.
    """
    if not len(cite) and not cite.get("data-said"):
        cite.drop_tree()
        return
    cite.tag = "sup"
    if said := cite.get("data-said"):
        etree.SubElement(cite, "span").text = f" ({said})"


def _label_callouts(root: html.HtmlElement) -> None:
    """Each begins with what it is."""
    row = vocabulary.BODY["aside"]
    labels = {each.value: each.label for each in row.attributes[0].choices}
    for callout in root.iterfind(f".//{row.shown_as}[@data-kind]"):
        if label := labels.get(callout.get("data-kind", "")):
            heading = html.Element("p")
            etree.SubElement(heading, "strong").text = str(label)
            callout.insert(0, heading)
