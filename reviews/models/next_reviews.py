"""When the review of a public text is due again: kept beside the badge, so that a queue can ask for it."""

from django.db import models

from articles.models import Article, Revision


class NextReview(models.Model):
    """One row for each article whose published text is reviewed. `reviews.approval.rereviews` writes it.

    It follows from the signatures alone and changes with them, never with time; `verify` compares.
    """

    article = models.OneToOneField(Article, models.PROTECT, related_name="next_review")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    reviewed_on = models.DateField()
    due_on = models.DateField(db_index=True)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.revision}, due {self.due_on}"
