"""Looks a work up by its identifier: at Crossref, PubMed, PubMed Central's converter, Open Library.

Nothing is guessed: an answer counts only where it names the identifier that was asked for; what else
may happen is said in a sentence. Nothing is stored but in Django's cache. The services, and what they
are sent, stand in docs/operating.md.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from email.utils import parseaddr
from typing import Final, NamedTuple
from urllib.parse import quote, urlencode

from django.conf import settings
from django.core.cache import caches
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.entering import read_json
from articles.library.http_client import (
    Absent,
    Elsewhere,
    Pace,
    Patience,
    Refused,
    TooLarge,
    Unanswered,
    get,
)
from articles.references import identifiers
from articles.references.csl import CSL
from articles.references.formats import csl_json, open_library, pubmed_xml
from articles.references.formats.records import Raw, Record, finished
from articles.references.identifiers import Identifier, isbn_forms

TOOL: Final = "attest"
VERSION: Final = 1  # of what is kept: another one where a reader says more of the same answer
KEPT_FOUND: Final = 7 * 24 * 60 * 60
KEPT_ABSENT: Final = 60 * 60
CROSSREF, PUBMED, PMC, OPEN_LIBRARY = "Crossref", "PubMed", "PubMed Central", "Open Library"
NCBI: Final = Pace(3)  # a second, without a key (NBK25497), for both of its services
PACES: Final = {CROSSREF: Pace(5), PUBMED: NCBI, PMC: NCBI, OPEN_LIBRARY: Pace(1)}
FIRST: Final = {"DOI": CROSSREF, "PMID": PUBMED, "PMCID": PMC, "ISBN": OPEN_LIBRARY}


class NotFound(Exception):
    """Why there is no record. The message is a sentence for whoever asked."""


class Unreached(NotFound):
    """The service gave no answer: to ask it again at once is no use."""


class Unknown(NotFound):
    """The service knows no such work."""


class Found(NamedTuple):
    """A work as it was understood, and who said so."""

    record: Record
    service: str


def is_on() -> bool:
    return bool(settings.LOOKUP)


def can_look_up(identifier: Identifier) -> bool:
    return is_on() and identifier.name in FIRST


def service_of(identifier: Identifier) -> str:
    """Who is asked first."""
    return FIRST[identifier.name]


def patience() -> Patience:
    """As long as somebody waits for one page, however many works are looked up for it."""
    return Patience(settings.LOOKUP_PATIENCE)


def look_up(identifier: Identifier, patience: Patience) -> Found:
    """The work that has the identifier. Raises `NotFound` with the reason."""
    key = _cache_key(identifier)
    kept = caches["memory"].get(key)
    if kept == "absent":
        raise _unknown(service_of(identifier), identifier)
    if kept is not None:
        work = kept["work"]
        return Found(Record(1, work, work["title"], kept["warnings"]), kept["service"])
    if patience.is_over:
        said = _(
            "%(identifier)s was not looked up: it took too long. Enter it by hand, or try again."
        )
        raise Unreached(said % {"identifier": identifier})
    try:
        record, service = ASKING[identifier.name](identifier, patience)
    except Unknown:
        caches["memory"].set(key, "absent", KEPT_ABSENT)
        raise
    kept = {"work": record.work, "warnings": record.warnings, "service": service}
    caches["memory"].set(key, kept, KEPT_FOUND)
    return Found(record, service)


# --- the services --------------------------------------------------------------------------------


def _at_crossref(identifier: Identifier, patience: Patience) -> Found:
    contact = _contact()
    query = f"?{urlencode({'mailto': contact})}" if contact else ""
    address = f"{settings.LOOKUP_CROSSREF}/works/{quote(identifier.value, safe='')}{query}"
    return _answered(CROSSREF, csl_json.read, address, identifier, patience)


def _at_pubmed(identifier: Identifier, patience: Patience) -> Found:
    query = {"db": "pubmed", "id": identifier.value, "retmode": "xml", **_who_asks()}
    address = f"{settings.LOOKUP_EUTILS}/efetch.fcgi?{urlencode(query)}"
    return _answered(PUBMED, pubmed_xml.read, address, identifier, patience)


def _at_open_library(identifier: Identifier, patience: Patience) -> Found:
    query = {"bibkeys": f"ISBN:{identifier.value}", "format": "json", "jscmd": "data"}
    address = f"{settings.LOOKUP_OPEN_LIBRARY}/api/books?{urlencode(query)}"
    return _answered(OPEN_LIBRARY, open_library.read, address, identifier, patience)


def _by_pmcid(identifier: Identifier, patience: Patience) -> Found:
    """By the PMID that the archive says, or by the DOI of what is not in PubMed.

    Where the answer does not name its PMCID, that of the archive stands.
    """
    bare = identifier.value.partition(".")[0]
    query = {"ids": bare, "idtype": "pmcid", "format": "json", "versions": "no", **_who_asks()}
    address = f"{settings.LOOKUP_IDCONV}?{urlencode(query)}"
    other = _converted(_text(PMC, address, identifier, patience), bare)
    if other is None:
        raise _unknown(PMC, identifier)
    try:
        record, service = ASKING[other.name](other, patience)
    except Unknown as why:  # of the other identifier, which the sentence names
        raise NotFound(str(why)) from why
    named = str(record.work.get("PMCID", bare))
    if named.partition(".")[0] != bare:
        raise _another(service, identifier, f"PMCID {named}")
    return Found(replace(record, work={**record.work, "PMCID": bare}), service)


def _converted(text: str, pmcid: str) -> Identifier | None:
    """The identifier by which others know the work; None where the archive knows none."""
    try:
        rows = read_json(text)["records"]
        row: CSL = next((each for each in rows if str(each.get("pmcid", "")).upper() == pmcid), {})
        if pmid := identifiers.pmid(str(row.get("pmid") or "")):
            return Identifier("PMID", pmid)
        doi = identifiers.doi(str(row.get("doi") or ""))
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as why:
        raise _unreadable(PMC) from why
    return Identifier("DOI", doi) if doi else None


ASKING: Final[dict[str, Callable[[Identifier, Patience], Found]]] = {
    "DOI": _at_crossref,
    "PMID": _at_pubmed,
    "PMCID": _by_pmcid,
    "ISBN": _at_open_library,
}


# --- one question --------------------------------------------------------------------------------


def _answered(
    service: str,
    read: Callable[[str], Iterable[Raw]],
    address: str,
    identifier: Identifier,
    patience: Patience,
) -> Found:
    """The record of an answer, if it is about the work that was asked for."""
    raws = list(read(_text(service, address, identifier, patience)))
    if not raws:
        raise _unknown(service, identifier)
    record = finished(1, raws[0])
    if record.problem:
        raise _unreadable(service)
    if not _is_about(record.work, identifier):
        other = record.work.get(identifier.name)
        raise _another(service, identifier, f"{identifier.name} {other}" if other else record.label)
    return Found(record, service)


def _text(service: str, address: str, identifier: Identifier, patience: Patience) -> str:
    named = {"service": service}
    try:
        body = get(address, _agent(), PACES[service], patience, settings.LOOKUP_TIMEOUT)
        return body.decode("utf-8-sig")
    except Absent as why:
        raise _unknown(service, identifier) from why
    except Unanswered as why:
        said = _("%(service)s did not answer. Enter it by hand, or try again.")
        raise Unreached(said % named) from why
    except Refused as why:
        said = _("%(service)s refused the question (HTTP %(code)s). Enter it by hand.")
        raise NotFound(said % {**named, "code": why}) from why
    except TooLarge as why:
        said = _("%(service)s answered with more than 2 MB, which is no record. Enter it by hand.")
        raise NotFound(said % named) from why
    except Elsewhere as why:
        said = _("%(service)s sends on to another site, which was not asked. Enter it by hand.")
        raise NotFound(said % named) from why
    except UnicodeDecodeError as why:
        raise _unreadable(service) from why


def _is_about(work: CSL, identifier: Identifier) -> bool:
    value = str(work.get(identifier.name, ""))
    if identifier.name == "ISBN":
        return bool(value) and value in isbn_forms(identifier.value)
    return value == identifier.value


def _unknown(service: str, identifier: Identifier) -> Unknown:
    said = _("%(service)s does not know %(identifier)s. Check it, or enter the work by hand.")
    return Unknown(said % {"service": service, "identifier": identifier})


def _unreadable(service: str) -> NotFound:
    said = _("What %(service)s answered can't be read. Enter it by hand, or try again.")
    return NotFound(said % {"service": service})


def _another(service: str, identifier: Identifier, other: str) -> NotFound:
    said = _(
        "%(service)s was asked for %(identifier)s and answered with another work (%(other)s)."
        " Enter it by hand."
    )
    return NotFound(said % {"service": service, "identifier": identifier, "other": other[:200]})


# --- who asks ------------------------------------------------------------------------------------


def _agent() -> str:
    contact = _contact()
    return f"{TOOL} ({settings.SITE_URL}{f'; mailto:{contact}' if contact else ''})"


def _who_asks() -> dict[str, str]:
    """As NCBI asks of programs."""
    contact = _contact()
    return {"tool": TOOL, **({"email": contact} if contact else {})}


def _contact() -> str:
    return parseaddr(settings.LOOKUP_MAIL)[1]


def _cache_key(identifier: Identifier) -> str:
    """Warnings of a record are sentences, so that each language keeps its own."""
    asked = json.dumps([VERSION, get_language(), identifier.name, identifier.value])
    return f"lookup:{hashlib.sha256(asked.encode()).hexdigest()}"
