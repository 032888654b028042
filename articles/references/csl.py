"""A work as a person enters it, field by field, and as CSL-JSON (citationstyles.org)."""

import re
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from articles.references import kinds
from articles.references.identifiers import Malformed

CSL = dict[str, Any]

DATE: Final = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
PLAIN: Final = {
    "title": "title",
    "title_short": "title-short",
    "journal": "container-title",
    "journal_short": "container-title-short",
    "series": "collection-title",
    "series_number": "collection-number",
    "publisher": "publisher",
    "place": "publisher-place",
    "edition": "edition",
    "volume": "volume",
    "volumes": "number-of-volumes",
    "page_count": "number-of-pages",
    "issue": "issue",
    "pages": "page",
    "number": "number",
    "version": "version",
    "genre": "genre",
    "medium": "medium",
    "section": "section",
    "event": "event-title",
    "event_place": "event-place",
    "doi": "DOI",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "isbn": "ISBN",
    "issn": "ISSN",
    "url": "URL",
    "archive": "archive",
    "status": "status",
    "language": "language",
    "abstract": "abstract",
}
PEOPLE: Final = {
    "authors": "author",
    "editors": "editor",
    "translators": "translator",
    "book_authors": "container-author",
    "series_editors": "collection-editor",
}
DATES: Final = {"date": "issued", "accessed": "accessed", "first_published": "original-date"}
ET_AL: Final = "et al."
CUT_SHORT: Final = re.compile(r"et\.? al\.?", re.IGNORECASE)
INCOMPLETE: Final = "author list incomplete"  # the note, or its first line


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
    """One name a line: “Family, Given” or “Family, Given, Jr”, or an organisation where there is no comma.

    A line that stayed as it was keeps what the form does not show of it.
    """
    kept = {name_line(name): name for name in known}
    found = (" ".join(line.split()) for line in lines.splitlines())
    return [kept.get(line) or _name(line) for line in filter(None, found)]


def _name(line: str) -> CSL:
    """An organisation whose own name has a comma stands in braces."""
    if line.startswith("{") and line.endswith("}"):
        return {"literal": line.strip("{} ")}
    family, *rest = (part.strip() for part in line.split(","))
    given, suffix = ", ".join(rest[:1]), ", ".join(rest[1:])
    if not given:
        return {"literal": family}
    return {"family": family, "given": given, **({"suffix": suffix} if suffix else {})}


def name_line(name: CSL) -> str:
    """A name as the form shows it."""
    if "literal" in name:
        written = str(name["literal"])
        return f"{{{written}}}" if "," in written else written
    given = " ".join(filter(None, [name.get("given"), name.get("dropping-particle")]))
    family = " ".join(filter(None, [name.get("non-dropping-particle"), name.get("family")]))
    return ", ".join(filter(None, [family, given, name.get("suffix")]))


def is_incomplete(work: CSL) -> bool:
    """Whether the list of authors is known to be cut short."""
    return str(work.get("note", "")).partition("\n")[0] == INCOMPLETE


def date_text(csl: CSL, field: str) -> str:
    parts = csl.get(field, {}).get("date-parts") or [[]]
    return "-".join(f"{int(part):02}" for part in parts[0] if part)


def fields_of(csl: CSL) -> dict[str, str]:
    """What the form shows of a work: all that it knows but what no field is for."""
    people = {field: _lines(csl.get(name, [])) for field, name in PEOPLE.items()}
    note = str(csl.get("note", ""))
    if is_incomplete(csl):
        people["authors"] = "\n".join(filter(None, [people["authors"], ET_AL]))
        note = note.partition("\n")[2]
    return {
        "type": kinds.kind_of(csl),
        **{field: str(csl.get(name, "")) for field, name in PLAIN.items()},
        **people,
        **{field: date_text(csl, name) for field, name in DATES.items()},
        "note": note,
    }


def from_fields(fields: dict[str, Any], known: CSL | None = None) -> CSL:
    """The work that the fields describe. What `known` has beyond them stays; what was emptied goes."""
    was = known or {}
    asked = {**fields_of(was), **fields}
    entered: CSL = {name: asked[field] for field, name in PLAIN.items()}
    entered |= kinds.typed(asked["type"], asked["genre"])
    lines = [line for line in asked["authors"].splitlines() if line.strip()]
    is_cut_short = bool(lines) and bool(CUT_SHORT.fullmatch(lines[-1].strip()))
    if is_cut_short:
        asked["authors"] = "\n".join(lines[:-1])
    entered["note"] = "\n".join(filter(None, [INCOMPLETE if is_cut_short else "", asked["note"]]))
    for field, name in PEOPLE.items():
        entered[name] = names(asked[field], was.get(name, []))
    for field, name in DATES.items():
        entered[name] = _dated(asked[field], was, name)
    kept = {name: value for name, value in was.items() if name not in entered}
    return {**kept, **{name: value for name, value in entered.items() if value}}


def _lines(people: list[CSL]) -> str:
    return "\n".join(name_line(name) for name in people)


def _dated(value: str, was: CSL, name: str) -> CSL | None:
    """A day that stayed as it was keeps what the form does not show of it: a season, a second day."""
    if value and value == date_text(was, name):
        return dict(was[name])
    return {"date-parts": date_parts(value)} if value else None
