"""A text as a page shows it: ids on headings, numbered citations, the reference list.

Pure: the result depends on the text alone. What is shown is cleaned again on the way.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import takewhile
from math import ceil

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from lxml import etree, html

from articles.images import pictures
from articles.images.pictures import Picture
from articles.references import bibliography
from articles.references.standing import Standing
from articles.sealing.seal import Text
from articles.text import cleaner, locators, vocabulary
from articles.text.citations import Numbering, Quotation, runs
from articles.text.slugs import slug_of

WORDS_PER_MINUTE = 200
SHORTEST_SERIES = 3
WHOLE_ON_A_PHONE = 2  # columns
STACKED_ON_A_PHONE = 6
PREFIX = "s-"  # keeps generated ids apart from names that scripts and forms use


@dataclass(frozen=True)
class Source:
    """One line of the reference list: its number, formatted entry and the places that cite it.

    `standing` is what became of the work since, and `why` is said of citing it all the same: rendering
    knows neither, `articles.retractions` does. `located` are the cited places in the work that are too long
    for a number in the text.
    """

    number: int
    entry: bibliography.FormattedReference
    places: tuple[str, ...]
    quotations: tuple[Quotation, ...] = ()
    standing: Standing | None = None
    why: str = ""
    located: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        return f"ref-{self.number}"


@dataclass(frozen=True)
class Rendered:
    body: SafeString
    contents: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    unknown: tuple[str, ...]
    words: int
    lead: str = ""
    missing: tuple[str, ...] = ()
    undescribed: int = 0
    opening: str = ""
    warnings: tuple[tuple[str, str], ...] = ()
    plain_words: str = ""

    @property
    def rest(self) -> SafeString:
        """The body after the callouts that it opens with."""
        return mark_safe(self.body.removeprefix(self.opening))  # noqa: S308 a part of what is safe

    @property
    def minutes(self) -> int:
        """Reading time at 200 words a minute, at least one."""
        return max(1, ceil(self.words / WORDS_PER_MINUTE))


def render(text: Text) -> Rendered:
    """Turn a text into what templates print.

    A citation of no known reference shows as `[?]`; an image that the library does not have says so.
    Neither can be in a sealed text. `undescribed` counts images without alternative text. `opening` is
    the part of the body that stands before all else: its first callouts. `warnings` are (id, words).
    `plain_words` is what the text says in plain words, where its writers wrote that.
    """
    markup = cleaner.clean(text.body)
    root = cleaner.parse(markup)
    _drop_what_is_for_the_desk(root)
    plain_words = _plain_words(root)
    known = {str(csl["id"]) for csl in text.references}
    numbering = Numbering()
    unknown = _number_citations(root, known, numbering)
    known_images = {picture.key: picture for picture in text.images}
    missing, undescribed = _show_images(root, known_images)
    if text.lead_image and text.lead_image not in known_images:
        missing = (text.lead_image, *missing)
    lead = lead_figure(text.lead, text.lead_alt)
    contents = _name_headings(root)
    _finish_tables(root)
    mark_outbound_links(root)
    _name_kinds(root)
    warnings = _name_warnings(root)
    give_roles(root)
    opening = _opening(root)
    cited = [csl for csl in text.references if str(csl["id"]) in numbering.numbers]
    sources = tuple(
        Source(
            numbering.numbers[entry.key],
            entry,
            tuple(numbering.places[entry.key]),
            tuple(numbering.quotations.get(entry.key, ())),
            located=tuple(numbering.located[entry.key]),
        )
        for entry in bibliography.entries(cited)
    )
    return Rendered(
        body=_markup(root),
        contents=contents,
        sources=tuple(sorted(sources, key=lambda source: source.number)),
        unknown=unknown,
        words=len(re.findall(r"\w+", cleaner.plain_text(markup))),
        lead=lead,
        missing=missing,
        undescribed=undescribed,
        opening=opening,
        warnings=warnings,
        plain_words=plain_words,
    )


def _drop_what_is_for_the_desk(root: html.HtmlElement) -> None:
    for name in vocabulary.BODY.unshown:
        for element in root.xpath(f".//*[@{name}]"):
            del element.attrib[name]


def _markup(root: html.HtmlElement) -> SafeString:
    return mark_safe(_void(cleaner.serialise(root)))  # noqa: S308 cleaned at the top, built by lxml since


def _opening(root: html.HtmlElement) -> SafeString:
    """The callouts that a text begins with: on a phone they stand before the contents."""
    first = takewhile(lambda block: block.get("role") == "note" and not block.tail, root)
    blocks = (etree.tostring(block, encoding="unicode", method="html") for block in first)
    return mark_safe(_void("".join(blocks)))  # noqa: S308 as above


def _name_warnings(root: html.HtmlElement) -> tuple[tuple[str, str], ...]:
    """Give each warning an id, so that the top of the page can lead there; (id, words) of each."""
    found = []
    for number, block in enumerate(root.iterfind(".//aside[@data-kind='warning']"), start=1):
        block.set("id", f"warning-{number}")
        found.append((f"warning-{number}", " ".join(block.text_content().split())))
    return tuple(found)


def _plain_words(root: html.HtmlElement) -> str:
    """The words of the callouts that say in short, for everybody, what the text says."""
    blocks = root.xpath(".//aside[@data-kind='plain-words']//p")
    return " ".join(" ".join("".join(block.itertext()).split()) for block in blocks)


def _number_citations(
    root: html.HtmlElement, known: set[str], numbering: Numbering
) -> tuple[str, ...]:
    """Number every citation; returns the keys that are not known.

    What a work is quoted with is for those who check it and goes into `numbering`, not on the page.
    """
    unknown: dict[str, None] = {}
    for run in runs(root):
        marks = []
        for cite in run:
            key, locator = cite.get("data-ref", ""), cite.get("data-locator", "")
            if key in known:
                number, place = numbering.cite(key)
                numbering.quote(cite, place)
                numbering.locate(key, locator)
                marks.append(_Mark(key, number, locator, place))
            else:
                unknown[key] = None
                marks.append(_Mark(key))
        # where one is of no known work, the writer must find it where it was written
        is_whole = all(mark.number for mark in marks)
        _write_run(run, sorted(marks, key=_Mark.rank) if is_whole else marks)
    return tuple(unknown)


@dataclass(frozen=True)
class _Mark:
    """A citation in a run; without a number it is of no known work. `place` is its id on the page."""

    key: str
    number: int = 0
    locator: str = ""
    place: str = ""

    def rank(self) -> int:
        """A run stands in the order of its numbers, whatever order it was written in (AMA 3.6)."""
        return self.number

    @property
    def seen(self) -> str:
        """What stands behind the number, in brackets."""
        return locators.superscript(self.locator)

    def with_place_of(self, other: "_Mark") -> "_Mark":
        """Of two that look the same: this one, which names both places in the work."""
        named = dict.fromkeys(filter(None, [*self.locator.split("; "), other.locator]))
        return replace(self, locator="; ".join(named))

    def continues(self, before: "_Mark") -> bool:
        """Whether it goes on the series that the one before it belongs to."""
        return bool(before.number and self.number == before.number + 1) and not (
            self.locator or before.locator
        )

    def stand_in(self, cite: html.HtmlElement) -> None:
        """Let an element of the run be this citation."""
        for name in ("data-locator", "data-quote"):
            cite.attrib.pop(name, None)
        cite.set("data-ref", self.key)
        if self.place:
            cite.set("id", self.place)

    def write(self, cite: html.HtmlElement, after: str) -> None:
        """The number as a link, the place in the work, and what parts it from the next mark."""
        if not self.number:
            cite.text = "[?]"
            cite.set("class", "missing")
            return
        link = etree.SubElement(cite, "a", href=f"#ref-{self.number}")
        located = f"({self.seen})" if self.seen else ""
        link.text = f"{self.number}{located}"
        if self.locator:
            link.set("data-at", self.locator)
        name = ", ".join(
            filter(None, [_("Reference %(number)s") % {"number": self.number}, self.locator])
        )
        link.set("aria-label", name)
        link.tail = after


def _write_run(cites: list[html.HtmlElement], marks: list[_Mark]) -> None:
    """“1,2”, “1-3”, “1,2(p12),3”: three or more in a row are a series, shown by its ends.

    One that looks the same as the one before it is there unseen: comments count it.
    """
    standing: list[tuple[html.HtmlElement, _Mark]] = []
    for cite, mark in zip(cites, marks, strict=True):
        mark.stand_in(cite)
        if standing and mark.number and _looks_the_same(mark, standing[-1][1]):
            shown, before = standing[-1]
            standing[-1] = (shown, before.with_place_of(mark))
            _close_up(shown)
        else:
            standing.append((cite, mark))
    series: list[list[tuple[html.HtmlElement, _Mark]]] = []
    for each in standing:
        if series and each[1].continues(series[-1][-1][1]):
            series[-1].append(each)
        else:
            series.append([each])
    for members in series:
        _write_series(members, is_last=members is series[-1])


def _looks_the_same(mark: _Mark, before: _Mark) -> bool:
    return (mark.number, mark.seen) == (before.number, before.seen)


def _write_series(members: list[tuple[html.HtmlElement, _Mark]], is_last: bool) -> None:
    after = "" if is_last else ","
    if len(members) < SHORTEST_SERIES:
        for cite, mark in members:
            mark.write(cite, after if cite is members[-1][0] else ",")
        return
    (first, opening), (last, closing) = members[0], members[-1]
    opening.write(first, bibliography.range_delimiter())
    closing.write(last, after)
    for cite, _mark in members[:-1]:
        _close_up(cite)


def _close_up(cite: html.HtmlElement) -> None:
    """White space in a series is not shown; it stays, because comments count characters."""
    if cite.tail:
        space = html.Element("span", {"class": "closed-up"})
        space.text, cite.tail = cite.tail, None
        cite.addnext(space)


def _show_images(root: html.HtmlElement, known: dict[str, Picture]) -> tuple[tuple[str, ...], int]:
    """Put each image's files and credit in; the keys that are not known, and how many say nothing."""
    missing: dict[str, None] = {}
    undescribed = 0
    for image in list(root.iter("img")):
        figure, key, alt = image.getparent(), image.get("data-image", ""), image.get("alt")
        picture = known.get(key)
        if picture is None:
            missing[key] = None
            figure.replace(image, _said(_("This image is not in the library.")))
            continue
        figure.replace(image, pictures.shown(picture, alt or ""))
        if alt is None:
            undescribed += 1
            figure.insert(1, _said(_("This image has no alternative text yet.")))
        _credit(figure, picture)
    return tuple(missing), undescribed


