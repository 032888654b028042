"""What stands behind the sign-in stays in no cache: of no browser, and of no proxy."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cms.addresses import PRIVATE

Answer = Callable[[HttpRequest], HttpResponse]


class KeptNowhere:
    """Middleware: pages of the desks, and whatever else was made for somebody who is signed in, say
    `no-store`. Whoever signs out has their browser forget what it kept (W3C Clear Site Data); texts that
    wait unsaved on the device are their writer's, and `sign_out.js` removes those.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(PRIVATE) or _is_made_for_somebody(request):
            response.headers["Cache-Control"] = "no-store"
        if request.method == "POST" and request.path_info == reverse("account_logout"):
            response.headers["Clear-Site-Data"] = '"cache"'
        return response


def _is_made_for_somebody(request: HttpRequest) -> bool:
    session = getattr(request, "session", None)
    return session is not None and session.accessed and "_auth_user_id" in session
