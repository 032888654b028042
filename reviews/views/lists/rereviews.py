"""What is due for another review: the queue of reviewers and editors."""

from collections.abc import Iterable
from http import HTTPStatus

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.listing import keeping, pages
from articles.listing.filters import Chosen
from reviews.desk import rereviews
from reviews.desk.texts import listings
from reviews.desk.texts.forms import BulkForm
from reviews.eligibility.rights import ASSIGN, REVIEW
from reviews.eligibility.visibility import is_editor
from reviews.models import NextReview
from reviews.views.access import user_of

PER_PAGE = 50


@login_required
def rereviews_due(request: HttpRequest) -> HttpResponse:
    """Overdue first, then what falls due within three months; for reviewers and editors."""
    if not (is_editor(request.user) or request.user.has_perm(REVIEW)):
        raise PermissionDenied
    if request.method == "POST":
        return keeping.act(request, user_of(request), listings.DUE.asked(request))
    return show(request, BulkForm() if request.user.has_perm(ASSIGN) else None)


def show(request: HttpRequest, form: BulkForm | None, status: int = HTTPStatus.OK) -> HttpResponse:
    """The page; with what is to be done to many, for who may."""
    chosen, user = listings.DUE.asked(request), user_of(request)
    found, today = _queue(chosen), chosen.asking.today
    taken = pages.taken_along(
        request, user, chosen, lambda most: listings.texts_of(found, chosen, most)
    )
    if taken is not None:
        return taken
    page = Paginator(rereviews.with_parts(found), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    context = {
        "page": page,
        "rows": rows,
        "overdue": [] if chosen.sort else [row for row in rows if row.due_on < today],
        "ahead": [] if chosen.sort else [row for row in rows if row.due_on >= today],
        "late": found.filter(due_on__lt=today).count(),
        "is_editor": is_editor(user),
        "form": form,
        "ticked": form.ticked if form else (),
        "matches": page.paginator.count,
        **pages.around(request, user, chosen),
    }
    return render(request, "reviews/desk/rereviews.html", context, status=status)


def matching(request: HttpRequest) -> Iterable[int]:
    """The keys of all texts that the page lists."""
    return _queue(listings.DUE.asked(request)).values_list("revision", flat=True)


def _queue(chosen: Chosen) -> QuerySet[NextReview]:
    user = chosen.asking.user
    assert user.is_authenticated  # noqa: S101 says so to the type checker
    return chosen.ordered(chosen.narrow(rereviews.queue(user, chosen.asking.today)))
