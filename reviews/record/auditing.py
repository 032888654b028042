"""Check a dossier by itself: no database, no site, only what the file says of itself.

The index finds whatever was changed after the dossier was composed. The chain finds what was changed
before, or by somebody who made the index anew: each event is held against its hash, each text against
its digest, each signature against the event that records it, each state against the events.

A whole dossier forged from end to end is consistent with itself: compare its digest with the one on
the article's page.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from articles.models.articles import State
from articles.sealing import seal
from reviews.approval import quorum
from reviews.fingerprints import fingerprint
from reviews.formats import TERMS
from reviews.humans import Sameness
from reviews.models import Assignment, Round, Signers
from reviews.models.zones import counted_in
from reviews.record import evidence
from reviews.record.dossier import DOSSIER, index
from reviews.record.evidence import MALFORMED, Problem, Record, States, opening, row_of
from reviews.workflow.transitions import TABLE, names_of

DEMANDED = ("signers", "approvals", "specialty", "specialty_key")


def read(content: str) -> Record:
    """The dossier in a file. Raises `ValueError` with the reason where it is none."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"This is not JSON: {error}") from error
    if not isinstance(found, dict) or found.get("format") not in DOSSIER:
        known = " or ".join(map(str, DOSSIER))
        raise ValueError(f"This is not a dossier of format {known}.")
    return found


def problems(dossier: Record) -> Iterator[Problem]:
    """Every part that does not hold what it claims. A part that can't be read is one."""
    checks = (_index, _chain, _states, _texts, _terms, _signatures, _assignments, _told, _quorums)
    for check in checks:
        try:
            with counted_in(zones_of(dossier)):
                found = list(check(dossier))
            yield from found
        except MALFORMED as error:
            name = check.__name__.strip("_")
            yield Problem("dossier", f"its {name} can't be read ({type(error).__name__}: {error})")


def zones_of(dossier: Record) -> list[tuple[datetime, str]]:
    """In which days were counted; an older dossier says nothing of it."""
    said = dossier["article"].get("zones", [])
    return [(datetime.fromisoformat(each["since"]), str(each["zone"])) for each in said]


def _index(dossier: Record) -> Iterator[Problem]:
    kept, found = dossier["index"], index(dossier)
    if fingerprint(kept) != dossier["digest"]:
        yield Problem("index", "does not have the digest of the dossier")
    if kept["head"] != found["head"]:
        yield Problem("head of the dossier", "was changed after it was composed")
    rows = DOSSIER[dossier["format"]]
    known = {*rows, "article", "composed_at", "digest", "format", "index"}
    for name in sorted(dossier.keys() - known):
        yield Problem(name, "does not belong into a dossier")
    for part in rows:
        yield from _rows(part, dossier[part], kept[part], found[part])


def _rows(part: str, rows: list[Any], kept: Record, found: Record) -> Iterator[Problem]:
    word = part.removesuffix("s")
    if len(rows) != len(found):
        yield Problem(part, "a number stands twice")
    for number in sorted({*kept, *found}):
        if number not in found:
            yield Problem(f"{word} {number}", "is gone")
        elif number not in kept:
            yield Problem(f"{word} {number}", "was added after the dossier was composed")
        elif kept[number] != found[number]:
            yield Problem(f"{word} {number}", "was changed after the dossier was composed")


def _chain(dossier: Record) -> Iterator[Problem]:
    article = dossier["article"]["id"]
    yield from evidence.chain(dossier["events"], article, altered="does not have its hash")


def _states(dossier: Record) -> Iterator[Problem]:
    """Each event starts where the ones before it led, and leads where the table lets it."""
    states = States({each["number"]: each["id"] for each in dossier["revisions"]})
    for event in dossier["events"]:
        covered = event["covered"]
        if states.get(covered["revision"]) != covered["source"]:
            yield Problem(row_of(event), "does not start from where the events before it led")
        row = TABLE.get(covered["transition"])
        if row is None or not row.may_lead(covered["source"], covered["target"]):
            yield Problem(row_of(event), "is not a step of the workflow")
        states.follow(event)
    for revision in dossier["revisions"]:
        if states[revision["id"]] != revision["state"]:
            says = f"says {revision['state']}, its events say {states[revision['id']]}"
            yield Problem(f"revision {revision['id']}", says)


