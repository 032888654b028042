"""Figures for editors: tables with bars, and each as a file."""

import csv
from io import StringIO

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.security_log import note
from reviews.desk import statistics as figure_tables
from reviews.eligibility.visibility import is_editor

FORMULA = ("=", "+", "-", "@", "\t", "\r")


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
    """One table as CSV (RFC 4180)."""
    if not is_editor(request.user):
        raise PermissionDenied
    table = figure_tables.table(slug, timezone.now())
    if table is None:
        raise Http404
    note("exported", what=f"figures {slug}", user=request.user.pk)
    written = StringIO()
    csv.writer(written).writerows([safe(cell) for cell in row] for row in (table.head, *table.rows))
    response = HttpResponse(written.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def safe(cell: figure_tables.Cell) -> figure_tables.Cell:
    """Words that a spreadsheet would take for a formula are marked as words (OWASP, CSV injection)."""
    is_formula = isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA)
    return f"'{cell}" if is_formula else cell
