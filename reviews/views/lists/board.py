"""The editors' board: every text by its state, or the list of one state."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.listing import keeping, pages
from articles.listing.filters import Chosen
from articles.models import Revision
from articles.models.articles import State
from reviews.desk import board as boards
from reviews.desk.texts import listings
from reviews.desk.texts.forms import BulkForm
from reviews.eligibility.visibility import is_editor
from reviews.views.access import user_of

PER_PAGE = 50


@login_required
def board(request: HttpRequest) -> HttpResponse:
    """Every article by state; with `?state=` the whole list of one state, page by page."""
    if not is_editor(request.user):
        raise PermissionDenied
    if request.method == "POST":
        return keeping.act(request, user_of(request), listings.BOARD.asked(request))
    return show(request, BulkForm())


def show(request: HttpRequest, form: BulkForm, status: int = HTTPStatus.OK) -> HttpResponse:
    """The page, with what is to be done to many."""
    chosen, user = listings.BOARD.asked(request), user_of(request)
    if request.GET.get("state", State.DRAFT) not in (*boards.GROUPS, *boards.PUBLIC):
        raise Http404
    taken = pages.taken_along(request, user, chosen, lambda most: _texts(chosen)[:most])
    if taken is not None:
        return taken
    around = {"form": form, "ticked": form.ticked, **pages.around(request, user, chosen)}
    if "state" in request.GET:
        context = around | _one_state(request, chosen)
        return render(request, "reviews/desk/board_state.html", context, status=status)
    return render(request, "reviews/desk/board.html", around | _all(chosen), status=status)


def matching(request: HttpRequest) -> Iterable[int]:
    """The keys of all texts that the page lists."""
    return _texts(listings.BOARD.asked(request)).values_list("pk", flat=True)


def _texts(chosen: Chosen) -> QuerySet[Revision]:
    """Of a file all texts, or those of one state, in the order of the page."""
    state = chosen.values.get("state")
    found = (
        boards.ordered(State(state), chosen)
        if state
        else chosen.narrow(boards.current()).order_by("title", "pk")
    )
    return chosen.ordered(listings.rows(found, chosen.asking))


def _all(chosen: Chosen) -> dict[str, Any]:
    now = timezone.now()
    groups = boards.groups((*boards.GROUPS, *boards.PUBLIC), now, chosen)
    return {
        "now": now,
        "groups": [each for each in groups if each.state in boards.GROUPS],
        "public": [each for each in groups if each.state in boards.PUBLIC],
        "debts": boards.debts(timezone.localdate(now), chosen),
        "empty": boards.articles_without_a_text(),
        "is_narrow": chosen.is_narrow,
    }


def _one_state(request: HttpRequest, chosen: Chosen) -> dict[str, Any]:
    state = State(request.GET["state"])
    found = chosen.ordered(boards.ordered(state, chosen))
    page = Paginator(found.values_list("pk", flat=True), PER_PAGE).get_page(request.GET.get("page"))
    return {
        "state": state,
        "page": page,
        "matches": page.paginator.count,
        "rows": boards.rows(list(page), timezone.now()),
    }
