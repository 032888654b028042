"""The lists to start from: a reviewer's dashboard, the editors' board."""

from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.models.articles import State
from reviews import board as boards
from reviews import dashboard as dashboards
from reviews.views.access import user_of
from reviews.visibility import is_editor
from reviews.workflow import REVIEW

PER_PAGE = 50


@login_required
@permission_required(REVIEW, raise_exception=True)
def dashboard(request: HttpRequest) -> HttpResponse:
    """What waits for the reviewer, what they did that waits for others, what is done."""
    user, today = user_of(request), timezone.localdate()
    waiting = dashboards.waiting_for(user, today)
    context = {
        "today": today,
        "waiting": waiting,
        "late": [row for row in waiting.rows if row.assignment.is_late_on(today)],
        "in_time": [row for row in waiting.rows if not row.assignment.is_late_on(today)],
        "others": dashboards.waiting_for_others(user, today),
        "done": dashboards.done_lately(user),
    }
    return render(request, "reviews/dashboard.html", context)


@login_required
def board(request: HttpRequest) -> HttpResponse:
    """Every article by state; with `?state=` the whole list of one state, page by page."""
    if not is_editor(request.user):
        raise PermissionDenied
    if "state" in request.GET:
        return _one_state(request, request.GET["state"])
    now = timezone.now()
    context = {
        "now": now,
        "groups": boards.groups(boards.GROUPS, now),
        "public": boards.groups(boards.PUBLIC, now),
        "debts": boards.debts(timezone.localdate(now)),
        "empty": boards.articles_without_a_text(),
    }
    return render(request, "reviews/board.html", context)


def _one_state(request: HttpRequest, state: str) -> HttpResponse:
    if state not in (*boards.GROUPS, *boards.PUBLIC):
        raise Http404
    pks = boards.ordered(State(state)).values_list("pk", flat=True)
    page = Paginator(pks, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "state": State(state),
        "page": page,
        "rows": boards.rows(list(page), timezone.now()),
    }
    return render(request, "reviews/board_state.html", context)
