"""What was published before statements were checked."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.accounts.access import for_editors
from cms.configuration import unchecked

PER_PAGE = 50


@for_editors
@require_safe
def unchecked_list(request: HttpRequest) -> HttpResponse:
    """The list by risk and readers, and from which day each topic has statements checked."""
    rows = unchecked.rows()
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "rest": len(rows),
        "total": unchecked.total(),
        "policies": unchecked.policies(),
    }
    return render(request, "cms/configuration/unchecked_list.html", context)
