"""What is owed after a publication without review: a review closes it, or the end of the text."""

from datetime import date

from django.db import models

from articles.models import Revision
from reviews.models.approvals import Approval


class DebtQuerySet(models.QuerySet["Debt"]):
    def outstanding(self) -> "DebtQuerySet":
        return self.filter(settled_by=None, lapsed_at=None)


class Debt(models.Model):
    revision = models.OneToOneField(Revision, models.PROTECT, related_name="debt")
    reason = models.TextField()
    incurred_at = models.DateTimeField()
    due_on = models.DateField()
    settled_by = models.ForeignKey(
        Approval, models.PROTECT, blank=True, null=True, related_name="debts"
    )

    lapsed_at = models.DateTimeField(
        blank=True, null=True, help_text="When the text was withdrawn or retracted unreviewed"
    )

    objects = DebtQuerySet.as_manager()

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(settled_by=None) | models.Q(lapsed_at=None),
                name="a_debt_is_settled_or_lapses",
            )
        ]

    def __str__(self) -> str:
        return f"Review owed for {self.revision} by {self.due_on}"

    @property
    def is_outstanding(self) -> bool:
        return self.settled_by_id is None and self.lapsed_at is None

    def is_late_on(self, day: date) -> bool:
        return self.is_outstanding and self.due_on < day
