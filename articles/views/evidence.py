"""What a draft rests on: its statements, what is asked about them, and what its writer says of them."""

from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.drafting.evidence import dismissals, marking
from articles.drafting.evidence import elsewhere as other_texts
from articles.drafting.evidence.dismissals import CannotDismiss
from articles.drafting.evidence.elsewhere import CannotCite
from articles.drafting.evidence.forms import StatementForm
from articles.drafting.evidence.grounds import grounds
from articles.drafting.evidence.marking import CannotMark
from articles.entering import number
from articles.models import ImportedFile, Reference, Revision
from articles.references import bibliography
from articles.text.citations import cited_keys
from articles.views.access import for_writers, user_of, writable_revision

MOST_PASTED: Final = 100_000  # characters that are looked through for statements


@for_writers
@require_safe
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """The register of a draft: each statement, what it rests on, and what is asked about it."""
    return _page(request, writable_revision(request, pk))


@for_writers
@require_POST
def passage_dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a finding on a passage aside with a reason; with `restore` set, ask about it again."""
    draft = writable_revision(request, pk)
    likeness = request.POST.get("passage", "")
    try:
        if "restore" in request.POST:
            dismissals.restore(draft, likeness)
            messages.success(request, _("It is asked about again."))
        else:
            reason = request.POST.get("reason", "")
            made = dismissals.dismiss(draft, likeness, reason, user_of(request))
            messages.success(request, _said(is_asked=made.is_asked))
    except CannotDismiss as refused:
        messages.error(request, str(refused))
    return redirect("evidence", draft.pk)


@for_writers
@require_POST
def passages_list(request: HttpRequest, pk: int) -> HttpResponse:
    """List what only lacks a source too, of an import that began with the house rules."""
    draft = writable_revision(request, pk)
    dismissals.list_all(draft, user_of(request))
    messages.success(request, _("All statements of this text are listed from now on."))
    return redirect("evidence", draft.pk)


@for_writers
@require_POST
def passage_cite(request: HttpRequest, pk: int) -> HttpResponse:
    """Cite for a passage what another article cites for the same words."""
    draft = writable_revision(request, pk)
    try:
        found = other_texts.cite(draft, request.POST.get("passage", ""), user_of(request))
        messages.success(request, _("Cited as in “%(title)s”.") % {"title": found.text.title})
    except CannotCite as refused:
        messages.error(request, str(refused))
    return redirect("evidence", draft.pk)


@for_writers
@require_POST
def passages_offered(request: HttpRequest, pk: int) -> JsonResponse:
    """Which statements among the `words` that were pasted stand in another article with a source."""
    draft = writable_revision(request, pk)
    words = request.POST.get("words", "")[:MOST_PASTED].strip()
    found = other_texts.elsewhere(draft, words) if draft.is_draft and words else {}
    return JsonResponse({"offered": [each.as_json() for each in found.values()]})


@for_writers
@require_POST
def statement_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that some words are one statement; with `unmark` set, take that back."""
    draft = writable_revision(request, pk)
    instead_of = number(request.POST.get("mark", "")) or 0
    form = StatementForm(draft, request.POST)
    try:
        if "unmark" in request.POST:
            marking.unmark(draft, instead_of)
            messages.success(request, _("The text is read there as before."))
        elif form.is_valid():
            made = marking.mark(draft, form.entered(), user_of(request), instead_of)
            messages.success(request, _("Kept as one statement."))
            return _kept(draft, made.end, form.cleaned_data["until"])
    except CannotMark as refused:
        form.add_error(None, str(refused))
    if form.is_bound and "unmark" not in request.POST and form.errors:
        return _page(request, draft, form)
    return redirect("evidence", draft.pk)


def _page(request: HttpRequest, draft: Revision, form: StatementForm | None = None) -> HttpResponse:
    """`form` was filled in badly."""
    known = other_texts.elsewhere(draft) if draft.is_draft else {}
    found = grounds(draft)
    context = {
        "draft": draft,
        "sections": dismissals.sections(found, known, _works(draft)),
        "brought_in": ImportedFile.objects.filter(
            article=draft.article_id, is_rules_first=True
        ).first(),
        "left_for_later": dismissals.left_for_later(found),
        "form": form or StatementForm(draft, initial=_begun(request, draft)),
        "used": marking.used_before(draft) if draft.is_draft else [],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form else HTTPStatus.OK
    return render(request, "articles/evidence/evidence.html", context, status=status)


def _works(draft: Revision) -> dict[str, str]:
    """What the works that it cites are called in a line of text, by their keys."""
    cited = Reference.objects.filter(key__in=cited_keys(draft.body))
    return {each.key: bibliography.short(each.csl) for each in cited}


def _kept(draft: Revision, start: int, until: int | None) -> HttpResponse:
    """Back to the register; to the form with the rest of the words, where that is to be marked too."""
    response = redirect("evidence", draft.pk)
    if until and start < until:
        response["Location"] += f"?statement={start}-{until}#statement"
    return response


def _begun(request: HttpRequest, draft: Revision) -> dict[str, Any]:
    """What the form begins with: the words between two places, or what somebody marked there."""
    start, _dash, end = request.GET.get("statement", "").partition("-")
    span = number(start), number(end)
    if span[0] is None or span[1] is None:
        return {}
    return marking.begun(draft, span[0], span[1])


def _said(*, is_asked: bool) -> str:
    if is_asked:
        return _(
            "Asked: the text can be submitted with it, and is approved when a reviewer agrees."
        )
    return _("Set aside. It is back when the sentence changes.")
