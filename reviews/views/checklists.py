"""Keeping what a reviewer says while she reads: answers to the list, verdicts on statements, agreement to
what was set aside. By a button, and by itself where scripts run."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.drafting.evidence import dismissals, marking
from articles.drafting.evidence.marking import CannotMark, Entered
from reviews.eligibility.rights import PUBLISH, REVIEW
from reviews.refusal import Refused
from reviews.reviewing import checklists, differences, statements
from reviews.reviewing.discussion import DISCUSSED
from reviews.views.access import user_of, visible_revision
from reviews.workflow import guards
from reviews.workflow.context import TransitionContext


@login_required
@permission_required(REVIEW, raise_exception=True)
@require_POST
@transaction.atomic
def checklist_save(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was answered so far; it is signed with the decision, and with nothing else.

    404 where the text has no checklist, 403 for whoever is not asked to review it.
    """
    context = TransitionContext(visible_revision(request, pk), user_of(request), timezone.now())
    if context.round is None or context.round.checklist is None:
        raise Http404
    if guards.is_assigned(context) or context.revision.state not in DISCUSSED:
        raise PermissionDenied
    checklists.save(context.revision, context.actor, context.round.checklist, request.POST)
    if request.accepts("text/html"):
        messages.success(request, _("Kept. %(status)s") % {"status": context.sheet.status})
        address = f"{reverse('review', args=[pk])}#checklist"
        return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
    return JsonResponse(
        {
            "status": context.sheet.status,
            "counts": {group.name: group.count for group in context.sheet.groups},
            "carried": {
                item.line.key: _("Your answer in round %(number)d, confirmed.")
                % {"number": item.carried_from}
                for item in context.sheet.items
                if item.carried_from and not item.to_confirm
            },
            "to_confirm": len(context.sheet.to_confirm),
            "lacking": {item.line.key: item.line.question for item in context.sheet.lacking},
        }
    )


@login_required
@permission_required(REVIEW, raise_exception=True)
@require_POST
def verdict_give(request: HttpRequest, pk: int) -> HttpResponse:
    """Rule on one statement; by itself it decides nothing, and is signed with the approval."""
    context = _asked(request, pk)
    posted = {name: request.POST.get(name, "") for name in ("key", "ruling", "note")}
    try:
        statements.rule(context.revision, context.actor, context.checked, **posted)
    except Refused as refused:
        if _is_fetched(request):
            return JsonResponse({"refused": str(refused)}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        messages.error(request, str(refused))
        return _back(pk)
    if _is_fetched(request):
        return JsonResponse({"status": context.ledger.why_incomplete or _("All are checked.")})
    return _back(pk)


@login_required
@permission_required(REVIEW, raise_exception=True)
@require_POST
def statement_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A reviewer names a statement that is to be checked too, of a kind that the terms want checked."""
    context = _asked(request, pk)
    if guards.has_not_decided(context):
        raise PermissionDenied
    words, category = request.POST.get("words", ""), request.POST.get("category", "")
    try:
        if category not in context.checked:
            raise CannotMark(_("Choose what kind of statement it is."))
        marking.mark_in_review(context.revision, Entered(words, category), context.actor)
        messages.success(request, _("Added: whoever approves the text from now on rules on it."))
    except CannotMark as refused:
        messages.error(request, str(refused))
    return _back(pk)


@login_required
@permission_required(REVIEW, raise_exception=True)
@require_POST
def dismissal_agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the writer's reason for a good one. Who does not agree opens a “must fix”."""
    context = _asked(request, pk)
    dismissals.agree(context.revision, request.POST.get("dismissal", ""), context.actor)
    messages.success(request, _("You agreed that nothing is wrong with it."))
    return _back(pk)


@login_required
@permission_required(PUBLISH, raise_exception=True)
@require_POST
def difference_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """An editor records how it stands with a statement on which two reviewers differ."""
    revision, user = visible_revision(request, pk), user_of(request)
    if TransitionContext(revision, user, timezone.now()).hides_others:
        raise PermissionDenied
    sent = (request.POST.get("key", ""), request.POST.get("reason", ""))
    try:
        differences.settle(revision, user, *sent)
        messages.success(request, _("Recorded. Both verdicts stay as they are."))
    except Refused as refused:
        messages.error(request, str(refused))
    return _back(pk)


def _asked(request: HttpRequest, pk: int) -> TransitionContext:
    """The text before one of its reviewers. 403 for whoever is not asked, or may not decide on it."""
    context = TransitionContext(visible_revision(request, pk), user_of(request), timezone.now())
    if context.revision.state not in DISCUSSED:
        raise PermissionDenied
    if guards.is_assigned(context) or guards.is_independent(context):
        raise PermissionDenied
    return context


def _back(pk: int) -> HttpResponseRedirect:
    address = f"{reverse('review', args=[pk])}#statements"
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


def _is_fetched(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"
