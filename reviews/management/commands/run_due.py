"""`run_due`: do what is due by the clock. Run it every minute; twice does no harm."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reviews.schedule import publish_due


class Command(BaseCommand):
    help = "Publish what is scheduled and due. Exits 1 if something could not be published."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = 0
        for outcome in publish_due(timezone.now()):
            if outcome.error:
                failed += 1
                self.stderr.write(f"Not published: {outcome.revision}: {outcome.error}")
            else:
                self.stdout.write(f"Published: {outcome.revision}")
        if failed:
            raise CommandError(
                f"{failed} scheduled text(s) could not be published; they stay scheduled."
            )
