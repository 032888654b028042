"""`describe_upgrade`: which migrations are ahead, and with which of them the version before can't go on."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from cms.runtime.upgrades import Step, ahead, all_of


class Command(BaseCommand):
    help = (
        "Name the migrations that this database has not had, and what the version before can't do once they "
        "ran. Exits 1 where there is something: then stop it first, or bear that this is refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="every migration, from the first on")

    def handle(self, *args: Any, **options: Any) -> None:
        steps = list(all_of(connection) if options["all"] else ahead(connection))
        for step in steps:
            self._say(step)
        if hindering := [step.name for step in steps if step.hinders]:
            raise CommandError(f"The version before can't go on with {', '.join(hindering)}.")
        self.stdout.write(
            "The version before can go on while these run, and after."
            if steps
            else "No migration is ahead."
        )

    def _say(self, step: Step) -> None:
        said = "code of its own, not judged" if step.runs_code else "judged by its columns"
        self.stdout.write(f"{step.name}: {said}")
        for each in step.hinders:
            self.stdout.write(self.style.WARNING(f"    it can't {each}"))
