"""What editors are shown of the newsletter."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django import template
from django.utils import timezone

from articles.users import User
from cms.readers.models import Delivery
from reviews.eligibility.rights import PUBLISH

register = template.Library()

DAYS: Final = 30
LISTED: Final = 50


@dataclass(frozen=True)
class Failed:
    """The latest newsletters that failed in so many days, with issue and reader, and how many did."""

    rows: list[Delivery]
    number: int
    days: int = DAYS


@register.simple_tag
def newsletters_failed(user: User) -> Failed | None:
    """Those that were given up or are to be tried again. None where there are none, and for whoever does
    not publish: they have readers' addresses in them.
    """
    if not user.has_perm(PUBLISH):
        return None
    since = timezone.now() - timedelta(days=DAYS)
    found = Delivery.objects.troubled().filter(send_at__gte=since)
    latest = found.select_related("issue", "subscriber").order_by("-send_at", "-pk")
    rows = list(latest[:LISTED])
    return Failed(rows, found.count() if len(rows) == LISTED else len(rows)) if rows else None
