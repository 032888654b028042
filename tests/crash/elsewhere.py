"""Acts on a database of their own, empty or as a former version left it: migrating and restoring."""

import lzma
import shutil
from collections.abc import Callable, Sequence
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any, Final

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from psycopg.sql import SQL, Identifier

from articles.models import Revision
from cms.backups import making, restoring
from cms.models import User
from reviews.models import Event
from tests import factories
from tests.crash.acts import Act
from tests.crash.processes import Say
from tests.reviews.record.frozen import SITES, fill

FORMER: Final = sorted(SITES.glob("*.sqlite3.xz"))
_number = count()


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "elsewhere"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _empty() -> str:
    """The name of a database that has nothing in it."""
    if connection.vendor == "sqlite":
        return str(_folder() / "attest.sqlite3")
    _folder()
    with psycopg.connect(**_server(), autocommit=True) as server:
        for statement in ("DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {}"):
            server.execute(SQL(statement).format(Identifier("elsewhere")))
    return "elsewhere"


def _server() -> dict[str, Any]:
    keys = ("host", "port", "user", "password", "dbname")
    given = connection.get_connection_params()
    return {key: given[key] for key in keys if key in given}


def _go_to(name: str) -> None:
    """Let this process be one of the other site."""
    folder = Path(settings.DATA_DIR) / "elsewhere"
    connection.close()
    connection.settings_dict["NAME"] = name
    settings.DATA_DIR, settings.MEDIA_ROOT = folder, folder / "media"
    settings.LOG_KEY_FILE = str(folder / "log_key.pem")


def _at(work: Callable[[Any, Say], None]) -> Callable[[Any, Say], None]:
    def there(stage: Any, say: Say) -> None:
        _go_to(stage[0])
        work(stage, say)

    return there


def _former() -> Any:
    """A site of a former version, with its rows."""
    name = _empty()
    former = lzma.decompress(FORMER[next(_number) % len(FORMER)].read_bytes())
    if connection.vendor == "sqlite":
        Path(name).write_bytes(former)
    else:
        _go_to(name)
        path = Path(settings.DATA_DIR) / "former.sqlite3"
        path.write_bytes(former)
        fill(str(path))
    return (name,)


def _migrate(_stage: Any, _say: Say) -> None:
    call_command("migrate", verbosity=0)


def _migrated(stage: Any, _answered: Sequence[Any]) -> None:
    _go_to(stage[0])
    call_command("migrate", verbosity=0)
    call_command("verify", stdout=StringIO(), stderr=StringIO())


def _counted() -> list[int]:
    return [model.objects.count() for model in (User, Revision, Event)]


def _backed_up() -> Any:
    path = Path(settings.DATA_DIR) / "before.attest"
    factories.published(body=f"<p>Rest.</p>{factories.figure(factories.image())}")
    making.make(path, timezone.now(), "", lambda done, total: None)
    return _empty(), str(path), _counted()


def _restore(stage: Any, _say: Say) -> None:
    call_command("restore", stage[1], stdout=StringIO(), stderr=StringIO())


def _restored(stage: Any, _answered: Sequence[Any]) -> None:
    """The same command goes on; one that was through has left nothing to go on with."""
    _go_to(stage[0])
    if restoring._mark().exists() or not restoring._has_accounts():
        call_command("restore", stage[1], stdout=StringIO(), stderr=StringIO())
    call_command("verify", stdout=StringIO(), stderr=StringIO())
    assert _counted() == stage[2]


ACTS: Final = (
    Act("migrate", _former, _at(_migrate), _migrated),
    Act("restore", _backed_up, _at(_restore), _restored),
)
