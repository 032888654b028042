"""Suggesting changes of a draft that others write, and taking or refusing each of them."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.coediting import merging, suggesting
from articles.coediting.suggested import Change
from articles.coediting.suggesting import CannotSuggest, Meanwhile, Settled
from articles.comparing import showing
from articles.drafting.drafts import DraftText
from articles.drafting.forms import OfferForm, SuggestForm
from articles.entering import number
from articles.models import Revision, SuggestedText
from articles.sealing import rendering, seal
from articles.sealing.seal import Text
from articles.text import fields
from articles.views.access import for_writers, user_of, writable_revision

INVALID = HTTPStatus.UNPROCESSABLE_ENTITY
# what a button says of a change: whether it is taken, and what stands where it meets other words
ANSWERS = {
    "take": (True, ""),
    "refuse": (False, ""),
    "instead": (True, merging.MINE),
    "both": (True, merging.BOTH),
    "by_hand": (True, suggesting.BY_HAND),
    "take_all": (True, ""),
    "refuse_all": (False, ""),
}
FOR_ALL = ("take_all", "refuse_all")


@for_writers
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The page on which somebody changes the words of a draft, and the draft stays as it is."""
    draft, user = writable_revision(request, pk), user_of(request)
    found = suggesting.begun_by(user, draft)
    if not draft.is_draft or (found and found.is_offered):
        messages.info(request, _already(draft))
        return redirect("suggested", found.pk) if found else redirect("timeline", draft.article_id)
    if request.method != "POST":
        if found:
            suggesting.catch_up(found)
            found.refresh_from_db()
        return _page(request, draft, found)
    return _save(request, draft, found)


def _already(draft: Revision) -> str:
    if draft.is_draft:
        return _("It is with the writers already. Take it back to change it.")
    state = draft.get_state_display().lower()
    said = _("This text is %(state)s: what is suggested waits for the next draft.")
    return said % {"state": state}


def _save(request: HttpRequest, draft: Revision, found: SuggestedText | None) -> HttpResponseBase:
    form = _form(draft, request.POST)
    if not form.is_valid():
        return _page(request, draft, found, form, INVALID)
    user = user_of(request)
    try:
        text = form.suggested(_says(draft, found))
        suggesting.save(draft, user, form.cleaned_data["version"], text)
    except Meanwhile as meanwhile:
        messages.warning(request, _("Not saved: %(why)s Yours stands here.") % {"why": meanwhile})
        return _page(request, draft, suggesting.begun_by(user, draft), form, HTTPStatus.CONFLICT)
    except CannotSuggest as refusal:
        messages.error(request, str(refusal))
        return _page(request, draft, suggesting.begun_by(user, draft), form, HTTPStatus.CONFLICT)
    messages.success(request, _("Kept. Only you see it until you hand it over."))
    return redirect("suggest", draft.pk)


