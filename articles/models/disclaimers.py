"""Disclaimers: managed, placed on pages by rules; a writer can neither write nor remove one."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from taggit.managers import TaggableManager

from articles import languages
from articles.evidence.statements import CATEGORIES, label_of
from articles.models.topics import Tags, Topic
from articles.signals import TellingQuerySet
from articles.text.review_claims import refuse_claims


def check_categories(value: object) -> None:
    """A list of known categories of statements. Raises `ValidationError`."""
    known = ", ".join(CATEGORIES)
    if not isinstance(value, list) or not set(value) <= set(CATEGORIES):
        raise ValidationError(_("Enter a list of these: %(known)s.") % {"known": known})


class Disclaimer(models.Model):
    """Its rule says where it stands: everywhere, by topic with those below, by tag, by what a text states."""

    class Placement(models.TextChoices):
        TOP = "top", gettext_lazy("Above the text")
        BOTTOM = "bottom", gettext_lazy("Below the text")

    name = models.CharField(max_length=80, help_text="For editors: “Unapproved substance”")
    slug = models.SlugField(unique=True)
    placement = models.CharField(max_length=10, choices=Placement, default=Placement.TOP)
    everywhere = models.BooleanField(default=False, help_text="On every article of the site")
    topics = models.ManyToManyField(Topic, blank=True, related_name="disclaimers")
    tags = TaggableManager(blank=True, manager=Tags)
    categories = models.JSONField(
        default=list,
        blank=True,
        validators=[check_categories],
        help_text="On texts that state something of these kinds: dosage, interaction, legal, …",
    )
    jurisdiction = models.CharField(
        max_length=60, blank=True, help_text="Where it holds: “United States”; empty for everywhere"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        blank=True,
        null=True,
        related_name="disclaimers",
        help_text="Who answers for it and looks at it once a year",
    )
    is_active = models.BooleanField(default=True)

    objects = TellingQuerySet["Disclaimer"].as_manager()

    class Meta:
        ordering = ["placement", "slug"]

    def __str__(self) -> str:
        return self.name

    @property
    def kinds(self) -> list[str]:
        """Of which statements it speaks, in words."""
        return [label_of(each) for each in self.categories]


class Wording(models.Model):
    """One version of a disclaimer's text in a language. A change of words is a new row; old ones stay."""

    disclaimer = models.ForeignKey(Disclaimer, models.PROTECT, related_name="wordings")
    number = models.PositiveIntegerField(editable=False)
    language = models.CharField(max_length=10, choices=languages.choices, default=languages.default)
    title = models.CharField(max_length=120, help_text="Shown in bold: “In an emergency”")
    text = models.TextField()
    effective_on = models.DateField(default=timezone.localdate)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, editable=False
    )

    objects = TellingQuerySet["Wording"].as_manager()

    class Meta:
        ordering = ["disclaimer", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["disclaimer", "number"], name="a_disclaimer_numbers_its_wordings_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.disclaimer}, wording {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise ValidationError("A wording never changes: add a new one.")
        last = Wording.objects.filter(disclaimer=self.disclaimer).order_by("-number").first()
        self.number = last.number + 1 if last else 1
        super().save(*args, **kwargs)

    def clean(self) -> None:
        refuse_claims(self, "title", "text")
