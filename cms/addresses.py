"""Addresses as the rest of the world sees them."""

from django.conf import settings


def absolute(path: str) -> str:
    """The full address of a path of this site. Never taken from a request, whose host may be anything."""
    return f"{settings.SITE_URL}{path}"
