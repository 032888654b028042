"""`backup`: the whole site in one file."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms.backups import making, schedule
from cms.backups.archive import BadBackup
from reviews.progress import Progress


class Command(BaseCommand):
    help = (
        "Write the whole site, images too, to one file that `restore` reads on either database; people go on "
        "working meanwhile. Encrypted where BACKUP_PASSPHRASE is set. Without a FILE it goes to BACKUP_DIR, "
        "where old ones are deleted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        now = timezone.now()
        if file is None and not settings.BACKUP_DIR:
            raise CommandError("Name a FILE, or set BACKUP_DIR to a folder for backups.")
        if file is not None and file.exists():
            raise CommandError(f"{file} is there already: name another.")
        path = file or Path(settings.BACKUP_DIR) / schedule.name_of(now)
        try:
            with Progress(self.stderr, "rows") as progress:
                manifest = making.make(path, now, settings.BACKUP_PASSPHRASE, progress.tell)
        except (BadBackup, OSError) as error:
            raise CommandError(f"No backup was made: {error}") from error
        images = sum(name.startswith(making.MEDIA) for name in manifest["entries"])
        self.stdout.write(
            f"{path}: {manifest['rows']} rows, {images} files of images, read again and found whole."
        )
        if file is None:
            for gone in schedule.forget(path.parent, settings.BACKUP_KEEP):
                self.stdout.write(f"Deleted: {gone.name}")
