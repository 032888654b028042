"""`reindex`: make search again from what is published, or check that it is true."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.drafting import desk_search
from articles.models import Revision
from cms.search import entries
from cms.search.models import ENTRIES


class Command(BaseCommand):
    help = (
        "Make search again from what is published. Safe while the site is used: readers find "
        "everything at all times. With --check nothing is written; exits 1 and names each row that lies."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say what is wrong")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        if check:
            self._check()
            return
        entries.refresh_all(entries.stale_ids())
        done, total = 0, Revision.objects.published().count()
        for batch in entries.batches(entries.published_ids()):
            entries.refresh_all(batch)
            done += len(batch)
            self.stdout.write(f"{done} of {total} articles")
        ENTRIES.rebuild()
        entries.recount()
        desk = desk_search.refresh_all()
        self.stdout.write(f"Search knows {done} articles, the desk's search {desk}.")

    def _check(self) -> None:
        found = 0
        for problem in entries.problems():
            found += 1
            self.stderr.write(problem)
        if found:
            raise CommandError(f"{found} row(s) lie. Run `manage.py reindex`.")
        self.stdout.write("Search says what is published.")
