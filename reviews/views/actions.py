"""Every transition of the table: its page, and its carrying out."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from reviews.eligibility.visibility import visible_to, within_reach_of
from reviews.models import Event
from reviews.record import history
from reviews.views.access import user_of
from reviews.views.review import show
from reviews.views.signing import identity_problem
from reviews.workflow.context import Refused
from reviews.workflow.forms import GRAVE, ActionForm, Situation, form_for, lead_to_error
from reviews.workflow.transitions import TABLE, Action, Transition, action_for, perform, right_to

BY_WRITERS = {"submit", "recall", "discard"}


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
    situation = Situation(get_object_or_404(revisions, pk=pk), user)
    if request.method == "POST":
        return _carry_out(request, right_to(name, user, situation.revision), situation)
    action = action_for(name, situation.revision, user)
    return _ask(request, action, form_for(action.transition, situation))


def _carry_out(request: HttpRequest, chosen: Transition, situation: Situation) -> HttpResponse:
    """Check what was entered, then perform; what is refused comes back with everything typed."""
    form = form_for(chosen, situation, request.POST)
    if not form.is_valid():
        return _show_again(request, chosen, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if chosen.is_signed and (status := identity_problem(request, form)):
        return _show_again(request, chosen, form, status)
    try:
        event = perform(chosen.name, situation.revision, situation.user, form.inputs())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _show_again(request, chosen, form, HTTPStatus.CONFLICT)
    messages.success(request, history.outcome(event))
    return HttpResponseRedirect(_next_page(event), status=HTTPStatus.SEE_OTHER)


def _show_again(
    request: HttpRequest, chosen: Transition, form: ActionForm, status: HTTPStatus
) -> HttpResponse:
    """A decision comes back on the page of the text that it is about, anything else on its own."""
    revision, user = form.situation.revision, form.situation.user
    revision.refresh_from_db()
    if chosen.is_signed and visible_to(user).filter(pk=revision.pk).exists():
        return show(request, revision, form=form, status=status)
    current = action_for(chosen.name, revision, user)
    return _ask(request, current, form, status)


def _ask(
    request: HttpRequest, action: Action, form: ActionForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    revision = form.situation.revision
    lead_to_error(form)
    context = {"action": action, "form": form, "revision": revision, "grave": GRAVE}
    return render(request, "reviews/workflow/action.html", context, status=status)


def _next_page(event: Event) -> str:
    """Where the one who did it may go on: writers to the timeline, reviewers to their dashboard."""
    if event.transition in BY_WRITERS:
        return reverse("timeline", args=[event.article_id])
    if TABLE[event.transition].is_signed or event.transition == "decline":
        return reverse("dashboard")
    return reverse("review", args=[event.revision_id])
