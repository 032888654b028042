"""That two accounts are one human being, or are not after all: said by an administrator, kept for ever."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from reviews.models.append_only import AppendOnly


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
