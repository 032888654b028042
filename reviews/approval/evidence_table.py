"""What the evidence says: the statements of a public text that its reviewers checked, as they signed them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from articles.evidence.statements import label_of
from articles.sealing.rendering import Source
from reviews.models import Approval, Verdict


@dataclass(frozen=True)
class Support:
    """One source of a statement; `words` are the editor's to show."""

    source: Source
    locator: str
    words: str


@dataclass(frozen=True)
class Line:
    """A statement with its sources, and the verdict of whoever signed last."""

    words: str
    category: str
    supports: tuple[Support, ...]
    ruling: str
    label: str
    on: date


def lines(signatures: Iterable[Approval], sources: Iterable[Source]) -> list[Line]:
    """Each statement once, in the order of the text; the verdicts are those that signatures keep."""
    known = {source.entry.key: source for source in sources}
    found: dict[str, Line] = {}
    for approval in sorted(signatures, key=lambda each: each.signed_at):
        for record in approval.verdicts:
            found[_key(record)] = _line(record, approval.signed_on, known)
    return list(found.values())


def _key(record: Mapping[str, Any]) -> str:
    return f"{record['words']}\n{record['evidence']}"


def _line(record: Mapping[str, Any], on: date, known: Mapping[str, Source]) -> Line:
    supports = tuple(
        Support(known[each["key"]], each["locator"], each["words"])
        for each in record["evidence"]
        if each["key"] in known
    )
    category = label_of(record["category"])
    ruling = str(record["ruling"])
    return Line(record["words"], category, supports, ruling, str(Verdict.Ruling(ruling).label), on)
