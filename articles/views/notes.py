"""Answering and resolving what is noted on a draft: plain forms that come back to its page."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from articles import discussion
from articles.forms import AnswerForm
from articles.models import Article, Revision, Thread
from articles.views.access import for_writers, user_of
from articles.views.drafts import show


@for_writers
@require_POST
def note_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer in a thread; with `resolve` set, close it as well."""
    thread = _thread(request, pk)
    form = AnswerForm(request.POST, auto_id=f"id_thread_{pk}_%s")
    draft = _draft_beside(thread)
    if not form.is_valid() and draft is not None:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return show(request, draft, answer=(pk, form), status=status)
    if form.is_valid():
        discussion.answer(thread, user_of(request), form.cleaned_data["text"])
        messages.success(request, "Your answer stands in the thread. Nobody was told by mail.")
    if "resolve" in request.POST:
        _resolve(request, thread)
    return _back(thread, draft)


@for_writers
@require_POST
def note_resolve(request: HttpRequest, pk: int) -> HttpResponse:
    thread = _thread(request, pk)
    _resolve(request, thread)
    return _back(thread, _draft_beside(thread))


def _resolve(request: HttpRequest, thread: Thread) -> None:
    if not discussion.may_resolve(thread, user_of(request)):
        raise PermissionDenied("Who raised a point says when it is met.")
    discussion.resolve(thread, user_of(request))
    messages.success(request, "The thread is resolved.")


def _thread(request: HttpRequest, pk: int) -> Thread:
    articles = Article.objects.writable_by(request.user)
    threads = Thread.objects.filter(revision__article__in=articles)
    return get_object_or_404(threads.select_related("revision"), pk=pk)


def _draft_beside(thread: Thread) -> Revision | None:
    """The open draft on whose page the thread stands, where there is one."""
    article = thread.revision.article_id
    drafts = Revision.objects.filter(article=article, state=Revision.State.DRAFT)
    return drafts.select_related("article__topic").first()


def _back(thread: Thread, draft: Revision | None) -> HttpResponse:
    if draft is None:
        return redirect("timeline", thread.revision.article_id)
    response = redirect("revision_edit", draft.pk)
    response["Location"] += f"#thread-{thread.pk}"
    return response
