"""What the page of a draft asks while somebody writes: autosave, findings, presence, whether they are
signed in."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from articles.coediting import presence
from articles.coediting.joint_saves import Joined, save_joined
from articles.drafting import drafts
from articles.drafting.drafts import About, NotADraft, Stale
from articles.drafting.forms import AutosaveForm, DraftForm, bylines_formset, initial_of
from articles.models import Reference, Revision
from articles.text import fields
from articles.text.citations import cited_keys
from articles.views.access import for_writers, user_of, writable_revision
from articles.views.conflicts import why_closed
from articles.views.drafts import beside


@for_writers
@require_POST
def autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what is typed, as JSON: what is wrong in one field keeps no other from being saved.

    `around` asks to save topic, tags and names too; `look` only asks whether the text differs from
    what is saved. Where somebody else saved meanwhile and changed other places, the answer has both texts
    as `joined`; 409 names who changed the same place, 403 says that the page is somebody else's.
    """
    draft = writable_revision(request, pk)
    if request.POST.get("writer") != str(request.user.pk):
        return _answer(HTTPStatus.FORBIDDEN, reason="somebody else")
    form = AutosaveForm(request.POST)
    form.is_valid()
    if "version" in form.errors:
        return _answer(HTTPStatus.UNPROCESSABLE_ENTITY, refused=_first_errors(form.errors))
    text = form.valid_text(draft)
    if "look" in request.POST:
        return _answer(differs=text.clean().differs_from(draft))
    about, refused = _around(request, draft)
    try:
        version, user = form.cleaned_data["version"], user_of(request)
        report, around_was = form.report(), request.POST.get("around_was", "")
        saved, joined = save_joined(draft, version, user, text, about, report, around_was)
    except (Stale, NotADraft) as refusal:
        return _conflict(refusal.theirs if isinstance(refusal, Stale) else draft)
    answer: dict[str, Any] = {
        "version": saved.version,
        "saved_at": _machine(saved.saved_at),
        "unknown": _unknown(saved),
        "refused": {**_first_errors(form.errors), **refused},
    }
    if joined:
        answer["joined"] = _both(joined)
    if about:
        answer["around"] = about.mark
    return _answer(**answer)


@for_writers
@require_POST
def revision_presence(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the user has the draft open, and answer who else has, and at which version it is."""
    draft, user = writable_revision(request, pk), user_of(request)
    if "leaving" in request.POST:
        presence.leave(draft, user)
        return _answer(others=[])
    presence.touch(draft, user, "typing" in request.POST)
    others = presence.others_at(draft, user)
    return _answer(
        others=[{"name": other.name, "typing": other.is_typing} for other in others],
        version=draft.version,
        draft=draft.is_draft,
    )


@for_writers
@require_safe
@never_cache
def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands beside a draft, as it is saved now: what is missing, what can be done, the references."""
    draft = writable_revision(request, pk)
    return render(request, "articles/editing/_beside.html", beside(draft))


@for_writers
@require_safe
@never_cache
def signed_in(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and a token for the forms of a page that was open before."""
    return _answer(writer=request.user.pk, token=get_token(request))


def _around(request: HttpRequest, draft: Revision) -> tuple[About | None, dict[str, str]]:
    """What stands around the text, where it was sent and is right, and what is wrong with it."""
    if "around" not in request.POST:
        return None, {}
    may_sort = drafts.may_sort(draft.article, user_of(request))
    form = DraftForm(request.POST, initial=initial_of(draft), may_sort=may_sort)
    bylines = bylines_formset(draft, request.POST)
    wrong: dict[str, Any] = {
        name: errors for name, errors in form.errors.items() if name in ("topic", "tags")
    }
    if not bylines.is_valid():
        wrong["bylines"] = bylines.non_form_errors() or [_("One of the names is not right.")]
    if wrong:
        return None, _first_errors(wrong)
    return form.about(bylines), {}


def _both(joined: Joined) -> dict[str, Any]:
    return {
        "others": joined.others,
        "at": _machine(joined.at),
        "typed": fields.values(joined.typed),
        "stored": fields.values(joined.stored),
    }


def _conflict(theirs: Revision) -> HttpResponse:
    last = theirs.contributions.select_related("user").order_by("-last_at").first()
    return _answer(
        HTTPStatus.CONFLICT,
        by=str(last.user) if last else "Somebody",
        at=_machine(theirs.saved_at),
        version=theirs.version,
        closed="" if theirs.is_draft else why_closed(theirs),
    )


def _unknown(draft: Revision) -> list[str]:
    keys = cited_keys(draft.body)
    if not keys:
        return []
    known = set(Reference.objects.filter(key__in=keys).values_list("key", flat=True))
    return [key for key in keys if key not in known]


def _first_errors(errors: Any) -> dict[str, str]:
    return {name: str(found[0]) for name, found in errors.items()}


def _machine(at: datetime) -> str:
    return at.isoformat()


def _answer(status: HTTPStatus = HTTPStatus.OK, **what: Any) -> JsonResponse:
    return JsonResponse(what, status=status)
