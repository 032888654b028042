"""Setting a finding aside: the writer says why; what is grave waits for a reviewer who agrees."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, zip_longest
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.drafting.evidence.elsewhere import Elsewhere
from articles.drafting.evidence.gates import Grounds
from articles.drafting.evidence.grounds import dismissed, register
from articles.evidence.passages import FACT
from articles.evidence.statements import CHECKED, Statement, of_categories
from articles.evidence.units import Support
from articles.models import Dismissal, ImportedFile, Revision
from articles.users import User

SHORTEST_REASON: Final = 3  # letters: “ok” is none
LONGEST_REASON: Final = 1_000
FAR: Final = 200  # characters between two statements that may be one


class CannotDismiss(Exception):
    """Why not, in words for whoever tries."""


@dataclass(frozen=True)
class Row:
    """A passage of the register with what was decided about it. `works` names those cited, by their keys."""

    statement: Statement
    dismissal: Dismissal | None = None
    following: Statement | None = None
    elsewhere: Elsewhere | None = None
    works: Mapping[str, str] = field(default_factory=dict)

    @property
    def sources(self) -> list[tuple[str, Support]]:
        """“Olsen 2019”, the key of a work that the library lacks, and the citation."""
        return [(self.works.get(each.key, each.key), each) for each in self.statement.supports]

    @property
    def span(self) -> str:
        """Where it stands, as the page of the register takes it from an address; "" for a title."""
        return f"{self.statement.start}-{self.statement.end}" if self.statement.end else ""

    @property
    def joined(self) -> str:
        """Where it stands together with the one that follows, "" where that is far from it."""
        last = self.following
        if not last or last.start - self.statement.end > FAR:
            return ""
        return f"{self.statement.start}-{last.end}"

    @property
    def state(self) -> str:
        """“asked”, “dismissed”, “grave”, “questioned”, “unsourced” or “cited”: the loudest."""
        if self.dismissal is not None:
            return "asked" if self.dismissal.is_asked else "dismissed"
        if self.statement.grave:
            return "grave"
        if self.statement.hits:
            return "questioned"
        return "unsourced" if self.statement.needs_source else "cited"

    @property
    def is_open(self) -> bool:
        return self.state in ("grave", "questioned", "unsourced")


@dataclass(frozen=True)
class Section:
    """The passages under one heading, with how many are open."""

    heading: str
    rows: list[Row]

    @property
    def open_rows(self) -> int:
        return sum(row.is_open for row in self.rows)

    @property
    def is_grave(self) -> bool:
        return any(row.state == "grave" for row in self.rows)


def sections(
    grounds: Grounds, elsewhere: Mapping[str, Elsewhere], works: Mapping[str, str]
) -> list[Section]:
    """The register by heading: forty findings are some lines that open. `elsewhere` says by likeness which
    other text has the words of a passage with a source, `works` what is called how, by its key.
    """
    rows = (row for row in _rows(grounds, elsewhere, works) if not _is_left_for_later(row, grounds))
    return [Section(heading, list(each)) for heading, each in groupby(rows, _heading)]


def left_for_later(grounds: Grounds) -> int:
    """How many passages of an import that begins with the house rules are not listed yet."""
    if not grounds.is_rules_first:
        return 0
    return sum(_is_left_for_later(row, grounds) for row in _rows(grounds, {}, {}))


def _is_left_for_later(row: Row, grounds: Grounds) -> bool:
    """What only lacks a source, and is of no kind that stops a text."""
    is_quiet = row.state == "unsourced" and row.statement.category == FACT
    return grounds.is_rules_first and is_quiet


def list_all(draft: Revision, user: User) -> None:
    """Have all statements of an import that began with the house rules listed. Who and when is kept."""
    ImportedFile.objects.filter(article=draft.article_id, all_listed_at=None).update(
        all_listed_by=user, all_listed_at=timezone.now()
    )


def _rows(
    grounds: Grounds, elsewhere: Mapping[str, Elsewhere], works: Mapping[str, str]
) -> Iterator[Row]:
    known, found = grounds.dismissed, grounds.statements
    for each, following in zip_longest(found, found[1:]):
        likeness = each.likeness
        yield Row(each, known.get(likeness), following, elsewhere.get(likeness), works)


def _heading(row: Row) -> str:
    return row.statement.heading


@transaction.atomic
def dismiss(draft: Revision, likeness: str, reason: str, user: User) -> Dismissal:
    """Set what is asked about a passage of a draft aside. Raises `CannotDismiss`."""
    statement = _found(draft, likeness)
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if len(reason) < SHORTEST_REASON:
        raise CannotDismiss(_("Say why nothing is wrong with it: a reviewer reads that."))
    made, _is_new = Dismissal.objects.update_or_create(
        article=draft.article,
        likeness=likeness,
        defaults={
            "words": statement.words,
            "reason": reason,
            "is_grave": bool(statement.grave or of_categories([statement], CHECKED)),
            "dismissed_by": user,
            "dismissed_at": timezone.now(),
            "agreed_by": None,
            "agreed_at": None,
        },
    )
    return made


def restore(draft: Revision, likeness: str) -> None:
    """Ask about a passage again. What a reviewer agreed to goes too: they are asked anew."""
    Dismissal.objects.filter(article=draft.article, likeness=likeness).delete()


def _found(draft: Revision, likeness: str) -> Statement:
    if not draft.is_draft:
        raise CannotDismiss(_("This text is no draft any more. Open the next one first."))
    for each in register(draft):
        if each.likeness == likeness and (each.hits or each.needs_source):
            return each
    raise CannotDismiss(_("This sentence has changed: look at what it says now."))


def asked_in(revision: Revision, checked: Sequence[str]) -> list[Dismissal]:
    """What of a text its writer set aside and a reviewer has still to agree to.

    That is what a grave rule questions, what is of a kind that the review is to check, and, where a text
    cites nothing, each of them: reasons are no sources.
    """
    known = {key: each for key, each in dismissed(revision.article).items() if not each.agreed_at}
    if not known:
        return []
    found = register(revision)
    is_bare = not any(each.supports for each in found)
    asked = {each.likeness for each in of_categories(found, checked)}
    asked |= {each.likeness for each in found if is_bare or each.grave}
    return [each for likeness, each in known.items() if likeness in asked]


def agree(revision: Revision, likeness: str, user: User) -> None:
    """A reviewer of the text takes the writer's reason for a good one."""
    open_ones = Dismissal.objects.filter(
        article=revision.article, likeness=likeness, agreed_at=None
    )
    open_ones.update(agreed_by=user, agreed_at=timezone.now())
