"""People and roles: listed, invited by mail, changed; their profiles and credentials."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.models import Person
from articles.users import User
from articles.views.access import user_of
from cms import models
from cms.accounts.letters import send_password_link
from cms.configuration.access import configures
from cms.configuration.forms import (
    ROLE_NAMES,
    AccountForm,
    CredentialForm,
    InviteForm,
    ProfileForm,
)
from cms.configuration.invitations import Newcomer, add_profile, give_roles, invite
from reviews.entitlement.amend import amend
from reviews.models import Credential, Proposal
from reviews.refusal import Refused

INVALID = HTTPStatus.UNPROCESSABLE_ENTITY


@configures("cms.change_user")
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, and what they do."""
    found = models.User.objects.filter(is_guest=False).select_related("person")
    rows = [
        (each, [ROLE_NAMES.get(group.name, group.name) for group in each.groups.all()])
        for each in found.prefetch_related("groups").order_by("-is_active", "name")
    ]
    return render(request, "cms/configuration/people.html", {"rows": rows})


@configures("cms.add_user")
@require_http_methods(["GET", "HEAD", "POST"])
def account_new(request: HttpRequest) -> HttpResponse:
    """Invite somebody: an account, roles, a profile, and a mail with the link to set a password."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _form(request, "cms/configuration/invite.html", form)
    entered = form.cleaned_data
    try:
        user, proposal = invite(Newcomer(**entered), user_of(request))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, "cms/configuration/invite.html", form)
    messages.success(
        request,
        _("Invited: a link to set a password is on its way to %(mail)s.") % {"mail": user.email},
    )
    _say_who_confirms(request, proposal)
    return _see(reverse("configure_person", args=[user.pk]))


@configures("cms.change_user")
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, address and roles of an account."""
    found = get_object_or_404(models.User, pk=pk, is_guest=False, is_superuser=False)
    initial = {
        "name": found.name,
        "email": found.email,
        "is_active": found.is_active,
        "roles": list(found.groups.values_list("name", flat=True)),
    }
    data = request.POST if request.method == "POST" else None
    form = AccountForm(data, initial=initial, account=found)
    context = {"account": found, "person": Person.objects.filter(user=found).first()}
    if data is None or not form.is_valid():
        return _form(request, "cms/configuration/person.html", form, **context)
    try:
        proposal = _change(found, form.cleaned_data, user_of(request))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, "cms/configuration/person.html", form, **context)
    if proposal is None:
        messages.success(request, _("Saved: %(what)s.") % {"what": found})
    _say_who_confirms(request, proposal)
    return _see(reverse("configure_person", args=[pk]))


@transaction.atomic
def _change(found: models.User, entered: dict[str, Any], by: User) -> Proposal | None:
    """Change what differs; the first proposal, where a second person has to confirm something."""
    made = [amend("change_account", found, by, {name: entered[name] for name in ("email", "name")})]
    if entered["is_active"] != found.is_active:
        made.append(amend("change_rights", found, by, {"is_active": entered["is_active"]}))
    if set(entered["roles"]) != set(found.groups.values_list("name", flat=True)):
        made.append(give_roles(found, entered["roles"], by))
    return next((each for each in made if isinstance(each, Proposal)), None)


@configures("cms.change_user")
@require_POST
def account_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail the link to set a password again."""
    found = get_object_or_404(models.User, pk=pk, is_guest=False, is_active=True)
    send_password_link.enqueue(found.pk)
    said = _("A link to set a password is on its way to %(mail)s.")
    messages.success(request, said % {"mail": found.email})
    return _see(reverse("configure_person", args=[pk]))


@configures("articles.add_person")
@require_POST
def profile_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A profile for an account that has none."""
    found = get_object_or_404(models.User, pk=pk, is_guest=False, person=None)
    try:
        with transaction.atomic():
            person = add_profile(found, user_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _see(reverse("configure_person", args=[pk]))
    return _see(reverse("configure_profile", args=[person.pk]))


@configures("articles.change_person")
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, pk: int) -> HttpResponse:
    """What readers are told of somebody."""
    person = get_object_or_404(Person, pk=pk)
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=person)
    return _amended(request, "change_person", form, person, pk)


@configures("reviews.add_credential")
@require_http_methods(["GET", "HEAD", "POST"])
def credential_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a credential of somebody. Somebody else looks it up before it counts."""
    person = get_object_or_404(Person, pk=pk)
    data = request.POST if request.method == "POST" else None
    form = CredentialForm(data, instance=Credential(person=person))
    return _amended(request, "add_credential", form, person, pk)


@configures("reviews.change_credential")
@require_http_methods(["GET", "HEAD", "POST"])
def credential(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Credential.objects.select_related("person"), pk=pk)
    form = CredentialForm(request.POST if request.method == "POST" else None, instance=found)
    return _amended(request, "change_credential", form, found.person, found.person_id)


def _amended(request: HttpRequest, act: str, form: Any, person: Person, back: int) -> HttpResponse:
    """Carry out the act with what was entered, else show the form."""
    context = {"person": person, "act": act}
    template = "cms/configuration/about_person.html"
    if request.method != "POST" or not form.is_valid():
        return _form(request, template, form, **context)
    values = form.values() | ({"person": person} if act == "add_credential" else {})
    try:
        made = amend(act, form.instance, user_of(request), values)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, template, form, **context)
    if isinstance(made, Proposal):
        _say_who_confirms(request, made)
        return _see(reverse("person_desk", args=[back]))
    messages.success(request, _("Saved: %(what)s.") % {"what": form.instance})
    if act != "change_person":
        said = _("It counts once somebody who did not enter it has looked it up.")
        messages.info(request, said)
    return _see(reverse("person_desk", args=[back]))


def _say_who_confirms(request: HttpRequest, proposal: Proposal | None) -> None:
    if proposal is not None:
        said = _("A second administrator has to confirm this: it waits on the page “People”.")
        messages.warning(request, said)


def _form(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    status = INVALID if form.errors else HTTPStatus.OK
    return render(request, template, {"form": form, **context}, status=status)


def _see(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