@for_writers
@require_POST
def suggest_offer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand what was suggested over to those who write the draft."""
    draft, user = writable_revision(request, pk), user_of(request)
    found, form = suggesting.begun_by(user, draft), OfferForm(request.POST)
    if found is None or not form.is_valid():
        messages.error(
            request, _("Not handed over: change something first, and keep the note short.")
        )
        return redirect("suggest", pk)
    try:
        told = suggesting.offer(found, user, form.cleaned_data["note"])
    except CannotSuggest as refusal:
        messages.error(request, str(refusal))
        return redirect("suggest", pk)
    said = _("Your changes are with the writers.")
    messages.success(request, f"{said} {told}")
    return redirect("suggested", found.pk)


@for_writers
@require_POST
def suggest_autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """Keep what is typed on the page of `suggest`, as `autosave` does for a draft."""
    draft, user = writable_revision(request, pk), user_of(request)
    if request.POST.get("writer") != str(user.pk):
        return JsonResponse({"reason": "somebody else"}, status=HTTPStatus.FORBIDDEN)
    form = _form(draft, request.POST)
    form.is_valid()
    if "version" in form.errors:
        refused = {"version": str(form.errors["version"][0])}
        return JsonResponse({"refused": refused}, status=INVALID)
    stored = _says(draft, suggesting.begun_by(user, draft))
    text = form.suggested(stored)
    if "look" in request.POST:
        return JsonResponse({"differs": text.clean() != stored})
    try:
        saved = suggesting.save(draft, user, form.cleaned_data["version"], text)
    except CannotSuggest as refusal:
        return JsonResponse({"closed": str(refusal)}, status=HTTPStatus.CONFLICT)
    refused = {name: str(errors[0]) for name, errors in form.errors.items()}
    return JsonResponse(
        {
            "version": saved.version,
            "saved_at": saved.saved_at.isoformat(),
            "unknown": [],
            "refused": refused,
        }
    )


def _says(draft: Revision, found: SuggestedText | None) -> DraftText:
    return suggesting.suggestion(found).says if found else DraftText.of(draft)


def _form(draft: Revision, data: Any = None, initial: Any = None) -> SuggestForm:
    return SuggestForm(data, initial=initial, language=draft.article.language)


def _page(
    request: HttpRequest,
    draft: Revision,
    found: SuggestedText | None,
    form: SuggestForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    version = found.version if found else 0
    form = form or _form(draft, initial={**fields.values(_says(draft, found)), "version": version})
    context = {
        "draft": draft,
        "suggested": found,
        "version": version,
        "form": form,
        "offer_form": OfferForm(),
        "words_per_minute": rendering.WORDS_PER_MINUTE,
        "media": form.media.with_nonce(request.csp_nonce),  # type: ignore[attr-defined]
    }
    return render(request, "articles/suggesting/suggest.html", context, status=status)


# --- what was suggested --------------------------------------------------------------------------------


@for_writers
@require_safe
@never_cache
def suggested(request: HttpRequest, pk: int) -> HttpResponse:
    """Each change, for those who write the draft to take or refuse; for its maker to take back."""
    return _changes(request, _found(request, pk))


@for_writers
@require_POST
def suggested_settle(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take or refuse one change, or all that are left; or say what stands where one meets other words."""
    found, user = _found(request, pk), user_of(request)
    pressed = next((name for name in ANSWERS if name in request.POST), None)
    if pressed is None:
        return redirect("suggested", pk)
    is_taken, meeting = ANSWERS[pressed]
    keys = {request.POST[pressed]}
    if pressed in FOR_ALL:
        keys = {each.key for each in suggesting.suggestion(found).changes}
    try:
        version = number(request.POST.get("version")) or 0
        done = suggesting.settle(found, version, user, keys, is_taken=is_taken, meeting=meeting)
    except CannotSuggest as refusal:
        messages.error(request, str(refusal))
        return _changes(request, _found(request, pk), HTTPStatus.CONFLICT)
    if done.left:
        messages.warning(request, _left(done))
    if done.taken or done.refused:
        messages.success(request, _said(done))
    if meeting == merging.BOTH and done.taken:
        messages.info(request, _("Both stand in the draft, one below the other: make one of them."))
        return redirect("revision_edit", found.revision_id)
    return redirect("suggested", pk)


@for_writers
@require_POST
def suggested_take_back(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Its maker changes it again; with `drop` set, suggests it no longer."""
    found = _found(request, pk)
    if found.made_by_id != user_of(request).pk:
        raise PermissionDenied(_("Only who suggested it takes it back."))
    try:
        if "drop" in request.POST:
            suggesting.drop(found)
            messages.success(request, _("You suggest it no longer. What was settled is kept."))
            return redirect("timeline", found.revision.article_id)
        suggesting.take_back(found)
    except CannotSuggest as refusal:
        messages.error(request, str(refusal))
        return redirect("suggested", pk)
    return redirect("suggest", found.revision_id)


def _found(request: HttpRequest, pk: int) -> SuggestedText:
    shown = SuggestedText.objects.shown_to(request.user)
    return get_object_or_404(shown.select_related("made_by", "revision__article"), pk=pk)


def _changes(
    request: HttpRequest, found: SuggestedText, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    offered = suggesting.suggestion(found)
    sides = seal.compose_all(found.revision.article, [offered.was, offered.says])
    left = offered.changes if found.is_open else []
    keys, now = [each.key for each in left], DraftText.of(found.revision)
    fit = offered.fit(now, keys, together=False)
    offers = {*fit.fitting, *fit.untried}
    context = {
        "suggested": found,
        "draft": found.revision,
        "is_mine": found.made_by_id == user_of(request).pk,
        "may_settle": found.revision.is_draft and suggesting.may_settle(found, user_of(request)),
        "changes": [
            (
                each,
                _shown(each, sides),
                [] if each.key in offers else offered.meetings(now, each.key),
            )
            for each in left
        ],
        "settled": found.settled.select_related("settled_by"),
    }
    return render(request, "articles/suggesting/suggested.html", context, status=status)


def _shown(change: Change, sides: list[Text]) -> SafeString:
    return showing.alone(change.blocks, *sides) if change.blocks else showing.words(change.pieces)


def _said(done: Settled) -> str:
    said = (
        ngettext(
            "%(count)d change is taken into the draft.", "%(count)d changes are taken.", done.taken
        )
        if done.taken
        else ngettext(
            "%(count)d change is refused.", "%(count)d changes are refused.", done.refused
        )
    )
    counted = said % {"count": done.taken or done.refused}
    return f"{counted} {done.told}".strip()


def _left(done: Settled) -> str:
    said = ngettext(
        "%(count)d change was not taken: the draft says something else there by now. It is still here.",
        "%(count)d changes were not taken: the draft says something else there by now. They are still here.",
        done.left,
    )
    return said % {"count": done.left}
