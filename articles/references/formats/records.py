"""One record: as its format gave it, and as a work that the library would take."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from django.utils.translation import gettext as _

from articles.references import identifiers, kinds
from articles.references.csl import CSL
from articles.references.formats.fields import markup
from articles.references.home_pages import is_home_page
from articles.references.identifiers import Malformed
from articles.references.styles import journals

# CSL 1.0.2, the types of item
TYPES: Final = frozenset(
    """
    article article-journal article-magazine article-newspaper bill book broadcast chapter
    dataset document entry entry-dictionary entry-encyclopedia figure graphic hearing
    interview legal_case legislation manuscript map motion_picture musical_score pamphlet
    paper-conference patent personal_communication post post-weblog report review
    review-book software song speech standard thesis treaty webpage
    """.split()  # noqa: SIM905 one a line would be a page of its own
)
WHOLES: Final = frozenset({"book", "thesis", "manuscript", "pamphlet"})
MARKED: Final = frozenset({"title", "container-title", "title-short", "collection-title"})
PEOPLE: Final = ("author", "editor", "translator", "container-author", "collection-editor")
SMALL_WORDS: Final = frozenset("a an and as at by for from in of on or the to with".split())  # noqa: SIM905
ABBREVIATIONS: Final = frozenset(
    """
    AAPS ACM ACS AIDS AJNR AJR ASAIO BJOG BJU BMC BMJ CMAJ CNS DNA EMBO ESC ESMO EU FEBS HIV IEEE II III
    JAMA JMIR MR NMR ONE PLOS RNA RSC SIAM UK US USA WHO
    """.split()  # noqa: SIM905
)
LONGEST_TITLE: Final = 1000
READERS: Final[dict[str, Callable[[str], str]]] = {
    "DOI": identifiers.doi,
    "PMID": identifiers.pmid,
    "PMCID": identifiers.pmcid,
    "ISBN": identifiers.isbn,
}
# of these one work may have several
SEVERAL: Final = re.compile("[,;/]")
NUMBERED: Final = {
    "volume": re.compile(r"^(?:volume|vol\.?)\s*(?=\d+$)", re.IGNORECASE),
    "issue": re.compile(r"^(?:issue|number|no\.?|nr\.?)\s*(?=\d+$)", re.IGNORECASE),
    "version": re.compile(r"^(?:version|ver\.?|v\.?)\s*(?=\d)", re.IGNORECASE),
}
# that hold preprints, and nothing else
SERVER: Final = re.compile(
    r"(arXiv|bioRxiv|medRxiv|PsyArXiv|ChemRxiv|SocArXiv|OSF Preprints|Preprints\.org|Research Square)"
    r"(?:\s*preprints?)?(?:\s*\(.*\))?(?:\s*(arXiv:\S+?)(?:\s*\[.*\])?)?",
    re.IGNORECASE,
)
# as what Zotero and others write preprints
UNPUBLISHED: Final = frozenset({"article", "document", "manuscript", "webpage"})
TRIAL: Final = re.compile(r"https?://(?:www\.)?clinicaltrials\.gov/\S*?(NCT\d{8})\b", re.IGNORECASE)


@dataclass
class Raw:
    """What a format's reader made of one record. `problem` says why it could make nothing of it.

    `line` is where the record begins, counted from 1; 0 where the format has no lines. `addresses`
    are what the record was to be read at, the best first.
    """

    work: CSL = field(default_factory=dict)
    label: str = ""
    line: int = 0
    addresses: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    problem: str = ""


@dataclass(frozen=True)
class Record:
    """One work as it was understood. With a `problem` it can't be taken as it is."""

    number: int
    work: CSL
    label: str
    warnings: tuple[str, ...] = ()
    problem: str = ""
    line: int = 0


def finished(number: int, raw: Raw) -> Record:
    """Bring what every format has in common into order, and say what is missing or odd."""
    work, warnings = raw.work, list(raw.warnings)
    if raw.problem:
        return Record(number, {}, raw.label, tuple(warnings), raw.problem, raw.line)
    _flatten(work)
    warnings += [*_identify(work, raw.addresses), *_typed(work), *_lower_capitals(work)]
    warnings += _told_by_its_place(work)
    _abbreviate(work)
    title = str(work.get("title", "")).removesuffix(".")
    work["title"] = title[:LONGEST_TITLE]
    if len(title) > LONGEST_TITLE:
        said = _("The title is longer than %(most)s letters, and was cut there: check it.")
        warnings.append(said % {"most": LONGEST_TITLE})
    problem = "" if work["title"] else _("It has no title. Enter it by hand.")
    warnings += [
        warning
        for name, warning in (
            ("author", _("No author is named.")),
            ("issued", _("No date of publication.")),
        )
        if not (work.get(name) or (name == "author" and work.get("editor")))
    ]
    if _is_only_home_page(work):
        problem = problem or str(identifiers.HOME_PAGE)
    label = work["title"] or raw.label
    return Record(number, work, label, tuple(dict.fromkeys(warnings)), problem, raw.line)


