"""`doctor`: tries what must be right around the site, and says what to do."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms.doctor import examine


class Command(BaseCommand):
    help = (
        "Try database, mail, SITE_URL with its proxy, rights in DATA_DIR, space, clock, worker and backups, "
        "and say what to do. Exits 1 where something keeps the site from working."
    )
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        grave = 0
        for finding in examine(timezone.now()):
            grave += finding.is_grave
            mark = self.style.SUCCESS("well ") if not finding.todo else self.style.WARNING("look ")
            mark = self.style.ERROR("WRONG") if finding.is_grave else mark
            self.stdout.write(f"{mark}  {finding.about}: {finding.found}")
            if finding.todo:
                self.stdout.write(f"       → {finding.todo}")
        if grave:
            raise CommandError(f"{grave} point(s) keep the site from working.")
