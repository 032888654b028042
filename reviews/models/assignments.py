"""A named reviewer asked to look at one revision, and what they have to say of it and have not sent."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Revision, Thread
from articles.models.articles import State
from articles.signals import TellingQuerySet
from articles.text.anchors import CITATION
from articles.text.vocabulary import OBJECT
from articles.users import User
from reviews.models.approvals import Approval
from reviews.models.due import Debt
from reviews.models.invitations import Invitation


class AssignmentQuerySet(TellingQuerySet["Assignment"]):
    def of(self, user: User) -> "AssignmentQuerySet":
        """Those by which the user reviews: of a guest only while an invitation to the text is open."""
        own = self.filter(reviewer=user.pk)
        if not user.is_guest:
            return own
        invited = Invitation.objects.standing(timezone.now()).filter(user=user.pk)
        return own.filter(revision__in=invited.values("revision"))

    def standing(self) -> "AssignmentQuerySet":
        """Those that were neither declined nor taken back."""
        return self.exclude(answer__in=Assignment.GONE)

    def holding_up(self) -> "AssignmentQuerySet":
        """Those that a round which collects all decisions waits for, see `Assignment.holds_up`."""
        return self.exclude(is_awaited=False, answer=Assignment.Answer.ASKED)

    def counting_as_asked(self) -> "AssignmentQuerySet":
        """Those whose reviewer can't be asked (again) for the text: all but those taken back.

        Of a published text only a request made since counts, until it is answered.
        """
        anew = Q(assigned_at__gte=F("revision__published_at")) & ~Q(answer__in=Assignment.GONE)
        return self.exclude(answer=Assignment.Answer.RELEASED).filter(
            ~Q(revision__state=State.PUBLISHED) | (anew & ~Exists(_signed()))
        )

    def waiting(self) -> "AssignmentQuerySet":
        """Those that wait for their reviewer.

        On a published text only those count that were made since, or that settle a debt: who was
        asked before, and was not needed in the end, is left in peace.
        """
        owed = Debt.objects.outstanding().filter(revision=OuterRef("revision"))
        again = Q(assigned_at__gte=F("revision__published_at")) | Exists(owed)
        return (
            self.standing()
            .filter(Q(revision__state=State.IN_REVIEW) | Q(again, revision__state=State.PUBLISHED))
            .exclude(Exists(_signed()))
        )


def _signed() -> models.QuerySet[Approval]:
    """What the reviewer of an assignment has signed since it was made."""
    return Approval.objects.standing().filter(
        revision=OuterRef("revision"),
        reviewer=OuterRef("reviewer"),
        signed_at__gte=OuterRef("assigned_at"),
    )


class Assignment(models.Model):
    class Answer(models.TextChoices):
        ASKED = "asked", _("Asked")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        RELEASED = "released", _("Taken off")

    GONE = (Answer.DECLINED, Answer.RELEASED)

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments"
    )
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    due_on = models.DateField()
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.ASKED)
    answered_at = models.DateTimeField(blank=True, null=True)
    reason = models.TextField(blank=True, help_text="Why it was declined")
    interests = models.TextField(blank=True, help_text="Competing interests, declared on accepting")
    has_conflict = models.BooleanField(default=False)
    is_awaited = models.BooleanField(
        default=True,
        help_text="Whether a round that collects all decisions waits for them before they accept",
    )

    instead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        blank=True,
        null=True,
        related_name="+",
        help_text="Whom the reviewer who declined named in their place",
    )
    wanted_until = models.DateField(
        blank=True,
        null=True,
        help_text="The day that the reviewer asked for, until it is agreed to",
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["due_on"], name="assignment_due")]
        permissions = [
            ("review_revision", "Can review texts that they are assigned to"),
            ("assign_reviewer", "Can assign reviewers"),
            ("publish_revision", "Can publish, schedule, withdraw and retract"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "reviewer"], name="a_reviewer_is_asked_once_per_revision"
            ),
            models.CheckConstraint(
                condition=~models.Q(answer="declined") | ~models.Q(reason=""),
                name="a_declined_assignment_has_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(has_conflict=False) | models.Q(answer="declined"),
                name="a_conflicted_reviewer_has_declined",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.revision}"

    @property
    def holds_up(self) -> bool:
        """Whether such a round waits for them; not for whom the site alone asked again, until they accept."""
        return self.is_awaited or self.answer != Assignment.Answer.ASKED

    def is_late_on(self, day: date) -> bool:
        return self.due_on < day


class PendingComment(models.Model):
    """What a reviewer has to say of a sealed text and has not sent: nobody else reads it.

    Sent, alone or with the decision, it becomes a `Thread`. `quote` is the passage from `start` to
    `end`; none means the whole article.
    """

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Thread.Kind)
    text = models.TextField()
    quote = models.TextField(blank=True)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    replacement = models.TextField(blank=True)
    line = models.SlugField(blank=True, max_length=80)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["start", "written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start__lte=F("end")),
                name="a_pending_comment_ends_after_its_start",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def quoted(self) -> str:
        return self.quote.replace(OBJECT, CITATION)

    @property
    def replacing(self) -> str:
        return self.replacement.replace(OBJECT, CITATION)

    @property
    def is_blocking(self) -> bool:
        """Whether, sent, it would stand against an approval."""
        return self.kind == Thread.Kind.MUST_FIX
