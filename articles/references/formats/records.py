"""One record: as its format gave it, and as a work that the library would take."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from articles.references import identifiers
from articles.references.csl import CSL
from articles.references.home_pages import is_home_page
from articles.references.identifiers import Identifier, Malformed

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
LONGEST_TITLE: Final = 1000
READERS: Final[dict[str, Callable[[str], str]]] = {
    "DOI": identifiers.doi,
    "PMID": identifiers.pmid,
    "PMCID": identifiers.pmcid,
    "ISBN": identifiers.isbn,
}


@dataclass
class Raw:
    """What a format's reader made of one record. `problem` says why it could make nothing of it."""

    work: CSL = field(default_factory=dict)
    label: str = ""
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


def finished(number: int, raw: Raw) -> Record:
    """Bring what every format has in common into order, and say what is missing or odd."""
    work, warnings = raw.work, list(raw.warnings)
    if raw.problem:
        return Record(number, {}, raw.label, tuple(warnings), raw.problem)
    _flatten(work)
    warnings += [*_identify(work), *_typed(work)]
    work["title"] = str(work.get("title", "")).removesuffix(".")[:LONGEST_TITLE]
    problem = "" if work["title"] else _("It has no title. Enter it by hand.")
    warnings += [
        warning
        for name, warning in (
            ("author", _("No author is named.")),
            ("issued", _("No date of publication.")),
        )
        if not work.get(name)
    ]
    if _is_only_home_page(work):
        problem = problem or str(identifiers.HOME_PAGE)
    label = work["title"] or raw.label
    return Record(number, work, label, tuple(dict.fromkeys(warnings)), problem)


def pages(value: str) -> str:
    """“326-327” from “326--7”, “326–327” or “326-7”; anything else as it is."""
    value = re.sub(r"\s*[-\u2010-\u2015]+\s*", "-", value.strip())
    found = re.fullmatch(r"(\d+)-(\d+)", value)
    if not found:
        return value
    first, last = found.groups()
    if len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return first if first == last else f"{first}-{last}"


def one_line(value: object) -> str:
    return " ".join(str(value).split())


def _flatten(work: CSL) -> None:
    for name, value in list(work.items()):
        if isinstance(value, str):
            work[name] = one_line(value)
        if not work[name]:
            del work[name]


def _identify(work: CSL) -> list[str]:
    """Each identifier in its one form; one that is wrong goes, and is said."""
    warnings = []
    for name, reads in READERS.items():
        value = work.pop(name, "")
        try:
            if right := reads(str(value)):
                work[name] = right
        except Malformed as why:
            said = _("%(identifier)s “%(value)s” was left out. %(why)s")
            left = {"identifier": name, "value": one_line(value)[:60], "why": why}
            warnings.append(said % left)
    return warnings + _address(work)


def _address(work: CSL) -> list[str]:
    """An address that only repeats an identifier becomes that identifier; a home page goes."""
    address = work.pop("URL", "")
    if not address:
        return []
    try:
        found = identifiers.identify(address) or Identifier("URL", "")
    except Malformed as why:
        if not _stands_without_address(work) and is_home_page(address):
            work["URL"] = address
            return []
        said = _("Address “%(address)s” was left out. %(why)s")
        return [said % {"address": address[:80], "why": why}]
    if found.name == "URL" and found.value:
        work["URL"] = found.value
    elif found.value:
        work.setdefault(found.name, found.value)
    else:
        said = _("Address “%(address)s” was left out: it does not begin with https://.")
        return [said % {"address": address[:80]}]
    return []


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
