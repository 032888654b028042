"""What writers and editors say about a draft: each a plain form; a script asks for the card alone."""

from http import HTTPStatus
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from articles.comments import on_drafts
from articles.comments.forms import AnswerForm, DraftCommentForm
from articles.comments.on_drafts import Closed
from articles.models import Article, DraftThread, Revision
from articles.views.access import for_writers, user_of, writable_revision

OFFERED: Final = 8
INVALID: Final = HTTPStatus.UNPROCESSABLE_ENTITY


@for_writers
@require_POST
def draft_thread_open(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Comment on a draft, for the others who write it or for oneself."""
    draft = writable_revision(request, pk)
    form = DraftCommentForm(request.POST)
    if not form.is_valid():
        return _refused(request, draft.article_id, _first_error(form), INVALID)
    entered = form.cleaned_data
    try:
        thread, told = on_drafts.open_thread(
            draft, user_of(request), entered["text"], entered["is_private"], form.passage(draft)
        )
    except Closed as closed:
        return _refused(request, draft.article_id, str(closed))
    said = _("Your note is kept.") if thread.is_private else _("Your comment is on the draft.")
    return _done(request, thread, f"{said} {told}")


@for_writers
@require_POST
def draft_thread_answer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Add to a thread; with `resolve` set, close it as well."""
    thread, user = _thread(request, pk), user_of(request)
    form = AnswerForm(request.POST, auto_id=f"id_{thread.key}_%s")
    if not form.is_valid() and _is_fetched(request):
        return _card(request, thread, form=form, status=INVALID)
    if not form.is_valid():
        return _refused(request, thread.revision.article_id, _first_error(form), INVALID)
    try:
        told = on_drafts.answer(thread, user, form.cleaned_data["text"])
        if "resolve" in request.POST:
            on_drafts.resolve(thread, user)
    except Closed as closed:
        return _refused(request, thread.revision.article_id, str(closed))
    said = _("Your answer stands in the thread.")
    return _done(request, thread, f"{said} {told}")


@for_writers
@require_POST
def draft_thread_resolve(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Close a thread; with `reopen` set, take it up again. Whoever writes the draft may."""
    thread = _thread(request, pk)
    try:
        if "reopen" in request.POST:
            on_drafts.reopen(thread)
        else:
            on_drafts.resolve(thread, user_of(request))
    except Closed as closed:
        return _refused(request, thread.revision.article_id, str(closed))
    is_open = "reopen" in request.POST
    said = _("The thread is open again.") if is_open else _("The thread is resolved.")
    return _done(request, thread, said)


@for_writers
@require_POST
def draft_thread_delete(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Delete a note to oneself, or a comment that nobody has answered."""
    thread = _thread(request, pk)
    article = thread.revision.article_id
    try:
        on_drafts.delete(thread, user_of(request))
    except Closed as closed:
        return _refused(request, article, str(closed))
    if _is_fetched(request):
        return HttpResponse()
    messages.success(request, _("It is deleted."))
    return redirect("draft_threads", article)


@for_writers
@require_safe
def draft_thread(request: HttpRequest, pk: int) -> HttpResponseBase:
    """To where it stands: beside the draft, or in the list once the text is no draft any more."""
    return _to(_thread(request, pk))


@for_writers
@require_safe
@never_cache
def draft_threads(request: HttpRequest, pk: int) -> HttpResponse:
    """All that its writers said about the drafts of an article, and what the user noted to themselves."""
    article = get_object_or_404(Article.objects.writable_by(request.user), pk=pk)
    draft = article.revisions.filter(state=Revision.State.DRAFT).first()
    context = {
        "article": article,
        "current": draft or article.revisions.newest(),
        "draft": draft,
        "cards": [
            _context(request, thread) for thread in on_drafts.threads_of(article, user_of(request))
        ],
        "form": DraftCommentForm(auto_id="id_about_draft_%s"),
    }
    return render(request, "articles/comments/draft_threads.html", context)


@for_writers
@require_safe
@never_cache
def draft_people(request: HttpRequest, pk: int) -> JsonResponse:
    """For who types an “@”: the others who may read it and whose name begins like `q`, or a word of it."""
    draft = writable_revision(request, pk)
    typed = request.GET.get("q", "").casefold()
    others = on_drafts.people_of(draft.article).exclude(pk=user_of(request).pk)
    names = dict.fromkeys(str(each) for each in others if f" {typed}" in f" {each}".casefold())
    return JsonResponse({"results": [*names][:OFFERED]})


def _thread(request: HttpRequest, pk: int) -> DraftThread:
    threads = DraftThread.objects.shown_to(request.user).select_related("revision__article")
    return get_object_or_404(threads, pk=pk)


def _is_fetched(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _first_error(form: DraftCommentForm | AnswerForm) -> str:
    return str(next(iter(form.errors.values()))[0])


def _refused(
    request: HttpRequest, article: int, said: str, status: HTTPStatus = HTTPStatus.CONFLICT
) -> HttpResponseBase:
    """In words for the script, else on the page of all comments."""
    if _is_fetched(request):
        return HttpResponse(said, status=status, content_type="text/plain; charset=utf-8")
    messages.error(request, said)
    return redirect("draft_threads", article)


def _done(request: HttpRequest, thread: DraftThread, said: str) -> HttpResponseBase:
    if _is_fetched(request):
        return _card(request, thread, said)
    messages.success(request, said)
    return _to(thread)


def _to(thread: DraftThread) -> HttpResponseBase:
    address = reverse("draft_threads", args=[thread.revision.article_id])
    if thread.revision.is_draft:
        address = reverse("revision_edit", args=[thread.revision_id])
    return redirect(f"{address}#{thread.key}")


def _card(
    request: HttpRequest,
    thread: DraftThread,
    said: str = "",
    form: AnswerForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    found = DraftThread.objects.select_related("opened_by", "resolved_by", "revision")
    context = _context(request, found.get(pk=thread.pk), form) | {"said": said}
    return render(request, "articles/comments/_draft_thread.html", context, status=status)


def _context(
    request: HttpRequest, thread: DraftThread, form: AnswerForm | None = None
) -> dict[str, object]:
    return {
        "thread": thread,
        "form": form or AnswerForm(auto_id=f"id_{thread.key}_%s"),
        "may_delete": on_drafts.may_delete(thread, user_of(request)),
    }
