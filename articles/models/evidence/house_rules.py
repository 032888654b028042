"""House rules as a site has them: what it adds to those of the product, changes and switches off."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import languages
from articles.evidence import rules
from articles.evidence.rules import Rule
from articles.evidence.rules import Severity as Weight
from articles.evidence.statements import CATEGORIES, label_of
from articles.models.articles import Article
from articles.models.evidence.statements import Dismissal
from articles.signals import TellingQuerySet
from articles.text.slugs import slug_of

LOOKED_AT_AFTER: Final = timedelta(days=365)


def check_phrases(value: object) -> None:
    """A list of lines. Raises `ValidationError`."""
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValidationError(_("Enter a list of phrases."))


def in_a_year() -> Any:
    return timezone.localdate() + LOOKED_AT_AFTER


class HouseRule(models.Model):
    """One rule of a language. That of the same name which comes with the product is changed by it.

    Of such a one only the difference is kept in phrases and exceptions, so that what a later release finds
    besides is found here too. A rule with a subject (`about`) is a fact of a topic: what contradicts it.
    """

    class Severity(models.TextChoices):
        HIGH = Weight.HIGH.value, gettext_lazy("Grave: blocks, as the policy says")
        MEDIUM = Weight.MEDIUM.value, gettext_lazy("Medium: asks")
        LOW = Weight.LOW.value, gettext_lazy("Light: asks")

    language = models.CharField(max_length=10, choices=languages.choices, default=languages.default)
    name = models.CharField(max_length=80)
    category = models.CharField(max_length=30)
    severity = models.CharField(max_length=6, choices=Severity, default=Severity.MEDIUM)
    reason = models.TextField(help_text="Why it matters, in one sentence")
    question = models.TextField(blank=True, help_text="What the writer is asked")
    suggestion = models.TextField(blank=True, help_text="A wording that the writer may take up")
    phrases = models.JSONField(default=list, blank=True, validators=[check_phrases])
    left_out = models.JSONField(default=list, blank=True, validators=[check_phrases])
    exceptions = models.JSONField(default=list, blank=True, validators=[check_phrases])
    exceptions_left_out = models.JSONField(default=list, blank=True, validators=[check_phrases])
    about = models.JSONField(default=list, blank=True, validators=[check_phrases])
    closed_by_source = models.BooleanField(default=True)
    reads_headings = models.BooleanField(default=False)
    in_use = models.BooleanField(default=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="house_rules"
    )
    look_at_on = models.DateField(blank=True, null=True, default=in_a_year)
    changed_at = models.DateTimeField(auto_now=True, editable=False)

    objects = TellingQuerySet["HouseRule"].as_manager()

    class Meta:
        ordering = ["language", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["language", "name"], name="a_house_rule_is_named_once_in_a_language"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_house_rule_says_why"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("update_fields") is not None:  # what was read by the rule is read anew
            kwargs["update_fields"] = {*kwargs["update_fields"], "changed_at"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self.category not in CATEGORIES:
            raise ValidationError({"category": _("Choose what kind of statement it is.")})

    @property
    def slug(self) -> str:
        return slug_of(self.name, "rule", 80)

    @property
    def kind(self) -> str:
        return label_of(self.category)

    @classmethod
    def as_shipped(cls, language: str, shipped: Rule) -> "HouseRule":
        """A row, not saved, that leaves a rule of the product as it comes."""
        return cls(
            language=language,
            name=shipped.name,
            category=shipped.category,
            severity=shipped.severity.value,
            reason=shipped.reason,
            question=shipped.question,
            suggestion=shipped.suggestion,
            about=list(shipped.about),
            closed_by_source=shipped.closed_by_source,
            reads_headings=shipped.reads_headings,
        )

    @property
    def shipped(self) -> Rule | None:
        """The rule of its name that comes with the product."""
        known = rules.shipped(self.language).rules
        return next((each for each in known if each.name == self.name), None)

    @property
    def in_force(self) -> Rule | None:
        """What the finder asks; None where it is switched off."""
        return self.rule(self.shipped) if self.in_use else None

    def rule(self, shipped: Rule | None) -> Rule:
        """What the finder asks: `shipped` is that of the same name which comes with the product."""
        base = shipped or Rule(self.name, self.category, Weight(self.severity), ())
        return replace(
            base,
            category=self.category,
            severity=Weight(self.severity),
            reason=self.reason,
            question=self.question,
            suggestion=self.suggestion,
            phrases=_with(base.phrases, self.left_out, self.phrases),
            exceptions=_with(base.exceptions, self.exceptions_left_out, self.exceptions),
            about=tuple(self.about),
            closed_by_source=self.closed_by_source,
            reads_headings=self.reads_headings,
        )


def _with(shipped: Iterable[str], left_out: Collection[str], own: Iterable[str]) -> tuple[str, ...]:
    return (*(each for each in shipped if each not in left_out), *own)


class RuleHitQuerySet(models.QuerySet["RuleHit"]):
    def with_dismissals(self) -> "RuleHitQuerySet":
        """Each with whether its writer set the passage aside."""
        aside = Dismissal.objects.filter(article=OuterRef("article"), likeness=OuterRef("likeness"))
        return self.annotate(is_dismissed=Exists(aside))

    def tallied(self, *names: str) -> Any:
        """By these columns: passages ever asked about, those set aside, those that stand now."""
        return (
            self.with_dismissals()
            .order_by()
            .values(*names)
            .annotate(
                asked=Count("pk"),
                dismissed=Count("pk", filter=Q(is_dismissed=True)),
                published=Count("pk", filter=Q(is_published=True)),
                drafts=Count("pk", filter=Q(is_in_draft=True)),
            )
        )


class RuleHit(models.Model):
    """That a rule asked about a passage of an article: as it stands in its texts now, or stood once.

    Counts about rules, and nothing else: gates read the text itself.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="rule_hits")
    language = models.CharField(max_length=10)
    rule = models.CharField(max_length=80)
    phrase = models.TextField()
    likeness = models.CharField(max_length=64)
    words = models.TextField()
    is_published = models.BooleanField(default=False)
    is_in_draft = models.BooleanField(default=False)

    objects = RuleHitQuerySet.as_manager()

    class Meta:
        ordering = ["-is_published", "-is_in_draft", "article", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "rule", "likeness"], name="a_passage_is_counted_once_by_a_rule"
            )
        ]
        indexes = [models.Index(fields=["language", "rule"], name="rule_hits_by_rule")]

    def __str__(self) -> str:
        return self.words[:60]


class RuleCount(models.Model):
    """Of which texts and rules the hits of an article were counted, and what is open in its public text."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="rule_count")
    stamp = models.CharField(max_length=64)
    grave = models.PositiveIntegerField(default=0, help_text="Passages that a grave rule questions")
    lacking = models.PositiveIntegerField(
        default=0, help_text="Dangerous statements without a source and its place or words"
    )
    unsourced = models.PositiveIntegerField(default=0, help_text="Statements without a source")

    def __str__(self) -> str:
        return self.stamp
