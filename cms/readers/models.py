"""What readers have sent. It names nobody, but for the address that somebody leaves."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models import Revision
from reviews.models import Change


class Helpfulness(models.Model):
    """How many readers said that one sealed text helped them, and how many that it did not."""

    revision = models.OneToOneField(Revision, models.PROTECT, related_name="helpfulness")
    yes = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "helpfulness"

    def __str__(self) -> str:
        return f"{self.yes} yes, {self.no} no: {self.revision}"

    @property
    def answers(self) -> int:
        return self.yes + self.no

    @property
    def percent(self) -> int:
        """How many of a hundred answers are “yes”."""
        return round(100 * self.yes / self.answers) if self.answers else 0


class Remark(models.Model):
    """The sentence that somebody added to such an answer, with its day and nothing else."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="remarks")
    was_helpful = models.BooleanField()
    words = models.TextField()
    sent_on = models.DateField()

    class Meta:
        ordering = ["-sent_on", "-pk"]

    def __str__(self) -> str:
        return self.words


class Report(models.Model):
    """A reader's word that something is wrong in the text that they read: a task for the editors.

    `quote` holds the words in question, `section` the heading they chose; either may be empty. The
    address goes when `cms.readers.forgetting` says so.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ANSWERED = "answered", "Answered"
        CORRECTED = "corrected", "Corrected"
        DECLINED = "declined", "Declined"

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="reports")
    section = models.CharField(max_length=200, blank=True)
    quote = models.TextField(blank=True)
    words = models.TextField()
    address = models.EmailField(blank=True)
    sent_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["state", "sent_at"], name="reports_by_state")]

    def __str__(self) -> str:
        return f"Report {self.pk}"


class Decision(models.Model):
    """What an editor decided on a report: the latest gives the report its state, all are kept."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="decisions")
    state = models.CharField(max_length=10, choices=Report.State)
    reason = models.TextField(help_text="As it was mailed to the reader who left an address")
    correction = models.ForeignKey(
        Change, models.PROTECT, blank=True, null=True, related_name="reports"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    is_mailed = models.BooleanField(help_text="Whether the reader had left an address")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(state="open"), name="a_decision_ends_a_report"),
            models.CheckConstraint(
                condition=Q(state="corrected", correction__isnull=False)
                | (~Q(state="corrected") & Q(correction=None)),
                name="a_corrected_report_names_the_correction",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} by {self.by_name}"
