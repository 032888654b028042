"""The site's hierarchy, and what its tags are about. A topic carries the review policy (`reviews`)."""

from typing import Self

from django.db import models
from django.urls import reverse
from taggit.models import Tag


class TopicQuerySet(models.QuerySet["Topic"]):
    def for_articles(self) -> Self:
        """Those that readers see. The one that keeps the pages about the site is none of them."""
        return self.filter(is_about_site=False)


class Topic(models.Model):
    name = models.CharField(
        max_length=80, help_text="As readers see it: “Heart and blood pressure”"
    )
    slug = models.SlugField(unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, blank=True, null=True, related_name="children"
    )
    introduction = models.TextField(blank=True, help_text="One or two plain sentences.")
    position = models.PositiveSmallIntegerField(default=0)
    is_about_site = models.BooleanField(
        default=False,
        editable=False,
        help_text="The one, unseen by readers, whose policy the pages about the site follow",
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="a_topic_is_not_its_own_parent"
            ),
            models.UniqueConstraint(
                fields=["is_about_site"],
                condition=models.Q(is_about_site=True),
                name="a_single_topic_keeps_the_pages_about_the_site",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])

    def ancestry(self) -> list["Topic"]:
        """This topic, its parent, and so on up; a loop ends at the first topic met twice."""
        line: list[Topic] = []
        topic: Topic | None = self
        while topic is not None and topic not in line:
            line.append(topic)
            topic = topic.parent
        return line


class TagIntroduction(models.Model):
    """What readers are told on the page of a tag, above its articles."""

    tag = models.OneToOneField(Tag, models.PROTECT, related_name="introduction")
    text = models.TextField(help_text="One or two plain sentences.")

    class Meta:
        ordering = ["tag__name"]

    def __str__(self) -> str:
        return f"introduction of {self.tag}"