def parted(begins: re.Pattern[str], text: str) -> Iterator[tuple[int, str]]:
    """What stands between one beginning of a record and the next, each with its line, from 1."""
    starts = [found.start() for found in begins.finditer(text)]
    line, counted = 1, 0
    for start, end in pairwise([*starts, len(text)]):
        line += text.count("\n", counted, start)
        counted = start
        yield line, text[start:end]


def pages(value: str) -> str:
    """“326-327” from “326--7”, “326–327” or “326-7”; anything else as it is."""
    value = re.sub(r"^(?:pp?\.|pages?:?)\s*(?=\w*\d)", "", value.strip(" ,;"), flags=re.IGNORECASE)
    value = re.sub(r"\s*[-\u2010-\u2015]+\s*", "-", value).strip("-")
    # “45-+”: Web of Science's sign that they go on elsewhere
    value = re.sub(r"-\+$", "+", value)
    return "".join(map(_part, re.split(r"\s*([,;])\s*", value)))


def count_pages(work: CSL) -> None:
    """One number where the pages of a whole work stand says how many it has."""
    if work["type"] in WHOLES and str(work["page"]).isdigit():
        work["number-of-pages"] = work.pop("page")


def _part(value: str) -> str:
    """Of several ranges one, or the mark between them: “1082-8; discussion 1088-9”."""
    if value in {",", ";"}:
        return f"{value} "
    said = re.fullmatch(r"([^\W\d]{4,}\s)(.+)", value)
    return f"{said[1]}{_range(said[2])}" if said else _range(value)


def _range(value: str) -> str:
    """“S102-S109” of “S102-9”; what would run backwards (“2020-03”) is no range."""
    found = re.fullmatch(r"([A-Za-z]{0,3})(\d+)-(\d+)", value)
    if not found:
        return value
    letters, first, last = found.groups()
    whole = first[: max(len(first) - len(last), 0)] + last
    if int(whole) < int(first) or (letters and len(last) > len(first)):
        return value
    return f"{letters}{first}" if first == whole else f"{letters}{first}-{letters}{whole}"


def one_line(value: object) -> str:
    return " ".join(str(value).split())


def _flatten(work: CSL) -> None:
    """Each field on one line, with no markup but what CSL-JSON allows in it; empty ones go."""
    for name, value in list(work.items()):
        if name == "note" and isinstance(value, str):
            work[name] = "\n".join(filter(None, map(one_line, value.split("\n"))))
        elif isinstance(value, str):
            work[name] = one_line(markup.in_csl(value) if name in MARKED else markup.plain(value))
            if name in NUMBERED:
                work[name] = NUMBERED[name].sub("", work[name])
        elif name in PEOPLE:
            work[name] = [_plain_name(each) for each in value]
        if not work[name]:
            del work[name]


def _plain_name(name: CSL) -> CSL:
    return {part: markup.plain(value) for part, value in name.items()}


def _identify(work: CSL, addresses: list[str]) -> list[str]:
    """Each identifier in its one form; one that is wrong goes, and is said."""
    warnings = _isbns(work)
    for name, reads in READERS.items():
        value = work.pop(name, "")
        try:
            if right := reads(str(value)):
                work[name] = right
        except Malformed as why:
            said = _("%(identifier)s “%(value)s” was left out. %(why)s")
            left = {"identifier": name, "value": one_line(value)[:60], "why": why}
            warnings.append(said % left)
    warnings += _serials(work)
    written = str(work.pop("URL", ""))
    for address in [*([written] if written else []), *addresses]:
        warnings += _address(work, address)
    return warnings


def _isbns(work: CSL) -> list[str]:
    """Of several the first that is right; its other form says the same, another book's is said."""
    several = [each.strip() for each in SEVERAL.split(str(work.get("ISBN", ""))) if each.strip()]
    right = [each for each in several if _is_right(identifiers.isbn, each)]
    if len(several) < 2 or not right:
        return []
    work["ISBN"] = right[0]
    same = identifiers.isbn_forms(right[0])
    others = [each for each in several if not identifiers.isbn_forms(each) & same]
    said = _("ISBN “%(value)s” was left out: the entry holds one.")
    return [said % {"value": each} for each in dict.fromkeys(others)]


