"""Who stands on a public page: authors, editors, reviewers."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from articles.languages import active, path_in
from articles.signals import TellingQuerySet
from articles.text.review_claims import refuse_claims


def validate_orcid(value: str) -> None:
    """Refuse an ORCID whose last character is not its ISO 7064 mod 11-2 check digit."""
    digits = value.replace("-", "")
    if len(digits) != 16 or not (digits.isascii() and digits[:15].isdigit()):
        raise ValidationError("An ORCID has sixteen digits, as in 0000-0002-1825-0097.")
    total = 0
    for digit in digits[:15]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    if digits[15].upper() != ("X" if check == 10 else str(check)):
        raise ValidationError("This ORCID has a typing error: its check digit does not match.")


class Person(models.Model):
    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    post_nominals = models.CharField(
        max_length=80, blank=True, help_text="The letters after the name: “MD, MPH”"
    )
    occupation = models.CharField(max_length=120, blank=True, help_text="“Consultant cardiologist”")
    biography = models.TextField(blank=True)
    orcid = models.CharField(max_length=19, blank=True, validators=[validate_orcid])
    interests = models.TextField(
        blank=True, help_text="Competing interests of the last 36 months; “None declared.” counts."
    )
    interests_declared_on = models.DateField(
        blank=True, null=True, help_text="Empty means: not asked yet."
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="person"
    )

    objects = TellingQuerySet["Person"].as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_in(active(), "person", self.slug)

    def clean(self) -> None:
        refuse_claims(self, "name", "post_nominals", "occupation", "biography", "interests")

    @property
    def titled_name(self) -> str:
        """“Dr Ada Byron, MD”: the name with the letters after it."""
        return ", ".join(filter(None, [self.name, self.post_nominals]))
