"""No job of the worker fails in silence: every one is counted, named by `doctor` and on the desk."""

import pkgutil
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from django_tasks.base import Task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from prometheus_client import REGISTRY

import articles
import cms
import reviews
from cms import jobs
from cms.accounts.letters import send_password_link, send_way_in
from cms.doctor import examine
from cms.models import User
from reviews.notifications.mail import BACKOFF
from tests import factories

pytestmark = pytest.mark.django_db
LEFT_OUT = (".migrations.", ".management.", "cms.wsgi", "cms.settings")


def _tasks() -> Iterator[Task]:
    for package in (articles, reviews, cms):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not any(part in f"{found.name}." for part in LEFT_OUT):
                module = import_module(found.name)
                yield from (each for each in vars(module).values() if isinstance(each, Task))


TASKS = {each.module_path: each for each in _tasks()}


def work() -> None:
    """Run what waits, as the worker does."""
    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    )
    for waiting in DBTaskResult.objects.ready():
        waiting.claim("test")
        worker.run_task(waiting)


def counted(job: str) -> float:
    return REGISTRY.get_sample_value("attest_failed_jobs_total", {"job": job}) or 0


def said_by_doctor() -> str:
    return "\n".join(each.found for each in examine(timezone.now()) if each.about == "jobs")


def test_every_job_is_found():
    folders = [Path(each.__path__[0]) for each in (articles, reviews, cms)]
    sources = [file.read_text() for folder in folders for file in folder.rglob("*.py")]

    assert len(TASKS) == sum(source.count("\n@task(") for source in sources)


MAIL = ("send_way_in", "send_password_link", "tell", "deliver", "send")


def test_a_mail_that_is_handed_over_later_is_sent_before_anything_that_takes_long():
    for task in TASKS.values():
        if task.name not in MAIL:
            task.enqueue(*range(9))
    last = send_way_in.enqueue(1)

    first, *others = DBTaskResult.objects.ready()

    assert (first.task_path, str(first.id)) == (send_way_in.module_path, str(last.id))
    assert len(others) == len(TASKS) - len(MAIL)


@pytest.mark.parametrize("job", sorted(TASKS))
def test_a_job_that_raises_shows_wherever_the_site_is_watched(client, settings, job):
    settings.METRICS_TOKEN = "token"
    client.force_login(factories.user("Administrators"))
    before = counted(job)
    TASKS[job].enqueue(*range(9))  # which none of them takes

    work()

    assert counted(job) == before + 1
    metrics = client.get(reverse("metrics"), headers={"Authorization": "Bearer token"})
    assert f'attest_failed_jobs_total{{job="{job}"}}' in metrics.content.decode()
    assert f"{job} failed once, the last time" in said_by_doctor()
    desk = client.get(reverse("configuration")).content.decode()
    assert job in desk
    assert "TypeError" in desk


def test_a_job_that_a_killed_worker_left_shows_too(client):
    client.force_login(factories.user("Administrators"))
    send_way_in.enqueue(1)
    DBTaskResult.objects.get().claim("test")

    assert not jobs.troubles(timezone.now())
    DBTaskResult.objects.update(started_at=timezone.now() - timedelta(hours=7))

    assert "letters.send_way_in was left by a worker that was killed" in said_by_doctor()
    assert "The worker was stopped" in client.get(reverse("configuration")).content.decode()


def test_what_went_well_or_is_long_past_shows_nowhere(client):
    client.force_login(factories.user("Administrators"))
    send_way_in.enqueue(1)
    DBTaskResult.objects.update(
        status="FAILED",
        exception_class_path="builtins.OSError",
        finished_at=timezone.now() - timedelta(days=8),
    )

    assert said_by_doctor() == "none failed within a week"
    assert "Jobs that failed" not in client.get(reverse("configuration")).content.decode()


def locked(*_: object, **__: object) -> None:
    raise OperationalError("database is locked")


def test_a_link_that_meets_a_locked_database_is_sent_later(monkeypatch, mailoutbox):
    writer = factories.writer()
    send_password_link.enqueue(writer.pk)
    with monkeypatch.context() as patched:
        patched.setattr(User.objects, "filter", locked)
        work()
    DBTaskResult.objects.update(run_after=timezone.now())

    work()

    assert [each.to for each in mailoutbox] == [[writer.email]]
    assert not jobs.troubles(timezone.now())


def test_a_link_that_fails_for_good_is_a_job_that_failed(monkeypatch):
    monkeypatch.setattr(User.objects, "filter", locked)
    send_password_link.enqueue(1, len(BACKOFF))

    work()

    [trouble] = jobs.troubles(timezone.now())
    assert trouble.job.endswith("send_password_link")
    assert trouble.error == "django.db.utils.OperationalError"
