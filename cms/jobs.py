"""Jobs of the worker that failed, or that a killed one left: counted, and listed for who runs the site."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Max, Q
from django.db.models.functions import Coalesce
from django_tasks import TaskResult, TaskResultStatus
from django_tasks_db.models import DBTaskResult
from prometheus_client import Counter

WITHIN: Final = timedelta(days=7)
LONGEST: Final = timedelta(hours=6)  # that a job takes; what is under way for longer was left
FAILED: Final = Counter(
    "attest_failed_jobs", "Jobs of the worker that raised, by their name", ["job"]
)


@dataclass(frozen=True)
class Trouble:
    """Jobs of one name that ended alike: how many, when the last. `error` is the kind of exception, "" where
    the worker was killed; what the exception says may quote people, and is not told."""

    job: str
    error: str
    count: int
    last: datetime


def count(task_result: TaskResult[Any], **_: object) -> None:
    """Receiver of `task_finished`."""
    if task_result.status == TaskResultStatus.FAILED:
        FAILED.labels(task_result.task.module_path).inc()


def troubles(now: datetime) -> list[Trouble]:
    """What went wrong of late, the last first. One query."""
    failed = Q(status=TaskResultStatus.FAILED, finished_at__gt=now - WITHIN)
    left = Q(status=TaskResultStatus.RUNNING, started_at__lt=now - LONGEST)
    found = (
        DBTaskResult.objects.filter(failed | left)
        .order_by()
        .values_list("task_path", "exception_class_path")
        .annotate(Count("pk"), last=Max(Coalesce("finished_at", "started_at")))
        .order_by("-last")
    )
    return [Trouble(*row) for row in found]
