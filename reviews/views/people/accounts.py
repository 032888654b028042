"""The accounts that changed of late, and the second person who confirms them."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reviews.eligibility.rights import ASSIGN
from reviews.entitlement import account_changes as accounts
from reviews.refusal import Refused
from reviews.views.access import user_of
from reviews.views.signing import shown_lately


@login_required
@permission_required(ASSIGN, raise_exception=True)
@require_safe
def account_changes(request: HttpRequest) -> HttpResponse:
    """The accounts of the last day that sign and publish nothing until somebody confirms them."""
    rows = accounts.unsettled(user_of(request), timezone.now())
    return render(request, "reviews/people/account_changes.html", {"rows": rows})


@login_required
@permission_required(ASSIGN, raise_exception=True)
@require_POST
def account_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The one who asks has shown who they are just before, else they do it first."""
    user = get_object_or_404(get_user_model(), pk=pk)
    back = reverse("account_changes")
    if shown_lately(request) is None:
        return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?next={back}")
    try:
        accounts.confirm(user, user_of(request), timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Confirmed. Told: %(name)s.") % {"name": user})
    return HttpResponseRedirect(back, status=HTTPStatus.SEE_OTHER)
