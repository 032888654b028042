"""A link to the preview of a text, for people without an account."""

from datetime import datetime

from django.conf import settings
from django.db import models

from articles.models.articles import Article, Revision, State


class Share(models.Model):
    """The link itself is shown once; only its hash is kept. It shows the text as it is when opened."""

    # a draft that was given up, and a text that readers must not read any more, are shown to nobody
    CLOSED = (State.DISCARDED, State.WITHDRAWN)

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="shares")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="+"
    )
    revoked_at = models.DateTimeField(blank=True, null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(revoked_by=None, revoked_at=None)
                | models.Q(revoked_by__isnull=False, revoked_at__isnull=False),
                name="a_revoked_share_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")),
                name="a_share_expires_after_it_is_made",
            ),
        ]

    def __str__(self) -> str:
        return f"Preview of {self.revision}"

    def is_open(self, now: datetime) -> bool:
        """Whether it shows the text: asked at every use, since whoever made it may write it no more."""
        is_spent = self.revoked_at is not None or self.expires_at <= now
        if is_spent or self.revision.state in self.CLOSED:
            return False
        own = Article.objects.writable_by(self.made_by)
        return own.filter(pk=self.revision.article_id).exists()
