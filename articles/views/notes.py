"""Answering what is noted on a draft: plain forms that come back."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from articles.comments import discussion
from articles.comments.forms import AnswerForm
from articles.entering import numbers
from articles.models import Article, Revision, Thread
from articles.views.access import for_writers, user_of, writable_revision
from articles.views.drafts import cards, show


@for_writers
@require_POST
def note_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer in a thread; with `resolve` or `decline` set, close it as well."""
    thread = _thread(request, pk)
    form = AnswerForm(request.POST, auto_id=f"id_thread_{pk}_%s")
    draft = _draft_beside(thread)
    if not form.is_valid() and draft is not None:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if _is_fetched(request):
            return _card(request, thread, draft, form, status)
        return show(request, draft, answer=(pk, form), status=status)
    if form.is_valid():
        told = discussion.answer(thread, user_of(request), form.cleaned_data["text"])
        said = _("Your answer stands in the thread.")
        _say(request, f"{said} {told}")
    if "decline" in request.POST and form.is_valid() and thread.kind == Thread.Kind.SUGGESTION:
        _resolve(request, thread, Thread.Outcome.DECLINED)
    elif "resolve" in request.POST:
        _resolve(request, thread)
    return _back(request, thread, draft)


@for_writers
@require_POST
def note_resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a thread; with `reopen` set, take it up again."""
    thread = _thread(request, pk)
    if "reopen" in request.POST:
        _refuse_others(request, thread)
        discussion.reopen(thread)
        _say(request, _("The thread is open again."))
    else:
        _resolve(request, thread)
    return _back(request, thread, _draft_beside(thread))


@for_writers
@require_POST
def notes_resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the notes on a draft that were ticked; with `all` set, every one that is open."""
    draft = writable_revision(request, pk)
    notes = Thread.objects.about(draft).unresolved().filter(kind__in=Thread.TO_WRITER)
    if "all" not in request.POST:
        notes = notes.filter(pk__in=numbers(request.POST.getlist("thread")))
    count = discussion.resolve_all(notes, user_of(request))
    if _is_fetched(request):
        return cards(request, draft)
    words = ngettext("%(count)d note is resolved.", "%(count)d notes are resolved.", count)
    messages.success(request, words % {"count": count})
    response = redirect("revision_edit", pk)
    response["Location"] += "#threads"
    return response


@for_writers
@require_safe
@never_cache
def note_cards(request: HttpRequest, pk: int) -> HttpResponse:
    """All that is said about a draft, as it is now."""
    return cards(request, writable_revision(request, pk))


def _resolve(request: HttpRequest, thread: Thread, outcome: str = "") -> None:
    _refuse_others(request, thread)
    discussion.resolve(thread, user_of(request), outcome)
    _say(request, _("The suggestion is declined.") if outcome else _("The thread is resolved."))


def _refuse_others(request: HttpRequest, thread: Thread) -> None:
    if not discussion.may_resolve(thread, user_of(request)):
        raise PermissionDenied(_("Who raised a point says when it is met."))


def _say(request: HttpRequest, words: str) -> None:
    if not _is_fetched(request):
        messages.success(request, words)


def _is_fetched(request: HttpRequest) -> bool:
    """Whether a script asks for the card alone, to put it in the place of the old one."""
    return request.headers.get("X-Requested-With") == "fetch"


def _card(
    request: HttpRequest,
    thread: Thread,
    draft: Revision,
    form: AnswerForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    thread.refresh_from_db()
    context = {
        "thread": thread,
        "anchor": thread.anchors.filter(revision=draft).first(),
        "draft": draft,
        "form": form or AnswerForm(auto_id=f"id_thread_{thread.pk}_%s"),
        "may_resolve": discussion.may_resolve(thread, user_of(request)),
        "told": discussion.others_in(thread, user_of(request)),
    }
    return render(request, "articles/comments/_thread.html", context, status=status)


def _thread(request: HttpRequest, pk: int) -> Thread:
    articles = Article.objects.writable_by(request.user)
    threads = Thread.objects.filter(revision__article__in=articles)
    return get_object_or_404(threads.select_related("revision"), pk=pk)


def _draft_beside(thread: Thread) -> Revision | None:
    """The open draft on whose page the thread stands, where there is one."""
    article = thread.revision.article_id
    drafts = Revision.objects.filter(article=article, state=Revision.State.DRAFT)
    return drafts.select_related("article__topic").first()


def _back(request: HttpRequest, thread: Thread, draft: Revision | None) -> HttpResponse:
    if draft is not None and _is_fetched(request):
        return _card(request, thread, draft)
    if draft is None:
        return redirect("timeline", thread.revision.article_id)
    response = redirect("revision_edit", draft.pk)
    response["Location"] += f"#thread-{thread.pk}"
    return response
