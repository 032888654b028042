"""Patients and carers who read a text before or after readers do. They sign nothing."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import Revision, Share
from articles.signals import TellingQuerySet
from reviews.models.people.senders import backing, is_backed, senders


class LayReadingQuerySet(TellingQuerySet["LayReading"]):
    def done(self) -> "LayReadingQuerySet":
        return self.exclude(answered_at=None)

    def standing(self, now: datetime) -> "LayReadingQuerySet":
        """Those who need not be asked again: their link is good, or they have answered by it."""
        unspent = self.filter(revoked_at=None, expires_at__gt=now)
        return unspent.filter(asked_by__in=senders().values("pk"))

    def listed(self) -> "LayReadingQuerySet":
        """With what each is asked in a list (`is_backed`), asked for all at once."""
        return self.annotate(is_sender_able=backing("asked_by"))

    def told(self) -> "LayReadingQuerySet":
        """Those of which their readers said that everybody may know."""
        return self.done().filter(may_be_told=True)


class LayReading(models.Model):
    """That somebody was asked to read a sealed text as a lay person, and what they answered.

    It is no part of a review: no badge and no guard of the workflow asks for it.
    """

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("In part")
        NO = "no", _("No")

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="lay_readings")
    digest = models.CharField(max_length=64, help_text="Of the text that was read")
    name = models.CharField(max_length=120, help_text="As the editors know them")
    email = models.EmailField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(blank=True, null=True)
    answered_at = models.DateTimeField(blank=True, null=True)
    understood = models.CharField(max_length=6, choices=Answer, blank=True)
    respectful = models.CharField(max_length=6, choices=Answer, blank=True)
    missing = models.TextField(blank=True)
    words = models.TextField(blank=True, help_text="In their own words, for everybody")
    named_as = models.CharField(max_length=120, blank=True, help_text="As they choose to be named")
    lives_with = models.CharField(max_length=160, blank=True)
    may_be_told = models.BooleanField(default=False)

    objects = LayReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at=None) | ~models.Q(understood=""),
                name="a_lay_reading_that_is_answered_says_something",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} on {self.revision}"

    def is_open(self, now: datetime) -> bool:
        """Whether its link still opens the text, which nobody may have taken from readers meanwhile."""
        is_spent = self.revoked_at or self.answered_at or self.expires_at <= now
        return not is_spent and self.revision.state not in Share.CLOSED and self.is_backed

    @property
    def is_backed(self) -> bool:
        """Whether whoever asked may still ask."""
        return is_backed(self, "asked_by")
