"""A book as Open Library's Books API sends it (`jscmd=data`): JSON, one object below each “ISBN:…”."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from articles.entering import read_json
from articles.references.csl import CSL
from articles.references.formats.fields import dates, people
from articles.references.formats.records import Raw, one_line
from articles.references.identifiers import isbn_forms


def read(text: str) -> Iterator[Raw]:
    try:
        found = read_json(text)
    except (ValueError, RecursionError) as why:
        said = _("This is not whole as JSON (%(why)s). Paste all of the file.")
        yield Raw(problem=said % {"why": why})
        return
    for name, book in found.items() if isinstance(found, dict) else ():
        if isinstance(book, dict):
            yield _book(name.removeprefix("ISBN:"), book)


def _book(asked: str, book: dict[str, Any]) -> Raw:
    """Its ISBN is the one that was asked for where the book has that among its own, else its first."""
    own = _isbns(book)
    is_own = len(asked) in {10, 13} and bool(isbn_forms(asked) & set(own))
    raw = Raw(label=_words(book.get("key")))
    work: CSL = {
        "type": "book",
        "title": _title(book),
        "publisher": "; ".join(_names(book, "publishers")),
        "publisher-place": "; ".join(_names(book, "publish_places")),
        "edition": _words(book.get("edition_name")),
        "ISBN": asked if is_own else next(iter(own), ""),
    }
    raw.work.update({name: value for name, value in work.items() if value})
    authors = [_person(name) for name in _names(book, "authors")]
    raw.warnings += people.put_authors(raw.work, authors)
    if any("literal" not in name for name in authors):
        raw.warnings.append(
            _("Open Library does not say which part of a name is the family's: check the authors.")
        )
    if issued := dates.issued(_words(book.get("publish_date"))):
        raw.work["issued"] = issued
    return raw


def _title(book: dict[str, Any]) -> str:
    title, subtitle = _words(book.get("title")), _words(book.get("subtitle"))
    if subtitle and subtitle.casefold() not in title.casefold():
        title = f"{title.rstrip(' :')}: {subtitle}"
    return title


def _isbns(book: dict[str, Any]) -> list[str]:
    kept = book.get("identifiers")
    lists = [kept.get(name) for name in ("isbn_13", "isbn_10")] if isinstance(kept, dict) else []
    return [str(each) for several in lists if isinstance(several, list) for each in several]


def _names(book: dict[str, Any], of: str) -> list[str]:
    several = book.get(of)
    if not isinstance(several, list):
        return []
    found = (_words(each.get("name")) for each in several if isinstance(each, dict))
    return list(filter(None, found))


def _words(value: object) -> str:
    return one_line(value) if isinstance(value, str | int) else ""


def _person(written: str) -> CSL:
    """“Family, Given” is what it says; else the family's name stands last, but for organisations."""
    if "," in written or " " not in written or people.is_organisation(written):
        return people.name(written)
    return people.given_first(written)
