"""A round: one sealed text before its reviewers, under terms frozen from the policy of that day."""

from datetime import UTC
from typing import Any

from django.db import models
from django.utils.translation import ngettext

from articles.formats import FormatField
from articles.models import Revision
from reviews.formats import TERMS
from reviews.models.append_only import AppendOnly
from reviews.models.changes import ChangeKind
from reviews.models.checklists import ChecklistVersion
from reviews.models.policies import Reports, Signers, demand


class Round(AppendOnly):
    revision = models.OneToOneField(Revision, models.PROTECT, related_name="round")
    number = models.PositiveSmallIntegerField(help_text="Counts since the last published text")
    signers = models.CharField(max_length=10, choices=Signers, default=Signers.REVIEWERS)
    approvals = models.PositiveSmallIntegerField()
    specialty = models.CharField(max_length=80, blank=True, help_text="Its name on that day")
    specialty_key = models.CharField(max_length=90, blank=True)
    reports = models.CharField(max_length=5, choices=Reports, default=Reports.FIRST)
    is_blind = models.BooleanField(default=False)
    policy = models.JSONField(
        default=dict, blank=True, help_text="Of which topic, with its name on that day"
    )
    change = models.CharField(max_length=10, choices=ChangeKind, blank=True)
    was_wrong = models.TextField(blank=True)
    says_now = models.TextField(blank=True)
    checklist = models.ForeignKey(
        ChecklistVersion, models.PROTECT, blank=True, null=True, related_name="rounds"
    )
    checklist_record = models.JSONField(
        default=dict, blank=True, help_text="The version as it was called on that day"
    )
    checked = models.JSONField(
        default=list, blank=True, help_text="Kinds of statements that need a verdict"
    )
    partly_passes = models.BooleanField(default=True)
    interval_months = models.PositiveSmallIntegerField()
    days_to_review = models.PositiveSmallIntegerField()
    days_to_settle_debt = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    format = FormatField(TERMS)

    class Meta:
        ordering = ["revision"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approvals__gte=1), name="a_round_demands_an_approval"
            )
        ]

    def __str__(self) -> str:
        return f"Round {self.number} of {self.revision}"

    @property
    def demand(self) -> str:
        """“2 approvals, one of them in pain medicine”."""
        said = demand(self.approvals, self.specialty)
        if self.signers == Signers.EDITORS:
            by_editors = ngettext(
                "%(demand)s by another editor", "%(demand)s by other editors", self.approvals
            )
            return by_editors % {"demand": said}
        return said

    @property
    def questions(self) -> dict[str, str]:
        """What the checklist asks, by the key of the line."""
        return {line.key: line.question for line in self.checklist.lines} if self.checklist else {}

    def terms(self) -> dict[str, Any]:
        """What the event of the submission records."""
        return TERMS.covered(self.format, self.values())

    def values(self) -> dict[str, Any]:
        """All that a review demands today, by the names of `TERMS`."""
        return {
            "signers": self.signers,
            "approvals": self.approvals,
            "specialty": self.specialty,
            "specialty_key": self.specialty_key,
            "change": self.change,
            "was_wrong": self.was_wrong,
            "says_now": self.says_now,
            "checklist": self.checklist_record,
            "checked": self.checked,
            "partly_passes": self.partly_passes,
            "reports": self.reports,
            "is_blind": self.is_blind,
            "policy": self.policy,
            "interval_months": self.interval_months,
            "number": self.number,
            "days_to_review": self.days_to_review,
            "days_to_settle_debt": self.days_to_settle_debt,
            "opened_at": self.opened_at.astimezone(UTC).isoformat(),
        }
