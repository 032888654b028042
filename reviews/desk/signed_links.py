"""Links that open one thing for whoever has them: the key of a row, signed."""

from typing import TypeVar

from django.core import signing
from django.db.models import Model, QuerySet
from django.urls import reverse

M = TypeVar("M", bound=Model)


def path_of(view: str, pk: int, salt: str) -> str:
    """The address of a view that takes nothing but a token."""
    return reverse(view, args=[signing.dumps(pk, salt=salt)])


def row_of(token: str, salt: str, rows: QuerySet[M]) -> M | None:
    """The one of `rows` that a link with the same `salt` names; None for a forged token."""
    try:
        return rows.filter(pk=signing.loads(token, salt=salt)).first()
    except signing.BadSignature:
        return None
