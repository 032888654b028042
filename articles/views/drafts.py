"""Writing a draft."""

from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.forms.formsets import BaseFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from taggit.models import Tag

from articles.coediting.joint_saves import Joined, save_joined
from articles.comments import discussion, on_drafts
from articles.comments.forms import AnswerForm, DraftCommentForm
from articles.drafting import drafts, unsaved_posts
from articles.drafting.drafts import About, NotADraft, Stale
from articles.drafting.forms import (
    BylineForm,
    DraftForm,
    bylines_formset,
    initial_of,
)
from articles.library.forms import ShelfForm
from articles.library.shelf import shelf_of
from articles.models import Anchor, DraftThread, Revision, SuggestedText, Thread
from articles.sealing import rendering
from articles.text.outline import outline_of
from articles.users import User
from articles.views.access import for_writers, user_of, writable_revision
from articles.views.conflicts import conflict, why_closed

KNOWN_TAGS: Final = 500  # that are suggested

Bylines = BaseFormSet[BylineForm]


def revision_edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Edit a draft. Saving on top of somebody else's save answers 409 with both texts.

    What is posted after the session has ended is kept through the sign-in and offered then.
    """
    if request.method == "POST" and not request.user.is_authenticated:
        if unsaved_posts.keep(request, pk):
            said = _("Your session had ended. Sign in: what you wrote is kept for you.")
        else:
            said = _(
                "You are not signed in, and nothing was saved. Go back, copy what you wrote, and sign in."
            )
        messages.info(request, said)
    return _revision_edit(request, pk)


@for_writers
def _revision_edit(request: HttpRequest, pk: int) -> HttpResponse:
    draft = writable_revision(request, pk)
    if request.method == "POST":
        return _save(request, draft)
    if not draft.is_draft:
        said = _("Start the next draft to change it.")
        messages.info(request, f"{why_closed(draft)} {said}")
        return redirect("timeline", draft.article_id)
    if "leave" in request.GET:
        unsaved_posts.forget(request)
    elif posted := unsaved_posts.kept(request, pk):
        return conflict(request, draft, posted, HTTPStatus.OK)
    return show(request, draft)


def show(
    request: HttpRequest,
    draft: Revision,
    form: DraftForm | None = None,
    bylines: Bylines | None = None,
    answer: tuple[int, AnswerForm] | None = None,
    shelf_form: ShelfForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """The page of a draft; forms that were filled in wrongly come back with what was typed."""
    prefetch_related_objects([draft.article], "tags", "bylines")
    form = form or _form(request, draft)
    context = {
        "form": form,
        "words_per_minute": rendering.WORDS_PER_MINUTE,
        "media": form.media.with_nonce(request.csp_nonce),  # type: ignore[attr-defined]
        "bylines": bylines or bylines_formset(draft),
        "known_tags": Tag.objects.order_by("name").values_list("name", flat=True)[:KNOWN_TAGS],
        "around": About.of(draft.article).mark,
        "proof": unsaved_posts.proof(user_of(request), draft.pk),
        **beside(draft, shelf_form),
        "suggested": SuggestedText.objects.open()
        .shown_to(user_of(request))
        .filter(revision=draft)
        .select_related("made_by"),
        "outline": outline_of(draft.body),
        "threads": (threads := _threads(draft, user_of(request), answer)),
        "open_notes": sum(each.is_open_note for each in threads),
        "on_draft": (on_draft := _on_draft(draft, user_of(request))),
        "comments": [
            *(each.as_data() for each in threads if each.anchor and each.thread.quote),
            *(each.as_data() for each in on_draft if each.thread.quote),
        ],
    }
    return render(request, "articles/editing/revision_edit.html", context, status=status)


def cards(request: HttpRequest, draft: Revision) -> HttpResponse:
    """What is said about a draft, for its page to put in the place of what stands there."""
    user = user_of(request)
    context = {
        "draft": draft,
        "threads": _threads(draft, user, None),
        "on_draft": _on_draft(draft, user),
    }
    return render(request, "articles/comments/_cards.html", context)


def beside(draft: Revision, shelf_form: ShelfForm | None = None) -> dict[str, Any]:
    """What the parts beside a draft are made of."""
    return {
        "draft": draft,
        "shelf": shelf_of(draft),
        "shelf_form": shelf_form or ShelfForm(auto_id="id_shelf_%s"),
        "draft_comment_form": DraftCommentForm(auto_id="id_about_draft_%s"),
    }


def _form(request: HttpRequest, draft: Revision, data: QueryDict | None = None) -> DraftForm:
    may_sort = drafts.may_sort(draft.article, user_of(request))
    return DraftForm(
        data, initial=initial_of(draft), may_sort=may_sort, language=draft.article.language
    )


def _save(request: HttpRequest, draft: Revision) -> HttpResponse:
    form, bylines = _form(request, draft, request.POST), bylines_formset(draft, request.POST)
    if not draft.is_draft:
        return conflict(request, draft, request.POST)
    if not (form.is_valid() and bylines.is_valid()):
        return show(request, draft, form, bylines, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        saved, joined = save_joined(
            draft,
            form.cleaned_data["version"],
            user_of(request),
            form.text(),
            form.about(bylines),
            form.report(),
            request.POST.get("around_was", ""),
        )
    except Stale as stale:
        return conflict(request, stale.theirs, request.POST)
    except NotADraft:
        return conflict(request, writable_revision(request, draft.pk), request.POST)
    unsaved_posts.forget(request)
    if saved.version == form.cleaned_data["version"]:
        messages.info(request, _("Nothing had changed, so nothing was saved."))
    else:
        messages.success(request, _said_of(saved, joined))
    return redirect("revision_edit", draft.pk)


def _said_of(saved: Revision, joined: Joined | None) -> str:
    said = _("Saved as version %(version)s.")
    if joined and joined.others:
        said = _("Saved as version %(version)s, together with what %(names)s changed elsewhere.")
    elif joined:
        said = _("Saved as version %(version)s, together with what you changed in another window.")
    names = get_text_list([*joined.others] if joined else [], _("and"))
    return said % {"version": saved.version, "names": names}


@dataclass(frozen=True)
class _Discussed:
    thread: Thread
    anchor: Anchor | None
    form: AnswerForm
    may_resolve: bool
    told: list[User]

    @property
    def is_open_note(self) -> bool:
        return self.thread.is_to_writer and not self.thread.is_resolved

    def as_data(self) -> dict[str, Any]:
        """What the editor needs to follow the passage."""
        anchor = self.anchor
        assert anchor is not None  # noqa: S101 says so to the type checker
        is_open = not self.thread.is_resolved
        return {
            "card": f"thread-{self.thread.pk}",
            "thread": self.thread.pk,
            "quote": self.thread.quote,
            "replacement": self.thread.replacement if is_open else "",
            "isOpen": is_open,
            **asdict(anchor.selector),
        }


def _threads(
    draft: Revision, user: User, answer: tuple[int, AnswerForm] | None
) -> list[_Discussed]:
    refused = dict([answer]) if answer else {}
    return [
        _Discussed(
            thread,
            anchor,
            refused.get(thread.pk) or AnswerForm(auto_id=f"id_thread_{thread.pk}_%s"),
            discussion.may_resolve(thread, user),
            discussion.others_in(thread, user),
        )
        for thread, anchor in discussion.threads_about(draft)
    ]


@dataclass(frozen=True)
class _OnDraft:
    thread: DraftThread
    form: AnswerForm
    may_delete: bool

    def as_data(self) -> dict[str, Any]:
        """What the editor needs to follow the passage."""
        thread = self.thread
        return {
            "card": thread.key,
            "draft": thread.pk,
            "quote": thread.quote,
            "replacement": "",
            "isOpen": not thread.is_resolved,
            **asdict(thread.selector),
        }


def _on_draft(draft: Revision, user: User) -> list[_OnDraft]:
    return [
        _OnDraft(
            thread,
            AnswerForm(auto_id=f"id_{thread.key}_%s"),
            on_drafts.may_delete(thread, user),
        )
        for thread in on_drafts.threads_on(draft, user)
    ]
