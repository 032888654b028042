"""A row that is written once. The database triggers of `reviews.immutability` say the same."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from articles.signals import TellingQuerySet


class AppendOnlyQuerySet(TellingQuerySet[Any]):
    def update(self, **kwargs: Any) -> int:
        raise ValidationError(f"A row of “{self.model._meta.verbose_name}” never changes.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise ValidationError(f"A row of “{self.model._meta.verbose_name}” is kept for ever.")


class AppendOnly(models.Model):
    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ValidationError(f"A row of “{self._meta.verbose_name}” never changes.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ValidationError(f"A row of “{self._meta.verbose_name}” is kept for ever.")
