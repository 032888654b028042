"""Check a dossier by itself: no database, no site, only what the file says of itself.

The index finds whatever was changed after the dossier was composed. The chain finds what was changed
before, or by somebody who made the index anew: each event is held against its hash, each text against
its digest, each signature against the event that records it, each state against the events.

A whole dossier forged from end to end is consistent with itself: compare its digest with the one on
the article's page.
"""

import json
from collections.abc import Iterator
from typing import Any

from articles.models.articles import State
from articles.sealing import seal
from reviews.approval import quorum
from reviews.fingerprints import fingerprint
from reviews.models import Approval, Round, Signers
from reviews.record.dossier import FORMAT, ROWS, Record, index
from reviews.record.verification import SIGNED, Lie, restored
from reviews.workflow.transitions import TABLE

DEMANDED = ("signers", "approvals", "specialty", "specialty_key")
MALFORMED = (AttributeError, KeyError, TypeError, ValueError, RecursionError)


def read(content: str) -> Record:
    """The dossier in a file. Raises `ValueError` with the reason where it is none."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"This is not JSON: {error}") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise ValueError(f"This is not a dossier of format {FORMAT}.")
    return found


def lies(dossier: Record) -> Iterator[Lie]:
    """Every part that does not hold what it claims. A part that can't be read is one."""
    checks = (_index, _chain, _states, _texts, _terms, _signatures, _assignments, _told, _quorums)
    for check in checks:
        try:
            yield from list(check(dossier))
        except MALFORMED as error:
            name = check.__name__.strip("_")
            yield Lie("dossier", f"its {name} can't be read ({type(error).__name__}: {error})")


def _index(dossier: Record) -> Iterator[Lie]:
    kept, found = dossier["index"], index(dossier)
    if fingerprint(kept) != dossier["digest"]:
        yield Lie("index", "does not have the digest of the dossier")
    if kept["head"] != found["head"]:
        yield Lie("head of the dossier", "was changed after it was composed")
    known = {*ROWS, "article", "composed_at", "digest", "format", "index"}
    for name in sorted(dossier.keys() - known):
        yield Lie(name, "does not belong into a dossier")
    for part in ROWS:
        yield from _rows(part, dossier[part], kept[part], found[part])


def _rows(part: str, rows: list[Any], kept: Record, found: Record) -> Iterator[Lie]:
    word = part.removesuffix("s")
    if len(rows) != len(found):
        yield Lie(part, "a number stands twice")
    for number in sorted({*kept, *found}):
        if number not in found:
            yield Lie(f"{word} {number}", "is gone")
        elif number not in kept:
            yield Lie(f"{word} {number}", "was added after the dossier was composed")
        elif kept[number] != found[number]:
            yield Lie(f"{word} {number}", "was changed after the dossier was composed")


def _chain(dossier: Record) -> Iterator[Lie]:
    """Numbers without a gap, each hash over its event, each event naming the hash before it."""
    previous = ""
    for number, event in enumerate(dossier["events"], start=1):
        row, covered = _row(event), event["covered"]
        if covered["number"] != number:
            yield Lie(row, f"is number {covered['number']} where number {number} is expected")
        if covered["article"] != dossier["article"]["id"]:
            yield Lie(row, "is about another article")
        if covered["previous_hash"] != previous:
            yield Lie(row, "does not follow the event before it")
        if fingerprint(covered) != event["hash"]:
            yield Lie(row, "does not have its hash")
        previous = event["hash"]


def _states(dossier: Record) -> Iterator[Lie]:
    """Each event starts where the ones before it led, and leads where the table lets it."""
    states = {each["id"]: State.DRAFT.value for each in dossier["revisions"]}
    numbers = {each["number"]: each["id"] for each in dossier["revisions"]}
    for event in dossier["events"]:
        covered = event["covered"]
        if states.get(covered["revision"]) != covered["source"]:
            yield Lie(_row(event), "does not start from where the events before it led")
        if not _is_possible(covered):
            yield Lie(_row(event), "is not a step of the workflow")
        states[covered["revision"]] = covered["target"]
        if before := covered["details"].get("superseded"):
            states[numbers.get(before)] = State.SUPERSEDED.value
    for revision in dossier["revisions"]:
        if states[revision["id"]] != revision["state"]:
            says = f"says {revision['state']}, its events say {states[revision['id']]}"
            yield Lie(f"revision {revision['id']}", says)


def _is_possible(covered: Record) -> bool:
    row = TABLE.get(covered["transition"])
    if row is None or covered["source"] not in row.sources:
        return False
    stays = row.target is None or row.leads_to is not None
    return covered["target"] == row.target or (stays and covered["target"] == covered["source"])


