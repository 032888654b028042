"""BibTeX and BibLaTeX: names by bibtexparser, the LaTeX in the values by pylatexenc."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from bibtexparser.middlewares.names import (
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from django.utils.translation import gettext as _

from articles.entering import number
from articles.references.csl import CSL
from articles.references.formats.fields import dates, notes, people, tex
from articles.references.formats.records import Raw, one_line, pages
from articles.references.formats.syntax.bibtex import Entry, entries

TYPES: Final = {
    **dict.fromkeys(("article", "periodical"), "article-journal"),
    **dict.fromkeys(("book", "mvbook", "proceedings", "collection", "booklet", "manual"), "book"),
    **dict.fromkeys(("incollection", "inbook", "inreference", "suppbook"), "chapter"),
    **dict.fromkeys(("inproceedings", "conference"), "paper-conference"),
    **dict.fromkeys(("techreport", "report"), "report"),
    **dict.fromkeys(("phdthesis", "mastersthesis", "thesis"), "thesis"),
    **dict.fromkeys(("online", "www", "electronic"), "webpage"),
    "dataset": "dataset",
    "legislation": "legislation",
    "patent": "patent",
    "software": "software",
    "standard": "standard",
    "preprint": "article",
    "unpublished": "manuscript",
    "misc": "document",
}
FIELDS: Final = {
    "title": ("title",),
    "container-title": ("journal", "journaltitle", "booktitle", "maintitle"),
    "container-title-short": ("shortjournal",),
    "collection-title": ("series",),
    "publisher": ("publisher", "institution", "school", "organization", "howpublished"),
    "publisher-place": ("address", "location"),
    "volume": ("volume",),
    "issue": ("number", "issue"),
    "page": ("pages", "eid", "article-number", "articleno"),
    "edition": ("edition",),
    "language": ("language", "langid"),
    "version": ("version",),
    "event-title": ("eventtitle",),
    "event-place": ("venue",),
    "abstract": ("abstract",),
}
IDENTIFIERS: Final = {
    "DOI": ("doi",),
    "PMID": ("pmid",),
    "PMCID": ("pmcid", "pmc"),
    "ISBN": ("isbn",),
    "ISSN": ("issn",),
}
# of these types “number” is that of the work, or of its book in a series, not of an issue
NUMBERS: Final = {
    **dict.fromkeys(("report", "patent", "standard", "legislation"), "number"),
    **dict.fromkeys(("book", "chapter", "paper-conference"), "collection-number"),
}
# of these “type” is what the work calls itself; biblatex has words of its own for some (4.9.2.13)
NAMED: Final = {"report", "thesis"}
CALLED: Final = {
    "phdthesis": "PhD thesis",
    "mathesis": "Master's thesis",
    "mastersthesis": "Master's thesis",
    "techreport": "",
}
# what a work takes from the one that its “crossref” names; the parent's title is the child's book
# (biblatex, appendix B)
PASSED_ON: Final = frozenset(
    """
    address booktitle date day doi edition editor institution isbn issn journal journaltitle location
    maintitle month number organization publisher series volume year
    """.split()  # noqa: SIM905
) - {"doi"}
ROLES: Final = ("author", "editor", "translator")
PUBMED: Final = re.compile(r"pubmed|medline|pmid", re.IGNORECASE)
ADDRESS: Final = re.compile(r"https?://[^\s{}]+", re.IGNORECASE)


def read(text: str) -> Iterator[Raw]:
    found = list(entries(text))
    by_key: dict[str, Entry] = {}
    for entry in found:
        by_key.setdefault(entry.key.lower(), entry)
    for entry in found:
        if entry.kind == "xdata":
            continue
        raw = _broken(entry) if entry.is_broken else _work(entry, by_key)
        raw.line = entry.line
        yield raw


def _broken(entry: Entry) -> Raw:
    line = _("line %(number)s") % {"number": entry.line}
    where = _("“%(name)s”, %(line)s") % {"name": entry.key, "line": line} if entry.key else line
    return Raw(
        label=entry.key,
        problem=_("The entry (%(where)s) can't be read: a brace, quote or comma is missing in it.")
        % {"where": where},
    )


def _work(entry: Entry, by_key: Mapping[str, Entry]) -> Raw:
    raw = Raw(label=entry.key)
    values = _inherited(entry, by_key, raw)
    work = raw.work
    work["type"] = _type(entry.kind, values)
    work.update({name: tex.plain(_first(values, *names)) for name, names in FIELDS.items()})
    for name, part in (("title", "subtitle"), ("container-title", "booksubtitle")):
        if more := tex.plain(values.get(part, "")):
            work[name] = f"{work[name]}: {more}"
    if genre := _genre(entry, values, work):
        work["genre"] = genre
    if work["type"] in NUMBERS:
        work[NUMBERS[work["type"]]] = work.pop("issue")
    work["page"] = pages(work["page"])
    work.update({name: _verbatim(_first(values, *names)) for name, names in IDENTIFIERS.items()})
    for role in ROLES:
        raw.warnings += _name_people(values.get(role, ""), work, role)
    if work["container-title"] == work["title"]:  # of a book that is the parent of others
        del work["container-title"]
    _dates(values, work)
    _elsewhere(values, raw)
    if unread := tex.unread(f"{work['title']} {work.get('container-title', '')}"):
        said = _("What “%(command)s” prints is not known: write it out in the entry.")
        raw.warnings.append(said % {"command": unread})
    return raw


def _genre(entry: Entry, values: Mapping[str, str], work: CSL) -> str:
    """What a report or thesis calls itself; a thesis without a word, what its entry calls it."""
    if work["type"] not in NAMED:
        return ""
    own = entry.kind if work["type"] == "thesis" and entry.kind in CALLED else ""
    said = tex.plain(values.get("type", own))
    return CALLED.get(said.lower(), said)


def _type(kind: str, values: Mapping[str, str]) -> str:
    if kind == "misc":
        if _eprint(values, "arxiv") or values.get("howpublished", "").lower() == "preprint":
            return "article"
        if "url" in values or ADDRESS.search(values.get("howpublished", "")):
            return "webpage"
    return TYPES.get(kind, kind)


def _inherited(entry: Entry, by_key: Mapping[str, Entry], raw: Raw) -> dict[str, str]:
    """The fields of an entry with those of its `xdata` and of its parent, where it has none itself."""
    values = dict(entry.fields)
    for key in _keys(values.get("xdata", "")):
        if source := _related(key, by_key, raw):
            values = {**source.fields, **values}
    for key in _keys(values.get("crossref", "")):
        if parent := _related(key, by_key, raw):
            passed = {name: value for name, value in parent.fields.items() if name in PASSED_ON}
            if "title" in parent.fields:
                passed["booktitle"] = parent.fields["title"]
                if "subtitle" in parent.fields:
                    passed["booksubtitle"] = parent.fields["subtitle"]
            values = {**passed, **values}
    return values


def _keys(value: str) -> list[str]:
    return [key for key in (each.strip().lower() for each in value.split(",")) if key]


def _related(key: str, by_key: Mapping[str, Entry], raw: Raw) -> Entry | None:
    found = by_key.get(key)
    if found is None or found.is_broken:
        said = _("It refers to “%(key)s”, which is not in this file: what stands there is missing.")
        raw.warnings.append(said % {"key": key})
        return None
    return found


def _elsewhere(values: Mapping[str, str], raw: Raw) -> None:
    """What stands in fields that are for anything: addresses, identifiers, the day of reading."""
    work = raw.work
    published, written = values.get("howpublished", ""), values.get("note", "")
    found = [_verbatim(values.get("url", "")), *ADDRESS.findall(_verbatim(published))]
    raw.addresses = notes.addresses(*filter(None, found))
    is_no_name = ADDRESS.search(published) or published.lower() == "preprint"
    if is_no_name and work.get("publisher") == tex.plain(published):
        work["publisher"] = ""
    if not notes.is_used(tex.plain(written)):
        people.add_note(work, tex.plain(written))
    for name, value in notes.identifiers(tex.plain(written), tex.plain(published)).items():
        if not work.get(name):
            work[name] = value
    if PUBMED.search(values.get("eprinttype", values.get("archiveprefix", ""))):
        work["PMID"] = work.get("PMID") or _verbatim(values.get("eprint", ""))
    if arxiv := _eprint(values, "arxiv"):
        work.setdefault("number", f"arXiv:{arxiv}")
        raw.addresses.append(f"https://arxiv.org/abs/{arxiv}")
        if work["type"] == "article":
            work["publisher"] = work["publisher"] or "arXiv"


def _eprint(values: Mapping[str, str], kind: str) -> str:
    stated = values.get("eprinttype", values.get("archiveprefix", ""))
    return _verbatim(values.get("eprint", "")) if stated.lower() == kind else ""


def _dates(values: Mapping[str, str], work: CSL) -> None:
    month = _month(values.get("month", ""))
    day = values.get("day", "") if month else ""
    written = " ".join([tex.plain(values.get("year", "")), month, day]).strip()
    if issued := dates.issued(tex.plain(values.get("date", "")), written):
        work["issued"] = issued
    seen = dates.read(values.get("urldate", "")) or notes.accessed(
        tex.plain(values.get("note", "")), tex.plain(values.get("howpublished", ""))
    )
    if seen:
        work["accessed"] = {"date-parts": [seen]}


def _month(value: str) -> str:
    """“apr”, “April”, “4” and “apr~12” as a word that a date is read from."""
    plain = re.sub(r'[#"~{}]', " ", value).strip()
    if month := number(plain, 12):
        return dates.MONTHS[month - 1]
    return plain


def _name_people(value: str, work: CSL, role: str) -> list[str]:
    if not value.strip():
        return []
    written, warnings = _rejoined(split_multiple_persons_names(value))
    several = [_names(each) for each in written]
    warnings += [said for _found, more in several for said in more]
    return warnings + people.put_authors(
        work, [name for found, _ in several for name in found], role
    )


def _rejoined(written: list[str]) -> tuple[list[str], list[str]]:
    """“Centers for Disease Control and Prevention” without braces is one organisation, not two."""
    found: list[str] = []
    warnings = []
    for each in written:
        before = found[-1] if found else ""
        if before and "," not in f"{before}{each}" and _is_rest_of(before, each):
            found[-1] = f"{before} and {each}"
            said = _("“%(name)s” was taken for one organisation: put braces around it.")
            warnings.append(said % {"name": tex.plain(found[-1])})
        else:
            found.append(each)
    return found, warnings


def _is_rest_of(before: str, rest: str) -> bool:
    return (
        len(rest.split()) == 1 and rest[:1].isupper() and people.is_organisation(tex.plain(before))
    )


def _names(written: str) -> tuple[list[CSL], list[str]]:
    """One name by BibTeX's rules; several where somebody put “;” between them, or commas."""
    written = written.strip()
    plain = tex.plain(written)
    if _is_braced(written) or (people.is_organisation(plain) and "," not in written):
        return [{"literal": plain}] if plain else [], []
    if ";" in re.sub(r"\{[^{}]*\}|&#?\w+;", "", written) or plain.count(",") > 2:
        return people.names(plain)
    if found := people.family_first(plain):
        said = _("“%(name)s” was read as a family name and initials: BibTeX wants a comma there.")
        return [found], [said % {"name": plain}]
    return [_name(written)], []


