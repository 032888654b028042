"""RIS, read by rispy one record at a time, so that a broken one harms no other.

What a tag means depends on the type of work, and programs differ: EndNote's table of RIS fields and what
Zotero, Scopus, Embase, Ovid, EBSCO and Web of Science write are followed. Identifiers are taken from
where a program is known to put them, and from nowhere else.
"""

import re
from collections.abc import Iterator
from textwrap import dedent
from typing import Any, Final

import rispy
from django.utils.translation import gettext as _
from rispy.config import TAG_KEY_MAPPING

from articles.references import identifiers
from articles.references.csl import CSL, INCOMPLETE
from articles.references.formats.fields import dates, notes, people
from articles.references.formats.records import Raw, count_pages, one_line, pages, parted

TYPES: Final = {
    **dict.fromkeys(("JOUR", "EJOUR", "JFULL", "ABST", "INPR"), "article-journal"),
    **dict.fromkeys(("BOOK", "EBOOK", "EDBOOK", "WHOLE", "CLSWK", "SER"), "book"),
    **dict.fromkeys(("CHAP", "ECHAP"), "chapter"),
    **dict.fromkeys(("RPRT", "GOVDOC", "GRNT"), "report"),
    **dict.fromkeys(("ELEC", "WEB"), "webpage"),
    **dict.fromkeys(("CONF", "CPAPER"), "paper-conference"),
    **dict.fromkeys(("DATA", "AGGR", "DBASE"), "dataset"),
    **dict.fromkeys(("STAT", "LEGAL", "UNBILL"), "legislation"),
    **dict.fromkeys(("UNPB", "UNPD", "MANSCPT"), "manuscript"),
    **dict.fromkeys(("ART", "CHART", "FIGURE"), "graphic"),
    **dict.fromkeys(("ADVS", "MPCT", "VIDEO", "MULTI"), "motion_picture"),
    **dict.fromkeys(("PCOMM", "ICOMM"), "personal_communication"),
    **dict.fromkeys(("MUSIC", "SOUND"), "song"),
    "ANCIENT": "document",
    "BILL": "bill",
    "BLOG": "post-weblog",
    "CASE": "legal_case",
    "COMP": "software",
    "DICT": "entry-dictionary",
    "ENCYC": "entry-encyclopedia",
    "GEN": "document",
    "HEAR": "hearing",
    "MAP": "map",
    "MGZN": "article-magazine",
    "CTLG": "article-magazine",
    "NEWS": "article-newspaper",
    "PAMP": "pamphlet",
    "PAT": "patent",
    "PREPRINT": "article",
    "SLIDE": "speech",
    "STAND": "standard",
    "THES": "thesis",
}
# the first of these tags that a record has, for each field
FIELDS: Final = {
    "container-title": ("T2", "JF", "JO", "BT", "SO"),
    "container-title-short": ("J2", "JA", "J1", "JO"),
    "volume": ("VL",),
    "issue": ("IS", "CP"),
    "publisher": ("PB",),
    "publisher-place": ("CY", "PP"),
    "edition": ("ET",),
    "DOI": ("DO", "DI"),
    "language": ("LA",),
    "abstract": ("AB", "N2"),
}
# where a type of work differs: field -> tags
OF_TYPE: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "book": {
        "container-title": (),
        "collection-title": ("T2", "T3"),
        "collection-number": ("M1",),
        "number-of-volumes": ("NV",),
        "volume": ("VL", "IS"),
        "issue": (),
    },
    "chapter": {
        "container-title": ("T2", "BT"),
        "collection-title": ("T3",),
        "collection-number": ("NV",),
        "issue": (),
    },
    "paper-conference": {
        "container-title": ("C3", "BT", "JF", "T2", "JO"),
        "collection-title": ("T3",),
        "event-title": ("T2",),
    },
    "report": {
        "container-title": (),
        "collection-title": ("T2",),
        "number": ("M1", "IS"),
        "genre": ("M3",),
    },
    "thesis": {"container-title": (), "genre": ("M3",)},
    "dataset": {"publisher": ("PB", "DP"), "version": ("ET",)},
    "standard": {"number": ("M1",)},
    "software": {"version": ("ET",)},
    "patent": {"number": ("SN", "IS", "M1"), "issue": ()},
    "legal_case": {"container-title": ("A2", "T2")},
}
# who stands in A2 to A4, and in AU of a work that is edited
ROLES: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "book": {"editor": ("ED", "A3", "A2"), "translator": ("A4",)},
    "chapter": {"editor": ("ED", "A2"), "collection-editor": ("A3",), "translator": ("A4",)},
    "paper-conference": {"editor": ("ED", "A2"), "collection-editor": ("A3",)},
    "report": {"editor": ("ED",), "collection-editor": ("A3",)},
    # here A2 names a reporter, an authority, a sponsor, somebody who performs, receives or presents
    **{
        kind: {"editor": ("ED",)}
        for kind in (
            *("bill", "hearing", "legal_case", "legislation", "motion_picture", "patent"),
            *("personal_communication", "song", "speech", "thesis"),
        )
    },
}
# of a book that is edited, who stands in AU edits it, and who stands in A2 its series
EDITED: Final = {"EDBOOK"}
ANYWHERE: Final = {"editor": ("ED", "A2"), "translator": ("A4",)}
# some programs write these as if they were tags
NAMED: Final = re.compile(r"^[ \t]{0,3}(PMID|PMCID|DOI)[ \t]{0,2}[-:][ \t]*(\S+)[ \t]*$")
TAG: Final = re.compile(r"^[ \t]{0,3}([A-Z][A-Z0-9])[ \t]{1,2}-(?:[ \t]|(?=\S)|$)(.*)$")
START: Final = re.compile(r"^[ \t]*TY[ \t]{1,2}-", re.MULTILINE)
PUBMED: Final = re.compile(r"pub ?med|medline|\bNLM\b", re.IGNORECASE)
EMBASE: Final = re.compile(r"L\d{6,12}")  # its number of a record
DIGITS: Final = re.compile(r"[1-9]\d{0,7}")
NUMBER_OF_ARTICLE: Final = re.compile(r"[A-Za-z]{0,3}\d[\w.-]*")
IDENTIFIES: Final = re.compile(r"\b10\.\d{4,9}/|doi\.org", re.IGNORECASE)
NOTHING: Final = re.compile(r"n\.?/?a\.?|null|none|-+", re.IGNORECASE)
DAY: Final = re.compile(r"\d{4}/\d\d/\d\d")
YEAR: Final = re.compile(r"(?<!\d)\d{4}(?!\d)")

