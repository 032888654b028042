"""People and rules: who is entitled to what, what waits for a second person, and what changed."""

from http import HTTPStatus
from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.listing import keeping, pages
from articles.listing.filters import Chosen
from articles.models import Person
from articles.security_log import note
from reviews.desk.guest_forms import LookupForm
from reviews.desk.people import lists as people
from reviews.desk.people.forms import LinkForm, ReasonForm
from reviews.desk.people.listing import PEOPLE, waiting
from reviews.eligibility.rights import CHECK
from reviews.entitlement import amend, words
from reviews.models import CheckFile, Credential, Proposal
from reviews.refusal import Refused
from reviews.views.access import user_of

INVALID = HTTPStatus.UNPROCESSABLE_ENTITY
PER_PAGE = 50
LINK = "articles.change_person"


@login_required
@permission_required(CHECK, raise_exception=True)
def people_list(request: HttpRequest) -> HttpResponse:
    """Who holds which credential, what of it waits to be looked up, and what for a second person."""
    user, chosen = user_of(request), PEOPLE.asked(request)
    if request.method == "POST":
        return keeping.act(request, user, chosen)
    found, today = _people(chosen), chosen.asking.today
    taken = pages.taken_along(request, user, chosen, lambda most: people.rows(found[:most], today))
    if taken is not None:
        return taken
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": people.rows(page.object_list, today),  # type: ignore[arg-type]
        "waiting": people.waiting_for(user),
        **pages.around(request, user, chosen),
    }
    return render(request, "reviews/people/list.html", context)


def _people(chosen: Chosen) -> QuerySet[Person]:
    """Those first of whom something waits to be looked up."""
    found = people.everybody().annotate(waits=waiting()).order_by("-waits", "name", "pk")
    return chosen.ordered(chosen.narrow(found))


@login_required
@permission_required(CHECK, raise_exception=True)
@require_safe
def person_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: their credentials and checks, their account, and what changed of it."""
    return _show(request, get_object_or_404(Person.objects.select_related("user"), pk=pk))


@login_required
@permission_required(CHECK, raise_exception=True)
@require_POST
def credential_check(request: HttpRequest, pk: int) -> HttpResponse:
    """`check=`: the credential was looked up and is true. `void=`: the check counts no more."""
    credential = get_object_or_404(Credential.objects.select_related("person__user"), pk=pk)
    is_check = "check" in request.POST
    kind = LookupForm if is_check else ReasonForm
    form = kind(request.POST, request.FILES, auto_id=f"id_{pk}_%s")
    if not form.is_valid():
        return _show(request, credential.person, {pk: form}, INVALID)
    try:
        if isinstance(form, LookupForm):
            amend.amend("check_credential", credential, user_of(request), lookup=form.lookup())
            messages.success(request, _("Checked. It counts from that day on."))
        else:
            reason = form.cleaned_data["reason"]
            amend.amend("void_check", credential, user_of(request), reason=reason)
            messages.success(
                request, _("Voided: it counts no more until somebody looks it up again.")
            )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _see(reverse("person_desk", args=[credential.person_id]))


@login_required
@permission_required(CHECK, raise_exception=True)
@require_safe
def check_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What somebody kept of a look-up, to keep; never opened on this site."""
    file = get_object_or_404(CheckFile, check_of=pk)
    note("exported", what="check", check=pk, user=user_of(request).pk)
    return FileResponse(
        BytesIO(bytes(file.content)),
        as_attachment=True,
        filename=file.name,
        content_type="application/octet-stream",
    )


@login_required
@permission_required(LINK, raise_exception=True)
@require_POST
def person_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Link a profile to an account, or to none: at once, or once a second person has confirmed it."""
    person = get_object_or_404(Person, pk=pk)
    form = LinkForm(request.POST, auto_id="id_link_%s")
    if not form.is_valid():
        return _show(request, person, {0: form}, INVALID)
    values = {"user": form.cleaned_data["user"]}
    reason = form.cleaned_data["reason"]
    try:
        made = amend.amend("link_person", person, user_of(request), values, reason=reason)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _outcome(made))
    return _see(reverse("person_desk", args=[pk]))


@login_required
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """What waits for the user's yes or no."""
    context = {"waiting": people.waiting_for(user_of(request))}
    return render(request, "reviews/people/proposals.html", context)


@login_required
@require_POST
def proposal_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """`confirm=` carries out what another proposed, `reject=` does not. The guards say who may."""
    proposal, user = get_object_or_404(Proposal, pk=pk), user_of(request)
    try:
        if "confirm" in request.POST:
            amend.confirm(proposal, user)
            messages.success(request, _("Confirmed and done."))
        elif "reject" in request.POST:
            amend.reject(proposal, user)
            messages.success(request, _("Rejected: nothing was changed."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _see(reverse("people" if user.has_perm(CHECK) else "proposals"))


@login_required
@require_safe
def amendments(request: HttpRequest) -> HttpResponse:
    """Changes to people and rules, the latest first; of others than editors and administrators those
    that are about them."""
    user = user_of(request)
    page = Paginator(people.amendments_for(user), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(each, words.sentence(each), list(words.lines(each))) for each in page.object_list]
    context = {"page": page, "rows": rows, "sees_all": user.has_perm(CHECK)}
    return render(request, "reviews/people/amendments.html", context)


@login_required
@require_safe
def amendment(request: HttpRequest, number: int) -> HttpResponse:
    """One of them, by its number."""
    row = get_object_or_404(people.amendments_for(user_of(request)), number=number)
    context = {"row": row, "sentence": words.sentence(row), "lines": list(words.lines(row))}
    return render(request, "reviews/people/amendment.html", context)


def _show(
    request: HttpRequest,
    person: Person,
    forms: dict[int, LookupForm | ReasonForm | LinkForm] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """The page of a person; `forms` come back by the credential that they are about, the link's as 0."""
    user, now, forms = user_of(request), timezone.now(), forms or {}
    rows = [
        {
            "row": each,
            "why_not": people.why_not_check(each.credential, user, now) if each.waits else "",
            "form": forms.get(each.credential.pk)
            or (LookupForm if each.waits else ReasonForm)(auto_id=f"id_{each.credential.pk}_%s"),
            "is_open": each.credential.pk in forms,
        }
        for each in people.credentials_of(person, timezone.localdate(now))
    ]
    link = forms.get(0) or LinkForm(initial={"user": person.user_id}, auto_id="id_link_%s")
    changed = people.amendments_for(user).filter(person=person)[: people.SHOWN]
    context = {
        "person": person,
        "rows": rows,
        "link": link if user.has_perm(LINK) else None,
        "link_is_open": 0 in forms,
        "changed": [(each, words.sentence(each)) for each in changed],
    }
    return render(request, "reviews/people/detail.html", context, status=status)


def _outcome(made: object) -> str:
    if made is None:
        return _("It is linked so already.")
    if isinstance(made, Proposal):
        return _("Proposed: a second administrator or the person concerned confirms it.")
    return _("Linked. Its credentials have to be looked up anew.")


def _see(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
