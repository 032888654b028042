"""A reviewer's dashboard: what waits for them, and what they may take up."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reviews import phrases
from reviews.desk import dashboard as dashboards
from reviews.desk import rereviews
from reviews.eligibility import volunteering
from reviews.eligibility.rights import PUBLISH, REVIEW
from reviews.eligibility.track_records import A_QUARTER, track_records
from reviews.refusal import Refused
from reviews.views.access import user_of


@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """What waits for the reviewer, what they did that waits for others, what is done.

    Editors review the pages about the site.
    """
    user, today = user_of(request), timezone.localdate()
    if not (user.has_perm(REVIEW) or user.has_perm(PUBLISH)):
        raise PermissionDenied
    waiting = dashboards.waiting_for(user, today)
    context = {
        "today": today,
        "waiting": waiting,
        "late": [row for row in waiting.rows if row.assignment.is_late_on(today)],
        "in_time": [row for row in waiting.rows if not row.assignment.is_late_on(today)],
        "offered": volunteering.offered_to(user, today),
        "mine": track_records([user.pk], timezone.now(), A_QUARTER).get(user.pk),
        "again": rereviews.queue(user, today).count(),
        "others": dashboards.waiting_for_others(user, today),
        "done": dashboards.done_lately(user),
        "ending": dashboards.ending_credentials(user, today),
    }
    return render(request, "reviews/desk/dashboard.html", context)


@login_required
@permission_required(REVIEW, raise_exception=True)
@require_POST
def volunteer(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer to review a text that lacks a reviewer; only those that stand on the user's dashboard."""
    user, now = user_of(request), timezone.now()
    revision = volunteering.offered(user, pk, timezone.localdate(now))
    if revision is None:
        raise Http404
    try:
        told = volunteering.offer(revision, user, now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        done = _("You offered to review “%(title)s”.") % {"title": revision.title}
        messages.success(request, f"{done} {phrases.told(each.name for each in told)}")
    return HttpResponseRedirect(reverse("dashboard"), status=HTTPStatus.SEE_OTHER)
