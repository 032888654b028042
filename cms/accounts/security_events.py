"""Receivers that write what happens to accounts into the stream of security events."""

from collections.abc import Collection
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest

from articles.security_log import note
from cms.accounts.networks import hashed, network
from cms.models import User

GIVEN: Final = {"post_add": "given", "post_remove": "taken", "post_clear": "all taken"}
RIGHTS: Final = ("is_active", "is_staff", "is_superuser")


def signed_in(request: HttpRequest | None, user: User, **_: Any) -> None:
    note("signed in", user=user.pk, network=network(request))


def signed_out(request: HttpRequest | None, user: User | None, **_: Any) -> None:
    if user is not None:
        note("signed out", user=user.pk, network=network(request))


def sign_in_failed(
    credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any
) -> None:
    """The account that was tried stands there as a keyed hash: it may be anybody's address."""
    tried = str(credentials.get("email") or credentials.get("username") or "")
    note("sign-in failed", account=hashed(tried.casefold()), network=network(request))


def groups_changed(
    instance: Model,
    action: str,
    reverse: bool,
    pk_set: set[int] | None,
    model: type[Model],
    **_: Any,
) -> None:
    """Of `m2m_changed`: the groups or permissions of a person, or the permissions of a group."""
    if action not in GIVEN or pk_set == set():
        return
    facts = {
        "of": f"{type(instance).__name__.lower()} {instance.pk}",
        "which": f"{model.__name__.lower()} {', '.join(map(str, sorted(pk_set or ())))}".strip(),
    }
    transaction.on_commit(partial(note, "rights changed", how=GIVEN[action], **facts), robust=True)


def account_changes(
    instance: User, raw: bool = False, update_fields: Collection[str] | None = None, **_: Any
) -> None:
    """Of `pre_save`: whether the account is open, and what it may do besides its groups."""
    if raw or (update_fields is not None and not set(RIGHTS) & set(update_fields)):
        return
    stored = User.objects.filter(pk=instance.pk).values(*RIGHTS).first() or dict.fromkeys(RIGHTS)
    changed = {name: getattr(instance, name) for name in RIGHTS}
    if instance.pk is not None and changed != stored:
        told = partial(note, "rights changed", user=instance.pk, **changed)
        transaction.on_commit(told, robust=True)
