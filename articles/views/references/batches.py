"""Files of works that the worker enters: how far each is, what became of each record, and taking it back."""

import csv
from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from articles.library import batches, completing, lookup
from articles.listing import spreadsheets
from articles.models import ImportedRecord, Reference, ReferenceImport, Revision
from articles.models.articles import State
from articles.security_log import note
from articles.views.access import for_writers, user_of
from articles.views.references.entry import wants_json

PER_PAGE = 100


@for_writers
def reference_batches(request: HttpRequest) -> HttpResponse:
    """The files that were sent, newest first."""
    sent = ReferenceImport.objects.defer("content").select_related("by")
    page = Paginator(sent, 30).get_page(request.GET.get("page"))
    return render(request, "articles/library/reference_batches.html", {"page": page})


@for_writers
@require_GET
def reference_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a file is, and what became of each record; `show` narrows it to one outcome."""
    batch = _batch(pk)
    if wants_json(request):
        under_way = batch.is_under_way
        return JsonResponse({"done": batch.done, "total": batch.total, "is_under_way": under_way})
    counted = dict(batch.records.order_by().values_list("outcome").annotate(Count("pk")))
    show = request.GET.get("show", "")
    records = batch.records.select_related("reference", "like")
    shown = records.filter(outcome=show) if show in counted else records
    is_done = batch.state == ReferenceImport.State.DONE
    used = batches.used(batch) if is_done else None
    entered = batches.entered(batch) if is_done else Reference.objects.none()
    incomplete = entered.current().filter(is_incomplete=True).order_by("key")
    context = {
        "batch": batch,
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "show": show,
        "outcomes": [
            (name, label, counted[name])
            for name, label in ImportedRecord.Outcome.choices
            if name in counted
        ],
        "used": list(used[:10]) if used is not None else [],
        "used_count": used.count() if used is not None else 0,
        "entered_count": entered.count(),
        "may_undo": _may_undo(request, batch),
        "incomplete": list(incomplete[: completing.MOST]),
        "incomplete_count": incomplete.count(),
        "can_look_up": lookup.is_on(),
        "draft": _draft(request, batch),
    }
    return render(request, "articles/library/reference_batch.html", context)


@for_writers
@require_GET
def reference_batch_report(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """What became of each record, as CSV."""
    batch = _batch(pk)
    note("exported", what="import", batch=batch.pk, user=user_of(request).pk)
    answer = StreamingHttpResponse(_lines(batch), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="import-{batch.pk}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@for_writers
@require_POST
def reference_batch_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back all that a file brought: who sent it, or an editor."""
    batch = _batch(pk)
    if not _may_undo(request, batch):
        raise PermissionDenied(_("Only who sent a file, or an editor, can take it back."))
    try:
        taken = batches.undo(batch)
    except batches.Used:
        messages.error(request, _("Some of these works are used by now, so all of them stay."))
    else:
        messages.success(request, _("Taken back: %(count)s.") % {"count": taken})
    return redirect(batch)


@for_writers
@require_POST
def reference_batch_restart(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with a file that broke off."""
    batch = _batch(pk)
    batches.start_again(batch)
    return redirect(batch)


def _batch(pk: int) -> ReferenceImport:
    found = ReferenceImport.objects.defer("content").select_related("by", "article")
    return get_object_or_404(found, pk=pk)


def _may_undo(request: HttpRequest, batch: ReferenceImport) -> bool:
    user = user_of(request)
    return batch.by_id == user.pk or user.has_perm("articles.write_any_article")


def _draft(request: HttpRequest, batch: ReferenceImport) -> Revision | None:
    """The draft that the file was sent for, if who asks may write it."""
    drafts = Revision.objects.writable_by(request.user).filter(state=State.DRAFT)
    return drafts.filter(article=batch.article_id).first() if batch.article_id else None


class _Echo:
    """What `csv` writes is what it returns."""

    def write(self, line: str) -> str:
        return line


def _lines(batch: ReferenceImport) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"  # spreadsheets read it as UTF-8 then
    yield writer.writerow(
        [
            _("Number"),
            _("Line"),
            _("Work"),
            _("What became of it"),
            _("Key"),
            _("Like"),
            "DOI",
            "PMID",
            _("Said"),
        ]
    )
    for record in batch.records.select_related("reference", "like").iterator(chunk_size=500):
        yield writer.writerow([spreadsheets.safe(cell) for cell in _cells(record)])


def _cells(record: ImportedRecord) -> list[object]:
    work = record.reference
    return [
        record.number,
        record.line or "",
        record.label,
        record.get_outcome_display(),
        work.key if work else "",
        record.like.key if record.like else "",
        work.doi if work else "",
        work.pmid if work else "",
        " ".join(record.said),
    ]