def _serials(work: CSL) -> list[str]:
    """Each ISSN that is right, of print and of the web; one that is not is said."""
    several = [each.strip() for each in SEVERAL.split(str(work.pop("ISSN", ""))) if each.strip()]
    right = [each for each in several if _is_right(identifiers.issn, each)]
    if right:
        work["ISSN"] = identifiers.issn(", ".join(right))
    said = _("ISSN “%(value)s” was left out: it has a typing error.")
    return [said % {"value": each[:60]} for each in several if each not in right]


def _is_right(reads: Callable[[str], str], value: str) -> bool:
    try:
        return bool(reads(value))
    except Malformed:
        return False


def _told_by_its_place(work: CSL) -> list[str]:
    """What stands on a server of preprints is one, and what stands in a registry a trial."""
    place, address = str(work.get("container-title", "")), str(work.get("URL", ""))
    if work["type"] in UNPUBLISHED and SERVER.fullmatch(str(work.get("publisher") or place)):
        work["type"] = "article"
        if SERVER.fullmatch(place):
            work["publisher"] = work.pop("container-title")
    if work["type"] == "article-journal" and (server := SERVER.fullmatch(place)):
        del work["container-title"]
        work |= {"type": "article", "publisher": server[1]}
        if server[2]:
            work.setdefault("number", server[2])
            work.setdefault("URL", f"https://arxiv.org/abs/{server[2].partition(':')[2]}")
        return [_("“%(server)s” holds preprints: it is entered as one.") % {"server": server[1]}]
    trial = TRIAL.match(address)
    if trial and work["type"] in {"document", "webpage"} and not work.get("number"):
        work |= {**kinds.typed("trial", ""), "number": trial[1].upper()}
        work.setdefault("publisher", "ClinicalTrials.gov")
    return []


def _address(work: CSL, address: str) -> list[str]:
    """An address that only repeats an identifier becomes that identifier; a home page goes.

    One that holds an identifier which can't be read stays an address: readers still get there.
    """
    said = _("Address “%(address)s” was left out: it is not that of a page on the web.")
    why_not = said % {"address": address[:80]}
    try:
        found = identifiers.identify(address)
    except Malformed as why:
        if is_home_page(address):
            if not _stands_without_address(work):
                work.setdefault("URL", address)
                return []
            said = _("Address “%(address)s” was left out. %(why)s")
            return [said % {"address": address[:80], "why": why}]
        if not _is_address(address):
            return [why_not]
        work.setdefault("URL", address)
        said = _("The identifier in “%(address)s” can't be read, so it stays an address. %(why)s")
        return [said % {"address": address[:80], "why": why}]
    if found is None:
        return [why_not]
    work.setdefault(found.name, found.value)
    return []


def _is_address(text: str) -> bool:
    return re.match(r"https?://[^\s/]+\.[^\s/]+", text, re.IGNORECASE) is not None


def _abbreviate(work: CSL) -> None:
    """The longer name of a journal is the name (EndNote swaps them), and NLM's short one the short one:
    Scopus and Web of Science have others."""
    name, short = str(work.get("container-title", "")), str(work.get("container-title-short", ""))
    if work.get("type") != "article-journal" or not short:
        return
    if name and len(short) > len(name):
        work |= {"container-title": short, "container-title-short": name}
        name, short = short, name
    work["container-title-short"] = journals.abbreviation(name) or short


def _lower_capitals(work: CSL) -> list[str]:
    """“INVENTED EVIDENCE” of Web of Science as the journal writes itself; abbreviations stay."""
    name = str(work.get("container-title", ""))
    words = name.split()
    # “ACM J” and “J AM COLL” may be how it is written; a long word in capitals is none
    if not name.isupper() or len(words) < 2 or max(map(len, words)) < 6:
        return []
    lowered = [_lowered(word, not place) for place, word in enumerate(words)]
    work["container-title"] = " ".join(lowered)
    return [_("The name of the journal stood in capitals: check how it writes itself.")]


def _lowered(word: str, is_first: bool) -> str:
    if word.strip("():,") in ABBREVIATIONS:
        return word
    small = word.lower() in SMALL_WORDS and not is_first
    return word.lower() if small else word.capitalize()


def _typed(work: CSL) -> list[str]:
    kind = str(work.get("type", ""))
    if kind in TYPES:
        return []
    work["type"] = "document"
    return [_("The kind of work is not known: choose it in the entry.")]


def _stands_without_address(work: dict[str, Any]) -> bool:
    """Whether readers find the work by its identifier, or by its place in print."""
    return any(work.get(name) for name in (*READERS, "volume", "page", "publisher"))


def _is_only_home_page(work: CSL) -> bool:
    address = str(work.get("URL", ""))
    return bool(address) and is_home_page(address)
