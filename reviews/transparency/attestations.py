"""Attestations: what anybody may check of an approval, a publication, an ending, or a signature struck.

A statement is composed once, of frozen rows, in the transaction of its event, and is a leaf of the log. It
is handed out as a JWS, with the proof that it is in the tree of a signed head: `verify_attestation.py`
checks it without this code.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Final

from django.conf import settings
from django.utils import timezone

from articles.formats import Record
from articles.models import Revision
from articles.models.articles import State
from reviews.formats import APPROVAL
from reviews.models import Approval, Attestation, Event, Head, LogEntry, Round
from reviews.transparency import heads, keys, log

KIND = "attest-attestation+jws"
FORMAT = 1
# what readers are told of a credential: of those checked on the day of signing, and without its number
# what a page says of itself: its text came, or was taken back
OF_THE_PAGE = ("publication", "withdrawal", "retraction")
LEADS_TO: Final[Mapping[str, str]] = {
    State.PUBLISHED: "publication",
    State.WITHDRAWN: "withdrawal",
    State.RETRACTED: "retraction",
}
SIGNED = ("name", "post_nominals", "signed_as", "scope", "interests", "method", "signed_at")
STRUCK = ("ground", "reason", "struck_at")
SHOWN = ("kind", "title", "specialty", "issuer", "checked_on", "expires_on")


def kind_of(event: Event) -> str:
    """“approval”, “strike”, “publication”, “withdrawal”, “retraction”; "" for what is not attested."""
    if "strike" in event.details:
        return "strike"
    if (signed := _signed(event)) and signed["verdict"] == Approval.Verdict.APPROVE:
        return "approval"
    if event.source == event.target:
        return ""
    return LEADS_TO.get(event.target, "")


def attest(event: Event) -> Attestation | None:
    """Make the statement on an event, where it is one that is attested, and sign the log after the commit."""
    if not kind_of(event):
        return None
    made = Attestation.objects.create(event=event, statement=statement(event))
    heads.sign_after_commit()
    return made


def attest_all() -> int:
    """Those of a site that is older than attestations; returns how many were made."""
    made = 0
    waiting = Event.objects.filter(attestation=None).select_related("revision__article")
    for event in waiting.order_by("pk").iterator():
        if kind_of(event):
            Attestation.objects.create(event=event, statement=statement(event))
            made += 1
    return made


def statement(event: Event) -> Record:
    """What an event attests, of rows that never change. `rests_on` is the text that readers saw before,
    where what was signed are the changes since.
    """
    revision = event.revision
    terms = Round.objects.filter(revision=revision).first()
    approvals = _approvals(event)
    of_changes = any(each["scope"] == Approval.Scope.CHANGES for each in approvals)
    kind = kind_of(event)
    return {
        "format": FORMAT,
        "kind": kind,
        "origin": settings.SITE_URL,
        "article": revision.article_id,
        "page": settings.SITE_URL + revision.article.get_absolute_url(),
        "revision": revision.pk,
        "version": revision.number,
        "digest": revision.digest,
        "at": event.at.astimezone(UTC).isoformat(),
        "event": event.hash,
        "policy": terms.terms() if terms else {},
        "approvals": approvals,
        "rests_on": _text_before(revision) if of_changes else {},
        "struck": {name: event.details["strike"][name] for name in STRUCK}
        if kind == "strike"
        else {},
    }


def _signed(event: Event) -> Record | None:
    """The signature that an event keeps; a proposal to strike one names it by its key alone."""
    signed = event.details.get("approval")
    return signed if isinstance(signed, dict) else None


def _approvals(event: Event) -> list[Record]:
    """Those that the event made or struck; those that stood on the text when it came or went."""
    if signed := _signed(event):
        return [_said_of(APPROVAL.read(signed), event.details["fingerprint"])]
    found = Approval.objects.filter(
        revision=event.revision_id, verdict=Approval.Verdict.APPROVE, signed_at__lte=event.at
    )
    if "strike" in event.details:
        found = found.filter(pk=event.details["strike"]["approval"])
    else:
        found = found.exclude(strike__struck_at__lte=event.at)
    return [
        _said_of(each.values(), each.fingerprint()) for each in found.order_by("signed_at", "pk")
    ]


def _said_of(signed: Record, fingerprint: str) -> Record:
    """What readers may know of a signature; the fingerprint binds all of it."""
    credentials = [{name: each.get(name, "") for name in SHOWN} for each in signed["credentials"]]
    said = {name: signed[name] for name in SIGNED}
    return {**said, "credentials": credentials, "fingerprint": fingerprint}


def _text_before(revision: Revision) -> Record:
    """The last text that readers saw before one was begun, by its key and digest."""
    lines = Revision.objects.filter(article=revision.article_id)
    texts = {each.pk: each for each in lines.defer("sealed", "body")}
    before = texts.get(revision.based_on_id or 0)
    while before is not None and before.published_at is None:
        before = texts.get(before.based_on_id or 0)
    return {"revision": before.pk, "digest": before.digest} if before else {}


def token(attestation: Attestation) -> str | None:
    """The statement as a JWS with its proof; None until a head covers it."""
    entry = LogEntry.objects.filter(source="attestation", row=attestation.pk).first()
    if entry is None or entry.number is None:
        return None
    head = Head.objects.filter(size__gt=entry.number).order_by("size", "pk").first()
    if head is None:
        return None
    record = {
        "format": FORMAT,
        "event": attestation.event_id,
        "statement": attestation.statement,
        "leaf": entry.leaf(),
        "index": entry.number,
        "path": [node.hex() for node in log.inclusion(entry.number, head.size)],
        "head": head.jws,
    }
    return keys.sign(record, KIND, timezone.now())[0]


def is_public(attestation: Attestation) -> bool:
    """Whether the text was ever before readers: what is reviewed and not published is nobody's yet."""
    return attestation.event.revision.published_at is not None


def of_revision(revision: int) -> list[Attestation]:
    """All that was attested of a text, in the order of events."""
    found = Attestation.objects.filter(event__revision=revision).select_related("event__revision")
    return list(found.order_by("event__number"))


def false_ones() -> Iterator[tuple[Event, str]]:
    """The events of which an attestation says something else, and those that have none."""
    for each in Attestation.objects.select_related("event__revision").order_by("pk").iterator():
        event, said = each.event, each.statement
        told = (said["kind"], said["event"], said["revision"], said["digest"])
        if told != (kind_of(event), event.hash, event.revision_id, event.revision.digest):
            yield event, "its attestation says something else"
    for event in Event.objects.filter(attestation=None).order_by("pk").iterator():
        if kind_of(event):
            yield event, "has no attestation"
