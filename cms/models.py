"""The people who sign in."""

from typing import Any

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from articles import languages
from cms.readers.models import (
    CommentSwitch,
    Decision,
    Delivery,
    Helpfulness,
    Issue,
    ReaderComment,
    Remark,
    Report,
    Subscriber,
)
from cms.search.models import SearchEntry, SearchWord, Synonym

__all__ = [
    "CommentSwitch",
    "Decision",
    "Delivery",
    "Helpfulness",
    "Issue",
    "ReaderComment",
    "Remark",
    "Report",
    "SearchEntry",
    "SearchWord",
    "Subscriber",
    "Synonym",
    "User",
    "UserManager",
]


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create somebody who may sign in; without a password nobody can until one is set."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """Somebody with an account. Signs in by e-mail; deactivated, never deleted."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(
        max_length=10,
        blank=True,
        choices=languages.choices,
        help_text="Of the desks and of mail; empty: as the site.",
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()  # type: ignore[assignment,misc]

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="an_email_address_names_one_user")
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
