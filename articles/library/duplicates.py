"""Whether the library has a work already: by what identifies it, else by title, year and first author."""

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from unicodedata import combining, normalize

from django.db.models import Q
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from articles.models import Reference
from articles.references.csl import CSL
from articles.references.identifiers import isbn_forms

LIKE_ENOUGH: Final = 93  # of 100; “Part 1” and “Part 2” are told apart by their numbers
CANDIDATES: Final = 200
IDENTIFIERS: Final = ("DOI", "PMID", "PMCID")  # each names one work
WHOLE_BOOKS: Final = {
    "book",
    "report",
    "document",
    "thesis",
}  # chapters share the ISBN of their book


class Duplicate(NamedTuple):
    """The work of the library, and what speaks for it. A certain one has the same identifier."""

    reference: Reference
    why: str
    is_certain: bool


def duplicate_of(work: CSL) -> Duplicate | None:
    return duplicates_of([work])[0]


def duplicates_of(works: Sequence[CSL]) -> list[Duplicate | None]:
    """For each work the one that the library has of it: one query for all, one more for each new one."""
    wanted = Q(pk__in=[])
    for work in works:
        wanted |= _same_identifier(work)
    known = list(Reference.objects.filter(wanted))
    return [_identified(work, known) or _alike(work) for work in works]


def same_work(one: CSL, other: CSL) -> bool:
    """Whether two records of one paste are one work."""
    return bool(_shared(one, other)) or (_is_alike(one, other) and not _differing(one, other))


def _same_identifier(work: CSL) -> Q:
    wanted = Q(pk__in=[])
    for name in IDENTIFIERS:
        if value := work.get(name):
            wanted |= Q(**{name.lower(): value})
    if (isbn := work.get("ISBN")) and work.get("type") in WHOLE_BOOKS:
        wanted |= Q(isbn__in=isbn_forms(isbn))
    if (url := work.get("URL")) and not any(map(work.get, IDENTIFIERS)):
        wanted |= Q(url__in={url, url.rstrip("/"), f"{url.rstrip('/')}/"})
    return wanted


def _identified(work: CSL, known: list[Reference]) -> Duplicate | None:
    for reference in known:
        if name := _shared(work, reference.csl):
            said = _("It has the same %(identifier)s.") % {"identifier": name}
            return Duplicate(reference, f"{said}{_but(work, reference.csl)}", True)
    for reference in known:
        if _address(work) and _address(work) == _address(reference.csl):
            return Duplicate(reference, _("It has the same address."), False)
    return None


def _shared(one: CSL, other: CSL) -> str:
    """The name of an identifier that both have, or ""."""
    for name in IDENTIFIERS:
        if one.get(name) and _folded(one[name]) == _folded(other.get(name, "")):
            return name
    are_whole = {one.get("type"), other.get("type")} <= WHOLE_BOOKS
    same_isbn = one.get("ISBN") and str(other.get("ISBN", "")) in isbn_forms(one["ISBN"])
    return "ISBN" if are_whole and same_isbn else ""


def _address(work: CSL) -> str:
    return str(work.get("URL", "")).rstrip("/")


def _but(one: CSL, other: CSL) -> str:
    """An identifier in which the two differ is a slip in one of them."""
    differing = _(" and the ").join(_differing(one, other))
    said = _("But the %(identifiers)s differs: check which is right.")
    return f" {said % {'identifiers': differing}}" if differing else ""


def _differing(one: CSL, other: CSL) -> list[str]:
    both = [name for name in IDENTIFIERS if one.get(name) and other.get(name)]
    return [name for name in both if _folded(one[name]) != _folded(other[name])]


def _alike(work: CSL) -> Duplicate | None:
    family, year = _first_family(work), _year(work)
    if not (family and year):
        return None
    years = Q()
    for near in (year - 1, year, year + 1):  # on the web in December, in print in January
        years |= Q(text__contains=str(near))
    found = Reference.objects.filter(years, text__icontains=_stored_family(work))[:CANDIDATES]
    for reference in found:
        if _is_alike(work, reference.csl) and not _differing(work, reference.csl):
            return Duplicate(reference, _("It has the same first author and title."), False)
    return None


def _is_alike(one: CSL, other: CSL) -> bool:
    """Title, first author and, within a year, date are the same; numbers in the titles too."""
    if _first_family(one) != _first_family(other) or abs(_year(one) - _year(other)) > 1:
        return False
    mine, theirs = _folded(one.get("title", "")), _folded(other.get("title", ""))
    if re.findall(r"\d+", mine) != re.findall(r"\d+", theirs):
        return False
    return bool(mine) and fuzz.ratio(mine, theirs) >= LIKE_ENOUGH


def _year(work: CSL) -> int:
    parts: list[list[Any]] = (work.get("issued") or {}).get("date-parts") or [[0]]
    return int((parts[0] or [0])[0])


def _stored_family(work: CSL) -> str:
    """The last word of the first author's name, as the library's text has it."""
    first: dict[str, str] = next(iter(work.get("author") or ()), {})
    return next(iter((first.get("family") or first.get("literal") or "").split()[-1:]), "")


def _first_family(work: CSL) -> str:
    return _folded(_stored_family(work))


def _folded(value: object) -> str:
    """Letters and digits alone, small and without accents."""
    plain = "".join(each for each in normalize("NFKD", str(value)) if not combining(each))
    return " ".join(re.findall(r"\w+", re.sub(r"</?(?:i|b|sup|sub)>", "", plain).casefold()))
