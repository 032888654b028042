"""Heads of the log: its size, its root and a time, signed, kept, published, and mailed to witnesses."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from articles.identity import site_name
from reviews.models import Head, Witness
from reviews.transparency import keys, log

KIND = "attest-head+jws"
FORMAT = 1
AT_LEAST_EVERY = timedelta(days=1)


@dataclass(frozen=True)
class Signed:
    """What a head says, whoever kept it."""

    size: int
    root: str
    at: datetime
    kid: str


def sign(now: datetime | None = None, *, anew: bool = False) -> Head:
    """Sign the tree as it is; the last head where it is of the same tree and not older than a day.

    `anew`: even where nothing has changed, as with a new key.
    """
    now = now or timezone.now()
    tree = log.sequence()
    last = Head.objects.last()
    if not anew and last and last.size == tree.size and now - last.at < AT_LEAST_EVERY:
        return last
    root = tree.root.hex()
    record = {
        "format": FORMAT,
        "origin": settings.SITE_URL,
        "size": tree.size,
        "root": root,
        "at": now.isoformat(),
    }
    jws, key = keys.sign(record, KIND, now)
    return Head.objects.create(size=tree.size, root=root, at=now, key=key, jws=jws)


def sign_after_commit() -> None:
    """Sign a head as soon as the change is through."""
    transaction.on_commit(partial(sign), robust=True)


def sign_due(now: datetime) -> Head | None:
    """Sign where the last head is a day old; returns it."""
    last = Head.objects.last()
    return sign(now) if last is None or now - last.at >= AT_LEAST_EVERY else None


def read(jws: str) -> Signed | None:
    """The head that a key of this site signed; None where none did, or where the key was revoked by then."""
    found = keys.read(jws.strip(), KIND)
    if found is None:
        return None
    record, key = found
    at = datetime.fromisoformat(record["at"])
    revoked = getattr(key, "revocation", None)
    if revoked and at >= revoked.since:
        return None
    return Signed(record["size"], record["root"], at, key.kid)


def tell_witnesses(now: datetime) -> list[Witness]:
    """Mail each witness the last head, once a day; returns those who were mailed."""
    last = Head.objects.last()
    told = []
    for witness in Witness.objects.filter(is_active=True).select_related("sent"):
        is_due = witness.sent is None or now - witness.sent.at >= AT_LEAST_EVERY
        if last and is_due and witness.sent != last:
            _mail(witness, last)
            Witness.objects.filter(pk=witness.pk).update(sent=last)
            told.append(witness)
    return told


def _mail(witness: Witness, head: Head) -> None:
    EmailMessage(
        f"Log of {site_name()}: {head.size} entries",
        f"The log of {settings.SITE_URL} had {head.size} entries at {head.at.isoformat()}.\n"
        f"Its root: {head.root}\n\n"
        "Please keep this mail. With the line below anybody can show later that nothing before this\n"
        f"day was altered or dropped (manage.py verify --since, or {settings.SITE_URL}/transparency/).\n\n"
        f"{head.jws}\n",
        to=[witness.email],
    ).send()
