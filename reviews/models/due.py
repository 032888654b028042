"""When a public text is to be reviewed: the review owed where it had none, and the next one where it had."""

from datetime import date

from django.db import models

from articles.models import Article, Revision
from articles.signals import TellingQuerySet
from reviews.models.approvals import Approval


class DebtQuerySet(TellingQuerySet["Debt"]):
    def outstanding(self) -> "DebtQuerySet":
        return self.filter(settled_by=None, lapsed_at=None)


class Debt(models.Model):
    """Owed after a publication without review: a review closes it, or the end of the text."""

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


class NextReview(models.Model):
    """One row for each article whose published text is reviewed, so that a queue can ask for it.

    `reviews.approval.next_reviews` writes it. It follows from the signatures alone and changes with
    them, never with time; `verify` compares.
    """

    article = models.OneToOneField(Article, models.PROTECT, related_name="next_review")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    reviewed_on = models.DateField()
    due_on = models.DateField(db_index=True)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.revision}, due {self.due_on}"
