"""The forms by which readers speak. Their pages are never kept ready: each has the token of its visitor."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from articles.models import Article, Revision
from cms.readers import comments, helpfulness, limits
from cms.readers.forms import QUOTE, CommentForm, FromReader, HelpfulForm, ReportForm
from cms.readers.models import ReaderComment, Report
from cms.site.article_pages import ArticlePage, article_page
from cms.site.moves import follows_moves

Form = TypeVar("Form", bound=FromReader)


@never_cache
@follows_moves
def helpful(request: HttpRequest, slug: str) -> HttpResponse:
    """“Was this helpful?”, for the text that was read."""
    page = _page(slug)
    if page.is_retracted:
        raise Http404
    chosen = {name: request.GET.get(name) for name in ("answer", "version")}
    form = HelpfulForm(_sent(request), initial=chosen)

    def keep(sent: HelpfulForm) -> None:
        given = sent.cleaned_data
        about = _read(page, given["version"])
        today = timezone.localdate()
        was_helpful = given["answer"] == "yes"
        if not given[
            "counted"
        ]:  # else one tap in the article has done so, and this is what it asked
            helpfulness.count(about, was_helpful)
        helpfulness.keep_remark(about, was_helpful, given["remark"], today)

    context = {"page": page, "form": form, "opening": _("Was this helpful?"), "button": _("Send")}
    return answer(request, form, "reader_helpful", keep, "cms/readers/helpful.html", context)


@never_cache
@follows_moves
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Report an error in the text that was read; the words may come with the address."""
    page = _page(slug)
    chosen = {"version": request.GET.get("version"), "quote": request.GET.get("quote", "")[:QUOTE]}
    sections = [words for _, words in page.reading.rendered.contents]
    form = ReportForm(_sent(request), initial=chosen, sections=sections)

    def keep(sent: ReportForm) -> None:
        given = sent.cleaned_data
        Report.objects.create(
            revision=_read(page, given["version"]),
            sent_at=timezone.now(),
            **{name: given[name] for name in ("section", "quote", "words", "address")},
        )

    context = {"page": page, "form": form, "opening": _("Report an error"), "button": _("Send")}
    return answer(request, form, "reader_report", keep, "cms/readers/report.html", context)


@never_cache
@follows_moves
def comment(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a comment, where they are switched on; it waits for an editor."""
    page = _page(slug)
    if page.is_retracted or not comments.are_open(page.article):
        raise Http404
    form = CommentForm(_sent(request), initial={"version": request.GET.get("version")})

    def keep(sent: CommentForm) -> None:
        given = sent.cleaned_data
        about, now = _read(page, given["version"]), timezone.now()
        ReaderComment.objects.create(
            revision=about, name=given["name"], words=given["words"], sent_at=now
        )

    context = {
        "page": page,
        "form": form,
        "opening": pgettext("of a reader", "Comment"),
        "button": _("Send"),
    }
    return answer(request, form, "reader_comment", keep, "cms/readers/comment.html", context)


def answer(
    request: HttpRequest,
    form: Form,
    action: str,
    keep: Callable[[Form], None],
    template: str,
    context: dict[str, object],
) -> HttpResponse:
    """Show a form; or keep what it brought and say thanks, at an address that can be loaded again.

    A program that filled in the hidden field is thanked too: it is not told what gave it away.
    """
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid() and form.is_from_a_program:
            return _thanks(request)
        if form.is_valid() and limits.allows(request, action):
            keep(form)
            return _thanks(request)
        if form.is_valid():
            form.add_error(None, limits.TOO_OFTEN)
            status = HTTPStatus.TOO_MANY_REQUESTS
    is_sent = "sent" in request.GET and request.method != "POST"
    return render(request, template, {**context, "is_sent": is_sent}, status=status)


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _thanks(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(f"{request.path}?sent=1", status=HTTPStatus.SEE_OTHER)


def _page(slug: str) -> ArticlePage:
    """An article that can be read."""
    try:
        page = article_page(slug, timezone.localdate())
    except Article.DoesNotExist:
        raise Http404 from None
    if page.is_withdrawn:
        raise Http404
    return page


def _read(page: ArticlePage, number: int | None) -> Revision:
    """The text that was read: by its number, else the one that is shown."""
    found = (version.revision for version in page.readable if version.number == number)
    return next(found, page.version.revision)
