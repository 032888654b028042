"""The preview of a text: at the desk in a frame of a chosen width, and by a link that expires."""

from http import HTTPStatus

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from articles.drafting import sharing
from articles.drafting.findings import EditorPlace
from articles.models import Revision, Share
from articles.text import cleaner, vocabulary
from articles.views.access import for_writers, writable_revision
from cms.site.previews import preview

WIDTHS = {
    "window": _("This window"),
    "phone": _("Phone"),
    "tablet": _("Tablet"),
    "desktop": _("Desktop"),
}


@for_writers
@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def framed(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of the preview: the text in a frame as wide as the window, a phone, a tablet or a desktop."""
    revision = writable_revision(request, pk)
    asked = request.GET.get("width", "")
    width = asked if asked in WIDTHS else "window"
    context = {
        "revision": revision,
        "widths": WIDTHS,
        "width": width,
        "width_label": WIDTHS[width],
        "sections": _sections(revision) if revision.is_draft else [],
        "shares": sharing.open_shares(revision, timezone.now()),
        "days": sharing.CHOICES,
        "usual_days": sharing.DAYS,
    }
    return _private(render(request, "cms/previews/preview.html", context))


@for_writers
@require_safe
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})  # type: ignore[arg-type]
def framed_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands in the frame; the one page of the site that another may hold, and only our own."""
    revision = writable_revision(request, pk)
    return _page(request, revision, {"is_framed": True})


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The text for whoever has the link: 404 for a link that never was, 410 for one that is over."""
    try:
        share = sharing.found(token)
    except Share.DoesNotExist:
        return _closed(request, HTTPStatus.NOT_FOUND)
    if not share.is_open(timezone.now()):
        return _closed(request, HTTPStatus.GONE)
    response = _page(request, share.revision, {"share": share})
    response["Referrer-Policy"] = "no-referrer"  # no page that a link leads to hears the address
    return response


def _page(request: HttpRequest, revision: Revision, more: dict[str, object]) -> HttpResponse:
    """In the language of the text, as readers will see it."""
    with translation.override(revision.language):
        context = {"page": preview(revision, timezone.localdate()), **more}
        response = _private(render(request, "cms/previews/preview_page.html", context))
        response["Content-Language"] = revision.language
    return response


def _closed(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    return _private(render(request, "cms/previews/preview_closed.html", status=status))


def _private(response: HttpResponse) -> HttpResponse:
    """Found by no search engine, kept by no cache."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response


def _sections(revision: Revision) -> list[tuple[str, str]]:
    """The headings of a draft, each with its place in the editor."""
    headings = cleaner.parse(cleaner.clean(revision.body)).iter(*vocabulary.BODY.headings)
    return [
        (" ".join(heading.text_content().split()), EditorPlace("body", "heading", index).at)
        for index, heading in enumerate(headings)
    ]