Tags = dict[str, list[str]]


class _Parser(rispy.RisParser):  # type: ignore[misc]
    """Every tag may repeat and stands for itself: programs disagree about which do."""

    DEFAULT_MAPPING = {
        tag: tag
        for tag in (
            *TAG_KEY_MAPPING,
            *("BT", "CP", "DI", "ED", "J1", "JA", "L3", "PP", "RD", "SO", "T1", "U1", "U2", "US"),
        )
    }
    DEFAULT_LIST_TAGS = list(DEFAULT_MAPPING)
    DEFAULT_DELIMITER_MAPPING: dict[str, str] = {}


def read(text: str) -> Iterator[Raw]:
    for line, record in parted(START, text):
        raw = _raw(_record(record))
        raw.line = line
        yield raw


def _record(text: str) -> str:
    """A record with its tags written as the format asks, each value on one line."""
    lines: list[list[str]] = []
    for line in dedent(text).strip().split("\n"):
        found = TAG.match(line)
        if found and found[1] == "ER":
            break
        if named := NAMED.match(line):
            lines.append(["N1  -", f"{named[1]}: {named[2]}"])
        elif found:
            lines.append([f"{found[1]}  -", found[2].strip()])
        elif line.strip() and lines:  # a value that goes on
            lines[-1].append(line.strip())
    return "\n".join([*(" ".join(parts) for parts in lines), "ER  - "])


def _raw(record: str) -> Raw:
    label = record[:200]
    try:
        tags: dict[str, Any] = rispy.loads(record, implementation=_Parser)[0]
    except (rispy.parser.ParseError, IndexError, KeyError, OSError) as why:
        return Raw(label=label, problem=_("This record can't be read: %(why)s.") % {"why": why})
    order = [found[1] for line in record.split("\n") if (found := TAG.match(line))]
    return of_tags(
        {name: [value] if isinstance(value, str) else value for name, value in tags.items()}, order
    )


def of_tags(tags: Tags, order: list[str]) -> Raw:
    """The work of a record's values by tag, `order` being the tags as they follow each other.

    EndNote, Web of Science and Scopus describe a work by the same fields under other names.
    """
    given = _first(tags, "TY").upper()
    kind = TYPES.get(given, given)
    raw = Raw(label=_first(tags, "ID"))
    work = raw.work
    work.update({"type": kind, "title": _title(tags)})
    for name, names in {**FIELDS, **OF_TYPE.get(kind, {})}.items():
        work[name] = _first(tags, *names)
    if given == "EJOUR":  # EndNote's electronic article
        work["issue"] = work["issue"] or _first(tags, "M1")
    if IDENTIFIES.search(str(work.get("genre", ""))):  # some write a DOI where the kind stands
        del work["genre"]
    if "version" in work:  # ET is that of a data set
        work["edition"] = ""
    if DAY.fullmatch(str(work["edition"])):  # EndNote keeps PubMed's day of entry there
        work["edition"] = ""
    _name_the_container(work)
    _name_people(tags, order, given, raw)
    if work.get("author") and INCOMPLETE in tags.get("N1", []):
        work["note"] = INCOMPLETE
    _date(tags, work)
    _place(tags, work)
    _identifiers(tags, raw)
    return raw


def _name_the_container(work: CSL) -> None:
    """A book is not in itself; a name is no abbreviation of itself; the event is not the proceedings."""
    for name, same in (
        ("collection-title", "title"),
        ("container-title-short", "container-title"),
        ("event-title", "container-title"),
    ):
        if work.get(name) == work.get(same):
            work.pop(name, None)


