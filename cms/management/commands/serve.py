"""`serve`: the web server, the worker and the clock as one foreground command."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from cms.accounts.demonstration import ACCOUNTS, PASSWORD, is_loaded

SECONDS_BETWEEN_RUNS = 15


class Command(BaseCommand):
    help = "Serve the site with its worker, and do what is due by the clock, until Ctrl+C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--workers", type=int, default=2, help="Processes of the web server")

    def handle(self, *args: Any, host: str, port: int, workers: int, **options: Any) -> None:
        _require_free(host, port)
        for stop in (signal.SIGTERM, signal.SIGINT):
            signal.signal(stop, _interrupt)
        children = [
            subprocess.Popen(command)  # noqa: S603 our own programs, with numbers from the parser
            for command in (_web_server(host, port, workers), _worker())
        ]
        self._greet(host, port)
        try:
            self._keep_time(children)
        except KeyboardInterrupt:
            self.stdout.write("\nStopping …")
        finally:
            _stop(children)

    def _greet(self, host: str, port: int) -> None:
        self.stdout.write(f"\n  Attest is at http://{host}:{port}/\n")
        if is_loaded():
            self.stdout.write(f"\n  Demonstration accounts, password “{PASSWORD}”:\n")
            for account in ACCOUNTS:
                self.stdout.write(f"    {account.email:<24} {account.does}")
            self.stdout.write(
                f"\n  Sign in at http://{host}:{port}/account/login/ · Ctrl+C stops.\n"
            )
        self.stdout.flush()

    def _keep_time(self, children: list[subprocess.Popen[bytes]]) -> None:
        """Do what is due, again and again, for as long as every child lives."""
        next_run = 0.0
        while True:
            for child in children:
                if child.poll() is not None:
                    raise CommandError(
                        f"A part of the site stopped (exit code {child.returncode})."
                    )
            if time.monotonic() >= next_run:
                next_run = time.monotonic() + SECONDS_BETWEEN_RUNS
                self._run_due()
            time.sleep(0.5)

    def _run_due(self) -> None:
        close_old_connections()
        with suppress(CommandError):  # it has said what failed, which is due again the next time
            call_command("run_due", stdout=self.stdout, stderr=self.stderr)


def _web_server(host: str, port: int, workers: int) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host),
        *("--port", str(port), "--workers", str(workers), "--blocking-threads", "4", "--no-ws"),
        *("--log-level", "warning", "cms.wsgi:application"),
    ]


def _worker() -> list[str]:
    return [sys.executable, "manage.py", "db_worker", "--no-reload"]


def _require_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Can't listen at {host}:{port} ({error.strerror}). "
                "Choose another port: make run PORT=8001"
            ) from error


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        with suppress(ProcessLookupError):
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
