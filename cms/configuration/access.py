"""Who may come to the pages of configuration: who may come to `/admin/`, by the same second factor."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from articles.views.access import user_of
from cms.accounts.factors import lacks_factor

View = Callable[..., HttpResponse]
ANY = "reviews.change_policy"


def configures(right: str = ANY, of: Callable[..., str] | None = None) -> Callable[[View], View]:
    """Anonymous visitors sign in first; who lacks the right is refused (403).

    `of` says the right by the parts of the address.
    """

    def guarded(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            user = user_of(request)
            if not user.has_perm(of(**kwargs) if of else right):
                raise PermissionDenied
            if lacks_factor(user):
                said = _("Set up a second factor first: administering asks for one.")
                messages.warning(request, said)
                return redirect("account_security")
            return view(request, *args, **kwargs)

        return login_required(checked)

    return guarded
