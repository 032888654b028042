"""Where an imported draft came from: the bytes as they were, and every line that was dropped."""

from django.conf import settings
from django.db import models

from articles.models.articles import Article


class ImportedFile(models.Model):
    article = models.OneToOneField(Article, models.PROTECT, related_name="imported_file")
    name = models.CharField(max_length=255)
    original = models.BinaryField()
    sha256 = models.CharField(max_length=64, unique=True)
    dropped = models.JSONField(help_text="A list of {line, text, reason}")
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-imported_at"]

    def __str__(self) -> str:
        return self.name
