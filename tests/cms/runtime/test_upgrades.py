"""Two versions side by side: which migrations allow it, and one that does, tried."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from io import StringIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from cms.runtime import upgrades
from tests.cms.runtime.test_serve import answers, free_port
from tests.crash.__main__ import database

ROOT = Path(__file__).parents[3]
OURS = ("articles", "reviews", "cms")
TOKEN = "a" * 32
PATIENCE = 300  # seconds, of a busy machine

# --- which ---------------------------------------------------------------------------------------


def state() -> ProjectState:
    first = migrations.Migration("first", "articles")
    first.operations = [
        migrations.CreateModel(
            "Loaf",
            fields=[
                ("id", models.AutoField(primary_key=True)),
                ("flour", models.CharField(max_length=20)),
                ("salt", models.IntegerField(null=True)),
            ],
        )
    ]
    return first.mutate_state(ProjectState())


def told(*operations) -> list[str]:
    then = migrations.Migration("then", "articles")
    then.operations = list(operations)
    before = state()
    return list(upgrades.hinders(before, then.mutate_state(before)))


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("Loaf", "baker", models.CharField(max_length=9, null=True)),
        migrations.AddField("Loaf", "grams", models.IntegerField(db_default=500)),
        migrations.AlterField("Loaf", "flour", models.CharField(max_length=40)),
        migrations.AddIndex("Loaf", models.Index(fields=["flour"], name="by_flour")),
        migrations.CreateModel("Oven", fields=[("id", models.AutoField(primary_key=True))]),
        migrations.AddField("Loaf", "kin", models.ManyToManyField("articles.Loaf")),
    ],
    ids=lambda operation: operation.describe(),
)
def test_the_version_before_goes_on_with_what_it_need_not_know(operation):
    assert told(operation) == []


SALTED = models.CheckConstraint(condition=models.Q(salt__gte=0), name="salted")


@pytest.mark.parametrize(
    ("operation", "hindered"),
    [
        (
            migrations.AddField("Loaf", "grams", models.IntegerField(default=500)),
            "add rows to articles_loaf without grams",
        ),
        (migrations.RemoveField("Loaf", "salt"), "use articles_loaf.salt, which is gone"),
        (migrations.DeleteModel("Loaf"), "use the table articles_loaf, which is gone"),
        (migrations.RenameModel("Loaf", "Bread"), "use the table articles_loaf, which is gone"),
        (
            migrations.AlterField("Loaf", "salt", models.IntegerField(default=0)),
            "write all that it did into articles_loaf.salt",
        ),
        (
            migrations.AlterField("Loaf", "flour", models.CharField(max_length=9)),
            "write all that it did into articles_loaf.flour",
        ),
        (
            migrations.AlterField("Loaf", "flour", models.CharField(max_length=20, unique=True)),
            "write all that it did into articles_loaf.flour",
        ),
        (
            migrations.AlterField("Loaf", "flour", models.TextField()),
            "write all that it did into articles_loaf.flour",
        ),
        (migrations.AddConstraint("Loaf", SALTED), "write into articles_loaf against salted"),
        (
            migrations.AlterUniqueTogether("Loaf", {("flour", "salt")}),
            "write into articles_loaf twice what is unique together",
        ),
    ],
    ids=lambda what: getattr(what, "describe", lambda: "")(),
)
def test_what_it_can_no_longer_do_is_said(operation, hindered):
    assert told(operation) == [hindered]


def test_a_renamed_column_is_gone_for_who_reads_it_and_unknown_to_who_writes():
    assert told(migrations.RenameField("Loaf", "flour", "meal")) == [
        "use articles_loaf.flour, which is gone",
        "add rows to articles_loaf without meal",
    ]


def listed() -> set[str]:
    """As the page has them: `articles` 0002, 0004; `cms` …"""
    page = (ROOT / "docs" / "operating.md").read_text()
    section = page.partition("<!-- stops -->")[2].partition("<!-- /stops -->")[0]
    rows = re.findall(r"`(\w+)` ([\d, \n]+)", section)
    return {f"{app} {number}" for app, numbers in rows for number in re.findall(r"\d+", numbers)}


@pytest.mark.django_db
def test_the_page_lists_each_of_ours_that_does_not_allow_it_and_there_is_no_new_one():
    """A column that joins a table takes `db_default`; one that goes, goes a version after its last use."""
    steps = list(upgrades.all_of(connection))
    ours = [each for each in steps if each.name.split()[0] in OURS]

    assert "reviews 0015_formats" in {each.name for each in ours if each.runs_code}
    assert {each.name.partition("_")[0] for each in ours if each.hinders} == listed()


@pytest.mark.django_db
def test_a_site_that_is_migrated_has_nothing_ahead():
    said = StringIO()

    call_command("describe_upgrade", stdout=said)

    assert said.getvalue() == "No migration is ahead.\n"


# --- one that does, tried ------------------------------------------------------------------------


class Site:
    """What both versions have in common: a database, a folder, people."""

    def __init__(self, folder: Path, url: str) -> None:
        self.environment = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": url,
            "DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "tests.crash.settings",
            "DEBUG": "",
        }
        staged = self.run(ROOT, "-c", STAGE)
        self.session, self.draft, self.writer, self.topic = json.loads(staged.splitlines()[-1])
        self.version, self.codes = 1, []

    def run(self, version: Path, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=version,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    @contextmanager
    def serving(self, version: Path, port: int) -> Iterator[subprocess.Popen]:
        command = [sys.executable, "manage.py", "web", "--port", str(port), "--workers", "1"]
        process = subprocess.Popen(command, cwd=version, env=self.environment)
        try:
            assert answers(f"http://127.0.0.1:{port}/health/ready", PATIENCE)
            yield process
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)

    def ask(self, port: int, path: str, **entries) -> tuple[int, bytes]:
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Host": "localhost",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as line:
            line.request("POST" if entries else "GET", path, urlencode(entries), headers)
            answer = line.getresponse()
            return answer.status, answer.read()

    def save(self, port: int) -> None:
        """Once more: 200, or 503 while a migration has the tables."""
        typed = {"title": "Rest", "body": f"<p>{self.version}</p>", "version": self.version}
        path = f"/desk/revisions/{self.draft}/autosave/"
        code, body = self.ask(port, path, writer=self.writer, **typed)
        self.codes.append(code)
        if code == 200:
            self.version = json.loads(body)["version"]


STAGE = """
import django, json
django.setup()
from tests import factories
from tests.crash.acts import _signed_in
factories.published(title="Heat")
writer = factories.writer()
draft = factories.draft(writer)
print(json.dumps([_signed_in(writer), draft.pk, writer.pk, draft.article.topic_id]))
"""
NEXT = """

