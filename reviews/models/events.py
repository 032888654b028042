"""The append-only record: one row for each transition, chained by hash within its article."""

from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext

from articles.formats import FormatField
from articles.models import Article, Revision
from reviews.fingerprints import fingerprint
from reviews.formats import EVENT
from reviews.models.append_only import AppendOnly


class Event(AppendOnly):
    article = models.ForeignKey(Article, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField(help_text="Counts within the article, without a gap")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="events")
    transition = models.CharField(max_length=30)
    source = models.CharField(max_length=20, choices=Revision.State)
    target = models.CharField(max_length=20, choices=Revision.State)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="events"
    )
    actor_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    comment = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    notified = models.JSONField(default=list, help_text="The names of those who were told")
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)
    format = FormatField(EVENT)

    class Meta:
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "number"], name="an_article_numbers_its_events_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.transition} by {self.actor_name}"

    @property
    def who(self) -> str:
        """Who did it, as the record keeps the name; the clock in the words of whoever reads."""
        return self.actor_name if self.actor_id else gettext("The schedule")

    def record(self) -> dict[str, Any]:
        """All that the hash covers."""
        values = {
            "article": self.article_id,
            "number": self.number,
            "revision": self.revision_id,
            "transition": self.transition,
            "source": self.source,
            "target": self.target,
            "actor": self.actor_id,
            "actor_name": self.actor_name,
            "at": self.at.astimezone(UTC).isoformat(),
            "comment": self.comment,
            "details": self.details,
            "notified": self.notified,
            "previous_hash": self.previous_hash,
        }
        return EVENT.covered(self.format, values)

    def computed_hash(self) -> str:
        return fingerprint(self.record())
