"""`web`: the web server alone, with the threads and connections that go together."""

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from cms.runtime.processes import (
    COUNTED_IN,
    forget_counts_of_the_dead,
    note_zone_at_start,
    require_free,
)

HEADER_TIMEOUT = 10_000  # milliseconds


class Command(BaseCommand):
    help = (
        "Serve the site's pages, without worker and clock. A port that is taken is refused. "
        "Threads and connections of each process are WEB_THREADS and DATABASE_CONNECTIONS."
    )
    requires_system_checks = []  # those of the database wait until it is there

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--workers", type=int, default=2, help="Processes, one a core")

    def handle(self, *args: Any, host: str, port: int, workers: int, **options: Any) -> None:
        require_free(host, port)
        folder: Path = settings.DATA_DIR / "metrics"
        forget_counts_of_the_dead(folder)
        os.environ[COUNTED_IN] = str(folder)
        note_zone_at_start()
        command = server(host, port, workers)
        os.execv(command[0], command)  # noqa: S606 our own program, with numbers from the parser


def server(host: str, port: int, workers: int) -> list[str]:
    """The command of the web server (granian), which starts its processes again where one ends."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", host, "--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", str(settings.WEB_THREADS)),
        *("--http1-header-read-timeout", str(HEADER_TIMEOUT)),
        *("--respawn-failed-workers", "--respawn-interval", "1", "--workers-kill-timeout", "10"),
        *("--working-dir", str(settings.BASE_DIR), "--log-level", "warning"),
        "cms.wsgi:application",
    ]
