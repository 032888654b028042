"""The lists to start from: a reviewer's dashboard, the editors' board, what is due for another review."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.models.articles import State
from reviews import phrases
from reviews.desk import board as boards
from reviews.desk import bulk, rereviews
from reviews.desk import dashboard as dashboards
from reviews.desk.board_forms import BulkForm, ChoiceForm
from reviews.eligibility import volunteering
from reviews.eligibility.rights import ASSIGN, PUBLISH, REVIEW
from reviews.eligibility.track_records import A_QUARTER, track_records
from reviews.eligibility.visibility import is_editor, visible_to
from reviews.refusal import Refused
from reviews.views.access import user_of

PER_PAGE = 50


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


@login_required
def board(request: HttpRequest) -> HttpResponse:
    """Every article by state; with `?state=` the whole list of one state, page by page."""
    if not is_editor(request.user):
        raise PermissionDenied
    return _board(request, BulkForm())


@login_required
@permission_required(ASSIGN, raise_exception=True)
@require_POST
def board_bulk(request: HttpRequest) -> HttpResponse:
    """Do one thing to every ticked text, and say what became of each.

    The query string is that of the board which it was sent from.
    """
    form = BulkForm(request.POST, tuple(request.POST.getlist("text")))
    if not form.is_valid():
        return _board(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    user = user_of(request)
    given = {name: form.cleaned_data[name] for name in ("deed", "reviewer", "due_on")}
    texts = visible_to(user).filter(pk__in=form.ticked).order_by("sealed_at", "pk")
    outcomes = bulk.carry_out(list(texts), bulk.Order(by=user, now=timezone.now(), **given))
    context = {
        "deed": bulk.Deed(given["deed"]),
        "outcomes": outcomes,
        "refused": sum(bool(each.why_not) for each in outcomes),
        "gone": len(form.ticked) - len({each.revision.pk for each in outcomes}),
    }
    return render(request, "reviews/desk/board_bulk.html", context)


def _board(request: HttpRequest, form: BulkForm, status: int = HTTPStatus.OK) -> HttpResponse:
    chosen = ChoiceForm(request.GET)
    shared = {"form": form, "chosen": chosen, "ticked": form.ticked}
    if "state" in request.GET:
        found = _one_state(request, request.GET["state"], chosen.choice())
        return render(request, "reviews/desk/board_state.html", {**shared, **found}, status=status)
    return render(
        request, "reviews/desk/board.html", {**shared, **_all(chosen.choice())}, status=status
    )


def _all(choice: boards.Choice) -> dict[str, Any]:
    now = timezone.now()
    groups = boards.groups((*boards.GROUPS, *boards.PUBLIC), now, choice)
    return {
        "now": now,
        "groups": [each for each in groups if each.state in boards.GROUPS],
        "public": [each for each in groups if each.state in boards.PUBLIC],
        "debts": boards.debts(timezone.localdate(now), choice),
        "empty": boards.articles_without_a_text(),
        "is_narrow": choice != boards.EVERYTHING,
    }


def _one_state(request: HttpRequest, state: str, choice: boards.Choice) -> dict[str, Any]:
    if state not in (*boards.GROUPS, *boards.PUBLIC):
        raise Http404
    pks = boards.ordered(State(state), choice).values_list("pk", flat=True)
    page = Paginator(pks, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "state": State(state),
        "page": page,
        "rows": boards.rows(list(page), timezone.now()),
    }


@login_required
@require_safe
def rereviews_due(request: HttpRequest) -> HttpResponse:
    """Overdue first, then what falls due within three months; for reviewers and editors."""
    user, today = user_of(request), timezone.localdate()
    if not (is_editor(user) or user.has_perm(REVIEW)):
        raise PermissionDenied
    found = rereviews.queue(user, today)
    page = Paginator(rereviews.with_parts(found), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    context = {
        "page": page,
        "overdue": [row for row in rows if row.due_on < today],
        "ahead": [row for row in rows if row.due_on >= today],
        "late": found.filter(due_on__lt=today).count(),
        "is_editor": is_editor(user),
    }
    return render(request, "reviews/desk/rereviews.html", context)
