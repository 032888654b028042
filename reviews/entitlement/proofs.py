"""Whose ORCID is proved: its owner signed in there, and neither it nor the account has changed since."""

from collections.abc import Iterable

from articles.models import Person
from reviews.models import Amendment

PROVES = "prove_orcid"


def proved(people: Iterable[Person]) -> set[int]:
    """The keys of those whose ORCID is proved, in one query."""
    known = {person.pk: person for person in people if person.orcid}
    rows = Amendment.objects.filter(person__in=known).order_by("number") if known else ()
    found: dict[int, str] = {}
    for row in rows:
        if row.person_id is None:
            continue
        if row.act == PROVES and row.actor_id == known[row.person_id].user_id:
            found[row.person_id] = row.details["orcid"]
        elif row.details.get("changed", {}).keys() & {"orcid", "user"} and not _waits(row):
            found.pop(row.person_id, None)
    return {pk for pk, orcid in found.items() if orcid == known[pk].orcid}


def is_proved(person: Person) -> bool:
    return person.pk in proved([person])


def _waits(row: Amendment) -> bool:
    """What is only proposed, or was rejected, changed nothing."""
    return row.act.startswith(("propose_", "reject_"))
