"""`doctor` names what is wrong around the site and says what to do; what is well it says too."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms.accounts.letters import send_way_in
from cms.doctor import Finding, examine
from cms.runtime.processes import CLOCK
from tests import factories
from tests.cms.runtime.test_serve import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = timezone.now()


@contextmanager
def answering(status: int, *, to_itself: bool = False) -> Iterator[str]:
    """A site, or what stands before it, that answers everything alike."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            if to_itself:
                self.send_header("Location", f"http://{self.headers['Host']}{self.path}")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(autouse=True)
def _a_site_that_is_well(settings, tmp_path) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    settings.LOG_KEY_FILE = str(tmp_path / "log_key.pem")
    tmp_path.chmod(0o700)
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "staticfiles.json").touch()
    settings.BACKUP_DIR = str(tmp_path)
    (tmp_path / f"{NOW:%Y-%m-%dT%H%M%SZ}.attest").touch()
    cache.set(CLOCK, timezone.now().timestamp(), None)
    with answering(200) as settings.SITE_URL:
        yield


def found(about: str) -> Finding:
    return [each for each in examine(NOW) if each.about == about][-1]


def test_a_site_that_is_well_hears_so():
    said = StringIO()

    call_command("doctor", stdout=said, no_color=True)

    assert "WRONG" not in said.getvalue()
    assert "clock: runs" in said.getvalue()


def test_what_is_grave_ends_with_an_error_and_what_to_do(settings):
    settings.SITE_URL = f"http://127.0.0.1:{free_port()}"
    said = StringIO()

    with pytest.raises(CommandError, match="keep the site from working"):
        call_command("doctor", stdout=said, no_color=True)

    assert "WRONG  SITE_URL" in said.getvalue()
    assert "→ Start the site and its proxy" in said.getvalue()


def test_a_proxy_that_says_no_scheme_is_named(settings):
    """The site sends each reader to https, who is there already."""
    with answering(301, to_itself=True) as settings.SITE_URL:
        assert "X-Forwarded-Proto" in found("SITE_URL").todo


@pytest.mark.parametrize("status", [400, 502])
def test_a_site_that_refuses_is_named(settings, status):
    with answering(status) as settings.SITE_URL:
        assert found("SITE_URL").is_grave


def test_a_mail_server_that_does_not_answer_is_named(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()

    assert "Connection refused" in found("mail").found
    assert found("mail").is_grave


def test_files_that_others_can_read_are_named(settings, tmp_path):
    (tmp_path / "secret_key").touch(0o644)

    assert found("DATA_DIR").todo.startswith(f"chmod go-rwx {tmp_path / 'secret_key'}")


def test_a_silent_clock_and_a_silent_worker_are_named():
    cache.set(CLOCK, (NOW - timedelta(hours=1)).timestamp(), None)
    send_way_in.enqueue(factories.writer().pk)
    DBTaskResult.objects.update(enqueued_at=NOW - timedelta(hours=1))

    assert found("clock").is_grave
    assert found("worker").found == "has left 1 tasks for five minutes"


def test_a_night_without_a_backup_is_named(settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path / "none")

    assert found("backups").is_grave
