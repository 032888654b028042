"""Every transition of the table: its page, and its carrying out."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from reviews.eligibility.visibility import visible_to, within_reach_of
from reviews.record import history
from reviews.refusal import Refused
from reviews.views.access import user_of
from reviews.views.review import show
from reviews.views.signing import identity_problem, shown_lately
from reviews.workflow.context import TransitionContext
from reviews.workflow.forms import ActionForm, lead_to_error
from reviews.workflow.perform import Action, action_for, perform, right_to
from reviews.workflow.transition import Transition
from reviews.workflow.transitions import TABLE


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A transition's page: what follows, whom it tells, why it must wait. POST carries it out.

    404 for a text out of the user's reach, 403 for a right that the user does not hold.
    """
    if name not in TABLE:
        raise Http404
    user = user_of(request)
    revisions = within_reach_of(user).select_related("article__topic__parent", "round")
    context = TransitionContext(get_object_or_404(revisions, pk=pk), user, timezone.now())
    context.presence = shown_lately(request)
    if request.method == "POST":
        return _carry_out(request, right_to(name, user, context.revision), context)
    action = action_for(name, context.revision, user)
    return _ask(request, action, action.transition.form_for(context))


def _carry_out(
    request: HttpRequest, chosen: Transition, context: TransitionContext
) -> HttpResponse:
    """Check what was entered, then perform; what is refused comes back with everything typed."""
    form = chosen.form_for(context, request.POST)
    if not form.is_valid():
        return _show_again(request, chosen, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        with transaction.atomic():  # what is refused spends no code of a guest
            if chosen.proves_presence and (status := identity_problem(request, form)):
                return _show_again(request, chosen, form, status)
            event = perform(chosen.name, context.revision, context.user, form.inputs())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _show_again(request, chosen, form, HTTPStatus.CONFLICT)
    messages.success(request, history.outcome(event))
    return HttpResponseRedirect(chosen.lands_on.address(event), status=HTTPStatus.SEE_OTHER)


def _show_again(
    request: HttpRequest, chosen: Transition, form: ActionForm, status: HTTPStatus
) -> HttpResponse:
    """A decision comes back on the page of the text that it is about, anything else on its own."""
    revision, user = form.context.revision, form.context.actor
    revision.refresh_from_db()
    if chosen.is_signed and visible_to(user).filter(pk=revision.pk).exists():
        return show(request, revision, form=form, status=status)
    current = action_for(chosen.name, revision, user)
    return _ask(request, current, form, status)


def _ask(
    request: HttpRequest, action: Action, form: ActionForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    revision = form.context.revision
    lead_to_error(form)
    shown = {"action": action, "form": form, "revision": revision}
    return render(request, "reviews/workflow/action.html", shown, status=status)
