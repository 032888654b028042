"""Discussions about a text: on the whole article now, on passages and checklist lines as they come."""

from django.conf import settings
from django.db import models

from articles.models.articles import Revision


class ThreadQuerySet(models.QuerySet["Thread"]):
    def unresolved(self) -> "ThreadQuerySet":
        return self.filter(resolved_at=None)

    def blocking(self) -> "ThreadQuerySet":
        """Those that stand against an approval until they are resolved."""
        return self.unresolved().filter(kind=Thread.Kind.MUST_FIX)


class Thread(models.Model):
    class Kind(models.TextChoices):
        MUST_FIX = "must_fix", "Must fix"
        SUGGESTION = "suggestion", "Suggestion"
        QUESTION = "question", "Question"
        NOTE = "note", "Note from the import"

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="threads")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.QUESTION)
    quote = models.TextField(blank=True, help_text="The passage; empty means the whole article")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="threads_opened"
    )
    opened_at = models.DateTimeField(auto_now_add=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        blank=True,
        null=True,
        related_name="threads_resolved",
    )
    resolved_at = models.DateTimeField(blank=True, null=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(resolved_by=None, resolved_at=None)
                | models.Q(resolved_by__isnull=False, resolved_at__isnull=False),
                name="a_resolved_thread_says_who_and_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.revision}"

    @property
    def is_resolved(self) -> bool:
        return self.resolved_at is not None


class Comment(models.Model):
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    text = models.TextField()
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
