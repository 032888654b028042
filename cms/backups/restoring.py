"""Restoring a backup into an empty site, on whichever of the databases it runs.

The database is brought to the migrations that the backup was made at, filled, and then brought to those of
today: so a site moves from SQLite to PostgreSQL, and an old backup into a newer version. One that was cut off
is begun again by the same command.
"""

import json
import os
from pathlib import Path
from typing import Any, Final

from django.apps.registry import Apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from cms.backups import rows
from cms.backups.archive import BadBackup, Reader
from cms.backups.making import MEDIA, PART, SECRETS, TABLES, Tell, secret_files
from cms.models import User

Migration = tuple[str, str]
PEOPLE: Final = f"{TABLES}{User._meta.label}.jsonl"


def restore(backup: Reader, tell: Tell) -> None:
    """Enter all that a backup has, or go on where that was cut off. Raises `BadBackup`, and has changed
    nothing then."""
    if not _is_filled_from(backup):
        _enter(backup, tell)
    _secrets(backup)  # first: what migrating signs is signed by the site's own key
    call_command("migrate", verbosity=0)
    _mark().unlink(missing_ok=True)


def _enter(backup: Reader, tell: Tell) -> None:
    if connection.introspection.table_names() and _has_accounts():
        raise BadBackup(
            "This site has accounts already. Restore into an empty database: name another in "
            "DATABASE_URL, or move the file of SQLite away."
        )
    executor = MigrationExecutor(connection)
    targets = _targets(executor, backup.manifest)
    _media(backup)
    executor.migrate(targets)
    executor.loader.build_graph()
    # of those migrations: today's models may have other columns
    state = executor.loader.project_state(targets)
    _mark().parent.mkdir(parents=True, exist_ok=True)
    _mark().write_text(backup.digest)
    with transaction.atomic():
        _fill(backup, state.apps, tell)


def _mark() -> Path:
    """A file that names the backup which is being restored."""
    return Path(settings.DATA_DIR) / "restoring"


def _is_filled_from(backup: Reader) -> bool:
    """Whether a restore of this backup was cut off once its rows were there: the last steps are left."""
    if not _mark().exists() or _mark().read_text() != backup.digest or not _has_accounts():
        return False
    theirs = {json.loads(line)["email"] for line in backup.lines(PEOPLE)}
    return theirs == set(User.objects.values_list("email", flat=True))


def _has_accounts() -> bool:
    tables = connection.introspection.table_names()
    return User._meta.db_table in tables and User.objects.exists()


def _targets(executor: MigrationExecutor, manifest: dict[str, Any]) -> list[Migration]:
    """The last migrations of each app at which the backup was made."""
    made_at: set[Migration] = {(app, name) for app, name in manifest["migrations"]}
    graph = executor.loader.graph
    known = {(app, name) for app, name in graph.nodes}
    if unknown := sorted(made_at - known):
        app, name = unknown[0]
        raise BadBackup(
            f"It was made by another version, which has {app} {name}: restore it with that one."
        )
    if beyond := sorted(set(executor.loader.applied_migrations) - made_at):
        app, name = beyond[0]
        raise BadBackup(
            f"This database is further than the backup ({app} {name}). Restore into an empty one."
        )
    followed = {
        parent.key
        for node in made_at
        for parent in graph.node_map[node].parents
        if parent.key[0] == node[0]
    }
    return sorted(made_at - followed)


def _fill(backup: Reader, apps: Apps, tell: Tell) -> None:
    models = rows.tables(apps)
    rows.empty(models)
    so_far = 0
    for model in models:
        name = f"{TABLES}{model._meta.label}.jsonl"
        if name in backup:
            so_far += rows.enter(model, backup.lines(name))
            tell(so_far, backup.manifest["rows"])
    if so_far != backup.manifest["rows"]:
        raise BadBackup("Some of its tables are not known here: restore it with its own version.")
    rows.count_on(models)


def _media(backup: Reader) -> None:
    """Each file written beside and renamed, so that none stands half under its name."""
    root = Path(settings.MEDIA_ROOT).resolve()
    for name in backup.names(MEDIA):
        path = (root / name.removeprefix(MEDIA)).resolve()
        if not path.is_relative_to(root):
            raise BadBackup(f"{name} would lie outside of the folder of images.")
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + PART)
        with part.open("wb") as file:
            for piece in backup.pieces(name):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)


def _secrets(backup: Reader) -> None:
    """Second factors and the log go on with the keys of the site."""
    for name, path in secret_files().items():
        if SECRETS + name not in backup:
            continue
        part = path.with_name(path.name + PART)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(backup.pieces(SECRETS + name))
        part.replace(path)
