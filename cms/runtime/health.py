"""Whether the process lives and can serve: asked by watchdogs, over http, by whatever name or number.

It stands before everything that redirects to https or looks at the Host header: a watchdog that follows no
redirect would be content with one while the database is away.
"""

from collections.abc import Callable
from typing import Final

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

Answer = Callable[[HttpRequest], HttpResponse]


def live() -> HttpResponse:
    """Whether the process answers. Asks nobody else."""
    return HttpResponse("live\n", content_type="text/plain")


def ready() -> HttpResponse:
    """Whether the process can serve pages that are not ready-made: the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("no database\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")


QUESTIONS: Final = {"/health/live": live, "/health/ready": ready}


class Health:
    """Middleware, the first of all."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        question = QUESTIONS.get(request.path_info)
        if question is None:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return question()
