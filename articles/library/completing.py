"""The form of a work filled from a look-up: what is empty is filled, what was typed stays."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from articles.library import lookup
from articles.library.lookup import Found, NotFound
from articles.references import csl, identifiers
from articles.references.identifiers import Identifier, Malformed

# by which a work is looked up, in this order
READERS: Final[dict[str, Callable[[str], str]]] = {
    "doi": identifiers.doi,
    "pmid": identifiers.pmid,
    "pmcid": identifiers.pmcid,
    "isbn": identifiers.isbn,
}
UNTOUCHED: Final = "article-journal"  # the kind that a new form begins with


class Completion(NamedTuple):
    """All fields as they are now; which of them were filled; and what the service says otherwise."""

    fields: dict[str, str]
    filled: list[str]
    differing: dict[str, str]
    service: str


def complete(entered: Mapping[str, str]) -> Completion:
    """Look up what the fields of a form name, and fill the empty ones. Nothing typed is changed.

    Raises `NotFound` with the reason.
    """
    found = _found(entered)
    said = csl.fields_of(found.record.work)
    fields = {name: value.strip() for name, value in entered.items()}
    is_new = not fields.get("title") and fields.get("type", UNTOUCHED) == UNTOUCHED
    open_fields = {name for name in said if not fields.get(name)} | ({"type"} if is_new else set())
    filled = [name for name in said if name in open_fields and said[name]]
    differing = {
        name: value
        for name, value in said.items()
        if value and name not in open_fields and _differs(name, fields[name], value)
    }
    return Completion(
        fields | {name: said[name] for name in filled}, filled, differing, found.service
    )


def _found(entered: Mapping[str, str]) -> Found:
    """By the first identifier that a service knows."""
    if not lookup.is_on():
        raise NotFound(_("Nothing is looked up elsewhere. Enter it by hand."))
    patience, reasons = lookup.patience(), []
    for identifier in _named(entered):
        try:
            return lookup.look_up(identifier, patience)
        except NotFound as why:
            reasons.append(str(why))
    raise NotFound(" ".join(reasons) or _("Enter a DOI, PMID, PMCID or ISBN first."))


def _named(entered: Mapping[str, str]) -> list[Identifier]:
    found = []
    for name, read in READERS.items():
        try:
            value = read(entered.get(name, ""))
        except Malformed as why:
            raise NotFound(str(why)) from why
        if value:
            found.append(Identifier(name.upper(), value))
    return found


def _differs(name: str, typed: str, said: str) -> bool:
    if name == "isbn":
        return said not in identifiers.isbn_forms(identifiers.isbn(typed))
    if name in READERS:
        return said != READERS[name](typed)
    return [" ".join(line.split()) for line in typed.splitlines()] != said.splitlines()
