"""The reviewer's work on the statements of a text: what each rests on, and whether that bears it out."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, pairwise
from statistics import median
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rapidfuzz import fuzz, process

from articles.comments import discussion as comments
from articles.comparing import showing
from articles.comparing.nodes import spoken
from articles.comparing.wording import pieces
from articles.drafting.evidence.grounds import dismissed, register
from articles.evidence.statements import Statement, of_categories
from articles.models import Article, Reference, Revision, Thread
from articles.users import User
from reviews.models import Verdict
from reviews.refusal import Refused
from reviews.reviewing import differences, reopening
from reviews.reviewing.commenting import raise_thread
from reviews.reviewing.discussion import Passage
from reviews.reviewing.reopening import Turn

LONGEST_NOTE: Final = 2_000
ALIKE: Final = 70  # of 100: words that were one statement before an edit
PAGE: Final = re.compile(r"pp?\. (\d+)")
LONGEST_GAP: Final = 600  # seconds between two verdicts, beyond which somebody was away
FEWEST_GAPS: Final = 3
SEEN_AT_ONCE: Final = 8  # statements that need no folding
# as what the note to a ruling stands beside the words
COMMENTED: Final[Mapping[str, str]] = {
    Verdict.Ruling.PARTLY: Thread.Kind.QUESTION,  # where it passes
    Verdict.Ruling.NOT_SUPPORTED: Thread.Kind.MUST_FIX,
    Verdict.Ruling.OUTDATED: Thread.Kind.MUST_FIX,
}


@dataclass(frozen=True)
class Source:
    """A citation before its reviewer; `work` is None where the library does not have it."""

    work: Reference | None
    place: str
    words: str

    @property
    def address(self) -> str:
        """Where the work is read, at the page where the file allows that; "" where nobody knows."""
        if self.work is None:
            return ""
        address = self.work.url or (f"https://doi.org/{self.work.doi}" if self.work.doi else "")
        page = PAGE.match(self.place)
        is_file = address.lower().endswith(".pdf")
        return f"{address}#page={page[1]}" if page and is_file else address


@dataclass(frozen=True)
class Row:
    """A statement with what the reviewer and others have said of it.

    `before` is the reviewer's verdict on what it was in an earlier text, or before what it rests on came to
    be another work, as `reopened` says: it counts no more. `original` are verdicts on what the text that this
    one translates states with the same evidence: they stand beside, and count for nothing here.
    """

    statement: Statement
    works: tuple[Reference, ...]
    mine: Verdict | None = None
    others: tuple[Verdict, ...] = ()
    before: Verdict | None = None
    is_settled: bool = False
    reopened: str = ""
    original: tuple[Verdict, ...] = ()
    partly_passes: bool = True  # as the terms of the review have it

    @property
    def is_unchecked(self) -> bool:
        return self.mine is None

    @property
    def is_refused(self) -> bool:
        return self.mine is not None and not self.mine.passes(partly=self.partly_passes)

    @property
    def is_disputed(self) -> bool:
        """Whether two reviewers differ on whether the source bears it out, and no editor has settled it."""
        if self.is_settled:
            return False
        given = [each for each in (self.mine, *self.others) if each is not None]
        return len({each.passes(partly=self.partly_passes) for each in given}) > 1

    @property
    def grade(self) -> int:
        """How much is open about it, the most first: a house rule asks loudly, nothing is cited, nothing but
        a title is, place or words are named."""
        if self.statement.grave:
            return 0
        if not self.statement.is_cited:
            return 1
        return 3 if self.statement.is_exact else 2

    @property
    def state(self) -> str:
        """“unchecked”, “stale”, or the ruling."""
        if self.mine is not None:
            return self.mine.ruling
        return "stale" if self.before else "unchecked"

    @property
    def difference(self) -> SafeString:
        """What its words were before, and what they are."""
        was = spoken(self.before.words if self.before else "")
        return showing.words(pieces(was, spoken(self.statement.words)))

    @property
    def is_moved_to_other_sources(self) -> bool:
        """Whether its words are what they were, and what it rests on is not."""
        return self.before is not None and self.before.words == self.statement.words

    @property
    def evidence(self) -> list["Source"]:
        """Each citation: the work, the place in it, its words."""
        known = {work.key: work for work in self.works}
        return [
            Source(known.get(each.key), each.locator, each.words)
            for each in self.statement.supports
        ]


@dataclass(frozen=True)
class Section:
    """The statements under a heading, the gravest first."""

    heading: str
    rows: tuple[Row, ...]
    is_open: bool = False

    @property
    def unchecked(self) -> int:
        return sum(row.is_unchecked for row in self.rows)

    @property
    def questioned(self) -> int:
        """How many a house rule asks about loudly."""
        return sum(bool(row.statement.grave) for row in self.rows)

    @property
    def unsourced(self) -> int:
        return sum(not row.statement.is_cited for row in self.rows)


@dataclass(frozen=True)
class Ledger:
    """The statements of a text that its terms want checked, before one reviewer."""

    rows: tuple[Row, ...]

    @property
    def unchecked(self) -> list[Row]:
        return [row for row in self.rows if row.is_unchecked]

    @cached_property
    def sections(self) -> list[Section]:
        """The statements by heading. Of many, only those are unfolded where the work goes on."""
        found = [
            Section(heading, tuple(sorted(rows, key=lambda row: row.grade)))
            for heading, rows in groupby(self.rows, lambda row: row.statement.heading)
        ]
        if len(self.rows) <= SEEN_AT_ONCE:
            return [replace(each, is_open=True) for each in found]
        return [replace(each, is_open=self.next in each.rows) for each in found]

    @cached_property
    def next(self) -> Row | None:
        """The statement to look at next: the first of the gravest that have no verdict yet."""
        return min(self.unchecked, key=lambda row: row.grade, default=None)

    @cached_property
    def why_incomplete(self) -> str:
        """Why the reviewer can't approve yet, or ""."""
        if count := len(self.unchecked):
            return ngettext(
                "%(count)d statement has no verdict of yours yet.",
                "%(count)d statements have no verdict of yours yet.",
                count,
            ) % {"count": count}
        if count := sum(row.is_refused for row in self.rows):
            return ngettext(
                "You found %(count)d statement not supported or outdated: request changes.",
                "You found %(count)d statements not supported or outdated: request changes.",
                count,
            ) % {"count": count}
        if count := sum(row.is_disputed for row in self.rows):
            return ngettext(
                "You and another reviewer differ on %(count)d statement.",
                "You and another reviewer differ on %(count)d statements.",
                count,
            ) % {"count": count}
        return ""

    @property
    def answer(self) -> str:
        """Whether the sources say what the text says: “yes”, “no”, or "" while something is open."""
        if any(row.is_refused for row in self.rows):
            return "no"
        return "" if self.unchecked else "yes"

    @property
    def status(self) -> str:
        """“4 of 9 statements have your verdict.”"""
        return ngettext(
            "%(given)d of %(count)d statement has your verdict.",
            "%(given)d of %(count)d statements have your verdict.",
            len(self.rows),
        ) % {"given": len(self.rows) - len(self.unchecked), "count": len(self.rows)}

    @property
    def pace(self) -> int:
        """The median of the seconds from one verdict of theirs to the next; 0 where that says nothing."""
        times = sorted(row.mine.given_at for row in self.rows if row.mine)
        gaps = [(b - a).total_seconds() for a, b in pairwise(times)]
        at_work = [gap for gap in gaps if gap < LONGEST_GAP]
        return round(median(at_work)) if len(at_work) >= FEWEST_GAPS else 0

    def record(self) -> list[dict[str, Any]]:
        """The reviewer's verdicts, as a signature keeps them."""
        return [row.mine.record() for row in self.rows if row.mine]


