"""What somebody asks of a list again and again, kept by a name."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.users import User


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def for_user(self, user: User) -> "SavedFilterQuerySet":
        """The user's own, and those that others share."""
        return self.filter(Q(owner=user) | Q(is_shared=True))


class SavedFilter(models.Model):
    """A query of the list whose address has this name. A list reads it as if it had been typed."""

    MOST = 50  # of one person in one list

    list_name = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters"
    )
    is_shared = models.BooleanField(default=False, help_text="Everybody who opens the list sees it")

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "list_name", "name"], name="a_person_names_a_filter_of_a_list_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
