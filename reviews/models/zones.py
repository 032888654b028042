"""In which time zone days are counted, and since when: a day that counts does not move with a setting."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from reviews.models.append_only import AppendOnly

ALWAYS: Final = datetime(1970, 1, 1, tzinfo=UTC)
Zones = tuple[tuple[datetime, str], ...]

# those of a record that is read by itself, in place of what the database says
_of_record: ContextVar[Zones | None] = ContextVar("zones_of_record", default=None)


class ZoneOfDays(AppendOnly):
    """That `TIME_ZONE` was this from then on. The day of a signature, and what is due because of it, is that
    of the zone in which it was given, whatever the setting says when somebody looks.
    """

    zone = models.CharField(max_length=64)
    since = models.DateTimeField(unique=True)

    class Meta:
        ordering = ["since"]
        verbose_name_plural = "zones of days"

    def __str__(self) -> str:
        return f"{self.zone} since {self.since.isoformat()}"


def day_of(moment: datetime) -> date:
    """The day on which something happened, in the zone in which days were counted then."""
    of_record = _of_record.get()
    for since, name in reversed(known_zones() if of_record is None else of_record):
        if since <= moment:
            return moment.astimezone(ZoneInfo(name)).date()
    return timezone.localdate(moment)


@contextmanager
def counted_in(zones: Iterable[tuple[datetime, str]]) -> Iterator[None]:
    """Count days in these zones and ask no database; without any, in the zone of the setting."""
    former = _of_record.set(tuple(zones))
    try:
        yield
    finally:
        _of_record.reset(former)


@transaction.atomic
def note_zone(now: datetime) -> None:
    """Note the zone of today where it is another than before; the first counts for all that was."""
    last = ZoneOfDays.objects.last()
    if last is None or last.zone != settings.TIME_ZONE:
        ZoneOfDays.objects.create(zone=settings.TIME_ZONE, since=now if last else ALWAYS)
    known_zones.cache_clear()


@cache
def known_zones() -> Zones:
    """Since when days are counted in which zone, the first first.

    Asked once: each process that counts days notes its own zone when it starts.
    """
    return tuple(ZoneOfDays.objects.values_list("since", "zone"))
