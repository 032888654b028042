"""The record of people and rules: what changed in who is entitled to what, one row for each change.

It is append-only and chained by hash, as the events of an article are; it is one chain for the site.
"""

from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from articles.formats import FormatField
from articles.models import Person
from articles.signals import TellingQuerySet
from reviews.fingerprints import fingerprint
from reviews.formats import AMENDMENT
from reviews.models.append_only import AppendOnly


class Amendment(AppendOnly):
    """`subject` names the row that changed, “reviews.credential 17”; `person` whom it is about.

    `details` keeps each column before and after, and what followed of it.
    """

    number = models.PositiveIntegerField(unique=True, help_text="Without a gap")
    format = FormatField(AMENDMENT)
    act = models.CharField(max_length=30)
    subject = models.CharField(max_length=60)
    subject_name = models.CharField(max_length=200)
    person = models.ForeignKey(
        Person, models.PROTECT, blank=True, null=True, related_name="amendments"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="amendments"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="+"
    )
    actor_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    notified = models.JSONField(default=list, help_text="The names of those who were told")
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["subject"], name="amendments_by_subject")]

    def __str__(self) -> str:
        return f"{self.act} by {self.actor_name}"

    @property
    def who(self) -> str:
        """Who did it, as the record keeps the name."""
        return self.actor_name or gettext("The system")

    def record(self) -> dict[str, Any]:
        """All that the hash covers."""
        values = {
            "number": self.number,
            "act": self.act,
            "subject": self.subject,
            "subject_name": self.subject_name,
            "person": self.person_id,
            "account": self.account_id,
            "actor": self.actor_id,
            "actor_name": self.actor_name,
            "at": self.at.astimezone(UTC).isoformat(),
            "reason": self.reason,
            "details": self.details,
            "notified": self.notified,
            "previous_hash": self.previous_hash,
        }
        return AMENDMENT.covered(self.format, values)

    def computed_hash(self) -> str:
        return fingerprint(self.record())


class ProposalQuerySet(TellingQuerySet["Proposal"]):
    def open(self) -> "ProposalQuerySet":
        return self.filter(settled_at=None)


class Proposal(models.Model):
    """A change that waits for a second person: what is to become of which row."""

    act = models.CharField(max_length=30)
    subject = models.CharField(max_length=60)
    subject_name = models.CharField(max_length=200)
    values = models.JSONField(default=dict, help_text="Column -> value, once it is confirmed")
    reason = models.TextField(blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(blank=True, null=True)
    is_confirmed = models.BooleanField(default=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["act", "subject"],
                condition=Q(settled_at=None),
                name="a_change_is_proposed_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None)
                | ~Q(settled_by=models.F("asked_by"))
                | Q(is_confirmed=False),
                name="a_proposal_is_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.subject}, proposed by {self.asked_by}"
