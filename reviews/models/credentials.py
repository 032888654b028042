"""What makes somebody a medical reviewer: licences and degrees, checked by a person on a day."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from articles.models import Person


class Specialty(models.Model):
    """`key` is given once: rounds and signatures compare it, so that a new name breaks neither."""

    name = models.CharField(max_length=80, unique=True, help_text="“Pain medicine”")
    key = models.SlugField(max_length=90, unique=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "specialties"

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.key:
            self.key = self._free_key()
        super().save(*args, **kwargs)

    def _free_key(self) -> str:
        stem = slugify(self.name) or "specialty"
        taken = set(Specialty.objects.filter(key__startswith=stem).values_list("key", flat=True))
        numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
        return next(key for key in (stem, *numbered) if key not in taken)


class CredentialQuerySet(models.QuerySet["Credential"]):
    def valid_on(self, day: date) -> "CredentialQuerySet":
        """Those that somebody had checked by that day and that had not expired on it."""
        unexpired = models.Q(expires_on=None) | models.Q(expires_on__gte=day)
        return self.filter(unexpired, checked_on__lte=day)


class Credential(models.Model):
    class Kind(models.TextChoices):
        LICENCE = "licence", _("Licence to practise")
        CERTIFICATION = "certification", _("Specialist certification")
        DEGREE = "degree", _("Degree")

    person = models.ForeignKey(Person, models.PROTECT, related_name="credentials")
    kind = models.CharField(max_length=15, choices=Kind)
    title = models.CharField(max_length=120, help_text="“Licence to practise medicine”")
    specialty = models.ForeignKey(
        Specialty, models.PROTECT, blank=True, null=True, related_name="credentials"
    )
    number = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=160)
    checked_on = models.DateField(
        blank=True, null=True, help_text="When somebody of ours looked it up at the issuer"
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="+"
    )
    expires_on = models.DateField(blank=True, null=True)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        ordering = ["person", "kind", "title"]

    def __str__(self) -> str:
        return f"{self.title}, {self.issuer}"

    def is_valid_on(self, day: date) -> bool:
        checked = self.checked_on is not None and self.checked_on <= day
        return checked and (self.expires_on is None or self.expires_on >= day)

    def snapshot(self) -> dict[str, Any]:
        """What an approval keeps of it."""
        return {
            "kind": self.kind,
            "title": self.title,
            "specialty": self.specialty.name if self.specialty else "",
            "specialty_key": self.specialty.key if self.specialty else "",
            "number": self.number,
            "issuer": self.issuer,
            "checked_on": self.checked_on.isoformat() if self.checked_on else "",
            "expires_on": self.expires_on.isoformat() if self.expires_on else "",
        }
