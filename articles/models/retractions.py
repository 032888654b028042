"""What is known of retractions: snapshots that were read, their notices, and the works they are about."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.references import Reference
from articles.signals import TellingQuerySet


class RetractionSnapshot(models.Model):
    """One file of Retraction Watch that was read whole. The newest says as of when a work is not listed."""

    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    as_of = models.DateField(help_text="The day on which the file was made")
    read_at = models.DateTimeField()
    rows = models.PositiveIntegerField()

    class Meta:
        ordering = ["-as_of", "-pk"]

    def __str__(self) -> str:
        return f"{self.name}, {self.as_of}"


class RetractionNotice(models.Model):
    """One notice about one work, as its newest snapshot has it. `is_listed` falls where a row vanished."""

    record = models.PositiveIntegerField(help_text="Record ID of Retraction Watch")
    nature = models.CharField(max_length=16)
    doi = models.CharField(max_length=255, blank=True, db_index=True)
    pmid = models.CharField(max_length=8, blank=True, db_index=True)
    title = models.TextField(blank=True)
    folded_title = models.CharField(max_length=300, blank=True, db_index=True)
    published_in = models.PositiveSmallIntegerField(blank=True, null=True, help_text="Year")
    on = models.DateField()
    notice_doi = models.CharField(max_length=255, blank=True)
    reasons = models.JSONField(default=list)
    is_listed = models.BooleanField(default=True)

    class Meta:
        ordering = ["on", "record"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "doi", "pmid"], name="a_record_is_about_a_work_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.nature} of {self.doi or self.pmid or self.title}, {self.on}"


class RetractionMatchQuerySet(TellingQuerySet["RetractionMatch"]):
    def holding(self) -> "RetractionMatchQuerySet":
        """Those that count: found by an identifier or said by a person, and not undone."""
        return self.filter(state=RetractionMatch.State.MATCHED, notice__is_listed=True)


class RetractionMatch(models.Model):
    """That a notice is about a work of the library. A pair that somebody undid is never matched again."""

    class Basis(models.TextChoices):
        DOI = "doi", _("the same DOI")
        PMID = "pmid", _("the same PMID")
        TITLE = "title", _("the same title")

    class State(models.TextChoices):
        MATCHED = "matched", _("The same work")
        PROPOSED = "proposed", _("To be looked at")
        UNDONE = "undone", _("Another work")

    reference = models.ForeignKey(Reference, models.CASCADE, related_name="retraction_matches")
    notice = models.ForeignKey(RetractionNotice, models.PROTECT, related_name="matches")
    basis = models.CharField(max_length=5, choices=Basis)
    state = models.CharField(max_length=8, choices=State)
    matched_at = models.DateTimeField(
        default=timezone.now,
        editable=False,
        help_text="What was ruled on the work before is looked at again",
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(blank=True, null=True)
    reason = models.TextField(blank=True)

    objects = RetractionMatchQuerySet.as_manager()

    class Meta:
        ordering = ["reference", "notice"]
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "notice"], name="a_notice_is_matched_once_with_a_work"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(reason=""),
                name="a_match_that_is_decided_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice}: {self.get_state_display()}"


class SourceAcknowledgement(models.Model):
    """Why an article cites a work that was retracted or doubted: readers see it beside the entry.

    It holds for how the work stood then: one that was doubted and is retracted asks for another.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="acknowledgements")
    reference = models.ForeignKey(Reference, models.PROTECT, related_name="acknowledgements")
    kind = models.CharField(max_length=16, help_text="How the work stood")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = TellingQuerySet["SourceAcknowledgement"].as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.reference.key} in {self.article}: {self.reason}"
