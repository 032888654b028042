"""What writers and editors say to one another about a draft, and to themselves. No evidence: no seal, no
page of readers and no reviewer has it."""

import re

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from articles.models.articles import Article, Revision
from articles.models.discussion.places import OnPassage
from articles.text.anchors import CITATION
from articles.text.vocabulary import OBJECT
from articles.users import User


class DraftThreadQuerySet(models.QuerySet["DraftThread"]):
    def unresolved(self) -> "DraftThreadQuerySet":
        return self.filter(resolved_at=None)

    def of(self, article: int) -> "DraftThreadQuerySet":
        return self.filter(revision__article=article)

    def shared(self) -> "DraftThreadQuerySet":
        return self.filter(is_private=False)

    def shown_to(self, user: User | AnonymousUser) -> "DraftThreadQuerySet":
        """Those on texts that the user may write; of notes to oneself only the user's own."""
        own = Q(is_private=False) | Q(opened_by=user.pk)
        return self.filter(own, revision__article__in=Article.objects.writable_by(user))


class DraftThread(OnPassage):
    """A discussion on a draft, or with `is_private` a note of its maker to themselves.

    It stands in `revision`. An open one goes along into the next draft of the article.
    """

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="draft_threads")
    is_private = models.BooleanField(default=False)
    quote = models.TextField(blank=True, help_text="The passage as it was; empty: the whole draft")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="+"
    )
    resolved_at = models.DateTimeField(blank=True, null=True)

    objects = DraftThreadQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_by=None, resolved_at=None)
                | Q(resolved_by__isnull=False, resolved_at__isnull=False),
                name="a_resolved_draft_thread_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(start__lte=models.F("end")), name="a_draft_thread_ends_after_its_start"
            ),
        ]

    def __str__(self) -> str:
        return _("Note to self") if self.is_private else _("Comment on the draft")

    @property
    def is_resolved(self) -> bool:
        return self.resolved_at is not None

    @property
    def key(self) -> str:
        """How the page of the draft calls it."""
        return f"draft-{self.pk}"

    @property
    def quoted(self) -> str:
        """The passage to look at: a citation shows as “[·]”."""
        return self.quote.replace(OBJECT, CITATION)

    @property
    def state(self) -> str:
        return self.state_of(self.quote)


class DraftComment(models.Model):
    """What somebody said in a discussion, and whom they named."""

    thread = models.ForeignKey(DraftThread, models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField()
    mentioned = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def parts(self) -> list[tuple[str, bool]]:
        """The words in order, each with whether it names somebody."""
        names = sorted((str(each) for each in self.mentioned.all()), key=len, reverse=True)
        if not names:
            return [(self.text, False)]
        pattern = "|".join(re.escape(f"@{name}") for name in names)
        found = re.split(f"({pattern})", self.text, flags=re.IGNORECASE)
        return [(words, at % 2 == 1) for at, words in enumerate(found) if words]
