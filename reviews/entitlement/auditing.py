"""Whether the record of people and rules is whole."""

from collections.abc import Iterator

from articles.formats import UnknownFormat
from reviews.models import Amendment, CheckFile


def problems() -> Iterator[tuple[Amendment, str]]:
    """The rows of the chain that do not hold, each with what is wrong."""
    previous = ""
    for number, row in enumerate(Amendment.objects.order_by("number").iterator(), start=1):
        if row.number != number:
            yield row, f"is number {row.number} where number {number} is expected"
        if row.previous_hash != previous:
            yield row, "does not follow the row before it"
        if not _has_its_hash(row):
            yield row, "does not have its hash"
        previous = row.hash


def false_files() -> Iterator[CheckFile]:
    """What was kept of look-ups and is something else now."""
    for file in CheckFile.objects.order_by("pk").iterator(chunk_size=1):  # each may be large
        if not file.is_whole:
            yield file


def _has_its_hash(row: Amendment) -> bool:
    try:
        return row.computed_hash() == row.hash
    except UnknownFormat:  # nobody ever wrote one
        return False
