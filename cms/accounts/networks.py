"""A caller's network, as it may be written down."""

from allauth.core.internal.ratelimit import get_ip
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def network(request: HttpRequest | None) -> str:
    """The same for the same address of a caller, and known to nobody who lacks the secret key; "" for
    one without an address."""
    try:
        return hashed(get_ip(request)) if request is not None else ""
    except PermissionDenied:  # what the library says where there is none; a log refuses nobody
        return ""


def hashed(words: str) -> str:
    """What tells words apart without saying them."""
    return salted_hmac("cms.accounts.networks", words, algorithm="sha256").hexdigest()[:16]
