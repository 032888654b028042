"""What a text demands of a review: who signs it, and how often, as its topic has it."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.models import Article, Topic
from reviews.models.checklists import Checklist
from reviews.models.credentials import Specialty


class Signers(models.TextChoices):
    """A medical reviewer, or of a page about the site another editor.

    Frozen into the round with the other terms. What states anything about health needs the first.
    """

    REVIEWERS = "reviewers", _("Medical reviewers")
    EDITORS = "editors", _("Editors")

    @classmethod
    def of(cls, article: Article) -> "Signers":
        return cls.EDITORS if article.about else cls.REVIEWERS

    @property
    def right(self) -> str:
        """The name of the permission that they hold."""
        return {"reviewers": "review_revision", "editors": "publish_revision"}[self.value]


class PolicyQuerySet(models.QuerySet["Policy"]):
    def for_topic(self, topic: Topic) -> "Policy | None":
        """The topic's own policy, else the nearest one above it, else none."""
        found = {policy.topic_id: policy for policy in self.select_related("specialty")}
        return next((found[each.pk] for each in topic.ancestry() if each.pk in found), None)


class Policy(models.Model):
    """Of a topic and those below. A change never touches a review that is running."""

    topic = models.OneToOneField(Topic, models.PROTECT, related_name="policy")
    approvals = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1)], help_text="How many reviewers must approve"
    )
    specialty = models.ForeignKey(
        Specialty,
        models.PROTECT,
        blank=True,
        null=True,
        help_text="At least one of the approvals must come from a specialist in this",
    )
    checklist = models.ForeignKey(
        Checklist,
        models.PROTECT,
        blank=True,
        null=True,
        help_text="What whoever reads the whole text must answer; empty means no list",
    )
    interval_months = models.PositiveSmallIntegerField(
        default=24, validators=[MinValueValidator(1)], help_text="A review is due again after"
    )
    days_to_review = models.PositiveSmallIntegerField(
        default=14, help_text="From the assignment to its due date"
    )
    days_to_settle_debt = models.PositiveSmallIntegerField(
        default=7, help_text="From publication without review to the review owed"
    )

    remind_unanswered_days = models.PositiveSmallIntegerField(
        default=3,
        validators=[MinValueValidator(1)],
        help_text="Who has not answered is reminded every so many days",
    )
    remind_before_days = models.PositiveSmallIntegerField(
        default=3, help_text="So many days before the due date; 0 for on the day only"
    )
    remind_every_days = models.PositiveSmallIntegerField(
        default=7,
        validators=[MinValueValidator(1)],
        help_text="After the due date, every so many days",
    )
    escalate_after_days = models.PositiveSmallIntegerField(
        default=7, help_text="So many days after the due date the editor is told"
    )

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["topic"]
        verbose_name_plural = "policies"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approvals__gte=1), name="a_policy_demands_an_approval"
            ),
            models.CheckConstraint(
                condition=models.Q(interval_months__gte=1), name="a_review_is_due_again"
            ),
            models.CheckConstraint(
                condition=models.Q(remind_unanswered_days__gte=1, remind_every_days__gte=1),
                name="a_reminder_comes_after_a_day_at_least",
            ),
        ]

    def __str__(self) -> str:
        return f"Policy of {self.topic}"

    @property
    def demand(self) -> str:
        """“2 approvals, one of them in pain medicine”."""
        return demand(self.approvals, self.specialty.name if self.specialty else "")


def demand(approvals: int, specialty: str) -> str:
    """How many approvals, and the specialty of one of them, in words."""
    told = {"count": approvals, "specialty": specialty.lower()}
    if not specialty:
        return ngettext("%(count)d approval", "%(count)d approvals", approvals) % told
    return (
        ngettext(
            "%(count)d approval in %(specialty)s",
            "%(count)d approvals, one of them in %(specialty)s",
            approvals,
        )
        % told
    )
