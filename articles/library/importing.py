"""Works into the library: what was pasted is shown first, then entered through the checks of the form."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles.library import duplicates, editing, merging
from articles.library.duplicates import Duplicate
from articles.library.forms import ReferenceForm
from articles.models import Article, Reference
from articles.references import bibliography, csl, formats
from articles.references.csl import CSL
from articles.references.formats.records import Record
from articles.references.kinds import Words
from articles.text.slugs import slug_of
from articles.users import User


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
    def labelled(self) -> list[tuple[merging.Row, Words]]:
        """What the library's work and the record say, field by field."""
        if self.duplicate is None:
            return []
        rows = merging.side_by_side(self.duplicate.reference.csl, self.record.work)
        return [(row, ReferenceForm.base_fields[row.name].label or row.name) for row in rows]

    @property
    def differs(self) -> bool:
        return any(row.differs for row, _label in self.labelled)

    @property
    def prefix(self) -> str:
        return f"{self.record.number}:"

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


@dataclass(frozen=True)
class Choice:
    """Numbers of the records to take; of those that are other works than the ones they are like; and the
    names of the form's fields that the library's work takes from a record."""

    take: Collection[int]
    apart: Collection[int] = ()
    fields: Mapping[int, Collection[str]] = field(default_factory=dict)


@dataclass
class Result:
    """What became of one record: the work that stands for it now, or why there is none."""

    record: Record
    reference: Reference | None = None
    is_new: bool = False
    why_not: list[str] = field(default_factory=list)
    like: Duplicate | None = None
    warnings: list[str] = field(default_factory=list)

    @property
    def by_hand(self) -> str:
        return Offer(self.record, None).by_hand


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
    text: str,
    choice: Choice,
    article: Article | None = None,
    by: User | None = None,
) -> list[Result]:
    """Enter the records that were chosen, in order, and put them on the article's shelf.

    What the library has stands for a record, and takes the fields of it that were chosen; one that
    is only like it is entered anew where it was said to be apart. Each stands by itself: one that is
    refused is named, and the others go in.
    """
    records = [each for each in formats.read(text).records if each.number in choice.take]
    results = [enter_record(record, record.number in choice.apart, by=by) for record in records]
    for result in results:
        _take_fields(result, choice.fields.get(result.record.number, ()), by)
    if article is not None:
        article.shelf.add(*(each.reference for each in results if each.reference))
    return results


@transaction.atomic
def store(work: CSL, article: Article | None = None, by: User | None = None) -> Reference:
    """Store a new work under a free key, and put it on the article's shelf."""
    reference = Reference.objects.create(key=new_key(work), csl=work, entered_by=by)
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
    said = "".join(slug_of(str(name), "ref").split("-")[:3])
    stem = re.sub(r"[^a-z0-9]", "", said)[:40] + str(year)
    candidates = [stem, *(f"{stem}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")]
    taken = set(Reference.objects.filter(key__in=candidates).values_list("key", flat=True))
    free = (key for key in candidates if key not in taken)
    return next(free, None) or _numbered(stem)


def _numbered(stem: str) -> str:
    taken = Reference.objects.filter(key__startswith=f"{stem}-").values_list("key", flat=True)
    numbers = [int(key.rpartition("-")[2]) for key in taken if key.rpartition("-")[2].isdecimal()]
    return f"{stem}-{max(numbers, default=26) + 1}"


def enter_record(
    record: Record,
    is_apart: bool,
    by: User | None = None,
    find: Callable[[CSL], Duplicate | None] = duplicates.duplicate_of,
) -> Result:
    """Enter one record, or find what the library has of it; one that is only like a work is entered
    where it `is_apart`, and is said to be `like` it. Nothing is raised: what keeps it out is said in
    the result."""
    result = Result(record)
    if record.problem:
        result.why_not = [record.problem]
        return result
    found = find(record.work)
    if found and (found.is_certain or not is_apart):
        result.reference = found.reference
        return result
    result.like = found
    fields = csl.fields_of(record.work)
    form = ReferenceForm(fields, reference=Reference(csl=record.work), is_told_apart=True)
    if not form.is_valid():
        result.why_not = [str(why) for reasons in form.errors.values() for why in reasons]
        return result
    try:
        result.reference, result.is_new = store(form.as_csl(), by=by), True
    except IntegrityError:  # somebody entered it in the same moment
        found = duplicates.duplicate_of(record.work)
        result.reference = found.reference if found else None
        result.why_not = [] if found else [_("It could not be stored. Try it again.")]
    return result


def _take_fields(result: Result, names: Collection[str], by: User | None) -> None:
    """Let the library's work say what the record says in these fields."""
    reference = result.reference
    if reference is None or result.is_new or by is None or not names:
        return
    work = merging.merged(reference.csl, result.record.work, names)
    try:
        with transaction.atomic():
            editing.change(reference, work, by, editing.Reason.IMPORTED)
    except IntegrityError:
        said = _("Its fields were not taken: another work has the same identifier.")
        result.warnings.append(said)


def _formatted(records: list[Record]) -> dict[int, bibliography.FormattedReference]:
    works: list[CSL] = [{**record.work, "id": f"record-{record.number}"} for record in records]
    entries = bibliography.entries(works)
    return {record.number: entry for record, entry in zip(records, entries, strict=True)}


def _repeats(record: Record, usable: list[Record]) -> int:
    above = (each for each in usable if each.number < record.number and not record.problem)
    return next((each.number for each in above if duplicates.same_work(record.work, each.work)), 0)
