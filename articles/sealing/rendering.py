"""A text as a page shows it: ids on headings, numbered citations, the reference list.

Pure: the result depends on the text alone. What is shown is cleaned again on the way.
"""

import re
from collections import Counter
from dataclasses import dataclass
from math import ceil

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from lxml import etree, html

from articles.images import pictures
from articles.images.pictures import Picture
from articles.references import bibliography
from articles.sealing.seal import Text
from articles.text import cleaner, locators, vocabulary
from articles.text.citations import Numbering, Quotation, runs

WORDS_PER_MINUTE = 200
SHORTEST_SERIES = 3
PREFIX = "s-"  # keeps generated ids apart from names that scripts and forms use


@dataclass(frozen=True)
class Source:
    """One line of the reference list: its number, formatted entry and the places that cite it."""

    number: int
    entry: bibliography.FormattedReference
    places: tuple[str, ...]
    quotations: tuple[Quotation, ...] = ()

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

    @property
    def minutes(self) -> int:
        """Reading time at 200 words a minute, at least one."""
        return max(1, ceil(self.words / WORDS_PER_MINUTE))


def render(text: Text) -> Rendered:
    """Turn a text into what templates print.

    A citation of no known reference shows as `[?]`; an image that the library does not have says so.
    Neither can be in a sealed text. `undescribed` counts images without alternative text.
    """
    markup = cleaner.clean(text.body)
    root = cleaner.parse(markup)
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
    _mark_outbound_links(root)
    give_roles(root)
    _name_kinds(root)
    cited = [csl for csl in text.references if str(csl["id"]) in numbering.numbers]
    sources = tuple(
        Source(
            numbering.numbers[entry.key],
            entry,
            tuple(numbering.places[entry.key]),
            tuple(numbering.quotations.get(entry.key, ())),
        )
        for entry in bibliography.entries(cited)
    )
    return Rendered(
        body=mark_safe(_void(cleaner.serialise(root))),  # noqa: S308 cleaned at the top, built by lxml since
        contents=contents,
        sources=tuple(sorted(sources, key=lambda source: source.number)),
        unknown=unknown,
        words=len(re.findall(r"\w+", cleaner.plain_text(markup))),
        lead=lead,
        missing=missing,
        undescribed=undescribed,
    )


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
            key = cite.get("data-ref", "")
            if key in known:
                number, place = numbering.cite(key)
                numbering.quote(cite, place)
                cite.set("id", place)
                marks.append(_Mark(cite, number, cite.get("data-locator", "")))
            else:
                unknown[key] = None
                marks.append(_Mark(cite))
            for name in ("data-locator", "data-quote"):
                cite.attrib.pop(name, None)
        _write_run(marks)
    return tuple(unknown)


@dataclass(frozen=True)
class _Mark:
    """A citation in a run; without a number it is of no known work."""

    cite: html.HtmlElement
    number: int = 0
    locator: str = ""

    def continues(self, before: "_Mark") -> bool:
        """Whether it goes on the series that the one before it belongs to."""
        return bool(before.number and self.number == before.number + 1) and not (
            self.locator or before.locator
        )

    def write(self, after: str) -> None:
        """The number as a link, the place in the work, and what parts it from the next mark."""
        if not self.number:
            self.cite.text = "[?]"
            self.cite.set("class", "missing")
            return
        link = etree.SubElement(self.cite, "a", href=f"#ref-{self.number}")
        located = f"({locators.superscript(self.locator)})" if self.locator else ""
        link.text = f"{self.number}{located}"
        name = ", ".join(
            filter(None, [_("Reference %(number)s") % {"number": self.number}, self.locator])
        )
        link.set("aria-label", name)
        link.tail = after


def _write_run(run: list[_Mark]) -> None:
    """“1,2”, “1–3”, “1,2(p12),3”: three or more in a row are a series, shown by its ends."""
    series: list[list[_Mark]] = []
    for mark in run:
        if series and mark.continues(series[-1][-1]):
            series[-1].append(mark)
        else:
            series.append([mark])
    for marks in series:
        after = "" if marks is series[-1] else ","
        if len(marks) < SHORTEST_SERIES:
            for mark in marks:
                mark.write("" if mark is run[-1] else ",")
            continue
        marks[0].write("–")
        marks[-1].write(after)
        for mark in marks[:-1]:
            _close_up(mark.cite)


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
        slug = PREFIX + (slugify(words) or "section")
        seen[slug] += 1
        anchor = slug if seen[slug] == 1 else f"{slug}-{seen[slug]}"
        heading.set("id", anchor)
        if heading.tag == vocabulary.BODY.headings[0]:
            contents.append((anchor, words))
    return tuple(contents)


def _finish_tables(root: html.HtmlElement) -> None:
    """A first row of header cells becomes the head; tables scroll by themselves on small screens."""
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
        _let_scroll(table)


def _unwrap_single_paragraphs(table: html.HtmlElement) -> None:
    for cell in table.iter("td", "th"):
        if len(cell) == 1 and cell[0].tag == "p":
            cell[0].drop_tag()


def _let_scroll(table: html.HtmlElement) -> None:
    """Put the table into a region that the keyboard can reach and scroll."""
    caption = table.findtext("caption") or _("Table")
    region = etree.Element("div")
    region.attrib.update(
        {"class": "table-scroll", "role": "region", "aria-label": caption, "tabindex": "0"}
    )
    region.tail, table.tail = table.tail, None
    table.getparent().replace(table, region)
    region.append(table)


def _mark_outbound_links(root: html.HtmlElement) -> None:
    for link in root.iter("a"):
        if link.get("href", "").startswith(("http://", "https://")):
            link.set("rel", "noopener noreferrer")


def give_roles(root: html.HtmlElement) -> None:
    """What a block is to a screen reader: an `aside` is a landmark of the page, a callout a note."""
    for row in vocabulary.BODY.rows:
        for element in root.iter(row.tag) if row.on_page else ():
            element.attrib.update(row.on_page)


def _name_kinds(root: html.HtmlElement) -> None:
    """Of a block whose kind is told by its look alone, for those who hear the page."""
    for row in vocabulary.BODY.rows:
        for attribute in row.attributes:
            named = {each.value: each.label for each in attribute.choices if each.is_named}
            for element in root.iter(row.tag) if named else ():
                if label := named.get(element.get(attribute.name, "")):
                    element.set("aria-label", str(label))
