"""Guests: inviting and checking them, and the pages behind their link."""

from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required, permission_required
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.models import Revision
from articles.users import User
from reviews.desk import guests
from reviews.desk.guest_forms import (
    CodeForm,
    IdentityForm,
    InvitationForm,
    LookupForm,
    RefusalForm,
)
from reviews.eligibility.rights import ASSIGN
from reviews.eligibility.visibility import visible_to
from reviews.entitlement.act import Lookup
from reviews.models import Credential, Invitation
from reviews.refusal import Refused
from reviews.views.access import user_of, visible_revision

INVALID = HTTPStatus.UNPROCESSABLE_ENTITY


@login_required
@permission_required(ASSIGN, raise_exception=True)
def invited(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is invited to a text, with what they stated; POST invites another."""
    revision = visible_revision(request, pk)
    form = InvitationForm(request.POST or None)
    if form.is_valid():
        try:
            guests.invite(revision, user_of(request), **form.cleaned_data, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Invited. Told: %(name)s.") % form.cleaned_data)
            return _see(reverse("guests", args=[pk]))
    return _show_guests(request, revision, form, INVALID if form.errors else HTTPStatus.OK)


def _show_guests(
    request: HttpRequest,
    revision: Revision,
    form: Form,
    status: HTTPStatus,
    lookups: dict[int, LookupForm] | None = None,
) -> HttpResponse:
    now, found = timezone.now(), Invitation.objects.filter(revision=revision).listed()
    rows = [
        _row(each, user_of(request), now, lookups or {})
        for each in found.select_related("user__person").prefetch_related(
            "user__person__credentials"
        )
    ]
    context = {"revision": revision, "form": form, "rows": rows}
    return render(request, "reviews/desk/guests.html", context, status=status)


def _row(
    invitation: Invitation, user: User, now: datetime, lookups: dict[int, LookupForm]
) -> dict[str, Any]:
    """An invitation, what the guest stated, and how it is checked: what is to be entered, or why the
    user can't."""
    waits = invitation.user_id and not invitation.checked_at and not invitation.why_closed(now)
    refused = guests.why_not_checked_by(invitation, user, now) if waits else ""
    form = None
    if waits and not refused and guests.unchecked(invitation):
        form = lookups.get(invitation.pk) or LookupForm(auto_id=f"id_{invitation.pk}_%s")
    return {
        "invitation": invitation,
        "standing": invitation.standing(now),
        "is_backed": invitation.is_backed,
        "credentials": _stated(invitation),
        "waits": waits,
        "why_not": refused,
        "form": form,
    }


def _stated(invitation: Invitation) -> Iterable[Credential]:
    person = getattr(invitation.user, "person", None)
    return person.credentials.all() if person else ()


@login_required
@permission_required(ASSIGN, raise_exception=True)
@require_POST
def guest_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """`check=`: the licence is looked up, ask the guest. `revoke=`: take the invitation back.
    `extend=`: let it be good for longer.
    """
    found = Invitation.objects.filter(revision__in=visible_to(user_of(request)))
    invitation = get_object_or_404(found.select_related("revision", "user"), pk=pk)
    user, revision = user_of(request), invitation.revision
    form = LookupForm(request.POST, request.FILES, auto_id=f"id_{pk}_%s")
    try:
        if "check" in request.POST:
            if guests.unchecked(invitation) and not form.is_valid():
                lookups = {pk: form}
                return _show_guests(request, revision, InvitationForm(), INVALID, lookups)
            lookup = form.lookup() if form.is_valid() else Lookup()
            guests.check(invitation, user, lookup, timezone.now())
            told = _("Checked and asked. Told: %(name)s.") % {"name": invitation.user}
            messages.success(request, told)
        elif "revoke" in request.POST:
            guests.revoke(invitation, user, timezone.now())
            messages.success(request, _("The link opens nothing any more."))
        elif "extend" in request.POST:
            guests.extend(invitation, timezone.now())
            messages.success(request, _("The invitation is good for longer. Nobody was told."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _see(reverse("guests", args=[revision.pk]))


@never_cache
def guest(request: HttpRequest, token: str) -> HttpResponse:
    """What the link opens: say who you are, or sign in again; by a code in both cases."""
    invitation, now = guests.invitation_of(token), timezone.now()
    if invitation is None or (why := invitation.why_closed(now)):
        if invitation is None:
            why = _("This link is not one of ours, or it was cut short.")
        return render(
            request, "reviews/desk/guest_closed.html", {"why": why}, status=HTTPStatus.GONE
        )
    if "decline" in request.POST:
        return _decline(request, invitation, token)
    if "send" in request.POST:
        return _send_code(request, invitation, token)
    kind = CodeForm if guests.account_of(invitation) else IdentityForm
    initial = {"name": invitation.name}
    form = kind(request.POST or None, initial=initial, auto_id="id_guest_%s")
    if form.is_valid() and (user := _admit(invitation, form)):
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        if invitation.checked_at:
            return _see(reverse("review", args=[invitation.revision_id]))
        messages.success(request, _("Thank you. The editors check your licence and write to you."))
        return _see(reverse("dashboard"))
    return _show(request, invitation, form, RefusalForm())


def _admit(invitation: Invitation, form: Form) -> User | None:
    """Who gave the right code; else the form says what is wrong, with everything typed."""
    now = timezone.now()
    try:
        with transaction.atomic():  # what is refused spends no code
            if problem := guests.code_problem(invitation, form.cleaned_data["code"], now):
                form.add_error("code", problem)
                return None
            user = guests.confirm(invitation, form.cleaned_data, now)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    return user if user.is_active else None


def _send_code(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    now, sent = timezone.now(), invitation.code_expires_at
    if sent and now < sent - guests.CODE_GOOD_FOR + guests.CODE_PAUSE:
        messages.error(
            request, _("A code is on its way. Wait a minute before you ask for another.")
        )
    else:
        try:
            guests.send_code(invitation, now)
            messages.success(request, _("A code is on its way to the address that was invited."))
        except (OSError, SMTPException):
            messages.error(request, _("The code could not be mailed. Try again in a few minutes."))
    return _see(reverse("guest", args=[token]))


def _decline(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    form = RefusalForm(request.POST)
    if form.is_valid():
        try:
            guests.decline(invitation, form.cleaned_data["reason"], timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _see(reverse("guest", args=[token]))
    return _show(request, invitation, IdentityForm(initial={"name": invitation.name}), form)


def _show(
    request: HttpRequest, invitation: Invitation, form: Form, refusal: RefusalForm
) -> HttpResponse:
    context = {"invitation": invitation, "form": form, "refusal": refusal}
    status = INVALID if form.errors or refusal.errors else HTTPStatus.OK
    return render(request, "reviews/desk/guest.html", context, status=status)


def _see(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
