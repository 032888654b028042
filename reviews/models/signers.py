"""Who signs a text: a medical reviewer, or of a page about the site another editor."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import Article


class Signers(models.TextChoices):
    """Frozen into the round with the other terms. What states anything about health needs the first."""

    REVIEWERS = "reviewers", _("Medical reviewers")
    EDITORS = "editors", _("Editors")

    @classmethod
    def of(cls, article: Article) -> "Signers":
        return cls.EDITORS if article.about else cls.REVIEWERS

    @property
    def right(self) -> str:
        """The name of the permission that they hold."""
        return {"reviewers": "review_revision", "editors": "publish_revision"}[self.value]
