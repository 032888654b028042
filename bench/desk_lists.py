"""The lists of the desks at a hundred and at ten thousand waiting texts: medians and query counts.

Run as `python -m bench.desk_lists`. Each size has a scratch database of its own, filled in bulk.
"""

import os
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench.crowd import like

SIZES: Final = (100, 10_000)
ROUNDS: Final = 15
REVIEWERS: Final = 4
MOST_QUERIES: Final = 20
MOST_TIMES: Final = 1.5
REPORTS: Final = {"figures": 6 * 60.0}  # they read all that there is: 60 ms for each of six
NEVER_ASKED: Final = 10  # of so many texts one has no reviewer
PAGES: Final = {
    "dashboard": ("reviewer", "/reviews/"),
    "board": ("editor", "/reviews/board/"),
    "board, filtered": ("editor", "/reviews/board/?q=headache"),
    "one state": ("editor", "/reviews/board/?state=in_review"),
    "due again": ("editor", "/reviews/due/"),
    "figures": ("editor", "/reviews/figures/"),
}


def main() -> int:
    found: dict[int, dict[str, tuple[float, int]]] = {}
    for size in SIZES:
        found[size] = measured(size)
    return printed(found)


def measured(size: int) -> dict[str, tuple[float, int]]:
    """Median milliseconds and queries of each page, by a child: settings are read once a process."""
    import json
    import subprocess

    with tempfile.TemporaryDirectory() as folder:
        surroundings = {**os.environ, "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "cms.settings"}
        surroundings.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "bench.desk_lists", str(size)]
        output = Path(folder) / "measured.json"
        subprocess.run([*command, str(output)], env=surroundings, check=True)
        return {name: tuple(each) for name, each in json.loads(output.read_text()).items()}


def child(size: int, output: Path) -> None:
    import json

    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    users = fill(size)
    output.write_text(
        json.dumps({name: visit(users[who], at) for name, (who, at) in PAGES.items()})
    )


def fill(size: int) -> dict[str, Any]:
    """So many texts in review, each by its own submission, most with one reviewer asked."""
    from django.db import connection, transaction
    from django.utils import timezone

    from articles.models import Article, Revision
    from reviews.models import Assignment, Event, Round
    from tests import factories

    now, today = timezone.now(), timezone.localdate()
    topic, writer, editor = factories.topic(), factories.writer(), factories.editor()
    reviewers = [factories.reviewer("Pain medicine") for _ in range(REVIEWERS)]
    model = factories.submitted(factories.draft(writer, topic=topic))
    rounds, events = Round.objects.get(revision=model), Event.objects.get(revision=model)
    with transaction.atomic():
        articles = Article.objects.bulk_create(
            [Article(slug=f"waiting-{at}", topic=topic) for at in range(size)], 500
        )
        revisions = Revision.objects.bulk_create(
            [
                like(
                    model,
                    article=each,
                    title=f"About headache {at}" if at % 50 == 0 else f"About rest {at}",
                    sealed_at=now - timedelta(minutes=at),
                )
                for at, each in enumerate(articles)
            ],
            500,
        )
        Article.writers.through.objects.bulk_create(
            [Article.writers.through(article=each, user=writer) for each in articles], 500
        )
        Round.objects.bulk_create([like(rounds, revision=each) for each in revisions], 500)
        Event.objects.bulk_create(
            [
                like(
                    events,
                    article=each.article,
                    revision=each,
                    at=now - timedelta(minutes=at),
                    hash=f"{at:064x}",
                )
                for at, each in enumerate(revisions)
            ],
            500,
        )
        Assignment.objects.bulk_create(
            [
                Assignment(
                    revision=each,
                    reviewer=reviewers[at % REVIEWERS],
                    assigned_by=editor,
                    assigned_at=now,
                    due_on=today + timedelta(days=at % 30 - 5),
                )
                for at, each in enumerate(revisions)
                if at % NEVER_ASKED
            ],
            500,
        )
    _due_again(size, topic, model)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"reviewer": reviewers[1], "editor": editor}


def _due_again(size: int, topic: Any, model: Any) -> None:
    """As many published texts whose review is due again."""
    from django.utils import timezone

    from articles.models import Article, Revision
    from reviews.models import NextReview

    now, today = timezone.now(), timezone.localdate()
    articles = Article.objects.bulk_create(
        [Article(slug=f"due-{at}", topic=topic) for at in range(size)], 500
    )
    revisions = Revision.objects.bulk_create(
        [
            like(model, article=each, state="published", published_at=now, sealed_at=now)
            for each in articles
        ],
        500,
    )
    NextReview.objects.bulk_create(
        [
            NextReview(
                article=each.article,
                revision=each,
                reviewed_on=today - timedelta(days=700),
                due_on=today + timedelta(days=at % 120 - 30),
            )
            for at, each in enumerate(revisions)
        ],
        500,
    )


def visit(user: Any, address: str) -> tuple[float, int]:
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    if client.get(address).status_code == 404:
        return 0, 0
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    count = len(queries)
    if os.environ.get("EXPLAIN"):
        for query in sorted(queries, key=lambda each: -float(each["time"]))[:4]:
            print(address, query["time"], query["sql"][:1500], file=sys.stderr)
    took = []
    for _ in range(ROUNDS):
        start = time.process_time()
        client.get(address)
        took.append((time.process_time() - start) * 1_000)
    return median(took), count


def printed(found: dict[int, dict[str, tuple[float, int]]]) -> int:
    """The table; 1 where a bar is missed."""
    few, many = (found[size] for size in SIZES)
    print(f"{'page':<18}{'ms at 100':>12}{'at 10,000':>12}{'times':>8}{'queries':>9}")
    missed = 0
    for name in PAGES:
        (before, _), (after, queries) = few[name], many[name]
        if not queries:
            print(f"{name:<18}{'not there':>12}")
            continue
        times = after / before
        slow = after > REPORTS[name] if name in REPORTS else times > MOST_TIMES
        bad = slow or queries > MOST_QUERIES
        missed += bad
        mark = "  MISSED" if bad else ""
        print(f"{name:<18}{before:>12.1f}{after:>12.1f}{times:>8.2f}{queries:>9}{mark}")
    return int(bool(missed))


if __name__ == "__main__":
    if len(sys.argv) > 2:
        child(int(sys.argv[1]), Path(sys.argv[2]))
    else:
        sys.exit(main())
