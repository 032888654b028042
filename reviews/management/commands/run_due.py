"""`run_due`: do what is due by the clock. Run it every minute; twice does no harm."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from reviews.desk import reminders
from reviews.notifications import mail, notifications
from reviews.record import nightly
from reviews.transparency import heads, log
from reviews.workflow.schedule import due_for_publication, publish_due


class Command(BaseCommand):
    help = (
        "Publish what is scheduled and due, remind reviewers, hand waiting mail to the worker, "
        "delete old notices. Exits 1 if something could not be done."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would be done, and do nothing"
        )

    def handle(self, *args: Any, dry_run: bool = False, **options: Any) -> None:
        now = timezone.now()
        if dry_run:
            self._foretell(now)
            return
        failed = self._publish(now)
        stopped = self._remind(now)
        if handed := mail.hand_over_due(now):
            self.stdout.write(f"Mails handed to the worker: {handed}")
        if forgotten := notifications.forget_old(now):
            self.stdout.write(f"Old notices deleted: {forgotten}")
        self._keep_log(now)
        if failed:
            raise CommandError(
                f"{failed} scheduled text(s) could not be published; they stay scheduled."
            )
        if stopped:
            raise CommandError(f"{stopped} reminder(s) could not be sent; they stay due.")

    def _keep_log(self, now: datetime) -> None:
        log.sequence()  # what a crash left without a number
        nightly.hand_over_due(now)
        heads.sign_due(now)
        for witness in heads.tell_witnesses(now):
            self.stdout.write(f"Mailed the head of the log to {witness.name}")

    def _publish(self, now: datetime) -> int:
        failed = 0
        for outcome in publish_due(now):
            if outcome.error:
                failed += 1
                self.stderr.write(f"Not published: {outcome.revision}: {outcome.error}")
            else:
                self.stdout.write(f"Published: {outcome.revision}")
        return failed

    def _remind(self, now: datetime) -> int:
        failed = 0
        for outcome in reminders.send_due(now):
            if outcome.error:
                failed += 1
                self.stderr.write(f"Not reminded: {outcome.reminder}: {outcome.error}")
            for notification in outcome.told:
                self.stdout.write(f"Reminded {notification.name}: {notification.subject}")
        return failed

    def _foretell(self, now: datetime) -> None:
        for revision in due_for_publication(now):
            self.stdout.write(f"Would publish: {revision}")
        for reminder in reminders.due(now):
            self.stdout.write(f"Would remind {reminder}")
