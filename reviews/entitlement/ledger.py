"""The record of people and rules: the only writer of an `Amendment`, and how it names a row."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model

from articles.models import Person
from articles.users import User
from reviews.models import Amendment


def lock() -> None:
    """Let two changes at once take turns, the second behind the first, until the transaction ends."""
    Amendment.objects.order_by("number").select_for_update().values_list("pk").first()


def write(
    act: str,
    subject: Model,
    user: User | None,
    now: datetime,
    details: dict[str, Any],
    person: Person | None = None,
    account: User | None = None,
    reason: str = "",
    notified: Sequence[str] = (),
) -> Amendment:
    """Add a row to the chain, within the transaction of the change that it tells of."""
    last = Amendment.objects.order_by("-number").first()
    row = Amendment(
        number=last.number + 1 if last else 1,
        act=act,
        subject=name_of(subject),
        subject_name=str(subject)[:200],
        person=person,
        account=account,
        actor=user,
        actor_name=str(user) if user else "",
        at=now,
        reason=reason.strip(),
        details=details,
        notified=list(notified),
        previous_hash=last.hash if last else "",
    )
    row.hash = row.computed_hash()
    row.save()
    return row


def name_of(subject: Model) -> str:
    """How the record names a row: “reviews.credential 17”."""
    return f"{subject._meta.label_lower} {subject.pk}"
