"""What the notices about a work amount to. Pure.

The words are those of COPE's guidelines on retraction (2019): a work is *retracted* where its findings
can't be relied on, an *expression of concern* warns while that is being found out, a *correction* leaves
the rest standing. Notices are taken in the order of their dates; a reinstatement undoes all before it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Nature(StrEnum):
    """Of a notice, as Retraction Watch names them."""

    RETRACTION = "retraction"
    CONCERN = "concern"
    CORRECTION = "correction"
    REINSTATEMENT = "reinstatement"


class Kind(StrEnum):
    """Of a work. `REPLACED` was retracted and published anew; `SUPERSEDED` withdrawn in the ordinary
    course, as Cochrane does with a version that is out of date."""

    RETRACTED = "retracted"
    REPLACED = "replaced"
    CONCERN = "concern"
    SUPERSEDED = "superseded"
    CORRECTED = "corrected"


# as it stands beside a citation
SHORT: Final[dict[Kind, "StrPromise"]] = {
    Kind.RETRACTED: _("retracted"),
    Kind.REPLACED: _("retracted and replaced"),
    Kind.CONCERN: _("expression of concern"),
    Kind.SUPERSEDED: _("superseded"),
    Kind.CORRECTED: _("corrected"),
}
# those of which readers of a page that cites the work are told
GRAVE: Final = frozenset({Kind.RETRACTED, Kind.REPLACED, Kind.CONCERN})
REPLACED: Final = frozenset({"retract and replace"})
SUPERSEDED: Final = frozenset(
    {"withdrawn as out of date", "withdrawn (out of date)", "out of date"}
)
LIFTED: Final = frozenset({"eoc lifted"})
ORDER: Final = (Nature.CORRECTION, Nature.CONCERN, Nature.RETRACTION, Nature.REINSTATEMENT)


class Notice(Protocol):
    """What is known of one notice."""

    @property
    def nature(self) -> str: ...
    @property
    def on(self) -> date: ...
    @property
    def reasons(self) -> Iterable[str]: ...
    @property
    def notice_doi(self) -> str: ...


@dataclass(frozen=True)
class Standing:
    """How a work stands since a day, by which notice."""

    kind: Kind
    on: date
    notice_doi: str = ""
    reasons: tuple[str, ...] = ()

    @property
    def is_grave(self) -> bool:
        return self.kind in GRAVE

    @property
    def short(self) -> str:
        """“retracted”, beside a citation."""
        return str(SHORT[self.kind])


def standing_of(notices: Iterable[Notice]) -> Standing | None:
    """How a work stands by all that was said of it; None where nothing holds against it."""
    standing: Standing | None = None
    for notice in sorted(notices, key=_in_order):
        standing = _after(notice, standing)
    return standing


def _in_order(notice: Notice) -> tuple[date, int]:
    """Of one day the graver counts, and a reinstatement last."""
    return notice.on, ORDER.index(Nature(notice.nature))


def _after(notice: Notice, before: Standing | None) -> Standing | None:
    reasons = {reason.casefold() for reason in notice.reasons}
    if notice.nature == Nature.REINSTATEMENT:
        return None
    if notice.nature == Nature.CONCERN and reasons & LIFTED:
        return before if before and before.kind != Kind.CONCERN else None
    kind = _kind(Nature(notice.nature), reasons)
    if before and _rank(before.kind) > _rank(kind):
        return before  # a correction of the notice leaves a retracted work retracted
    return Standing(kind, notice.on, notice.notice_doi, tuple(notice.reasons))


def _kind(nature: Nature, reasons: set[str]) -> Kind:
    if nature == Nature.CORRECTION:
        return Kind.CORRECTED
    if nature == Nature.CONCERN:
        return Kind.CONCERN
    if reasons & REPLACED:
        return Kind.REPLACED
    return Kind.SUPERSEDED if reasons & SUPERSEDED else Kind.RETRACTED


def _rank(kind: Kind) -> int:
    return (Kind.CORRECTED, Kind.SUPERSEDED, Kind.CONCERN, Kind.REPLACED, Kind.RETRACTED).index(
        kind
    )
