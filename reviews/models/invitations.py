"""Somebody from outside, asked by e-mail to review one text."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from articles.models import Revision
from articles.signals import TellingQuerySet
from reviews.models.people.senders import backing, is_backed, senders


class InvitationQuerySet(TellingQuerySet["Invitation"]):
    def standing(self, now: datetime) -> "InvitationQuerySet":
        """Those by which a guest may do something: the same that `why_closed` says of one."""
        return self.backed().filter(revoked_at=None, declined_at=None, expires_at__gt=now)

    def backed(self) -> "InvitationQuerySet":
        """Those whose senders may still invite."""
        return self.filter(invited_by__in=senders().values("pk"))

    def listed(self) -> "InvitationQuerySet":
        """With what each is asked in a list (`is_backed`), asked for all at once."""
        return self.annotate(is_sender_able=backing("invited_by"))


class Invitation(models.Model):
    """Its link is signed; this row says what the link is still good for.

    An editor invites; the guest confirms who they are (`confirmed_at`, then `user` is their account)
    or declines; an editor checks the credential, which asks them like any reviewer (`checked_at`).
    """

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="invitations")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    why = models.TextField(help_text="Why this person: the guest reads it")
    due_on = models.DateField()
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(blank=True, null=True)
    declined_at = models.DateTimeField(blank=True, null=True)
    reason = models.TextField(blank=True, help_text="Why the guest declined")
    confirmed_at = models.DateTimeField(blank=True, null=True)
    checked_at = models.DateTimeField(blank=True, null=True)
    interests = models.TextField(blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="invitations"
    )
    code = models.CharField(max_length=64, blank=True, help_text="Keyed hash of the code last sent")
    code_expires_at = models.DateTimeField(blank=True, null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "email"],
                condition=Q(revoked_at=None),
                name="a_guest_is_invited_once_per_revision",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(user__isnull=False),
                name="a_confirmed_guest_has_an_account",
            ),
            models.CheckConstraint(
                condition=Q(declined_at=None) | ~Q(reason=""),
                name="a_declined_invitation_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, invited to {self.revision}"

    def why_closed(self, now: datetime) -> str:
        """Why the link opens nothing any more, in words for the guest, or ""."""
        if self.revoked_at:
            return _("The editors have taken this invitation back.")
        if self.declined_at:
            return _("You have declined this invitation. Thank you for telling us.")
        if self.expires_at <= now:
            return _("This link has expired.")
        if not self.is_backed:
            return _(
                "The editor who invited you does not invite reviewers here any more, so this invitation "
                "has ended. Another editor can invite you again: write to us."
            )
        return ""

    @property
    def is_backed(self) -> bool:
        """Whether whoever invited may still invite."""
        return is_backed(self, "invited_by")

    def standing(self, now: datetime) -> str:
        """How far it has come, in words for an editor."""
        steps = (
            (self.revoked_at, _("taken back")),
            (self.declined_at, _("declined")),
            (not self.is_backed, _("ended, since whoever invited may not any more: invite anew")),
            (self.checked_at, _("checked and asked")),
            (self.expires_at <= now, _("expired")),
            (self.confirmed_at, _("confirmed; the credential waits to be checked")),
        )
        return next((words for holds, words in steps if holds), _("invited, no answer yet"))