def _texts(dossier: Record) -> Iterator[Lie]:
    """Each sealed text has its digest, and the event of its submission knows it and its note."""
    for revision in dossier["revisions"]:
        row, opening = f"revision {revision['id']}", _opening(dossier, revision)
        if opening is None:
            if revision["digest"] or revision["state"] not in (State.DRAFT, State.DISCARDED):
                yield Lie(row, "was sealed without an event")
            continue
        if seal.digest(revision["text"]) != revision["digest"]:
            yield Lie(row, "its text does not have its digest")
        if opening["digest"] != revision["digest"]:
            yield Lie(row, "its digest is not the one that was submitted")
        if opening["change_note"] != revision["change_note"]:
            yield Lie(row, "its change note is not the one that was submitted")


def _terms(dossier: Record) -> Iterator[Lie]:
    for revision in dossier["revisions"]:
        opening = _opening(dossier, revision)
        if (opening["terms"] if opening else {}) != revision["terms"]:
            yield Lie(f"revision {revision['id']}", "its terms are not those frozen at submission")


def _signatures(dossier: Record) -> Iterator[Lie]:
    """Each stands in the chain as it was signed, on the text that it names; none is gone."""
    digests = {each["id"]: each["digest"] for each in dossier["revisions"]}
    recorded = _signed(dossier)
    for approval in dossier["approvals"]:
        row, signed = (
            f"approval {approval['id']} ({approval['signed']['name']})",
            approval["signed"],
        )
        if fingerprint(signed) != approval["fingerprint"]:
            yield Lie(row, "does not have its fingerprint")
        if recorded.get(fingerprint(signed)) != signed:
            yield Lie(row, "no event records this signature")
        if digests.get(signed["revision"]) != signed["digest"]:
            yield Lie(row, "signs another text than the one it stands on")
    kept = {each["fingerprint"] for each in dossier["approvals"]}
    for event in dossier["events"]:
        details = event["covered"]["details"]
        if event["covered"]["transition"] in SIGNED and details["fingerprint"] not in kept:
            yield Lie(_row(event), "the signature it records is gone")


def _assignments(dossier: Record) -> Iterator[Lie]:
    """Who declined did so by an event, with the same reason, and nobody else is said to have."""
    refusals: dict[tuple[int, int], str] = {}
    for event in dossier["events"]:
        covered = event["covered"]
        if covered["transition"] == "assign":
            refusals.pop((covered["revision"], covered["details"]["reviewer"]), None)
        if covered["transition"] == "decline":
            refusals[covered["revision"], covered["actor"]] = covered["comment"]
    for each in dossier["assignments"]:
        reason = refusals.get((each["revision"], each["reviewer"]))
        if (each["answer"] == "declined") != (reason is not None) or each["reason"] != (
            reason or ""
        ):
            row = f"assignment {each['id']} ({each['reviewer_name']})"
            yield Lie(row, "does not say what its events say of the answer")


def _told(dossier: Record) -> Iterator[Lie]:
    """Who has a notification of an event is who the event says was told."""
    names: dict[int, list[str]] = {}
    for notification in dossier["notices"]:
        names.setdefault(notification["event"], []).append(notification["name"])
    for event in dossier["events"]:
        if sorted(names.get(event["id"], [])) != sorted(event["covered"]["notified"]):
            yield Lie(_row(event), "its notices are not to those whom it told")


def _quorums(dossier: Record) -> Iterator[Lie]:
    """What was published as reviewed had every signature that its terms demanded by then."""
    terms = {each["id"]: each["terms"] for each in dossier["revisions"]}
    signed: list[Approval] = []
    for event in dossier["events"]:
        covered = event["covered"]
        if covered["transition"] in SIGNED:
            signed.append(Approval(**restored(covered["details"]["approval"])))
        if covered["transition"] == "publish":
            demand = terms[covered["revision"]]
            wanted = {name: demand[name] for name in DEMANDED}
            if (demand["signers"] == Signers.EDITORS) != bool(dossier["article"]["about"]):
                yield Lie(_row(event), "its text is not of those that its signers may approve")
            if quorum.shortfall(Round(**wanted), signed, covered["details"]["digest"]):
                yield Lie(_row(event), "the signatures that its terms demand are missing")


def _signed(dossier: Record) -> Record:
    """What the events record as signed, by its fingerprint."""
    return {
        event["covered"]["details"]["fingerprint"]: event["covered"]["details"]["approval"]
        for event in dossier["events"]
        if event["covered"]["transition"] in SIGNED
    }


def _opening(dossier: Record, revision: Record) -> Record | None:
    """What the event keeps that sealed a revision."""
    return next(
        (
            event["covered"]["details"]
            for event in dossier["events"]
            if event["covered"]["revision"] == revision["id"]
            and event["covered"]["transition"] in ("submit", "publish_unreviewed")
            and "terms" in event["covered"]["details"]
        ),
        None,
    )


def _row(event: Record) -> str:
    return f"event {event['id']} ({event['covered']['transition']})"
