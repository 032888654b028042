"""Where something stands in one text, whatever it is."""

from django.db import models

from articles.text.anchors import Selector


class OnPassage(models.Model):
    """Stands on a passage, or on none (`start == end`): its words are gone, or it is about the whole text.

    `exact` is the passage as it last stood there, between `prefix` and `suffix`.
    """

    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    exact = models.TextField(blank=True)
    prefix = models.TextField(blank=True)
    suffix = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def selector(self) -> Selector:
        return Selector(self.start, self.end, self.exact, self.prefix, self.suffix)

    def state_of(self, quote: str) -> str:
        """“anchored”, “changed” (other words than were commented on), “orphaned” or “whole”."""
        if not quote:
            return "whole"
        if self.start == self.end:
            return "orphaned"
        return "anchored" if self.exact.strip() == quote.strip() else "changed"
