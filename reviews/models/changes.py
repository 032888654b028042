"""What kind of change a published text was, and what readers are told of it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import Revision
from reviews.models.append_only import AppendOnly


class ChangeKind(models.TextChoices):
    """From the least to the greatest. The greater may be read for the lesser, never the other way.

    The words are those of COPE and the NLM for corrections, and of GOV.UK for minor edits.
    """

    MINOR = "minor", _("Minor edit")
    CORRECTION = "correction", _("Correction")
    UPDATE = "update", _("Update")
    EDITION = "edition", _("New edition")

    @property
    def weight(self) -> int:
        return list(ChangeKind).index(self)


class Change(AppendOnly):
    """Written when a text takes the place of one that readers have seen; a first text has none."""

    revision = models.OneToOneField(Revision, models.PROTECT, related_name="change")
    kind = models.CharField(max_length=10, choices=ChangeKind)
    is_announced = models.BooleanField(help_text="Whether readers need to know")
    note = models.TextField(blank=True)
    was_wrong = models.TextField(blank=True)
    says_now = models.TextField(blank=True)

    class Meta:
        ordering = ["revision"]
        indexes = [models.Index(fields=["kind"], name="changes_of_a_kind")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind=ChangeKind.CORRECTION)
                | models.Q(is_announced=True) & ~models.Q(was_wrong="") & ~models.Q(says_now=""),
                name="a_correction_says_in_public_what_was_wrong",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.revision}"

    @property
    def is_correction(self) -> bool:
        return self.kind == ChangeKind.CORRECTION

    def record(self) -> dict[str, Any]:
        """What the event of the publication keeps."""
        names = ("kind", "is_announced", "note", "was_wrong", "says_now")
        return {name: getattr(self, name) for name in names}
