"""The page of an article, its history, its versions, its references."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.citation_formats import FORMATS
from articles.models import Article
from cms.freshness import keys_of_article, shows
from cms.pages import ArticlePage, article_page
from cms.structured_data import as_script, graph, scholar_tags


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """What is published; else why it was withdrawn, or the retracted text under its notice."""
    page = _page(slug)
    context = {
        "page": page,
        "section": page.topics[0].slug,
        "graph": as_script(graph(page)),
        "scholar_tags": scholar_tags(page),
        "may_write": _may_write(request, page),
    }
    template = "cms/article_withdrawn.html" if page.is_withdrawn else "cms/article_detail.html"
    return shows(render(request, template, context), keys_of_article(page.article))


@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    page = _page(slug)
    context = {"page": page, "section": page.topics[0].slug}
    response = render(request, "cms/article_history.html", context)
    return shows(response, keys_of_article(page.article))


@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """An earlier text. The one that is shown has its own page, the withdrawn none but the history."""
    page = _page(slug, number)
    if page.is_current:
        return redirect("article", slug)
    if not page.version.is_readable:
        return redirect("article_history", slug)
    context = {"page": page, "section": page.topics[0].slug}
    response = render(request, "cms/article_detail.html", context)
    return shows(response, keys_of_article(page.article))


@require_safe
def references(request: HttpRequest, slug: str, extension: str) -> HttpResponse:
    """The reference list of the text that is shown, to take along."""
    page = _page(slug)
    chosen = FORMATS.get(extension)
    if chosen is None or page.is_withdrawn:
        raise Http404
    response = HttpResponse(
        chosen.write(page.version.text.references),
        content_type=f"{chosen.media_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{slug}.{extension}"'},
    )
    return shows(response, keys_of_article(page.article))


def _page(slug: str, number: int | None = None) -> ArticlePage:
    try:
        return article_page(slug, timezone.localdate(), number)
    except Article.DoesNotExist:
        raise Http404 from None


def _may_write(request: HttpRequest, page: ArticlePage) -> bool:
    if not request.user.is_authenticated:
        return False
    return Article.objects.writable_by(request.user).filter(pk=page.article.pk).exists()
