"""The reference list: where it stands, its entries, and what each entry identifies."""

import re
from dataclasses import replace
from typing import Literal
from urllib.parse import unquote

from articles.importing.lines import wording
from articles.importing.lines.expressions import one_of
from articles.importing.lines.line import SourceLine, drop
from articles.importing.manuscript import Doubt, Dropped, ListedReference
from articles.references.home_pages import is_home_page

EntryKind = Literal["work", "page", "home page", "unidentified"]

_HEADING = one_of(r"""
    (?:(?:article|scientific|medical|selected|key|list of) )?(?:references?|bibliography|citations)
    reference list|works cited|literature cited|footnotes|endnotes|article sources
    (?:references|sources) (?:and|&) (?:further reading|resources|sources|references|notes|citations)
    (?:sources|references|works) (?:used|cited|for this .{1,20})
    references? \(?\d{1,3}\)?
""")
# These head other lists, too: foods are sources, and a helpline is a resource.
_LOOSE_HEADING = one_of(r"""
    (?:our |medical |scientific |key )?sources?(?: \(?\d{1,3}\)?)?|literature|notes|(?:scientific )?studies
    (?:further|additional|suggested) (?:reading|resources|references)
    (?:useful |external |additional )?(?:resources|links)
""")
_TELEPHONE = re.compile(r"\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b|\b1-8\d\d-\w{3}-?\w{4}\b")
_RUN_IN = re.compile(r"(?:sources?|references?)\s?:\s+(?P<text>\S.*)$", re.I | re.S)
_YEAR = re.compile(r"\b(?:19|20)\d{2}[a-z]?\b")
_SCHOLARLY = re.compile(
    r"\bet al\b|\b\d+\s?\(\d+\)|\bvol\.|;\s?\d+[:(]|\bjournal\b|\bpp?\. ?\d|\baccessed\b|\bretrieved\b",
    re.I,
)
_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"“”|]{1,2000}", re.I)
_DOMAIN = re.compile(
    r"(?<![@\w.-])(?:[a-z0-9-]{2,}\.)+(?:com|org|net|gov|edu|int|info|io|eu|uk|us|au|ca|health)\b(?:/[^\s<>\"“”|]{0,2000})?",
    re.I,
)
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>“”|]{1,200}", re.I)
_PMID = re.compile(r"\bPMID:?\s*(\d{1,8})\b|pubmed(?:\.ncbi\.nlm\.nih\.gov)?/(\d{1,8})\b", re.I)
_PMCID = re.compile(r"\bPMC\d{4,8}\b", re.I)
_ISBN = re.compile(r"\bISBN(?:-1[03])?:?\s*([\dXx][\dXx -]{8,15}[\dXx])\b")
_NAMED_IDENTIFIER = re.compile(r"(?:doi|pmid)\b.{1,80}", re.I)
_LABEL = "heading of the reference list: the list is kept apart from the text"
_PROSE_WORDS = 10
_LONGEST_HEADING = 60
_LONGEST_ENTRY_WITHOUT_ADDRESS = 60


class Extracted:
    """The lines that are left, the references, and what goes to the writer's notes."""

    def __init__(self) -> None:
        self.lines: list[SourceLine] = []
        self.references: list[ListedReference] = []
        self.dropped: list[Dropped] = []
        self.doubts: list[Doubt] = []


def extract(lines: list[SourceLine]) -> Extracted:
    """Take every reference list out of the text."""
    found = Extracted()
    position = first_below = 0
    while position < len(lines):
        line = lines[position]
        if run_in := _run_in(line):
            found.references.extend(run_in)
            position += 1
            continue
        end = _end_of_list(lines, position) if is_heading(line) else position
        if end > position + 1:
            found.dropped.extend(drop(line, _LABEL))
            position += 1
            if position + 1 < end and _introduces_entries(lines[position], lines[position + 1]):
                found.dropped.extend(drop(lines[position], _LABEL))
                position += 1
            found.references.extend(_entries(lines[position:end]))
            position, first_below = end, len(found.lines)
        else:
            found.lines.append(line)
            position += 1
    if first_below:
        found.doubts.extend(_stragglers(found.lines[first_below:]))
    _extract_unheaded(found)
    found.doubts.extend(_doubts(found.references))
    return found


def _stragglers(lines: list[SourceLine]) -> list[Doubt]:
    """Text below the reference list may be the foot of the page."""
    prose = [line for line in lines if line.length >= _PROSE_WORDS]
    question = (
        "This stands below the reference list, where articles usually are over. Does it belong to "
        "this one?"
    )
    return [Doubt(line.number, "other articles", question, line.rest[:160]) for line in prose[:1]]


def identify(text: str, numbers: tuple[int, ...]) -> ListedReference:
    """What an entry identifies: a work by its identifiers, a page by its address, or neither."""
    doi = _first(_DOI, text)
    pmid = next((one or other for one, other in _PMID.findall(text)), "")
    pmcid = _first(_PMCID, text).upper()
    isbn = next((re.sub(r"[ -]", "", one).upper() for one in _ISBN.findall(text)), "")
    isbn = isbn if len(isbn) in {10, 13} else ""
    url = _first(_URL, text) or ("" if doi else _first(_DOMAIN, text))
    kind: EntryKind = "unidentified"
    if doi or pmid or pmcid or isbn:
        kind = "work"
    elif url:
        kind = "home page" if is_home_page(url) else "page"
    return ListedReference(text, kind, numbers, url, unquote(doi).lower(), pmid, pmcid, isbn)


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    if not found:
        return ""
    value = found[0].rstrip(".,;:'’*_]}")
    while value.endswith(")") and value.count(")") > value.count("("):
        value = value[:-1].rstrip(".,;")
    return value


