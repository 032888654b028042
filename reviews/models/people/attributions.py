"""What was said of a name under a title: who put it there or took it off, and what its bearer says to it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Byline, Person
from reviews.models.append_only import AppendOnly


class Attribution(AppendOnly):
    """Rows are added and never change: of a name the latest answer since it was put there counts."""

    class Kind(models.TextChoices):
        NAMED = "named", _("Put under the title")
        REMOVED = "removed", _("Taken off the title")
        OFFERED = "offered", _("Wrote or edited, and is asked whether to be named")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")

    ASKS = (Kind.NAMED, Kind.OFFERED)
    ANSWERS = (Kind.CONFIRMED, Kind.DECLINED)

    article = models.ForeignKey(Article, models.PROTECT, related_name="attributions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attributions")
    kind = models.CharField(max_length=9, choices=Kind)
    role = models.CharField(max_length=10, choices=Byline.Role, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="+"
    )
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["person", "article"], name="attribution_of_a_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"
