"""The library of references: find, enter, correct, and put beside a draft."""

from http import HTTPStatus

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from articles import bibliography, library
from articles.forms import ReferenceForm, ShelfForm
from articles.models import Reference, Revision
from articles.views.access import for_writers, writable_revision
from articles.views.drafts import show

PER_PAGE = 30
OFFERED = 12
MOST_KEYS = 100


@for_writers
def references(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    page = Paginator(Reference.objects.search(words), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(zip(page.object_list, library.formatted(page.object_list), strict=True))
    context = {"page": page, "rows": rows, "words": words}
    return render(request, "articles/reference_list.html", context)


@for_writers
@require_GET
def reference_search(request: HttpRequest) -> JsonResponse:
    """For the citation dialog: works that have all words of `q`, or those named by each `key`."""
    keys = request.GET.getlist("key")[:MOST_KEYS]
    found = (
        Reference.objects.filter(key__in=keys)
        if keys
        else Reference.objects.search(request.GET.get("q", ""))[:OFFERED]
    )
    results = [
        {"key": entry.key, "text": bibliography.plain(entry)} for entry in library.formatted(found)
    ]
    return JsonResponse({"results": results})


@for_writers
def reference_new(request: HttpRequest) -> HttpResponse:
    """Enter a work; `for` names the draft that it is entered for, and leads back to it."""
    draft = _draft_named(request)
    form = ReferenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reference = library.enter(form.as_csl(), draft.article if draft else None)
        messages.success(request, f"“{reference.title}” is in the library as {reference.key}.")
        return redirect("revision_edit", draft.pk) if draft else redirect("references")
    return _form_page(request, form, draft)


@for_writers
def reference_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a work. Texts that are sealed keep the entry as it stood in them."""
    reference = get_object_or_404(Reference, pk=pk)
    form = ReferenceForm(request.POST or None, reference=reference)
    if request.method == "POST" and form.is_valid():
        reference.csl = form.as_csl()
        reference.save()
        messages.success(request, f"“{reference.title}” is saved.")
        return redirect("references")
    return _form_page(request, form, None)


@for_writers
@require_POST
def shelf_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a work of the library beside a draft."""
    draft = writable_revision(request, pk)
    form = ShelfForm(request.POST, auto_id="id_shelf_%s")
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return show(request, draft, shelf_form=form, status=status)
    draft.article.shelf.add(form.reference)
    messages.success(request, f"{form.reference.key} is beside your text.")
    return redirect("revision_edit", draft.pk)


def _form_page(request: HttpRequest, form: ReferenceForm, draft: Revision | None) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form, "reference": form.reference, "draft": draft}
    return render(request, "articles/reference_form.html", context, status=status)


def _draft_named(request: HttpRequest) -> Revision | None:
    named = request.GET.get("for", "")
    return writable_revision(request, int(named)) if named.isdecimal() else None
