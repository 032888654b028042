"""What somebody chooses for their own account."""

from http import HTTPStatus
from typing import Any

from allauth.account import forms as entrance
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles import languages
from articles.entering import number
from articles.views.access import user_of
from cms.accounts import factors, limits, orcid
from cms.accounts.sessions import device
from cms.models import User
from reviews.entitlement.proofs import is_proved


@login_required
def without_password(request: HttpRequest) -> HttpResponse:
    """What a guest is told who looks for their password. Everybody else has one, and changes it."""
    if not user_of(request).is_guest:
        return redirect("account_change_password")
    return render(request, "account/guest.html")


@login_required
def security(request: HttpRequest) -> HttpResponse:
    """How somebody signs in: password, second factors, sessions, and what changed of it lately."""
    user = user_of(request)
    held = Authenticator.objects.filter(user=user.pk)
    person = orcid.profile_of(user)
    context = {
        "passkeys": [each for each in held if each.type == Authenticator.Type.WEBAUTHN],
        "app": next((each for each in held if each.type == Authenticator.Type.TOTP), None),
        "paper": next((each for each in held if each.type == factors.PAPER), None),
        "lacks_factor": factors.lacks_factor(user),
        "is_required": settings.SECOND_FACTOR == "required",
        "sessions": [
            (session, device(session.user_agent))
            for session in UserSession.objects.purge_and_list(user)
        ],
        "changes": user.account_changes.select_related("changed_by", "confirmed_by")[:10],
        "now": timezone.now(),
        "may_prove_orcid": orcid.is_on() and person is not None,
        "orcid": person.orcid if person and is_proved(person) else "",
    }
    return render(request, "account/security.html", context)


def to_security(request: HttpRequest) -> HttpResponse:
    return redirect("account_security")


@login_required
@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """`session=`: end that one of the user's own; else all but the one that asks."""
    user = user_of(request)
    if pk := request.POST.get("session", ""):
        get_object_or_404(UserSession, user=user.pk, pk=number(pk) or 0).end()
        messages.success(request, _("That session is over."))
    else:
        user.end_sessions()
        update_session_auth_hash(request, user)
        UserSession.objects.create_from_request(request)
        messages.success(request, _("All other sessions are over."))
    return redirect("account_security")


@login_required
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What a browser needs to ask for a passkey of the user's; the challenge stays in the session."""
    return JsonResponse(begin_authentication(user_of(request)), encoder=DjangoJSONEncoder)


@never_cache
def way_in(request: HttpRequest, token: str) -> HttpResponse:
    """Behind a mailed link: the owner of an account that others try to open signs in without waiting.

    It asks for a press of a button, since programs that look at mails open links.
    """
    user = limits.by_link(token)
    if user is None:
        return render(request, "account/way_in_closed.html", status=HTTPStatus.GONE)
    if request.method == "POST":
        limits.let_in(request, user, token)
        return redirect("account_login")
    return render(request, "account/way_in.html")


class Named:
    """Labels above their fields, which are empty: a name that is there twice is read out twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        for each in fields.values():
            each.widget.attrs.pop("placeholder", None)


class SignInForm(Named, entrance.LoginForm):  # type: ignore[misc]
    pass


class ForgottenForm(Named, entrance.ResetPasswordForm):  # type: ignore[misc]
    pass


class NewPasswordForm(Named, entrance.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ChangePasswordForm(Named, entrance.ChangePasswordForm):  # type: ignore[misc]
    pass


class PasswordAgainForm(Named, entrance.ReauthenticateForm):  # type: ignore[misc]
    pass


class LanguageForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ["language"]

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the desks and of your mail"),
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})  # type: ignore[arg-type]
        as_site = _("As the site: %(language)s") % {
            "language": languages.name_of(languages.default())
        }
        chosen = self.fields["language"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 says so to the type checker
        chosen.choices = [("", as_site), *languages.choices()]


@login_required
def language(request: HttpRequest) -> HttpResponse:
    """The language of the desks and of mail; public pages speak as their address says."""
    form = LanguageForm(
        request.POST if request.method == "POST" else None, instance=user_of(request)
    )
    if request.method == "POST" and form.is_valid():
        user = form.save()
        with translation.override(user.language or languages.default()):
            messages.success(request, _("Saved. The desks and your mail speak this language now."))
        return redirect("account_language")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "account/language.html", {"form": form}, status=status)
