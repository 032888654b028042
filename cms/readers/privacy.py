"""What the site keeps about a reader, who has no account: told to them, and erased when they ask (GDPR,
articles 15 and 17).

All of it hangs on a mail address: what was reported or said without one can't be told to be anybody's.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from cms.readers.models import Follower, Report, Subscriber
from cms.readers.reports import OCCASION
from reviews.models import Notification


def export(address: str) -> dict[str, list[dict[str, Any]]]:
    """All that is kept with an address of a reader, by kind."""
    rows: dict[str, Iterable[Model]] = {
        "newsletter": Subscriber.objects.filter(address__iexact=address),
        "deliveries": [
            delivery
            for subscriber in Subscriber.objects.filter(address__iexact=address)
            for delivery in subscriber.deliveries.select_related("issue")
        ],
        "following": Follower.objects.filter(address__iexact=address).select_related(
            "article", "topic"
        ),
        "reports": Report.objects.filter(address__iexact=address),
        "mails": _mails(address),
    }
    return {kind: [_told(row) for row in found] for kind, found in rows.items()}


@transaction.atomic
def erase(address: str) -> int:
    """Forget an address; how many rows were changed or went. A report stays, and is nobody's from here on:
    what was corrected because of it must be understood.
    """
    subscribers, _each = Subscriber.objects.filter(address__iexact=address).delete()
    followers, _each = Follower.objects.filter(address__iexact=address).delete()
    mails, _each = _mails(address).delete()
    return (
        subscribers
        + followers
        + mails
        + Report.objects.filter(address__iexact=address).update(address="")
    )


def _mails(address: str) -> QuerySet[Notification]:
    """Mails to readers alone: what tells guests and people with accounts is evidence of who was told."""
    return Notification.objects.filter(address__iexact=address, occasion__startswith=OCCASION)


def _told(row: Model) -> dict[str, Any]:
    """A row with all its columns, those that no form shows too; the key of a link is nobody's to read."""
    hidden = {"id", "key", "claim"}
    told = {
        field.name: field.value_from_object(row)
        for field in row._meta.concrete_fields
        if field.name not in hidden
    }
    return {"about": str(row), **told}
