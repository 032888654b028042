"""Which language a page speaks: a public one that of its address, a desk that of whoever is signed in.

The reading site stands at the root in the site's first language, and below `/es/` in Spanish. Nothing
but the address decides there, so that a kept page is the same for every reader. What lies behind the
sign-in has one address and speaks as the account says; the way there, as the browser asks.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from articles.languages import active, default
from cms.addresses import PRIVATE

Answer = Callable[[HttpRequest], HttpResponse]


class AsAddressed:
    """Middleware: the language of the address, for everything that comes after, errors too."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = translation.get_language_from_path(request.path_info)
        with translation.override(found or default()):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", active())
        return response


class AsSignedIn:
    """Middleware: on the desks the language of the account; without one, that of the browser."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PRIVATE):
            return self.get_response(request)
        if request.user.is_authenticated:
            return self._in(request.user.language or default(), request)
        response = self._in(translation.get_language_from_request(request), request)
        patch_vary_headers(response, ["Accept-Language"])
        return response

    def _in(self, language: str, request: HttpRequest) -> HttpResponse:
        with translation.override(language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", active())
        return response
