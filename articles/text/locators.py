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
_LABEL: Final = (
    r"(?:pages?|pp?\.|table|fig(?:ure)?\.?|chapter|chap\.|section|sect\.|appendix|box|§|abstract"
    r"|p[áa]gs?\.|p[áa]ginas?|tabla|figura|cap[íi]tulo|secci[óo]n|anexo|resumen)"
)
PLACE: Final = re.compile(
    rf"{_LABEL}(?:\s*[\w.,§ \u2010-\u2015-]{{1,40}})?|\d[\d ,\u2010-\u2015-]*", re.I
)
LABELLED: Final = re.compile(
    rf"(?P<words>.+?)[\s,;(]+(?P<place>{_LABEL}\s*[\w.\u2010-\u2015-]{{1,20}})\)?\.?", re.I
)
LONGEST_SUPERSCRIPT: Final = 12  # letters that a number in the text carries at most
NUMBERED: Final = re.compile(rf"{_LABEL}\s*[A-Za-z]?\d[\w.]*", re.I)
QUOTED: Final = re.compile(
    r"(?P<before>[^\"“«‘]*?)[\s,;:(]*[\"“«‘](?P<words>.+)[\"”»’][\s,;(]*(?P<after>[^\"”»’]*?)[).]*"
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


def parted(written: str) -> tuple[str, str]:
    """(words, place) of what is typed into one field: “a mean fall of one point”, p. 4.

    What stands between quotation marks is the words. Without any, a place at the end is told by its label,
    and what is a place alone is no words.
    """
    plain = normalize("NFC", " ".join(written.split()))
    if found := QUOTED.fullmatch(plain):
        return quote(found["words"]), locator(found["after"] or found["before"])
    if PLACE.fullmatch(plain):
        return "", locator(plain)
    if found := LABELLED.fullmatch(plain):
        return quote(found["words"]), locator(found["place"])
    return quote(plain), ""


def put_together(words: str, place: str) -> str:
    """As `parted` takes it apart."""
    return ", ".join(each for each in (f"“{words}”" if words else "", place) if each)


def superscript(located: str) -> str:
    """As it stands in brackets behind a number: “p12”, “pp12-14”, “Table 2”; "" of what is no number or long.

    AMA Manual of Style, 11th edition, 3.6 (Citation): the pages are closed up to the number. What does not
    stand there is said in the list of references.
    """
    pages = re.fullmatch(r"(pp?)\. (.+)", located)
    short = f"{pages[1]}{pages[2].replace(' ', '')}" if pages else located
    is_short = len(short) <= LONGEST_SUPERSCRIPT
    return short if is_short and (pages or NUMBERED.fullmatch(located)) else ""


def _bounded(written: str, longest: int) -> str:
    return normalize("NFC", " ".join(written.split()))[:longest].strip()
