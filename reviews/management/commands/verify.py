"""`verify`: recompute every digest, chain, state and badge, of the site or of one dossier."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from articles.models import Article
from reviews.models import Approval, Event
from reviews.progress import Progress
from reviews.record import auditing, log_audit, verification
from reviews.record.evidence import Problem
from reviews.transparency import heads, log
from reviews.transparency.sources import SOURCES


class Command(BaseCommand):
    help = "Recompute every digest, chain, state and badge. Exits 1 and names each row that lies."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dossier",
            type=Path,
            metavar="FILE",
            help="check the dossier of one article in a file; asks the database nothing",
        )

        parser.add_argument(
            "--since",
            metavar="HEAD",
            help="a head that you kept (the line or its file): prove that nothing before was altered",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dossier"]:
            self._of_dossier(options["dossier"])
            return
        since = self._head(options["since"]) if options["since"] else None
        with Progress(self.stderr, "rows") as progress:
            self._refuse(self._of_site(since, progress))
        self.stdout.write(
            f"All true: {Article.objects.count()} articles, {Event.objects.count()} events, "
            f"{Approval.objects.count()} approvals."
        )

    def _of_site(self, since: heads.Signed | None, progress: Progress) -> Iterator[Problem]:
        """All that lies, while a bar shows how many articles, entries and rows of evidence were looked at."""
        total = Article.objects.count() + log.size()
        total += sum(source.rows().count() for source in SOURCES.values())
        done = 0

        def seen(count: int) -> None:
            nonlocal done
            done += count
            progress.tell(done, total)

        yield from verification.problems(timezone.localdate(), seen)
        yield from log_audit.problems(since, seen)

    def _head(self, given: str) -> heads.Signed:
        path = Path(given)
        jws = path.read_text() if len(given) < 255 and path.exists() else given
        if (found := heads.read(jws)) is None:
            raise CommandError("This is no head that a valid key of this site signed.")
        return found

    def _of_dossier(self, path: Path) -> None:
        try:
            dossier = auditing.read(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(f"{path}: {error}") from error
        self._refuse(auditing.problems(dossier))
        counted = ", ".join(
            f"{len(dossier[part])} {part}" for part in ("revisions", "events", "approvals")
        )
        self.stdout.write(f"All true: {counted}. Digest of the dossier: {dossier['digest']}")

    def _refuse(self, problems: Iterator[Problem]) -> None:
        found = 0
        for problem in problems:
            found += 1
            self.stderr.write(str(problem))
        if found:
            raise CommandError(f"{found} row(s) lie.")