def _said(words: str) -> html.HtmlElement:
    warning = html.Element("p", {"class": "missing"})
    warning.text = words
    return warning


def _credit(figure: html.HtmlElement, picture: Picture) -> None:
    caption = figure.find("figcaption")
    if caption is None:
        caption = etree.SubElement(figure, "figcaption")
    pictures.add_credit(caption, picture)
    if not len(caption) and not caption.text:
        figure.remove(caption)


def lead_figure(picture: Picture | None, alt: str, sizes: str = pictures.SIZES) -> str:
    """The figure that an article opens with, or ""."""
    if picture is None:
        return ""
    figure = html.Element("figure", {"class": "lead-image"})
    figure.append(pictures.shown(picture, alt, is_first=True, sizes=sizes))
    _credit(figure, picture)
    markup = etree.tostring(figure, encoding="unicode", method="html")
    return mark_safe(_void(markup))  # noqa: S308 built by lxml


def _void(markup: str) -> str:
    """libxml2 is older than `source` and closes it; HTML has no such end tag."""
    return markup.replace("</source>", "")


def _name_headings(root: html.HtmlElement) -> tuple[tuple[str, str], ...]:
    """Give each heading an id; return (id, words) of those of the first level."""
    seen: Counter[str] = Counter()
    contents = []
    for heading in root.iter(*vocabulary.BODY.headings):
        words = " ".join("".join(heading.xpath(".//text()[not(ancestor::cite)]")).split())
        slug = PREFIX + slug_of(words, "section")
        seen[slug] += 1
        anchor = slug if seen[slug] == 1 else f"{slug}-{seen[slug]}"
        heading.set("id", anchor)
        if heading.tag == vocabulary.BODY.headings[0]:
            contents.append((anchor, words))
    return tuple(contents)


