"""`run_due`: what the clock does for texts and people, and what it does for readers."""

from typing import Any

from django.utils import timezone

from cms.readers.forgetting import forget
from reviews.management.commands.run_due import Command as RunDue


class Command(RunDue):
    help = f"{RunDue.help} Erases what readers left when its time is over."

    def handle(self, *args: Any, dry_run: bool = False, **options: Any) -> None:
        if not dry_run:
            self._serve_readers()
        super().handle(*args, dry_run=dry_run, **options)

    def _serve_readers(self) -> None:
        if erased := forget(timezone.now()):
            self.stdout.write(f"Erased of what readers left: {erased}")
