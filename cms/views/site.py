"""Pages about the site itself, and what machines ask it."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView

from articles.languages import active
from articles.models import Article, SitePage
from articles.views.access import user_of
from cms.accounts.factors import lacks_factor
from cms.addresses import PRIVATE, absolute
from cms.caching.keys import shows
from cms.caching.pages import kept_pages
from cms.discovery.structured_data import as_script
from cms.discovery.structured_places import about_graph
from cms.site import page_keys
from cms.site.about import about_page
from cms.site.front import topics_with_articles

EDIT = "articles.write_any_article"
CONFIGURE = "reviews.change_policy"


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Where somebody lands after signing in: the desk of the work that is theirs, or what it lacks."""
    if lacks_factor(user_of(request)):
        messages.warning(
            request, _("This site asks for a second factor of all who sign, publish or administer.")
        )
        return redirect("account_security")
    if request.user.has_perm(CONFIGURE) and not Article.objects.filter(about="").exists():
        return redirect("configuration")
    for permission, desk in (
        ("reviews.publish_revision", "board"),
        ("reviews.review_revision", "dashboard"),
        ("articles.write_article", "desk"),
        ("cms.view_user", "configuration"),
    ):
        if request.user.has_perm(permission):
            return redirect(desk)
    return redirect("home")


def closed(request: HttpRequest, **_: str) -> HttpResponse:
    """An address that a library brings and this site does not offer."""
    raise Http404


@require_safe
def about(request: HttpRequest, page: str) -> HttpResponse:
    """A page about the site: the text that editors published, or the default."""
    if page not in SitePage.values:
        raise Http404
    found = about_page(SitePage(page), timezone.localdate())
    context = {
        "about": found,
        "page": found.record,
        "graph": as_script(about_graph(found)),
        "may_write": request.user.has_perm(EDIT),
    }
    return shows(render(request, "cms/about/about.html", context), page_keys.of_site_page(found))


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it on pages that name no icon, such as those of the administration."""
    return redirect(static("cms/icon.svg"))


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole (RFC 9116). It holds for a year from the day it is read."""
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {absolute(reverse('about', args=['contact']))}",
        f"Expires: {today + timedelta(days=365):%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {absolute(reverse('security_txt'))}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Old versions are not listed here: a robot must read them to see that they say `noindex`."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE), ""]
    lines += [f"Sitemap: {absolute('/sitemap.xml')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """By which a browser offers the site's own search (OpenSearch 1.1)."""
    kind = "application/opensearchdescription+xml; charset=utf-8"
    return shows(render(request, "cms/search/opensearch.xml", content_type=kind))


@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """What the site is and where its texts are, for language models (llmstxt.org)."""
    context = {"topics": topics_with_articles(active()), "about": SitePage}
    response = render(request, "cms/llms.txt", context, content_type="text/plain; charset=utf-8")
    return shows(response, page_keys.of_list([]))


@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """What the process that answers keeps of ready-made pages: how many, and how many bytes."""
    _require_token(request)
    return JsonResponse(kept_pages().report())


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts for Prometheus."""
    _require_token(request)
    counts: HttpResponse = ExportToDjangoView(request)
    return counts


def _require_token(request: HttpRequest) -> None:
    """Whoever sends the token of `METRICS_TOKEN` is answered; nobody else learns that anything is there."""
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(sent, settings.METRICS_TOKEN):
        raise Http404
