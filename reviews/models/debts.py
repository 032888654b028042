"""What is owed after a publication without review. Only a review closes it."""

from datetime import date

from django.db import models

from articles.models import Revision
from reviews.models.approvals import Approval


class DebtQuerySet(models.QuerySet["Debt"]):
    def outstanding(self) -> "DebtQuerySet":
        return self.filter(settled_by=None)


class Debt(models.Model):
    revision = models.OneToOneField(Revision, models.PROTECT, related_name="debt")
    reason = models.TextField()
    incurred_at = models.DateTimeField()
    due_on = models.DateField()
    settled_by = models.ForeignKey(
        Approval, models.PROTECT, blank=True, null=True, related_name="debts"
    )

    objects = DebtQuerySet.as_manager()

    class Meta:
        ordering = ["due_on"]

    def __str__(self) -> str:
        return f"Review owed for {self.revision} by {self.due_on}"

    def is_late_on(self, day: date) -> bool:
        return self.settled_by_id is None and self.due_on < day
