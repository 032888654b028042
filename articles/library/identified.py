"""Works named by their identifiers alone, one a line: looked up, and offered as a paste of records is."""

import json
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext as _

from articles.library import duplicates, importing, lookup
from articles.library.importing import Offers
from articles.library.lookup import NotFound, Unreached
from articles.references import formats, identifiers
from articles.references.csl import CSL
from articles.references.formats.records import Record
from articles.references.identifiers import Identifier, Malformed

MOST: Final = 30  # works looked up for one page


def is_list(text: str) -> bool:
    """Whether most lines of a text are identifiers, and no format begins in it."""
    lines = [line for line in text.splitlines() if line.strip()]
    if any(each.begins.search(text) for each in formats.FORMATS):
        return False
    return sum(map(_is_meant, lines)) > len(lines) / 2


def offers(text: str) -> Offers:
    """What was found of each line, in order; behind it what was not, each with its line and the reason.

    A work that the library has is not asked for. Nothing is stored: `Offers.text` holds what was found.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    named = [(number, line) for number, line in lines if line]
    batch = _Batch()
    records = [batch.record(number, line) for number, line in named[:MOST]]
    ordered = sorted(records, key=lambda record: bool(record.problem))
    numbered = [replace(record, number=place) for place, record in enumerate(ordered, start=1)]
    found = [record.work for record in numbered if not record.problem]
    return Offers(
        "",
        importing.offers_of(numbered),
        len(named[MOST:]),
        json.dumps(found, ensure_ascii=False),
    )


class _Batch:
    """Several identifiers of one paste: a service that gave no answer is not asked again."""

    def __init__(self) -> None:
        self._patience = lookup.patience()
        self._silent: dict[str, str] = {}

    def record(self, number: int, line: str) -> Record:
        try:
            identifier = identifiers.identify(line)
        except Malformed as why:
            return _without(number, line, str(why))
        if identifier is None:
            return _without(number, line, _("This is no DOI, PMID, PMCID or ISBN."))
        if known := _in_the_library(identifier):
            return replace(known, line=number)
        try:
            return replace(self._looked_up(identifier), line=number)
        except NotFound as why:
            return _without(number, line, str(why), identifier)

    def _looked_up(self, identifier: Identifier) -> Record:
        if identifier.name not in lookup.FIRST:
            raise NotFound(_("An address is not looked up. Enter the work by hand."))
        if not lookup.is_on():
            raise NotFound(_("Nothing is looked up elsewhere. Enter it by hand."))
        service = lookup.service_of(identifier)
        if service in self._silent:
            raise NotFound(self._silent[service])
        try:
            return lookup.look_up(identifier, self._patience).record
        except Unreached as why:
            self._silent[service] = str(why)
            raise


def _without(number: int, line: str, why: str, identifier: Identifier | None = None) -> Record:
    """What could not be found; the form can still be opened with its identifier."""
    work: CSL = {}
    if identifier:
        work = {"type": identifiers.kind_of(identifier), identifier.name: identifier.value}
    label = _("Line %(number)s: %(line)s") % {"number": number, "line": line[:200]}
    return Record(0, work, label, problem=why, line=number)


def _in_the_library(identifier: Identifier) -> Record | None:
    found = duplicates.duplicate_of({identifier.name: identifier.value, "type": "book"})
    if found is None or not found.is_certain:
        return None
    return Record(0, found.reference.csl, found.reference.title)


def _is_meant(line: str) -> bool:
    """Whether a line is an identifier, or is meant as one and not right."""
    try:
        return identifiers.identify(line) is not None
    except Malformed:
        return True
