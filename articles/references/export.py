"""Reference lists as other programs read them: BibTeX, RIS, CSL-JSON. Pure: CSL-JSON in, text out."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from articles.entering import number
from articles.references.csl import INCOMPLETE, is_incomplete

Work = dict[str, Any]


class ExportFormat(NamedTuple):
    """How a list is written, and as what it is sent."""

    write: Callable[[Sequence[Work]], str]
    media_type: str


BIBTEX_TYPES = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "dataset": "dataset",
    "legislation": "legislation",
    "manuscript": "unpublished",
    "paper-conference": "inproceedings",
    "patent": "patent",
    "report": "techreport",
    "software": "software",
    "standard": "standard",
    "thesis": "phdthesis",
}
BIBTEX_FIELDS = {
    "title": "title",
    "container-title": "journal",
    "container-title-short": "shortjournal",
    "collection-title": "series",
    "volume": "volume",
    "issue": "number",
    "page": "pages",
    "edition": "edition",
    "version": "version",
    "event-title": "eventtitle",
    "event-place": "venue",
    "publisher": "publisher",
    "publisher-place": "address",
    "language": "language",
    "abstract": "abstract",
    "DOI": "doi",
    "PMID": "pmid",
    "PMCID": "pmcid",
    "ISBN": "isbn",
    "ISSN": "issn",
    "URL": "url",
}
# fields under another name in some kinds of work
BIBTEX_OF_TYPE = {
    "book": {"collection-number": "number"},
    "chapter": {"container-title": "booktitle", "collection-number": "number"},
    "paper-conference": {"container-title": "booktitle", "collection-number": "number"},
    "report": {"publisher": "institution", "number": "number", "genre": "type"},
    "thesis": {"publisher": "school", "genre": "type"},
    "patent": {"number": "number"},
    "standard": {"number": "number"},
    "legislation": {"number": "number"},
}
RIS_TYPES = {
    "article": "PREPRINT",
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "bill": "BILL",
    "book": "BOOK",
    "chapter": "CHAP",
    "dataset": "DATA",
    "legal_case": "CASE",
    "legislation": "STAT",
    "manuscript": "MANSCPT",
    "pamphlet": "PAMP",
    "paper-conference": "CPAPER",
    "patent": "PAT",
    "report": "RPRT",
    "software": "COMP",
    "standard": "STAND",
    "thesis": "THES",
    "webpage": "ELEC",
}
RIS_FIELDS = {
    "title": "TI",
    "container-title": "T2",
    "container-title-short": "J2",
    "volume": "VL",
    "issue": "IS",
    "edition": "ET",
    "publisher": "PB",
    "publisher-place": "CY",
    "language": "LA",
    "abstract": "AB",
    "DOI": "DO",
    "PMID": "AN",
    "PMCID": "C2",
    "ISBN": "SN",
    "ISSN": "SN",
    "URL": "UR",
}
RIS_OF_TYPE = {
    "book": {"collection-title": "T2"},
    "chapter": {"collection-title": "T3"},
    "report": {"collection-title": "T2", "number": "M1", "genre": "M3"},
    "thesis": {"genre": "M3"},
    "standard": {"number": "M1"},
    "patent": {"number": "M1"},
    "software": {"version": "ET"},
}
RIS_ROLES = (("author", "AU"), ("editor", "A2"), ("translator", "A4"))
# what CSL-JSON allows in a title, as TeX has it
MARKS = {"i": "emph", "sub": "textsubscript", "sup": "textsuperscript"}
# the characters that TeX reads as commands, and what prints them
TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "%": r"\%",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
VERBATIM = {"doi", "url", "pmid", "pmcid", "isbn", "issn"}  # read as they stand, by every program
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
SEASONS = ["spring", "summer", "autumn", "winter"]


def csl_json(works: Sequence[Work]) -> str:
    """The works as they are stored (citationstyles.org)."""
    return json.dumps(list(works), ensure_ascii=False, indent=2) + "\n"


def bibtex(works: Sequence[Work]) -> str:
    """One entry for each work, in UTF-8 as biber and BibTeX's successors read it."""
    return "\n".join(_bibtex_entry(work) for work in works)


