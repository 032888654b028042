"""What somebody suggests for a draft that others write; it stays as it is until one of them takes it."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from articles.models.articles import Article, Revision
from articles.users import User


class SuggestedTextQuerySet(models.QuerySet["SuggestedText"]):
    def open(self) -> "SuggestedTextQuerySet":
        return self.filter(ended_at=None)

    def offered(self) -> "SuggestedTextQuerySet":
        """Those that wait for somebody to take or refuse them."""
        return self.open().filter(offered_at__isnull=False)

    def shown_to(self, user: User | AnonymousUser) -> "SuggestedTextQuerySet":
        """Those on texts that the user may write: of others, once they were handed over."""
        own = Q(offered_at__isnull=False) | Q(made_by=user.pk)
        return self.filter(own, revision__article__in=Article.objects.writable_by(user))


class SuggestedText(models.Model):
    """A text as `made_by` would have it, against the one that it began from.

    Both have a value for each row of `articles.text.fields`. A change that is taken goes into `was`, one that
    is refused out of `says`: what differs is still to be settled. `version` counts what was written to it.
    An open one goes along into the next draft of the article.
    """

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="suggested_texts")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    was = models.JSONField()
    says = models.JSONField()
    note = models.TextField(blank=True, help_text="What its maker tells the writers with it")
    version = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField()
    offered_at = models.DateTimeField(blank=True, null=True)
    ended_at = models.DateTimeField(blank=True, null=True)

    objects = SuggestedTextQuerySet.as_manager()

    class Meta:
        ordering = ["begun_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "made_by"],
                condition=Q(ended_at=None),
                name="a_user_has_one_open_suggested_text_on_a_draft",
            )
        ]

    def __str__(self) -> str:
        return f"{self.made_by} on {self.revision}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def is_offered(self) -> bool:
        return self.is_open and self.offered_at is not None


class SettledChange(models.Model):
    """That a suggested change was taken or refused: its words, by whom, and in which version of the draft."""

    suggested = models.ForeignKey(SuggestedText, models.PROTECT, related_name="settled")
    field = models.CharField(max_length=20)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    is_taken = models.BooleanField()
    version = models.PositiveIntegerField(help_text="Of the draft, once it was settled")
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField()

    class Meta:
        ordering = ["settled_at", "pk"]

    def __str__(self) -> str:
        return self.after[:60] or self.before[:60]
