"""Reference lists as other programs read them: BibTeX, RIS, CSL-JSON. Pure: CSL-JSON in, text out."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

Work = dict[str, Any]


class ExportFormat(NamedTuple):
    """How a list is written, and as what it is sent."""

    write: Callable[[Sequence[Work]], str]
    media_type: str


BIBTEX_TYPES = {
    "article-journal": "article",
    "book": "book",
    "chapter": "incollection",
    "report": "techreport",
    "thesis": "phdthesis",
}
BIBTEX_FIELDS = {
    "title": "title",
    "container-title": "journal",
    "volume": "volume",
    "issue": "number",
    "page": "pages",
    "publisher": "publisher",
    "DOI": "doi",
    "PMID": "pmid",
    "PMCID": "pmcid",
    "ISBN": "isbn",
    "ISSN": "issn",
    "URL": "url",
}
RIS_TYPES = {
    "article-journal": "JOUR",
    "book": "BOOK",
    "chapter": "CHAP",
    "report": "RPRT",
    "thesis": "THES",
    "webpage": "ELEC",
}
RIS_FIELDS = {
    "title": "TI",
    "container-title": "T2",
    "container-title-short": "J2",
    "volume": "VL",
    "issue": "IS",
    "publisher": "PB",
    "DOI": "DO",
    "PMID": "AN",
    "ISBN": "SN",
    "ISSN": "SN",
    "URL": "UR",
}
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


def _bibtex_entry(work: Work) -> str:
    kind = BIBTEX_TYPES.get(str(work.get("type")), "misc")
    lines = "".join(f"  {name} = {value},\n" for name, value in _bibtex_fields(work))
    return f"@{kind}{{{work.get('id', '')},\n{lines}}}\n"


def _bibtex_fields(work: Work) -> Iterator[tuple[str, str]]:
    for role in ("author", "editor"):
        if names := [_bibtex_name(name) for name in work.get(role, [])]:
            yield role, f"{{{' and '.join(names)}}}"
    for name, field in BIBTEX_FIELDS.items():
        if value := _one_line(work.get(name)):
            yield field, f"{{{_bibtex_value(field, value)}}}"
    year, month, _day = _issued(work)
    if year:
        yield "year", f"{{{year}}}"
    if month:
        yield "month", MONTHS[month - 1]  # a name that BibTeX knows, so without braces


def _bibtex_value(field: str, value: str) -> str:
    if field in VERBATIM:
        return value
    if field == "title":
        return f"{{{value.translate(TEX)}}}"  # the inner braces keep the capitals of names
    if field == "pages":
        value = re.sub(r"(?<=\w)[-–](?=\w)", "--", value)
    return value.translate(TEX)


def _bibtex_name(name: dict[str, str]) -> str:
    """“Family, Given”; a body of people goes in braces, which keep it whole."""
    if literal := _one_line(name.get("literal")):
        return f"{{{literal.translate(TEX)}}}"
    return _family_given(name).translate(TEX)


def _ris_lines(work: Work) -> Iterator[str]:
    yield f"TY  - {RIS_TYPES.get(str(work.get('type')), 'GEN')}"
    yield f"ID  - {work.get('id', '')}"
    for role, tag in (("author", "AU"), ("editor", "A2")):
        for name in work.get(role, []):
            yield f"{tag}  - {_one_line(name.get('literal')) or _family_given(name)}"
    for name, tag in RIS_FIELDS.items():
        if value := _one_line(work.get(name)):
            yield f"{tag}  - {value}"
    yield from _ris_dates(work)
    first, _dash, last = _one_line(work.get("page")).replace("–", "-").partition("-")
    yield from (f"{tag}  - {page.strip()}" for tag, page in (("SP", first), ("EP", last)) if page)
    yield "ER  - "
    yield ""


def _ris_dates(work: Work) -> Iterator[str]:
    year, month, day = _issued(work)
    if year:
        yield f"PY  - {year}"
        yield f"DA  - {year}/{_two_digits(month)}/{_two_digits(day)}/"


def _two_digits(part: int) -> str:
    return f"{part:02}" if part else ""


def _issued(work: Work) -> tuple[int, int, int]:
    """Year, month and day; 0 for what is not known."""
    parts = (work.get("issued") or {}).get("date-parts") or [[]]
    numbers = [int(part) for part in parts[0] if str(part).isdigit()]
    year, month, day = (*numbers, 0, 0, 0)[:3]
    return year, month if month <= len(MONTHS) else 0, day


def _family_given(name: dict[str, str]) -> str:
    family = " ".join(_present(name.get("non-dropping-particle"), name.get("family")))
    return ", ".join(_present(family, name.get("suffix"), name.get("given")))


def _present(*parts: str | None) -> Iterable[str]:
    return [line for part in parts if (line := _one_line(part))]


def _one_line(value: object) -> str:
    """White space made plain: a line end inside a value would start a record of its own."""
    return "" if value is None else " ".join(str(value).split())
