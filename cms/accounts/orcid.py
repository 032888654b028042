"""An ORCID proved by its own sign-in, where the site has that switched on (`ORCID_CLIENT_ID`).

By django-allauth's provider. Nobody comes in that way: whoever is signed in here shows that they can sign in
there, and all that is kept is that fact, in the record of people and rules.
"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.orcid.views import oauth2_callback, oauth2_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.models import Person
from articles.users import User
from articles.views.access import user_of
from reviews.entitlement.act import Lookup
from reviews.entitlement.amend import amend
from reviews.refusal import Refused

REGISTER = "https://orcid.org/"


class ProofOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Ends each sign-in elsewhere before it would become one here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        said = _kept(user_of(request), str(sociallogin.account.uid))
        (messages.error if said else messages.success)(
            request, said or _("Your ORCID is proved: your page shows it.")
        )
        raise ImmediateHttpResponse(redirect("account_security"))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **_more: Any) -> None:
        messages.error(
            request, _("orcid.org did not say who you are. Nothing was changed; try again.")
        )
        raise ImmediateHttpResponse(redirect("account_security"))


def is_on() -> bool:
    return bool(settings.ORCID_CLIENT_ID)


def profile_of(user: User) -> Person | None:
    try:
        return user.person
    except ObjectDoesNotExist:
        return None


@login_required
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Lead the one who is signed in to orcid.org; 404 where the site does not offer it."""
    if not is_on() or profile_of(user_of(request)) is None:
        raise Http404
    response: HttpResponse = oauth2_login(request)
    return response


@login_required
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Where orcid.org leads them back to, with a code that is good once."""
    if not is_on():
        raise Http404
    response: HttpResponse = oauth2_callback(request)
    return response


def _kept(user: User, orcid: str) -> str:
    """Put it on record that the ORCID is theirs; why not, or ""."""
    person, now = profile_of(user), timezone.now()
    if person is None or not orcid:
        return _("orcid.org did not say who you are. Nothing was changed; try again.")
    lookup = Lookup("orcid.org", f"{REGISTER}{orcid}", timezone.localdate(now))
    try:
        amend("prove_orcid", person, user, lookup=lookup, now=now)
    except Refused as refusal:
        return str(refusal)
    return ""
