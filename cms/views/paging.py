"""Lists in pages, newest first, that nobody has to count: a page knows whether another follows."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

from articles import entering

Row = TypeVar("Row", bound=Model)
LAST_NUMBER = 10_000


@dataclass(frozen=True)
class ListPage(Generic[Row]):
    """A stretch of a list; the first page has the number 1."""

    number: int
    rows: list[Row]
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_other_pages(self) -> bool:
        return self.has_previous or self.has_next

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1


def page_of(rows: QuerySet[Row], number: str, per_page: int) -> ListPage[Row] | None:
    """The page of a number as an address gives it; None where there is no such page.

    One row more than is shown is read. The first page is there even of an empty list.
    """
    wanted = entering.number(number, LAST_NUMBER)
    if not wanted:
        return None
    first = (wanted - 1) * per_page
    read = list(rows[first : first + per_page + 1])
    if not read and first:
        return None
    return ListPage(wanted, read[:per_page], len(read) > per_page)
