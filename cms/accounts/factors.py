"""Second factors: passkeys, codes of an app, codes on paper. By django-allauth's MFA, with our words."""

import base64
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from articles.identity import site_name
from articles.users import User
from cms.models import signed_in
from reviews.eligibility.rights import ASSIGN, CHECK, PUBLISH, REVIEW, STRIKE
from reviews.entitlement import account_changes
from reviews.models import AccountChange

PAPER = Authenticator.Type.RECOVERY_CODES
NEEDING = (REVIEW, PUBLISH, ASSIGN, CHECK, STRIKE, "cms.change_user")


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are encrypted by a key of `SECRET_KEY`; passkeys belong to the host of `SITE_URL`."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": site_name()}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("Passkey %(number)d") % {"number": count + 1}


def _cipher() -> Fernet:
    key = salted_hmac("cms.accounts.factors", "secrets", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def has_factor(user: User) -> bool:
    """Whether a second factor is set up; codes on paper stand in for one and are none."""
    return bool(Authenticator.objects.filter(user=user.pk).exclude(type=PAPER).exists())


def lacks_factor(user: User) -> bool:
    """Whether the site requires a second factor of the user, who has none."""
    is_asked = settings.SECOND_FACTOR == "required" and not user.is_guest
    return is_asked and any(map(user.has_perm, NEEDING)) and not has_factor(user)


def added(sender: object, instance: Authenticator, created: bool, **_: Any) -> None:
    """A receiver of Django's `post_save`: within the transaction of the change, whoever makes it."""
    if created and instance.type != PAPER:
        _record(instance.user)


def removed(sender: object, instance: Authenticator, **_: Any) -> None:
    if instance.type != PAPER:
        _record(instance.user)


def reset(sender: object, request: HttpRequest, user: User, **_: Any) -> None:
    """New codes on paper: whoever holds them can do what the factor can."""
    _record(user)


def _record(user: User) -> None:
    account_changes.record(user, AccountChange.Kind.FACTOR, signed_in(), timezone.now())
