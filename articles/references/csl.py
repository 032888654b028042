"""A work as a person enters it, field by field, and as CSL-JSON (citationstyles.org)."""

import re
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from articles.references.identifiers import Malformed

CSL = dict[str, Any]

DATE: Final = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
PLAIN: Final = {
    "title": "title",
    "journal": "container-title",
    "journal_short": "container-title-short",
    "publisher": "publisher",
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
    "doi": "DOI",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "isbn": "ISBN",
    "url": "URL",
}


def date_parts(value: str) -> list[list[int]]:
    """“2019”, “2019-04” or “2019-04-12” as CSL writes a date."""
    found = DATE.fullmatch(value.strip())
    if not found:
        raise Malformed(_("Write the date as 2019, 2019-04 or 2019-04-12."))
    parts = [int(part) for part in found.groups() if part]
    try:
        date(*[*parts, 1, 1][:3])
    except ValueError:
        raise Malformed(_("There is no such day: write it as 2019-04-12.")) from None
    return [parts]


def names(lines: str, known: list[CSL]) -> list[CSL]:
    """One name a line: “Family, Given”, or an organisation where there is no comma.

    A line that stayed as it was keeps what the form does not show of it.
    """
    kept = {name_line(name): name for name in known}
    found = []
    for line in filter(None, (" ".join(line.split()) for line in lines.splitlines())):
        family, _comma, given = (part.strip() for part in line.partition(","))
        entered = {"family": family, "given": given} if given else {"literal": family}
        found.append(kept.get(line) or entered)
    return found


def name_line(name: CSL) -> str:
    """A name as the form shows it."""
    if "literal" in name:
        return str(name["literal"])
    family = " ".join(filter(None, [name.get("non-dropping-particle"), name.get("family")]))
    return ", ".join(filter(None, [family, name.get("given")]))


def date_text(csl: CSL, field: str) -> str:
    parts = csl.get(field, {}).get("date-parts") or [[]]
    return "-".join(f"{int(part):02}" for part in parts[0] if part)


def fields_of(csl: CSL) -> dict[str, str]:
    """What the form shows of a work."""
    return {
        **{field: str(csl.get(name, "")) for field, name in PLAIN.items()},
        "type": str(csl.get("type", "article-journal")),
        "authors": "\n".join(name_line(name) for name in csl.get("author", [])),
        "date": date_text(csl, "issued"),
        "accessed": date_text(csl, "accessed"),
    }


def from_fields(fields: dict[str, Any], known: CSL | None = None) -> CSL:
    """The work that the fields describe. What `known` has beyond the form stays; what was emptied goes."""
    csl = {**(known or {}), "type": fields["type"]}
    entered: dict[str, Any] = {name: fields.get(field, "") for field, name in PLAIN.items()}
    entered["author"] = names(fields.get("authors", ""), csl.get("author", []))
    for field, name in (("date", "issued"), ("accessed", "accessed")):
        value = fields.get(field, "")
        if value and value == date_text(csl, name):
            entered[name] = csl[name]
        else:
            entered[name] = {"date-parts": date_parts(value)} if value else None
    for name, value in entered.items():
        if value:
            csl[name] = value
        else:
            csl.pop(name, None)
    return csl
