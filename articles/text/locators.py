"""Where in a work a citation points, and the words there that support it: their one form. Pure."""

import re
from typing import Final
from unicodedata import normalize

LONGEST_LOCATOR: Final = 100
LONGEST_QUOTE: Final = 500
PAGES: Final = re.compile(
    r"(?:pages?|pp?\.?)?\s*([A-Za-z]?\d[\w.]*(?:\s*[-\u2010-\u2015,]\s*[A-Za-z]?\d[\w.]*)*)",
    re.IGNORECASE,
)


def locator(written: str) -> str:
    """“p. 12”, “pp. 12-14”, “Table 2”: white space plain, at most 100 characters, pages in one form.

    Any other label of CSL (chapter, section, table, figure, …) stays as it was written.
    """
    plain = _bounded(written, LONGEST_LOCATOR)
    found = PAGES.fullmatch(plain)
    if not found:
        return plain
    numbers = re.sub(r"\s*,\s*", ", ", re.sub(r"\s*[-\u2010-\u2015]\s*", "-", found[1]))
    label = "pp." if re.search(r"[-,]", numbers) else "p."
    return _bounded(f"{label} {numbers}", LONGEST_LOCATOR)


def quote(written: str) -> str:
    """The words of the work: white space plain, at most 500 characters."""
    return _bounded(written, LONGEST_QUOTE)


def superscript(located: str) -> str:
    """As it stands in brackets behind a number: “p12”, “pp12-14”, “Table 2”.

    AMA Manual of Style, 11th edition, 3.6 (Citation): the pages are closed up to the number.
    """
    pages = re.fullmatch(r"(pp?)\. (.+)", located)
    return f"{pages[1]}{pages[2].replace(' ', '')}" if pages else located


def _bounded(written: str, longest: int) -> str:
    return normalize("NFC", " ".join(written.split()))[:longest].strip()
