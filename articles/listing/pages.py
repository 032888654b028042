"""What every list answers alike: its rows as a file or on paper, and what its page needs beside them."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.listing import keeping, spreadsheets
from articles.listing.filters import Chosen
from articles.security_log import note
from articles.users import User

MOST: Final = 20_000  # rows of a file
ON_PAPER: Final = 1_000
Rows = Callable[[int], Iterable[Any]]


def taken_along(
    request: HttpRequest, user: User, chosen: Chosen, rows: Rows
) -> HttpResponse | None:
    """The whole list as it is narrowed and sorted, where `as` asks for `csv` or `print`; else None.

    `rows` gives so many at most. An export is noted in the log of security.
    """
    wanted, listing = request.GET.get("as", ""), chosen.listing
    if wanted == "csv":
        return file(user, chosen, rows(MOST))
    if wanted == "print":
        cells = _cells(chosen, rows(ON_PAPER + 1))
        context = {
            "listing": listing,
            "chosen": chosen,
            "head": _head(chosen),
            "rows": cells[:ON_PAPER],
            "is_cut": len(cells) > ON_PAPER,
            "most": ON_PAPER,
        }
        return render(request, "articles/listing/print.html", context)
    return None


def file(user: User, chosen: Chosen, rows: Iterable[Any]) -> HttpResponse:
    """Rows as a file, with the columns of the list."""
    note("exported", what=f"list {chosen.listing.name}", user=user.pk)
    return spreadsheets.answer(chosen.listing.name, [_head(chosen), *_cells(chosen, rows)])


def around(request: HttpRequest, user: User, chosen: Chosen) -> dict[str, Any]:
    """For the templates in `articles/listing`."""
    return {"chosen": chosen, "saved_filters": keeping.of(user, chosen.listing.name)}


def _head(chosen: Chosen) -> list[str]:
    return [str(each.label) for each in chosen.listing.columns]


def _cells(chosen: Chosen, rows: Iterable[Any]) -> list[list[Any]]:
    return [[column.value(row) for column in chosen.listing.columns] for row in rows]
