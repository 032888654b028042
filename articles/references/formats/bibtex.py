"""BibTeX and BibLaTeX: names by bibtexparser, the LaTeX in the values by pylatexenc."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from bibtexparser.middlewares.names import parse_single_name_into_parts
from django.utils.translation import gettext as _

from articles.entering import number
from articles.references.csl import CSL
from articles.references.formats.fields import dates, notes, people, tex
from articles.references.formats.records import Raw, count_pages, one_line, pages
from articles.references.formats.syntax.bibtex import Entry, entries

TYPES: Final = {
    **dict.fromkeys(("article", "periodical"), "article-journal"),
    **dict.fromkeys(
        (
            *("book", "mvbook", "proceedings", "mvproceedings", "collection", "mvcollection"),
            *("booklet", "manual", "reference", "mvreference"),
        ),
        "book",
    ),
    **dict.fromkeys(
        ("incollection", "inbook", "bookinbook", "suppbook", "suppcollection"), "chapter"
    ),
    "inreference": "entry-encyclopedia",
    "suppperiodical": "article-journal",
    "jurisdiction": "legal_case",
    **dict.fromkeys(("movie", "video"), "motion_picture"),
    **dict.fromkeys(("audio", "music"), "song"),
    **dict.fromkeys(("artwork", "image"), "graphic"),
    "letter": "personal_communication",
    "review": "review",
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
# of biblatex, Web of Science, ACM and Scopus
ARTICLE_NUMBERS: Final = ("eid", "article-number", "articleno", "art_number")
FIELDS: Final = {
    "title": ("title",),
    "container-title": ("journal", "journaltitle", "booktitle", "maintitle"),
    "container-title-short": ("shortjournal", "abbrev_source_title"),
    "collection-title": ("series",),
    "publisher": ("publisher", "institution", "school", "organization", "howpublished"),
    "publisher-place": ("address", "location"),
    "volume": ("volume",),
    "issue": ("number", "issue"),
    "page": ("pages", *ARTICLE_NUMBERS),
    "edition": ("edition",),
    "language": ("language", "langid"),
    "version": ("version",),
    "event-title": ("eventtitle",),
    "event-place": ("venue",),
    "abstract": ("abstract",),
}
IDENTIFIERS: Final = {
    "DOI": ("doi",),
    "PMID": ("pmid", "pubmed-id", "pubmed_id"),
    "PMCID": ("pmcid", "pmc"),
    "ISBN": ("isbn",),
}
SERIALS: Final = ("issn", "eissn")
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
    "resreport": "Research report",
    "candthesis": "Candidate thesis",
}
# what a work takes from the one that its “crossref” names; the parent's title is the child's book
# (biblatex, appendix B)
PASSED_ON: Final = frozenset(
    """
    address booktitle date day doi edition editor institution isbn issn journal journaltitle location
    maintitle month number organization publisher series volume year
    """.split()  # noqa: SIM905
) - {"doi"}
ROLES: Final = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "container-author": "bookauthor",
}
TWO_YEARS: Final = re.compile(r"^(\d{4})/\d{1,4}$")
# bibtexparser takes the tilde of an accent for a space between words
TILDE: Final = re.compile(r"\\~\s*(?:\{\\?[A-Za-z]\}|\\[ij]\b|[A-Za-z])")
# whose number “eprint” is
ARCHIVES: Final = {
    "PMCID": re.compile(r"\bpmc|pubmed ?central", re.IGNORECASE),
    "PMID": re.compile(r"pubmed|medline|pmid", re.IGNORECASE),
}
VERBATIM: Final = {
    r"$\sim$": "~",
    r"\textasciitilde": "~",
    r"\~{}": "~",
    r"\textunderscore": "_",
    r"\textless": "<",
    r"\textgreater": ">",
    "$<$": "<",
    "$>$": ">",
    r"\slash ": "/",
}
LONG_FORM: Final = re.compile(r"(?:family|given|prefix|suffix)(?:-i)?\s*=", re.IGNORECASE)
PARTING: Final = re.compile(r"\\\S|[{}]|(?:\s+|^)and(?=\s)", re.IGNORECASE)
# “given=Hans, family=Harman”: biblatex's long form of a name
PART: Final = re.compile(
    r"(family|given|prefix|suffix)(?:-i)?\s*=\s*(\{(?:[^{}]|\{[^{}]*\})*\}|[^,]*)", re.I
)
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
    _number(values, work)
    work.update({name: _verbatim(_first(values, *names)) for name, names in IDENTIFIERS.items()})
    work["ISSN"] = ", ".join(filter(None, (_verbatim(values.get(name, "")) for name in SERIALS)))
    for role, name in ROLES.items():
        raw.warnings += _name_people(values.get(name, ""), work, role)
    if work["container-title"] == work["title"]:  # of a book that is the parent of others
        del work["container-title"]
    _dates(values, work)
    _elsewhere(values, raw)
    if unread := tex.unread(f"{work['title']} {work.get('container-title', '')}"):
        said = _("What “%(command)s” prints is not known: write it out in the entry.")
        raw.warnings.append(said % {"command": unread})
    return raw


def _number(values: Mapping[str, str], work: CSL) -> None:
    """Pages, how many, the number of an article that has pages too, and what “number” counts."""
    work["page"] = pages(work["page"])
    work["number-of-pages"] = tex.plain(values.get("pagetotal", ""))
    count_pages(work)
    of_article = tex.plain(_first(values, *ARTICLE_NUMBERS))
    if work["type"] == "article-journal" and of_article != work["page"]:
        work["number"] = of_article
    is_in_a_journal = work["type"] == "paper-conference" and "journal" in values
    if work["type"] in NUMBERS and not is_in_a_journal:
        work[NUMBERS[work["type"]]] = work.pop("issue")


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
    archive = values.get("eprinttype", values.get("archiveprefix", ""))
    named = next((name for name, pattern in ARCHIVES.items() if pattern.search(archive)), "")
    if named:
        work[named] = work.get(named) or _verbatim(values.get("eprint", ""))
    _on_arxiv(values, raw)


def _on_arxiv(values: Mapping[str, str], raw: Raw) -> None:
    work = raw.work
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
    year = TWO_YEARS.sub(r"\1", tex.plain(values.get("year", "")))
    written = " ".join([year, month, day]).strip()
    if issued := dates.issued(_seasoned(tex.plain(values.get("date", ""))), written):
        work["issued"] = issued
    seen = dates.read(values.get("urldate", "")) or notes.accessed(
        tex.plain(values.get("note", "")), tex.plain(values.get("howpublished", ""))
    )
    if seen:
        work["accessed"] = {"date-parts": [seen]}


def _seasoned(date: str) -> str:
    """biblatex's “2019-21” as “2019 spring”."""
    found = re.fullmatch(r"(\d{4})-(2[1-4])", date.strip())
    return f"{found[1]} {dates.season_numbered(int(found[2]))}" if found else date


