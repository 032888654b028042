"""Taking in a file of Retraction Watch: all of it or nothing, and as often as one likes."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import Reference, RetractionNotice, RetractionSnapshot
from articles.retractions import matching, retraction_watch, standings
from articles.retractions.retraction_watch import Row, Unread

MOST_LOST: Final = 0.03  # of the notices that were listed: more is a file that was cut off
AT_ONCE: Final = 1000
Key = tuple[int, str, str]


class Refused(ValueError):
    """The file is not taken in, and nothing has changed; the message says why and what to do."""


@dataclass
class Report:
    """What a file did. `changed` are the works that stand otherwise now, with how they stood before."""

    snapshot: RetractionSnapshot
    unread: list[Unread]
    new: int = 0
    altered: int = 0
    vanished: int = 0
    matched: int = 0
    changed: list[standings.Change] = field(default_factory=list)


def take_in(
    path: Path,
    now: datetime,
    as_of: date | None = None,
    progress: Callable[[int], None] = lambda count: None,
) -> Report:
    """Read a file and look up the library in it. `progress` hears of rows read, now and then.

    `as_of` is the day on which the file was made; else that of its newest notice. Raises `Refused`.
    """
    rows, unread, digest = _read(path, progress)
    newest = max(row.on for row in rows)
    snapshot = RetractionSnapshot(
        name=path.name[:200], sha256=digest, as_of=as_of or newest, read_at=now, rows=len(rows)
    )
    with transaction.atomic():
        _refuse_an_older_one(snapshot)
        snapshot.save()
        report = Report(snapshot, unread)
        before = standings.of_library()
        _write({_key(row): row for row in rows}, report)
        report.matched = _match_anew()
        report.changed = standings.tell_of_changes(before)
    return report


def _read(path: Path, progress: Callable[[int], None]) -> tuple[list[Row], list[Unread], str]:
    rows: list[Row] = []
    unread: list[Unread] = []
    digest = hashlib.sha256()

    def lines() -> Iterable[bytes]:
        with path.open("rb") as file:
            for line in file:
                digest.update(line)
                yield line

    try:
        for row in retraction_watch.rows(lines()):
            if isinstance(row, Unread):
                unread.append(row)
                continue
            rows.append(row)
            if len(rows) % AT_ONCE == 0:
                progress(len(rows))
    except retraction_watch.NotRetractionWatch as error:
        raise Refused(str(error)) from error
    if not rows:
        raise Refused(_("There is no notice in the file that can be read. Nothing was changed."))
    return rows, unread, digest.hexdigest()


def _refuse_an_older_one(snapshot: RetractionSnapshot) -> None:
    last = RetractionSnapshot.objects.first()
    if last is not None and snapshot.as_of < last.as_of:
        said = _(
            "The file is of %(day)s, and one of %(last)s has been read. Take a newer one."
            " Nothing was changed."
        )
        raise Refused(said % {"day": snapshot.as_of, "last": last.as_of})


def _write(rows: dict[Key, Row], report: Report) -> None:
    """Bring the stored notices to what the file says."""
    stored = {(each.record, each.doi, each.pmid): each for each in RetractionNotice.objects.all()}
    listed = [key for key, notice in stored.items() if notice.is_listed]
    lost = [key for key in listed if key not in rows]
    if len(lost) > MOST_LOST * len(listed):
        said = _(
            "%(lost)s of %(listed)s notices are missing from the file, which is more than rows"
            " that are taken back: it seems to be cut off. Fetch it again. Nothing was changed."
        )
        raise Refused(said % {"lost": len(lost), "listed": len(listed)})
    new = [_notice(row) for key, row in rows.items() if key not in stored]
    altered = [
        notice
        for key, row in rows.items()
        if (notice := stored.get(key)) is not None and _alter(notice, row)
    ]
    RetractionNotice.objects.bulk_create(new, batch_size=AT_ONCE)
    RetractionNotice.objects.bulk_update(altered, [*FACTS, "is_listed"], batch_size=AT_ONCE)
    for start in range(0, len(lost), AT_ONCE):
        gone = [stored[key].pk for key in lost[start : start + AT_ONCE]]
        RetractionNotice.objects.filter(pk__in=gone).update(is_listed=False)
    report.new, report.altered, report.vanished = len(new), len(altered), len(lost)


FACTS: Final = ("nature", "title", "folded_title", "published_in", "on", "notice_doi", "reasons")


def _key(row: Row) -> Key:
    return row.record, row.doi, row.pmid


def _facts(row: Row) -> dict[str, object]:
    return {
        "nature": row.nature.value,
        "title": row.title,
        "folded_title": matching.folded(row.title),
        "published_in": row.published_on.year if row.published_on else None,
        "on": row.on,
        "notice_doi": row.notice_doi,
        "reasons": list(row.reasons),
    }


def _notice(row: Row) -> RetractionNotice:
    return RetractionNotice(record=row.record, doi=row.doi, pmid=row.pmid, **_facts(row))


def _alter(notice: RetractionNotice, row: Row) -> bool:
    """Give a stored notice what the file says of it; whether that is anything new."""
    facts = {**_facts(row), "is_listed": True}
    if all(getattr(notice, name) == value for name, value in facts.items()):
        return False
    for name, value in facts.items():
        setattr(notice, name, value)
    return True


def _match_anew() -> int:
    """Look for every work of the library in all that is listed."""
    library = matching.Library(Reference.objects.only("pk", "doi", "pmid", "csl").iterator())
    notices = RetractionNotice.objects.filter(is_listed=True).iterator(chunk_size=AT_ONCE)
    return matching.match(notices, library)
