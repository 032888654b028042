"""Who sits at an account: what changed of how they show it, and which accounts are one human being."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.signals import TellingQuerySet
from reviews.models.append_only import AppendOnly

SETTLES_AFTER: Final = timedelta(days=1)


class SamePerson(AppendOnly):
    """A statement on two accounts, the one with the smaller key first. Of a pair the last one counts.

    `reviews.desk.identities` writes it and says who may.
    """

    one = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_same = models.BooleanField(default=True)
    why = models.TextField(help_text="How you know")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["-said_at", "-pk"]
        verbose_name = "statement that two accounts are one person"
        verbose_name_plural = "statements that two accounts are one person"
        constraints = [
            models.CheckConstraint(
                condition=Q(one__lt=F("other")), name="a_pair_of_accounts_has_one_order"
            ),
            models.CheckConstraint(condition=~Q(why=""), name="a_statement_says_how_one_knows"),
        ]

    def __str__(self) -> str:
        return f"{self.one} and {self.other}: {'one person' if self.is_same else 'two people'}"


class AccountChangeQuerySet(TellingQuerySet["AccountChange"]):
    def of_late(self, now: datetime) -> "AccountChangeQuerySet":
        """Those of the last day."""
        return self.filter(changed_at__gt=now - SETTLES_AFTER)

    def unsettled(self, now: datetime) -> "AccountChangeQuerySet":
        """Those of the last day that no second person has confirmed."""
        return self.of_late(now).filter(confirmed_at=None)


class AccountChange(models.Model):
    """`changed_by` is empty where nobody was signed in: a password that was set by a mailed link.

    Written by `reviews.entitlement.account_changes` alone.
    """

    class Kind(models.TextChoices):
        PASSWORD = "password", _("the password")
        ADDRESS = "address", _("the e-mail address")
        FACTOR = "factor", _("the second factor")
        PERSON = "person", _("the public profile")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="account_changes"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(blank=True, null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="+"
    )

    objects = AccountChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        indexes = [models.Index(fields=["user", "changed_at"], name="account_changes_of_a_user")]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="a_confirmed_change_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("user")),
                name="a_change_is_confirmed_by_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.user}"

    @property
    def settles_at(self) -> datetime:
        return self.changed_at + SETTLES_AFTER
