"""What reviewers have decided lately, how fast, and how much of it in time."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any, Final

from django.db.models import OuterRef
from django.utils import timezone

from reviews.models import Approval, Assignment

A_YEAR: Final = timedelta(days=365)
A_QUARTER: Final = timedelta(days=90)


@dataclass(frozen=True)
class TrackRecord:
    """How many decisions, how long they took in the middle, how many came in time."""

    decided: int
    median_days: float
    on_time: int


def track_records(
    reviewers: Iterable[int], now: datetime, within: timedelta
) -> dict[int, TrackRecord]:
    """By reviewer, in one query: from being asked to the signature, against the due date."""
    asked = Assignment.objects.filter(revision=OuterRef("revision"), reviewer=OuterRef("reviewer"))
    signed = Approval.objects.filter(reviewer__in=reviewers, signed_at__gte=now - within)
    signed = signed.annotate(
        asked_at=asked.values("assigned_at")[:1], due_on=asked.values("due_on")[:1]
    )
    took: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    rows: Any = signed.order_by().values_list("reviewer", "signed_at", "asked_at", "due_on")
    for reviewer, signed_at, asked_at, due_on in rows:
        if asked_at is not None and asked_at <= signed_at:
            in_time = timezone.localdate(signed_at) <= due_on
            took[reviewer].append((_days(signed_at - asked_at), in_time))
    return {
        reviewer: TrackRecord(
            len(each), round(median(days for days, _ok in each), 1), sum(ok for _days, ok in each)
        )
        for reviewer, each in took.items()
    }


def _days(span: timedelta) -> float:
    return span.total_seconds() / 86_400
