"""The site's hierarchy and its tags. A topic carries the review policy (`reviews`). A tag is one for all
the ways in which a word is written, with an address that can be reached.
"""

from collections.abc import Iterable
from typing import Any, ClassVar, Final, Self

from django.core.exceptions import ValidationError
from django.db import models
from taggit.managers import _TaggableManager
from taggit.models import Tag

from articles.entering import clean_text
from articles.languages import active, path_in
from articles.signals import TellingQuerySet
from articles.text.review_claims import refuse_claims, why_not
from articles.text.slugs import first_free, folded, slug_of

LONGEST_TAG: Final = 100


class InLanguages(models.Model):
    """A row with words for readers, in the site's first language by its columns, in others by `others`.

    A column for each language would make a language of the settings a migration of ours.
    """

    WORDS: ClassVar[tuple[str, ...]] = ()

    others = models.JSONField(
        default=dict, blank=True, editable=False, help_text="By language and column"
    )

    class Meta:
        abstract = True

    def said(self, column: str) -> str:
        """The words of a column in the language of the page; in the first where it has none."""
        words: str = self.others.get(active(), {}).get(column, "") or getattr(self, column)
        return words

    def clean(self) -> None:
        """None of it claims a review: it would stand above every article of the topic or tag."""
        refuse_claims(self, *self.WORDS)
        translated = (words for columns in self.others.values() for words in columns.values())
        if said := why_not("\n".join(translated)):
            raise ValidationError(said)


class TopicQuerySet(TellingQuerySet["Topic"]):
    def for_articles(self) -> Self:
        """Those that readers see. The one that keeps the pages about the site is none of them."""
        return self.filter(is_about_site=False)

    def linked(self) -> "dict[int, Topic]":
        """By their keys, each with its parent at hand: where all are here, no ancestry asks for one."""
        found = {topic.pk: topic for topic in self}
        for topic in found.values():
            if parent := found.get(topic.parent_id or 0):
                topic.parent = parent
        return found


class Topic(InLanguages):
    WORDS = ("name", "introduction")

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
        return self.said("name")

    def get_absolute_url(self) -> str:
        return path_in(active(), "topic", self.slug)

    @property
    def shown_introduction(self) -> str:
        return self.said("introduction")

    def ancestry(self) -> list["Topic"]:
        """This topic, its parent, and so on up; a loop ends at the first topic met twice."""
        line: list[Topic] = []
        topic: Topic | None = self
        while topic is not None and topic not in line:
            line.append(topic)
            topic = topic.parent
        return line

    def subtree(self) -> list["Topic"]:
        """This topic and every topic under it, in one query."""
        return [each for each in Topic.objects.linked().values() if self in each.ancestry()]


class TagIntroduction(InLanguages):
    """What readers are told on the page of a tag, above its articles, and how they come there."""

    WORDS = ("text", "complaint")

    tag = models.OneToOneField(Tag, models.PROTECT, related_name="introduction")
    text = models.TextField(help_text="One or two plain sentences.")
    complaint = models.CharField(
        max_length=60,
        blank=True,
        help_text="What troubles whoever comes for it, as they would say it: “My back hurts”. The front "
        "page leads from it to the articles with the tag.",
    )

    class Meta:
        ordering = ["tag__name"]

    def __str__(self) -> str:
        return f"introduction of {self.tag}"


class Tags(_TaggableManager):  # type: ignore[misc]
    """Of a row. A name finds the tag whose name differs by case, accents or form alone."""

    def _to_tag_model_instances(self, tags: Iterable[Tag | str], tag_kwargs: Any) -> set[Tag]:
        """Where taggit turns names into tags, whoever sets them."""
        given = {tag for tag in tags if isinstance(tag, Tag)}
        return given | tags_named(tag for tag in tags if isinstance(tag, str))


def tags_named(names: Iterable[str]) -> set[Tag]:
    """The tags of names; what there is not yet is made. A name of nothing visible is left out."""
    wanted = {folded(name): name for name in map(_tidy, names) if folded(name)}
    if not wanted:
        return set()
    known: dict[str, Tag] = {}
    for tag in Tag.objects.order_by("-pk"):  # the oldest is the one, where a site has several
        known[folded(tag.name)] = tag
    return {known.get(key) or _new(name) for key, name in wanted.items()}


def _tidy(name: str) -> str:
    return " ".join(clean_text(name).split())[:LONGEST_TAG].strip()


def _new(name: str) -> Tag:
    slug = first_free(
        slug_of(name, "tag", 90), lambda slug: not Tag.objects.filter(slug=slug).exists()
    )
    return Tag.objects.create(name=name, slug=slug)
