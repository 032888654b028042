"""Whether the library has a work already: by what identifies it, else by title, year and first author."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from django.db.models import Q
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from articles.models import Reference
from articles.references import identity
from articles.references.csl import CSL
from articles.references.identifiers import isbn_forms
from articles.references.identity import IDENTIFIERS, WHOLE_BOOKS, Answer, Comparison

CANDIDATES: Final = 200


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
    """Whether two records of one paste are certainly one work."""
    return one == other or identity.compare(one, other).answer == Answer.SAME


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
        compared = identity.compare(work, reference.csl)
        if compared.answer == Answer.SAME:
            said = _("It has the same %(identifier)s.") % {"identifier": compared.identifier}
            return Duplicate(reference, f"{said}{_but(compared)}", True)
    for reference in known:
        if _address(work) and _address(work) == _address(reference.csl):
            return Duplicate(reference, _("It has the same address."), False)
    return None


def _address(work: CSL) -> str:
    return str(work.get("URL", "")).rstrip("/")


def _but(compared: Comparison) -> str:
    """An identifier in which the two differ is a slip in one of them."""
    differing = _(" and the ").join(compared.differing)
    said = _("But the %(identifiers)s differs: check which is right.")
    return f" {said % {'identifiers': differing}}" if differing else ""


def _alike(work: CSL) -> Duplicate | None:
    """The first of the library that may be the same, which is a question."""
    family, published = identity.stored_family(work), identity.year(work)
    if not (family and published):
        return None
    years = Q()
    for near in (published - 1, published, published + 1):
        years |= Q(text__contains=str(near))
    found = Reference.objects.filter(years, text__icontains=family)[:CANDIDATES]
    for reference in found:
        compared = identity.compare(work, reference.csl)
        if compared.answer == Answer.QUESTION:
            return Duplicate(reference, _why(compared), _is_the_same_record(work, reference.csl))
    return None


def _is_the_same_record(work: CSL, known: CSL) -> bool:
    """Whether a record is the one that the library has, word for word: its file was brought in before."""
    return {**work, "id": ""} == {**known, "id": ""}


def _why(compared: Comparison) -> str:
    names = [str(identity.FIELDS[name]) for name in compared.alike]
    said = _("It has the same %(fields)s.") % {"fields": get_text_list(names, _("and"))}
    unlike = [str(identity.FIELDS[name]) for name in compared.differing]
    if not unlike:
        return said
    but = _("It differs in: %(fields)s.") % {"fields": get_text_list(unlike, _("and"))}
    return f"{said} {but}"
