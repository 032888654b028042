"""What people decide about passages of a text: that a finding is none."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article, Revision
from articles.models.discussion.places import OnPassage
from articles.signals import TellingQuerySet


class Dismissal(models.Model):
    """A finding on one passage is set aside, with a reason; it is back when the passage changes.

    `likeness` is that of `articles.evidence.statements`: case, spacing and punctuation change nothing.
    One of a grave rule, or of what a review checks by default, is only *asked*: a reviewer agrees, or it
    stands against the approval.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="dismissals")
    likeness = models.CharField(max_length=64)
    words = models.TextField(help_text="The passage as it was")
    reason = models.TextField(help_text="Why nothing is wrong with it")
    is_grave = models.BooleanField(default=False)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="dismissals"
    )
    dismissed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="+"
    )
    agreed_at = models.DateTimeField(blank=True, null=True)

    objects = TellingQuerySet["Dismissal"].as_manager()

    class Meta:
        ordering = ["dismissed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "likeness"], name="a_passage_is_dismissed_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_dismissal_says_why"),
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="an_agreement_says_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.words[:60]

    @property
    def is_asked(self) -> bool:
        return self.is_grave and self.agreed_at is None

    @property
    def state(self) -> str:
        return str(_("asked") if self.is_asked else _("dismissed"))


class MarkedStatement(OnPassage):
    """A person says that these words are one statement: one of two in a sentence, or one in two.

    Its place is that of an `Anchor`: it moves with each save of a draft, sealing fixes it, the next draft
    takes it over. No place (`start == end`) means that its words are gone.
    """

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="marked_statements")
    category = models.CharField(max_length=30)
    evidence = models.JSONField(
        default=list, blank=True, help_text="A list of {key, locator, words}; empty: what is cited"
    )
    as_of = models.DateField(blank=True, null=True, help_text="The day for which it holds")
    ends_on = models.DateField(blank=True, null=True, help_text="Up to when it can be relied on")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = TellingQuerySet["MarkedStatement"].as_manager()

    class Meta:
        ordering = ["start", "end", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "start", "end"],
                condition=Q(start__lt=models.F("end")),
                name="a_passage_is_marked_once",
            ),
            models.CheckConstraint(
                condition=Q(start__lte=models.F("end")), name="a_mark_ends_after_its_start"
            ),
            models.CheckConstraint(
                condition=Q(as_of=None) | Q(ends_on=None) | Q(as_of__lte=models.F("ends_on")),
                name="a_statement_ends_after_its_day",
            ),
        ]

    def __str__(self) -> str:
        return self.exact[:60]


class AddressCheck(models.Model):
    """Whether an address that a text leads to still answers, as the worker found it.

    Only an answer that there is nothing (404, 410), or no such host, on two days counts: a page that is
    slow, busy or closed to machines may well be read by people.
    """

    LONGEST: Final = 1_000

    address = models.CharField(max_length=LONGEST, unique=True)
    noted_at = models.DateTimeField(help_text="When a text last led there")
    checked_at = models.DateTimeField(blank=True, null=True)
    missing_since = models.DateTimeField(blank=True, null=True)
    is_gone = models.BooleanField(default=False, help_text="Missing on two days")

    class Meta:
        ordering = ["address"]
        indexes = [models.Index(fields=["checked_at"], name="address_checked_at")]

    def __str__(self) -> str:
        return self.address
