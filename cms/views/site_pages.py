"""The editors' desk for the pages about the site: where each stands, and editing one."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.languages import choices
from articles.models import SitePage
from cms.accounts.access import for_editors
from cms.site.about import back_to_default, open_draft
from cms.site.about_desk import rows
from reviews.views.access import user_of


@for_editors
@require_safe
def site_pages(request: HttpRequest) -> HttpResponse:
    return render(request, "cms/about/site_pages.html", {"rows": rows(timezone.localdate())})


@for_editors
@permission_required("articles.write_any_article", raise_exception=True)
@require_POST
def site_page_edit(request: HttpRequest, page: str, language: str) -> HttpResponse:
    """Open the draft of a page, or lead to the text that is on its way; `default` begins it anew."""
    if page not in SitePage.values or language not in dict(choices()):
        raise Http404
    begin = back_to_default if "default" in request.POST else open_draft
    revision = begin(SitePage(page), user_of(request), language)
    if revision.is_draft:
        return redirect("revision_edit", revision.pk)
    messages.info(request, _("This text is on its way already: recall it to change it."))
    return redirect("review", revision.pk)
