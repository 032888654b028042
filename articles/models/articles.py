"""Article: an identity. Revision: one text of it, editable as a draft, sealed from submission on."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import Tag

from articles import languages
from articles.models.people import Person
from articles.models.references import Reference
from articles.models.site_pages import SitePage
from articles.models.topics import Tags, Topic
from articles.signals import TellingQuerySet
from articles.users import User


class ArticleQuerySet(TellingQuerySet["Article"]):
    def writable_by(self, user: User | AnonymousUser) -> "ArticleQuerySet":
        """Those whose drafts the user may write: his own, or all where he may edit others' work."""
        if not user.has_perm("articles.write_article"):
            return self.none()
        if user.has_perm("articles.write_any_article"):
            return self
        return self.filter(writers=user.pk)

    def about_site(self) -> "ArticleQuerySet":
        """The editable texts of the pages about the site: a dozen, found by an index."""
        return self.filter(about__gt="")

    def family_of(self, article: "Article") -> "ArticleQuerySet":
        """The original of an article and all its translations, the article among them."""
        root = article.original_pk
        return self.filter(models.Q(pk=root) | models.Q(translation_of=root))


class Article(models.Model):
    """An identity. One with `about` is a page about the site: it stands among no articles."""

    slug = models.SlugField(max_length=120, unique=True)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="articles")
    moves_to = models.ForeignKey(
        Topic,
        models.PROTECT,
        blank=True,
        null=True,
        related_name="+",
        help_text="Where the text under way moves a public article once it is published",
    )
    tags = TaggableManager(blank=True, manager=Tags)
    people = models.ManyToManyField(Person, through="Byline", related_name="articles")
    writers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="articles", help_text="Who may write its drafts"
    )
    shelf = models.ManyToManyField(
        Reference, blank=True, related_name="shelves", help_text="Gathered for it, cited or not yet"
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        blank=True,
        null=True,
        related_name="absorbed",
        help_text="Where readers are led while no text of it is published",
    )
    language = models.CharField(max_length=10, choices=languages.choices, default=languages.default)
    translation_of = models.ForeignKey(
        "self",
        models.PROTECT,
        blank=True,
        null=True,
        related_name="translations",
        help_text="The original, in whatever language it was written first",
    )
    about = models.CharField(
        max_length=20,
        choices=SitePage,
        blank=True,
        editable=False,
        help_text="Which page about the site it is; empty for an article. Never changes",
    )
    shows_evidence = models.BooleanField(
        default=False, help_text="Readers see the table of statements that reviewers have checked"
    )
    shows_quotations = models.BooleanField(
        default=False, help_text="Readers see the words of a source that support a citation"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["translation_of", "language"],
                name="an_article_has_one_translation_in_a_language",
            ),
            models.CheckConstraint(
                condition=~models.Q(translation_of=models.F("id")),
                name="an_article_does_not_translate_itself",
            ),
            models.UniqueConstraint(
                fields=["about", "language"],
                condition=models.Q(about__gt=""),
                name="a_page_about_the_site_has_one_text_in_a_language",
            ),
        ]
        permissions = [
            ("write_article", "Can write articles of their own"),
            ("write_any_article", "Can write everybody's articles"),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        """In the article's language, whatever the page speaks that asks."""
        name, argument = ("about", self.about) if self.about else ("article", self.slug)
        return languages.path_in(self.language, name, argument)

    def places(self) -> list[Topic | Tag]:
        """Where it is found: its topic, those above, its tags."""
        return [*self.topic.ancestry(), *self.tags.all()]

    def named(self) -> list["Byline"]:
        """The lines under its title in the order of the page."""
        return sorted(self.bylines.all(), key=lambda each: (each.position, each.pk))

    @property
    def topic_to_be(self) -> Topic:
        """Its topic once the text under way is published."""
        return self.moves_to or self.topic

    @property
    def language_name(self) -> str:
        return languages.name_of(self.language)

    @property
    def original(self) -> "Article":
        """What it was translated from; itself where it is no translation."""
        return self.translation_of or self

    @property
    def original_pk(self) -> int:
        """The key of `original`, which is not loaded for it."""
        return self.translation_of_id or self.pk


class FormerAddress(models.Model):
    """An address that an article had: who comes by it is led to the present one, for ever."""

    slug = models.SlugField(max_length=120, unique=True)
    article = models.ForeignKey(Article, models.PROTECT, related_name="former_addresses")
    left_at = models.DateTimeField()

    objects = TellingQuerySet["FormerAddress"].as_manager()

    class Meta:
        ordering = ["-left_at"]
        verbose_name_plural = "former addresses"

    def __str__(self) -> str:
        return self.slug


class Byline(models.Model):
    """A person's part in an article, as readers see it."""

    class Role(models.TextChoices):
        WRITER = "writer", _("Written by")
        EDITOR = "editor", _("Edited by")

    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines")
    person = models.ForeignKey(Person, models.PROTECT, related_name="bylines")
    role = models.CharField(max_length=10, choices=Role, default=Role.WRITER)
    position = models.PositiveSmallIntegerField(default=0)

    objects = TellingQuerySet["Byline"].as_manager()

    class Meta:
        ordering = ["role", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "person", "role"], name="a_person_has_a_role_in_an_article_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.person}"


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    APPROVED = "approved", _("Approved")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    REJECTED = "rejected", _("Rejected")
    RECALLED = "recalled", _("Recalled")
    DISCARDED = "discarded", _("Discarded")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    RETRACTED = "retracted", _("Retracted")


OPEN = (State.DRAFT, State.IN_REVIEW, State.APPROVED, State.SCHEDULED)
UNSEALED = (State.DRAFT, State.DISCARDED)
ENDED = (State.WITHDRAWN, State.RETRACTED)
ONCE_PUBLIC = (State.PUBLISHED, State.SUPERSEDED, *ENDED)


class RevisionQuerySet(TellingQuerySet["Revision"]):
    def open(self) -> "RevisionQuerySet":
        return self.filter(state__in=OPEN)

    def published(self) -> "RevisionQuerySet":
        return self.filter(state=State.PUBLISHED)

    def once_public(self) -> "RevisionQuerySet":
        """Those that readers see or have seen."""
        return self.filter(state__in=ONCE_PUBLIC)

    def of_articles(self) -> "RevisionQuerySet":
        """Without the texts of pages about the site, which readers find among no articles."""
        return self.exclude(article__in=Article.objects.about_site().values("pk"))

    def newest(self) -> "Revision":
        """Of the texts of one article: the newest that was not discarded, else the newest."""
        ordered = self.order_by("-number")
        return ordered.exclude(state=State.DISCARDED).first() or ordered[0]

    def writable_by(self, user: User | AnonymousUser) -> "RevisionQuerySet":
        return self.filter(article__in=Article.objects.writable_by(user))


class Revision(models.Model):
    """One text of an article.

    While it is a draft its text columns are edited by `articles.drafting.drafts` alone. When it is submitted
    `articles.sealing.seal` writes `sealed` (the canonical JSON of all that a reader sees) and `digest`;
    from then on neither they nor the text columns change, by this model and by database triggers.
    `state`, `publish_at` and `published_at` are written by `reviews.workflow.perform.perform` alone.
    """

    State = State

    article = models.ForeignKey(Article, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    # the article's own, repeated so that one index finds what is published in a language
    language = models.CharField(max_length=10, default=languages.default, editable=False)
    translated_from = models.ForeignKey(
        "self",
        models.PROTECT,
        blank=True,
        null=True,
        editable=False,
        related_name="translated_as",
        help_text="The text of the original that it says in another language",
    )
    based_on = models.ForeignKey(
        "self", models.PROTECT, blank=True, null=True, related_name="successors"
    )
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    title = models.CharField(max_length=200)
    standfirst = models.TextField(blank=True)
    body = models.TextField(blank=True)
    lead_image = models.CharField(max_length=64, blank=True, help_text="The key of an image")
    lead_alt = models.TextField(blank=True, help_text="What the lead image shows, in words")
    change_note = models.TextField(
        blank=True, help_text="What changed since the last published text, for readers"
    )
    version = models.PositiveIntegerField(default=1, help_text="Counts the saves of a draft")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="revisions_started"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now_add=True)
    sealed = models.TextField(blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    sealed_at = models.DateTimeField(blank=True, null=True, editable=False)
    publish_at = models.DateTimeField(blank=True, null=True)
    published_at = models.DateTimeField(blank=True, null=True, db_index=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["article", "-number"]
        indexes = [
            models.Index(fields=["state", "-published_at"], name="revision_state_published"),
            models.Index(
                fields=["language", "state", "-published_at", "-id"],
                name="revision_language_published",
            ),
            models.Index(fields=["state", "sealed_at"], name="revision_state_sealed"),
            models.Index(fields=["-saved_at", "-id"], name="revision_saved"),
            models.Index(fields=["language", "-saved_at", "-id"], name="revision_language_saved"),
            # which text of an article is public: asked everywhere, and not by walking all that are
            models.Index(fields=["article", "state"], name="revision_article_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "number"], name="an_article_numbers_its_revisions_once"
            ),
            models.UniqueConstraint(
                fields=["article"],
                condition=models.Q(state__in=OPEN),
                name="an_article_has_at_most_one_open_revision",
            ),
            models.UniqueConstraint(
                fields=["article"],
                condition=models.Q(state=State.PUBLISHED),
                name="an_article_has_at_most_one_published_revision",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=UNSEALED, digest="", sealed="", sealed_at=None)
                | (
                    ~models.Q(state__in=UNSEALED)
                    & ~models.Q(digest="")
                    & ~models.Q(sealed="")
                    & models.Q(sealed_at__isnull=False)
                ),
                name="a_revision_is_sealed_from_submission_on",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.SCHEDULED) | models.Q(publish_at__isnull=False),
                name="a_scheduled_revision_has_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=ONCE_PUBLIC) | models.Q(published_at__isnull=False),
                name="a_published_revision_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and self._is_sealed_in_database():
            raise ValidationError("A sealed revision never changes.")
        if self._state.adding:
            self.language = self.article.language
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self._is_sealed_in_database():
            raise ValidationError("A sealed revision is kept for ever.")
        return super().delete(*args, **kwargs)

    @property
    def foreign(self) -> str:
        """The name of its language where that is not the first of the site: marks it in lists."""
        return "" if self.language == languages.default() else languages.name_of(self.language)

    @property
    def topic(self) -> Topic:
        """Under which readers find the text: of one on its way, once it is published."""
        return self.article.topic_to_be if self.state in OPEN else self.article.topic

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_sealed(self) -> bool:
        return bool(self.digest)

    def _is_sealed_in_database(self) -> bool:
        return Revision.objects.filter(pk=self.pk).exclude(digest="").exists()


class DeskEntry(models.Model):
    """The words of the text that counts now of an article, for the desk's search.

    Written by `articles.drafting.desk_search`; can be made again by `manage.py reindex`.
    """

    article = models.OneToOneField(
        Article, models.CASCADE, primary_key=True, related_name="desk_entry"
    )
    title_words = models.TextField()
    text_words = models.TextField()

    class Meta:
        verbose_name_plural = "desk entries"

    def __str__(self) -> str:
        return f"desk entry of article {self.pk}"


class Contribution(models.Model):
    """That a user changed the text of a revision: the fact behind separation of duties.

    `person` is whose profile the account was linked to then: it counts whatever is linked later.
    """

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="contributions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="contributions")
    person = models.ForeignKey(
        Person, models.PROTECT, blank=True, null=True, related_name="contributions"
    )
    saves = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    objects = TellingQuerySet["Contribution"].as_manager()

    class Meta:
        ordering = ["revision", "first_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "user", "person"], name="a_user_contributes_to_a_revision_once"
            ),
            models.UniqueConstraint(
                fields=["revision", "user"],
                condition=models.Q(person=None),
                name="a_user_without_profile_contributes_to_a_revision_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} on {self.revision}"