def _texts(dossier: Record) -> Iterator[Problem]:
    """Each sealed text has its digest, and the event of its submission knows it and its note."""
    for revision in dossier["revisions"]:
        row, opened = f"revision {revision['id']}", opening(dossier["events"], revision["id"])
        if opened is None:
            if revision["digest"] or revision["state"] not in (State.DRAFT, State.DISCARDED):
                yield Problem(row, "was sealed without an event")
            continue
        if seal.digest(revision["text"]) != revision["digest"]:
            yield Problem(row, "its text does not have its digest")
        yield from evidence.submitted(row, revision["digest"], revision["change_note"], opened)


def _terms(dossier: Record) -> Iterator[Problem]:
    for revision in dossier["revisions"]:
        opened = opening(dossier["events"], revision["id"])
        if (opened["terms"] if opened else {}) != revision["terms"]:
            yield Problem(
                f"revision {revision['id']}", "its terms are not those frozen at submission"
            )


def _signatures(dossier: Record) -> Iterator[Problem]:
    digests = {each["id"]: each["digest"] for each in dossier["revisions"]}
    yield from evidence.signed(dossier["approvals"], dossier["events"], digests)


def _assignments(dossier: Record) -> Iterator[Problem]:
    """Who declined did so by an event, with the same reason, and nobody else is said to have."""
    refusals: dict[tuple[int, int], str] = {}
    asking = names_of(lambda row: row.answer == Assignment.Answer.ASKED)
    declining = names_of(lambda row: row.answer == Assignment.Answer.DECLINED)
    for event in dossier["events"]:
        covered = event["covered"]
        if covered["transition"] in asking:
            refusals.pop((covered["revision"], covered["details"]["reviewer"]), None)
        if covered["transition"] in declining:
            refusals[covered["revision"], covered["actor"]] = covered["comment"]
    for each in dossier["assignments"]:
        reason = refusals.get((each["revision"], each["reviewer"]))
        if (each["answer"] == "declined") != (reason is not None) or each["reason"] != (
            reason or ""
        ):
            row = f"assignment {each['id']} ({each['reviewer_name']})"
            yield Problem(row, "does not say what its events say of the answer")


def _told(dossier: Record) -> Iterator[Problem]:
    """Who has a notification of an event is who the event says was told."""
    names: dict[int, list[str]] = {}
    for notification in dossier["notices"]:
        names.setdefault(notification["event"], []).append(notification["name"])
    for event in dossier["events"]:
        if sorted(names.get(event["id"], [])) != sorted(event["covered"]["notified"]):
            yield Problem(row_of(event), "its notices are not to those whom it told")


def _quorums(dossier: Record) -> Iterator[Problem]:
    """What was published as reviewed had every signature that its terms demanded by then."""
    terms = {each["id"]: each["terms"] for each in dossier["revisions"]}
    publishing = names_of(lambda row: row.publishes_reviewed)
    signed = list(evidence.signatures(dossier["events"]))
    struck = evidence.struck(dossier["events"])
    for event in dossier["events"]:
        covered = event["covered"]
        if covered["transition"] not in publishing:
            continue
        demand = TERMS.read(terms[covered["revision"]])
        wanted = {name: demand[name] for name in DEMANDED}
        by_then = [
            approval
            for each, approval in signed
            if each["covered"]["number"] < covered["number"]
            and struck.get(each["covered"]["details"]["fingerprint"], covered["number"])
            >= covered["number"]
        ]
        if (demand["signers"] == Signers.EDITORS) != bool(dossier["article"].get("about")):
            yield Problem(row_of(event), "its text is not of those that its signers may approve")
        if quorum.shortfall(Round(**wanted), by_then, covered["details"]["digest"], Sameness()):
            yield Problem(row_of(event), "the signatures that its terms demand are missing")
