"""Snippets: listed, written, put into texts, and which texts have them."""

from http import HTTPStatus
from typing import Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from articles.drafting.forms import SnippetForm
from articles.models import Article, Snippet
from articles.reusing import snippets as reusing
from articles.users import User
from articles.views.access import for_writers, user_of

INVALID: Final = HTTPStatus.UNPROCESSABLE_ENTITY
PER_PAGE: Final = 50
OFFERED: Final = 8


@for_writers
@require_safe
def snippets(request: HttpRequest) -> HttpResponse:
    """All of them, or those that have the words of `q`."""
    words = " ".join(request.GET.get("q", "").split())
    found = Snippet.objects.search(words).order_by("name", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    keys = [each.pk for each in page]
    shown = Snippet.objects.filter(pk__in=keys).order_by("name", "pk")
    context = {"page": page, "rows": list(reusing.counts(shown)), "words": words}
    return render(request, "articles/reusing/snippets.html", context)


@for_writers
@require_http_methods(["GET", "HEAD", "POST"])
def snippet(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One with the texts that have it, or a new one. Its owner changes it, and editors do."""
    user = user_of(request)
    found = get_object_or_404(Snippet, pk=pk) if pk else Snippet(owner=user)
    may_change = _may_change(found, user)
    if request.method == "POST" and not may_change:
        raise PermissionDenied(_("Its owner changes it, or an editor."))
    wordings = list(found.wordings.select_related("made_by")) if pk else []
    data = request.POST if request.method == "POST" else None
    form = SnippetForm(data, instance=found, initial={"body": wordings[0].body if wordings else ""})
    if form.is_valid():
        return _saved(request, form, user)
    context = {
        "snippet": found,
        "form": form,
        "media": form.media.with_nonce(request.csp_nonce),  # type: ignore[attr-defined]
        "may_change": may_change,
        "wordings": [(each, reusing.shown(each)) for each in wordings],
        "uses": reusing.uses(found) if pk else [],
        "writable": set(Article.objects.writable_by(user).values_list("pk", flat=True))
        if pk and not user.has_perm("articles.write_any_article")
        else None,
    }
    status = INVALID if form.errors else HTTPStatus.OK
    return render(request, "articles/reusing/snippet.html", context, status=status)


@for_writers
@require_GET
def snippet_search(request: HttpRequest) -> JsonResponse:
    """For the dialog of the editor: a few that have the words of `q`, with the blocks to put in."""
    found = Snippet.objects.search(request.GET.get("q", "")).filter(is_active=True)
    if language := request.GET.get("language"):
        found = found.filter(language=language)
    rows = reusing.counts(found.order_by("name", "pk")[:OFFERED])
    results = [
        {"label": each.name, "value": each.name, "body": reusing.bearing(wording)}
        for each, wording, _texts, _old in rows
        if wording
    ]
    return JsonResponse({"results": results})


def _may_change(found: Snippet, user: User) -> bool:
    return found.owner == user or user.has_perm("articles.write_any_article")


@transaction.atomic
def _saved(request: HttpRequest, form: SnippetForm, user: User) -> HttpResponse:
    saved = form.save()
    wording = reusing.reword(saved, form.cleaned_data["body"], user)
    messages.success(request, _("Saved: %(what)s.") % {"what": saved})
    if wording and (older := sum(each.is_older for each in reusing.uses(saved))):
        said = ngettext(
            "%(count)d text has an older wording: it is listed here, and nothing in it changed.",
            "%(count)d texts have an older wording: they are listed here, and nothing in them changed.",
            older,
        )
        messages.info(request, said % {"count": older})
    return redirect("snippet", saved.pk)
