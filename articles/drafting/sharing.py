"""Showing a text to people without an account: a secret link that expires and can be revoked."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from articles.models import Revision, Share
from articles.users import User

DAYS: Final = 14
CHOICES: Final = (1, 3, 7, DAYS, 30)


def share(revision: Revision, user: User, now: datetime, days: int = DAYS) -> tuple[Share, str]:
    """Make a link; the token in it is told here and never again."""
    token = secrets.token_urlsafe(24)
    made = Share.objects.create(
        revision=revision,
        token_hash=_hash(token),
        made_by=user,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    return made, token


def revoke(shared: Share, user: User, now: datetime) -> None:
    """Close a link; closing it twice keeps who was first."""
    Share.objects.filter(pk=shared.pk, revoked_at=None).update(revoked_by=user, revoked_at=now)


def found(token: str) -> Share:
    """The share that a link names, open or not, else `Share.DoesNotExist`."""
    shares = Share.objects.select_related("made_by", "revision__article__topic__parent__parent")
    return shares.get(token_hash=_hash(token))


def open_shares(revision: Revision, now: datetime) -> list[Share]:
    """The links that show a text now, newest first."""
    shares = revision.shares.filter(revoked_at=None, expires_at__gt=now)
    return [each for each in shares.select_related("made_by", "revision") if each.is_open(now)]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
