"""Crossref's XML, as its OpenURL and UNIXREF interfaces send it (schema 4 and 5)."""

import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from lxml import etree

from articles.entering import number
from articles.references.csl import CSL
from articles.references.formats.fields import dates, people
from articles.references.formats.records import Raw, pages
from articles.references.formats.syntax.xml import (
    all_of,
    first,
    line_of,
    local,
    read_records,
    text_of,
    words,
)

BEGINS: Final = re.compile(r"<(?:doi_records?|crossref(?:_result)?|doi_batch)\b")
# the element that describes the work itself, and what it is; those in a larger whole first
KINDS: Final = {
    "journal_article": "article-journal",
    "conference_paper": "paper-conference",
    "content_item": "chapter",
    "posted_content": "article",
    "report-paper_metadata": "report",
    "report-paper_series_metadata": "report",
    "dissertation": "thesis",
    "peer_review": "review",
    "standard_metadata": "standard",
    "dataset": "dataset",
    "book_metadata": "book",
    "book_series_metadata": "book",
    "book_set_metadata": "book",
    "proceedings_metadata": "book",
}
POSTED: Final = {"report": "report", "dissertation": "thesis", "other": "post-weblog"}
BOOKS: Final = frozenset({"book_metadata", "book_series_metadata", "book_set_metadata"})
ROLES: Final = ("author", "editor", "translator")


def read(text: str) -> Iterator[Raw]:
    return read_records(text, _records)


def _records(root: etree._Element) -> Iterator[Raw]:
    for holder in _holders(root):
        yield _record(holder)


def _holders(root: etree._Element) -> list[etree._Element]:
    """Each `crossref` element, or the body of a deposit: one work each."""
    found = [
        each for each in root.iter() if isinstance(each.tag, str) and local(each) == "crossref"
    ]
    return found or [root]


def _record(holder: etree._Element) -> Raw:
    line = line_of(holder)
    said = next((words(each) for each in holder.iter() if _is(each, "error")), "")
    found = _described(holder)
    if found is None:
        why = said or _("No work is described in it.")
        return Raw(line=line, problem=_("Crossref: %(why)s") % {"why": why})
    element, kind = found
    raw = Raw(line=line_of(element) or line)
    work = raw.work
    work.update(_titles(element))
    work["type"] = _type(element, kind)
    _within(holder, element, work)
    if work["type"] == "post-weblog":
        work["container-title"] = work.pop("publisher")
    work["page"] = _pages(element)
    if issued := _issued(holder, element):
        work["issued"] = issued
    raw.label = work["title"]
    work["DOI"] = words(element, "doi_data", "doi")
    raw.addresses = list(filter(None, [words(element, "doi_data", "resource")]))
    for role in ROLES:
        raw.warnings += people.put_authors(work, _names(holder, element, role), role)
    return raw


def _type(element: etree._Element, kind: str) -> str:
    if kind == "article":
        return POSTED.get(element.get("type", ""), kind)
    if kind == "chapter" and element.get("component_type") == "reference_entry":
        return "entry-encyclopedia"
    return kind


def _described(holder: etree._Element) -> tuple[etree._Element, str] | None:
    for name, kind in KINDS.items():
        for element in holder.iter():
            if _is(element, name):
                return element, kind
    return None


def _titles(element: etree._Element) -> CSL:
    title, subtitle = words(element, "titles", "title"), words(element, "titles", "subtitle")
    if not title and _is(element, "proceedings_metadata"):
        title = words(element, "proceedings_title")
    if subtitle and subtitle.casefold() not in title.casefold():
        title = f"{title.rstrip(':')}: {subtitle}"
    return {"title": title}


