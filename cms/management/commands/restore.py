"""`restore`: a site out of the file of a backup."""

from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms.backups import archive, restoring
from cms.backups.archive import BadBackup
from reviews.progress import Progress
from reviews.record import log_audit, verification


class Command(BaseCommand):
    help = (
        "Restore a backup into an empty database, of whichever kind, and verify every record. "
        "What is damaged or encrypted by another passphrase changes nothing."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with archive.reading(file, settings.BACKUP_PASSPHRASE) as backup:
                with Progress(self.stderr, "rows") as progress:
                    restoring.restore(backup, progress.tell)
                made_at = backup.manifest["made_at"]
        except BadBackup as error:
            raise CommandError(f"Nothing was restored: {error}") from error
        self.stdout.write(f"Restored what stood at {made_at}. Verifying …")
        found = chain(verification.problems(timezone.localdate()), log_audit.problems(None))
        lies = [str(problem) for problem in found]
        for lie in lies:
            self.stderr.write(lie)
        if lies:
            raise CommandError(f"{len(lies)} row(s) lie: they did so when the backup was made.")
        self.stdout.write("All true. Everybody signs in anew.")
