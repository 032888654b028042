"""Names of people and organisations as other programs write them."""

import re
from typing import Final

from django.utils.translation import gettext as _

from articles.references.bibliography import INCOMPLETE
from articles.references.csl import CSL

OTHERS: Final = re.compile(r"(?:and\s+)?(?:et\.? al\.?|others|\.\.\.|…)", re.IGNORECASE)
INITIALS: Final = re.compile(r"[A-Z][A-Z-]{0,3}")
SUFFIX: Final = re.compile(r"(?:Jr|Sr|[IV]+|2nd|3rd)\.?", re.IGNORECASE)


def name(written: str) -> CSL:
    """“Family, Given”, “Family, Given, Jr” or “Family, Jr, Given”; without a comma an organisation."""
    parts = [" ".join(part.split()) for part in written.split(",")]
    parts = [part for part in parts if part]
    if not parts:
        return {}
    if len(parts) == 1:
        return {"literal": parts[0]}
    family, *rest = parts
    suffixes = [part for part in rest if SUFFIX.fullmatch(part)]
    given = " ".join(part for part in rest if part not in suffixes)
    found = {"family": family, "given": given, "suffix": " ".join(suffixes)}
    return {part: value for part, value in found.items() if value}


def medline_name(written: str) -> CSL:
    """“Olsen EO”: family and initials, without a comma."""
    family, _space, initials = written.strip().rpartition(" ")
    if "," in written or not family or not INITIALS.fullmatch(initials):
        return name(written)
    return {"family": family, "given": initials}


def put_authors(work: CSL, names: list[CSL], role: str = "author") -> list[str]:
    """Put names into a work; “et al.” at their end is kept as what it says. Returns warnings."""
    kept = [each for each in names if each]
    complete = [each for each in kept if not OTHERS.fullmatch(each.get("literal", ""))]
    if complete:
        work[role] = complete
    if role != "author" or len(complete) == len(kept):
        return []
    work["note"] = INCOMPLETE
    return [_("The list of authors ends in “et al.”: the entry shows it so.")]