Revision.add_to_class("weight", models.IntegerField(db_default=7, verbose_name="weight"))
"""
MIGRATION = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("articles", "{last}")]
    operations = [
        migrations.AddField("Revision", "weight", models.IntegerField(db_default=7, verbose_name="weight")),
        migrations.CreateModel("Scale", fields=[("id", models.BigAutoField(primary_key=True))]),
    ]
"""


@pytest.fixture
def next_version(tmp_path) -> Path:
    """The code of today with one more column and one more table."""
    folder = tmp_path / "next"
    for name in (*OURS, "templates", "tests", "bench"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", folder)
    with (folder / "articles/models/articles.py").open("a") as model:
        model.write(NEXT)
    last = max(path.stem for path in (folder / "articles/migrations").glob("0*.py"))
    (folder / "articles/migrations/9000_weights.py").write_text(MIGRATION.format(last=last))
    return folder


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_versions_serve_side_by_side_and_nothing_is_refused_after_the_migration(
    next_version, monkeypatch
):
    monkeypatch.setenv("DATA_DIR", str(settings.DATA_DIR))  # where the template is kept
    with (
        tempfile.TemporaryDirectory() as folder,
        database(connection.vendor, Path(folder)) as url,
    ):
        (Path(folder) / "static").mkdir()
        site, old, new = Site(Path(folder), url), free_port(), free_port()
        with site.serving(ROOT, old) as former:
            said = site.run(next_version, "manage.py", "describe_upgrade")
            _migrate_while_somebody_saves(site, old, next_version)
            with site.serving(next_version, new):
                _both_are_whole(site, (old, new))
                former.terminate()
                former.wait(timeout=PATIENCE)
                site.save(new)
        verified = site.run(next_version, "manage.py", "verify")

    assert "articles 9000_weights: judged by its columns" in said
    assert site.codes[-1] == 200
    assert "All true: " in verified


def _migrate_while_somebody_saves(site: Site, port: int, next_version: Path) -> None:
    over = threading.Event()

    def save() -> None:
        while not over.is_set():
            site.save(port)
            time.sleep(0.05)

    somebody = threading.Thread(target=save)
    somebody.start()
    site.run(next_version, "manage.py", "migrate", "--verbosity", "0")
    over.set()
    somebody.join()
    assert set(site.codes) <= {200, 503}
    assert 200 in site.codes


def _both_are_whole(site: Site, ports: tuple[int, int]) -> None:
    """Each reads and saves what the other wrote, and begins a text: a row without the new column."""
    for _ in range(2):
        for port in ports:
            before = site.version
            site.save(port)
            assert (site.codes[-1], site.version) == (200, before + 1)
            for path in ("/", "/articles/heat/", "/desk/"):
                assert site.ask(port, path)[0] == 200, path
            begun = site.ask(
                port, "/desk/articles/new/", title=f"Cold {before} {port}", topic=site.topic
            )
            assert begun[0] == 302, begun
