"""A request as this site reads it, and as it is logged."""

from collections.abc import Callable
from typing import Any

import structlog
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.http import parse_header_parameters
from django_structlog.middlewares import RequestMiddleware

from articles.entering import FORBIDDEN, clean_text


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


class PlainRequest:
    """Whatever comes with a request has no characters that a database, XML or mail can't carry.

    Cookies and addresses before anybody reads them, forms before any view does. Passwords are cleaned alike
    when they are set and when they are entered.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.GET = _cleaned(request.GET)  # type: ignore[assignment]
        for name, value in request.COOKIES.items():
            request.COOKIES[name] = clean_text(value)
        return self._get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        arguments: tuple[str, ...],
        named: dict[str, object],
    ) -> None:
        if any(isinstance(value, str) and FORBIDDEN.search(value) for value in named.values()):
            raise Http404
        if request.method == "POST":
            request.POST = _cleaned(request.POST)  # type: ignore[assignment]


def _cleaned(sent: QueryDict) -> QueryDict:
    pairs = [(name, value) for name, values in sent.lists() for value in values]
    if not any(FORBIDDEN.search(part) for pair in pairs for part in pair):
        return sent
    clean = QueryDict(mutable=True, encoding=sent.encoding)
    for name, value in pairs:
        clean.appendlist(clean_text(name), clean_text(value))
    clean._mutable = False
    return clean


def route(request: HttpRequest) -> str:
    """The pattern that the address matched; “?” where none did, or nobody has looked yet."""
    return f"/{request.resolver_match.route}" if request.resolver_match else "?"


def number() -> str:
    """That of the request which this thread answers; "" outside of one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
