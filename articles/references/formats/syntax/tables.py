"""Rows of files with a head line, each with the line on which it begins; a broken one is named."""

import csv
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from articles.references.formats.records import Raw

Row = dict[str, str]


def rows(
    text: str, reads: Callable[[Row], Raw], delimiter: str = ",", has_quotes: bool = True
) -> Iterator[Raw]:
    """Read each row by the names of its columns, small; cells without a column are left out."""
    table = csv.DictReader(
        text.splitlines(keepends=True),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if has_quotes else csv.QUOTE_NONE,
    )
    line = 2
    try:
        for row in table:
            raw = reads(
                {
                    name.strip().lower(): value.strip()
                    for name, value in row.items()
                    if isinstance(name, str) and isinstance(value, str)
                }
            )
            raw.line, line = line, table.line_num + 1
            yield raw
    except csv.Error as why:
        said = _("The table can't be read from line %(number)s on: %(why)s.")
        yield Raw(line=line, problem=said % {"number": line, "why": why})
