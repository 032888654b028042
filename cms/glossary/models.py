"""The terms of the glossary."""

from django.conf import settings
from django.db import models

from articles import languages
from articles.text.review_claims import refuse_claims
from articles.text.slugs import slug_of


class GlossaryTerm(models.Model):
    """A word and what it means on this site, in one language. Its owner answers for the definition.

    No reviewer signs a definition: it stands beside the texts, and readers are told so.
    """

    language = models.CharField(max_length=10, choices=languages.choices, default=languages.default)
    term = models.CharField(max_length=80)
    slug = models.SlugField(max_length=90, editable=False)
    synonyms = models.CharField(
        max_length=300,
        blank=True,
        help_text="By comma: its plural, an abbreviation, a medical word.",
    )
    definition = models.TextField(max_length=500)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="glossary_terms"
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["term"]
        constraints = [
            models.UniqueConstraint(
                fields=["language", "slug"], name="a_term_is_explained_once_in_a_language"
            )
        ]

    def __str__(self) -> str:
        return self.term

    def save(self, *args: object, **kwargs: object) -> None:
        self.slug = slug_of(self.term, "term", 90)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def clean(self) -> None:
        refuse_claims(self, "term", "synonyms", "definition")

    @property
    def others(self) -> list[str]:
        return [each.strip() for each in self.synonyms.split(",") if each.strip()]

    @property
    def forms(self) -> list[str]:
        """What stands for it in a text."""
        return [self.term, *self.others]
