"""Lay readers: asked by editors; and the page behind their link."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.sealing import rendering, seal
from reviews.desk.people import lay_readers as lay
from reviews.desk.people.lay_forms import LayAskForm, LayReadingForm
from reviews.eligibility.rights import ASSIGN
from reviews.eligibility.visibility import visible_to
from reviews.models import LayReading
from reviews.refusal import Refused
from reviews.views.access import user_of, visible_revision

INVALID = HTTPStatus.UNPROCESSABLE_ENTITY


@login_required
@permission_required(ASSIGN, raise_exception=True)
def lay_readers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was asked to read a text as a lay person, and what they said; POST asks another."""
    revision = visible_revision(request, pk)
    form = LayAskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            lay.ask(revision, user_of(request), **form.cleaned_data, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Asked. Told: %(name)s.") % form.cleaned_data)
            return _see(reverse("lay_readers", args=[pk]))
    wanted, done = lay.asked_for(revision)
    context = {
        "revision": revision,
        "form": form,
        "readings": LayReading.objects.filter(revision=revision).listed(),
        "wanted": wanted,
        "done": done,
        "now": timezone.now(),
    }
    status = INVALID if form.errors else HTTPStatus.OK
    return render(request, "reviews/people/lay_readers.html", context, status=status)


@login_required
@permission_required(ASSIGN, raise_exception=True)
@require_POST
def lay_reading_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End the link, and tell nobody outside what was said."""
    found = LayReading.objects.filter(revision__in=visible_to(user_of(request)).values("pk"))
    reading = get_object_or_404(found.select_related("revision__article"), pk=pk)
    lay.take_back(reading, timezone.now())
    messages.success(
        request, _("The link opens nothing any more, and readers are told nothing of it.")
    )
    return _see(reverse("lay_readers", args=[reading.revision_id]))


@never_cache
def lay_reading(request: HttpRequest, token: str) -> HttpResponse:
    """What the link opens: the text, and three questions about it."""
    reading = lay.reading_of(token)
    if reading is None or not reading.is_open(timezone.now()):
        why = _why_closed(reading)
        return render(
            request, "reviews/desk/guest_closed.html", {"why": why}, status=HTTPStatus.GONE
        )
    form = LayReadingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        lay.answer(reading, form.cleaned_data, timezone.now())
        return _see(reverse("lay_reading", args=[token]))
    context = {
        "reading": reading,
        "form": form,
        "shown": rendering.render(seal.text_of(reading.revision)),
    }
    status = INVALID if form.errors else HTTPStatus.OK
    return render(request, "reviews/people/lay_reading.html", context, status=status)


def _why_closed(reading: LayReading | None) -> str:
    if reading is None or reading.revoked_at:
        return _("This link is not one of ours, or it has ended.")
    if reading.answered_at:
        return _("Thank you: what you said has reached the editors.")
    if not reading.is_backed:
        return _(
            "The editor who asked you does not ask readers here any more, so this link has ended. If you "
            "would still like to read the text, write to us: another editor can send you a new link."
        )
    return _("This link is not one of ours, or it has ended.")


def _see(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
