"""NBIB, the format of MEDLINE, as PubMed sends it (nlm.nih.gov/bsd/mms/medlineelements.html), and as
ERIC writes it, which has no PMID, and its own words for kinds, serial numbers and the article's number."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from articles.references.csl import CSL
from articles.references.formats.fields import dates, people
from articles.references.formats.records import Raw, one_line, pages, parted

LINE: Final = re.compile(r"^([A-Z][A-Z0-9]{1,3})\s{0,2}-\s?(.*)$")
# most records begin with PMID; those of ERIC, which have none, with OWN after an empty line
START: Final = re.compile(r"^PMID\s?-|(?:\A\s*|(?<=\n\n))OWN\s?-", re.MULTILINE)
FIELDS: Final = {
    "container-title": "JT",
    "container-title-short": "TA",
    "volume": "VI",
    "issue": "IP",
    "publisher": "PB",
    "publisher-place": "PL",
    "edition": "EN",
    "abstract": "AB",
    "language": "LA",
    "PMID": "PMID",
    "PMCID": "PMC",
}
ARTICLE_NUMBER: Final = re.compile(r"\bArticle (\w+)", re.IGNORECASE)
SERIAL: Final = re.compile(r"\b(\d{4})-?(\d{3}[\dXx])\b")
IDENTIFIED: Final = re.compile(r"(?P<value>\S+)\s+\[(?P<kind>doi|pii|bookaccession|isbn)\]", re.I)

UNTITLED: Final = re.compile(r"\[(?:not available|no title found)\.?\]\.?", re.IGNORECASE)

Tags = dict[str, list[str]]


def read(text: str) -> Iterator[Raw]:
    for line, record in parted(START, text):
        raw = _work(*_tags(record))
        raw.line = line
        yield raw


def _tags(record: str) -> tuple[Tags, list[str]]:
    """Values by tag, and the tags in their order; a line that begins with white space goes on with the
    one above."""
    found: list[tuple[str, list[str]]] = []
    for line in record.split("\n"):
        if begins := LINE.match(line):
            found.append((begins[1], [begins[2].strip()]))
        elif found and line.startswith(" "):
            found[-1][1].append(line.strip())
    tags: Tags = defaultdict(list)
    for tag, parts in found:
        tags[tag].append(" ".join(parts).replace("((R))", "®").replace("((TM))", "™"))
    return tags, [tag for tag, _parts in found]


def _work(tags: Tags, order: list[str]) -> Raw:
    raw = Raw(label=f"PMID {_first(tags, 'PMID')}")
    work = raw.work
    work.update({name: _first(tags, tag) for name, tag in FIELDS.items()})
    if re.fullmatch("0*", work["PMID"]):
        del work["PMID"]
    work["type"], work["title"] = _kind(tags), _title(tags)
    if work["type"] == "chapter":
        work["container-title"] = _first(tags, "BTI", "CTI")
    if work["type"] == "report":  # ERIC names the publisher where others name the journal
        work["publisher"] = work["publisher"] or work.pop("container-title")
    if work["type"] == "article":  # of a preprint the server stands where others have the journal
        work["publisher"] = work["publisher"] or work.pop("container-title")
        del work["container-title-short"]
    work["page"] = pages(_first(tags, "PG"))
    _identifiers(tags, raw)
    raw.warnings += people.put_authors(work, _authors(tags, order))
    for each in tags.get("SI", []):  # “ClinicalTrials.gov/NCT00000000”: where else it is registered
        people.add_note(work, each)
    editors = [people.name(each) for each in tags.get("FED", [])]
    raw.warnings += people.put_authors(work, editors, "editor")
    # DEP, the day on which it stood on the web, counts only where the issue has no date
    if issued := dates.issued(_first(tags, "DP")) or dates.issued(_first(tags, "DEP")):
        work["issued"] = issued
    if any(each.lower().startswith("retracted") for each in tags.get("PT", [])):
        work["status"] = "retracted"
        raw.warnings.append(
            _("PubMed marks it as retracted: cite it only to speak of the retraction.")
        )
    return raw


def _title(tags: Tags) -> str:
    """Of an article that has no English one, which PubMed says in its place, that of its own language."""
    title = _first(tags, "TI", "BTI", "CTI")
    return _first(tags, "TT") or title if UNTITLED.fullmatch(title) else title


def _authors(tags: Tags, order: list[str]) -> list[CSL]:
    """People and groups as they follow each other: a collective may come first, or between."""
    people_by = "FAU" if "FAU" in tags else "AU"
    is_full = any("," in each for each in tags.get(people_by, []))
    reads = people.name if is_full else people.medline_name
    left = {tag: iter(tags.get(tag, [])) for tag in (people_by, "CN")}
    return [
        reads(written) if tag == people_by else {"literal": one_line(written)}
        for tag in order
        if tag in left and (written := next(left[tag]))
    ]


def _kind(tags: Tags) -> str:
    kinds = {each.lower() for each in tags.get("PT", [])}
    if "book chapter" in kinds or ("BTI" in tags and "TI" in tags):
        return "chapter"
    if "BTI" in tags or "book" in kinds:
        return "book"
    if "preprint" in kinds:
        return "article"
    is_report = any(each.startswith("reports") for each in kinds)
    is_in_a_journal = "journal articles" in kinds or "VI" in tags
    return "report" if is_report and not is_in_a_journal else "article-journal"


def _identifiers(tags: Tags, raw: Raw) -> None:
    work = raw.work
    work["PMCID"] = work["PMCID"].partition(" ")[0]  # “PMC77 [Available on 2021-01-01]”
    for found in IDENTIFIED.finditer(" ".join([*tags.get("LID", []), *tags.get("AID", [])])):
        if found["kind"].lower() == "doi":
            work.setdefault("DOI", found["value"])
        elif found["kind"].lower() == "pii" and not work["page"]:
            # an article of a journal without pages is found by its number
            work["page"] = found["value"] if len(found["value"]) <= 12 else ""
    work["ISBN"] = ", ".join(each.split(" ")[0] for each in tags.get("ISBN", []))
    serials = (found.groups() for each in (*tags.get("IS", []), *tags.get("ISSN", []))
               for found in SERIAL.finditer(each))  # fmt: skip
    work["ISSN"] = ", ".join(dict.fromkeys(f"{first}-{last.upper()}" for first, last in serials))
    if not work["page"] and (number := ARTICLE_NUMBER.search(_first(tags, "DP"))):
        work["page"] = number[1]
    raw.addresses = [
        each for each in (*tags.get("AID", []), *tags.get("LID", [])) if each.startswith("http")
    ]


def _first(tags: Tags, *names: str) -> str:
    return next((one_line(value) for name in names for value in tags.get(name, []) if value), "")
