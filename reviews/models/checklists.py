"""What a reviewer is asked of a text, line by line. A change of lines is a new version; old ones stay."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Revision
from articles.signals import TellingQuerySet
from reviews import lines
from reviews.fingerprints import fingerprint
from reviews.models.append_only import AppendOnly


class Checklist(models.Model):
    name = models.CharField(max_length=80, unique=True, help_text="“Substance”")
    slug = models.SlugField(unique=True)

    objects = TellingQuerySet["Checklist"].as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def current(self) -> "ChecklistVersion | None":
        """The version that the next round freezes."""
        return self.versions.order_by("-number").first()


class ChecklistVersion(AppendOnly):
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(editable=False)
    text = models.TextField(
        "lines",
        validators=[lines.validate],
        help_text="A line each: key | yes/no, yes/no/n.a. or 1-5 | required or optional | question "
        "| help. “# Heading” begins a group.",
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, editable=False
    )
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["checklist", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["checklist", "number"], name="a_checklist_numbers_its_versions_once"
            )
        ]

    def __str__(self) -> str:
        words = {"name": self.checklist, "number": self.number}
        return _("%(name)s, version %(number)s") % words

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and not self.number:
            last = ChecklistVersion.objects.filter(checklist=self.checklist).order_by("-number")
            self.number = last[0].number + 1 if last else 1
        super().save(*args, **kwargs)

    @property
    def lines(self) -> list[lines.ChecklistLine]:
        return lines.parse(self.text)

    def record(self) -> dict[str, Any]:
        """What the terms of a round keep of it."""
        return {
            "slug": self.checklist.slug,
            "name": self.checklist.name,
            "number": self.number,
            "digest": fingerprint({"lines": self.text}),
        }


class Answers(models.Model):
    """What a reviewer has answered so far: a draft, until a signature takes a copy."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="checklist_answers")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given = models.JSONField(default=dict, help_text="key -> {answer, note}")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["revision", "reviewer"]
        verbose_name_plural = "answers"
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "reviewer"], name="a_reviewer_answers_a_checklist_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} on {self.revision}"

    def clean(self) -> None:
        if not isinstance(self.given, dict):
            raise ValidationError("Answers are kept by the key of their line.")
