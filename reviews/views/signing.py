"""Showing that it is the same person who signs: the password, asked again with every signature.

21 CFR 11.200 asks a signature for at least one component that only its owner knows. A stolen session
must not be able to guess it: allauth's own limit for reauthentication counts every try (ten a minute
for each user; `ACCOUNT_RATE_LIMITS["reauthenticate"]` changes it). The count lives in Django's cache,
so the default in-memory cache counts in each process; several processes share one by a shared cache.
"""

from http import HTTPStatus

from allauth.core import ratelimit
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.users import User
from reviews.desk import guests
from reviews.views.access import user_of
from reviews.workflow.forms import ActionForm

WRONG = _("That is not your password. Nothing was signed; what you wrote is still here.")
SENT = _("We have mailed you a code. Enter it and sign; what you wrote is still here.")
NO_LINK = _("Your invitation is not good any more: ask the editors. Nothing was signed.")
TOO_MANY = _("Too many tries. Wait a minute and enter it again; what you wrote is still here.")


def identity_problem(request: HttpRequest, form: ActionForm) -> HTTPStatus | None:
    """Check the password of a signature; where it is wrong say so on the form, with the status."""
    user = user_of(request)
    if not ratelimit.consume(request, action="reauthenticate", user=user):
        form.add_error("password", TOO_MANY)
        return HTTPStatus.TOO_MANY_REQUESTS
    if user.is_guest:
        return _code_problem(user, form)
    if not user.check_password(form.cleaned_data["password"]):
        form.add_error("password", WRONG)
        return HTTPStatus.FORBIDDEN
    ratelimit.clear(request, action="reauthenticate", user=user)  # only wrong tries are limited
    return None


def _code_problem(user: User, form: ActionForm) -> HTTPStatus | None:
    """A guest has no password: a fresh code, sent when the field is left empty, stands for it."""
    now, code = timezone.now(), form.cleaned_data["password"]
    invitation = guests.open_for(user, form.context.revision, now)
    if invitation is None:
        form.add_error("password", NO_LINK)
        return HTTPStatus.FORBIDDEN
    if not code:
        guests.send_code(invitation, now)
        form.add_error("password", SENT)
        return HTTPStatus.FORBIDDEN
    if problem := guests.code_problem(invitation, code, now):
        again = gettext("Leave the field empty for a new one.")
        form.add_error("password", f"{problem} {again}")
        return HTTPStatus.FORBIDDEN
    return None
