"""Pages for what goes wrong. None of them needs the database, or the session of whoever asks."""

import re
import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import is_valid_path

from articles.security_log import note
from cms.addresses import PRIVATE
from cms.runtime.connections import is_away
from cms.runtime.requests import number, route
from cms.site.context import site
from cms.site.moves import permanently

# letters; what is shorter is quicker typed again, and tokens and passwords are shown to nobody
LONG = 100
RETRY_AFTER = "30"  # seconds
WORDS: Final = re.compile(r"[^\W\d_]{2,30}(-[^\W\d_]{1,30}|-\d{1,3}){0,12}")  # no token is so


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer("400", 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    note("permission refused", route=route(request), user=_known(request))
    return _answer("403", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that somebody typed in capitals leads to the one in small letters."""
    path = request.path_info.lower()
    if path != request.path_info and not path.startswith(PRIVATE) and is_valid_path(path):
        query = request.META.get("QUERY_STRING", "")
        return permanently(f"{path}?{query}" if query else path)
    return _answer("404", 404, sought={"text": _words(path)})


def _words(path: str) -> str:
    """What an address that is not there was about, to search for: the words of its last part."""
    last = path.strip("/").rpartition("/")[2]
    is_words = WORDS.fullmatch(last) and not path.startswith(PRIVATE)
    return last.replace("-", " ") if is_words else ""


def server_error(request: HttpRequest) -> HttpResponse:
    """503 where the database is away, which passes; 500 for what is ours to mend."""
    if is_away(sys.exc_info()[1]):
        response = _answer("503", 503, number=number())
        response["Retry-After"] = RETRY_AFTER
        return response
    return _answer("500", 500, number=number())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Whatever was typed stands there to be copied. It is not sent again by a button: the form may
    have come from another site."""
    note("token refused", route=route(request), why=reason, user=_known(request))
    return _answer("csrf", 403, typed=[text for text in request.POST.values() if len(text) > LONG])


class ShownRefusal:
    """What only takes a form, asked for by a browser: a sign-in that came between leads there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_refused = response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
        if not is_refused or request.method != "GET" or not request.accepts("text/html"):
            return response
        page = _answer("405", HTTPStatus.METHOD_NOT_ALLOWED)
        page["Allow"] = response["Allow"]
        return page


def _known(request: HttpRequest) -> int | None:
    """Who asks, where that was found out before: an error page asks the database for nothing."""
    found = request.__dict__.get("_cached_user")
    return found.pk if found is not None else None


def _answer(name: str, status: int, **more: object) -> HttpResponse:
    # rendered without the request, so that nothing about it can fail again
    context = {**site(None), "frame": None, **more}
    return HttpResponse(render_to_string(f"cms/errors/{name}.html", context), status=status)
