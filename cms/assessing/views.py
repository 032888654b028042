"""The pages for an assessor: of the site, and of one article; on screen, on paper, as a file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles.entering import clean_text
from articles.listing import spreadsheets
from articles.models import Article
from articles.security_log import note
from articles.views.access import user_of
from cms.accounts.access import for_editors
from cms.assessing import assessment

LONGEST = 4_000
SEE_OTHER = 303


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def assessment_page(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Line by line; `as=csv` is the file. A POST adds `text` to the line named by `line`."""
    article = get_object_or_404(Article, pk=pk, about="") if pk else None
    if request.method == "POST":
        return _added(request, article)
    found = assessment.assessed(article)
    if request.GET.get("as") == "csv":
        note("exported", what="assessment", user=user_of(request).pk)
        return spreadsheets.answer("assessment", assessment.table(found))
    context = {
        "article": article,
        "title": article.revisions.newest().title if article else "",
        "found": found,
        "for_paper": request.GET.get("as") == "print",
        "longest": LONGEST,
    }
    return render(request, "cms/assessing/assessment.html", context)


def _added(request: HttpRequest, article: Article | None) -> HttpResponse:
    key, text = request.POST.get("line", ""), clean_text(request.POST.get("text", "")).strip()
    if assessment.add(key, article, text[:LONGEST], user_of(request)):
        messages.success(request, _("Noted, with your name and today’s date."))
    else:
        messages.info(request, _("Nothing had changed, so nothing was noted."))
    return HttpResponseRedirect(f"{request.path}#{key}", status=SEE_OTHER)