def _finish_tables(root: html.HtmlElement) -> None:
    """A first row of header cells becomes the head; on a small screen rows stand one below the other
    where each cell has a header to say, else the table scrolls by itself."""
    for table in list(root.iter("table")):
        rows = list(table.iter("tr"))
        for header in table.iter("th"):
            header.set("scope", "row")
        if rows and all(cell.tag == "th" for cell in rows[0]):
            head = etree.Element("thead")
            tbody = rows[0].getparent()
            head.append(rows[0])
            tbody.addprevious(head)
            for header in head.iter("th"):
                header.set("scope", "col")
        _unwrap_single_paragraphs(table)
        region = let_scroll(table, table.findtext("caption") or _("Table"))
        fit = _fit(table)
        region.set("data-fit", fit)
        if fit == "slides":
            region.set("data-hint", _("Slide for more columns"))


def _unwrap_single_paragraphs(table: html.HtmlElement) -> None:
    for cell in table.iter("td", "th"):
        if len(cell) == 1 and cell[0].tag == "p":
            cell[0].drop_tag()


def _fit(table: html.HtmlElement) -> str:
    """How a table is shown on a phone: whole, its rows stacked, or sliding under its first column."""
    rows = list(table.iter("tr"))
    columns = max((len(row) for row in rows), default=0)
    if columns <= WHOLE_ON_A_PHONE and not table.xpath(".//*[@colspan]"):
        return "whole"
    head = table.find("thead")
    is_plain = head is not None and not table.xpath(".//*[@colspan or @rowspan]")
    if not is_plain or columns > STACKED_ON_A_PHONE or any(len(row) != columns for row in rows):
        return "slides"
    labels = [" ".join(cell.xpath("string()").split()) for cell in head[0]]
    for row in rows[1:]:
        for cell, label in list(zip(row, labels, strict=True))[1:]:
            cell.set("data-label", label)
    return "stacks"


