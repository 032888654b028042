"""Small sites of each format, as they stood when it was the latest, and how one of today's is kept.

`python -m tests.reviews.record.frozen keep NUMBER` makes one with the formats of today, for the tests of
all that comes later. `… open` is for these tests: migrate a kept site, verify it, ask for its pages;
`… fill FILE` makes that site on PostgreSQL, as the migrations of its time left it and with its rows.
"""

import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[3]
SITES: Final = Path(__file__).parent / "sites"


def opened(site: Path, folder: Path) -> str:
    """What a kept site says of itself, migrated to the code of today."""
    database = folder / "site.sqlite3"
    database.write_bytes(lzma.decompress(site.read_bytes()))
    return _run("open", folder, database)


def opened_on_postgresql(site: Path, folder: Path, url: str) -> str:
    """What it says where it stood in that empty database of PostgreSQL, and was migrated there."""
    former = folder / "former.sqlite3"
    former.write_bytes(lzma.decompress(site.read_bytes()))
    return _at(url, "fill", folder, str(former)) + _at(url, "open", folder)


def _run(what: str, folder: Path, database: Path, *more: str) -> str:
    return _at(f"sqlite:///{database}", what, folder, *more)


def _at(url: str, what: str, folder: Path, *more: str) -> str:
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "DEBUG": "1",
        "SECOND_FACTOR": "offered",
    }
    command = [sys.executable, "-m", "tests.reviews.record.frozen", what, *more]
    found = subprocess.run(
        command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    return found.stdout + found.stderr


# --- within a process of its own ------------------------------------------------------------------


def _open() -> None:
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    from articles.models import Article

    call_command("migrate", verbosity=0)
    call_command("verify")
    for article in Article.objects.all():
        answer = Client().get(
            article.get_absolute_url(), secure=True, headers={"host": "localhost"}
        )
        text = article.revisions.exclude(published_at=None).latest("number")
        attested = Client().get(
            reverse("page_attestation", args=[text.pk]), secure=True, headers={"host": "localhost"}
        )
        said = f"{answer.status_code}, attested {attested.status_code}"
        sys.stdout.write(f"{article.get_absolute_url()} {said}\n")


def fill(path: str) -> None:
    """Migrate this empty database as far as the site in a file of SQLite had come, and enter its rows."""
    from django.db import connection, transaction
    from django.db.migrations.executor import MigrationExecutor
    from django.db.migrations.recorder import MigrationRecorder

    with closing(sqlite3.connect(path)) as former:
        came = dict(former.execute("SELECT app, max(name) FROM django_migrations GROUP BY app"))
        MigrationExecutor(connection).migrate(list(came.items()))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers, any order
            cursor.execute("SET LOCAL TIME ZONE 'UTC'")
            for table in connection.introspection.table_names(cursor):
                if table != MigrationRecorder.Migration._meta.db_table:
                    _enter(cursor, former, table)
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for each in (one for name in tables for one in _sequences(cursor, name)):
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('{table}', '{column}'),"
                ' coalesce(max("{column}"), 0) + 1, false) FROM "{table}"'.format(**each)
            )


def _sequences(cursor: Any, table: str) -> list[dict[str, str]]:
    from django.db import connection

    return connection.introspection.get_sequences(cursor, table)


def _enter(cursor: Any, former: sqlite3.Connection, table: str) -> None:
    """The rows of a table in place of those that its migrations entered. As text: PostgreSQL reads each as
    what its column is."""
    from django.db import connection

    there = [each.name for each in connection.introspection.get_table_description(cursor, table)]
    known = {row[1] for row in former.execute(f'PRAGMA table_info("{table}")')}
    columns = [name for name in there if name in known]
    named = ", ".join(f'"{name}"' for name in columns)
    cursor.execute(f'DELETE FROM "{table}"')
    if columns:
        into = f'INSERT INTO "{table}" ({named}) VALUES ({", ".join(["%s"] * len(columns))})'
        for row in former.execute(f'SELECT {named} FROM "{table}"'):
            cursor.execute(into, [_as_text(value) for value in row])


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) else value


def _keep(name: str) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from reviews.record import dossier

    call_command("migrate", verbosity=0)
    article = _build()
    call_command("verify")
    found = dossier.serialised(dossier.compose(article, timezone.now()))
    (SITES / f"{name}.json").write_text(found, encoding="utf-8")
    connection.close()
    path = Path(connection.settings_dict["NAME"])
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode=DELETE")
        database.execute("VACUUM")
    (SITES / f"{name}.sqlite3.xz").write_bytes(lzma.compress(path.read_bytes(), preset=9))


def _build() -> Any:
    """Two rounds with a checklist, one retraction, one publication without review."""
    from django.utils import timezone

    from reviews.models import Answers, Checklist
    from reviews.workflow.context import Inputs
    from reviews.workflow.perform import perform
    from tests import factories

    def approve(revision: Any) -> None:
        lines = revision.round.checklist.lines
        given = {line.key: {"answer": line.kind.options[0][0], "note": ""} for line in lines}
        Answers.objects.create(
            revision=revision, reviewer=ada, given=given, saved_at=timezone.now()
        )
        perform("approve", revision, ada, factories.SIGNED)
        perform("publish", revision, factories.editor())

    checklist = Checklist.objects.first()
    topic = factories.topic("Pain", specialty="Pain medicine", checklist=checklist)
    ada = factories.reviewer(specialty="Pain medicine", name="Ada Byron")
    factories.reference()
    cited = '<p>Rest helps.<cite data-ref="olsen2019"></cite></p>'
    first = factories.assigned(factories.draft(title="Rest", body=cited, topic=topic), to=ada)
    approve(first)
    second = factories.next_draft(first.article, "<p>Rest helps a little.</p>")
    perform("submit", second, factories.author_of(second), Inputs(change="update"))
    perform("request_changes", second, ada, factories.SIGNED)
    owed = factories.draft(title="Heat", topic=topic)
    perform("publish_unreviewed", owed, factories.editor(), Inputs("Urgent."))
    gone = factories.assigned(factories.draft(title="Cold", topic=topic), to=ada)
    approve(gone)
    perform("retract", gone, factories.editor(), Inputs("The study was withdrawn."))
    return first.article


def main() -> None:
    what, *more = sys.argv[1:]
    if what == "keep" and "DATABASE_URL" not in os.environ:
        with tempfile.TemporaryDirectory() as folder:
            sys.stdout.write(_run("keep", Path(folder), Path(folder) / "site.sqlite3", *more))
        return
    import django

    django.setup()
    {"keep": _keep, "open": _open, "fill": fill}[what](*more)


if __name__ == "__main__":
    main()
