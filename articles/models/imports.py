"""Where an imported draft came from: the bytes as they were, and every line that was dropped."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.references import Reference
from articles.models.topics import Topic


class ImportedFile(models.Model):
    article = models.OneToOneField(Article, models.PROTECT, related_name="imported_file")
    name = models.CharField(max_length=255)
    original = models.BinaryField()
    sha256 = models.CharField(max_length=64, unique=True)
    dropped = models.JSONField(help_text="A list of {line, text, reason}")
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(auto_now_add=True)
    is_rules_first = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Begins with what the house rules ask: statements that only lack a source are counted, "
        "and listed once a writer asks for them. No gate is opened by it",
    )
    all_listed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    all_listed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-imported_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_quiet(self) -> bool:
        """Whether statements that only lack a source are counted yet, and not listed."""
        return self.is_rules_first and self.all_listed_at is None


class SentFile(models.Model):
    """A file that somebody sent and that the worker reads; `content` goes once it is through."""

    UNDER_WAY = ("waiting", "running")
    state: "models.CharField[str, str]"  # those two among them; each kind says which there are

    name = models.CharField(max_length=255)
    content = models.BinaryField()
    language = models.CharField(max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(
        auto_now_add=True, help_text="When the worker last said something"
    )

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_under_way(self) -> bool:
        return self.state in self.UNDER_WAY


class TextImport(SentFile):
    """A file that is too long for a request, kept until the worker has made a draft of it or refused it.

    The row goes a month later.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for the worker")
        RUNNING = "running", _("Being read")
        DONE = "done", _("Done")
        FAILED = "failed", _("Could not be read")

    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+")
    is_rules_first = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    tries = models.PositiveIntegerField(default=0, help_text="How often the worker began")
    said = models.TextField(blank=True, help_text="Why it was refused")
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, related_name="+", help_text="What was made of it"
    )


class ReferenceImport(SentFile):
    """A file of works, which the worker enters."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for the worker")
        RUNNING = "running", _("Being entered")
        DONE = "done", _("Done")
        FAILED = "failed", _("Could not be read")
        UNDONE = "undone", _("Taken back")

    format = models.CharField(max_length=40, blank=True)
    said = models.TextField(blank=True, help_text="What was assumed of the file, or why it failed")
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, related_name="+", help_text="On whose shelf they come"
    )

    def get_absolute_url(self) -> str:
        return reverse("reference_batch", args=[self.pk])


class ImportedRecord(models.Model):
    """What became of one record of a file. `like` is the work of the library that raised a question."""

    class Outcome(models.TextChoices):
        ENTERED = "entered", _("Entered")
        SAME = "same", _("The same as")
        DOUBTFUL = "doubtful", _("Entered, but perhaps the same as")
        REFUSED = "refused", _("Refused")

    batch = models.ForeignKey(ReferenceImport, models.CASCADE, related_name="records")
    number = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    label = models.CharField(max_length=300)
    outcome = models.CharField(max_length=20, choices=Outcome)
    said = models.JSONField(default=list, help_text="Why, and what to check: sentences")
    reference = models.ForeignKey(Reference, models.SET_NULL, null=True, related_name="imports")
    like = models.ForeignKey(Reference, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "number"], name="a_record_of_a_file_is_told_once"
            )
        ]

    def __str__(self) -> str:
        return self.label
