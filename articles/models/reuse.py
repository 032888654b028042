"""What is written once and begun with, or put in, again and again."""

from django.conf import settings
from django.db import models

from articles import languages
from articles.models.topics import Topic


class ArticleTemplateQuerySet(models.QuerySet["ArticleTemplate"]):
    def offered(self) -> "ArticleTemplateQuerySet":
        """Those that writers may begin with."""
        return self.filter(is_active=True).select_related("topic")


class ArticleTemplate(models.Model):
    """What an article of one kind begins with. Changing it changes no article that began with it."""

    name = models.CharField(max_length=80)
    language = models.CharField(max_length=10, choices=languages.choices, default=languages.default)
    topic = models.ForeignKey(
        Topic,
        models.PROTECT,
        blank=True,
        null=True,
        related_name="templates",
        help_text="Where an article stands that begins with it and names no other topic",
    )
    standfirst = models.TextField(blank=True)
    body = models.TextField(blank=True)
    points = models.TextField(blank=True, help_text="One line each: notes on every draft of it")
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    came_as = models.SlugField(
        blank=True, editable=False, help_text="Which of those that come with the product it was"
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    objects = ArticleTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["language", "name"], name="a_template_is_named_once_in_a_language"
            ),
            models.UniqueConstraint(
                fields=["language", "came_as"],
                condition=models.Q(came_as__gt=""),
                name="a_template_that_comes_with_the_product_comes_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def listed(self) -> list[str]:
        """The points, each in a line of its own."""
        lines = (" ".join(line.split()) for line in self.points.splitlines())
        return [line for line in lines if line]
