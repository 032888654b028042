"""Figures for editors: tables with bars, and each as a file."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.listing import spreadsheets
from articles.security_log import note
from reviews.desk import statistics as figure_tables
from reviews.eligibility.visibility import is_editor


@login_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """How long reviews take, who is late, what is owed and what ends soon."""
    if not is_editor(request.user):
        raise PermissionDenied
    context = {"tables": figure_tables.tables(timezone.now())}
    return render(request, "reviews/desk/statistics.html", context)


@login_required
@require_safe
def figures_file(request: HttpRequest, slug: str) -> HttpResponse:
    """One table as CSV."""
    if not is_editor(request.user):
        raise PermissionDenied
    table = figure_tables.table(slug, timezone.now())
    if table is None:
        raise Http404
    note("exported", what=f"figures {slug}", user=request.user.pk)
    return spreadsheets.answer(slug, (table.head, *table.rows))
