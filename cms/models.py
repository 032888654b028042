"""The people who sign in."""

from collections.abc import Iterable
from typing import Any

from allauth.core import context
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles import languages
from articles.signals import TellingQuerySet
from cms.assessing.models import AssessmentNote
from cms.caching.models import KeptText
from cms.glossary.models import GlossaryTerm
from cms.identity.models import SiteIdentity
from cms.readers.models import (
    CommentSwitch,
    Decision,
    Delivery,
    Follower,
    Helpfulness,
    Issue,
    ReaderComment,
    Remark,
    Report,
    Subscriber,
)
from cms.search.models import Emergency, SearchEntry, SearchWord, Synonym
from reviews.entitlement import account_changes
from reviews.models import AccountChange

__all__ = [
    "AssessmentNote",
    "CommentSwitch",
    "Decision",
    "Delivery",
    "Emergency",
    "Follower",
    "GlossaryTerm",
    "Helpfulness",
    "Issue",
    "KeptText",
    "ReaderComment",
    "Remark",
    "Report",
    "SearchEntry",
    "SearchWord",
    "SiteIdentity",
    "Subscriber",
    "Synonym",
    "User",
    "UserManager",
]


Kind = AccountChange.Kind


def signed_in() -> "User | None":
    """Who has sent the request that is being answered; None where nobody is signed in, or none is."""
    user = getattr(context.request, "user", None)
    return user if isinstance(user, User) else None


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> TellingQuerySet["User"]:
        return TellingQuerySet(self.model, using=self._db)

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

    is_guest = models.BooleanField(
        default=False,
        editable=False,
        help_text="Was invited to single texts: may do nothing beyond them, and has no password.",
    )

    sign_outs = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="How often all sessions were ended; each session ends with the count it began at.",
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()  # type: ignore[assignment,misc]

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="an_email_address_names_one_user"),
            models.CheckConstraint(
                condition=models.Q(is_guest=False)
                | models.Q(password__startswith=UNUSABLE_PASSWORD_PREFIX),
                name="a_guest_has_no_password",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.strip().lower()
        changes, former = self._changes_of_proof(kwargs.get("update_fields"))
        with transaction.atomic():
            super().save(*args, **kwargs)
            for kind in changes:
                account_changes.record(self, kind, signed_in(), timezone.now(), former)
        if not self.is_active:
            self.end_sessions()

    def _changes_of_proof(self, columns: Iterable[str] | None) -> tuple[list[Kind], str]:
        """What is about to change of how the user shows who they are, and the address that they had.

        Django itself sets `_password` where a password is new, and not where it is only hashed anew.
        """
        if self._state.adding:
            return [], ""
        changes = [Kind.PASSWORD] if vars(self).get("_password") is not None else []
        if columns is not None and "email" not in columns:
            return changes, self.email
        former = User.objects.values_list("email", flat=True).get(pk=self.pk)
        return changes + ([Kind.ADDRESS] if former != self.email else []), former

    def end_sessions(self) -> None:
        """Sign out everywhere, for good: also of an account that is closed and opened again later."""
        from allauth.usersessions.models import UserSession

        User.objects.filter(pk=self.pk).update(sign_outs=models.F("sign_outs") + 1)
        self.refresh_from_db(fields=["sign_outs"])
        for session in UserSession.objects.filter(user=self.pk):
            session.end()

    def get_session_auth_hash(self) -> str:
        """What a session must match: the password, and that not all sessions were ended since."""
        known = super().get_session_auth_hash()
        if not self.sign_outs:
            return known
        return salted_hmac(
            "cms.sign_outs", f"{known}{self.sign_outs}", algorithm="sha256"
        ).hexdigest()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
