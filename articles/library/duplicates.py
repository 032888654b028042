"""Whether the library has a work already: by what identifies it, else by title, year and first author."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
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
RANKED: Final = (*IDENTIFIERS, "ISBN")


class Duplicate(NamedTuple):
    """The work of the library, and what speaks for it. A certain one has the same identifier."""

    reference: Reference
    why: str
    is_certain: bool


def duplicate_of(work: CSL) -> Duplicate | None:
    return duplicates_of([work])[0]


def duplicates_of(works: Sequence[CSL]) -> list[Duplicate | None]:
    """For each work the one that the library has of it: one query for all, one more for each new one."""
    known = list(Reference.objects.current().filter(_same_identifier(works)))
    return [_identified(work, known) or _alike(work, _candidates(work)) for work in works]


def same_work(one: CSL, other: CSL) -> bool:
    """Whether two records of one paste are certainly one work."""
    return one == other or identity.compare(one, other).answer == Answer.SAME


class Loaded:
    """All of the library in memory, for a file of thousands: answers as `duplicate_of`, without a query."""

    def __init__(self) -> None:
        self._identified: dict[tuple[str, str], list[Reference]] = defaultdict(list)
        self._named: dict[tuple[str, int], list[Reference]] = defaultdict(list)
        works = Reference.objects.current().only("pk", "key", "csl").order_by("pk")
        for reference in works.iterator(chunk_size=1000):
            self.add(reference)

    def add(self, reference: Reference) -> None:
        work = {name: value for name, value in reference.csl.items() if name != "abstract"}
        slim = Reference(pk=reference.pk, key=reference.key, csl=work)
        for place in _places(work):
            self._identified[place].append(slim)
        family, published = identity.folded(identity.stored_family(work)), identity.year(work)
        if family and published:
            self._named[family, published].append(slim)

    def duplicate_of(self, work: CSL) -> Duplicate | None:
        known = (each for place in _places(work) for each in self._identified.get(place, ()))
        if found := _identified(work, {each.pk: each for each in known}.values()):
            return found
        family, published = identity.folded(identity.stored_family(work)), identity.year(work)
        near = (published - 1, published, published + 1) if family and published else ()
        return _alike(work, [each for year in near for each in self._named.get((family, year), ())])


def _places(work: CSL) -> Iterator[tuple[str, str]]:
    """By what a work is found that may be this one."""
    for name in IDENTIFIERS:
        if value := work.get(name):
            yield name, identity.folded(value)
    for form in isbn_forms(str(work.get("ISBN", ""))) if work.get("ISBN") else ():
        yield "ISBN", form
    if address := _address(work):
        yield "URL", address


def _same_identifier(works: Sequence[CSL]) -> Q:
    wanted = Q(pk__in=[])
    for name in IDENTIFIERS:
        if values := {str(work[name]) for work in works if work.get(name)}:
            wanted |= Q(**{f"{name.lower()}__in": values})
    books = (work for work in works if work.get("ISBN") and work.get("type") in WHOLE_BOOKS)
    if isbns := {form for work in books for form in isbn_forms(work["ISBN"])}:
        wanted |= Q(isbn__in=isbns)
    loose = (work for work in works if not any(map(work.get, IDENTIFIERS)))
    if addresses := set(filter(None, map(_address, loose))):
        wanted |= Q(url__in=addresses | {f"{address}/" for address in addresses})
    return wanted


def _identified(work: CSL, known: Iterable[Reference]) -> Duplicate | None:
    """By the identifier that says most; of two that it says it of, the one that was there first."""
    ordered = sorted(known, key=lambda reference: reference.pk)
    compared = [(identity.compare(work, each.csl), each) for each in ordered]
    same = [(found, each) for found, each in compared if found.answer == Answer.SAME]
    if same:
        found, reference = min(same, key=lambda pair: RANKED.index(pair[0].identifier))
        said = _("It has the same %(identifier)s.") % {"identifier": found.identifier}
        return Duplicate(reference, f"{said}{_but(found)}", True)
    is_loose = not any(map(work.get, IDENTIFIERS))
    for reference in ordered if is_loose and _address(work) else ():
        if _address(work) == _address(reference.csl):
            return Duplicate(reference, _("It has the same address."), False)
    return None


def _address(work: CSL) -> str:
    return str(work.get("URL", "")).rstrip("/")


def _but(compared: Comparison) -> str:
    """An identifier in which the two differ is a slip in one of them."""
    differing = _(" and the ").join(compared.differing)
    said = _("But the %(identifiers)s differs: check which is right.")
    return f" {said % {'identifiers': differing}}" if differing else ""


def _candidates(work: CSL) -> Iterable[Reference]:
    """Those of the library that may be like it: narrowed here, compared by the one rule."""
    family, published = identity.stored_family(work), identity.year(work)
    if not (family and published):
        return ()
    years = Q()
    for near in (published - 1, published, published + 1):
        years |= Q(text__contains=str(near))
    found = Reference.objects.current().filter(years, text__icontains=family)
    return found.order_by("pk")[:CANDIDATES]


def _alike(work: CSL, candidates: Iterable[Reference]) -> Duplicate | None:
    """The first of them that may be the same, which is a question."""
    for reference in candidates:
        compared = identity.compare(work, reference.csl)
        if compared.answer == Answer.QUESTION:
            return Duplicate(reference, _why(compared), _is_the_same_record(work, reference.csl))
    return None


def _is_the_same_record(work: CSL, known: CSL) -> bool:
    """Whether a record is the one that the library has, word for word: its file was brought in before."""
    left_out = {"id": "", "abstract": ""}
    return {**work, **left_out} == {**known, **left_out}


def _why(compared: Comparison) -> str:
    names = [str(identity.FIELDS[name]) for name in compared.alike]
    said = _("It has the same %(fields)s.") % {"fields": get_text_list(names, _("and"))}
    unlike = [str(identity.FIELDS[name]) for name in compared.differing]
    if not unlike:
        return said
    but = _("It differs in: %(fields)s.") % {"fields": get_text_list(unlike, _("and"))}
    return f"{said} {but}"
