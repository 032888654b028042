"""A request as this site reads it, and as it is logged."""

from typing import Any

import structlog
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_header_parameters
from django_structlog.middlewares import RequestMiddleware


class Request(WSGIRequest):
    """Read as UTF-8, whatever a caller claims: some encodings that Python knows can't read an address,
    and Django would fail (500) before any code of ours could answer.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(
            meta.get("CONTENT_TYPE", "")
        )


class Logged(RequestMiddleware):
    """Gives each request a number, which stands in every line that is logged meanwhile.

    What is refused or fails says its number to the caller too, so that a proxy can log it beside the
    address that it saw; a page that may be kept for others (200, 410) does not.
    """

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """The route: an address may hold what somebody looked for, or a secret link."""
        return f"{request.method} {route(request)}"

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        if response.status_code >= 400 and response.status_code != 410:
            response["X-Request-ID"] = number()
        super().handle_response(request, response)


def route(request: HttpRequest) -> str:
    """The pattern that the address matched; “?” where none did, or nobody has looked yet."""
    return f"/{request.resolver_match.route}" if request.resolver_match else "?"


def number() -> str:
    """That of the request which this thread answers; "" outside of one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
