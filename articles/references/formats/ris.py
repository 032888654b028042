"""RIS, read by rispy one record at a time, so that a broken one harms no other."""

import re
from collections.abc import Iterator
from typing import Any, Final

import rispy
from django.utils.translation import gettext as _
from rispy.config import TAG_KEY_MAPPING

from articles.references.formats import dates, people
from articles.references.formats.records import Raw, one_line, pages

TYPES: Final = {
    **dict.fromkeys(("JOUR", "EJOUR", "JFULL", "ABST", "INPR"), "article-journal"),
    **dict.fromkeys(("BOOK", "EBOOK", "EDBOOK", "WHOLE"), "book"),
    **dict.fromkeys(("CHAP", "ECHAP"), "chapter"),
    **dict.fromkeys(("RPRT", "GOVDOC", "GRNT"), "report"),
    **dict.fromkeys(("ELEC", "WEB"), "webpage"),
    **dict.fromkeys(("CONF", "CPAPER"), "paper-conference"),
    **dict.fromkeys(("DATA", "AGGR"), "dataset"),
    **dict.fromkeys(("STAT", "BILL", "LEGAL"), "legislation"),
    **dict.fromkeys(("UNPB", "UNPD", "MANSCPT"), "manuscript"),
    "THES": "thesis",
    "MGZN": "article-magazine",
    "NEWS": "article-newspaper",
    "STAND": "standard",
    "PAT": "patent",
    "BLOG": "post-weblog",
    "SLIDE": "speech",
    "VIDEO": "motion_picture",
    "CASE": "legal_case",
    "COMP": "software",
    "DICT": "entry-dictionary",
    "ENCYC": "entry-encyclopedia",
    "GEN": "document",
}
# the first of these tags that a record has, for each field
FIELDS: Final = {
    "container-title": ("T2", "JF", "JO", "BT"),
    "container-title-short": ("J2", "JA", "J1"),
    "volume": ("VL",),
    "issue": ("IS", "CP"),
    "publisher": ("PB",),
    "publisher-place": ("CY", "PP"),
    "edition": ("ET",),
    "DOI": ("DO", "DI"),
    "language": ("LA",),
    "abstract": ("AB", "N2"),
}
TAG: Final = re.compile(r"^\s{0,3}([A-Z][A-Z0-9])\s{1,2}-(?:\s|(?=\S)|$)(.*)$")
START: Final = re.compile(r"^\s*TY\s{1,2}-", re.MULTILINE)
PUBMED: Final = re.compile(r"pubmed|medline", re.IGNORECASE)

Tags = dict[str, list[str]]


class _Parser(rispy.RisParser):  # type: ignore[misc]
    """Every tag may repeat and stands for itself: programs disagree about which do."""

    DEFAULT_MAPPING = {
        tag: tag for tag in (*TAG_KEY_MAPPING, "BT", "CP", "DI", "J1", "JA", "PP", "T1", "BT", "ED")
    }
    DEFAULT_LIST_TAGS = list(DEFAULT_MAPPING)
    DEFAULT_DELIMITER_MAPPING: dict[str, str] = {}


def read(text: str) -> Iterator[Raw]:
    for record in _records(text):
        yield _raw(record)


def _records(text: str) -> Iterator[str]:
    """What stands between one TY and the next, with its tags written as the format asks."""
    starts = [found.start() for found in START.finditer(text)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        lines = []
        for line in text[start:end].strip("\n").split("\n"):
            found = TAG.match(line)
            if found and found[1] == "ER":
                break
            if found:
                lines.append(f"{found[1]}  - {found[2].strip()}")
            else:  # a value that goes on
                lines[-1] += f" {line.strip()}"
        yield "\n".join([*lines, "ER  - "])


def _raw(record: str) -> Raw:
    label = record[:200]
    try:
        tags: dict[str, Any] = rispy.loads(record, implementation=_Parser)[0]
    except (rispy.parser.ParseError, IndexError, KeyError, OSError) as why:
        return Raw(label=label, problem=_("This record can't be read: %(why)s.") % {"why": why})
    return _work(
        {name: [value] if isinstance(value, str) else value for name, value in tags.items()}
    )


def _work(tags: Tags) -> Raw:
    kind = TYPES.get(_first(tags, "TY").upper(), _first(tags, "TY"))
    raw = Raw(label=_first(tags, "ID"))
    work = raw.work
    work.update({"type": kind, "title": _title(tags)})
    work.update({name: _first(tags, *names) for name, names in FIELDS.items()})
    if kind == "book" and work["container-title"] == work["title"]:
        del work["container-title"]
    raw.warnings += people.put_authors(work, _names(tags, "AU", "A1"))
    editors = _names(tags, "ED", *(("A2",) if kind in {"book", "chapter"} else ()))
    raw.warnings += people.put_authors(work, editors, "editor")
    if issued := dates.issued(_first(tags, "PY", "Y1"), _first(tags, "DA")):
        work["issued"] = issued
    if seen := dates.read(_first(tags, "Y2")):
        work["accessed"] = {"date-parts": [seen]}
    work["page"] = pages("-".join(filter(None, [_first(tags, "SP"), _first(tags, "EP")])))
    _identifiers(tags, raw)
    return raw


def _title(tags: Tags) -> str:
    return _first(tags, "TI", "T1", "CT") or (_first(tags, "BT") if "BT" in tags else "")


def _identifiers(tags: Tags, raw: Raw) -> None:
    work = raw.work
    for number in tags.get("SN", []):
        bare = re.sub(r"[^\dXx]", "", number.partition("(")[0])
        if len(bare) in {10, 13}:
            work.setdefault("ISBN", bare)
        elif len(bare) == 8:
            work.setdefault("ISSN", f"{bare[:4]}-{bare[4:].upper()}")
    accession, base = _first(tags, "AN"), _first(tags, "DB", "DP")
    if re.fullmatch(r"[1-9]\d{0,7}", accession) and (not base or PUBMED.search(base)):
        work["PMID"] = accession
    if re.fullmatch(r"PMC\d+", _first(tags, "C2")):
        work["PMCID"] = _first(tags, "C2")
    addresses = [part.strip() for value in tags.get("UR", []) for part in value.split(";")]
    work["URL"] = next((each for each in addresses if each.startswith("http")), "")


def _first(tags: Tags, *names: str) -> str:
    """The first value of the first of the tags that says something."""
    values = (one_line(value) for name in names for value in tags.get(name, []))
    return next(filter(None, values), "")


def _names(tags: Tags, *names: str) -> list[dict[str, Any]]:
    return [people.name(value) for name in names for value in tags.get(name, []) if value.strip()]
