"""`serve`: the web server, the worker and the clock as one foreground command."""

import os
import signal
import sys
from contextlib import suppress
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from cms.accounts.demonstration import ACCOUNTS, close_to_strangers, is_loaded, password
from cms.runtime.processes import (
    COUNTED_IN,
    forget_counts_of_the_dead,
    interrupt,
    require_free,
    watch,
)


class Command(BaseCommand):
    help = (
        "Serve the site with its worker, and do what is due by the clock, until Ctrl+C. "
        "What ends by itself is started again."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--workers", type=int, default=2, help="Processes of the web server")

    def handle(self, *args: Any, host: str, port: int, workers: int, **options: Any) -> None:
        require_free(host, port)
        folder = settings.DATA_DIR / "metrics"
        forget_counts_of_the_dead(folder)
        os.environ[COUNTED_IN] = str(folder)  # of the worker and the clock too
        os.environ["PORT"] = str(
            port
        )  # links that nobody gave an address lead to where it is served
        for stop in (signal.SIGTERM, signal.SIGINT):
            signal.signal(stop, interrupt)
        try:
            self._greet(host, port)
            watch(
                [
                    _manage("web", "--host", host, "--port", str(port), "--workers", str(workers)),
                    _manage("db_worker", "--no-reload"),
                    _manage("clock"),
                ]
            )
        except KeyboardInterrupt:
            self.stdout.write("\nStopping …")

    def _greet(self, host: str, port: int) -> None:
        self.stdout.write(f"\n  Attest is at http://{host}:{port}/\n")
        if not settings.EMAIL_HOST:
            self.stdout.write(
                f"  No mail is sent: each lies as a file in {settings.EMAIL_FILE_PATH}\n"
            )
        with suppress(DatabaseError):  # it may come later than we do
            if is_loaded():
                if not _is_loopback(host):
                    close_to_strangers()
                self._say_accounts(host, port)
        self.stdout.flush()

    def _say_accounts(self, host: str, port: int) -> None:
        self.stdout.write(f"\n  Demonstration accounts, password “{password()}”:\n")
        for account in ACCOUNTS:
            self.stdout.write(f"    {account.email:<24} {account.does}")
        self.stdout.write(f"\n  Sign in at http://{host}:{port}/account/login/ · Ctrl+C stops.\n")


def _is_loopback(host: str) -> bool:
    """Whether this machine alone reaches it."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _manage(*arguments: str) -> list[str]:
    """A command of ours, wherever this one was called from."""
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
