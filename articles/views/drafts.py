"""Writing a draft, and seeing it as readers will."""

from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.forms.formsets import BaseFormSet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from articles import disclaimers, discussion, drafts, rendering, sealing
from articles.comparison import compared, readable
from articles.drafts import DraftText, NotADraft, Stale
from articles.forms import (
    AnswerForm,
    BylineForm,
    DraftForm,
    ShelfForm,
    bylines_formset,
    initial_of,
)
from articles.models import Anchor, Disclaimer, Revision, Thread
from articles.shelf import shelf_of
from articles.users import User
from articles.views.access import for_writers, user_of, writable_revision

Bylines = BaseFormSet[BylineForm]


@for_writers
def revision_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit a draft. Saving on top of somebody else's save answers 409 with both texts."""
    draft = writable_revision(request, pk)
    if request.method == "POST":
        return _save(request, draft)
    if not draft.is_draft:
        messages.info(request, f"{_why_closed(draft)} Start the next draft to change it.")
        return redirect("timeline", draft.article_id)
    return show(request, draft)


@for_writers
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """A text as readers will see it, with its notices."""
    revision = writable_revision(request, pk)
    text = sealing.text_of(revision)
    notices = disclaimers.shown_on(revision.article, timezone.localdate())
    below = Disclaimer.Placement.BOTTOM
    context = {
        "revision": revision,
        "text": text,
        "rendered": rendering.render(text),
        "notices_above": [each for each in notices if each.disclaimer.placement != below],
        "notices_below": [each for each in notices if each.disclaimer.placement == below],
    }
    response = render(request, "articles/revision_preview.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


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
    form = form or _form(request, draft)
    context = {
        "draft": draft,
        "form": form,
        "words_per_minute": rendering.WORDS_PER_MINUTE,
        "media": form.media.with_nonce(request.csp_nonce),  # type: ignore[attr-defined]
        "bylines": bylines or bylines_formset(draft),
        "shelf": shelf_of(draft),
        "shelf_form": shelf_form or ShelfForm(auto_id="id_shelf_%s"),
        "threads": _threads(draft, user_of(request), answer),
    }
    return render(request, "articles/revision_edit.html", context, status=status)


def _form(request: HttpRequest, draft: Revision, data: QueryDict | None = None) -> DraftForm:
    may_sort = drafts.may_sort(draft.article, user_of(request))
    return DraftForm(data, initial=initial_of(draft), may_sort=may_sort)


def _save(request: HttpRequest, draft: Revision) -> HttpResponse:
    form, bylines = _form(request, draft, request.POST), bylines_formset(draft, request.POST)
    if not draft.is_draft:
        return _conflict(request, draft, form)
    if not (form.is_valid() and bylines.is_valid()):
        return show(request, draft, form, bylines, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        saved = drafts.save_draft(
            draft,
            form.cleaned_data["version"],
            user_of(request),
            form.text(),
            form.about(bylines),
            form.report(),
        )
    except Stale as stale:
        return _conflict(request, stale.theirs, form)
    except NotADraft:
        return _conflict(request, writable_revision(request, draft.pk), form)
    if saved.version == form.cleaned_data["version"]:
        messages.info(request, "Nothing had changed, so nothing was saved.")
    else:
        messages.success(request, f"Saved as version {saved.version}.")
    return redirect("revision_edit", draft.pk)


def _conflict(request: HttpRequest, theirs: Revision, form: DraftForm) -> HttpResponse:
    """Both texts, whole, and the ways on. What was typed is here even where it was not valid."""
    typed = DraftText(**{name: request.POST.get(name, "") for name in DraftText.__annotations__})
    mine, saved = typed.clean(), DraftText.of(theirs)
    context = {
        "theirs": theirs,
        "texts": [
            ("mine", "Yours, not saved", mine, readable(mine)),
            ("theirs", "Theirs, saved", saved, readable(saved)),
        ],
        "kept": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in {"csrfmiddlewaretoken", "version"}
            for value in values
        ],
        "lines": compared(saved, mine),
        "why_closed": "" if theirs.is_draft else _why_closed(theirs),
        "last_writer": theirs.contributions.select_related("user").order_by("-last_at").first(),
    }
    return render(request, "articles/revision_conflict.html", context, status=HTTPStatus.CONFLICT)


def _why_closed(revision: Revision) -> str:
    return f"This text is {revision.get_state_display().lower()}, so it no longer changes."


@dataclass(frozen=True)
class _Discussed:
    thread: Thread
    anchor: Anchor | None
    form: AnswerForm
    may_resolve: bool


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
        )
        for thread, anchor in discussion.threads_about(draft)
    ]