def ledger(
    revision: Revision,
    user: User,
    categories: Sequence[str],
    *,
    hides_others: bool = False,
    partly_passes: bool = True,
) -> Ledger:
    """What of a sealed text is to be checked, with the verdicts so far. Unchanged, they hold on."""
    wanted = to_check(revision, categories)
    if not wanted:
        return Ledger(())
    known = differences.given_until(revision)
    said = [each for each in known if each.reviewer_id == user.pk] if hides_others else known
    cited = {each.key for statement in wanted for each in statement.supports}
    works = {work.key: work for work in Reference.objects.filter(key__in=cited)}
    turns = reopening.turns(revision.article, cited)
    given = [each for each in said if reopening.reopened(each, turns) is None]
    void = {each.key: each for each in said if each not in given and each.reviewer_id == user.pk}
    keys = {each.key for each in wanted}
    gone = [each for each in given if each.reviewer_id == user.pk and each.key not in keys]
    settled = differences.settled_in(revision, known)
    original = _of_original(revision)
    rows = (_row(each, given, works, gone, user, settled) for each in wanted)
    return Ledger(
        tuple(
            replace(
                _reopened(row, void, turns),
                original=original.get(_places(row.statement), ()),
                partly_passes=partly_passes,
            )
            for row in rows
        )
    )


