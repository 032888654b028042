"""A reviewer's signed decision on one digest, with everything it will ever need to stand by itself; and the
verdicts on statements that go into it."""

from datetime import UTC, date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.formats import FormatField
from articles.models import Person, Revision, Thread
from articles.signals import TellingQuerySet
from reviews.fingerprints import fingerprint
from reviews.formats import APPROVAL, STRIKE
from reviews.models.append_only import AppendOnly, AppendOnlyQuerySet
from reviews.models.policies import Signers
from reviews.models.zones import day_of


class ApprovalQuerySet(AppendOnlyQuerySet):
    def standing(self) -> "ApprovalQuerySet":
        """Those that nobody has struck."""
        return self.filter(strike=None)


class ApprovalManager(models.Manager["Approval"]):
    """Each row comes with what struck it, so that nobody counts a signature without knowing."""

    def get_queryset(self) -> ApprovalQuerySet:
        return ApprovalQuerySet(self.model, using=self._db).select_related("strike")

    def standing(self) -> ApprovalQuerySet:
        return self.get_queryset().standing()


class Approval(AppendOnly):
    class Verdict(models.TextChoices):
        APPROVE = "approve", _("Approved")
        REQUEST_CHANGES = "request_changes", _("Changes requested")
        REJECT = "reject", _("Rejected")

    class Scope(models.TextChoices):
        FULL = "full", _("The whole text")
        CHANGES = "changes", _("The changes since the last review only")

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="approvals")
    digest = models.CharField(max_length=64)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="approvals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="approvals")
    name = models.CharField(max_length=120)
    post_nominals = models.CharField(max_length=80, blank=True)
    signed_as = models.CharField(max_length=10, choices=Signers, default=Signers.REVIEWERS)
    credentials = models.JSONField(help_text="Those valid on the day of signing, copied")
    verdict = models.CharField(max_length=16, choices=Verdict)
    scope = models.CharField(max_length=8, choices=Scope, default=Scope.FULL)
    statement = models.TextField()
    interests = models.TextField()
    checklist = models.JSONField(
        default=dict, blank=True, help_text="Its version with every line and answer, copied"
    )
    verdicts = models.JSONField(
        default=list, blank=True, help_text="On each statement that was to be checked, copied"
    )
    disclaimers = models.JSONField(help_text="The notices that stood on the page: slug -> wording")
    method = models.CharField(max_length=20, default="password", help_text="How identity was shown")
    signed_at = models.DateTimeField()
    format = FormatField(APPROVAL)

    objects = ApprovalManager()  # type: ignore[misc, assignment]

    class Meta:
        ordering = ["signed_at", "pk"]
        permissions = [("strike_approval", "Can strike a signature together with another")]
        # which texts were reviewed last: the front page asks
        indexes = [models.Index(fields=["-signed_at", "-id"], name="approval_signed")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(digest=""), name="an_approval_signs_a_text"),
            models.CheckConstraint(
                condition=~models.Q(statement=""), name="an_approval_makes_a_statement"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} by {self.titled_name}"

    @property
    def titled_name(self) -> str:
        return ", ".join(filter(None, [self.name, self.post_nominals]))

    @property
    def answers(self) -> list[dict[str, Any]]:
        """The lines that were answered, as they were asked."""
        return [each for each in self.checklist.get("answers", []) if each["answer"]]

    @property
    def signed_on(self) -> date:
        return day_of(self.signed_at)

    @property
    def specialties(self) -> set[str]:
        """Specialties of the credentials that were valid on the day of signing."""
        return {entry["specialty"] for entry in self._valid_credentials() if entry["specialty"]}

    def is_by_specialist(self, name: str, key: str) -> bool:
        """By the key, which a change of name leaves alone; a copy older than keys has the name only."""
        return any(
            entry["specialty_key"] == key
            if "specialty_key" in entry
            else entry["specialty"] == name
            for entry in self._valid_credentials()
        )

    @property
    def is_struck(self) -> bool:
        """Whether it counts no more: struck by its signer, or by two people."""
        return self.pk is not None and hasattr(self, "strike")

    @property
    def is_credentialed(self) -> bool:
        return bool(self._valid_credentials())

    @property
    def is_entitled(self) -> bool:
        """Whether the signer might sign: as an editor, or with a credential that was valid that day."""
        return self.signed_as == Signers.EDITORS or self.is_credentialed

    def _valid_credentials(self) -> list[dict[str, Any]]:
        day = self.signed_on.isoformat()
        return [
            entry
            for entry in self.credentials
            if entry["checked_on"]
            and entry["checked_on"] <= day
            and (not entry["expires_on"] or entry["expires_on"] >= day)
        ]

    def record(self) -> dict[str, Any]:
        """All that was signed, as the event keeps it."""
        return APPROVAL.covered(self.format, self.values())

    def values(self) -> dict[str, Any]:
        """All that a signature says today, by the names of `APPROVAL`."""
        return {
            "revision": self.revision_id,
            "digest": self.digest,
            "reviewer": self.reviewer_id,
            "person": self.person_id,
            "name": self.name,
            "post_nominals": self.post_nominals,
            "signed_as": self.signed_as,
            "credentials": self.credentials,
            "verdict": self.verdict,
            "scope": self.scope,
            "statement": self.statement,
            "interests": self.interests,
            "checklist": self.checklist,
            "verdicts": self.verdicts,
            "disclaimers": self.disclaimers,
            "method": self.method,
            "signed_at": self.signed_at.astimezone(UTC).isoformat(),
        }

    def fingerprint(self) -> str:
        return fingerprint(self.record())


