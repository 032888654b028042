"""Discussions about a text: on a passage, on a line of the checklist, or on the whole article."""

from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Revision
from articles.models.discussion.places import OnPassage
from articles.signals import TellingQuerySet
from articles.text.anchors import CITATION
from articles.text.vocabulary import OBJECT

AT_ONCE: Final = timedelta(seconds=5)


class ThreadQuerySet(TellingQuerySet["Thread"]):
    def unresolved(self) -> "ThreadQuerySet":
        return self.filter(resolved_at=None)

    def blocking(self) -> "ThreadQuerySet":
        """Those that stand against an approval until they are resolved."""
        return self.unresolved().filter(kind=Thread.Kind.MUST_FIX)

    def about(self, revision: Revision) -> "ThreadQuerySet":
        """Those that stand against a text: opened on it, or earlier and open when it was written.

        A point does not go away because the next text begins: it follows until it is settled.
        """
        standing = Q(pk__in=Anchor.objects.filter(revision=revision).values("thread"))
        earlier = Q(
            resolved_at=None,
            revision__article=revision.article_id,
            revision__number__lt=revision.number,
        )
        return self.filter(Q(revision=revision) | standing | earlier)


class Thread(models.Model):
    class Kind(models.TextChoices):
        MUST_FIX = "must_fix", _("Must fix")
        SUGGESTION = "suggestion", _("Suggestion")
        QUESTION = "question", _("Question")
        NOTE = "note", _("Note from the import")
        TASK = "task", _("To do, from the template")

    class Outcome(models.TextChoices):
        APPLIED = "applied", _("Applied")
        DECLINED = "declined", _("Declined")

    # what nobody raised against a text: whoever writes it settles it
    TO_WRITER = (Kind.NOTE, Kind.TASK)

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="threads")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.QUESTION)
    line = models.SlugField(blank=True, max_length=80, help_text="Of the checklist; empty: none")
    quote = models.TextField(
        blank=True, help_text="The passage as it was; empty means the whole article"
    )
    replacement = models.TextField(blank=True, help_text="What a suggestion would put in its place")
    outcome = models.CharField(
        max_length=10, choices=Outcome, blank=True, help_text="What became of a suggestion"
    )
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

    @property
    def is_to_writer(self) -> bool:
        return self.kind in self.TO_WRITER

    @property
    def machine(self) -> str:
        """What asked, where nobody did: a note of the import is no word of whoever brought the file in."""
        machines = {self.Kind.NOTE: _("The import"), self.Kind.TASK: _("The template")}
        return str(machines.get(self.Kind(self.kind), ""))

    @property
    def raised_by(self) -> str:
        return self.machine or str(self.opened_by)

    @property
    def is_blocking(self) -> bool:
        """Whether it stands against an approval, as `blocking` finds them."""
        return self.kind == self.Kind.MUST_FIX and not self.is_resolved

    @property
    def quoted(self) -> str:
        """The passage to look at: a citation shows as “[·]”."""
        return self.quote.replace(OBJECT, CITATION)

    @property
    def replacing(self) -> str:
        return self.replacement.replace(OBJECT, CITATION)

    @property
    def is_replacing(self) -> bool:
        """Whether it says what should stand in place of its passage."""
        return bool(self.quote and self.replacement) and self.replacement != self.quote


class Anchor(OnPassage):
    """Where a thread stands in one text. It moves with each save of a draft; sealing fixes it.

    `thread.quote` is what was first commented on.
    """

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="anchors")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="anchors")

    class Meta:
        ordering = ["start", "end", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "revision"], name="a_thread_stands_in_a_text_once"
            ),
            models.CheckConstraint(
                condition=Q(start__lte=models.F("end")), name="an_anchor_ends_after_its_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thread} at {self.start}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            self._refuse_if_sealed()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self._refuse_if_sealed()
        return super().delete(*args, **kwargs)

    def _refuse_if_sealed(self) -> None:
        if self.revision.is_sealed:
            raise ValidationError("Where a comment stands in a sealed text never changes.")

    @property
    def state(self) -> str:
        return self.state_of(self.thread.quote)


class Comment(models.Model):
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    text = models.TextField()
    written_at = models.DateTimeField(auto_now_add=True)

    objects = TellingQuerySet["Comment"].as_manager()

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_opening(self) -> bool:
        """Whether the thread began with it."""
        began = self.thread.opened_by_id == self.author_id
        return began and self.written_at - self.thread.opened_at < AT_ONCE

    @property
    def signature(self) -> str:
        """Who said it, as it is shown."""
        return (self.is_opening and self.thread.machine) or str(self.author)
