"""Comments that a reviewer has collected: changed, sent before the decision, thrown away."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from articles.models import Revision
from reviews.refusal import Refused
from reviews.reviewing import pending
from reviews.reviewing.forms import PendingForm
from reviews.views.access import user_of, visible_revision
from reviews.views.review import show


@login_required
@require_POST
def pending_change(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """Keep one with other words, with `send` set send it, with `discard` set throw it away.

    404 for one of somebody else: nobody knows that it is there.
    """
    revision = visible_revision(request, pk)
    found = get_object_or_404(pending.pending(revision, user_of(request)), pk=comment)
    if "discard" in request.POST:
        found.delete()
        messages.success(request, _("The comment is thrown away. Nobody has read it."))
        return _back_to(revision)
    form = PendingForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["text"][0]))
        return show(request, revision, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    found.text = form.cleaned_data["text"]
    found.save(update_fields=["text"])
    if "send" in request.POST:
        return _send(request, revision, [found.pk])
    messages.success(request, _("Kept. Only you read it until you send it."))
    return _back_to(revision)


@login_required
@require_POST
def pending_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Send all that are collected, or with `discard` set throw all of them away."""
    revision = visible_revision(request, pk)
    if "discard" not in request.POST:
        return _send(request, revision)
    count, _rows = pending.pending(revision, user_of(request)).delete()
    said = ngettext(
        "%(count)d comment is thrown away. Nobody has read it.",
        "%(count)d comments are thrown away. Nobody has read them.",
        count,
    )
    messages.success(request, said % {"count": count})
    return _back_to(revision)


def _send(
    request: HttpRequest, revision: Revision, chosen: list[int] | None = None
) -> HttpResponse:
    try:
        told = pending.send(revision, user_of(request), chosen)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return show(request, revision, status=HTTPStatus.CONFLICT)
    done = _("Sent.")
    messages.success(request, f"{done} {told}")
    return _back_to(revision)


def _back_to(revision: Revision) -> HttpResponse:
    address = reverse("review", args=[revision.pk])
    return HttpResponseRedirect(f"{address}#threads", status=HTTPStatus.SEE_OTHER)
