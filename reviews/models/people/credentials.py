"""What makes somebody a medical reviewer: licences and degrees, checked by a person on a day."""

from datetime import date
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Person
from articles.signals import TellingQuerySet
from articles.text.slugs import first_free, slug_of
from articles.users import User
from reviews.models.append_only import AppendOnly


class Specialty(models.Model):
    """`key` is given once: rounds and signatures compare it, so that a new name breaks neither."""

    name = models.CharField(max_length=80, unique=True, help_text="“Pain medicine”")
    key = models.SlugField(max_length=90, unique=True, editable=False)

    objects = TellingQuerySet["Specialty"].as_manager()

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
        stem = slug_of(self.name, "specialty", 40)
        taken = set(Specialty.objects.filter(key__startswith=stem).values_list("key", flat=True))
        return first_free(stem, lambda key: key not in taken)


class CredentialQuerySet(TellingQuerySet["Credential"]):
    def checked(self) -> "CredentialQuerySet":
        """Those of which every fact stands as it was looked up, whoever changed it and by what door.

        The same as `CredentialCheck.holds_of`; a test compares.
        """
        found = self.filter(current_check__credential=F("pk"))
        for name, path in FACTS.items():
            same = Q(**{f"current_check__{name}": F(path)})
            if name in MAY_BE_EMPTY:
                row = path.split("__")[0] if name == "specialty_name" else path
                empty = "" if name == "specialty_name" else None
                same |= Q(**{f"current_check__{name}": empty, row: None})
            found = found.filter(same)
        return found.select_related("person", "specialty", "current_check")

    def valid_on(self, day: date) -> "CredentialQuerySet":
        """Those that somebody had checked by that day and that had not expired on it."""
        unexpired = Q(expires_on=None) | Q(expires_on__gte=day)
        return self.checked().filter(unexpired, current_check__looked_up_on__lte=day)


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
    expires_on = models.DateField(blank=True, null=True)
    current_check = models.ForeignKey(
        "CredentialCheck",
        models.PROTECT,
        blank=True,
        null=True,
        editable=False,
        related_name="+",
        help_text="The one that counts; empty: nobody has looked it up, or it is void",
    )

    objects = CredentialQuerySet.as_manager()

    class Meta:
        ordering = ["person", "kind", "title"]
        permissions = [("check_credential", "Can check credentials at their issuer")]

    def __str__(self) -> str:
        return f"{self.title}, {self.issuer}"

    @property
    def is_checked(self) -> bool:
        return self.current_check is not None and self.current_check.holds_of(self)

    @property
    def checked_on(self) -> date | None:
        return self.current_check.looked_up_on if self.current_check and self.is_checked else None

    @property
    def checked_by_id(self) -> int | None:
        """Their key, where a check counts and says who made it."""
        return self.current_check.checked_by_id if self.current_check and self.is_checked else None

    @property
    def checked_by(self) -> User | None:
        return self.current_check.checked_by if self.current_check and self.is_checked else None

    def is_valid_on(self, day: date) -> bool:
        is_known = self.checked_on is not None and self.checked_on <= day
        return is_known and (self.expires_on is None or self.expires_on >= day)

    def facts(self) -> dict[str, Any]:
        """What a check looks up and a badge shows, as it stands now."""
        return {name: _value_of(self, path) for name, path in FACTS.items()}

    def snapshot(self) -> dict[str, Any]:
        """What an approval keeps of it."""
        check = self.current_check if self.is_checked else None
        return {
            "kind": self.kind,
            "title": self.title,
            "specialty": self.specialty.name if self.specialty else "",
            "specialty_key": self.specialty.key if self.specialty else "",
            "number": self.number,
            "issuer": self.issuer,
            "checked_on": check.looked_up_on.isoformat() if check else "",
            "expires_on": self.expires_on.isoformat() if self.expires_on else "",
            "credential": self.pk,
            "checked_by": check.checked_by_id if check else None,
            "register": check.register if check else "",
        }


class CredentialCheck(AppendOnly):
    """That somebody looked a credential up: where, on which day, and every fact as it stood then.

    It counts as long as `Credential.current_check` names it and no fact has changed. `is_carried_over` says
    that it stands for a check made before this record began, whose source nobody wrote down.
    """

    credential = models.ForeignKey(Credential, models.PROTECT, related_name="checks")
    name = models.CharField(max_length=120)
    post_nominals = models.CharField(max_length=80, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="+"
    )
    kind = models.CharField(max_length=15, choices=Credential.Kind)
    title = models.CharField(max_length=120)
    specialty = models.ForeignKey(
        Specialty, models.PROTECT, blank=True, null=True, related_name="+"
    )
    specialty_name = models.CharField(max_length=80, blank=True)
    number = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=160)
    expires_on = models.DateField(blank=True, null=True)
    register = models.CharField(max_length=160, blank=True, help_text="Where it was looked up")
    address = models.URLField(max_length=300, blank=True, help_text="Of the entry")
    looked_up_on = models.DateField()
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="+"
    )
    checked_at = models.DateTimeField(default=timezone.now)
    is_carried_over = models.BooleanField(default=False)

    class Meta:
        ordering = ["credential", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(register="") | Q(is_carried_over=True),
                name="a_check_says_where_it_was_looked_up",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} of {self.name}, looked up on {self.looked_up_on}"

    def holds_of(self, credential: Credential) -> bool:
        """Whether the credential is what was looked up, in every fact."""
        own = {name: getattr(self, _column(name)) for name in FACTS}
        return self.credential_id == credential.pk and own == credential.facts()

    def record(self) -> dict[str, Any]:
        """What the event of the check keeps."""
        facts = {name: getattr(self, _column(name)) for name in FACTS}
        facts["expires_on"] = self.expires_on.isoformat() if self.expires_on else ""
        return {
            **facts,
            "credential": self.credential_id,
            "register": self.register,
            "address": self.address,
            "looked_up_on": self.looked_up_on.isoformat(),
            "checked_by": self.checked_by_id,
        }


class CheckFile(AppendOnly):
    """What somebody kept of what they looked up: a page of the register, as a file for staff alone.

    The record covers its digest; `verify` holds the content against it.
    """

    LARGEST: Final = 5 * 1024 * 1024  # bytes

    check_of = models.OneToOneField(CredentialCheck, models.PROTECT, related_name="file")
    name = models.CharField(max_length=255)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content, in hexadecimal")
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name

    @property
    def is_whole(self) -> bool:
        """Whether the content is what was kept."""
        content = bytes(self.content)
        return len(content) == self.size and sha256(content).hexdigest() == self.digest


# what a check looks up, each with its way from a credential
FACTS: Final = {
    "name": "person__name",
    "post_nominals": "person__post_nominals",
    "account": "person__user",
    "kind": "kind",
    "title": "title",
    "specialty": "specialty",
    "specialty_name": "specialty__name",
    "number": "number",
    "issuer": "issuer",
    "expires_on": "expires_on",
}
MAY_BE_EMPTY: Final = ("account", "specialty", "specialty_name", "expires_on")


def _column(name: str) -> str:
    """Of a row that it names its key, so that nothing is loaded."""
    return f"{name}_id" if name in ("account", "specialty") else name


def _value_of(credential: Credential, path: str) -> Any:
    row: Any = credential
    *way, last = path.split("__")
    for step in way:
        row = getattr(row, step)
        if row is None:
            return ""
    return getattr(row, f"{last}_id" if last in ("user", "specialty") else last)
