"""What the AMA Manual of Style (11th edition) asks of an entry beyond what the processor and its style do."""

import re
from collections.abc import Callable
from typing import Any, Final

from articles.references import kinds
from articles.references.csl import CSL
from articles.references.styles import processor
from articles.references.styles.processor import NAMES

EDITORS_AGAIN: Final = re.compile(r" \([^()]*, eds?\.?\)\.")
HEADS_TWICE: Final = re.compile(r"^([^.]+, eds?\.) (.+?) \1(?= )")
MONTHS: Final = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
SUPPLEMENT: Final = re.compile(r"\bsuppl(?:ement)?\b\.?", re.IGNORECASE)
SUPPLEMENTED: Final = re.compile(r"(\w+)\s+(suppl.*)", re.IGNORECASE)
KEPT: Final = ("id", "title", *NAMES, "accessed", "URL", "DOI")


def prepared(csl: CSL) -> CSL:
    """The item as the processor shall see it."""
    item = processor.prepared(_rewritten(csl))
    if found := SUPPLEMENTED.fullmatch(str(item.get("volume", ""))):  # “12 Suppl 1” of PubMed
        item["volume"] = found[1]
        item["issue"] = " ".join(filter(None, [str(item.get("issue", "")), found[2]]))
    if item.get("issue"):
        item["issue"] = SUPPLEMENT.sub("suppl", str(item["issue"]))
    return processor.without_groups(item)


def finished(line: str, csl: CSL) -> str:
    """The entry that the processor made, put right: one list of editors, groups, numbers of reports."""
    line = processor.finished(line, _rewritten(csl))
    if csl.get("editor") and not csl.get("author"):
        line = HEADS_TWICE.sub(r"\1 \2", EDITORS_AGAIN.sub("", line, count=1))
    line = processor.with_groups(line, csl)
    if csl.get("page") or not (csl.get("DOI") or csl.get("URL")):
        line = line.replace(
            "Published online ", "", 1
        )  # what stands on pages of print, or nowhere else
    if kinds.kind_of(csl) in {"report", "guideline"} and csl.get("number"):
        number = str(csl["number"])
        said = number if number[:1].isalpha() else f"Report {number}"
        line = re.sub(r"(; \d{4})\.", lambda found: f"{found[1]}. {said}.", line, count=1)
    return line


def _rewritten(csl: CSL) -> CSL:
    rewrite = REWRITES.get(kinds.kind_of(csl)) or REWRITES.get(str(csl.get("type", "")), dict)
    return rewrite(csl)


# --- kinds of work that the style does not know: as a page on the web, whose site says the rest -----


def _published(csl: CSL, *parts: str) -> CSL:
    """“Title. Version 2. Dryad; 2020.”: publisher and year as of a book (3.12), the rest before."""
    year = _year(csl)
    imprint = "; ".join(filter(None, [str(csl.get("publisher", "")), year]))
    kept: CSL = {name: csl[name] for name in KEPT if name in csl}
    return {
        **kept,
        "type": "webpage",
        "container-title": ". ".join(filter(None, [*map(str, parts), imprint])),
    }


def _data(csl: CSL) -> CSL:
    return _published(csl, f"Version {csl['version']}" if csl.get("version") else "")


def _document(csl: CSL) -> CSL:
    """“Restol. Prescribing information. Maker; 2021.” (3.15.10); what names no maker stays as it is."""
    if not csl.get("publisher"):
        return dict(csl)
    return _published(csl, str(csl.get("genre", "")), str(csl.get("number", "")))


def _standard(csl: CSL) -> CSL:
    return _published(csl, str(csl.get("number", "")))


def _patent(csl: CSL) -> CSL:
    """“Lind MA. Bed. Patent US1234567. February 3, 2001.”: its number and day (3.15.13)."""
    number = f"Patent {csl['number']}" if csl.get("number") else ""
    kept: CSL = {name: csl[name] for name in KEPT if name in csl}
    said = ". ".join(filter(None, [number, _day(csl)]))
    return {**kept, "type": "webpage", "container-title": said}


def _trial(csl: CSL) -> CSL:
    """“Title. ClinicalTrials.gov identifier: NCT00000000. Updated March 4, 2022.” (3.15.6)"""
    registry, number = str(csl.get("publisher", "")), str(csl.get("number", ""))
    named = " identifier: ".join(filter(None, [registry, number]))
    updated = f"Updated {day}" if (day := _day(csl)) else ""
    kept: CSL = {name: csl[name] for name in KEPT if name in csl}
    said = ". ".join(filter(None, [named, updated]))
    return {**kept, "type": "webpage", "container-title": said}


def law(csl: CSL) -> CSL:
    """“Rest Act, 21 US Code § 812 (1970).”, as lawyers write it (3.16; The Bluebook)."""
    section = f"§ {csl['section']}" if csl.get("section") else ""
    where = (str(csl.get(name, "")) for name in ("volume", "container-title", "number", "page"))
    place = " ".join(filter(None, [*where, section]))
    dated = f" ({year})" if (year := _year(csl)) else ""
    kept: CSL = {name: csl[name] for name in KEPT if name in csl}
    named = ", ".join(filter(None, [str(csl.get("title", "")), place]))
    return {**kept, "type": "webpage", "title": f"{named}{dated}"}


def case(csl: CSL) -> CSL:
    """“Roe v Wade, 410 US 113 (1973).” (3.16.2): names, reporter and page, court and year."""
    where = " ".join(
        str(csl[name]) for name in ("volume", "container-title", "page") if csl.get(name)
    )
    court = (
        str(csl.get("publisher", ""))
        if "supreme" not in str(csl.get("publisher", "")).lower()
        else ""
    )
    decided = " ".join(filter(None, [court, _year(csl)]))
    named = ", ".join(filter(None, [str(csl.get("title", "")), where]))
    kept: CSL = {name: csl[name] for name in KEPT if name in csl}
    return {**kept, "type": "webpage", "title": f"{named} ({decided})" if decided else named}


def _conference(csl: CSL) -> CSL:
    """Without proceedings: where and when it was presented (3.13.9)."""
    if csl.get("container-title") or not csl.get("event-title"):
        return {name: value for name, value in csl.items() if name != "event-title"}
    said = "; ".join(
        filter(None, [str(csl["event-title"]), _year(csl), str(csl.get("event-place", ""))])
    )
    kept = {
        name: value for name, value in csl.items() if name in ("id", "title", *NAMES, "URL", "DOI")
    }
    return {**kept, "type": "webpage", "container-title": f"Paper presented at: {said}"}


def _day(csl: CSL) -> str:
    """“March 4, 2022” as far as it is known."""
    year, month, day = (*(int(part) for part in _parts(csl) if part), 0, 0, 0)[:3]
    if not month:
        return str(year or "")
    named = MONTHS[month - 1]
    return f"{named} {day}, {year}" if day else f"{named} {year}"


def _year(csl: CSL) -> str:
    return str(_parts(csl)[0])


def _parts(csl: CSL) -> list[Any]:
    parts: list[list[Any]] = (csl.get("issued") or {}).get("date-parts") or [[""]]
    return parts[0] or [""]


REWRITES: Final[dict[str, Callable[[CSL], CSL]]] = {
    "bill": law,
    "dataset": _data,
    "document": _document,
    "legal_case": case,
    "legislation": law,
    "pamphlet": _document,
    "paper-conference": _conference,
    "patent": _patent,
    "software": _data,
    "standard": _standard,
    "trial": _trial,
}
