"""What is written once and begun with, or put in, again and again."""

from django.conf import settings
from django.db import models

from articles import languages
from articles.models.articles import Revision
from articles.models.topics import Topic


class ArticleTemplateQuerySet(models.QuerySet["ArticleTemplate"]):
    def offered(self) -> "ArticleTemplateQuerySet":
        """Those that writers may begin with."""
        found = self.filter(is_active=True).select_related("topic")
        return found.order_by("language", "position", "name")


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


class SnippetQuerySet(models.QuerySet["Snippet"]):
    def search(self, words: str) -> "SnippetQuerySet":
        """Those with every word in their name or in what they say today."""
        newest = SnippetWording.objects.filter(snippet=models.OuterRef("pk")).order_by("-number")
        found = self.annotate(says=models.Subquery(newest.values("body")[:1]))
        for word in words.split()[:8]:
            found = found.filter(models.Q(name__icontains=word) | models.Q(says__icontains=word))
        return found


class Snippet(models.Model):
    """Some blocks with an owner that are put into many texts. What they say stands in `wordings`."""

    name = models.CharField(max_length=80)
    language = models.CharField(max_length=10, choices=languages.choices, default=languages.default)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="snippets")
    is_active = models.BooleanField(default=True)

    objects = SnippetQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["language", "name"], name="a_snippet_is_named_once_in_a_language"
            )
        ]

    def __str__(self) -> str:
        return self.name


class SnippetWording(models.Model):
    """What a snippet said from a day on. It never changes: texts name it by its key."""

    snippet = models.ForeignKey(Snippet, models.PROTECT, related_name="wordings")
    number = models.PositiveIntegerField()
    body = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["snippet", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["snippet", "number"], name="a_snippet_numbers_its_wordings"
            )
        ]

    def __str__(self) -> str:
        return f"{self.snippet}, {self.number}"


class SnippetUse(models.Model):
    """That a text has blocks which came from a wording of a snippet. Written with the text."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="snippet_uses")
    wording = models.ForeignKey(SnippetWording, models.PROTECT, related_name="uses")

    class Meta:
        ordering = ["revision", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["wording", "revision"], name="a_text_has_a_wording_once_or_not"
            )
        ]

    def __str__(self) -> str:
        return f"{self.wording_id} in {self.revision_id}"
