"""The versions of an article: listed, read, named, restored."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.drafting import drafts, versions
from articles.drafting.drafts import NotADraft, Stale
from articles.drafting.forms import NameForm
from articles.drafting.versions import Unknown
from articles.entering import number
from articles.models import Article, Revision
from articles.sealing import rendering
from articles.views.access import for_writers, user_of, writable_revision


@for_writers
def article_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every text that the article had: two of them to compare, the open draft to name."""
    return _list(request, _article(request, pk))


def _list(request: HttpRequest, article: Article, form: NameForm | None = None) -> HttpResponse:
    found = list(versions.versions_of(article.revisions.all()))
    context = {
        "article": article,
        "current": found[0].revision,
        "draft": next((each.revision for each in found if each.kind == "draft"), None),
        "versions": found,
        "older": next(iter([*versions.differing(article, found), *found[1:]]), None),
        "form": form or NameForm(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form else HTTPStatus.OK
    return render(request, "articles/drafting/article_versions.html", context, status=status)


@for_writers
def version_detail(request: HttpRequest, pk: int, address: str) -> HttpResponse:
    """One version as it would be read, with the button that brings it back."""
    article = _article(request, pk)
    try:
        version, text = versions.find(article, address), versions.text_at(article, address)
    except Unknown:
        raise Http404 from None
    draft = article.revisions.filter(state=Revision.State.DRAFT).first()
    with translation.override(article.language):
        rendered = rendering.render(text)
    context = {
        "article": article,
        "version": version,
        "text": text,
        "rendered": rendered,
        "draft": draft,
    }
    return render(request, "articles/drafting/version_detail.html", context)


@for_writers
@require_POST
def version_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the draft's present text under a name."""
    draft = writable_revision(request, pk)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _list(request, draft.article, form)
    try:
        named = drafts.name_version(draft, user_of(request), form.cleaned_data["name"])
        messages.success(request, _("The text of now is kept as “%(name)s”.") % {"name": named})
    except NotADraft as refusal:
        messages.error(request, str(refusal))
    return redirect("article_versions", draft.article_id)


@for_writers
@require_POST
def version_restore(request: HttpRequest, pk: int, address: str) -> HttpResponse:
    """Save an earlier text into the draft. What stood there stays in the list."""
    draft = writable_revision(request, pk)
    try:
        version = number(request.POST.get("version")) or 0
        saved = versions.restore(draft, version, address, user_of(request))
    except (Unknown, ValueError):
        raise Http404 from None
    except (Stale, NotADraft) as refusal:
        messages.error(request, _("Not restored. %(why)s Look at it first.") % {"why": refusal})
        return redirect("article_versions", draft.article_id)
    said = _("Restored, as version %(version)s. What stood there is kept.")
    messages.success(request, said % {"version": saved.version})
    return redirect("revision_edit", pk)


def _article(request: HttpRequest, pk: int) -> Article:
    articles = Article.objects.writable_by(request.user).select_related("topic")
    return get_object_or_404(articles, pk=pk)
