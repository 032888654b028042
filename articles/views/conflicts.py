"""Two texts of one draft: both shown, what differs, and the ways on. Nothing typed is ever lost."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.coediting.merging import Merge, merge
from articles.comparing import Comparison, compare, compare_words, showing
from articles.drafting import drafts, unsaved_posts
from articles.drafting.drafts import DraftText, NotADraft, Stale
from articles.entering import number
from articles.models import Checkpoint, Revision
from articles.sealing import seal
from articles.text import cleaner, fields
from articles.text.fields import Placement, TextField
from articles.text.vocabulary import Said
from articles.views.access import for_writers, user_of, writable_revision

CHOICE = "choose-"
OWN = {"csrfmiddlewaretoken", "version", "base", "merge", "writer", "proof", "around_was"}


@for_writers
@require_POST
def revision_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare what was typed with what is saved; with `merge` set, save both put together."""
    draft = writable_revision(request, pk)
    if "merge" not in request.POST or not draft.is_draft:
        status = HTTPStatus.OK if draft.is_draft else HTTPStatus.CONFLICT
        return conflict(request, draft, request.POST, status)
    version = _number(request.POST, "version")
    if draft.version != version:
        return conflict(request, draft, request.POST)
    mine, theirs = typed_in(request.POST), DraftText.of(draft)
    merged = merge(base_of(draft, request.POST), mine, theirs).text(_choices(request.POST))
    try:
        saved = drafts.save_draft(draft, version, user_of(request), merged)
    except (Stale, NotADraft):
        return conflict(request, writable_revision(request, pk), request.POST)
    unsaved_posts.forget(request)
    said = _("Both texts are merged and saved as version %(version)s.")
    messages.success(request, said % {"version": saved.version})
    return redirect("revision_edit", pk)


def conflict(
    request: HttpRequest,
    theirs: Revision,
    posted: QueryDict,
    status: HTTPStatus = HTTPStatus.CONFLICT,
) -> HttpResponse:
    """Both texts, whole, and the ways on. What was typed is here even where it was not valid."""
    mine, saved = typed_in(posted), DraftText.of(theirs)
    context = {
        "theirs": theirs,
        "base_version": _number(posted, "base") or _number(posted, "version"),
        "merge": merged_for(theirs, mine, saved, posted),
        "texts": [
            ("mine", _("Yours, not saved"), mine, _readable(mine), _boxes(mine)),
            ("theirs", _("Saved"), saved, _readable(saved), _boxes(saved)),
        ],
        "kept": [
            (name, value)
            for name, values in posted.lists()
            if name not in OWN and not name.startswith(CHOICE)
            for value in values
        ],
        "shown": showing.show(_compared(theirs, mine)),
        "note_changes": _note_changes(saved, mine),
        "why_closed": "" if theirs.is_draft else why_closed(theirs),
        "last_writer": theirs.contributions.select_related("user").order_by("-last_at").first(),
        "is_newer": theirs.version != _number(posted, "version"),
    }
    return render(request, "articles/drafting/revision_conflict.html", context, status=status)


def _compared(theirs: Revision, mine: DraftText) -> Comparison:
    """With what was typed, and the sources, images and names that it would have once saved."""
    saved, typed = seal.compose_all(theirs.article, [theirs, mine])
    return compare(saved, typed)


def _note_changes(theirs: DraftText, mine: DraftText) -> list[tuple[Said, SafeString]]:
    """What differs beside what a seal covers, each field by its label."""
    return [
        (
            row.label,
            showing.words(compare_words(*(getattr(text, row.name) for text in (theirs, mine)))),
        )
        for row in fields.differing(theirs, mine)
        if not row.is_sealed
    ]


def _boxes(text: DraftText) -> list[tuple[TextField, str]]:
    """What can be copied: the words of the article, not its images."""
    return [(row, getattr(text, row.name)) for row in fields.FIELDS if row.place != Placement.LEAD]


def _readable(text: DraftText) -> SafeString:
    """The body as one reads it; citations show by their keys (the style sheet prints them)."""
    return mark_safe(cleaner.clean(text.body))  # noqa: S308 cleaned just here


def typed_in(posted: QueryDict) -> DraftText:
    """The text that a form carries, cleaned; nothing else about it is asked."""
    meant = {row.name: row.meant(posted.get(row.name, "")) for row in fields.FIELDS}
    return DraftText(**meant).clean()


def merged_for(
    theirs: Revision, mine: DraftText, saved: DraftText, posted: QueryDict
) -> Merge | None:
    return merge(base_of(theirs, posted), mine, saved) if theirs.is_draft else None


def base_of(draft: Revision, posted: QueryDict) -> DraftText | None:
    """The text that the writer started from, where it is still kept."""
    version = _number(posted, "base") or _number(posted, "version")
    found = Checkpoint.objects.filter(revision=draft, version=version).first()
    return DraftText.of(found) if found else None


def why_closed(revision: Revision) -> str:
    state = revision.get_state_display().lower()
    return _("This text is %(state)s, so it no longer changes.") % {"state": state}


def _choices(posted: QueryDict) -> dict[str, str]:
    return {
        name.removeprefix(CHOICE): str(value)
        for name, value in posted.items()
        if name.startswith(CHOICE)
    }


def _number(posted: QueryDict, name: str) -> int:
    """A version as it was posted; 0, which no draft has, where it is none."""
    value = posted.get(name, "")
    return number(value) or 0
