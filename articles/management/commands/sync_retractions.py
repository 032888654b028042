"""`sync_retractions FILE`: what Retraction Watch says of the works of the library."""

from datetime import date
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from articles.retractions import snapshots

SHOWN: Final = 10


class Command(BaseCommand):
    help = (
        "Read the CSV file of Retraction Watch and look for every work of the library in it, by DOI and"
        " PMID. Pages that cite a work which was retracted are marked at once. A file that lost many rows"
        " is refused. The same file can be read again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE")
        parser.add_argument(
            "--as-of",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="the day on which the file was made; else that of its newest notice",
        )

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            report = snapshots.take_in(path, timezone.now(), options["as_of"], self._progress)
        except OSError as error:
            raise CommandError(f"{path.name} can't be opened: {error.strerror}.") from error
        except snapshots.Refused as error:
            raise CommandError(str(error)) from error
        self._say(report)

    def _progress(self, count: int) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r{count:,} rows read …", ending="")
            self.stdout.flush()

    def _say(self, report: snapshots.Report) -> None:
        taken = report.snapshot
        self.stdout.write(
            f"{taken.rows:,} notices as of {taken.as_of}: {report.new:,} new, {report.altered:,} altered,"
            f" {report.vanished:,} gone. {report.matched} found in the library."
        )
        for change in report.changed:
            now = f"{change.after.kind} since {change.after.on}" if change.after else "cleared"
            self.stdout.write(f"  {change.key}: {now}")
        for unread in report.unread[:SHOWN]:
            self.stderr.write(f"Line {unread.line} was left out: {unread.why}.")
        if len(report.unread) > SHOWN:
            self.stderr.write(f"{len(report.unread) - SHOWN:,} more lines were left out.")