def _is_braced(written: str) -> bool:
    """Whether one pair of braces holds all of it: “{World Health Organization}”, not “{\\"O}z{\\'e}”."""
    if not (written.startswith("{") and written.endswith("}")):
        return False
    depth = 0
    for place, mark in enumerate(written):
        depth += {"{": 1, "}": -1}.get(mark, 0)
        if depth == 0:
            return place == len(written) - 1
    return False


def _name(written: str) -> CSL:
    parts = parse_single_name_into_parts(written, strict=False)
    family = tex.plain(" ".join([*parts.von, *parts.last]))
    given = tex.plain(" ".join(parts.first))
    if not given:
        return people.name(family) if family else {}
    found = {"family": family, "given": given, "suffix": tex.plain(" ".join(parts.jr))}
    return {part: value for part, value in found.items() if value}


def _first(values: Mapping[str, str], *names: str) -> str:
    return next((values[name] for name in names if values.get(name)), "")


def _verbatim(value: str) -> str:
    r"""An address or identifier without what TeX wants around it: `\url{…}`, `\_`, `$\sim$`."""
    value = re.sub(r"\\(?:url|href|path|nolinkurl)\s*\{([^{}]*)\}", r"\1", one_line(value))
    value = (
        value.replace(r"$\sim$", "~")
        .replace(r"\textasciitilde", "~")
        .replace(r"\textunderscore", "_")
    )
    return re.sub(r"\\([_%&#~{}])", r"\1", value).strip("{} ")