def _within(holder: etree._Element, element: etree._Element, work: CSL) -> None:
    """The journal, book, proceedings or series that it stands in, and who published it."""
    metadata = _any(holder, "journal_metadata")
    issue = _any(holder, "journal_issue")
    if metadata is not None:
        work["container-title"] = words(metadata, "full_title")
        work["container-title-short"] = words(metadata, "abbrev_title")
        work["volume"] = words(issue, "journal_volume", "volume")
        work["issue"] = words(issue, "issue") or words(issue, "special_numbering")
    whole = next(
        (each for name in ("proceedings_metadata", "proceedings_series_metadata", "book_metadata",
                           "book_series_metadata", "book_set_metadata")
         if (each := _any(holder, name)) is not None and each is not element),
        None,
    )  # fmt: skip
    if whole is not None:
        title = words(whole, "proceedings_title") or words(whole, "titles", "title")
        work.setdefault("container-title", title)
    series = first(whole if whole is not None else element, "series_metadata")
    work["collection-title"] = words(series, "titles", "title")
    source = whole if whole is not None else element
    work["event-title"] = words(_any(holder, "event_metadata"), "conference_name")
    work["event-place"] = words(_any(holder, "event_metadata"), "conference_location")
    work["publisher"] = _publisher(source, element) or words(
        _any(holder, "database_metadata"), "publisher", "publisher_name"
    )
    work["publisher-place"] = words(source, "publisher", "publisher_place") or words(
        element, "institution", "institution_place"
    )
    work["genre"] = words(element, "degree")
    work["edition"] = words(source, "edition_number")
    work["volume"] = work.get("volume") or words(source, "volume")
    serials = (all_of(metadata, "issn") if metadata is not None else []) or all_of(source, "issn")
    work["ISSN"] = ", ".join(map(words, serials))
    work["ISBN"] = ", ".join(re.sub(r"[^\dXx]", "", words(each)) for each in all_of(source, "isbn"))
    work["language"] = (metadata if metadata is not None else source).get("language", "")
    work["number"] = (
        words(element, "publisher_item", "item_number") if work["type"] == "report" else ""
    ) or _designator(element)


def _designator(element: etree._Element) -> str:
    """Of a standard “ISO 14971”, however deep schema 5 sets it."""
    named = _any(element, "std_designator")
    if named is None:
        named = _any(element, "standard_designator")
    return text_of(named) if named is not None else ""


def _publisher(source: etree._Element, element: etree._Element) -> str:
    """Of a preprint its server; of a report or thesis the institution."""
    return (
        words(source, "publisher", "publisher_name")
        or words(element, "institution", "institution_name")
        or words(element, "standards_body", "standards_body_name")
        or words(element, "group_title")
    )


def _pages(element: etree._Element) -> str:
    ends = words(element, "pages", "first_page"), words(element, "pages", "last_page")
    if any(ends):
        return pages("-".join(filter(None, ends)))
    for each in all_of(element, "publisher_item", "item_number"):
        if each.get("item_number_type") in {"article_number", "article-number"}:
            return words(each)
    return ""


def _issued(holder: etree._Element, element: etree._Element) -> CSL | None:
    """In print before online: a reference carries the date of the issue."""
    places = [
        all_of(element, "publication_date"),
        all_of(element, "posted_date"),
        all_of(element, "approval_date"),
        all_of(element, "review_date"),
        [each for each in holder.iter() if _is(each, "publication_date")],
    ]
    for found in places:
        printed = [each for each in found if each.get("media_type") == "print"]
        for each in [*printed, *found]:
            parts = [words(each, name) for name in ("year", "month", "day")]
            numbers = [read for part in parts if (read := number(part)) is not None]
            if numbers and number(parts[0]) is not None:
                return _dated(numbers)
    return None


def _dated(numbers: list[int]) -> CSL:
    """Year, month, day; in the place of the month 21 to 24 are seasons, and up to 34 quarters."""
    if len(numbers) == 1 or 1 <= numbers[1] <= 12:
        return {"date-parts": [numbers]}
    season = dates.season(dates.season_numbered(numbers[1]))
    return {"date-parts": [numbers[:1]], **({"season": season} if season else {})}


def _names(holder: etree._Element, element: etree._Element, role: str) -> list[CSL]:
    """The people and groups of a role in the order given; a chapter has the editors of its book."""
    found = _contributors(element, role)
    if not found and role == "editor":
        wholes = [
            each for each in holder.iter() if isinstance(each.tag, str) and local(each) in BOOKS
        ]
        found = [name for whole in wholes for name in _contributors(whole, role)]
    if not found and role == "author":  # some publishers put them one level up
        found = [_name(each) for each in all_of(element, "person_name")]
    return found


def _contributors(element: etree._Element, role: str) -> list[CSL]:
    found = []
    for contributors in all_of(element, "contributors"):
        for each in contributors:
            if isinstance(each.tag, str) and each.get("contributor_role", "author") == role:
                found.append(_name(each))
    return [each for each in found if each]


def _name(contributor: etree._Element) -> CSL:
    if local(contributor) == "organization":
        return {"literal": text_of(contributor)}
    name = {
        "family": words(contributor, "surname"),
        "given": words(contributor, "given_name"),
        "suffix": words(contributor, "suffix"),
    }
    return {part: value for part, value in name.items() if value}


def _any(holder: etree._Element, name: str) -> etree._Element | None:
    return next((each for each in holder.iter() if _is(each, name)), None)


def _is(element: etree._Element, name: str) -> bool:
    return isinstance(element.tag, str) and local(element) == name
