"""What rests on a reviewer, a credential, a policy, a checklist or a disclaimer, to be asked about again."""

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reviews.desk import board as boards
from reviews.desk.people import resting
from reviews.desk.texts.bulk import Deed
from reviews.desk.texts.forms import BulkForm
from reviews.eligibility.rights import ASSIGN

PER_PAGE = 100


@login_required
@permission_required(ASSIGN, raise_exception=True)
@require_safe
def grounds(request: HttpRequest) -> HttpResponse:
    """The policies, checklists and disclaimers, each with a way to what rests on it."""
    listed = [
        (kind, resting.GROUNDS[kind].label, list(resting.GROUNDS[kind].rows()))
        for kind in resting.LISTED
    ]
    return render(request, "reviews/people/grounds.html", {"listed": listed})


@login_required
@permission_required(ASSIGN, raise_exception=True)
@require_safe
def rests_on(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The texts that rest on one of them, all ticked, with what can be done to them."""
    if kind not in resting.GROUNDS:
        raise Http404
    ground = get_object_or_404(resting.GROUNDS[kind].rows(), pk=pk)
    keys = resting.texts(kind, ground).values_list("pk", flat=True)
    page = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    shown, form = list(page), BulkForm()
    form.initial["deed"] = Deed.ASK_AGAIN
    context = {
        "kind": kind,
        "ground": ground,
        "page": page,
        "rows": boards.rows(shown, timezone.now()),
        "ticked": shown,
        "form": form,
    }
    return render(request, "reviews/people/rests_on.html", context)
