"""The page of an article, its history, its versions, its references."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import addresses, comparing
from articles.comparing import showing
from articles.comparing.sides import Compared
from articles.languages import active
from articles.models import Article
from articles.references.export import FORMATS, Work
from cms.caching.keys import shows
from cms.discovery.cards import draw
from cms.discovery.citing import citation as work_of
from cms.discovery.citing import in_ama
from cms.discovery.sharing import share_links
from cms.discovery.structured_data import as_script, graph, scholar_tags
from cms.readers import comments
from cms.site import page_keys
from cms.site.article_pages import ArticlePage, Version, article_page
from cms.site.context import frame
from cms.site.moves import follows_moves, permanently
from cms.site.teasers import review_line
from reviews.desk.people import lay_readers

View = Callable[..., HttpResponse]
HOUR: Final = 3600


@require_safe
@follows_moves
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """What is published; else the retracted text under its notice, or why it was withdrawn (410).

    A withdrawn article that another took the place of leads there.
    """
    page = _page(slug, with_related=True)
    if page.article.about:
        return permanently(page.article.get_absolute_url())
    if page.is_withdrawn and page.successor is not None:
        return permanently(page.successor.article.get_absolute_url())
    is_over = page.is_withdrawn or page.is_retracted
    takes_comments = not is_over and comments.are_open(page.article)
    around = frame(active())
    context = {
        "page": page,
        "frame": around,
        "elsewhere": page.family,
        "section": page.topics[0].slug,
        "ama": in_ama(page),
        "share_links": share_links(page.title, page.canonical),
        "graph": as_script(graph(page), are_invented=around.is_demonstration),
        "scholar_tags": scholar_tags(page),
        "may_write": _may_write(request, page),
        "takes_comments": takes_comments,
        "comments": comments.under(page.article) if takes_comments else (),
    }
    keys = page_keys.of_article(page)
    if page.is_withdrawn:
        gone = render(
            request, "cms/articles/article_withdrawn.html", context, status=HTTPStatus.GONE
        )
        return shows(gone, keys)
    return shows(render(request, "cms/articles/article_detail.html", context), keys)


@require_safe
@follows_moves
def history(request: HttpRequest, slug: str) -> HttpResponse:
    page = _page(slug)
    merged = addresses.absorbed(page.article)
    context = {
        "page": page,
        "section": page.topics[0].slug,
        "absorbed": merged,
        "lay_readings": lay_readers.told_of(page.article),
    }
    response = render(request, "cms/articles/article_history.html", context)
    return shows(response, page_keys.of_history(page, (each.article for each in merged)))


@require_safe
@follows_moves
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """An earlier text. The one that is shown has its own page, the withdrawn none but the history."""
    page = _page(slug, number)
    if page.is_current:
        return redirect("article", slug)
    if not page.version.is_readable:
        return redirect("article_history", slug)
    context = {"page": page, "section": page.topics[0].slug}
    template = (
        "cms/about/about_version.html" if page.article.about else "cms/articles/article_detail.html"
    )
    response = render(request, template, context)
    return shows(response, page_keys.of_text(page))


@require_safe
@follows_moves
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Two versions that readers may read, by their numbers; without them, the latest two."""
    page = _page(slug)
    if len(page.readable) < 2:
        return redirect("article_history", slug)
    new = _readable(page, request.GET.get("to"), page.readable[0])
    old = _readable(page, request.GET.get("from"), _before(page, new))
    texts = [
        Compared(_version(version.number), version.revision.published_at, version.text)
        for version in (old, new)
    ]
    comparison = comparing.compare(old.text, new.text)
    context = {
        "page": page,
        "section": page.topics[0].slug,
        "old": old,
        "new": new,
        "old_text": texts[0],
        "new_text": texts[1],
        "shown": showing.show(comparison, is_side=request.GET.get("view") == "side"),
        "switch": f"from={old.number}&to={new.number}&",
    }
    return render(request, "cms/articles/article_comparison.html", context)


@require_safe
@follows_moves
def references(request: HttpRequest, slug: str, extension: str) -> HttpResponse:
    """The reference list of the text that is shown, to take along."""
    page = _page(slug)
    return _works(page, page.version.text.references, slug, extension)


@require_safe
@follows_moves
def citation(request: HttpRequest, slug: str, extension: str) -> HttpResponse:
    """The article itself, for the reference list of somebody who cites it."""
    page = _page(slug)
    return _works(page, [work_of(page)], f"{slug}-citation", extension)


@require_safe
@follows_moves
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture that stands where a link to the article is shared."""
    page = _page(slug)
    if page.article.about:
        raise Http404
    state = page.version.revision.state
    if page.is_retracted or page.is_withdrawn:
        is_retracted, is_withdrawn = _("This article is retracted"), _("This article is withdrawn")
        line = is_retracted if page.is_retracted else is_withdrawn
        png = draw(page.title, line, state)
    else:
        png = draw(page.title, review_line(page.badge), page.badge.standing)
    return shows(HttpResponse(png, content_type="image/png"), page_keys.of_text(page))


def _version(number: int) -> str:
    return _("Version %(number)s") % {"number": number}


def _works(page: ArticlePage, works: Sequence[Work], name: str, extension: str) -> HttpResponse:
    chosen = FORMATS.get(extension)
    if chosen is None or page.is_withdrawn:
        raise Http404
    response = HttpResponse(
        chosen.write(works),
        content_type=f"{chosen.media_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.{extension}"'},
    )
    return shows(response, page_keys.of_text(page))


def _page(slug: str, number: int | None = None, with_related: bool = False) -> ArticlePage:
    try:
        return article_page(slug, timezone.localdate(), number, with_related)
    except Article.DoesNotExist:
        raise Http404 from None


def _readable(page: ArticlePage, number: str | None, usual: Version) -> Version:
    """The version of a number, as an address gives it."""
    if number is None:
        return usual
    found = (version for version in page.readable if str(version.number) == number)
    version = next(found, None)
    if version is None:
        raise Http404
    return version


def _before(page: ArticlePage, version: Version) -> Version:
    earlier = [each for each in page.readable if each.number < version.number]
    return next(iter(earlier), page.readable[-1])


def _may_write(request: HttpRequest, page: ArticlePage) -> bool:
    if not request.user.is_authenticated:
        return False
    return Article.objects.writable_by(request.user).filter(pk=page.article.pk).exists()