def let_scroll(table: html.HtmlElement, name: str) -> html.HtmlElement:
    """Put the table into a region of that name, which the keyboard can reach and scroll."""
    region = html.Element("div")
    region.attrib.update(
        {"class": "table-scroll", "role": "region", "aria-label": name, "tabindex": "0"}
    )
    region.tail, table.tail = table.tail, None
    table.getparent().replace(table, region)
    region.append(table)
    return region


def mark_outbound_links(root: html.HtmlElement) -> None:
    """Tell the browser to hand nothing on to where a link leads out of this site."""
    for link in root.iter("a"):
        if link.get("href", "").startswith(("http://", "https://")):
            link.set("rel", "noopener noreferrer")


def give_roles(root: html.HtmlElement) -> None:
    """What a block is on a page: an `aside` would be a landmark there, a callout is a note.

    A sealed text keeps the elements that it was sealed with: only what is shown of it changes.
    """
    for row in vocabulary.BODY.rows:
        for element in list(root.iter(row.tag)) if row.on_page or row.shown_as else ():
            element.attrib.update(row.on_page)
            element.tag = row.shown_as or row.tag


def _name_kinds(root: html.HtmlElement) -> None:
    """Of a block whose kind is told by its look alone, for those who hear the page."""
    for row in vocabulary.BODY.rows:
        for attribute in row.attributes:
            named = {each.value: each.label for each in attribute.choices if each.is_named}
            for element in root.iter(row.tag) if named else ():
                if label := named.get(element.get(attribute.name, "")):
                    element.set("aria-label", str(label))
