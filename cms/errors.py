"""Pages for what goes wrong. None of them needs the database, or the session of whoever asks."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from cms.context import site


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer("400", 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer("403", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer("404", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _answer("500", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _answer("csrf", 403)


def _answer(name: str, status: int) -> HttpResponse:
    # rendered without the request, so that nothing about it can fail again
    context = {**site(None), "frame": None}
    return HttpResponse(render_to_string(f"cms/errors/{name}.html", context), status=status)
