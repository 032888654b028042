"""Discussing a text: each a plain form that comes back to the page of the text."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from articles.discussion import answer
from articles.models import Thread
from reviews import discussion
from reviews.forms import AnswerForm, ThreadForm
from reviews.steps import Refused
from reviews.views.access import user_of, visible_revision
from reviews.views.review import show
from reviews.visibility import visible_to


@login_required
@require_POST
def thread_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a thread on the whole article; refused where comments are closed, with what was typed."""
    revision, user = visible_revision(request, pk), user_of(request)
    form = ThreadForm(request.POST)
    if not form.is_valid():
        return show(request, revision, thread_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        thread = discussion.open_thread(revision, user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show(request, revision, thread_form=form, status=HTTPStatus.CONFLICT)
    messages.success(request, "Your comment is on this page. Nobody was told by mail.")
    return _back_to(thread)


@login_required
@require_POST
def thread_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer in a thread; with `resolve` set, close it as well."""
    thread, user = _visible_thread(request, pk), user_of(request)
    form = AnswerForm(request.POST, auto_id=f"id_thread_{pk}_%s")
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return show(request, thread.revision, answer=(pk, form), status=status)
    answer(thread, user, form.cleaned_data["text"])
    if "resolve" in request.POST:
        return _resolve(request, thread)
    messages.success(request, "Your answer is on this page. Nobody was told by mail.")
    return _back_to(thread)


@login_required
@require_POST
def thread_resolve(request: HttpRequest, pk: int) -> HttpResponse:
    return _resolve(request, _visible_thread(request, pk))


def _resolve(request: HttpRequest, thread: Thread) -> HttpResponse:
    try:
        discussion.resolve(thread, user_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return show(request, thread.revision, status=HTTPStatus.FORBIDDEN)
    messages.success(request, "The thread is resolved. Nobody was told by mail.")
    return _back_to(thread)


def _visible_thread(request: HttpRequest, pk: int) -> Thread:
    threads = Thread.objects.filter(revision__in=visible_to(request.user))
    return get_object_or_404(threads.select_related("revision__article__topic__parent"), pk=pk)


def _back_to(thread: Thread) -> HttpResponse:
    address = reverse("review", args=[thread.revision_id])
    return HttpResponseRedirect(f"{address}#thread-{thread.pk}", status=HTTPStatus.SEE_OTHER)
