"""Marking statements by hand: adding, splitting, joining, overlapping; and how marks follow the text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.comments.tracking import columns, columns_after
from articles.evidence.marking import Mark, citations
from articles.evidence.statements import CATEGORIES
from articles.evidence.units import Support
from articles.models import MarkedStatement, ReferenceUse, Revision
from articles.text.anchors import Difference, Selector, running
from articles.text.locators import put_together
from articles.text.vocabulary import OBJECT
from articles.users import User

MARKED: Final = "marked_statements"
SHORTEST: Final = 3  # words of a statement
LONGEST: Final = 2_000  # characters
OFFERED: Final = 100  # texts that are looked through for places used before


Place = tuple[int, int]


class CannotMark(Exception):
    """Why not, in words for whoever tries."""


@dataclass(frozen=True)
class Entered:
    """What a person says of a statement. `near` is where about its words stand."""

    words: str
    category: str
    evidence: tuple[Support, ...] = ()
    as_of: date | None = None
    ends_on: date | None = None
    near: int = 0


def marks(revision: Revision) -> list[Mark]:
    """What people marked in a text, in its order. Asked once of a text in hand."""
    prefetch_related_objects([revision], MARKED)
    return [
        Mark(
            each.pk,
            each.start,
            each.end,
            each.category,
            tuple(Support(**entry) for entry in each.evidence),
            each.as_of,
            each.ends_on,
        )
        for each in revision.marked_statements.all()
    ]


@transaction.atomic
def mark(draft: Revision, entered: Entered, user: User, instead_of: int = 0) -> MarkedStatement:
    """Add a statement to a draft, or put it in the place of another. Raises `CannotMark`."""
    _refuse_sealed(draft)
    return _put(draft, entered, user, instead_of)


@transaction.atomic
def mark_in_review(revision: Revision, entered: Entered, user: User) -> MarkedStatement:
    """Add a statement that its reviewer wants checked. Raises `CannotMark`.

    Beside the seal, as a comment: the text stays what it is. It comes along into the next draft.
    """
    if revision.state != Revision.State.IN_REVIEW:
        raise CannotMark(_("This text is not in review any more."))
    return _put(revision, entered, user)


def _put(draft: Revision, entered: Entered, user: User, instead_of: int = 0) -> MarkedStatement:
    selector = _found(running(draft.body), entered)
    if entered.category not in CATEGORIES:
        raise CannotMark(_("Choose what kind of statement it is."))
    if entered.as_of and entered.ends_on and entered.ends_on < entered.as_of:
        raise CannotMark(_("It ends before the day for which it holds: look at the two days."))
    _refuse_uncited(draft, entered.evidence)
    draft.marked_statements.filter(pk=instead_of).delete()
    made, _is_new = draft.marked_statements.update_or_create(
        start=selector.start,
        end=selector.end,
        defaults={
            **columns(selector),
            "category": entered.category,
            "evidence": [
                {"key": each.key, "locator": each.locator, "words": each.words}
                for each in entered.evidence
            ],
            "as_of": entered.as_of,
            "ends_on": entered.ends_on,
            "made_by": user,
            "made_at": timezone.now(),
        },
    )
    _forget(draft)
    return made


def unmark(draft: Revision, pk: int) -> None:
    """Take a mark away: the text is read there as before. Raises `CannotMark`."""
    _refuse_sealed(draft)
    draft.marked_statements.filter(pk=pk).delete()
    _forget(draft)


def _forget(revision: Revision) -> None:
    """What was marked in it is asked anew: Django keeps what was fetched on the object."""
    getattr(revision, "_prefetched_objects_cache", {}).pop(MARKED, None)


def _refuse_sealed(draft: Revision) -> None:
    if not draft.is_draft:
        raise CannotMark(_("This text is no draft any more. Open the next one first."))


def _refuse_uncited(draft: Revision, evidence: Iterable[Support]) -> None:
    """Readers see what a statement rests on: its paragraph cites it."""
    cited = {each.support.key for each in citations(draft.body)}
    for each in evidence:
        if each.key not in cited:
            said = _("The text does not cite “%(key)s”: cite it beside the words first.")
            raise CannotMark(said % {"key": each.key})


def _found(text: str, entered: Entered) -> Selector:
    """The words where they stand next to where they are looked for, whatever citations are among them."""
    wanted = entered.words.replace(OBJECT, " ").split()
    if len(wanted) < SHORTEST or len(entered.words) > LONGEST:
        raise CannotMark(_("Enter the words of the statement as they stand: three at least."))
    pattern = rf"[\s{OBJECT}]+".join(re.escape(each) for each in wanted)
    places = [each.span() for each in re.finditer(pattern, text)]
    if not places:
        raise CannotMark(_("The text does not have these words: copy them from it."))
    start, end = min(places, key=lambda span: abs(span[0] - entered.near))
    return Selector.at(text, start, end)


def begun(draft: Revision, start: int, end: int) -> dict[str, Any]:
    """What a form on the words between two places begins with, by the names of its fields."""
    known = draft.marked_statements.filter(start=start, end=end).first()
    words = running(draft.body)[start:end].replace(OBJECT, " ")
    shown = {"words": " ".join(words.split()), "near": start, "until": end}
    if known is None:
        return shown
    first = next((Support(**entry) for entry in known.evidence), None)
    return shown | {
        "mark": known.pk,
        "category": known.category,
        "work": first.key if first else "",
        "place": put_together(first.words, first.locator) if first else "",
        "as_of": known.as_of,
        "ends_on": known.ends_on,
    }


# --- how they follow the text --------------------------------------------------------------------


def follow(draft: Revision, old_body: str) -> None:
    """Move the marks of a draft whose body was just replaced, as comments move."""
    _forget(draft)
    standing = list(draft.marked_statements.all())
    if not standing:
        return
    change, taken = Difference(running(old_body), running(draft.body)), set[Place]()
    for each in standing:
        MarkedStatement.objects.filter(pk=each.pk).update(start=0, end=0)
    for each in standing:
        MarkedStatement.objects.filter(pk=each.pk).update(**_moved(each, change, taken))
    _forget(draft)


def carry(revision: Revision, base: Revision) -> None:
    """Give the next draft the marks of the text that it begins with."""
    standing = list(base.marked_statements.all())
    if not standing:
        return
    change, taken = Difference(running(base.body), running(revision.body)), set[Place]()
    for each in standing:
        for name, value in _moved(each, change, taken).items():
            setattr(each, name, value)
        each.pk, each.revision = None, revision
    MarkedStatement.objects.bulk_create(standing)


def _moved(each: MarkedStatement, change: Difference, taken: set[Place]) -> dict[str, Any]:
    """The columns of a mark where its words are now. Of two that meet in one place the first has it."""
    place = change.locate(each.selector)
    found = columns_after(each.selector, change.new, place)
    if (found["start"], found["end"]) in taken:
        found |= {"start": 0, "end": 0}
    taken.add((found["start"], found["end"]))
    return found


# --- what was used before ------------------------------------------------------------------------


@dataclass(frozen=True)
class Used:
    """A place in a work and its words there, as another article cites it."""

    key: str
    written: str


def used_before(draft: Revision) -> list[Used]:
    """What other articles cite the works of a draft with, the newest first."""
    keys = {each.support.key for each in citations(draft.body)}
    uses = ReferenceUse.objects.filter(key__in=keys).exclude(revision__article=draft.article_id)
    sealed = Revision.objects.exclude(sealed_at=None)
    texts = sealed.filter(pk__in=uses.values("revision")).order_by("-pk")[:OFFERED]
    found: dict[Used, None] = {}
    for each in texts.prefetch_related(MARKED) if keys else ():
        for support in _supports_of(each):
            if support.key in keys and support.is_exact:
                written = put_together(support.words, support.locator)
                found[Used(support.key, written)] = None
    return list(found)


def _supports_of(revision: Revision) -> Sequence[Support]:
    in_text = [each.support for each in citations(revision.body)]
    return [*in_text, *(support for each in marks(revision) for support in each.evidence)]
