"""What programs write into free fields: identifiers in notes, the day of reading, several addresses."""

import re
from typing import Final

from articles.references.formats.fields import dates

# “PMID: 31000005 PMCID: PMC6000005”, as Zotero writes into Extra
LABELLED: Final = {
    "PMID": re.compile(r"\bPMID[:\s]+(\d{1,8})\b", re.IGNORECASE),
    "PMCID": re.compile(r"\bPMCID[:\s]+(PMC\d+)\b", re.IGNORECASE),
    "DOI": re.compile(r"(?:\bdoi[:\s]+|\bdoi\.org/|^)(10\.\d{4,9}/\S+)", re.IGNORECASE),
}
ACCESSED: Final = re.compile(
    r"\b(?:(?:last |date )?(?:accessed|visited|retrieved|viewed|access date)(?: on)?|cited)[\s:,]+"
    r"([^;()]{4,40})",
    re.IGNORECASE,
)
# a “;” belongs to some DOIs, so it parts addresses only where another begins
BETWEEN: Final = re.compile(r"\s+|;(?=\s|https?://)|,(?=https?://)", re.IGNORECASE)


def identifiers(*written: str) -> dict[str, str]:
    """Those that are named as such, by their names in CSL-JSON."""
    found = {}
    for name, pattern in LABELLED.items():
        hits = (pattern.search(value) for value in written)
        if hit := next(filter(None, hits), None):
            found[name] = hit[1]
    return found


def accessed(*written: str) -> list[int]:
    """The day on which somebody says to have read it: “Accessed: 2020-04-27”; [] without one."""
    for value in written:
        if (found := ACCESSED.search(value)) and (day := dates.read(found[1])):
            return day
    return []


def is_used(written: str) -> bool:
    """Whether a note is nothing but an identifier, an address or the day of reading."""
    return bool(identifiers(written) or accessed(written) or addresses(written))


def addresses(*written: str) -> list[str]:
    """The addresses in one or several values, in order, each once."""
    parts = (part.strip("<>,;") for value in written for part in BETWEEN.split(value.strip()))
    return list(
        dict.fromkeys(part for part in parts if re.match(r"(?:https?://|www\.)", part, re.I))
    )