def _name_people(tags: Tags, order: list[str], given: str, raw: Raw) -> None:
    """`A1` and `AU` are the same, in the order of the record."""
    roles = ROLES.get(raw.work["type"], ANYWHERE)
    authors = _in_order(tags, order, ("AU", "A1"))
    written = {"author": authors, **{role: _written(tags, names) for role, names in roles.items()}}
    if given in EDITED and authors:
        written = {**written, "author": [], "editor": authors}
        written["collection-editor"] = _written(tags, ("A2",))
    for role, lines in written.items():
        found = [people.names(line) for line in lines]
        raw.warnings += [said for _names, warnings in found for said in warnings]
        names = [name for several, _warnings in found for name in several]
        raw.warnings += people.put_authors(raw.work, names, role)


def _in_order(tags: Tags, order: list[str], names: tuple[str, ...]) -> list[str]:
    """The values of several tags as they follow each other in the record."""
    left = {name: iter(tags.get(name, [])) for name in names}
    values = (next(left[tag], "") for tag in order if tag in left)
    return [value for value in values if value.strip()]


def _written(tags: Tags, names: tuple[str, ...]) -> list[str]:
    """All of the first of the tags that the record has."""
    return next((found for name in names if (found := _filled(tags, name))), [])


def _date(tags: Tags, work: CSL) -> None:
    """A day without its year (“JUN 13”) takes that of the publication."""
    year, other, day = _first(tags, "PY"), _first(tags, "Y1"), _first(tags, "DA")
    if day and not YEAR.search(day) and (found := YEAR.search(year or other)):
        day = f"{found[0]} {day}"
    if issued := dates.issued(year, other, day):
        work["issued"] = issued
    seen = dates.read(_first(tags, "Y2", "RD")) or notes.accessed(*tags.get("N1", []))
    if work["type"] == "webpage":  # where EndNote writes year and day of reading
        year, day = work.pop("volume", ""), work.pop("issue", "")
        seen = seen or dates.read(day) or dates.read(f"{year} {day}")
    if seen:
        work["accessed"] = {"date-parts": [seen]}


def _place(tags: Tags, work: CSL) -> None:
    """Pages, else the number that an article has in their place: C7, M1, or SE of EndNote."""
    ends = [_first(tags, "SP"), _first(tags, "EP")]
    work["page"] = pages("-".join(each for each in ends if each and not NOTHING.fullmatch(each)))
    count_pages(work)
    if work["type"] != "article-journal":
        return
    number = _first(tags, "C7")
    if not number and not work["page"]:
        others = (_first(tags, name) for name in ("M1", "SE"))
        number = next((each for each in others if NUMBER_OF_ARTICLE.fullmatch(each)), "")
    number = re.sub(r"^(?:article|art\. ?no\.?|no\.)\s*", "", number, flags=re.IGNORECASE)
    if not work["page"]:
        work["page"] = number
    elif number and number != work["page"]:
        work["number"] = number


def _title(tags: Tags) -> str:
    return _first(tags, "TI", "T1", "CT") or (_first(tags, "BT") if "BT" in tags else "")


def _identifiers(tags: Tags, raw: Raw) -> None:
    work = raw.work
    _serial(tags, work)
    work["PMID"], work["PMCID"] = _pmid(tags), ""
    if re.fullmatch(r"PMC\d+", _first(tags, "C2")):
        work["PMCID"] = _first(tags, "C2")
    spare = (value for tag in ("N1", "M3", "L3", "C1") for value in tags.get(tag, []))
    for name, value in notes.identifiers(*spare).items():
        if not work.get(name):
            work[name] = value
    written = [value for tag in ("UR", "L2", "LK", "US") for value in tags.get(tag, [])]
    raw.addresses = notes.addresses(*written)


def _serial(tags: Tags, work: CSL) -> None:
    """ISBN and ISSN from the one tag for both; what is neither numbers a report (EndNote)."""
    written = tags.get("SN", [])
    work.update(identifiers.serials(*written))
    if work["type"] in {"report", "standard", "patent"} and not (
        work.get("ISBN") or work.get("ISSN")
    ):
        work["number"] = work.get("number") or _first(tags, "SN")


def _pmid(tags: Tags) -> str:
    """From where a database is known to write it; a number of another would lead to another paper."""
    base = " ".join([_first(tags, "DB"), _first(tags, "DP")]).lower()
    is_of_embase = "embase" in base or EMBASE.fullmatch(_first(tags, "U2"))
    known = (("AN", PUBMED.search(base)), ("C2", "scopus" in base), ("C5", is_of_embase))
    found = (_first(tags, tag) for tag, holds in known if holds)
    return next((each for each in found if DIGITS.fullmatch(each)), "")


def _filled(tags: Tags, name: str) -> list[str]:
    return [value for value in tags.get(name, []) if value.strip()]


def _first(tags: Tags, *names: str) -> str:
    """The first value of the first of the tags that says something."""
    values = (one_line(value) for name in names for value in tags.get(name, []))
    return next(filter(None, values), "")
