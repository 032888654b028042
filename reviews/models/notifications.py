"""What a person was told: one row for each message, with what became of its mail."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models import Thread
from articles.signals import TellingQuerySet
from reviews.models.assignments import Assignment
from reviews.models.events import Event


class NotificationQuerySet(TellingQuerySet["Notification"]):
    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    def troubled(self) -> "NotificationQuerySet":
        """Those whose mail could not be sent, given up or to be tried again."""
        stopped = Q(mail=Notification.Mail.FAILED)
        return self.filter(stopped | (Q(mail=Notification.Mail.WAITING) & ~Q(error="")))


class Notification(models.Model):
    """`occasion` and `for_day` say what it is about: nobody is told of the same thing twice.

    A guest without an account is named by `name` and `address`, and so is somebody who is told of their
    own account, which may have another address by then; everybody else is `recipient`, and `name` keeps
    what they were called. A claimed row is being mailed by the worker with that claim.
    """

    class Kind(models.TextChoices):
        ASSIGNED = "assigned", _("Reviews asked of you")
        REMINDER = "reminder", _("Reminders")
        DECISION = "decision", _("Decisions and publications")
        COMMENT = "comment", _("Comments")
        ACCOUNT = "account", _("Your account")

    class Mail(models.TextChoices):
        NONE = "none", _("Not mailed")
        WAITING = "waiting", _("To be mailed")
        SENDING = "sending", _("Being mailed")
        SENT = "sent", _("Mailed")
        FAILED = "failed", _("Mail failed")

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        blank=True,
        null=True,
        related_name="notifications",
    )
    name = models.CharField(max_length=120)
    address = models.EmailField(
        blank=True,
        help_text="Of a guest who has no account yet, or the one that its owner had then",
    )
    kind = models.CharField(max_length=10, choices=Kind)
    occasion = models.CharField(max_length=100, help_text="“event 17”, “review 5 due 2030-05-03”")
    for_day = models.DateField(help_text="The day on which it was to be told")
    event = models.ForeignKey(
        Event, models.PROTECT, blank=True, null=True, related_name="notifications"
    )
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, blank=True, null=True, related_name="notifications"
    )
    thread = models.ForeignKey(
        Thread, models.PROTECT, blank=True, null=True, related_name="notifications"
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        blank=True,
        null=True,
        related_name="+",
        help_text="Empty means: the clock",
    )
    subject = models.CharField(max_length=300)
    text = models.TextField()
    path = models.CharField(max_length=300, help_text="Where its link leads")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(blank=True, null=True)
    mail = models.CharField(max_length=8, choices=Mail, default=Mail.WAITING)
    is_digest = models.BooleanField(default=False, help_text="Waits for the daily digest")
    send_at = models.DateTimeField(help_text="When its mail is due, or tried again")
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    claim = models.UUIDField(blank=True, null=True)
    sent_at = models.DateTimeField(blank=True, null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        db_table = "reviews_notice"  # its indexes and constraints keep their names as well
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["mail", "send_at"], name="notices_to_be_mailed"),
            models.Index(
                fields=["recipient"], condition=Q(read_at=None), name="notices_not_yet_read"
            ),
            models.Index(fields=["occasion"], name="notices_by_occasion"),
            models.Index(
                fields=["read_at"], condition=Q(event=None), name="notices_read_of_no_event"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "occasion", "for_day"],
                condition=Q(address=""),
                name="a_person_is_told_once_of_an_occasion",
            ),
            models.UniqueConstraint(
                fields=["address", "occasion", "for_day"],
                condition=Q(recipient=None),
                name="a_guest_is_told_once_of_an_occasion",
            ),
            models.CheckConstraint(
                condition=Q(recipient=None) ^ Q(address=""), name="a_notice_goes_to_one_person"
            ),
            models.CheckConstraint(
                condition=Q(mail="sent", sent_at__isnull=False)
                | (~Q(mail="sent") & Q(sent_at=None)),
                name="a_mailed_notice_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.name}"

    @property
    def is_read(self) -> bool:
        return self.read_at is not None

    @property
    def mail_address(self) -> str:
        return self.recipient.email if self.recipient else self.address

    @property
    def has_mail_trouble(self) -> bool:
        return self.mail == self.Mail.FAILED or bool(self.error and self.mail == self.Mail.WAITING)


class Preferences(models.Model):
    """How somebody wants to be mailed. Everything stands in the inbox whatever is chosen here."""

    class Choice(models.TextChoices):
        SINGLY = "singly", _("A mail at once")
        DAILY = "daily", _("In the daily digest")
        NEVER = "never", _("In the inbox only")

    NEVER_SILENT = (Notification.Kind.ASSIGNED, Notification.Kind.REMINDER)

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="preferences"
    )
    assigned = models.CharField(max_length=6, choices=Choice, default=Choice.SINGLY)
    reminder = models.CharField(max_length=6, choices=Choice, default=Choice.SINGLY)
    decision = models.CharField(max_length=6, choices=Choice, default=Choice.SINGLY)
    comment = models.CharField(max_length=6, choices=Choice, default=Choice.DAILY)
    digest_hour = models.PositiveSmallIntegerField(default=7)
    calendar_version = models.PositiveIntegerField(
        default=0, help_text="Counts up when the address of the calendar is changed"
    )

    class Meta:
        verbose_name_plural = "preferences"
        constraints = [
            models.CheckConstraint(
                condition=~Q(assigned="never") & ~Q(reminder="never"),
                name="an_assignment_is_never_silent",
            ),
            models.CheckConstraint(
                condition=Q(digest_hour__lte=23), name="a_digest_has_an_hour_of_the_day"
            ),
        ]

    def __str__(self) -> str:
        return f"Preferences of {self.user}"

    def choice(self, kind: str) -> str:
        """Of this kind of message; what is about an account is mailed at once, whatever is chosen."""
        chosen: str = getattr(self, kind, Preferences.Choice.SINGLY)
        return chosen

    def next_digest(self, local_now: datetime) -> datetime:
        """The next time of the digest, strictly after `local_now`, which is in the site's zone."""
        at = local_now.replace(hour=self.digest_hour, minute=0, second=0, microsecond=0)
        return at if at > local_now else at + timedelta(days=1)
