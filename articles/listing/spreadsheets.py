"""Tables as files that a spreadsheet opens: CSV (RFC 4180), with a mark by which Excel knows UTF-8."""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Any, Final

from django.http import HttpResponse

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
MARK: Final = "\ufeff"


def answer(name: str, rows: Iterable[Iterable[Any]]) -> HttpResponse:
    """The rows as a file of a name; nobody keeps a copy on the way."""
    written = StringIO(newline="")
    csv.writer(written).writerows([safe(cell) for cell in row] for row in rows)
    response = HttpResponse(MARK + written.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def safe(cell: Any) -> Any:
    """Words that a spreadsheet would take for a formula are marked as words (OWASP, CSV injection)."""
    if isinstance(cell, str) and (cell.startswith(FORMULA) or cell.lstrip().startswith(FORMULA)):
        return f"'{cell}"
    return cell
