"""Works into the library: what was pasted is shown first, then entered through the checks of the form."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles.library import duplicates
from articles.library.duplicates import Duplicate
from articles.library.forms import ReferenceForm
from articles.models import Article, Reference
from articles.references import bibliography, csl, formats
from articles.references.csl import CSL
from articles.references.formats.records import Record


@dataclass(frozen=True)
class Offer:
    """One record as it was understood, beside what the library has of it.

    `repeats` is the number of the record above that is the same work, or 0.
    """

    record: Record
    entry: bibliography.FormattedReference | None
    duplicate: Duplicate | None = None
    repeats: int = 0

    @property
    def by_hand(self) -> str:
        """The query that opens the form of a reference with what was understood."""
        fields = csl.fields_of(self.record.work) if self.record.work else {}
        return urlencode({name: value for name, value in fields.items() if value})


@dataclass(frozen=True)
class Offers:
    """What a paste was taken for. `left` counts records beyond those that are read at once.

    `text` is what enters them. Where works were looked up, there is no `format`.
    """

    format: str
    offers: list[Offer]
    left: int
    text: str

    @property
    def read(self) -> int:
        """How many of them can be entered."""
        return sum(1 for offer in self.offers if not offer.record.problem)

    @property
    def unread(self) -> int:
        return len(self.offers) - self.read


@dataclass
class Result:
    """What became of one record: the work that stands for it now, or why there is none."""

    record: Record
    reference: Reference | None = None
    is_new: bool = False
    why_not: list[str] = field(default_factory=list)
    by_hand: str = ""


def offers(text: str) -> Offers:
    """Read a text; raises `formats.Unreadable`."""
    reading = formats.read(text)
    return Offers(reading.format, offers_of(reading.records), reading.left, text)


def offers_of(records: list[Record]) -> list[Offer]:
    """Each record beside what the library has of it."""
    usable = [record for record in records if not record.problem]
    found = dict(
        zip(
            [record.number for record in usable],
            duplicates.duplicates_of([record.work for record in usable]),
            strict=True,
        )
    )
    entries = _formatted(usable)
    return [
        Offer(
            record,
            entries.get(record.number),
            found.get(record.number),
            _repeats(record, usable),
        )
        for record in records
    ]


def enter(
    text: str, take: Collection[int], apart: Collection[int], article: Article | None = None
) -> list[Result]:
    """Enter the records whose numbers are in `take`, in order, and put them on the article's shelf.

    What the library has stands for a record; one in `apart` that is only like it is entered anew.
    Each stands by itself: one that is refused is named, and the others go in.
    """
    records = [each for each in formats.read(text).records if each.number in take]
    results = [enter_record(record, record.number in apart) for record in records]
    if article is not None:
        article.shelf.add(*(each.reference for each in results if each.reference))
    return results


@transaction.atomic
def store(work: CSL, article: Article | None = None) -> Reference:
    """Store a new work under a free key, and put it on the article's shelf."""
    reference = Reference.objects.create(key=new_key(work), csl=work)
    if article is not None:
        article.shelf.add(reference)
    return reference


def new_key(csl: dict[str, object]) -> str:
    """A free key for a work: first author and year, with a letter where that is taken."""
    authors = csl.get("author") or [{}]
    first = authors[0] if isinstance(authors, list) else {}
    name = first.get("family") or first.get("literal") or str(csl.get("title", ""))
    issued = csl.get("issued")
    year = issued["date-parts"][0][0] if isinstance(issued, dict) else ""
    stem = (re.sub(r"[^a-z0-9]", "", slugify(str(name)))[:40] or "ref") + str(year)
    taken = set(Reference.objects.filter(key__startswith=stem).values_list("key", flat=True))
    candidates = [stem, *(f"{stem}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")]
    return next((key for key in candidates if key not in taken), f"{stem}-{len(taken)}")


def enter_record(record: Record, is_apart: bool) -> Result:
    """Enter one record, or find what the library has of it; one that is only like a work is entered
    where it `is_apart`. Nothing is raised: what keeps it out is said in the result."""
    result = Result(record, by_hand=Offer(record, None).by_hand)
    if record.problem:
        result.why_not = [record.problem]
        return result
    found = duplicates.duplicate_of(record.work)
    if found and (found.is_certain or not is_apart):
        result.reference = found.reference
        return result
    form = ReferenceForm(csl.fields_of(record.work), reference=Reference(csl=record.work))
    if not form.is_valid():
        result.why_not = [str(why) for reasons in form.errors.values() for why in reasons]
        return result
    try:
        result.reference, result.is_new = store(form.as_csl()), True
    except IntegrityError:  # somebody entered it in the same moment
        found = duplicates.duplicate_of(record.work)
        result.reference = found.reference if found else None
        result.why_not = [] if found else [_("It could not be stored. Try it again.")]
    return result


def _formatted(records: list[Record]) -> dict[int, bibliography.FormattedReference]:
    works: list[CSL] = [{**record.work, "id": f"record-{record.number}"} for record in records]
    entries = bibliography.entries(works)
    return {record.number: entry for record, entry in zip(records, entries, strict=True)}


def _repeats(record: Record, usable: list[Record]) -> int:
    above = (each for each in usable if each.number < record.number and not record.problem)
    return next((each.number for each in above if duplicates.same_work(record.work, each.work)), 0)
