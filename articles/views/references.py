"""The library of references: find, enter, correct, and put beside a draft."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from articles.library import completing, duplicates, importing, lookup
from articles.library.forms import PasteForm, ReferenceForm, ShelfForm
from articles.library.lookup import NotFound
from articles.models import Reference, Revision
from articles.references import bibliography, identifiers
from articles.references.bibliography import FormattedReference
from articles.references.identifiers import Identifier, Malformed, identify
from articles.views.access import for_writers, writable_revision
from articles.views.drafts import show

PER_PAGE = 30
OFFERED = 12
MOST_KEYS = 100
Differing = list[tuple[str, str]]  # the label of a field, and what a service says of it


@for_writers
def references(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    page = Paginator(Reference.objects.search(words), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(zip(page.object_list, _formatted(page.object_list), strict=True))
    context = {"page": page, "rows": rows, "words": words}
    return render(request, "articles/library/reference_list.html", context)


@for_writers
@require_GET
def reference_search(request: HttpRequest) -> JsonResponse:
    """For the citation dialog: works that have all words of `q`, or those named by each `key`.

    An identifier finds the one work that has it; where the library has none, `said` says so,
    `by_hand` is the query that opens the form of a new reference with it, and `look_up` what to send
    to have it looked up. A search itself asks nobody elsewhere.
    """
    keys = request.GET.getlist("key")[:MOST_KEYS]
    if keys:
        return _found(Reference.objects.filter(key__in=keys))
    words = request.GET.get("q", "").strip()
    try:
        identifier = identify(words)
    except Malformed as why:
        return _found(Reference.objects.search(words)[:OFFERED], said=str(why))
    if identifier is None:
        return _found(Reference.objects.search(words)[:OFFERED])
    if found := duplicates.duplicate_of({identifier.name: identifier.value, "type": "book"}):
        said = _("You already have this work: %(key)s.")
        return _found([found.reference], said=said % {"key": found.reference.key})
    if not lookup.can_look_up(identifier):
        said = _("%(identifier)s is not in the library yet. Enter the work once, and cite it.")
        return _found([], said=said % {"identifier": identifier}, by_hand=by_hand(identifier))
    said = _("%(identifier)s is not in the library yet. Press Enter to look it up at %(service)s.")
    asked = {"identifier": identifier, "service": lookup.service_of(identifier)}
    query = {"by_hand": by_hand(identifier), "look_up": str(identifier)}
    return _found([], said=said % asked, **query)


def by_hand(identifier: Identifier) -> str:
    """The query that opens the form of a new reference with an identifier in it."""
    kind = identifiers.kind_of(identifier)
    return urlencode({"type": kind, identifier.name.lower(): identifier.value})


def _formatted(works: Iterable[Reference]) -> list[FormattedReference]:
    """Each as its readers see it, in the order given."""
    return bibliography.entries([work.csl for work in works])


def _found(works: Iterable[Reference], **more: str) -> JsonResponse:
    entries = _formatted(works)
    results = [{"key": entry.key, "text": bibliography.plain(entry)} for entry in entries]
    return JsonResponse({"results": results, **more})


@for_writers
def reference_new(request: HttpRequest) -> HttpResponse:
    """Enter a work; `for` names the draft that it is entered for, and leads back to it. With `look_up`
    nothing is stored: the form comes back with its empty fields filled; with `show_kind`, with the fields
    of the kind that was chosen.

    Other parameters are what is known of the work already. Who accepts JSON gets the fields alone,
    and what was entered.
    """
    draft = draft_named(request)
    if "look_up" in request.POST:
        return _completed(request, Reference(csl={}), draft)
    if "show_kind" in request.POST:
        return _of_its_kind(request, Reference(csl={}), draft)
    form = ReferenceForm(request.POST or None, initial=request.GET.dict())
    is_right = request.method == "POST" and form.is_valid()
    reference = (
        importing.store(form.as_csl(), draft.article if draft else None) if is_right else None
    )
    if wants_json(request):
        return _in_the_dialog(request, form, reference)
    if reference is not None:
        said = _("“%(title)s” is in the library as %(key)s.")
        messages.success(request, said % {"title": reference.title, "key": reference.key})
        return redirect("revision_edit", draft.pk) if draft else redirect("references")
    return _form_page(request, form, draft)


@for_writers
def reference_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a work. Texts that are sealed keep the entry as it stood in them."""
    reference = get_object_or_404(Reference, pk=pk)
    if "look_up" in request.POST:
        return _completed(request, reference, None)
    if "show_kind" in request.POST:
        return _of_its_kind(request, reference, None)
    form = ReferenceForm(request.POST or None, reference=reference)
    if request.method == "POST" and form.is_valid():
        reference.csl = form.as_csl()
        reference.save()
        messages.success(request, _("“%(title)s” is saved.") % {"title": reference.title})
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
    messages.success(request, _("%(key)s is beside your text.") % {"key": form.reference.key})
    return redirect("revision_edit", draft.pk)


