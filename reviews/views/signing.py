"""Showing that it is the same person who acts: a password, a second factor, or a guest's mailed code.

21 CFR 11.200 asks a signature for at least one component that only its owner knows or has. A stolen
session must not be able to guess it: allauth's own limits for reauthentication and for codes count every
try (`ACCOUNT_RATE_LIMITS` changes them).
"""

import re
import time
from datetime import datetime
from http import HTTPStatus
from smtplib import SMTPException
from typing import Any

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import ratelimit
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from django.contrib.auth.hashers import check_password
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.users import User
from reviews.desk import guests
from reviews.models import Invitation
from reviews.views.access import user_of
from reviews.workflow.context import Presence
from reviews.workflow.forms import ActionForm

WRONG = _("That is not your password. Nothing was done; what you wrote is still here.")
WRONG_CODE = _(
    "That is neither your password nor a code that is good now. Nothing was done; what you wrote is "
    "still here."
)
SENT = _("We have mailed you a code. Enter it and sign; what you wrote is still here.")
NO_LINK = _("Your invitation is not good any more: ask the editors. Nothing was signed.")
TOO_MANY = _("Too many tries. Wait a minute and enter it again; what you wrote is still here.")
CODE = re.compile(r"[\d ]{6,12}")
NOT_SENT = _("The code could not be mailed. Try again in a few minutes.")
SHOWING = {
    "password",
    "mfa",
    "code",
}  # of the records of a session, those of somebody who was there


def shown_lately(request: HttpRequest) -> Presence | None:
    """What was shown in this session within the last minutes, the latest; None where nothing was."""
    records = get_authentication_records(request, user_of(request))
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    lately = [each for each in records if each["at"] > since and each["method"] in SHOWING]
    return Presence(lately[-1].get("type", lately[-1]["method"])) if lately else None


def identity_problem(request: HttpRequest, form: ActionForm) -> HTTPStatus | None:
    """Check who sits there, where the form asks; else say so on the form, with the status."""
    if "password" not in form.fields:
        return None
    user = user_of(request)
    if not ratelimit.consume(request, action="reauthenticate", user=user):
        form.add_error("password", TOO_MANY)
        return HTTPStatus.TOO_MANY_REQUESTS
    if user.is_guest:
        return _code_problem(user, form)
    method = _shown(request, user, form.cleaned_data)
    if not method:
        form.add_error("password", WRONG_CODE if form.context.factors else WRONG)
        return HTTPStatus.FORBIDDEN
    form.context.presence = Presence(method)
    ratelimit.clear(request, action="reauthenticate", user=user)  # only wrong tries are limited
    return None


def _shown(request: HttpRequest, user: User, entered: dict[str, Any]) -> str:
    """By what it was shown, "" where it was not; the session remembers it."""
    if passkey := entered.get("passkey"):
        by_passkey = ReauthenticateWebAuthnForm(user=user, data={"credential": passkey})
        if by_passkey.is_valid():
            by_passkey.save()
            return "webauthn"
    password = entered["password"]
    if CODE.fullmatch(password):
        by_code = ReauthenticateForm(user=user, data={"code": password.replace(" ", "")})
        if by_code.is_valid():
            by_code.save()
            return str(by_code.authenticator.type)
    # only compared: kept anew here, it would end the sessions of whoever signs
    if password and check_password(password, user.password):
        reauthenticate_by_password(request)
        return "password"
    return ""


def _code_problem(user: User, form: ActionForm) -> HTTPStatus | None:
    """A guest has no password: a fresh code, sent when the field is left empty, stands for it."""
    now, code = timezone.now(), form.cleaned_data["password"]
    invitation = guests.open_for(user, form.context.revision, now)
    if invitation is None:
        form.add_error("password", NO_LINK)
        return HTTPStatus.FORBIDDEN
    if not code:
        form.add_error("password", _send_code(invitation, now))
        return HTTPStatus.FORBIDDEN
    if problem := guests.code_problem(invitation, code, now):
        again = gettext("Leave the field empty for a new one.")
        form.add_error("password", f"{problem} {again}")
        return HTTPStatus.FORBIDDEN
    form.context.presence = Presence("code")
    return None


def _send_code(invitation: Invitation, now: datetime) -> str:
    """Mail a fresh code; what became of it, for the form."""
    try:
        guests.send_code(invitation, now)
    except (OSError, SMTPException):
        return str(NOT_SENT)
    return str(SENT)
