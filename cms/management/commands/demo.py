"""`demo`: load the demonstration site into an empty one."""

from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import Article
from cms.accounts.demonstration import is_loaded
from cms.demo import content, glossary, letters, retractions, site_pages
from cms.demo.stories import STORIES, Stage, reading_days
from cms.runtime import statistics
from reviews.models import Notification


class Command(BaseCommand):
    help = "Load the demonstration site. Does nothing where there is content already."

    def handle(self, *args: Any, **options: Any) -> None:
        if is_loaded() or Article.objects.exists():
            self.stdout.write("There is content already; nothing was loaded.")
            return
        self.stdout.write("Loading the demonstration site …")
        now = timezone.now()
        with transaction.atomic():
            today = timezone.localdate(now)
            stage = Stage(content.load_people(today), content.load_topics(today), now)
            manuscripts = content.manuscripts()
            content.load_references(reading_days(manuscripts, today))
            retractions.read(now)
            content.load_disclaimers(today)
            for slug, scenes in STORIES.items():
                stage.play(manuscripts[slug], scenes)
            retractions.hear(now)
            site_pages.load(stage.people, now)
            letters.load(now)
            content.load_complaints()
            content.show_evidence()
            glossary.load(stage.people[content.EDITOR])
        _be_silent_about_the_past(now)
        statistics.refresh()
        self.stdout.write(f"{len(STORIES)} articles are loaded.")


def _be_silent_about_the_past(now: datetime) -> None:
    """Nobody is mailed about what happened before today; inboxes keep the last days unread."""
    DBTaskResult.objects.all().delete()
    Notification.objects.update(mail=Notification.Mail.NONE)
    Notification.objects.filter(created_at__lt=now - timedelta(days=4)).update(read_at=now)