Places = frozenset[tuple[str, str]]


def _places(statement: Statement) -> Places:
    """In which works it rests on which places: the same in each language."""
    return frozenset((each.key, each.locator) for each in statement.supports)


def _of_original(revision: Revision) -> dict[Places, tuple[Verdict, ...]]:
    """The verdicts on the text that this one translates, by the places that they are about."""
    if revision.translated_from_id is None:
        return {}
    given = Verdict.objects.filter(revision=revision.translated_from_id)
    found: dict[Places, tuple[Verdict, ...]] = {}
    for each in given.select_related("reviewer"):
        places = frozenset((one["key"], one["locator"]) for one in each.evidence)
        found[places] = (*found.get(places, ()), each)
    return {places: verdicts for places, verdicts in found.items() if places}


def _reopened(row: Row, void: Mapping[str, Verdict], turns: dict[str, Turn]) -> Row:
    """The row of a statement whose source came to be another since the reviewer's verdict."""
    last = void.get(row.statement.key)
    turn = reopening.reopened(last, turns) if last else None
    if row.mine or turn is None:
        return row
    return replace(row, before=last, reopened=turn.why)


def to_check(revision: Revision, categories: Sequence[str]) -> list[Statement]:
    """The statements of these categories that nobody has set aside."""
    if not categories:
        return []
    aside = dismissed(revision.article)
    found = of_categories(register(revision), categories)
    return [each for each in found if each.likeness not in aside]


def _row(
    statement: Statement,
    given: Iterable[Verdict],
    works: dict[str, Reference],
    gone: Sequence[Verdict],
    user: User,
    settled: Container[str],
) -> Row:
    latest = {each.reviewer_id: each for each in given if each.key == statement.key}
    mine = latest.pop(user.pk, None)
    return Row(
        statement,
        tuple(works[each.key] for each in statement.supports if each.key in works),
        mine,
        tuple(latest.values()),
        None if mine else _before(statement, gone),
        statement.key in settled,
    )


def _before(statement: Statement, gone: Sequence[Verdict]) -> Verdict | None:
    """The verdict on what the statement was before its words or its evidence changed."""
    found = process.extractOne(
        statement.words, [each.words for each in gone], scorer=fuzz.ratio, score_cutoff=ALIKE
    )
    return gone[found[2]] if found else None


@transaction.atomic
def rule(
    revision: Revision, user: User, categories: Sequence[str], key: str, ruling: str, note: str
) -> Verdict:
    """Give a verdict on a statement, or another one. Raises `Refused` with what to do."""
    Article.objects.select_for_update().get(pk=revision.article_id)
    row = next(
        (each for each in ledger(revision, user, categories).rows if each.statement.key == key),
        None,
    )
    if row is None:
        raise Refused(_("This text has no such statement. Open it again first."))
    if ruling not in Verdict.Ruling.values:
        raise Refused(_("Choose one of the verdicts."))
    note = note.strip()[:LONGEST_NOTE]
    if ruling != Verdict.Ruling.SUPPORTED and not note:
        raise Refused(_("Say what the source says instead, in the note."))
    made, _is_new = Verdict.objects.update_or_create(
        revision=revision,
        reviewer=user,
        key=key,
        defaults={
            **row.statement.record(),
            "ruling": ruling,
            "note": note,
            "given_at": timezone.now(),
            "thread": _commented(row, revision, user, ruling, note),
        },
    )
    return made


def _commented(row: Row, revision: Revision, user: User, ruling: str, note: str) -> Thread | None:
    """The comment on the words that says the note: one for a statement, through all that it becomes."""
    last, kind = row.mine or row.before, COMMENTED.get(ruling, "")
    if ruling == Verdict.Ruling.PARTLY and not differences.passes_partly(revision):
        kind = Thread.Kind.MUST_FIX
    thread = last.thread if last and last.thread and not last.thread.is_resolved else None
    if thread and thread.kind == kind:
        if last and note != last.note:
            comments.answer(thread, user, note)
        return thread
    if thread:
        comments.resolve(thread, user)
    if not kind:
        return None
    passage = Passage(row.statement.start, row.statement.end)
    return raise_thread(revision, user, kind=kind, text=note, passage=passage)[0]
