"""Works pasted or sent as a file: shown as they were understood, then entered."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.bringing_in import citing
from articles.entering import number, numbers
from articles.library import batches, identified, importing, lookup
from articles.library.forms import PasteForm
from articles.library.importing import Choice, Offer, Result
from articles.models import Revision
from articles.references import bibliography, kinds
from articles.references.formats import Unreadable
from articles.references.identifiers import Identifier, Malformed, identify
from articles.views.access import for_writers, user_of
from articles.views.references.entry import named, wants_json
from articles.views.references.listing import by_hand, draft_named

MOST_FOOTNOTES = 100  # that are looked at
TEMPLATE = "articles/library/reference_import.html"


@for_writers
def reference_import(request: HttpRequest) -> HttpResponse:
    """Read what was pasted, and show it; with `enter`, enter the records whose numbers are in `take`.

    `apart` names those that are other works than the ones in the library that they are like; `for` the
    draft that they are for. Who accepts JSON gets the same as JSON. Of each `footnote` that is pasted into a
    text it says which work of the library it names, and with what to search for one.
    """
    if "footnote" in request.POST:
        return _footnotes(request)
    draft = draft_named(request)
    form = PasteForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return render(request, TEMPLATE, {"form": form, "draft": draft})
    if not form.is_valid():
        return _refused(request, form, draft)
    if "whole" in request.POST:
        return _handed_over(request, form, draft)
    try:
        if "enter" in request.POST:
            return _entered(request, form.cleaned_data["pasted"], draft)
        return _offered(request, form, draft)
    except (Unreadable, Malformed) as why:
        form.add_error("text", str(why))
        return _refused(request, form, draft)


def _footnotes(request: HttpRequest) -> HttpResponse:
    footnotes = request.POST.getlist("footnote")[:MOST_FOOTNOTES]
    works = [work and named(work) for work in citing.works_of(footnotes)]
    return JsonResponse({"works": works, "sought": [citing.sought(each) for each in footnotes]})


def _handed_over(request: HttpRequest, form: PasteForm, draft: Revision | None) -> HttpResponse:
    """A file, or a long paste, to the worker."""
    content = form.content or form.cleaned_data["pasted"].encode()
    name = form.name or _("What was pasted")
    article = draft.article if draft else None
    batch = batches.send(name, content, user_of(request), get_language() or "en", article)
    return redirect(batch)


def _refused(request: HttpRequest, form: PasteForm, draft: Revision | None) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if wants_json(request):
        reasons = [str(why) for each in form.errors.values() for why in each]
        return JsonResponse({"said": " ".join(reasons)}, status=status)
    return render(request, TEMPLATE, {"form": form, "draft": draft}, status=status)


def _offered(request: HttpRequest, form: PasteForm, draft: Revision | None) -> HttpResponse:
    text = form.cleaned_data["pasted"]
    identifier = identify(text)
    if identifier and not lookup.can_look_up(identifier):
        said = _("%(identifier)s: complete the entry. Nothing is looked up elsewhere.")
        messages.info(request, said % {"identifier": identifier})
        return _by_hand(identifier, draft)
    is_named = identifier or identified.is_list(text)
    found = identified.offers(text) if is_named else importing.offers(text)
    if identifier and found.offers[0].record.problem and not wants_json(request):
        messages.warning(request, found.offers[0].record.problem)
        return _by_hand(identifier, draft)
    if form.doubt:
        messages.warning(request, form.doubt)
    if wants_json(request):
        records = [_as_json(offer) for offer in found.offers]
        looked_up = {} if found.format else {"text": found.text}
        answer = {"format": found.format, "left": found.left, "records": records}
        return JsonResponse({**answer, **looked_up})
    return render(request, TEMPLATE, {"found": found, "text": found.text, "draft": draft})


def _by_hand(identifier: Identifier, draft: Revision | None) -> HttpResponse:
    query = by_hand(identifier) + (f"&for={draft.pk}" if draft else "")
    return redirect(f"{reverse('reference_new')}?{query}")


def _as_json(offer: Offer) -> dict[str, Any]:
    record, same = offer.record, offer.duplicate
    return {
        "number": record.number,
        "text": bibliography.plain(offer.entry) if offer.entry else record.label,
        "kind": kinds.label_of(record.work) if record.work else "",
        "identifiers": [label for label, _address in offer.entry.links] if offer.entry else [],
        "warnings": record.warnings,
        "problem": record.problem,
        "repeats": offer.repeats,
        "by_hand": offer.by_hand if record.problem else "",
        "have": {"key": same.reference.key, "why": same.why, "certain": same.is_certain}
        if same
        else None,
    }


def _entered(request: HttpRequest, text: str, draft: Revision | None) -> HttpResponse:
    article = draft.article if draft else None
    choice = Choice(_numbers(request, "take"), _numbers(request, "apart"), _fields(request))
    results = importing.enter(text, choice, article, user_of(request))
    status = HTTPStatus.OK if results else HTTPStatus.UNPROCESSABLE_ENTITY
    if wants_json(request):
        return JsonResponse({"results": [_result_as_json(each) for each in results]}, status=status)
    context = {"results": results, "text": text, "draft": draft}
    return render(request, "articles/library/reference_import_result.html", context, status=status)


def _result_as_json(result: Result) -> dict[str, Any]:
    return {
        "number": result.record.number,
        "label": result.record.label,
        "entered": named(result.reference) if result.reference else None,
        "is_new": result.is_new,
        "why_not": result.why_not,
        "by_hand": result.by_hand,
    }


def _numbers(request: HttpRequest, name: str) -> set[int]:
    return numbers(request.POST.getlist(name))


def _fields(request: HttpRequest) -> dict[int, list[str]]:
    """“3:volume” says that the library's work takes the volume of record 3."""
    found: dict[int, list[str]] = {}
    for each in request.POST.getlist("field"):
        record, _colon, name = each.partition(":")
        if (read := number(record)) is not None:
            found.setdefault(read, []).append(name)
    return found