class Verdict(models.Model):
    """Given on one text, about a statement with its evidence, both to the letter (`key`).

    It may change until it is signed: the approval keeps its own copy (`Approval.verdicts`).
    """

    class Ruling(models.TextChoices):
        SUPPORTED = "supported", _("Supported")
        PARTLY = "partly", _("Partly supported")
        NOT_SUPPORTED = "not_supported", _("Not supported")
        OUTDATED = "outdated", _("Outdated")

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="verdicts")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="verdicts")
    key = models.CharField(max_length=64, help_text="Of the words and the evidence")
    words = models.TextField()
    category = models.CharField(max_length=30)
    evidence = models.JSONField(help_text="A list of {key, locator, words}, as it stood")
    ruling = models.CharField(max_length=13, choices=Ruling)
    note = models.TextField(blank=True)
    given_at = models.DateTimeField()
    thread = models.ForeignKey(
        Thread,
        models.PROTECT,
        blank=True,
        null=True,
        related_name="+",
        help_text="Where its note stands as a comment",
    )

    objects = TellingQuerySet["Verdict"].as_manager()

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "reviewer", "key"], name="a_reviewer_rules_on_a_statement_once"
            ),
            models.CheckConstraint(
                condition=Q(ruling="supported") | ~Q(note=""), name="a_doubt_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_ruling_display()}: {self.words[:60]}"

    def passes(self, *, partly: bool) -> bool:
        """Whether it stands against no approval; of a “partly”, as the terms of the review have it."""
        return self.ruling == self.Ruling.SUPPORTED or (
            partly and self.ruling == self.Ruling.PARTLY
        )

    def record(self) -> dict[str, Any]:
        """What a signature keeps of it."""
        return {
            "words": self.words,
            "category": self.category,
            "evidence": self.evidence,
            "ruling": self.ruling,
            "note": self.note,
        }


class SettledDifference(AppendOnly):
    """An editor says how it stands with a statement on which two reviewers differ, and why.

    Both verdicts stay as they are. One that is given later opens the difference anew.
    """

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="settled_differences")
    key = models.CharField(max_length=64, help_text="That of the verdicts")
    words = models.TextField()
    reason = models.TextField()
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField()

    class Meta:
        ordering = ["settled_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_settled_difference_says_why")
        ]

    def __str__(self) -> str:
        return self.words[:60]


class Strike(AppendOnly):
    """That a signature counts no more, and why; both stand for ever."""

    class Ground(models.TextChoices):
        MISTAKEN = "mistaken", _("Signed by mistake")
        NOT_ME = "not_me", _("Not signed by the person named")
        IMPOSTOR = "impostor", _("The signer is not who they said")
        FALSE_CREDENTIAL = "false_credential", _("A credential was false")

    OWN = (Ground.MISTAKEN, Ground.NOT_ME)
    FOR_CAUSE = (Ground.IMPOSTOR, Ground.FALSE_CREDENTIAL)

    format = FormatField(STRIKE)
    approval = models.OneToOneField(Approval, models.PROTECT, related_name="strike")
    ground = models.CharField(max_length=16, choices=Ground)
    reason = models.TextField(help_text="Readers see it")
    struck_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="+"
    )
    struck_at = models.DateTimeField()

    class Meta:
        ordering = ["struck_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="a_strike_says_why"),
            models.CheckConstraint(
                condition=models.Q(seconded_by=None) | ~models.Q(seconded_by=models.F("struck_by")),
                name="a_strike_is_seconded_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(ground__in=("mistaken", "not_me"), seconded_by=None)
                | models.Q(ground__in=("impostor", "false_credential"), seconded_by__isnull=False),
                name="a_strike_for_cause_takes_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.approval}: {self.get_ground_display()}"

    @property
    def struck_on(self) -> date:
        return day_of(self.struck_at)

    def record(self) -> dict[str, Any]:
        """What the event keeps of it."""
        values = {
            "approval": self.approval_id,
            "ground": self.ground,
            "reason": self.reason,
            "struck_by": self.struck_by_id,
            "seconded_by": self.seconded_by_id,
            "struck_at": self.struck_at.astimezone(UTC).isoformat(),
        }
        return STRIKE.covered(self.format, values)
