"""Keeping a reviewer's answers while she reads: by a button, and by itself where scripts run."""

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

from reviews.eligibility.rights import REVIEW
from reviews.reviewing import checklists
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
            "lacking": {item.line.key: item.line.question for item in context.sheet.lacking},
        }
    )
