"""`run_due`: what the clock does for texts and people, and what it does for readers."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from articles.bringing_in import sent
from articles.drafting.evidence import tally
from articles.library import address_checks, batches
from cms.following.telling import tell_lapsed, tell_left
from cms.readers import issues
from cms.readers.forgetting import forget
from cms.readers.telling import tell_editors
from cms.runtime import housekeeping, statistics
from cms.site import sealed_texts
from reviews.management.commands.run_due import Command as RunDue


class Command(RunDue):
    help = f"{RunDue.help} Mails the newsletter of the week. Erases what readers left when its time is over."

    def handle(self, *args: Any, dry_run: bool = False, **options: Any) -> None:
        try:
            super().handle(*args, dry_run=dry_run, **options)
        finally:  # what could not be published stays due, and readers do not wait for it
            if not dry_run:
                self._go_on_with_files(timezone.now())
                self._serve_readers(timezone.now())
                statistics.refresh_if_old()
                housekeeping.tidy_if_due(timezone.now())
                sealed_texts.keep_due(timezone.now())

    def _go_on_with_files(self, now: datetime) -> None:
        if asked := address_checks.check_due(now):
            self.stdout.write(f"Addresses handed to the worker: {asked}")
        tally.count_due(now)
        if files := batches.hand_over_still(now):
            self.stdout.write(f"Files of references handed to the worker again: {files}")
        if texts := sent.hand_over_still(now):
            self.stdout.write(f"Long texts handed to the worker again: {texts}")

    def _serve_readers(self, now: datetime) -> None:
        if erased := forget(now):
            self.stdout.write(f"Erased of what readers left: {erased}")
        for notification in tell_editors(now):
            self.stdout.write(f"Told {notification.name}: {notification.subject}")
        if told := tell_lapsed(now):
            self.stdout.write(f"Told readers of reviews that fell due: {told}")
        if left := tell_left(now):
            self.stdout.write(f"Changes that readers follow handed to the worker again: {left}")
        issues.make_due(now)
        if handed := issues.hand_over_due(now):
            self.stdout.write(f"Newsletters handed to the worker: {handed}")
