"""The whole site in one file, and out of it again: on the same database, on the other, after a kill."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles.models.articles import State
from cms.backups import archive, making, rows, schedule
from cms.backups.archive import BadBackup
from cms.models import User
from tests import factories
from tests.reviews.record import frozen

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[3]
NOW = timezone.now()
PASSPHRASE = "four words of ours"
KILLS = 6


def site() -> None:
    """A text in each interesting state, with an image, signatures, people and rules."""
    factories.reference()
    picture = factories.image()
    factories.published(body=f"<p>Rest helps.</p>{factories.figure(picture)}")
    factories.brought_to(State.CHANGES_REQUESTED, factories.draft(title="Sent back"))
    factories.brought_to(State.WITHDRAWN, factories.draft(title="Withdrawn: “ñ, 中, 🙂”"))


def made(path: Path, passphrase: str = "") -> Path:
    making.make(path, NOW, passphrase, lambda done, total: None)
    return path


def manage(url: str, folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess:
    environment = {**os.environ, "DATABASE_URL": url, "DATA_DIR": str(folder), **more}
    environment.pop("SECRET_KEY", None)
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def tables(path: Path, passphrase: str = "") -> dict[str, str]:
    """The digest of each table in a backup."""
    with archive.reading(path, passphrase) as backup:
        entries = backup.manifest["entries"]
        return {name: entries[name]["sha256"] for name in entries if name != "manifest.json"}


def of_people(found: dict[str, str]) -> dict[str, str]:
    """Without what each migration counts for itself."""
    return {name: digest for name, digest in found.items() if "contenttypes" not in name}


@contextmanager
def empty_on_postgresql() -> Iterator[str]:
    """The address of an empty database on the server of this run."""
    url = urlsplit(os.environ["DATABASE_URL"])
    name = f"moved_{os.getpid()}"  # the workers of a run share its server
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield url._replace(path=f"/{name}").geturl()
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_site_moves_to_sqlite_and_back_with_every_row_and_file(tmp_path):
    """From the database of this run to SQLite and, on PostgreSQL, from there to PostgreSQL."""
    site()
    backup = made(tmp_path / "one.attest", PASSPHRASE)
    folder = tmp_path / "moved"
    moved = f"sqlite:///{folder}/attest.sqlite3"

    restored = manage(moved, folder, "restore", str(backup), BACKUP_PASSPHRASE=PASSPHRASE)
    assert "All true." in restored.stdout, restored.stderr
    again = tmp_path / "two.attest"
    manage(moved, folder, "backup", str(again))

    before = tables(backup, PASSPHRASE)
    for name in ("secret_key", "log_key.pem"):
        assert before.pop(making.SECRETS + name, None)
    assert of_people(tables(again)) == of_people(before)
    assert (folder / "secret_key").read_text() == configured.SECRET_KEY
    assert (folder / "log_key.pem").read_bytes() == Path(configured.LOG_KEY_FILE).read_bytes()
    if connection.vendor == "postgresql":
        with empty_on_postgresql() as url:
            back = manage(url, tmp_path / "back", "restore", str(again))
            third = tmp_path / "three.attest"
            manage(url, tmp_path / "back", "backup", str(third))
            checked = manage(url, tmp_path / "back", "reindex", "--check")
        assert "All true." in back.stdout, back.stderr
        assert of_people(tables(third)) == of_people(before)
        assert checked.returncode == 0, checked.stderr


@pytest.mark.exhaustive
@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="Moves a site to PostgreSQL.")
@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_site_of_a_former_version_moves_to_postgresql_and_every_page_is_read(tmp_path, number):
    """What stood in SQLite files of earlier releases, migrated, moved, verified, and asked for."""
    old = tmp_path / "old"
    old.mkdir()
    said = frozen.opened(frozen.SITES / f"{number}.sqlite3.xz", old)
    backup = tmp_path / "old.attest"
    manage(f"sqlite:///{old}/site.sqlite3", old, "backup", str(backup))

    with empty_on_postgresql() as url:
        moved = manage(url, tmp_path / "moved", "restore", str(backup))
        command = [sys.executable, "-m", "tests.reviews.record.frozen", "open"]
        environment = {**os.environ, "DATABASE_URL": url, "DATA_DIR": str(tmp_path / "moved")}
        environment |= {"DJANGO_SETTINGS_MODULE": "cms.settings", "DEBUG": "1"}
        read = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )

    assert "All true." in moved.stdout, moved.stderr
    assert read.stdout.splitlines()[-4:] == said.splitlines()[-4:], read.stderr
    assert read.stdout.count(" 200, attested 200") == 3


def test_what_is_written_meanwhile_waits_for_nothing_and_is_not_in_it():
    factories.user(name="Before")

    with rows.snapshot() as using:
        factories.user(name="After")
        seen = b"".join(rows.written(User, using))

    assert b"Before" in seen
    assert b"After" not in seen
    assert User.objects.filter(name="After").exists()


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_a_file_that_was_changed_or_cut_off_is_no_backup(tmp_path, passphrase):
    factories.writer()
    whole = made(tmp_path / "whole.attest", passphrase).read_bytes()
    chance = random.Random(1)
    broken = tmp_path / "broken.attest"

    for _ in range(12):
        at = chance.randrange(len(whole))
        flipped = whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :]
        for data in (flipped, whole[:at]):
            broken.write_bytes(data)
            try:
                found = tables(broken, passphrase)
            except BadBackup:
                continue
            # a ZIP has bytes that say nothing of its content, such as a time
            assert not passphrase
            assert found == tables(tmp_path / "whole.attest")


def test_an_encrypted_one_says_nothing_to_who_lacks_the_passphrase(tmp_path):
    factories.writer(name="Mara Lindqvist")
    path = made(tmp_path / "sealed.attest", PASSPHRASE)

    assert b"Mara" not in path.read_bytes()
    assert b"manifest" not in path.read_bytes()
    for passphrase in ("", "four other words"):
        with pytest.raises(BadBackup, match="BACKUP_PASSPHRASE"):
            tables(path, passphrase)
    assert path.stat().st_mode & 0o777 == 0o600


def test_without_a_passphrase_the_key_of_the_site_is_not_in_it(tmp_path):
    with archive.reading(made(tmp_path / "plain.attest"), "") as backup:
        assert backup.names(making.SECRETS) == []


def test_a_site_with_accounts_is_never_written_over(tmp_path):
    factories.writer()
    path = made(tmp_path / "one.attest")

    with pytest.raises(CommandError, match="has accounts already"):
        call_command("restore", str(path))

    assert User.objects.count() == 1


def test_one_that_was_cut_off_once_its_rows_were_there_goes_on_and_no_other_does(tmp_path):
    factories.writer(email="mara@example.org")
    folder, path = tmp_path / "moved", made(tmp_path / "one.attest")
    target = f"sqlite:///{folder}/attest.sqlite3"
    manage(target, folder, "restore", str(path))
    with archive.reading(path, "") as backup:
        digest = backup.digest

    def again(mark: str) -> subprocess.CompletedProcess:
        (folder / "restoring").write_text(mark)
        return manage(target, folder, "restore", str(path))

    assert "All true." in again(digest).stdout
    assert not (folder / "restoring").exists()
    assert "has accounts already" in again("that of another").stderr
    with sqlite3.connect(folder / "attest.sqlite3") as database:
        database.execute("UPDATE cms_user SET email = 'else@example.org'")
    assert "has accounts already" in again(digest).stderr


def test_the_command_says_what_it_needs(tmp_path, settings):
    settings.BACKUP_DIR = ""
    with pytest.raises(CommandError, match="Name a FILE, or set BACKUP_DIR"):
        call_command("backup")
    there = tmp_path / "there"
    there.touch()
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", str(there))
    with pytest.raises(CommandError, match="is no whole backup"):
        call_command("restore", str(there))
    with pytest.raises(CommandError, match="No backup was made:"):
        call_command("backup", str(there / "below"))


@pytest.mark.exhaustive
@pytest.mark.once
def test_drill_killed_at_any_point_nothing_half_is_left_and_the_same_command_goes_on(tmp_path):
    site()
    home = tmp_path / "home"
    home.mkdir()
    with sqlite3.connect(home / "attest.sqlite3") as copy:
        connection.connection.backup(copy)
    url, backups = f"sqlite:///{home}/attest.sqlite3", tmp_path / "backups"
    chance = random.Random(2)

    def killed(url: str, folder: Path, *arguments: str) -> None:
        environment = {**os.environ, "DATABASE_URL": url, "DATA_DIR": str(folder)}
        process = subprocess.Popen(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(chance.uniform(0.5, 6))
        process.send_signal(signal.SIGKILL)
        process.wait()

    for number in range(KILLS):
        killed(url, home, "backup", str(backups / f"{number}.attest"))
    for path in backups.glob("*.attest"):
        assert tables(path)
    backup = made(tmp_path / "whole.attest")
    for number in range(KILLS):
        folder = tmp_path / f"restored{number}"
        target = f"sqlite:///{folder}/attest.sqlite3"
        killed(target, folder, "restore", str(backup))
        done = manage(target, folder, "restore", str(backup))
        assert "All true" in done.stdout, done.stderr


# --- each night --------------------------------------------------------------------------------------


def test_one_is_due_when_none_was_made_since_three_at_night(tmp_path):
    noon = timezone.localtime(NOW).replace(hour=12, minute=0)
    made_at = tmp_path / schedule.name_of(noon)
    assert schedule.is_due(tmp_path, noon)
    made_at.touch()

    for hour, is_due in ((4, False), (2, True)):
        at = noon.replace(hour=hour).timestamp()
        os.utime(made_at, (at, at))
        assert schedule.is_due(tmp_path, noon) is is_due


def test_the_newest_stay_and_the_first_of_each_month(tmp_path):
    start = timezone.make_aware(timezone.datetime(2026, 1, 1, 3))
    for day in range(120):
        (tmp_path / schedule.name_of(start + timedelta(days=day))).touch()

    schedule.forget(tmp_path, keep=3)

    left = [path.name[:10] for path in schedule.backups(tmp_path)]
    assert left == [
        "2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01", "2026-04-28", "2026-04-29", "2026-04-30",
    ]  # fmt: skip


def test_the_clock_has_one_made_by_a_process_of_its_own(tmp_path, settings):
    factories.writer()
    settings.BACKUP_DIR = str(tmp_path / "nightly")

    said = StringIO()
    call_command("backup", stdout=said)

    assert "read again and found whole" in said.getvalue()
    assert len(schedule.backups(tmp_path / "nightly")) == 1
    assert not schedule.start_if_due(timezone.now())