def _month(value: str) -> str:
    """“apr”, “April”, “4” and “apr~12” as a word that a date is read from."""
    plain = re.sub(r'[#"~{}]', " ", value).strip()
    plain = re.sub(r"^(\d{1,2})\s*(?:--|–|/).*$", r"\1", plain)  # of two months the first
    if month := number(plain, 12):
        return dates.MONTHS[month - 1]
    return plain


def _name_people(value: str, work: CSL, role: str) -> list[str]:
    if not value.strip():
        return []
    written, warnings = _rejoined(_parted(value))
    several = [_names(each) for each in written]
    warnings += [said for _found, more in several for said in more]
    return warnings + people.put_authors(
        work, [name for found, _ in several for name in found], role
    )


def _parted(value: str) -> list[str]:
    """The names between “and”, outside of braces. (bibtexparser's own function drops a backslash that
    begins a name, and with it an accent.)"""
    depth, start, found = 0, 0, []
    for mark in PARTING.finditer(value):
        depth = max(depth + {"{": 1, "}": -1}.get(mark[0], 0), 0)
        if depth == 0 and mark[0].strip().lower() == "and":
            found.append(value[start : mark.start()])
            start = mark.end()
    return [name for name in (each.strip() for each in [*found, value[start:]]) if name]


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
    if LONG_FORM.match(written):
        return [_of_parts(written)], []
    if _is_braced(written) or (people.is_organisation(plain) and "," not in written):
        return [{"literal": plain}] if plain else [], []
    if _are_several(written, plain):
        return people.names(plain)
    if behind := people.SUFFIX_BEHIND.fullmatch(plain) if "," not in plain else None:
        return [{**_name(behind[1]), "suffix": behind[2]}], []
    if found := people.family_first(plain):
        said = _("“%(name)s” was read as a family name and initials: BibTeX wants a comma there.")
        return [found], [said % {"name": plain}]
    return [_name(written)], []


def _are_several(written: str, plain: str) -> bool:
    """Whether somebody wrote the names as another format has them: “Smith J, Okoro K”."""
    parts = plain.split(",")
    return (
        ";" in re.sub(r"\{[^{}]*\}|&#?\w+;", "", written)
        or len(parts) > 3
        or (len(parts) > 1 and all(people.initials_behind(each.strip()) for each in parts))
    )


def _of_parts(written: str) -> CSL:
    parts = {found[1].lower(): tex.plain(found[2].strip("{} ")) for found in PART.finditer(written)}
    family = " ".join(filter(None, [parts.pop("prefix", ""), parts.pop("family", "")]))
    named = {"family": family, **parts}
    return {part: value for part, value in named.items() if value}


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
    written = TILDE.sub(lambda found: tex.plain(found[0]), written)
    parts = parse_single_name_into_parts(written, strict=False)
    family = tex.plain(" ".join([*parts.von, *parts.last]))
    given = tex.plain(" ".join(parts.first))
    if not given:
        return people.name(family) if family else {}
    suffix = tex.plain(" ".join(parts.jr))
    if suffix and people.THIRD.fullmatch(given) and not people.THIRD.fullmatch(suffix):
        given, suffix = suffix, given  # “Smith, John, Jr”, the order of RIS
    found = {"family": family, "given": given, "suffix": suffix}
    return {part: value for part, value in found.items() if value}


def _first(values: Mapping[str, str], *names: str) -> str:
    return next((values[name] for name in names if values.get(name)), "")


def _verbatim(value: str) -> str:
    r"""An address or identifier without what TeX wants around it: `\url{…}`, `\_`, `$\sim$`."""
    value = re.sub(r"\\(?:url|href|path|nolinkurl)\s*\{([^{}]*)\}", r"\1", one_line(value))
    for written, letter in VERBATIM.items():  # Mendeley puts each in braces
        value = value.replace(f"{{{written}}}", letter).replace(written, letter)
    value = re.sub(r"\{\\?([_%&#~$])\}", r"\1", value)
    return re.sub(r"\\([_%&#~{}])", r"\1", value).strip("{} ")
