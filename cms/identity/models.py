"""What an administrator says the site is called and looks like."""

from typing import Any

from django.conf import settings
from django.db import models


class SiteIdentity(models.Model):
    """One state of it, tried first and then put on the site. The latest that was stands; all are kept.

    Empty fields stand for what is usual: the name of the settings, the colours and the mark of the product.
    """

    name = models.CharField(max_length=80, blank=True)
    words = models.JSONField(default=dict, help_text="By language: tagline and footer")
    colour = models.CharField(max_length=7, blank=True, help_text="#rrggbb, on light grounds")
    dark_colour = models.CharField(max_length=7, blank=True, help_text="#rrggbb, on dark grounds")
    logo = models.BinaryField(blank=True, default=b"", help_text="PNG, drawn anew")
    logo_says_name = models.BooleanField(default=False)
    picture = models.BinaryField(blank=True, default=b"", help_text="JPEG of 1200 × 630")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)
    live_at = models.DateTimeField(blank=True, null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    def word(self, name: str, language: str) -> str:
        """The tagline or the footer in a language; "" where none was written."""
        said: dict[str, Any] = self.words.get(language) or {}
        return str(said.get(name) or "")
