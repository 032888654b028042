"""The search page, and what it suggests while somebody types."""

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Topic
from cms.emergencies import numbers
from cms.search import results
from cms.search.emergencies import emergencies
from cms.site.teasers import published, teasers

NEWEST = 5


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    found = results.search(_wish(request), today)
    context: dict[str, object] = {
        "found": found,
        "wish": found.wish,
        "emergencies": emergencies(found.wish.text, found.instead) if found.wish.text else (),
        "lines": numbers(),
    }
    if not found.results:
        context["topics"] = Topic.objects.for_articles().filter(parent=None)
        context["newest"] = teasers(published()[:NEWEST], today)
    return render(request, "cms/search/search.html", context)


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    listed = results.suggestions(_wish(request).text)
    return JsonResponse({"suggestions": [{"title": title, "url": url} for title, url in listed]})


def _wish(request: HttpRequest) -> results.Wish:
    """Read from the address as it came: the encoding that a request claims may be any."""
    return results.Wish.of(QueryDict(request.META.get("QUERY_STRING", ""), encoding="utf-8"))
