"""The sessions in which somebody is signed in, on whichever device."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from articles.users import User


def remember(sender: object, request: HttpRequest | None, user: User, **_: Any) -> None:
    """Put a session that begins into its owner's list, by whatever way they signed in."""
    if request is not None and request.META.get("REMOTE_ADDR"):
        UserSession.objects.create_from_request(request)