def ris(works: Sequence[Work]) -> str:
    """One record for each work; the format asks for CR LF."""
    return "".join(f"{line}\r\n" for work in works for line in _ris_lines(work))


FORMATS = {
    "bib": ExportFormat(bibtex, "application/x-bibtex"),
    "ris": ExportFormat(ris, "application/x-research-info-systems"),
    "json": ExportFormat(csl_json, "application/vnd.citationstyles.csl+json"),
}


def left_out(works: Iterable[Work], extension: str) -> list[str]:
    """Names of what the works say and a format can't hold, in the order in which they say it."""
    holds = {"bib": _bibtex_holds, "ris": _ris_holds}.get(extension)
    if holds is None:
        return []
    said = (name for work in works for name in work if name not in holds(work))
    return list(dict.fromkeys(said))


def _bibtex_holds(work: Work) -> set[str]:
    kind = str(work.get("type"))
    roles = ("author", "editor", "translator")
    types = {*BIBTEX_TYPES, "article", "webpage"}  # which their fields tell
    return _held(work, types, {*BIBTEX_FIELDS, *BIBTEX_OF_TYPE.get(kind, {}), *roles})


def _ris_holds(work: Work) -> set[str]:
    kind, roles = str(work.get("type")), {*(role for role, _tag in RIS_ROLES), "page"}
    return _held(work, RIS_TYPES, {*RIS_FIELDS, *RIS_OF_TYPE.get(kind, {}), *roles})


def _held(work: Work, types: Iterable[str], names: set[str]) -> set[str]:
    """Besides the fields: dates, that authors are left out, and the type where the format has it."""
    held = names | {"id", "issued", "accessed", "custom"}
    held |= {"type"} if work.get("type") in {*types, "document"} else set()
    return held | ({"note"} if work.get("note") == INCOMPLETE else set())


def _bibtex_entry(work: Work) -> str:
    kind = BIBTEX_TYPES.get(str(work.get("type")), "misc")
    if kind == "phdthesis" and not work.get("genre"):
        kind = "thesis"  # of which BibTeX says nothing that the work does not say
    lines = "".join(f"  {name} = {value},\n" for name, value in _bibtex_fields(work))
    return f"@{kind}{{{work.get('id', '')},\n{lines}}}\n"


def _bibtex_fields(work: Work) -> Iterator[tuple[str, str]]:
    for role in ("author", "editor", "translator"):
        names = [_bibtex_name(name) for name in work.get(role, [])]
        if names and role == "author" and is_incomplete(work):
            names.append("others")
        if names:
            yield role, f"{{{' and '.join(names)}}}"
    fields = {**BIBTEX_FIELDS, **BIBTEX_OF_TYPE.get(str(work.get("type")), {})}
    for name, field in fields.items():
        if value := _one_line(work.get(name)):
            yield field, f"{{{_bibtex_value(field, value)}}}"
    yield from _bibtex_dates(work)


def _bibtex_dates(work: Work) -> Iterator[tuple[str, str]]:
    year, month, day = _date(work, "issued")
    if year:
        yield "year", f"{{{year}}}"
    if month:
        yield "month", MONTHS[month - 1]  # a name that BibTeX knows, so without braces
    elif season := _season(work):
        yield "month", f"{{{season}}}"
    if day:
        yield "day", f"{{{day}}}"
    if seen := [part for part in _date(work, "accessed") if part]:
        yield "urldate", f"{{{'-'.join(f'{part:02}' for part in seen)}}}"
    if work.get("type") == "article":
        yield "howpublished", "{Preprint}"


def _tex(words: str) -> str:
    """Words as TeX prints them: neither commands nor the dashes and quotation marks that it would join."""
    return re.sub(r"([-'`])(?=\1)", r"\1{}", words.translate(TEX))


