"""NBIB, the format of MEDLINE, as PubMed sends it (nlm.nih.gov/bsd/mms/medlineelements.html)."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from articles.references.formats import dates, people
from articles.references.formats.records import Raw, one_line, pages

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
IDENTIFIED: Final = re.compile(r"(?P<value>\S+)\s+\[(?P<kind>doi|pii|bookaccession|isbn)\]", re.I)

Tags = dict[str, list[str]]


def read(text: str) -> Iterator[Raw]:
    starts = [found.start() for found in START.finditer(text)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        yield _work(_tags(text[start:end]))


def _tags(record: str) -> Tags:
    """Values by tag; a line that begins with white space goes on with the one above."""
    tags: Tags = defaultdict(list)
    last = ""
    for line in record.split("\n"):
        if found := LINE.match(line):
            last = found[1]
            tags[last].append(found[2].strip())
        elif last and line.startswith(" "):
            tags[last][-1] += f" {line.strip()}"
    return tags


def _work(tags: Tags) -> Raw:
    raw = Raw(label=f"PMID {_first(tags, 'PMID')}")
    work = raw.work
    work.update({name: _first(tags, tag) for name, tag in FIELDS.items()})
    if re.fullmatch("0*", work["PMID"]):
        del work["PMID"]
    work["type"], work["title"] = _kind(tags), _first(tags, "TI", "BTI", "CTI")
    if work["type"] == "chapter":
        work["container-title"] = _first(tags, "BTI", "CTI")
    work["page"] = pages(_first(tags, "PG").partition(";")[0])
    _identifiers(tags, raw)
    names = [people.name(each) for each in tags.get("FAU", [])]
    names = names or [people.medline_name(each) for each in tags.get("AU", [])]
    names += [{"literal": one_line(each)} for each in tags.get("CN", [])]
    raw.warnings += people.put_authors(work, names)
    editors = [people.name(each) for each in tags.get("FED", [])]
    raw.warnings += people.put_authors(work, editors, "editor")
    # DEP, the day on which it stood on the web, counts only where the issue has no date
    if issued := dates.issued(_first(tags, "DP")) or dates.issued(_first(tags, "DEP")):
        work["issued"] = issued
    if any(each.lower().startswith("retracted") for each in tags.get("PT", [])):
        raw.warnings.append(
            _("PubMed marks it as retracted: cite it only to speak of the retraction.")
        )
    return raw


def _kind(tags: Tags) -> str:
    kinds = {each.lower() for each in tags.get("PT", [])}
    if "book chapter" in kinds or ("BTI" in tags and "TI" in tags):
        return "chapter"
    if "BTI" in tags or "book" in kinds:
        return "book"
    return "article" if "preprint" in kinds else "article-journal"


def _identifiers(tags: Tags, raw: Raw) -> None:
    work = raw.work
    for value in (*tags.get("LID", []), *tags.get("AID", [])):
        found = IDENTIFIED.match(value)
        if found and found["kind"].lower() == "doi":
            work.setdefault("DOI", found["value"])
        elif found and found["kind"].lower() == "pii" and not work["page"]:
            # an article of a journal without pages is found by its number
            work["page"] = found["value"] if len(found["value"]) <= 12 else ""
    isbn = _first(tags, "ISBN").split(" ")[0]
    if isbn:
        work["ISBN"] = isbn
    if issn := _first(tags, "IS").split(" ")[0]:
        work["ISSN"] = issn


def _first(tags: Tags, *names: str) -> str:
    return next((one_line(value) for name in names for value in tags.get(name, []) if value), "")
