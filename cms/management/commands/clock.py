"""`clock`: `run_due` again and again, for as long as it runs."""

import logging
import signal
import time
from contextlib import suppress
from typing import Any

from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils import timezone

from cms.backups import schedule
from cms.runtime.processes import CLOCK, interrupt, note_zone_at_start

SECONDS_BETWEEN_RUNS = 15
logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Do what is due, every 15 seconds. Waits while the database is away."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        for stop in (signal.SIGTERM, signal.SIGINT):
            signal.signal(stop, interrupt)
        with suppress(KeyboardInterrupt):
            note_zone_at_start()
            while True:
                self.run_due()
                time.sleep(SECONDS_BETWEEN_RUNS)

    def run_due(self) -> bool:
        """Once. False where something failed, which stays due for the next time."""
        close_old_connections()
        try:
            schedule.start_if_due(timezone.now())
            cache.set(CLOCK, time.time(), None)
            call_command("run_due", stdout=self.stdout, stderr=self.stderr)
        except CommandError:  # it has said what failed
            return False
        except (DatabaseError, InterfaceError):
            logger.exception("The clock waits for the database")
            return False
        except Exception:
            logger.exception("The clock failed; it tries again")
            return False
        return True
