"""Who may come to the editors' pages of this package, and which pages of an account are not for guests."""

from collections.abc import Callable, Iterable
from copy import copy
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver

View = Callable[..., HttpResponseBase]
Address = URLPattern | URLResolver


def for_editors(view: View) -> View:
    """Anonymous visitors sign in first; who may not publish is refused (403)."""
    may_publish = permission_required("reviews.publish_revision", raise_exception=True)
    return login_required(may_publish(view))


def not_for_guests(addresses: Iterable[Address]) -> list[Address]:
    """The same addresses, which refuse guests (403): they sign in by the codes of an invitation alone, and
    set up no other way in beside it."""
    return [_without_guests(each) for each in addresses]


def _without_guests(address: Address) -> Address:
    if isinstance(address, URLResolver):
        return URLResolver(address.pattern, not_for_guests(address.url_patterns))
    closed = copy(address)
    closed.callback = _refusing_guests(address.callback)
    return closed


def _refusing_guests(view: View) -> View:
    @wraps(view)
    def ask(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request.user, "is_guest", False):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return ask
