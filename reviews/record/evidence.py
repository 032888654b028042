"""What the events of an article bear witness to: the checks that the site and a dossier share.

Over plain values, as a dossier has them: an event is its number in the database, what its hash
covers, and the hash; a signature is what was signed, and its fingerprint.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from articles.models.articles import State
from reviews.fingerprints import fingerprint
from reviews.formats import APPROVAL
from reviews.models import Approval
from reviews.workflow.transition import Transition
from reviews.workflow.transitions import names_of

Record = dict[str, Any]
# told of how many rows were looked at
Progress = Callable[[int], None]
# what reading raises of a record that somebody has tampered with
MALFORMED = (AttributeError, KeyError, TypeError, ValueError, RecursionError)


@dataclass(frozen=True)
class Problem:
    """A row that does not hold what it claims."""

    row: str
    says: str

    def __str__(self) -> str:
        return f"{self.row}: {self.says}"


def row_of(event: Record) -> str:
    return f"event {event['id']} ({event['covered']['transition']})"


# --- what the events say -----------------------------------------------------------------------


class States(dict[int, str]):
    """Where each text of an article stands, event by event. By id; all of them begin as drafts."""

    def __init__(self, ids: dict[int, int]) -> None:
        """`ids` are the texts by the numbers that they have within the article."""
        super().__init__(dict.fromkeys(ids.values(), State.DRAFT.value))
        self.ids = ids

    def follow(self, event: Record) -> None:
        covered = event["covered"]
        self[covered["revision"]] = covered["target"]
        if before := self.ids.get(covered["details"].get("superseded")):
            self[before] = State.SUPERSEDED.value


def opening(events: Iterable[Record], revision: int) -> Record | None:
    """What the event keeps that sealed a text: its digest, its change note, the terms."""
    sealing = names_of(lambda row: row.seals)
    found = (
        each["covered"]["details"]
        for each in events
        if each["covered"]["revision"] == revision and each["covered"]["transition"] in sealing
    )
    return next((details for details in found if "terms" in details), None)


def signatures(
    events: Iterable[Record], rule: Callable[[Transition], bool] = lambda row: row.is_signed
) -> Iterator[tuple[Record, Approval]]:
    """The events that record a signature, each with it; those of rows that a rule picks."""
    names = names_of(rule)
    for event in events:
        if event["covered"]["transition"] in names:
            yield event, _restored(event["covered"]["details"]["approval"])


def _restored(record: Record) -> Approval:
    """An approval, unsaved, from what its event kept, in whatever format."""
    record = APPROVAL.read(record)
    renamed = {"revision": "revision_id", "reviewer": "reviewer_id", "person": "person_id"}
    fields = {renamed.get(name, name): value for name, value in record.items()}
    signed_at = datetime.fromisoformat(str(record["signed_at"]))
    return Approval(**{**fields, "signed_at": signed_at})


def struck(events: Iterable[Record]) -> dict[str, int]:
    """The signatures that were struck, by fingerprint: the number of the event that did it."""
    found = (each["covered"] for each in events if "strike" in each["covered"]["details"])
    return {covered["details"]["fingerprint"]: covered["number"] for covered in found}


# --- checks ------------------------------------------------------------------------------------


def chain(events: Iterable[Record], article: int, altered: str) -> Iterator[Problem]:
    """Numbers without a gap, each hash over its event, each event naming the hash before it.

    `altered` is what is said of an event that does not have its hash.
    """
    previous = ""
    for number, event in enumerate(events, start=1):
        row, covered = row_of(event), event["covered"]
        if covered["number"] != number:
            yield Problem(row, f"is number {covered['number']} where number {number} is expected")
        if covered["article"] != article:
            yield Problem(row, "is about another article")
        if covered["previous_hash"] != previous:
            yield Problem(row, "does not follow the event before it")
        if fingerprint(covered) != event["hash"]:
            yield Problem(row, altered)
        previous = event["hash"]


def submitted(row: str, digest: str, change_note: str, opened: Record) -> Iterator[Problem]:
    """A sealed text is the one whose submission the events tell of."""
    if opened["digest"] != digest:
        yield Problem(row, "its digest is not the one that was submitted")
    if opened["change_note"] != change_note:
        yield Problem(row, "its change note is not the one that was submitted")


def signed(
    approvals: Iterable[Record], events: list[Record], digests: dict[int, str]
) -> Iterator[Problem]:
    """Each signature stands in the chain as it was signed, on the text that it names; none is gone."""
    names = names_of(lambda row: row.is_signed)
    recording = [each for each in events if each["covered"]["transition"] in names]
    details = [each["covered"]["details"] for each in recording]
    recorded = {each.get("fingerprint"): each.get("approval") for each in details}
    actors = {
        each["covered"]["details"].get("fingerprint"): each["covered"]["actor"]
        for each in recording
    }
    kept = set()
    for approval in approvals:
        row = f"approval {approval['id']} ({approval['signed']['name']})"
        found = fingerprint(approval["signed"])
        kept.add(approval["fingerprint"])
        if found != approval["fingerprint"]:
            yield Problem(row, "does not have its fingerprint")
        if actors.get(found, approval["signed"]["reviewer"]) != approval["signed"]["reviewer"]:
            yield Problem(row, "was signed by another account than the one that it names")
        if recorded.get(found) != approval["signed"]:
            yield Problem(row, "no event records this signature")
        if digests.get(approval["signed"]["revision"]) != approval["signed"]["digest"]:
            yield Problem(row, "signs another text than the one it stands on")
    for event in recording:
        if event["covered"]["details"].get("fingerprint") not in kept:
            yield Problem(row_of(event), "the signature it records is gone")
