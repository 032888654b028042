"""Addresses that an article had lead to the one that it has."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control

from articles import addresses

View = Callable[..., HttpResponse]
HOUR: Final = 3600


def follows_moves(view: View) -> View:
    """An address that an article had, or has in another language, leads to the same page at its own."""

    @wraps(view)
    def found(request: HttpRequest, slug: str, **more: Any) -> HttpResponse:
        try:
            return view(request, slug, **more)
        except Http404:
            moved = addresses.moved(slug)
            if moved is None or request.resolver_match is None:
                raise
            name = request.resolver_match.view_name
            with translation.override(moved.language):
                address = reverse(name, kwargs={**more, "slug": moved.slug})
            if address == request.path:
                raise
        query = request.META.get("QUERY_STRING", "")
        return permanently(f"{address}?{query}" if query else address)

    return found


def permanently(address: str) -> HttpResponse:
    """301. Browsers would keep it for ever: an editor may change it again, so they ask each hour."""
    response = HttpResponsePermanentRedirect(address)
    patch_cache_control(response, public=True, max_age=HOUR)
    return response