def _bibtex_value(field: str, value: str) -> str:
    if field in VERBATIM:
        return value
    if field == "title":
        return f"{{{_marked(value)}}}"  # the inner braces keep the capitals of names
    if field == "pages":
        return re.sub(r"(?<=\w)[-–](?=\w)", "--", value).translate(TEX)
    return _tex(value)


def _marked(title: str) -> str:
    """A title in TeX, with its marks as commands; what only looks like a mark is words."""
    parts = re.split(r"(<(i|sub|sup)>(.*?)</\2>)", title)
    written = []
    for words, mark, name, inner in zip(*[iter([*parts, "", "", ""])] * 4, strict=True):
        written.append(_tex(words))
        if mark:
            written.append(f"\\{MARKS[name]}{{{_tex(inner)}}}")
    return "".join(written)


def _bibtex_name(name: dict[str, str]) -> str:
    """“Family, Jr, Given”; a body of people goes in braces, which keep it whole."""
    if literal := _one_line(name.get("literal")):
        return f"{{{_tex(literal)}}}"
    return _tex(", ".join(_present(_family(name), name.get("suffix"), name.get("given"))))


def _ris_lines(work: Work) -> Iterator[str]:
    yield f"TY  - {RIS_TYPES.get(str(work.get('type')), 'GEN')}"
    yield f"ID  - {work.get('id', '')}"
    for role, tag in RIS_ROLES:
        for name in work.get(role, []):
            yield f"{tag}  - {_ris_name(name)}"
    for name, tag in {**RIS_FIELDS, **RIS_OF_TYPE.get(str(work.get("type")), {})}.items():
        if value := _one_line(work.get(name)):
            yield f"{tag}  - {value}"
    if is_incomplete(work):
        yield f"N1  - {INCOMPLETE}"  # an author “et al.” would be one in other programs
    if work.get("PMID"):
        yield "DB  - PubMed"  # whose number AN is
    yield from _ris_dates(work)
    first, _dash, last = _one_line(work.get("page")).replace("–", "-").partition("-")
    yield from (f"{tag}  - {page.strip()}" for tag, page in (("SP", first), ("EP", last)) if page)
    yield "ER  - "
    yield ""


def _ris_name(name: dict[str, str]) -> str:
    """“Family, Given, Suffix”; a body of people that a comma or a semicolon would part in braces."""
    if literal := _one_line(name.get("literal")):
        return f"{{{literal}}}" if re.search("[,;]", literal) else literal
    return ", ".join(_present(_family(name), name.get("given"), name.get("suffix")))


def _ris_dates(work: Work) -> Iterator[str]:
    year, month, day = _date(work, "issued")
    if year:
        yield f"PY  - {year}"
        yield f"DA  - {year}/{_two_digits(month)}/{_two_digits(day)}/{_season(work)}"
    year, month, day = _date(work, "accessed")
    if year:
        yield f"Y2  - {year}/{_two_digits(month)}/{_two_digits(day)}/"


def _season(work: Work) -> str:
    """The word for what CSL numbers, where no month is known; "" where none is."""
    number = str((work.get("issued") or {}).get("season", ""))
    return SEASONS[int(number) - 1] if number in {"1", "2", "3", "4"} else ""


def _two_digits(part: int) -> str:
    return f"{part:02}" if part else ""


def _date(work: Work, name: str) -> tuple[int, int, int]:
    """Year, month and day; 0 for what is not known."""
    parts = (work.get(name) or {}).get("date-parts") or [[]]
    numbers = [read for part in parts[0] if (read := number(str(part))) is not None]
    year, month, day = (*numbers, 0, 0, 0)[:3]
    return (year, month, day) if month <= len(MONTHS) else (year, 0, 0)


def _family(name: dict[str, str]) -> str:
    return " ".join(_present(name.get("non-dropping-particle"), name.get("family")))


def _present(*parts: str | None) -> Iterable[str]:
    return [line for part in parts if (line := _one_line(part))]


def _one_line(value: object) -> str:
    """White space made plain: a line end inside a value would start a record of its own."""
    return "" if value is None else " ".join(str(value).split())