def is_heading(line: SourceLine) -> bool:
    """Whether the line is what a reference list is headed by."""
    return len(line.text) <= _LONGEST_HEADING and _is_heading(line.folded)


def heads_references(words: str) -> bool:
    """Whether these words, whatever marks they have, are what a reference list is headed by."""
    return len(words) <= _LONGEST_HEADING and _is_heading(wording.folded(words))


def _is_heading(folded: str) -> bool:
    return bool(_HEADING.fullmatch(folded) or _LOOSE_HEADING.fullmatch(folded))


def _run_in(line: SourceLine) -> list[ListedReference]:
    """The references of a single line, "Sources: example.org/page; ..."."""
    found = _RUN_IN.match(line.text)
    if not found or not _has_address(found["text"]):
        return []
    places = [match.end() for match in _URL.finditer(found["text"])]
    if len(places) < 2:
        return [identify(found["text"], line.numbers)]
    starts = [0, *places[:-1]]
    parts = [
        found["text"][one:other].strip(" ;,|") for one, other in zip(starts, places, strict=True)
    ]
    return [identify(part, line.numbers) for part in parts]


def _has_address(text: str) -> bool:
    return any(pattern.search(text) for pattern in (_URL, _DOI, _PMID, _PMCID, _DOMAIN))


def _end_of_list(lines: list[SourceLine], heading: int) -> int:
    is_sure = bool(_HEADING.fullmatch(lines[heading].folded))
    first = heading + 1
    if first + 1 < len(lines) and _introduces_entries(lines[first], lines[first + 1]):
        first += 1
    end = first
    while end < len(lines) and _is_entry(lines, first, end, is_sure):
        end += 1
    entries = lines[first:end]
    telling = sum(_has_address(line.text) or bool(_SCHOLARLY.search(line.text)) for line in entries)
    is_telling = telling * 2 >= len(entries) > 0 and not any(
        _TELEPHONE.search(line.text) for line in entries
    )
    return end if is_telling or (is_sure and entries) else heading


def _introduces_entries(line: SourceLine, below: SourceLine) -> bool:
    """A sentence between the heading and its entries: "We use only the best sources."."""
    is_sentence = line.marker is None and not line.mark and not _has_address(line.text)
    is_short = is_sentence and not _YEAR.search(line.text) and line.length < 60
    return is_short and below.marker is not None and _has_address(below.text)


def _is_entry(lines: list[SourceLine], first: int, index: int, is_sure: bool) -> bool:
    line = lines[index]
    if line.mark:
        return False
    if _has_address(line.text) or line.marker is not None:
        return True
    if index > first and lines[first].marker is not None:
        return line.gap == 0 and line.indent > lines[first].indent
    if _YEAR.search(line.text) or _SCHOLARLY.search(line.text):
        return True
    if line.length > _LONGEST_ENTRY_WITHOUT_ADDRESS or not is_sure:
        return False
    return line.text.count(". ") > 1 or (line.is_headline and not _heads_prose(lines, index))


def _heads_prose(lines: list[SourceLine], index: int) -> bool:
    """Whether a short line has prose below it, and is therefore no entry but the next heading."""
    if index + 1 == len(lines):
        return False
    below = lines[index + 1]
    is_prose = below.length > 20 and not _YEAR.search(below.text)
    return is_prose and not _has_address(below.text)


def _entries(lines: list[SourceLine]) -> list[ListedReference]:
    """One reference an entry; an address on a line of its own belongs to the entry above."""
    merged: list[SourceLine] = []
    is_numbered = lines[0].marker is not None
    for line in lines:
        if merged and _belongs_to(merged[-1], line, is_numbered):
            whole = merged[-1]
            merged[-1] = replace(
                whole,
                text=f"{whole.rest} {line.text}",
                numbers=whole.numbers + line.numbers,
                marker=None,
            )
        else:
            merged.append(line)
    return [identify(line.rest, line.numbers) for line in merged]


def _belongs_to(entry: SourceLine, line: SourceLine, is_numbered: bool) -> bool:
    if line.marker is not None:
        return False
    return is_numbered or (_is_bare_address(line.text) and not _has_address(entry.text))


def _is_bare_address(text: str) -> bool:
    bare = text.strip("<>()[] ")
    return any(pattern.fullmatch(bare) for pattern in (_URL, _DOI, _DOMAIN, _NAMED_IDENTIFIER))


def _extract_unheaded(found: Extracted) -> None:
    """Numbered lines with addresses at the very end are a reference list that lost its heading."""
    if found.references:
        return
    start = len(found.lines)
    while start and (line := found.lines[start - 1]).marker and _has_address(line.text):
        start -= 1
    entries = found.lines[start:]
    if len(entries) < 2:
        return
    found.lines = found.lines[:start]
    found.references = _entries(entries)
    found.doubts.append(
        Doubt(
            entries[0].number,
            "references",
            f"The {len(entries)} numbered lines at the end hold addresses and were taken for the "
            "reference list. Is that right?",
        )
    )


def _doubts(references: list[ListedReference]) -> list[Doubt]:
    doubts = [
        Doubt(
            reference.lines[0],
            "reference",
            f"“{reference.text}” is a home page: it names a site, not a work. Which page or work "
            "was meant?",
        )
        for reference in references
        if reference.kind == "home page"
    ]
    lost = [reference for reference in references if reference.kind == "unidentified"]
    if lost:
        listed = "\n".join(reference.text for reference in lost)
        doubts.append(
            Doubt(
                lost[0].lines[0],
                "reference",
                "These entries of the reference list have no DOI, PMID, ISBN or address. Which works "
                f"are they exactly?\n\n{listed}",
            )
        )
    return doubts
