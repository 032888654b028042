"""What is due for another review."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reviews.desk import rereviews
from reviews.eligibility.rights import REVIEW
from reviews.eligibility.visibility import is_editor
from reviews.views.access import user_of

PER_PAGE = 50


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
