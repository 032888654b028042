"""Discussing a text: each a plain form that comes back to the page of the text."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.comments.discussion import answer
from articles.entering import number
from articles.models import Revision, Thread
from articles.users import User
from reviews.refusal import Refused
from reviews.reviewing import discussion
from reviews.reviewing.commenting import raise_thread
from reviews.reviewing.forms import AnswerForm, ThreadForm
from reviews.reviewing.pending import collect
from reviews.views.access import user_of, visible_revision
from reviews.views.review import show


@login_required
@require_POST
def thread_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a thread, or with `collect` set keep it for the decision.

    Refused where comments are closed, with what was typed.
    """
    revision, user = visible_revision(request, pk), user_of(request)
    form = ThreadForm(request.POST, body=revision.body)
    if not form.is_valid():
        return show(request, revision, thread_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if "collect" in request.POST:
        return _collect(request, revision, form)
    try:
        thread, told = raise_thread(revision, user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show(request, revision, thread_form=form, status=HTTPStatus.CONFLICT)
    done = _("Your comment is on this page.")
    messages.success(request, f"{done} {told}")
    return _back_to(thread, revision)


def _collect(request: HttpRequest, revision: Revision, form: ThreadForm) -> HttpResponse:
    try:
        kept = collect(revision, user_of(request), **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show(request, revision, thread_form=form, status=HTTPStatus.CONFLICT)
    messages.success(request, _("Kept for your decision. Only you read it until then."))
    address = reverse("review", args=[revision.pk])
    return HttpResponseRedirect(f"{address}#pending-{kept.pk}", status=HTTPStatus.SEE_OTHER)


@login_required
@require_POST
def thread_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer in a thread; with `resolve` set, close it as well."""
    thread, revision = _visible_thread(request, pk)
    form = AnswerForm(request.POST, auto_id=f"id_thread_{pk}_%s")
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return show(request, revision, answer=(pk, form), status=status)
    try:
        messages.success(request, _answered(request, thread, form.cleaned_data["text"]))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show(request, revision, answer=(pk, form), status=HTTPStatus.FORBIDDEN)
    return _back_to(thread, revision)


@transaction.atomic
def _answered(request: HttpRequest, thread: Thread, text: str) -> str:
    """What was done, in words; where the thread may not be closed, nothing was."""
    user = user_of(request)
    told = answer(thread, user, text)
    if "resolve" not in request.POST:
        done = _("Your answer is on this page.")
        return f"{done} {told}"
    discussion.resolve(thread, user)
    done = _("The thread is resolved.")
    return f"{done} {told}"


@login_required
@require_POST
def thread_resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a thread; with `reopen` set, take it up again."""
    thread, revision = _visible_thread(request, pk)
    if "reopen" in request.POST:
        done = _("The thread is open again. Nobody was told.")
        return _settle(request, discussion.reopen, thread, revision, done)
    done = _("The thread is resolved. Nobody was told.")
    return _settle(request, discussion.resolve, thread, revision, done)


def _settle(
    request: HttpRequest,
    how: Callable[[Thread, User], None],
    thread: Thread,
    revision: Revision,
    done: str,
) -> HttpResponse:
    try:
        how(thread, user_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return show(request, revision, status=HTTPStatus.FORBIDDEN)
    messages.success(request, done)
    return _back_to(thread, revision)


def _visible_thread(request: HttpRequest, pk: int) -> tuple[Thread, Revision]:
    """A thread, and the text on whose page it was answered: the form names it, a point being carried
    from text to text."""
    threads = discussion.visible_threads(user_of(request)).select_related("revision")
    thread = get_object_or_404(threads, pk=pk)
    on = request.POST.get("on", "")
    return thread, visible_revision(request, number(on) or thread.revision_id)


def _back_to(thread: Thread, revision: Revision) -> HttpResponse:
    address = reverse("review", args=[revision.pk])
    return HttpResponseRedirect(f"{address}#thread-{thread.pk}", status=HTTPStatus.SEE_OTHER)
