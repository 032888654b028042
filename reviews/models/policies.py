"""What a text demands of a review: who signs it, and how often, as its topic has it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.drafting.evidence.gates import Gates
from articles.drafting.findings import Severity
from articles.evidence.statements import CHECKED
from articles.models import Article, Topic
from articles.models.disclaimers import check_categories
from articles.signals import TellingQuerySet
from reviews import phrases
from reviews.models.checklists import Checklist
from reviews.models.people.credentials import Specialty


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


class Reports(models.TextChoices):
    """When the reviewers of a round have said enough."""

    ALL = "all", _("Wait for all: the round ends when everybody asked has decided")
    FIRST = "first", _("The first decision against the text ends the round")


class Strictness(models.TextChoices):
    """The values are those of `articles.drafting.findings.Severity`."""

    BLOCKS = "blocks", _("Blocks submission")
    ADVISES = "advises", _("Advice")


def checked_by_default() -> list[str]:
    """What is dangerous where it is wrong."""
    return list(CHECKED)


class FallenSource(models.TextChoices):
    """What a source that falls does to the badge of a public text, until somebody has decided."""

    KEEPS = "keeps", _("The badge stays, and says so")
    RETRACTION = "retraction", _("The badge falls when one is retracted")
    DOUBT = (
        "doubt",
        _("The badge falls when one is retracted or an expression of concern is published"),
    )


PolicyOf = Callable[[Topic], "Policy | None"]


class PolicyQuerySet(TellingQuerySet["Policy"]):
    def for_topic(self, topic: Topic) -> "Policy | None":
        """The topic's own policy, else the nearest one above it, else none."""
        return self.by_topic()(topic)

    def by_topic(self) -> "PolicyOf":
        """The same for any number of topics, in one query."""
        chosen = self.select_related("topic", "specialty", "checklist")
        own = {policy.topic_id: policy for policy in chosen}
        return lambda topic: next(
            (own[each.pk] for each in topic.ancestry() if each.pk in own), None
        )


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
    reports = models.CharField(
        max_length=5,
        choices=Reports,
        default=Reports.ALL,
        help_text="Where several are asked: whether the text goes back when all have said theirs",
    )
    is_blind = models.BooleanField(
        default=False,
        help_text="A reviewer sees verdict, scores and rulings of the others once they have decided",
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

    evidence_from = models.DateField(
        blank=True,
        null=True,
        default=timezone.localdate,
        help_text="From this day texts must rest on sources as said below; empty: that is advice only",
    )
    unsourced = models.CharField(
        max_length=8,
        choices=Strictness,
        default=Strictness.BLOCKS,
        help_text="A text that states facts and cites nothing",
    )
    house_rules = models.CharField(
        max_length=8,
        choices=Strictness,
        default=Strictness.BLOCKS,
        help_text="Passages that a grave house rule questions",
    )
    placeholders = models.CharField(
        max_length=8, choices=Strictness, default=Strictness.BLOCKS, help_text="TODO, XX, [@"
    )
    import_notes = models.CharField(
        max_length=8,
        choices=Strictness,
        default=Strictness.BLOCKS,
        help_text="Questions of the import that nobody has answered",
    )
    dead_links = models.CharField(
        max_length=8,
        choices=Strictness,
        default=Strictness.BLOCKS,
        help_text="Links to pages of this site that do not exist or were taken down",
    )
    incomplete_works = models.CharField(
        max_length=8,
        choices=Strictness,
        default=Strictness.ADVISES,
        help_text="Cited works that lack what their kind needs, or only retell other works",
    )
    dead_addresses = models.CharField(
        max_length=8,
        choices=Strictness,
        default=Strictness.ADVISES,
        help_text="Addresses elsewhere, of links and of works, that answered no more on two days",
    )
    checked = models.JSONField(
        default=checked_by_default,
        blank=True,
        validators=[check_categories],
        help_text="Kinds of statements that need a source before submission and a verdict before "
        "approval: dosage, interaction, disease_claim, comparative, efficacy, safety, …",
    )
    partly_passes = models.BooleanField(
        default=True,
        help_text="A statement that its source bears out in part can be approved, with a note",
    )
    lay_readers = models.PositiveSmallIntegerField(
        default=0,
        help_text="How many patients or carers should read a text; no review counts them",
    )
    fallen_source = models.CharField(
        max_length=10,
        choices=FallenSource,
        default=FallenSource.KEEPS,
        help_text="What readers see of the review when a source is retracted or doubted",
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

    def gates(self, today: date) -> Gates:
        """How strictly a text must rest on something today: as advice alone before its day."""
        if not self.checks_evidence(today):
            return Gates(sources_for=tuple(self.checked))
        return Gates(
            unsourced=Severity(self.unsourced),
            rules=Severity(self.house_rules),
            statements=Severity.BLOCKS,
            placeholders=Severity(self.placeholders),
            notes=Severity(self.import_notes),
            links=Severity(self.dead_links),
            works=Severity(self.incomplete_works),
            addresses=Severity(self.dead_addresses),
            sources_for=tuple(self.checked),
        )

    def checks_evidence(self, today: date) -> bool:
        return self.evidence_from is not None and self.evidence_from <= today

    def record(self) -> dict[str, Any]:
        """What the terms of a round keep of which policy it was."""
        return {"topic": self.topic_id, "name": self.topic.name}

    def demands(self) -> dict[str, Any]:
        """What a review must have: kept with the decision to leave one that has less."""
        return {
            **self.record(),
            "approvals": self.approvals,
            "specialty": self.specialty.key if self.specialty else "",
            "checklist": self.checklist.slug if self.checklist else "",
            "interval_months": self.interval_months,
            "checked": sorted(self.checked),
        }

    @property
    def demand(self) -> str:
        """“2 approvals, one of them in pain medicine”."""
        return demand(self.approvals, self.specialty.name if self.specialty else "")


def demand(approvals: int, specialty: str) -> str:
    """How many approvals, and the specialty of one of them, in words."""
    told = {"count": approvals, "specialty": phrases.specialty(specialty).lower()}
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
