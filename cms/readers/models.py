"""What readers have sent. It names nobody, but for the address that somebody leaves."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from articles import languages
from articles.models import Article, Revision, Topic
from reviews.models import Change


class Helpfulness(models.Model):
    """How many readers said that one sealed text helped them, and how many that it did not."""

    revision = models.OneToOneField(Revision, models.PROTECT, related_name="helpfulness")
    yes = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "helpfulness"

    def __str__(self) -> str:
        return f"{self.yes} yes, {self.no} no: {self.revision}"

    @property
    def answers(self) -> int:
        return self.yes + self.no

    @property
    def percent(self) -> int:
        """How many of a hundred answers are “yes”."""
        return round(100 * self.yes / self.answers) if self.answers else 0


class Remark(models.Model):
    """The sentence that somebody added to such an answer, with its day and nothing else."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="remarks")
    was_helpful = models.BooleanField()
    words = models.TextField()
    sent_on = models.DateField()

    class Meta:
        ordering = ["-sent_on", "-pk"]

    def __str__(self) -> str:
        return self.words


class Report(models.Model):
    """A reader's word that something is wrong in the text that they read: a task for the editors.

    `quote` holds the words in question, `section` the heading they chose; either may be empty. The
    address goes when `cms.readers.forgetting` says so.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("a report", "Open")
        ANSWERED = "answered", pgettext_lazy("a report", "Answered")
        CORRECTED = "corrected", pgettext_lazy("a report", "Corrected")
        DECLINED = "declined", pgettext_lazy("a report", "Declined")

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="reports")
    section = models.CharField(max_length=200, blank=True)
    quote = models.TextField(blank=True)
    words = models.TextField()
    address = models.EmailField(blank=True)
    sent_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["state", "sent_at"], name="reports_by_state")]

    def __str__(self) -> str:
        return f"Report {self.pk}"


class Decision(models.Model):
    """What an editor decided on a report: the latest gives the report its state, all are kept."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="decisions")
    state = models.CharField(max_length=10, choices=Report.State)
    reason = models.TextField(help_text="As it was mailed to the reader who left an address")
    correction = models.ForeignKey(
        Change, models.PROTECT, blank=True, null=True, related_name="reports"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    is_mailed = models.BooleanField(help_text="Whether the reader had left an address")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(state="open"), name="a_decision_ends_a_report"),
            models.CheckConstraint(
                condition=Q(state="corrected", correction__isnull=False)
                | (~Q(state="corrected") & Q(correction=None)),
                name="a_corrected_report_names_the_correction",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} by {self.by_name}"


class CommentSwitch(models.Model):
    """That readers may comment on one article, or on those of a topic and of all below it."""

    article = models.OneToOneField(
        Article, models.PROTECT, blank=True, null=True, related_name="comment_switch"
    )
    topic = models.OneToOneField(
        Topic, models.PROTECT, blank=True, null=True, related_name="comment_switch"
    )

    class Meta:
        verbose_name_plural = "comment switches"
        constraints = [
            models.CheckConstraint(
                condition=Q(article=None) ^ Q(topic=None),
                name="a_comment_switch_is_of_an_article_or_a_topic",
            )
        ]

    def __str__(self) -> str:
        return _("comments on %(place)s") % {"place": self.article or self.topic}


class ReaderComment(models.Model):
    """What a reader wrote for others to read, in plain text. It stands under the article once approved.

    An approved one can be declined later; what was declined is erased in time.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("a comment", "Waiting")
        APPROVED = "approved", pgettext_lazy("a comment", "Approved")
        DECLINED = "declined", pgettext_lazy("a comment", "Declined")

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="reader_comments")
    name = models.CharField(max_length=60, help_text="As it stands under the article")
    words = models.TextField()
    sent_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.TextField(blank=True, help_text="Why it was declined; for editors")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="+"
    )
    at = models.DateTimeField(blank=True, null=True)

    class Meta:
        ordering = ["sent_at", "pk"]
        indexes = [models.Index(fields=["state", "sent_at"], name="reader_comments_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""),
                name="a_declined_comment_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(by__isnull=False, at__isnull=False),
                name="a_decided_comment_says_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.words[:40]}"


class Subscriber(models.Model):
    """An address that its owner has confirmed for the newsletter. It goes with the wish to stop.

    Nothing is stored before: what waits for a confirmation is in the signed link alone.
    """

    address = models.EmailField(unique=True)
    key = models.CharField(max_length=43, unique=True, help_text="Opens the page that ends it")
    language = models.CharField(
        max_length=10,
        choices=languages.choices,
        default=languages.default,
        help_text="Of the page on which it was confirmed",
    )
    confirmed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.address


class Follower(models.Model):
    """An address that its owner has confirmed to be told of one article, or of those of a topic."""

    address = models.EmailField()
    key = models.CharField(max_length=43, unique=True, help_text="Opens the page that ends it")
    language = models.CharField(max_length=10, choices=languages.choices, default=languages.default)
    article = models.ForeignKey(
        Article, models.CASCADE, blank=True, null=True, related_name="followers"
    )
    topic = models.ForeignKey(
        Topic, models.CASCADE, blank=True, null=True, related_name="followers"
    )
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(article=None) ^ Q(topic=None),
                name="a_follower_is_of_an_article_or_a_topic",
            ),
            models.UniqueConstraint(
                fields=["address", "article"], name="an_address_follows_an_article_once"
            ),
            models.UniqueConstraint(
                fields=["address", "topic"], name="an_address_follows_a_topic_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.article or self.topic}"


class Issue(models.Model):
    """The newsletter of one week: what was published from `since` until `until`."""

    week = models.DateField(unique=True, help_text="Its Monday")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["-week"]

    def __str__(self) -> str:
        return f"newsletter of {self.week}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def troubled(self) -> "DeliveryQuerySet":
        """Those that could not be mailed, given up or to be tried again."""
        stopped = Q(mail=Delivery.Mail.FAILED)
        return self.filter(stopped | (Q(mail=Delivery.Mail.WAITING) & ~Q(error="")))


class Delivery(models.Model):
    """One issue to one subscriber: claimed by a worker before it is sent, tried again if it fails."""

    class Mail(models.TextChoices):
        WAITING = "waiting", "To be mailed"
        SENDING = "sending", "Being mailed"
        SENT = "sent", "Mailed"
        FAILED = "failed", "Mail failed"

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="deliveries")
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="deliveries")
    mail = models.CharField(max_length=8, choices=Mail, default=Mail.WAITING)
    send_at = models.DateTimeField(help_text="When it is due, or tried again")
    tries = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(blank=True, null=True)
    error = models.TextField(blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [models.Index(fields=["mail", "send_at"], name="deliveries_to_be_mailed")]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "subscriber"], name="a_subscriber_gets_an_issue_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.issue} to {self.subscriber}"
