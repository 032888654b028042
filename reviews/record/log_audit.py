"""Whether the log of the site is whole, was ever altered, and says of every row what stands there.

Reads only, in the order of the tree and of keys: memory does not grow with the site.
"""

from collections.abc import Iterator
from heapq import merge
from itertools import groupby

from articles.formats import Record
from articles.immutability import RULES as OF_ARTICLES
from articles.immutability import lacking
from reviews.immutability import RULES as OF_REVIEWS
from reviews.models import Head, LogEntry
from reviews.record.evidence import Problem, Progress
from reviews.transparency import attestations, heads, log
from reviews.transparency.merkle import Frontier
from reviews.transparency.sources import RETIRED, SOURCES, Source

Entered = tuple[int, str, int]  # format, hash, how often
AT_ONCE = 2000


def problems(
    since: heads.Signed | None = None, progress: Progress = lambda _: None
) -> Iterator[Problem]:
    """Every lie of the log, of a row that it tells of, and of the triggers that guard them.

    `since` is a head that somebody kept: nothing that it covers may have been altered or dropped.
    """
    for name in lacking([*OF_ARTICLES, *OF_REVIEWS]):
        yield Problem(f"trigger {name}", "is gone, switched off or another one")
    yield from tree(since, progress)
    for source in SOURCES.values():
        yield from rows(source, progress)
    for event, says in attestations.false_ones():
        yield Problem(f"event {event.pk} ({event.transition})", says)


# --- the tree ----------------------------------------------------------------------------------------


def tree(since: heads.Signed | None, progress: Progress) -> Iterator[Problem]:
    """Every leaf is what its entry says, every kept head is the root of its leaves, none is missing."""
    grown, roots = Frontier(), _Roots(since)
    yield from roots.at(grown)
    entries = LogEntry.objects.exclude(number=None).order_by("number")
    for entry in entries.iterator(AT_ONCE):
        if entry.number != grown.size:
            yield Problem(f"log entry {grown.size}", "is missing")
            return
        if [node.hex() for node in grown.append(log.leaf_of(entry.leaf()))] != entry.nodes:
            yield Problem(str(entry), "was changed after it was written")
        if entry.source not in SOURCES and entry.source not in RETIRED:
            yield Problem(str(entry), "is of no table of evidence")
        yield from roots.at(grown)
        progress(1)
    if log.size() != grown.size:
        yield Problem("log", f"has {grown.size} numbered entries, and counts another number")
    yield from roots.beyond(grown.size)


class _Roots:
    """The heads that were signed, met in the order of their sizes while the tree grows."""

    def __init__(self, since: heads.Signed | None) -> None:
        self._kept = Head.objects.select_related("key").order_by("size", "pk").iterator(AT_ONCE)
        self._next = next(self._kept, None)
        self._since = since

    def at(self, grown: Frontier) -> Iterator[Problem]:
        root = grown.root.hex() if self._is_met(grown.size) else ""
        if self._since and self._since.size == grown.size and self._since.root != root:
            yield Problem(
                f"head of {grown.size} entries that was kept",
                "the log before it is another one: something was altered, dropped or put in",
            )
        while self._next and self._next.size == grown.size:
            yield from _head(self._next, root)
            self._next = next(self._kept, None)

    def beyond(self, size: int) -> Iterator[Problem]:
        """Heads of a greater tree than there is: its end was cut off."""
        if self._since and self._since.size > size:
            yield Problem(
                f"head of {self._since.size} entries that was kept", f"the log has {size} now"
            )
        while self._next:
            yield Problem(str(self._next), f"the log has {size} entries now")
            self._next = next(self._kept, None)

    def _is_met(self, size: int) -> bool:
        return size in {self._since and self._since.size, self._next and self._next.size}


def _head(head: Head, root: str) -> Iterator[Problem]:
    if head.root != root:
        yield Problem(str(head), "is not the root of the entries that it covers")
    signed = heads.read(head.jws)
    if signed is None or (signed.size, signed.root, signed.at, signed.kid) != (
        head.size,
        head.root,
        head.at,
        head.key.kid,
    ):
        yield Problem(str(head), "its signature is not of what it says")


# --- what it tells of ----------------------------------------------------------------------------------


def rows(source: Source, progress: Progress) -> Iterator[Problem]:
    """Each row says what was entered last of it; none is gone, none was put in."""
    standing = ((row["pk"], row) for row in source.rows().iterator(AT_ONCE))
    for pk, last, row in _side_by_side(_entered(source), standing):
        named = f"{source.name} {pk}"
        if row is None:
            if last and last[1]:
                yield Problem(named, "is gone, and the log says nothing of it")
            continue
        if last is None:
            yield Problem(named, "was never entered into the log")
        else:
            yield from _row(source, named, row, last)
        progress(1)


def _side_by_side(
    entered: Iterator[tuple[int, Entered]], standing: Iterator[tuple[int, Record]]
) -> Iterator[tuple[int, Entered | None, Record | None]]:
    """Two lists that are in the order of their keys, as one."""
    both = merge(
        ((pk, last, None) for pk, last in entered),
        ((pk, None, row) for pk, row in standing),
        key=lambda each: each[0],
    )
    for pk, same in groupby(both, key=lambda each: each[0]):
        found = list(same)
        yield (
            pk,
            next((last for _, last, _ in found if last), None),
            next((row for _, _, row in found if row), None),
        )


def _row(source: Source, named: str, row: Record, last: Entered) -> Iterator[Problem]:
    covers, said, times = last
    if not 1 <= covers <= source.latest:
        yield Problem(named, "was entered in a format that nobody knows")
        return
    if source.hash_of(row, covers) != said:
        yield Problem(named, "does not say what was entered into the log")
    if source.formats.unsaid(covers, row):
        yield Problem(named, "says what joined later, and was not entered with it")
    if source.is_final and times > source.latest:
        yield Problem(named, "is written once, and was entered again")


def _entered(source: Source) -> Iterator[tuple[int, Entered]]:
    """What was entered last of each row, by their keys."""
    entries = LogEntry.objects.filter(source=source.name).order_by("row", "pk")
    listed = entries.values_list("row", "covers", "hash").iterator(AT_ONCE)
    for row, same in groupby(listed, key=lambda each: each[0]):
        every = list(same)
        yield row, (every[-1][1], every[-1][2], len(every))
