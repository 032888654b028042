"""Several works of the library completed at once: what was found is shown first, then filled in."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.entering import number
from articles.library import completing, editing
from articles.library.forms import ReferenceForm
from articles.models import Reference, ReferenceImport
from articles.references import csl
from articles.views.access import for_writers, user_of


@for_writers
@require_POST
def references_complete(request: HttpRequest) -> HttpResponse:
    """Look the works named by `take` up, at most thirty; with `fill`, fill their empty fields.

    `batch` names the file that brought them, where they were sent from its report.
    """
    keys = request.POST.getlist("take")[: completing.MOST]
    works = list(Reference.objects.current().filter(key__in=keys))
    if not works:
        messages.error(request, _("Choose works to complete first."))
        return redirect("references")
    found = completing.complete_all(works)
    if "fill" in request.POST:
        return _filled(request, found)
    batch = _batch(request)
    rows = [(each, [(_label(name), each.fields[name]) for name in each.filled]) for each in found]
    return render(
        request, "articles/library/references_complete.html", {"rows": rows, "batch": batch}
    )


def _filled(request: HttpRequest, found: list[completing.Completed]) -> HttpResponse:
    count = 0
    for each in found:
        work = csl.from_fields(each.fields, each.reference.csl)
        try:
            with transaction.atomic():
                reason = editing.Reason.COMPLETED
                count += editing.change(each.reference, work, user_of(request), reason)
        except IntegrityError:
            said = _("%(key)s was not filled: another work has the identifier that was found.")
            messages.warning(request, said % {"key": each.reference.key})
    messages.success(request, _("Completed: %(count)s.") % {"count": count})
    return redirect(_batch(request) or "references")


def _batch(request: HttpRequest) -> ReferenceImport | None:
    """The file from whose report the works were sent, which is gone back to."""
    pk = number(request.POST.get("batch", ""))
    found = ReferenceImport.objects.defer("content")
    return None if pk is None else found.filter(pk=pk).first()


def _label(name: str) -> str:
    return str(ReferenceForm.base_fields[name].label)
