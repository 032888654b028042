"""`verify`: recompute every digest, chain, state and badge."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.models import Article
from reviews.models import Approval, Event
from reviews.verification import lies


class Command(BaseCommand):
    help = "Recompute every digest, chain, state and badge. Exits 1 and names each row that lies."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for lie in lies(timezone.localdate()):
            found += 1
            self.stderr.write(str(lie))
        if found:
            raise CommandError(f"{found} row(s) lie.")
        self.stdout.write(
            f"All true: {Article.objects.count()} articles, {Event.objects.count()} events, "
            f"{Approval.objects.count()} approvals."
        )
