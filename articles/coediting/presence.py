"""Who has a draft open. Pages say so every few seconds; who falls silent is gone.

It stands in the database, so that every process knows.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils import timezone

from articles.models import Presence, Revision
from articles.users import User

SILENT: Final = timedelta(seconds=15)


@dataclass(frozen=True)
class Other:
    name: str
    is_typing: bool


def touch(revision: Revision, user: User, is_typing: bool) -> None:
    """Note that the user has the draft open, in one query."""
    now = timezone.now()
    Presence.objects.bulk_create(
        [Presence(revision=revision, user=user, seen_at=now, typed_at=now if is_typing else None)],
        update_conflicts=True,
        unique_fields=["revision", "user"],
        update_fields=["seen_at", "typed_at"] if is_typing else ["seen_at"],
    )


def leave(revision: Revision, user: User) -> None:
    Presence.objects.filter(revision=revision, user=user).delete()


def others_at(revision: Revision, user: User) -> list[Other]:
    """Everybody else who has the draft open, by name."""
    since = timezone.now() - SILENT
    rows = Presence.objects.filter(revision=revision, seen_at__gt=since).exclude(user=user)
    found = [
        Other(str(row.user), row.typed_at is not None and row.typed_at > since)
        for row in rows.select_related("user")
    ]
    return sorted(found, key=lambda other: other.name)