def _completed(request: HttpRequest, reference: Reference, draft: Revision | None) -> HttpResponse:
    """The form with its empty fields filled by a look-up; what the service says otherwise beside it."""
    entered = _as_typed(request)
    try:
        found = completing.complete(entered)
    except NotFound as why:
        form, said = ReferenceForm(reference=reference, initial=entered), str(why)
        level, differing = messages.WARNING, Differing()
    else:
        form = ReferenceForm(reference=reference, initial=found.fields)
        level, said = messages.INFO, _filled(found, form)
        differing = [(str(form[name].label), value) for name, value in found.differing.items()]
    if wants_json(request):
        return _in_the_dialog(request, form, None, said, differing)
    messages.add_message(request, level, said)
    return _form_page(request, form, draft, differing)


def _of_its_kind(
    request: HttpRequest, reference: Reference, draft: Revision | None
) -> HttpResponse:
    """The form with the fields of the kind that was chosen, and all that was typed. Nothing is stored."""
    form = ReferenceForm(reference=reference, initial=_as_typed(request))
    if wants_json(request):
        return _in_the_dialog(request, form, None)
    return _form_page(request, form, draft)


def _as_typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST[name] for name in ReferenceForm.base_fields if name in request.POST}


def _filled(found: completing.Completion, form: ReferenceForm) -> str:
    labels = ", ".join(str(form[name].label) for name in found.filled)
    named = {"service": found.service, "fields": labels}
    if not found.filled:
        return _("%(service)s has nothing to add.") % named
    return _("From %(service)s: %(fields)s. Nothing is saved yet.") % named


def _form_page(
    request: HttpRequest,
    form: ReferenceForm,
    draft: Revision | None,
    differing: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {
        "form": form,
        "reference": form.reference,
        "draft": draft,
        "paste": PasteForm(),
        "can_look_up": lookup.is_on(),
        "differing": differing,
    }
    return render(request, "articles/library/reference_form.html", context, status=status)


def _in_the_dialog(
    request: HttpRequest,
    form: ReferenceForm,
    reference: Reference | None,
    said: str = "",
    differing: Sequence[tuple[str, str]] = (),
) -> JsonResponse:
    if reference is not None:
        return JsonResponse({"entered": named(reference)}, status=HTTPStatus.CREATED)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form, "differing": differing}
    fields = render_to_string("articles/library/_reference_fields.html", context, request)
    answer = {"fields": fields, "can_look_up": lookup.is_on(), "said": said}
    return JsonResponse(answer, status=status)


def named(reference: Reference) -> dict[str, str]:
    """What the editor needs to cite a work: its key, and its entry in plain words."""
    [entry] = _formatted([reference])
    return {"key": entry.key, "text": bibliography.plain(entry)}


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def draft_named(request: HttpRequest) -> Revision | None:
    named = request.GET.get("for", "")
    return writable_revision(request, int(named)) if named.isdecimal() else None
