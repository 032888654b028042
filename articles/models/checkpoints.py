"""What a draft said at each save, and who has it open just now."""

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from articles.models.articles import Article, Revision

WHOLE: Final = timedelta(hours=4)
STRIDE: Final = timedelta(minutes=10)
MOST: Final = 200


class CheckpointQuerySet(models.QuerySet["Checkpoint"]):
    def named(self) -> "CheckpointQuerySet":
        return self.exclude(name="")

    def surplus(self, now: datetime) -> list[int]:
        """The ids of those that may go: never a named one, nor one of the last four hours.

        A page that was opened within those hours finds the text that it started from. Of what is
        older one for each writer and ten minutes stays, and never more than two hundred.
        """
        old = self.filter(name="", made_at__lt=now - WHOLE).order_by("made_by", "-version")
        rows = list(old.values_list("pk", "made_by", "made_at"))
        strides = groupby(rows, lambda row: (row[1], row[2].timestamp() // STRIDE.total_seconds()))
        latest = sorted((next(rows_in_stride)[0] for _, rows_in_stride in strides), reverse=True)
        kept = set(latest[:MOST])
        return [pk for pk, _by, _at in rows if pk not in kept]


class Checkpoint(models.Model):
    """The text of a draft as one save left it: kept by itself, or under a name that a writer gave.

    It never changes. `articles.drafting.drafts` writes it, in the transaction of the save; those without a
    name are thinned out as they age, those with one are kept for ever.
    """

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="checkpoints")
    version = models.PositiveIntegerField(help_text="That of the draft")
    name = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=200)
    standfirst = models.TextField(blank=True)
    body = models.TextField(blank=True)
    lead_image = models.CharField(max_length=64, blank=True)
    lead_alt = models.TextField(blank=True)
    change_note = models.TextField(blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = CheckpointQuerySet.as_manager()

    class Meta:
        ordering = ["revision", "-version", "-pk"]
        indexes = [models.Index(fields=["revision", "version"], name="checkpoint_version")]

    def __str__(self) -> str:
        return self.name or _("Version %(number)s") % {"number": self.version}

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise ValidationError("A checkpoint never changes.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.name:
            raise ValidationError("A named version is kept for ever.")
        return super().delete(*args, **kwargs)

    @property
    def article(self) -> Article:
        return self.revision.article


class Presence(models.Model):
    """That somebody has a draft open. Passing: it goes with the page, or when it falls silent."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    typed_at = models.DateTimeField(blank=True, null=True)

    class Meta:
        ordering = ["revision", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "user"], name="a_user_is_present_at_a_draft_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.revision}"
