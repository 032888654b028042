"""The form of a work filled from a look-up: what is empty is filled, what was typed stays."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from articles.library import lookup
from articles.library.http_client import Patience
from articles.library.lookup import Found, NotFound
from articles.models import Reference
from articles.references import csl, identifiers
from articles.references.identifiers import Identifier, Malformed

# by which a work is looked up, in this order
READERS: Final[dict[str, Callable[[str], str]]] = {
    "doi": identifiers.doi,
    "pmid": identifiers.pmid,
    "pmcid": identifiers.pmcid,
    "isbn": identifiers.isbn,
}
MOST: Final = 30  # works completed for one page
UNTOUCHED: Final = "article-journal"  # the kind that a new form begins with


class Completion(NamedTuple):
    """All fields as they are now; which of them were filled; and what the service says otherwise."""

    fields: dict[str, str]
    filled: list[str]
    differing: dict[str, str]
    service: str


class Completed(NamedTuple):
    """A work of the library as the fields say it, those that were filled, and why none were."""

    reference: Reference
    fields: dict[str, str]
    filled: list[str]
    said: str


def complete(entered: Mapping[str, str], patience: Patience | None = None) -> Completion:
    """Look up what the fields of a form name, and fill the empty ones. Nothing typed is changed.

    Raises `NotFound` with the reason.
    """
    found = _found(entered, patience or lookup.patience())
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


def complete_all(works: Iterable[Reference]) -> list[Completed]:
    """Each work with what is found for its empty fields, or the reason why nothing is.

    All share the patience of one page. Nothing is stored.
    """
    patience, found = lookup.patience(), []
    for reference in works:
        entered = csl.fields_of(reference.csl)
        try:
            done = complete(entered, patience)
        except NotFound as why:
            found.append(Completed(reference, entered, [], str(why)))
            continue
        said = "" if done.filled else _("%(service)s has nothing to add.")
        said = said % {"service": done.service} if said else ""
        found.append(Completed(reference, done.fields, done.filled, said))
    return found


def _found(entered: Mapping[str, str], patience: Patience) -> Found:
    """By the first identifier that a service knows."""
    if not lookup.is_on():
        raise NotFound(_("Nothing is looked up elsewhere. Enter it by hand."))
    reasons = []
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
