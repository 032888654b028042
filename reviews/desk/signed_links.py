"""Links that open one thing for whoever has them: the key of a row, signed."""

from django.core import signing
from django.urls import reverse


def path_of(view: str, pk: int, salt: str) -> str:
    """The address of a view that takes nothing but a token."""
    return reverse(view, args=[signing.dumps(pk, salt=salt)])


def key_in(token: str, salt: str) -> int | None:
    """The key that was signed with the same `salt`; None in a forged token."""
    try:
        pk: int = signing.loads(token, salt=salt)
    except signing.BadSignature:
        return None
    return pk
