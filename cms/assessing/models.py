"""What people add where the record can't know."""

from django.conf import settings
from django.db import models

from articles.models import Article


class AssessmentNote(models.Model):
    """What somebody says to a line, of the site or of one article. The latest stands; all are kept."""

    line = models.CharField(max_length=40, help_text="Of `cms.assessing.standards`")
    article = models.ForeignKey(
        Article, models.CASCADE, blank=True, null=True, related_name="assessment_notes"
    )
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["article", "line"], name="assessment_notes_by_line")]

    def __str__(self) -> str:
        return f"{self.line}: {self.text[:40]}"
